#include <string.h>

#include "cli/completion.h"

/* Characters that a specification of _arguments gives a meaning. */
static const char special[] = "[]:\\";

static void put_value(struct strbuf *out, const struct option_info *info)
{
    bool is_path = strcmp(info->value, "FILE") == 0 || strcmp(info->value, "DIR") == 0;

    if (*info->value == '\0')
        return;
    strbuf_printf(out, ":%s:", info->value);
    if (*info->choices != '\0') {
        strbuf_put_char(out, '(');
        completion_choices(out, info);
        strbuf_put_char(out, ')');
    } else if (is_path) {
        strbuf_put_c(out, "_files");
    }
}

/* '--jobs=[threads]:N:'; `spelling` is the option with what joins its value. */
static void put_spelling(struct strbuf *out, const struct option_info *info, struct str spelling)
{
    strbuf_printf(out, " \\\n            '%.*s[", STR_ARG(spelling));
    completion_quoted(out, info->help, special);
    strbuf_put_char(out, ']');
    put_value(out, info);
    strbuf_put_char(out, '\'');
}

static void put_option(struct strbuf *out, const struct option_info *info)
{
    struct strbuf spelling;

    strbuf_init(&spelling, out->arena);
    strbuf_printf(&spelling, "--%s%s", info->name, *info->value != '\0' ? "=" : "");
    put_spelling(out, info, strbuf_text(&spelling));
    if (info->letter == 0)
        return;
    strbuf_init(&spelling, out->arena);
    strbuf_printf(&spelling, "-%c%s", info->letter, *info->value != '\0' ? "+" : "");
    put_spelling(out, info, strbuf_text(&spelling));
}

static void put_command(struct strbuf *out, const struct command *command)
{
    struct strbuf words;
    struct option_info info;

    strbuf_init(&words, out->arena);
    completion_operands(&words, command);
    strbuf_printf(out, "    %s)\n        _arguments", command->name);
    for (uint32_t i = 0; i < OPT_COUNT; i++)
        if (args_option_of(command, i, &info))
            put_option(out, &info);
    if (words.len > 0)
        strbuf_printf(out, " \\\n            '1:operand:(%.*s)'", STR_ARG(strbuf_text(&words)));
    strbuf_put_c(out, " \\\n            '*:file:_files'\n        ;;\n");
}

void completion_zsh(struct strbuf *out, const struct command *const *commands, uint32_t count)
{
    strbuf_put_c(out, "#compdef cordon\n"
                      "_cordon() {\n"
                      "    local -a commands\n"
                      "    commands=(\n");
    for (uint32_t i = 0; i < count; i++) {
        strbuf_printf(out, "        '%s:", commands[i]->name);
        completion_quoted(out, commands[i]->summary, "\\");
        strbuf_put_c(out, "'\n");
    }
    strbuf_put_c(out, "    )\n"
                      "    if (( CURRENT == 2 )); then\n"
                      "        _describe command commands\n"
                      "        return\n"
                      "    fi\n"
                      "    shift words\n"
                      "    (( CURRENT-- ))\n"
                      "    case $words[1] in\n");
    for (uint32_t i = 0; i < count; i++)
        put_command(out, commands[i]);
    strbuf_put_c(out, "    esac\n"
                      "}\n"
                      "# Found in $fpath it is the function itself; sourced it has to be registered.\n"
                      "if [ \"$funcstack[1]\" = _cordon ]; then _cordon \"$@\"; else compdef _cordon cordon; fi\n");
}
