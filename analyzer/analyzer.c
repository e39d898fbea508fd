#include "analyzer/analyzer.h"

#include "analyzer/package/package_entries.h"
#include "analyzer/package/path.h"
#include "analyzer/memory_store.h"
#include "analyzer/recall.h"
#include "analyzer/rounds.h"
#include "analyzer/setting.h"
#include "analyzer/trusted_tree.h"
#include "analyzer/verdict/judge.h"
#include "analyzer/verdict/notes.h"

/* Adds what `place` (absolute) starts under each of the policy's majors. */
static enum err add_entries_of(struct program *p, struct arena *run, struct str place, struct error *why)
{
    const struct package *package = package_of(resolver_packages(p->resolver), place);

    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
        struct entries entries = {0};
        enum err e = OK;
        if ((p->policy->majors & node_major_bit((enum node_major)m)) == 0)
            continue;
        e = program_entries(p->resolver, run, place, (enum node_major)m, &entries, why);
        if (e != OK)
            return e;
        for (uint32_t i = 0; i < entries.len; i++)
            program_add_entry(p, package, entries.items[i].label, &entries.items[i].found);
    }
    return OK;
}

/* The policy's entries are those of the program at the root; any other target names its own. */
static enum err add_entries(struct program *p, struct arena *run, const struct setting *setting, struct error *why)
{
    const struct policy *policy = &setting->policy;

    if (!str_eq(setting->target, setting->root) || policy->entries.len == 0)
        return add_entries_of(p, run, setting->target, why);
    for (uint32_t i = 0; i < policy->entries.len; i++) {
        enum err e = add_entries_of(p, run, path_join(run, setting->root, policy->entries.items[i]), why);
        if (e != OK)
            return e;
    }
    return OK;
}

/* A program of which no file is code, and nothing is said about that, was not judged. */
static enum err check_not_empty(const struct program *p, const struct analysis_request *request, struct error *why)
{
    for (uint32_t i = 0; i < p->units.len; i++)
        if (p->units.items[i].kind == UNIT_CODE)
            return OK;
    if (p->facts.len > 0)
        return OK;
    return error_set(why, ERR_NOT_FOUND, "%s: no JavaScript to judge", request->target == NULL ? "." : request->target);
}

/* All the work, over the files of `source`. */
static enum err link_and_judge(struct arena *run, const struct analysis_request *request, struct setting *setting,
                               struct file_tree_source source, struct program **program, struct report **out,
                               struct error *why)
{
    struct resolver_config config = {.is_builtin = program_is_builtin};
    struct program *p = NULL;
    enum err e = OK;

    config.tree = file_tree_new(run, source, setting->root);
    config.payload = &setting->table;
    config.no_addons = (setting->policy.launch & LAUNCH_NO_ADDONS) != 0;
    config.conditions = setting->policy.conditions.items;
    config.condition_count = setting->policy.conditions.len;
    p = program_new(run, resolver_new(run, &config), setting->table, &setting->policy);
    p->by_file = (request->detail & REPORT_FILES) != 0;
    if (request->trust_lock)
        p->files = file_tree_source(config.tree);
    e = add_entries(p, run, setting, why);
    if (e == OK)
        e = check_not_empty(p, request, why);
    if (e == OK)
        e = rounds_run(p, request, why);
    if (e == OK)
        *out = judge_program(run, p, request->detail);
    *program = p;
    return e;
}

/* What is asked of the disk goes into the trace of `recall`. */
static enum err analyze(struct arena *run, const struct analysis_request *request, struct setting *setting,
                        struct recall *recall, struct report **out, struct error *why)
{
    struct file_tree_source source = recall->keeps ? trace_source(&recall->trace) : file_tree_disk();
    struct program *p = NULL;
    enum err e = link_and_judge(run, request, setting, source, &p, out, why);

    if (e == OK)
        recall_keep(recall, p, *out);
    return e;
}

/* Nothing that is installed is looked at. What is found again after packages had to be opened comes from the store. */
static enum err analyze_trusting(struct arena *run, const struct analysis_request *request, struct setting *setting,
                                 struct report **out, struct error *why)
{
    struct analysis_request what = *request;
    struct trusted_tree *tree = NULL;
    struct program *p = NULL;
    bool more = true;
    enum err e = OK;

    what.store = memory_store_new(run, request->store);
    e = trusted_tree_new(run, setting->root, request->platform, what.store, &tree, why);
    while (e == OK && more) {
        e = link_and_judge(run, &what, setting, trusted_tree_source(tree), &p, out, why);
        if (e == OK)
            e = trusted_tree_open_asked(tree, &more, why);
    }
    if (e != OK)
        return e;
    (*out)->packages_opened = trusted_tree_opened(tree);
    notes_add_first(run, *out, trusted_tree_assumption(tree));
    return OK;
}

enum err analyze_program(struct arena *run, const struct analysis_request *request, struct report **out,
                         struct error *why)
{
    struct setting setting = {0};
    struct recall recall;
    enum err e = setting_find(run, request, &setting, why);

    if (e == OK && request->trust_lock)
        e = setting_load_table(run, &setting.table, why);
    if (e == OK && request->trust_lock)
        return analyze_trusting(run, request, &setting, out, why);
    if (e != OK || recall_find(&recall, run, &setting, request, out))
        return e;
    e = setting_load_table(run, &setting.table, why);
    return e == OK ? analyze(run, request, &setting, &recall, out, why) : e;
}
