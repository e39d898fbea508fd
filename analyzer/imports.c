#include "analyzer/imports.h"

#include "analyzer/link/program.h"
#include "analyzer/package/package_entries.h"
#include "analyzer/package/path.h"
#include "analyzer/setting.h"
#include "analyzer/workers.h"

/* Files of one round: enough to keep all threads busy, few enough that their texts fit in memory. */
enum { ROUND_FILES = 256 };

struct search {
    struct import_graph *g;
    const struct analysis_request *what;
    struct unit_load_input input;
    struct workers *workers;
    struct unit_loader *loaders[WORKERS_MAX];
    uint32_t threads;
    uint32_t first;
    struct unit_result results[ROUND_FILES];
};

static void load_one(void *payload, uint32_t thread, uint32_t index)
{
    struct search *s = payload;
    const struct graph_file *file = &s->g->files.items[s->first + index];

    if (file->code)
        unit_load_summary(s->loaders[thread], file->path.ptr, file->goal, &s->results[index]);
    else
        s->results[index] = (struct unit_result){0};
}

static void tick(void *payload, uint32_t done)
{
    struct search *s = payload;
    const struct analysis_request *what = s->what;

    if (what->progress != NULL)
        what->progress(what->progress_payload, s->first + done, s->g->files.len);
}

static void accept_round(struct search *s, uint32_t count)
{
    const struct store *store = s->what->store;

    for (uint32_t i = 0; i < count; i++) {
        const struct unit_result *result = &s->results[i];
        if (store != NULL && result->new_summary.record.len > 0)
            store->put(store->payload, STORE_SUMMARY, &result->new_summary.key, result->new_summary.record);
        graph_accept(s->g, result->summary, result->bytes, result->reason);
    }
    for (uint32_t i = 0; i < s->threads; i++)
        unit_loader_reset(s->loaders[i]);
}

static void run_rounds(struct search *s)
{
    const struct workers_job job = {.run = load_one, .tick = tick, .payload = s};

    while (s->g->accepted < s->g->files.len) {
        uint32_t count = s->g->files.len - s->g->accepted;
        s->first = s->g->accepted;
        if (count > ROUND_FILES)
            count = ROUND_FILES;
        workers_run(s->workers, &job, count);
        accept_round(s, count);
    }
}

enum err imports_read(struct import_graph *g, const struct analysis_request *what, struct error *why)
{
    struct search *s = arena_new(g->arena, struct search);
    enum err e = OK;

    s->g = g;
    s->what = what;
    s->input.store = what->store;
    s->input.files = file_tree_source(resolver_tree(g->resolver));
    s->input.env = g->env;
    s->threads = what->threads > WORKERS_MAX ? WORKERS_MAX : what->threads;
    for (uint32_t i = 0; i < s->threads && e == OK; i++)
        e = unit_loader_new(&s->loaders[i], &s->input, why);
    if (e == OK)
        e = workers_new(&s->workers, s->threads, why);
    if (e == OK)
        run_rounds(s);
    workers_free(s->workers);
    for (uint32_t i = 0; i < s->threads; i++)
        unit_loader_free(s->loaders[i]);
    if (e == OK)
        graph_finish(g);
    return e;
}

static enum err add_entries_of(struct import_graph *g, struct arena *run, struct str place, struct error *why)
{
    struct entries entries = {0};
    enum err e = program_entries(g->resolver, run, place, g->major, &entries, why);

    for (uint32_t i = 0; e == OK && i < entries.len; i++)
        (void)graph_add(g, &entries.items[i].found);
    g->entries = g->files.len;
    return e;
}

static enum err add_roots(struct import_graph *g, struct arena *run, const struct setting *setting, bool all_files,
                          struct error *why)
{
    const struct policy *policy = &setting->policy;
    enum err e = OK;

    if (all_files)
        return graph_add_all(g, setting->target, why);
    if (!str_eq(setting->target, setting->root) || policy->entries.len == 0)
        return add_entries_of(g, run, setting->target, why);
    for (uint32_t i = 0; e == OK && i < policy->entries.len; i++)
        e = add_entries_of(g, run, path_join(run, setting->root, policy->entries.items[i]), why);
    return e;
}

/* The newest of the policy's majors. */
static enum node_major newest_major(const struct policy *policy)
{
    enum node_major newest = NODE_20;

    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++)
        if ((policy->majors & node_major_bit((enum node_major)m)) != 0)
            newest = (enum node_major)m;
    return newest;
}

enum err imports_find(struct arena *run, const struct imports_request *request, struct import_graph **out,
                      struct error *why)
{
    struct setting setting = {0};
    struct resolver_config config = {.is_builtin = program_is_builtin};
    struct import_graph *g = NULL;
    enum err e = setting_load(run, &request->what, &setting, why);

    if (e != OK)
        return e;
    config.tree = file_tree_new(run, file_tree_disk(), setting.root);
    config.payload = &setting.table;
    config.no_addons = (setting.policy.launch & LAUNCH_NO_ADDONS) != 0;
    config.conditions = setting.policy.conditions.items;
    config.condition_count = setting.policy.conditions.len;
    g = graph_new(run, resolver_new(run, &config), setting.table,
                  request->any_major ? newest_major(&setting.policy) : request->major);
    g->env = policy_fixed_env(run, &setting.policy);
    e = add_roots(g, run, &setting, request->all_files, why);
    if (e == OK && g->files.len == 0)
        e = error_set(why, ERR_NOT_FOUND, "%.*s: no file that Node could load", STR_ARG(setting.target));
    if (e == OK)
        e = imports_read(g, &request->what, why);
    if (e == OK)
        *out = g;
    return e;
}
