/* cordon check: the verdict for a program. */
#include <stdio.h>
#include <unistd.h>

#include "analyzer/analyzer.h"
#include "cache/cache.h"
#include "cli/commands.h"
#include "cli/processors.h"
#include "cli/progress.h"
#include "cli/render_json.h"
#include "cli/render_text.h"
#include "cli/store_cache.h"
#include "cli/term.h"

static void render_files(struct strbuf *out, const struct report *r)
{
    for (uint32_t i = 0; i < r->file_list.len; i++) {
        term_put(out, r->file_list.items[i]);
        strbuf_put_char(out, '\n');
    }
}

static int print_report(struct arena *run, const struct args *args, const struct report *r)
{
    struct text_options options = {
        .color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO),
        .full = args_has(args, OPT_FULL),
        .quiet = args_has(args, OPT_QUIET),
    };
    struct strbuf out;

    strbuf_init(&out, run);
    if (args_has(args, OPT_LIST_FILES))
        render_files(&out, r);
    else if (args_is(args, OPT_FORMAT, "json"))
        render_json(&out, r);
    else
        render_text(run, &out, r, &options);
    if (args_has(args, OPT_LIST_FILES))
        return commands_print(&out, EXIT_PASSED);
    return commands_print(&out, r->verdict == VERDICT_PASS ? EXIT_PASSED : EXIT_NOT_PASSED);
}

/* "412 packages, 412 cached, 0.31 s": about this run, so never part of the report. */
static void print_status(const struct report *r, const struct progress *progress, bool cached)
{
    uint64_t ms = progress_elapsed_ms(progress);

    (void)fprintf(stderr, "%u package%s, ", r->packages.len, r->packages.len == 1 ? "" : "s");
    if (cached)
        (void)fprintf(stderr, "%u cached, ", r->packages_cached);
    (void)fprintf(stderr, "%u.%02u s\n", (unsigned)(ms / 1000), (unsigned)(ms % 1000 / 10));
}

static int check_with(struct arena *run, const struct args *args, struct analysis_request *request,
                      struct cache *cache)
{
    struct store store = {0};
    struct progress progress;
    struct report *report = NULL;
    struct error why = {0};
    struct error trouble = {0};
    enum err e = OK;
    int code = EXIT_NO_WORK;

    if (cache != NULL) {
        store = store_cache(cache);
        request->store = &store;
    }
    progress_begin(&progress, !args_has(args, OPT_QUIET));
    request->progress = progress_update;
    request->progress_payload = &progress;
    e = analyze_program(run, request, &report, &why);
    progress_end(&progress);
    if (cache != NULL)
        cache_commit(cache);
    code = e == OK ? print_report(run, args, report) : commands_fail(&why);
    if (cache != NULL)
        cache_close(cache, &trouble);
    if (trouble.code != OK)
        term_complain(trouble.text);
    if (e == OK && !args_has(args, OPT_QUIET))
        print_status(report, &progress, cache != NULL);
    return code;
}

int cmd_check(const struct args *args)
{
    struct analysis_request request = {
        .target = args->operands.len > 0 ? args->operands.items[0] : NULL,
        .root = args->value[OPT_ROOT],
        .policy_file = args->value[OPT_POLICY],
    };
    struct arena run = {0};
    struct error why = {0};
    int code = EXIT_NO_WORK;

    if (args_has(args, OPT_CACHE) && args_has(args, OPT_NO_CACHE))
        (void)error_set(&why, ERR_USAGE, "--cache and --no-cache exclude each other");
    else if (args_number(args, OPT_JOBS, 1, JOBS_MAX, processors(), &request.threads, &why) == OK)
        code = check_with(&run, args, &request, args_has(args, OPT_NO_CACHE) ? NULL : cache_open(args->value[OPT_CACHE]));
    if (why.code != OK)
        code = commands_fail(&why);
    arena_reset(&run);
    return code;
}
