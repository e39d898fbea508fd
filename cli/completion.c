#include "cli/completion.h"

#include <string.h>

#include "rules/effect.h"

/* The words of "a|b|c REST", with spaces; nothing when the text starts with a placeholder. */
static void put_alternatives(struct strbuf *out, const char *text)
{
    size_t len = strcspn(text, " ");

    if (*text < 'a' || *text > 'z')
        return;
    for (size_t i = 0; i < len; i++)
        strbuf_put_char(out, text[i] == '|' ? ' ' : text[i]);
    strbuf_put_char(out, ' ');
}

void completion_operands(struct strbuf *out, const struct command *command)
{
    put_alternatives(out, command->operands);
    if (strncmp(command->operands, "EFFECT", sizeof("EFFECT") - 1) == 0)
        for (uint32_t i = 0; i < EFFECT_COUNT; i++)
            strbuf_printf(out, "%s ", effect_name((enum effect)i));
}

void completion_choices(struct strbuf *out, const struct option_info *info)
{
    put_alternatives(out, info->choices);
}

void completion_quoted(struct strbuf *out, const char *text, const char *escaped)
{
    for (; *text != '\0'; text++) {
        if (strchr(escaped, *text) != NULL)
            strbuf_put_char(out, '\\');
        if (*text == '\'')
            strbuf_put_c(out, "'\\''");
        else
            strbuf_put_char(out, *text);
    }
}
