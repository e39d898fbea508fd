/* cordon completion: a script for bash, from the tables of commands and options. */
#include <string.h>

#include "cli/commands.h"

static void render_bash(struct strbuf *out)
{
    uint32_t count = 0;
    const struct command *commands = commands_all(&count);

    strbuf_put_c(out, "_cordon() {\n"
                      "    local word=${COMP_WORDS[COMP_CWORD]} options=''\n"
                      "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
                      "        COMPREPLY=($(compgen -W '");
    for (uint32_t i = 0; i < count; i++)
        strbuf_printf(out, "%s ", commands[i].name);
    strbuf_put_c(out, "--help --version' -- \"$word\"))\n"
                      "        return\n"
                      "    fi\n"
                      "    case ${COMP_WORDS[1]} in\n");
    for (uint32_t i = 0; i < count; i++) {
        strbuf_printf(out, "    %s) options='", commands[i].name);
        args_option_words(out, commands[i].options | option_bit(OPT_HELP));
        strbuf_put_c(out, "' ;;\n");
    }
    strbuf_put_c(out, "    esac\n"
                      "    case $word in\n"
                      "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                      "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
                      "    esac\n"
                      "}\n"
                      "complete -o filenames -F _cordon cordon\n");
}

int cmd_completion(const struct args *args)
{
    struct arena run = {0};
    struct error why = {0};
    struct strbuf out;
    int code = EXIT_NO_WORK;

    strbuf_init(&out, &run);
    if (strcmp(args->operands.items[0], "bash") == 0) {
        render_bash(&out);
        code = commands_print(&out, EXIT_PASSED);
    } else {
        (void)error_set(&why, ERR_USAGE, "there is no completion for %s, only for bash", args->operands.items[0]);
        code = commands_fail(&why);
    }
    arena_reset(&run);
    return code;
}
