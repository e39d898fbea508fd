/*
 * flow_clone.c - uses of what makes structured clones.
 *
 * For some objects of its own Node asks a method, found under an internal symbol, what to make of them: the name of a
 * class and its data (Node's lib/internal/worker/js_transferable.js). Whoever puts a method there, by a symbol that he
 * listed or by a proxy that has every name, gets a file handle of any descriptor.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_finish.h"

/* Functions and classes that clone what they are given, or make what does. */
static const char *const cloners[] = {
    "BroadcastChannel", "MessageChannel", "MessagePort", "PerformanceMark", "PerformanceMeasure", "ReadableStreamTee",
    "Request",          "Response",       "Worker",      "fetch",           "structuredClone"};

/* Methods of `performance` that clone one of their options. */
static const char *const markers[] = {"mark", "measure"};

static const char *const cloning_modules[] = {"perf_hooks", "stream/web", "worker_threads"};

static struct str name_of(const struct flow *f, uint32_t path)
{
    uint32_t name = f->facts->paths.items[path].name;

    return name == FACT_NONE ? (struct str){0} : sym_text(f->names, (sym){name});
}

static uint32_t root_of(const struct flow *f, uint32_t path)
{
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    return path;
}

static struct str without_prefix(struct str name)
{
    return str_starts(name, STR("node:")) ? str_slice(name, 5, name.len) : name;
}

/* True for a module that offers such functions, and what may be one. */
static bool is_cloning_module(const struct flow *f, uint32_t root)
{
    struct str name = without_prefix(name_of(f, root));

    return f->paths.items[root].root == PATH_MODULE &&
           (str_starts(name, STR("#")) || str_in_list(name, cloning_modules, ARRAY_LEN(cloning_modules)));
}

/* A mark with a name only, or a measure between names: there is nothing to clone. */
static bool has_no_detail(const struct flow *f, const struct pending_use *use)
{
    const struct site *s = use->site == FACT_NONE ? NULL : &f->sites.items[use->site];
    const struct cell *options = NULL;

    if (s == NULL || s->kind != SITE_CALL || s->flags & SITE_SPREAD)
        return false;
    if (s->arg_count < 2)
        return true;
    options = &f->cells.items[call_arg(f, s, 1)];
    if (options->flags & FLAG_ANY)
        return false;
    for (uint16_t i = 0; i < options->count; i++) {
        if (VALUE_KIND(options->items[i]) != VALUE_TEXT)
            return false;
    }
    return true;
}

/* A whole module or `performance` that is handed on, or asked for what only a run can tell, gives all that it has. */
static bool gives_all(const struct flow *f, const struct pending_use *use)
{
    const struct path *p = &f->facts->paths.items[use->use.path];
    uint32_t owner = p->step == PATH_STEP_ANY ? p->parent : use->use.path;
    bool root = f->facts->paths.items[owner].parent == FACT_NONE;

    if (p->step != PATH_STEP_ANY && use->use.op != USE_ESCAPE)
        return false;
    if (str_eq(name_of(f, owner), STR("performance")))
        return root || is_cloning_module(f, root_of(f, owner));
    return root && is_cloning_module(f, owner);
}

static bool may_clone(const struct flow *f, const struct pending_use *use)
{
    uint32_t path = use->use.path;
    const struct path *p = &f->facts->paths.items[path];
    uint32_t root = root_of(f, path);
    struct str name = name_of(f, path);
    bool global = f->paths.items[root].root == PATH_GLOBAL || f->paths.items[root].root == PATH_SLOPPY_THIS;

    if (use->use.op == USE_READ && p->step != PATH_STEP_ANY)
        return false;
    if (!global && !is_cloning_module(f, root))
        return false;
    if (str_in_list(name, cloners, ARRAY_LEN(cloners)))
        return true;
    if (p->step == PATH_STEP_MEMBER && str_in_list(name, markers, ARRAY_LEN(markers)) &&
        str_eq(name_of(f, p->parent), STR("performance")))
        return !has_no_detail(f, use);
    return gives_all(f, use);
}

void clones_finish(struct flow *f)
{
    for (uint32_t i = 0; i < f->uses.len; i++) {
        const struct pending_use *use = &f->uses.items[i];
        uint32_t root = root_of(f, use->use.path);
        if (!may_clone(f, use))
            continue;
        vec_push(f->out_arena, &f->facts->amplifiers,
                 (struct amplifier){.kind = AMP_CLONE,
                                    .at = use->use.at,
                                    .end = use->use.end,
                                    .func = use->use.func,
                                    .detail = f->paths.items[root].root == PATH_MODULE
                                                  ? f->facts->paths.items[root].name
                                                  : FACT_NONE});
    }
}
