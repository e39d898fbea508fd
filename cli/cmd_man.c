/* cordon man: the manual page of a command, from the tables of commands and options. */
#include <string.h>

#include "cli/commands.h"

/* Text of a page: what troff gives a meaning is escaped, and a hyphen is one that can be copied. */
static void put_text(struct strbuf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((text[i] == '.' || text[i] == '\'') && (i == 0 || text[i - 1] == '\n'))
            strbuf_put_c(out, "\\&");
        if (text[i] == '\\')
            strbuf_put_c(out, "\\e");
        else if (text[i] == '-')
            strbuf_put_c(out, "\\-");
        else
            strbuf_put_char(out, text[i]);
    }
}

static void put(struct strbuf *out, const char *text)
{
    put_text(out, text, strlen(text));
}

static void put_upper(struct strbuf *out, const char *text)
{
    for (; *text != '\0'; text++)
        strbuf_put_char(out, *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text);
}

/* Paragraphs are separated by empty lines. */
static void put_paragraphs(struct strbuf *out, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        if (len == 0)
            strbuf_put_c(out, ".PP");
        put_text(out, text, len);
        strbuf_put_char(out, '\n');
        text += len + (text[len] == '\n');
    }
}

static void put_option(struct strbuf *out, const struct option_info *info)
{
    strbuf_put_c(out, ".TP\n");
    if (info->letter != 0)
        strbuf_printf(out, "\\fB\\-%c\\fR, ", info->letter);
    strbuf_put_c(out, "\\fB\\-\\-");
    put(out, info->name);
    strbuf_put_c(out, "\\fR");
    if (*info->value != '\0') {
        strbuf_put_c(out, " \\fI");
        put(out, *info->choices != '\0' ? info->choices : info->value);
        strbuf_put_c(out, "\\fR");
    }
    strbuf_put_c(out, "\n");
    put(out, info->help);
    strbuf_put_c(out, "\n");
}

static void render(struct strbuf *out, const struct command *command)
{
    struct option_info info;

    strbuf_put_c(out, ".TH CORDON\\-");
    put_upper(out, command->name);
    strbuf_put_c(out, " 1 \"\" \"cordon " CORDON_VERSION "\" \"User Commands\"\n.SH NAME\ncordon\\-");
    put(out, command->name);
    strbuf_put_c(out, " \\- ");
    put(out, command->summary);
    strbuf_put_c(out, "\n.SH SYNOPSIS\n.B cordon ");
    put(out, command->name);
    strbuf_put_c(out, "\n.RI [ option ...]\n");
    if (*command->operands != '\0') {
        put(out, command->operands);
        strbuf_put_c(out, "\n");
    }
    strbuf_put_c(out, ".SH DESCRIPTION\n");
    put_paragraphs(out, command->details);
    strbuf_put_c(out, ".SH OPTIONS\n");
    for (uint32_t i = 0; i < OPT_COUNT; i++)
        if (args_option_of(command, i, &info))
            put_option(out, &info);
    strbuf_put_c(out, ".SH SEE ALSO\n.BR cordon (1)\n");
}

static int cmd_man(const struct args *args)
{
    struct arena run = {0};
    struct error why = {0};
    struct strbuf out;
    uint32_t count = 0;
    const struct command *const *commands = commands_all(&count);
    int code = EXIT_NO_WORK;

    strbuf_init(&out, &run);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(args->operands.items[0], commands[i]->name) == 0)
            render(&out, commands[i]);
    if (out.len > 0) {
        code = commands_print(&out, EXIT_PASSED);
    } else {
        (void)error_set(&why, ERR_USAGE, "there is no command %s; see cordon --help", args->operands.items[0]);
        code = commands_fail(&why);
    }
    arena_reset(&run);
    return code;
}

const struct command command_man = {
    .name = "man",
    .operands = "COMMAND",
    .summary = "the manual page of a command",
    .details = "Prints the source of the page: cordon man check | man -l -\n",
    .min_operands = 1,
    .max_operands = 1,
    .run = cmd_man,
};
