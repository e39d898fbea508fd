/* cordon: the table of commands, and what is said before one is chosen. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/formats.h"
#include "cli/term.h"

#define SET(option) ((uint32_t)1 << (option))

static const struct command commands[] = {
    {
        .name = "check",
        .operands = "[DIR|FILE]",
        .summary = "the verdict for a program",
        .details = "Judges the program in DIR (default: the current folder), or the one that starts with FILE:\n"
                   "does it reach any effect that its policy does not allow?\n"
                   "\n"
                   "Exit code: 0 passed, 1 not passed, 2 could not do the work.\n",
        .options = SET(OPT_POLICY) | SET(OPT_ROOT) | SET(OPT_CONDITIONS) | SET(OPT_REPORT_FORMAT) | SET(OPT_FULL) |
                   SET(OPT_QUIET) | SET(OPT_LIST_FILES) | SET(OPT_JOBS) | SET(OPT_CACHE) | SET(OPT_NO_CACHE) |
                   SET(OPT_COLOR),
        .max_operands = 1,
        .run = cmd_check,
    },
    {
        .name = "why",
        .operands = "EFFECT [PACKAGE]",
        .summary = "the ways to an effect, and what would end them",
        .details =
            "Shows how the program in the current folder (or --root) comes to have EFFECT: an effect (net.connect), a\n"
            "family (net), either with its argument (fs.read:./a), or the rule of a finding; in any package, or in\n"
            "PACKAGE (its name, path, or way from the root). What the policy allows is shown too.\n"
            "\n"
            "One way per package that imports the one with the effect, the shortest first; then the fewest imports,\n"
            "and the fewest packages, without which nothing of it would be reached.\n"
            "\n"
            "Exit code: 0 answered, 2 could not do the work.\n",
        .options = SET(OPT_POLICY) | SET(OPT_ROOT) | SET(OPT_CONDITIONS) | SET(OPT_FORMAT) | SET(OPT_FULL) |
                   SET(OPT_QUIET) | SET(OPT_JOBS) | SET(OPT_CACHE) | SET(OPT_NO_CACHE) | SET(OPT_COLOR),
        .min_operands = 1,
        .max_operands = 2,
        .run = cmd_why,
    },
    {
        .name = "policy",
        .operands = "init|update|check [DIR]",
        .summary = "writes cordon.json and its lock file, and looks for bad grants",
        .details =
            "init writes cordon.json, unless it is there, and cordon.lock.json: a line for each effect that a package "
            "of\n"
            "the program has today and the policy does not allow. update brings the lock file up to date and shows\n"
            "what changed. check looks for grants that nothing uses, that expired, or that are wider than their use.\n"
            "\n"
            "Exit code: 0 done, 1 check found something, 2 could not do the work.\n",
        .options = SET(OPT_POLICY) | SET(OPT_ROOT) | SET(OPT_FORMAT) | SET(OPT_QUIET) | SET(OPT_JOBS) | SET(OPT_CACHE) |
                   SET(OPT_NO_CACHE) | SET(OPT_COLOR),
        .min_operands = 1,
        .max_operands = 2,
        .run = cmd_policy,
    },
    {
        .name = "audit",
        .operands = "[DIR|LOCK-FILE|ARCHIVE|NAME@VERSION]",
        .summary = "what packages can do",
        .details =
            "Says what each package of a project can do: those that its lock file lists, as they are installed, or,\n"
            "when nothing is, as npm's registry has them. Or one package: a folder, an archive (.tgz), or a\n"
            "version that the registry has. No policy is needed.\n"
            "\n"
            "Exit code: 0 printed, 1 --fail-on found something, 2 could not do the work.\n",
        .options = SET(OPT_OMIT) | SET(OPT_WORKSPACE) | SET(OPT_CONDITIONS) | SET(OPT_SCRIPTS) | SET(OPT_FAIL_ON) |
                   SET(OPT_REPORT_FORMAT) | SET(OPT_JSON) | SET(OPT_FULL) | SET(OPT_QUIET) | SET(OPT_JOBS) |
                   SET(OPT_CACHE) | SET(OPT_NO_CACHE) | SET(OPT_COLOR),
        .max_operands = 1,
        .run = cmd_audit,
    },
    {
        .name = "diff",
        .operands = "BEFORE AFTER",
        .summary = "what packages can do that they could not before",
        .details =
            "Audits both sides and says, of each package and its exports, which effects, conditions and install\n"
            "scripts it gained and lost. A side is a folder, a lock file, an archive (.tgz), NAME@VERSION, or a lock file in git, as\n"
            "REVISION:PATH. Moving code or packages is no change.\n"
            "\n"
            "Exit code: 0 no gains, 1 gains, 2 could not do the work.\n",
        .options = SET(OPT_CONDITIONS) | SET(OPT_DIFF_FORMAT) | SET(OPT_FULL) | SET(OPT_QUIET) | SET(OPT_JOBS) |
                   SET(OPT_CACHE) | SET(OPT_NO_CACHE) | SET(OPT_COLOR),
        .min_operands = 2,
        .max_operands = 2,
        .run = cmd_diff,
    },
    {
        .name = "graph",
        .operands = "imports|calls|effects [DIR|FILE]",
        .summary = "who imports whom, who calls whom, and what each export does",
        .details =
            "Prints the import graph or the call graph of the program in DIR (default: the current folder), or of the\n"
            "one that starts with FILE, as one major of Node resolves it: the newest of the policy, or --node;\n"
            "or the effects of loading each module that another package imports, and of each of its exports.\n"
            "\n"
            "Exit code: 0 printed, 2 could not do the work.\n",
        .options = SET(OPT_GRAPH_FORMAT) | SET(OPT_ALL_FILES) | SET(OPT_NODE) | SET(OPT_ROOT) | SET(OPT_CONDITIONS) |
                   SET(OPT_POLICY) | SET(OPT_JOBS) | SET(OPT_CACHE) | SET(OPT_NO_CACHE) | SET(OPT_COLOR),
        .min_operands = 1,
        .max_operands = 2,
        .run = cmd_graph,
    },
    {
        .name = "cache",
        .operands = "stat|verify|gc|export|import|keygen [FILE]",
        .summary = "what is in the cache, and how it travels",
        .details =
            "stat            sizes, ages and hit rates\n"
            "verify          reads every record; with FILE, checks a bundle under --key\n"
            "gc              makes it smaller: --max-size, --max-age; without them only what is damaged goes\n"
            "export FILE     writes a bundle signed with the secret --key (- is standard output)\n"
            "import FILE     takes a bundle signed by the public --key, all of it or nothing (- is standard input)\n"
            "keygen FILE     makes a secret key FILE and its public half FILE.pub\n"
            "\n"
            "Exit code: 0 done, 1 damage was found, 2 could not do the work.\n",
        .options = SET(OPT_KEY) | SET(OPT_MAX_SIZE) | SET(OPT_MAX_AGE) | SET(OPT_FORMAT) | SET(OPT_CACHE),
        .min_operands = 1,
        .max_operands = 2,
        .run = cmd_cache,
    },
    {
        .name = "effects",
        .operands = "[NAME]",
        .summary = "the effect tables: what each part of Node's interface may do",
        .details = "Prints the rows of the effect tables: all of them, or those of NAME: a module (fs), a member\n"
                   "(fs.readFile), a global (fetch), an effect (net.connect) or a family of effects (net).\n",
        .options = SET(OPT_NODE) | SET(OPT_FORMAT) | SET(OPT_COLOR),
        .max_operands = 1,
        .run = cmd_effects,
    },
    {
        .name = "explain",
        .operands = "[RULE]",
        .summary = "what a rule means and how to satisfy it",
        .details = "Explains a rule of a finding (amplifier.direct-eval), an effect (fs.read) or a launch condition\n"
                   "(no-eval); without RULE, lists them.\n",
        .options = SET(OPT_COLOR),
        .max_operands = 1,
        .run = cmd_explain,
    },
    {
        .name = "answer",
        .operands = "[INTEGRITY|LOCKFILE|DIR]...",
        .summary = "what is known of packages by their integrity; nothing is analysed",
        .details = "Prints what cordon warm found out, under the same --policy: of integrities\n"
                   "(\"sha512-...\"), or of every package of a lock file; text shows what does not pass. They are "
                   "believed: no\n"
                   "package is opened.\n"
                   "Without operands it is a service: one answer (with --format json a line) for each line of standard "
                   "input.\n"
                   "\n"
                   "Exit code: 0 all pass, 1 some do not or are not known, 2 could not do the work.\n",
        .options = SET(OPT_POLICY) | SET(OPT_MAIN_ONLY) | SET(OPT_CACHE) | SET(OPT_FORMAT) | SET(OPT_FULL),
        .max_operands = UINT32_MAX,
        .run = cmd_answer,
    },
    {
        .name = "warm",
        .operands = "SOURCE...",
        .summary = "judges many packages, so that later answers come at once",
        .details =
            "Judges every package of each SOURCE alone, under --policy, and keeps the answers in the cache. A SOURCE "
            "is\n"
            "a folder with archives (a Verdaccio storage, npm's cache), an archive, a list of paths and NAME@VERSION,\n"
            "NAME@VERSION itself, or a registry's change feed (changes+URL). It can be stopped at any time,\n"
            "and goes on where it was.\n"
            "\n"
            "Exit code: 0 every package has an answer, 1 some have none, 2 could not do the work.\n",
        .options = SET(OPT_POLICY) | SET(OPT_WATCH) | SET(OPT_MAIN_ONLY) | SET(OPT_SECONDS) | SET(OPT_MEMORY) |
                   SET(OPT_JOBS) | SET(OPT_CACHE) | SET(OPT_FORMAT) | SET(OPT_QUIET),
        .max_operands = UINT32_MAX,
        .run = cmd_warm,
    },
    {
        .name = "dump",
        .operands = "tokens|tree|scopes|summary FILE",
        .summary = "what one stage of the analysis made of a file",
        .details = "Prints what a stage of the analysis made of FILE alone; for tests and bug reports.\n",
        .options = SET(OPT_GOAL),
        .min_operands = 2,
        .max_operands = 2,
        .run = cmd_dump,
    },
    {
        .name = "completion",
        .operands = "bash|zsh|fish",
        .summary = "a completion script for a shell",
        .details = "Prints a script: source <(cordon completion bash), or cordon completion fish | source.\n",
        .min_operands = 1,
        .max_operands = 1,
        .run = cmd_completion,
    },
    {
        .name = "man",
        .operands = "COMMAND",
        .summary = "the manual page of a command",
        .details = "Prints the source of the page: cordon man check | man -l -\n",
        .min_operands = 1,
        .max_operands = 1,
        .run = cmd_man,
    },
};

const struct command *commands_all(uint32_t *count)
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
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
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
        strbuf_printf(out, "  %-12s %s\n", commands[i].name, commands[i].summary);
    strbuf_put_c(out, "\ncordon COMMAND --help tells more about a command; cordon --version names the version.\n");
}

static int unknown_command(const char *word)
{
    const char *names[ARRAY_LEN(commands)];
    const char *nearest = NULL;
    struct error why = {0};

    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        names[i] = commands[i].name;
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
