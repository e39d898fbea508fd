/* cordon completion: a script for a shell, from the tables of commands and options. */
#include <string.h>

#include "cli/commands.h"
#include "cli/completion.h"

static const struct {
    const char *name;
    void (*render)(struct strbuf *out, const struct command *const *commands, uint32_t count);
} shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};

static int cmd_completion(const struct args *args)
{
    struct arena run = {0};
    struct error why = {0};
    struct strbuf out;
    uint32_t count = 0;
    const struct command *const *commands = commands_all(&count);
    int code = EXIT_NO_WORK;

    strbuf_init(&out, &run);
    for (size_t i = 0; i < ARRAY_LEN(shells); i++)
        if (strcmp(args->operands.items[0], shells[i].name) == 0)
            shells[i].render(&out, commands, count);
    if (out.len > 0) {
        code = commands_print(&out, EXIT_PASSED);
    } else {
        (void)error_set(&why, ERR_USAGE, "there is no completion for %s, only for bash, zsh and fish",
                        args->operands.items[0]);
        code = commands_fail(&why);
    }
    arena_reset(&run);
    return code;
}

const struct command command_completion = {
    .name = "completion",
    .operands = "bash|zsh|fish",
    .summary = "a completion script for a shell",
    .details = "Prints a script: source <(cordon completion bash), or cordon completion fish | source.\n",
    .min_operands = 1,
    .max_operands = 1,
    .run = cmd_completion,
};
