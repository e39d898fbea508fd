/*
 * flow_frame.c - may others find a module of sloppy code on the stack?
 *
 * `f.caller` of a plain sloppy function is the sloppy function that called it, and `.arguments` of Node's wrapper
 * around a CommonJS file holds `require`. Arrow functions, methods, generators, async and strict functions have no such
 * properties (ECMAScript 2025 section 17), V8 does not show strict callers, and passes over functions of the language.
 * So the wrapper is to be found only while it runs, or a plain function of the file that it called, and calls a plain
 * sloppy function that others have. The detail of AMP_STACK_FRAME is the module whose code may run, or "*" when it is
 * not known which: link/charge.c drops modules of Node, and makes AMP_STACK_OWN of those of the same package.
 */
#include "analyzer/semantic/flow_state.h"

#include "analyzer/semantic/model.h"

struct frames {
    struct flow *f;
    bool *runs;         /* by function: may run while the file is loaded, or is given authority, or called by such */
    bool any_held;      /* others have a sloppy function of this file */
    bool *later;        /* of these: at any time, on behalf of anybody */
    sym unknown;        /* "*" */
    struct map charged; /* module that was named -> 1 */
};

/* True for functions that have `caller` and `arguments`. */
static bool is_plain(const struct flow *f, uint32_t func)
{
    const struct func *info = &f->scopes->funcs.items[func];
    enum kind kind = tree_kind(f->tree, info->node);

    return !info->strict && !info->is_async && !info->is_generator &&
           (kind == KIND_FUNCTION_DECLARATION || kind == KIND_FUNCTION_EXPRESSION || kind == KIND_PROGRAM);
}

static bool is_held(const struct flow *f, uint32_t func)
{
    return f->funcs[func].escaped && is_plain(f, func);
}

/* Its `.arguments` are worth finding, whenever it runs: a parameter holds what a source names. */
static bool is_given_authority(const struct flow *f, uint32_t func)
{
    const struct flow_func *ff = &f->funcs[func];

    for (uint32_t i = 0; is_plain(f, func) && i < ff->param_count; i++) {
        const struct cell *param = &f->cells.items[f->args.items[ff->params + i]];
        for (uint16_t k = 0; k < param->count; k++) {
            uint32_t path = VALUE_INDEX(param->items[k]);
            if (VALUE_KIND(param->items[k]) == VALUE_PATH && !f->paths.items[path].intrinsic &&
                path != f->path_exports && path != f->path_sloppy_this)
                return true;
        }
    }
    return false;
}

/* Marks what the top level calls, and what that calls, along the calls that flow has seen: plain functions only. */
static void mark_running(struct frames *r)
{
    const struct facts *facts = r->f->facts;
    uint32_t count = r->f->scopes->funcs.len;
    uint32_t *first = arena_array(r->f->arena, count, sizeof(*first)); /* call + 1, by caller */
    uint32_t *next = arena_array(r->f->arena, facts->calls.len, sizeof(*next));
    VEC(uint32_t) open = {0};

    for (uint32_t i = 0; i < facts->calls.len; i++) {
        next[i] = first[facts->calls.items[i].caller];
        first[facts->calls.items[i].caller] = i + 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        r->later[i] = i != 0 && is_given_authority(r->f, i);
        if (i == 0 || r->later[i])
            vec_push(r->f->arena, &open, i);
        r->runs[i] = i == 0 || r->later[i];
    }
    while (open.len > 0) {
        uint32_t caller = open.items[--open.len];
        for (uint32_t c = first[caller]; c != 0; c = next[c - 1]) {
            uint32_t callee = facts->calls.items[c - 1].callee;
            bool news = !r->runs[callee] || (r->later[caller] && !r->later[callee]);
            if (!news || !is_plain(r->f, callee))
                continue;
            r->runs[callee] = true;
            r->later[callee] = r->later[callee] || r->later[caller];
            vec_push(r->f->arena, &open, callee);
        }
    }
}

/* The module that the value comes from, into *module; false when it is not code of others that runs. */
static bool runs_others(const struct flow *f, value v, sym *module)
{
    uint32_t path = VALUE_INDEX(v);

    module->i = FACT_NONE;
    switch (VALUE_KIND(v)) {
    case VALUE_FUNC:
        return is_held(f, path);
    case VALUE_PATH:
        if (f->paths.items[path].root != PATH_MODULE)
            return false; /* Node's own functions are strict */
        while (f->facts->paths.items[path].parent != FACT_NONE)
            path = f->facts->paths.items[path].parent;
        module->i = f->facts->paths.items[path].name;
        return true;
    case VALUE_REACH:
    case VALUE_CODE:
        return true;
    case VALUE_TEXT:
    case VALUE_OBJECT:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_PLACE:
        return false;
    }
    return false;
}

static void frame_charge(struct frames *r, const struct site *s, sym module)
{
    uint32_t seen = 0;

    if (map_get(&r->charged, module.i, &seen))
        return;
    map_put(&r->charged, module.i, 1);
    charge(r->f, AMP_STACK_FRAME, s->node, s->func, module);
}

/* `any`: what an unknown value in the cell is charged with; `called`: it is called, not just looked at. */
static void look_at_cell(struct frames *r, const struct site *s, cell_id c, sym any, bool called)
{
    const struct cell *cell = &r->f->cells.items[c];
    sym module = {FACT_NONE};

    if (cell->flags & FLAG_ANY)
        frame_charge(r, s, r->later[s->func] ? (sym){FACT_NONE} : any);
    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) == VALUE_FUNC && !called)
            continue; /* what it has under hooks is looked at by itself */
        if (runs_others(r->f, cell->items[i], &module))
            frame_charge(r, s, module);
    }
}

/* A function of the language without a model may call what it is given. */
static void look_at_arguments(struct frames *r, const struct site *s)
{
    const struct cell *callee = &r->f->cells.items[s->base];

    for (uint16_t i = 0; i < callee->count; i++) {
        value v = callee->items[i];
        if (VALUE_KIND(v) != VALUE_PATH || !r->f->paths.items[VALUE_INDEX(v)].intrinsic ||
            r->f->paths.items[VALUE_INDEX(v)].model > MODEL_KNOWN)
            continue;
        for (uint32_t k = 0; k < s->arg_count; k++)
            look_at_cell(r, s, r->f->args.items[s->args + k], r->unknown, true);
    }
}

static void look_at(struct frames *r, const struct site *s)
{
    switch ((enum site_kind)s->kind) {
    case SITE_CALL:
    case SITE_NEW:
    case SITE_SUPER:
        look_at_cell(r, s, s->base, r->any_held ? (sym){FACT_NONE} : r->unknown, true);
        look_at_arguments(r, s);
        return;
    case SITE_CONCAT:
        look_at_cell(r, s, s->base, r->unknown, false);
        look_at_cell(r, s, s->key, r->unknown, false);
        return;
    case SITE_READ:
    case SITE_READ_KEY:
    case SITE_WRITE:
    case SITE_WRITE_KEY:
    case SITE_ITERATE:
    case SITE_COPY:
    case SITE_DATA:
    case SITE_INSPECT:
    case SITE_HOOK:
    case SITE_INSTANCEOF:
        look_at_cell(r, s, s->base, r->unknown, false); /* a getter, a setter, an iterator, a method under a symbol */
        return;
    default:
        return; /* runs nothing by itself */
    }
}

void frames_finish(struct flow *f)
{
    struct frames r = {.f = f, .unknown = sym_intern(f->names, STR("*"))};

    if (f->tree->goal == GOAL_MODULE || f->scopes->funcs.items[0].strict)
        return;
    r.runs = arena_array(f->arena, f->scopes->funcs.len, sizeof(*r.runs));
    r.later = arena_array(f->arena, f->scopes->funcs.len, sizeof(*r.later));
    map_init(&r.charged, f->arena);
    mark_running(&r);
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++)
        r.any_held = r.any_held || is_held(f, i);
    if (r.any_held)
        charge(f, AMP_STACK_HELD, 0, 0, (sym){FACT_NONE});
    for (uint32_t i = 0; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        if (s.func < f->scopes->funcs.len && r.runs[s.func])
            look_at(&r, &s);
    }
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        struct site s = {.node = f->scopes->funcs.items[i].node, .func = i};
        if (f->funcs[i].hooked && is_held(f, i))
            frame_charge(&r, &s, (sym){FACT_NONE});
    }
}
