#include "cli/analysis_run.h"

#include <stdio.h>

#include "cache/cache.h"
#include "cli/processors.h"
#include "cli/progress.h"
#include "cli/store_cache.h"
#include "cli/term.h"

/* "412 packages, 412 cached, 0.31 s": about this run, so never part of the report. */
static void print_status(const struct analysis_status *status, const struct progress *progress, bool cached)
{
    uint64_t ms = progress_elapsed_ms(progress);

    (void)fprintf(stderr, "%u package%s, ", status->packages, status->packages == 1 ? "" : "s");
    if (cached)
        (void)fprintf(stderr, "%u cached, ", status->cached);
    if (status->trusts)
        (void)fprintf(stderr, "%u opened, ", status->opened);
    (void)fprintf(stderr, "%u.%02u s\n", (unsigned)(ms / 1000), (unsigned)(ms % 1000 / 10));
}

static enum err run_with(struct arena *run, const struct args *args, struct analysis_request *request,
                         struct cache *cache, bool silent, const struct analysis_work *work, struct error *why)
{
    struct analysis_status status = {0};
    struct store store = {0};
    struct progress progress;
    struct error trouble = {0};
    enum err e = OK;

    if (cache != NULL) {
        store = store_cache(cache);
        request->store = &store;
    }
    progress_begin(&progress, !silent && !args_has(args, OPT_QUIET));
    request->progress = progress_update;
    request->progress_payload = &progress;
    e = work->run(work->payload, run, request, &status, why);
    progress_end(&progress);
    if (cache != NULL) {
        cache_commit(cache);
        cache_close(cache, &trouble);
    }
    request->store = NULL;
    if (trouble.code != OK)
        term_complain(trouble.text);
    if (e == OK && !silent && !args_has(args, OPT_QUIET))
        print_status(&status, &progress, cache != NULL);
    return e;
}

static enum err run_as(struct arena *run, const struct args *args, struct analysis_request *request, bool silent,
                       const struct analysis_work *work, struct error *why)
{
    enum err e = OK;

    if (args_has(args, OPT_CACHE) && args_has(args, OPT_NO_CACHE))
        return error_set(why, ERR_USAGE, "--cache and --no-cache exclude each other");
    e = args_number(args, OPT_JOBS, 1, JOBS_MAX, processors(), &request->threads, why);
    if (e != OK)
        return e;
    return run_with(run, args, request, args_has(args, OPT_NO_CACHE) ? NULL : cache_open(args->value[OPT_CACHE]),
                    silent, work, why);
}

enum err analysis_do(struct arena *run, const struct args *args, struct analysis_request *request,
                     const struct analysis_work *work, struct error *why)
{
    return run_as(run, args, request, false, work, why);
}

struct analysis_status analysis_status_of(const struct analysis_request *request, const struct report *report)
{
    return (struct analysis_status){report->packages.len, report->packages_cached, request->trust_lock,
                                    report->packages_opened};
}

static enum err judge(void *payload, struct arena *run, const struct analysis_request *request,
                      struct analysis_status *status, struct error *why)
{
    struct report **out = payload;
    enum err e = analyze_program(run, request, out, why);

    if (e == OK)
        *status = analysis_status_of(request, *out);
    return e;
}

enum err analysis_run(struct arena *run, const struct args *args, struct analysis_request *request, struct report **out,
                      struct error *why)
{
    const struct analysis_work work = {judge, out};

    return analysis_do(run, args, request, &work, why);
}

enum err analysis_run_silently(struct arena *run, const struct args *args, struct analysis_request *request,
                               struct report **out, struct error *why)
{
    const struct analysis_work work = {judge, out};

    return run_as(run, args, request, true, &work, why);
}
