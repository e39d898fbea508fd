#include "cli/completion.h"

/* The values of the command's options that have a choice: a case for the word before. */
static void put_values(struct strbuf *out, const struct command *command)
{
    struct option_info info;

    for (uint32_t i = 0; i < OPT_COUNT; i++) {
        if (!args_option_of(command, i, &info) || *info.choices == '\0')
            continue;
        strbuf_printf(out, "    %s:--%s) values='", command->name, info.name);
        completion_choices(out, &info);
        strbuf_put_c(out, "' ;;\n");
    }
}

static void put_options(struct strbuf *out, const struct command *command)
{
    struct option_info info;

    strbuf_printf(out, "    %s) options='", command->name);
    for (uint32_t i = 0; i < OPT_COUNT; i++) {
        if (!args_option_of(command, i, &info))
            continue;
        strbuf_printf(out, "--%s ", info.name);
        if (info.letter != 0)
            strbuf_printf(out, "-%c ", info.letter);
    }
    strbuf_put_c(out, "' operands='");
    completion_operands(out, command);
    strbuf_put_c(out, "' ;;\n");
}

void completion_bash(struct strbuf *out, const struct command *const *commands, uint32_t count)
{
    strbuf_put_c(
        out, "_cordon() {\n"
             "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
             "    local options='' operands='' values=''\n"
             "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
             "        COMPREPLY=($(compgen -W '");
    for (uint32_t i = 0; i < count; i++)
        strbuf_printf(out, "%s ", commands[i]->name);
    strbuf_put_c(
        out, "--help --version' -- \"$word\"))\n"
             "        return\n"
             "    fi\n"
             "    # readline makes a word of the = in --format=json\n"
             "    if [ \"$word\" = = ]; then word=''; fi\n"
             "    if [ \"$before\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
             "    case $command:$before in\n");
    for (uint32_t i = 0; i < count; i++)
        put_values(out, commands[i]);
    strbuf_put_c(out, "    esac\n"
                      "    if [ -n \"$values\" ]; then\n"
                      "        COMPREPLY=($(compgen -W \"$values\" -- \"$word\"))\n"
                      "        return\n"
                      "    fi\n"
                      "    case $command in\n");
    for (uint32_t i = 0; i < count; i++)
        put_options(out, commands[i]);
    strbuf_put_c(out, "    esac\n"
                      "    case $word in\n"
                      "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                      "    *)\n"
                      "        if [ \"$COMP_CWORD\" = 2 ] && [ -n \"$operands\" ]; then\n"
                      "            COMPREPLY=($(compgen -W \"$operands\" -- \"$word\"))\n"
                      "        else\n"
                      "            COMPREPLY=($(compgen -f -- \"$word\"))\n"
                      "        fi\n"
                      "        ;;\n"
                      "    esac\n"
                      "}\n"
                      "complete -o filenames -F _cordon cordon\n");
}
