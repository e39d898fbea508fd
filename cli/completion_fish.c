#include <string.h>

#include "cli/completion.h"

static void put_option(struct strbuf *out, const struct command *command, const struct option_info *info)
{
    bool is_path = strcmp(info->value, "FILE") == 0 || strcmp(info->value, "DIR") == 0;

    strbuf_printf(out, "complete -c cordon -n '__fish_seen_subcommand_from %s' -l %s", command->name, info->name);
    if (info->letter != 0)
        strbuf_printf(out, " -s %c", info->letter);
    if (*info->choices != '\0') {
        strbuf_put_c(out, " -x -a '");
        completion_choices(out, info);
        strbuf_put_char(out, '\'');
    } else if (*info->value != '\0') {
        strbuf_put_c(out, is_path ? " -r -F" : " -x");
    }
    strbuf_put_c(out, " -d '");
    completion_quoted(out, info->help, "\\");
    strbuf_put_c(out, "'\n");
}

static void put_command(struct strbuf *out, const struct command *command)
{
    struct strbuf words;
    struct option_info info;

    strbuf_init(&words, out->arena);
    completion_operands(&words, command);
    strbuf_printf(out, "complete -c cordon -n __fish_use_subcommand -f -a %s -d '", command->name);
    completion_quoted(out, command->summary, "\\");
    strbuf_put_c(out, "'\n");
    if (words.len > 0)
        strbuf_printf(out, "complete -c cordon -n '__fish_seen_subcommand_from %s' -a '%.*s'\n", command->name,
                      STR_ARG(strbuf_text(&words)));
    for (uint32_t i = 0; i < OPT_COUNT; i++)
        if (args_option_of(command, i, &info))
            put_option(out, command, &info);
}

void completion_fish(struct strbuf *out, const struct command *const *commands, uint32_t count)
{
    strbuf_put_c(out, "complete -c cordon -n __fish_use_subcommand -f -l help -s h -d 'print the help'\n"
                      "complete -c cordon -n __fish_use_subcommand -f -l version -s V -d 'print the version'\n");
    for (uint32_t i = 0; i < count; i++)
        put_command(out, commands[i]);
}
