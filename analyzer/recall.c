#include "analyzer/recall.h"

#include <stdatomic.h>

#include "analyzer/base/limits.h"
#include "analyzer/link/analysis_id.h"
#include "analyzer/verdict/report_codec.h"
#include "analyzer/workers.h"

/* 1: first */
enum { RECALL_FORMAT = 1 };

/* A larger record would cost more than it saves. */
enum { RECORD_BYTES_MAX = 256 * 1024 * 1024 };

/* Facts that a thread takes at a time. */
enum { CHUNK = 32 };

/* Everything that the report depends on beside the files of the program. */
static struct digest key_of(const struct recall *r, const struct setting *s)
{
    struct digest_state d;

    digest_begin(&d, "run");
    digest_field_u32(&d, "format", RECALL_FORMAT);
    digest_field(&d, "analysis", str_from(PACKAGE_ID));
    digest_field(&d, "table", (struct str){(const char *)r->table.bytes, sizeof(r->table.bytes)});
    digest_field(&d, "target", s->target);
    digest_field(&d, "root", s->root);
    digest_field_u32(&d, "policies", s->policy_texts.len);
    for (uint32_t i = 0; i < s->policy_texts.len; i++) {
        digest_field(&d, "name", s->policy_texts.items[i].name);
        digest_field(&d, "text", s->policy_texts.items[i].text);
    }
    digest_field_u32(&d, "conditions", s->policy.conditions.len); /* the policy's and the request's */
    for (uint32_t i = 0; i < s->policy.conditions.len; i++)
        digest_field(&d, "condition", s->policy.conditions.items[i]);
    for (uint32_t i = 0; i < s->policy.grants.len; i++) /* all that depends on the day */
        digest_field_u32(&d, "expired", s->policy.grants.items[i].expired);
    digest_field_u32(&d, "detail", r->request->detail);
    return digest_end(&d);
}

/* ---- asking again ---- */

struct checking {
    const struct trace *trace;
    struct arena scratch[WORKERS_MAX];
    atomic_bool differs;
};

static void check_chunk(void *payload, uint32_t thread, uint32_t index)
{
    struct checking *c = payload;
    uint32_t end = (index + 1) * CHUNK;

    for (uint32_t i = index * CHUNK; i < end && i < c->trace->facts.len; i++) {
        if (atomic_load_explicit(&c->differs, memory_order_relaxed))
            return;
        if (!trace_holds(&c->trace->facts.items[i], &c->scratch[thread]))
            atomic_store(&c->differs, true);
        arena_reset(&c->scratch[thread]);
    }
}

static bool all_hold(struct arena *run, const struct trace *trace, uint32_t threads)
{
    struct checking *c = arena_new(run, struct checking);
    const struct workers_job job = {.run = check_chunk, .payload = c};
    struct workers *workers = NULL;

    c->trace = trace;
    if (workers_new(&workers, threads > WORKERS_MAX ? WORKERS_MAX : threads, NULL) != OK)
        return false;
    workers_run(workers, &job, (trace->facts.len + CHUNK - 1) / CHUNK);
    workers_free(workers);
    return !atomic_load(&c->differs);
}

static bool find(struct recall *r, struct arena *run, struct report **out)
{
    const struct store *store = r->request->store;
    struct reader reader = {0};
    struct trace trace;
    struct report *report = NULL;

    if (!store->get(store->payload, STORE_RUN, &r->key, run, &reader.bytes))
        return false;
    trace_init(&trace, run);
    trace_decode(&trace, &reader);
    if (!reader_ok(&reader) || !all_hold(run, &trace, r->request->threads))
        return false;
    report = report_decode(run, &reader);
    if (report == NULL || !reader_done(&reader))
        return false;
    /* Nothing was parsed. */
    report->files_parsed = 0;
    report->packages_cached = report->packages.len;
    *out = report;
    return true;
}

bool recall_find(struct recall *r, struct arena *run, const struct setting *setting,
                 const struct analysis_request *request, struct report **out)
{
    *r = (struct recall){.request = request};
    trace_init(&r->trace, run);
    r->keeps = request->store != NULL && setting_digest_table(run, &r->table) == OK;
    if (!r->keeps)
        return false;
    r->key = key_of(r, setting);
    return find(r, run, out);
}

void recall_keep(struct recall *r, const struct program *p, const struct report *report)
{
    const struct store *store = r->request->store;
    struct digest table = api_table_digest(p->table);
    struct arena scratch = {0};
    struct strbuf out;

    r->keeps = r->keeps && digest_eq(&table, &r->table); /* else they changed meanwhile */
    for (uint32_t i = 0; r->keeps && i < p->units.len; i++) {
        const struct unit *unit = &p->units.items[i];
        if (unit->kind != UNIT_CODE)
            continue;
        r->keeps = unit->state != UNIT_UNREADABLE;
        trace_add_file(&r->trace, unit->path, LIMIT_SOURCE_BYTES, &unit->digest);
    }
    if (!r->keeps)
        return;
    strbuf_init(&out, &scratch);
    trace_encode(&r->trace, &out);
    report_encode(report, &scratch, &out);
    if (out.len <= RECORD_BYTES_MAX)
        store->put(store->payload, STORE_RUN, &r->key, strbuf_text(&out));
    arena_reset(&scratch);
}
