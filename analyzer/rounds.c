#include "analyzer/rounds.h"

#include <assert.h>

#include "analyzer/link/link_names.h"
#include "analyzer/link/strict_code.h"
#include "analyzer/workers.h"

/* Units of one round: enough to keep all threads busy, few enough that their summaries fit in memory. */
enum { ROUND_UNITS = 256 };

struct rounds {
    struct program *p;
    const struct analysis_request *request;
    struct unit_load_input input;
    struct workers *workers;
    struct unit_loader *loaders[WORKERS_MAX];
    uint32_t threads;
    uint32_t first; /* unit of the round */
    struct unit_result results[ROUND_UNITS];
};

static void load_one(void *payload, uint32_t thread, uint32_t index)
{
    struct rounds *r = payload;
    const struct unit *unit = &r->p->units.items[r->first + index];

    if (unit->kind == UNIT_CODE)
        unit_load(r->loaders[thread], unit->path.ptr, (enum goal)unit->goal, &r->results[index]);
}

static void tick(void *payload, uint32_t done)
{
    struct rounds *r = payload;

    if (r->request->progress != NULL)
        r->request->progress(r->request->progress_payload, r->first + done, r->p->units.len);
}

static void put(const struct store *store, enum store_kind kind, const struct unit_record *record)
{
    if (record->record.len > 0)
        store->put(store->payload, kind, &record->key, record->record);
}

/* Takes the round's results in order: what the program becomes does not depend on which thread was first. */
static void accept_round(struct rounds *r, uint32_t count)
{
    const struct store *store = r->request->store;
    struct arena scratch = {0};

    for (uint32_t i = 0; i < count; i++) {
        const struct unit_result *result = &r->results[i];
        if (store != NULL && r->p->units.items[r->first + i].kind == UNIT_CODE) {
            put(store, STORE_SUMMARY, &result->new_summary);
            put(store, STORE_FACTS, &result->new_facts);
        }
        program_accept(r->p, &scratch, result);
        arena_reset(&scratch);
    }
    for (uint32_t i = 0; i < r->threads; i++)
        unit_loader_reset(r->loaders[i]);
}

static void run_all(struct rounds *r)
{
    const struct workers_job job = {.run = load_one, .tick = tick, .payload = r};

    while (r->p->accepted < r->p->units.len) {
        uint32_t count = r->p->units.len - r->p->accepted;
        r->first = r->p->accepted;
        if (count > ROUND_UNITS)
            count = ROUND_UNITS;
        workers_run(r->workers, &job, count);
        accept_round(r, count);
    }
}

enum err rounds_run(struct program *p, const struct analysis_request *request, struct error *why)
{
    struct rounds *r = arena_new(p->arena, struct rounds);
    enum err e = OK;

    assert(request->threads >= 1);
    r->p = p;
    r->request = request;
    r->input = (struct unit_load_input){request->store, p->files, p->charge, api_table_digest(p->table), p->env};
    r->threads = request->threads > WORKERS_MAX ? WORKERS_MAX : request->threads;
    for (uint32_t i = 0; i < r->threads && e == OK; i++)
        e = unit_loader_new(&r->loaders[i], &r->input, why);
    if (e == OK)
        e = workers_new(&r->workers, r->threads, why);
    if (e == OK)
        run_all(r);
    strict_code_settle(p);
    if (e == OK)
        link_names_check(p);
    workers_free(r->workers);
    for (uint32_t i = 0; i < r->threads; i++)
        unit_loader_free(r->loaders[i]);
    return e;
}
