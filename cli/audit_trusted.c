#include "cli/audit_trusted.h"

#include <stdio.h>

#include "analyzer/audit_known.h"
#include "analyzer/base/strbuf.h"
#include "cli/policy_answers.h"
#include "cli/processors.h"
#include "cli/progress.h"
#include "cli/store_cache.h"
#include "cli/term.h"
#include "warm/warm_run.h"

/* For one package. */
enum { SECONDS = 120 };

static const uint64_t memory_max = (uint64_t)8 * 1024 * 1024 * 1024;

struct failure {
    struct str label; /* "x@1.0.0" */
    struct str reason;
};

struct trusted {
    struct arena *run;
    const struct args *args;
    const struct audit_request *request;
    struct audit_lock lock;
    struct policy_answers known;  /* without the tables: they are only hashed */
    struct policy_answers judged; /* with them, once something has to be judged */
    struct cache *cache;
    struct progress progress;
    VEC(struct failure) failures;
    struct audit *audit;
    uint32_t unknown;
};

/* --- judging what is not known --- */

static void on_result(void *payload, const struct warm_result *result)
{
    struct trusted *t = payload;

    if (result->state == WARM_FAILED)
        vec_push(t->run, &t->failures,
                 (struct failure){str_dup(t->run, result->label), str_dup(t->run, result->reason)});
}

static void on_trouble(void *payload, const struct error *why)
{
    struct trusted *t = payload;

    progress_end(&t->progress);
    term_complain(why->text);
}

static void on_tick(void *payload, const struct warm_totals *totals)
{
    struct trusted *t = payload;

    progress_update(&t->progress, (uint32_t)(totals->done + totals->cached + totals->failed), t->audit->packages.len);
}

static enum err judge(struct trusted *t, struct error *why)
{
    struct strbuf path;
    const char *words[1] = {NULL};
    struct warm_totals totals = {0};
    struct warm_request warm = {
        .setting = {.cache = t->args->value[OPT_CACHE],
                    .answers = &t->judged.answers,
                    .memory = memory_max,
                    .seconds = SECONDS},
        .cache = t->cache,
        .words = words,
        .count = 1,
        .payload = t,
        .result = on_result,
        .trouble = on_trouble,
        .tick = on_tick,
    };
    enum err e = args_number(t->args, OPT_JOBS, 1, JOBS_MAX, processors(), &warm.workers, why);

    if (e == OK)
        e = policy_answers_load(t->run, t->args, true, &t->judged, why);
    if (e != OK)
        return e;
    strbuf_init(&path, t->run);
    strbuf_printf(&path, "%.*s/%.*s", STR_ARG(t->lock.folder), STR_ARG(t->lock.name));
    words[0] = strbuf_text(&path).ptr;
    e = warm_run(&warm, &totals, why);
    if (e == OK)
        cache_renew(t->cache);
    return e;
}

/* --- looking up --- */

static enum err look_up(struct trusted *t, struct error *why)
{
    const struct store store = store_cache(t->cache);

    return audit_known(t->run, t->request, &t->lock, &t->known.answers, &store, &t->audit, &t->unknown, why);
}

/* Why there is still no answer, where that is known. */
static void explain_failures(struct trusted *t)
{
    for (uint32_t i = 0; i < t->audit->packages.len; i++) {
        struct audit_package *package = &t->audit->packages.items[i];
        const struct report_package *record = &package->all.record;
        struct strbuf label;
        if (!str_eq(package->not_analysed, STR(AUDIT_NOT_KNOWN)))
            continue;
        strbuf_init(&label, t->run);
        strbuf_printf(&label, "%.*s@%.*s", STR_ARG(record->name), STR_ARG(record->version));
        for (uint32_t k = 0; k < t->failures.len; k++)
            if (str_eq(t->failures.items[k].label, strbuf_text(&label)))
                package->not_analysed = t->failures.items[k].reason;
    }
}

static enum err find_all(struct trusted *t, struct error *why)
{
    uint32_t unknown = 0;
    enum err e = look_up(t, why);

    unknown = t->unknown;
    if (e == OK && unknown > 0) {
        e = judge(t, why);
        if (e == OK)
            e = look_up(t, why);
        if (e == OK)
            explain_failures(t);
    }
    progress_end(&t->progress);
    if (e == OK && !args_has(t->args, OPT_QUIET))
        (void)fprintf(stderr, "%u packages, %u opened\n", t->audit->packages.len, unknown);
    return e;
}

enum err audit_trusted(struct arena *run, const struct args *args, const struct audit_request *request,
                       struct audit **out, struct error *why)
{
    struct trusted t = {.run = run, .args = args, .request = request};
    struct error trouble = {0};
    enum err e = OK;

    if (args_has(args, OPT_NO_CACHE))
        return error_set(why, ERR_USAGE, "--trust-lock and --no-cache exclude each other");
    e = audit_lock_find(run, request->operand, &t.lock, why);
    if (e == OK)
        e = policy_answers_load(run, args, false, &t.known, why);
    if (e != OK)
        return e;
    t.cache = cache_open(args->value[OPT_CACHE]);
    if (cache_trouble(t.cache)->code != OK)
        e = error_set(why, ERR_IO, "--trust-lock needs a cache: %s", cache_trouble(t.cache)->text);
    progress_begin(&t.progress, !args_has(args, OPT_QUIET));
    if (e == OK)
        e = find_all(&t, why);
    cache_close(t.cache, &trouble);
    if (trouble.code != OK && e == OK)
        term_complain(trouble.text);
    *out = t.audit;
    return e;
}
