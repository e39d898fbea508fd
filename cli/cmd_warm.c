/* cordon warm: judges many packages, so that whoever asks later gets an answer at once. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/json_out.h"
#include "cli/policy_answers.h"
#include "cli/processors.h"
#include "cli/progress.h"
#include "cli/quantity.h"
#include "cli/term.h"
#include "warm/warm_run.h"

enum {
    SECONDS_DEFAULT = 120,
    SECONDS_MAX = 24 * 3600,
    LISTED_MAX = 20, /* failures in the text */
    JSON_MAX = 100 * 1000,
};

static const uint64_t memory_default = (uint64_t)8 * 1024 * 1024 * 1024;

struct failure {
    struct str label;
    struct str reason;
};

struct warming {
    const struct args *args;
    struct arena *run;
    struct policy_answers setting;
    struct progress progress;
    uint64_t total;               /* archives that the sources have; 0: not known */
    VEC(struct failure) failures; /* the first ones */
};

static bool wants_json(const struct warming *w)
{
    return args_is(w->args, OPT_FORMAT, "json");
}

/* --- while it runs --- */

static void on_result(void *payload, const struct warm_result *result)
{
    struct warming *w = payload;

    if (result->state == WARM_FAILED && w->failures.len < JSON_MAX) {
        vec_push(w->run, &w->failures,
                 (struct failure){str_dup(w->run, result->label), str_dup(w->run, result->reason)});
    }
}

static void on_trouble(void *payload, const struct error *why)
{
    struct warming *w = payload;

    progress_end(&w->progress);
    term_complain(why->text);
}

static void on_tick(void *payload, const struct warm_totals *totals)
{
    struct warming *w = payload;
    uint64_t finished = totals->done + totals->cached + totals->failed;
    uint64_t ms = progress_elapsed_ms(&w->progress);
    struct arena scratch = {0};
    struct strbuf line;

    if (!progress_is_due(&w->progress))
        return;
    strbuf_init(&line, &scratch);
    strbuf_printf(&line, "%" PRIu64, finished);
    if (w->total >= finished && w->total > 0)
        strbuf_printf(&line, " of %" PRIu64, w->total);
    strbuf_printf(&line, " packages, %" PRIu64 " cached, %" PRIu64 " failed, ", totals->cached, totals->failed);
    strbuf_printf(&line, "%" PRIu64 ".%" PRIu64 "/s", finished * 1000 / (ms + 1), finished * 10000 / (ms + 1) % 10);
    if (w->total > finished && finished > 0) {
        strbuf_put_c(&line, ", ");
        quantity_put_seconds(&line, (w->total - finished) * ms / finished / 1000);
        strbuf_put_c(&line, " left");
    }
    progress_show(&w->progress, strbuf_text(&line).ptr);
    arena_reset(&scratch);
}

/* How many archives there are, for "time left": looking at folders costs next to nothing. */
static uint64_t count_sources(const struct args *args)
{
    struct warm_sources *sources = warm_sources_new(args->operands.items, args->operands.len, NULL);
    struct warm_job job;
    uint64_t count = 0;
    enum warm_next next = WARM_NEXT_END;

    for (uint32_t i = 0; i < args->operands.len; i++)
        if (strcmp(args->operands.items[i], "-") == 0) {
            warm_sources_free(sources);
            return 0;
        }
    do {
        struct error why = {0};

        next = warm_sources_next(sources, &job, &why);
        count += next == WARM_NEXT_JOB;
    } while (next != WARM_NEXT_END);
    warm_sources_free(sources);
    return count;
}

/* --- afterwards --- */

static void report_text(const struct warming *w, const struct warm_totals *t, struct strbuf *out)
{
    strbuf_printf(out, "%-8s %9" PRIu64 "\n%-8s %9" PRIu64 "\n%-8s %9" PRIu64 "\n\n", "done", t->done, "cached",
                  t->cached, "failed", t->failed);
    strbuf_printf(out, "%-8s %9" PRIu64 "\n%-8s %9" PRIu64 "\n%-8s %9" PRIu64 "\n", "pass", t->verdicts[VERDICT_PASS],
                  "fail", t->verdicts[VERDICT_FAIL], "unknown", t->verdicts[VERDICT_UNKNOWN]);
    if (w->failures.len > 0)
        strbuf_put_char(out, '\n');
    for (uint32_t i = 0; i < w->failures.len && i < LISTED_MAX; i++) {
        strbuf_put_c(out, "failed: ");
        term_put(out, w->failures.items[i].label);
        strbuf_put_c(out, ": ");
        term_put(out, w->failures.items[i].reason);
        strbuf_put_char(out, '\n');
    }
    if (t->failed > LISTED_MAX)
        strbuf_printf(out, "and %" PRIu64 " more; --format json lists them\n", t->failed - LISTED_MAX);
}

/* About this run, so never part of the report. */
static void print_status(const struct warming *w, const struct warm_totals *t)
{
    uint64_t ms = progress_elapsed_ms(&w->progress);

    if (!args_has(w->args, OPT_QUIET))
        (void)fprintf(stderr, "%" PRIu64 " packages, %" PRIu64 ".%02" PRIu64 " s\n", t->done + t->cached + t->failed,
                      ms / 1000, ms % 1000 / 10);
}

static void report_json(const struct warming *w, const struct warm_totals *t, struct strbuf *out)
{
    struct json_out j;

    json_begin(&j, out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_number(&j, "done", t->done);
    json_number(&j, "cached", t->cached);
    json_number(&j, "failed", t->failed);
    json_number(&j, "pass", t->verdicts[VERDICT_PASS]);
    json_number(&j, "fail", t->verdicts[VERDICT_FAIL]);
    json_number(&j, "unknown", t->verdicts[VERDICT_UNKNOWN]);
    json_array(&j, "failures");
    for (uint32_t i = 0; i < w->failures.len; i++) {
        json_object(&j, NULL);
        json_str(&j, "package", w->failures.items[i].label);
        json_str(&j, "reason", w->failures.items[i].reason);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_close_object(&j);
    json_end(&j);
}

/* A feed without news is no failure; any other source in which nothing was understood is one. */
static bool must_have_archives(const struct args *args)
{
    for (uint32_t i = 0; i < args->operands.len; i++)
        if (strncmp(args->operands.items[i], "changes+", strlen("changes+")) == 0)
            return false;
    return !args_has(args, OPT_WATCH);
}

/* --- setting it up --- */

static enum err read_limits(const struct warming *w, struct warm_request *out, struct error *why)
{
    const char *memory = w->args->value[OPT_MEMORY];
    enum err e = args_number(w->args, OPT_JOBS, 1, JOBS_MAX, processors(), &out->workers, why);

    out->setting.memory = memory_default;
    if (e == OK)
        e = args_number(w->args, OPT_SECONDS, 1, SECONDS_MAX, SECONDS_DEFAULT, &out->setting.seconds, why);
    if (e == OK && memory != NULL && !quantity_bytes(memory, &out->setting.memory))
        e = error_set(why, ERR_USAGE, "--memory is a number of bytes such as 500M or 4G, not %s", memory);
    return e;
}

static int warm_with(struct warming *w, struct warm_request *request)
{
    struct warm_totals totals = {0};
    struct error why = {0};
    struct error trouble = {0};
    struct strbuf out;
    enum err e = OK;
    int code = EXIT_PASSED;

    progress_begin(&w->progress, !args_has(w->args, OPT_QUIET));
    if (w->progress.wanted && request->watch == NULL)
        w->total = count_sources(w->args);
    request->payload = w;
    request->result = on_result;
    request->trouble = on_trouble;
    request->tick = on_tick;
    e = warm_run(request, &totals, &why);
    progress_end(&w->progress);
    cache_close(request->cache, &trouble);
    if (trouble.code != OK && e == OK)
        term_complain(trouble.text);
    if (e == OK && must_have_archives(w->args) && totals.done + totals.cached + totals.failed == 0)
        e = error_set(&why, ERR_NOT_FOUND, "there is no package archive in what was named");
    strbuf_init(&out, w->run);
    if (wants_json(w))
        report_json(w, &totals, &out);
    else
        report_text(w, &totals, &out);
    if (totals.failed > 0)
        code = EXIT_NOT_PASSED;
    if (totals.sources_failed > 0)
        code = EXIT_NO_WORK;
    code = commands_print(&out, code);
    print_status(w, &totals);
    return e == OK ? code : commands_fail(&why);
}

static int cmd_warm(const struct args *args)
{
    struct arena run = {0};
    struct warming w = {.args = args, .run = &run};
    struct warm_request request = {
        .setting = {.cache = args->value[OPT_CACHE], .answers = &w.setting.answers},
        .words = args->operands.items,
        .count = args->operands.len,
        .watch = args->value[OPT_WATCH],
    };
    struct error why = {0};
    int code = EXIT_NO_WORK;
    const char *watched[] = {args->value[OPT_WATCH]};

    if (args->operands.len == 0 && request.watch != NULL) {
        request.words = watched;
        request.count = 1;
    } else if (args->operands.len == 0) {
        (void)error_set(&why, ERR_USAGE, "warm needs a SOURCE or --watch DIR; see cordon warm --help");
    }
    if (why.code == OK && policy_answers_load(&run, args, true, &w.setting, &why) == OK &&
        read_limits(&w, &request, &why) == OK) {
        request.cache = cache_open(args->value[OPT_CACHE]);
        if (cache_trouble(request.cache)->code == OK)
            code = warm_with(&w, &request);
        else
            cache_close(request.cache, &why);
    }
    if (why.code != OK)
        code = commands_fail(&why);
    arena_reset(&run);
    return code;
}

const struct command command_warm = {
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
    .options = OPTION_BIT(OPT_POLICY) | OPTION_BIT(OPT_WATCH) | OPTION_BIT(OPT_MAIN_ONLY) | OPTION_BIT(OPT_COMMANDS) |
               OPTION_BIT(OPT_SECONDS) | OPTION_BIT(OPT_MEMORY) | OPTION_BIT(OPT_JOBS) | OPTION_BIT(OPT_CACHE) |
               OPTION_BIT(OPT_FORMAT) | OPTION_BIT(OPT_QUIET),
    .max_operands = UINT32_MAX,
    .run = cmd_warm,
};
