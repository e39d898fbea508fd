/* cordon: the list of commands, and what is said before one is chosen. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/formats.h"
#include "cli/term.h"

static const struct command *const commands[] = {
    &command_check, &command_why,   &command_policy,     &command_audit,   &command_diff,
    &command_graph, &command_cache, &command_effects,    &command_explain, &command_answer,
    &command_warm,  &command_dump,  &command_completion, &command_man,
};

const struct command *const *commands_all(uint32_t *count)
{
    *count = ARRAY_LEN(commands);
    return commands;
}

int commands_fail(const struct error *why)
{
    term_complain(why->text);
    return EXIT_NO_WORK;
}

int commands_print(struct strbuf *text, int code)
{
    struct error why = {0};

    if (term_write(strbuf_text(text), &why) != OK)
        return commands_fail(&why);
    return code;
}

int commands_print_report(struct arena *run, const struct args *args, const struct report_format *format,
                          const struct report *r)
{
    struct strbuf out;
    struct error why = {0};

    strbuf_init(&out, run);
    format->render(run, &out, r, args);
    if (format->also != NULL && format->also(run, r, &why) != OK)
        return commands_fail(&why);
    return commands_print(&out, r->verdict == VERDICT_PASS ? EXIT_PASSED : EXIT_NOT_PASSED);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static void overview(struct strbuf *out)
{
    strbuf_put_c(out,
                 "cordon proves from source that a Node.js program does no IO except through libraries you chose.\n"
                 "\n"
                 "usage: cordon COMMAND [OPTION...] [OPERAND...]\n"
                 "\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        strbuf_printf(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    strbuf_put_c(out, "\ncordon COMMAND --help tells more about a command; cordon --version names the version.\n");
}

static int unknown_command(const char *word)
{
    const char *names[ARRAY_LEN(commands)];
    const char *nearest = NULL;
    struct error why = {0};

    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        names[i] = commands[i]->name;
    nearest = args_nearest(word, names, ARRAY_LEN(names));
    if (nearest != NULL)
        (void)error_set(&why, ERR_USAGE, "there is no command %s; did you mean cordon %s?", word, nearest);
    else
        (void)error_set(&why, ERR_USAGE, "there is no command %s; see cordon --help", word);
    return commands_fail(&why);
}

static int run_command(struct arena *a, const struct command *command, int count, char **words)
{
    struct args args;
    struct error why = {0};
    struct strbuf out;

    if (args_parse(a, command, count, words, &args, &why) != OK)
        return commands_fail(&why);
    if (!args_has(&args, OPT_HELP))
        return command->run(&args);
    strbuf_init(&out, a);
    args_help(&out, command);
    return commands_print(&out, EXIT_PASSED);
}

static bool is_one_of(const char *word, const char *first, const char *second, const char *third)
{
    return strcmp(word, first) == 0 || strcmp(word, second) == 0 || strcmp(word, third) == 0;
}

/* `words[0]` is what stands after the program's name. */
static int run(struct arena *a, int count, char **words)
{
    const struct command *command = NULL;
    struct strbuf out;

    strbuf_init(&out, a);
    if (count == 0) {
        overview(&out);
        (void)fputs(strbuf_text(&out).ptr, stderr);
        return EXIT_NO_WORK;
    }
    if (is_one_of(words[0], "--help", "-h", "help")) {
        command = count > 1 ? find_command(words[1]) : NULL;
        if (count > 1 && command == NULL)
            return unknown_command(words[1]);
        if (command != NULL)
            args_help(&out, command);
        else
            overview(&out);
        return commands_print(&out, EXIT_PASSED);
    }
    if (is_one_of(words[0], "--version", "-V", "version")) {
        strbuf_put_c(&out, "cordon " CORDON_VERSION "\n");
        return commands_print(&out, EXIT_PASSED);
    }
    command = find_command(words[0]);
    if (command == NULL)
        return unknown_command(words[0]);
    return run_command(a, command, count - 1, words + 1);
}

int main(int argc, char **argv)
{
    struct arena memory = {0};
    int code = argc > 0 ? run(&memory, argc - 1, argv + 1) : EXIT_NO_WORK;

    arena_reset(&memory);
    return code;
}
