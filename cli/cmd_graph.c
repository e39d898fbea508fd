/* cordon graph: which file imports which, which function calls which, and what each export does. */
#include <assert.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/calls.h"
#include "analyzer/effect_rows.h"
#include "cache/cache.h"
#include "cli/commands.h"
#include "cli/processors.h"
#include "cli/progress.h"
#include "cli/render_calls.h"
#include "cli/render_graph.h"
#include "cli/render_rows.h"
#include "cli/store_cache.h"
#include "cli/term.h"

/* Files that were not understood are named on standard error, this many of them, and this much of a folder's path. */
enum { TROUBLES_SHOWN = 10, FOLDER_SHOWN = 200 };

extern char **environ;

/* Runs `dot -Tsvg` with `input` as its standard input; it writes to ours. */
static enum err run_graphviz(FILE *input, struct error *why)
{
    char *const words[] = {(char[]){"dot"}, (char[]){"-Tsvg"}, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    int status = 0;
    int trouble = posix_spawn_file_actions_init(&actions);

    if (trouble == 0) {
        trouble = posix_spawn_file_actions_adddup2(&actions, fileno(input), STDIN_FILENO);
        if (trouble == 0)
            trouble = posix_spawnp(&child, "dot", &actions, NULL, words, environ);
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    if (trouble == ENOENT)
        return error_set(why, ERR_NOT_FOUND, "--format svg needs graphviz's program dot, which is not installed");
    if (trouble != 0)
        return error_set(why, ERR_IO, "dot cannot be started: %s", strerror(trouble));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return error_sys(why, "wait for dot");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return error_set(why, ERR_IO, "dot failed");
    return OK;
}

static int print_svg(struct strbuf *dot)
{
    struct error why = {0};
    struct str text = strbuf_text(dot);
    FILE *file = tmpfile();
    enum err e = OK;

    if (file == NULL) {
        (void)error_sys(&why, "a temporary file");
        return commands_fail(&why);
    }
    if (fwrite(text.ptr, 1, text.len, file) != text.len || fflush(file) != 0 || fseek(file, 0, SEEK_SET) != 0)
        e = error_sys(&why, "a temporary file");
    if (e == OK)
        e = run_graphviz(file, &why);
    (void)fclose(file);
    return e == OK ? EXIT_PASSED : commands_fail(&why);
}

/* What is not known about the graph is said, if not in it. */
static void print_troubles(const struct import_graph *g)
{
    struct error missed = {0};
    uint32_t count = 0;

    if (g->missed.len > 0) {
        (void)error_set(&missed, ERR_IO, "a folder cannot be listed, and perhaps others: %.*s%s",
                        g->missed.len > FOLDER_SHOWN ? FOLDER_SHOWN : (int)g->missed.len, g->missed.ptr,
                        g->missed.len > FOLDER_SHOWN ? "..." : "");
        term_complain(missed.text);
    }
    for (uint32_t i = 0; i < g->files.len; i++) {
        const struct graph_file *file = &g->files.items[i];
        struct error note = {0};

        if (file->trouble.len == 0 || ++count > TROUBLES_SHOWN)
            continue;
        (void)error_set(&note, ERR_FORMAT, "%.*s: its imports are not known: %.*s", STR_ARG(file->name),
                        STR_ARG(file->trouble));
        term_complain(note.text);
    }
    if (count > TROUBLES_SHOWN)
        (void)fprintf(stderr, "cordon: and %u more files whose imports are not known\n", count - TROUBLES_SHOWN);
}

/* Imports that Node refuses to link; NDJSON has them itself. */
static void print_unlinked(const struct import_graph *g)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->edges.len; i++) {
        const struct graph_edge *edge = &g->edges.items[i];
        struct str specifier = sym_text(&g->texts, (sym){edge->specifier});
        struct error note = {0};

        if (edge->missing == NULL || ++count > TROUBLES_SHOWN)
            continue;
        (void)error_set(&note, ERR_FORMAT, "%.*s:%u: %.*s does not have exactly one export named %.*s",
                        STR_ARG(g->files.items[edge->from].name), edge->line, STR_ARG(specifier),
                        STR_ARG(edge->missing->names.items[0]));
        term_complain(note.text);
    }
    if (count > TROUBLES_SHOWN)
        (void)fprintf(stderr, "cordon: and %u more imports that Node does not link\n", count - TROUBLES_SHOWN);
}

static int print_graph(struct arena *run, const struct args *args, const struct import_graph *g)
{
    struct strbuf out;

    strbuf_init(&out, run);
    print_troubles(g);
    if (!args_is(args, OPT_GRAPH_FORMAT, "ndjson"))
        print_unlinked(g);
    if (args_is(args, OPT_GRAPH_FORMAT, "ndjson")) {
        render_graph_ndjson(&out, g);
    } else if (args_is(args, OPT_GRAPH_FORMAT, "dot")) {
        render_graph_dot(run, &out, g);
    } else if (args_is(args, OPT_GRAPH_FORMAT, "svg")) {
        render_graph_dot(run, &out, g);
        return print_svg(&out);
    } else {
        render_graph_text(run, &out, g, term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO));
    }
    return commands_print(&out, EXIT_PASSED);
}

static int print_calls(struct arena *run, const struct args *args, const struct call_graph *g)
{
    struct strbuf out;

    strbuf_init(&out, run);
    print_troubles(g->imports);
    if (g->cut)
        term_complain("the program is too large for all of its calls to be followed");
    if (args_is(args, OPT_GRAPH_FORMAT, "ndjson")) {
        render_calls_ndjson(run, &out, g);
    } else if (args_is(args, OPT_GRAPH_FORMAT, "dot")) {
        render_calls_dot(run, &out, g);
    } else if (args_is(args, OPT_GRAPH_FORMAT, "svg")) {
        render_calls_dot(run, &out, g);
        return print_svg(&out);
    } else {
        render_calls_text(run, &out, g, term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO));
    }
    return commands_print(&out, EXIT_PASSED);
}

static int print_rows(struct arena *run, const struct args *args, const struct effect_rows *rows)
{
    struct strbuf out;

    strbuf_init(&out, run);
    print_troubles(rows->files);
    if (args_is(args, OPT_GRAPH_FORMAT, "ndjson"))
        render_rows_ndjson(&out, rows);
    else
        render_rows_text(&out, rows, term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO));
    return commands_print(&out, EXIT_PASSED);
}

/* Finds the graph that is asked for, and prints it. */
static int find_and_print(struct arena *run, const struct args *args, const struct imports_request *request,
                          struct progress *progress)
{
    const char *what = args->operands.items[0];
    struct import_graph *imports = NULL;
    struct call_graph *calls = NULL;
    struct effect_rows rows = {0};
    struct error why = {0};
    enum err e = OK;

    if (strcmp(what, "calls") == 0)
        e = calls_find(run, request, &calls, &why);
    else if (strcmp(what, "effects") == 0)
        e = effect_rows_find(run, request, &rows, &why);
    else
        e = imports_find(run, request, &imports, &why);
    progress_end(progress);
    if (e != OK)
        return commands_fail(&why);
    if (calls != NULL)
        return print_calls(run, args, calls);
    if (imports != NULL)
        return print_graph(run, args, imports);
    assert(rows.files != NULL);
    return print_rows(run, args, &rows);
}

static int graph_with(struct arena *run, const struct args *args, const struct imports_request *asked,
                      struct cache *cache)
{
    struct imports_request request = *asked;
    struct store store = {0};
    struct progress progress;
    struct error trouble = {0};
    int code = EXIT_NO_WORK;

    if (cache != NULL) {
        store = store_cache(cache);
        request.what.store = &store;
    }
    progress_begin(&progress, true);
    request.what.progress = progress_update;
    request.what.progress_payload = &progress;
    code = find_and_print(run, args, &request, &progress);
    if (cache != NULL) {
        cache_commit(cache);
        cache_close(cache, &trouble);
    }
    if (trouble.code != OK)
        term_complain(trouble.text);
    return code;
}

static enum err read_request(const struct args *args, struct imports_request *request, struct error *why)
{
    const char *major = args->value[OPT_NODE];
    const char *what = args->operands.items[0];

    if (strcmp(what, "imports") != 0 && strcmp(what, "calls") != 0 && strcmp(what, "effects") != 0)
        return error_set(why, ERR_USAGE, "there is no graph of %s; there are: cordon graph imports, calls and effects",
                         what);
    if (strcmp(what, "effects") == 0 &&
        (args_is(args, OPT_GRAPH_FORMAT, "dot") || args_is(args, OPT_GRAPH_FORMAT, "svg")))
        return error_set(why, ERR_USAGE, "effects are printed as text or ndjson, not as a drawing");
    if (args_has(args, OPT_CACHE) && args_has(args, OPT_NO_CACHE))
        return error_set(why, ERR_USAGE, "--cache and --no-cache exclude each other");
    request->what.target = args->operands.len > 1 ? args->operands.items[1] : NULL;
    request->what.root = args->value[OPT_ROOT];
    request->what.policy_file = args->value[OPT_POLICY];
    request->what.conditions = args->value[OPT_CONDITIONS];
    request->all_files = args_has(args, OPT_ALL_FILES);
    request->any_major = major == NULL;
    if (major != NULL && !node_major_parse(str_from(major), &request->major))
        return error_set(why, ERR_USAGE, "--node %s is no supported major of Node", major);
    return args_number(args, OPT_JOBS, 1, JOBS_MAX, processors(), &request->what.threads, why);
}

static int cmd_graph(const struct args *args)
{
    struct imports_request request = {0};
    struct arena run = {0};
    struct error why = {0};
    int code = EXIT_NO_WORK;

    if (read_request(args, &request, &why) == OK)
        code =
            graph_with(&run, args, &request, args_has(args, OPT_NO_CACHE) ? NULL : cache_open(args->value[OPT_CACHE]));
    else
        code = commands_fail(&why);
    arena_reset(&run);
    return code;
}

const struct command command_graph = {
    .name = "graph",
    .operands = "imports|calls|effects [DIR|FILE]",
    .summary = "who imports whom, who calls whom, and what each export does",
    .details =
        "Prints the import graph or the call graph of the program in DIR (default: the current folder), or of the\n"
        "one that starts with FILE, as one major of Node resolves it: the newest of the policy, or --node;\n"
        "or the effects of loading each module that another package imports, and of each of its exports.\n"
        "\n"
        "Exit code: 0 printed, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_GRAPH_FORMAT) | OPTION_BIT(OPT_ALL_FILES) | OPTION_BIT(OPT_NODE) | OPTION_BIT(OPT_ROOT) |
               OPTION_BIT(OPT_CONDITIONS) | OPTION_BIT(OPT_POLICY) | OPTION_BIT(OPT_JOBS) | OPTION_BIT(OPT_CACHE) |
               OPTION_BIT(OPT_NO_CACHE) | OPTION_BIT(OPT_COLOR),
    .min_operands = 1,
    .max_operands = 2,
    .run = cmd_graph,
};
