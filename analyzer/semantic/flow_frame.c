/*
 * flow_frame.c - may others find a module of sloppy code on the stack?
 *
 * `f.caller` of a plain sloppy function is the sloppy function that called it, and `.arguments` of Node's wrapper
 * around a CommonJS file holds `require`. Arrow functions, methods, generators, async and strict functions have no such
 * properties (ECMAScript 2025 section 17), V8 does not show strict callers, and passes over functions of the language.
 * So the wrapper is to be found only while it runs, or a plain function of the file that it called, and calls a plain
 * sloppy function that others have. The detail of AMP_STACK_FRAME is the module whose code may run, or "*" when it is
 * not known which: link/charge_amplifier.c drops modules of Node, and makes AMP_STACK_OWN of those of the same package.
 * A member of what others made runs code only when an accessor is under its name: that is AMP_STACK_READ of the name.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_run.h"

struct frames {
    struct flow *f;
    const struct run_vec *all;
    const struct opened *opened;
    const struct load *load;
    bool *runs;         /* by function: may run while the file is loaded, or is given authority, or called by such */
    bool *later;        /* of these: at any time, on behalf of anybody */
    VEC(uint32_t) open; /* functions that run, whose calls were not looked at */
    bool any_held;      /* others have a sloppy function of this file */
    sym unknown;        /* "*" */
    bool converts;      /* AMP_STACK_CONVERT is charged */
    bool hooked[2][2];  /* members or conversions of what runs at the load, or later, run what they may */
    struct map charged; /* module that was named -> 1 */
    struct map read;    /* name of a member -> 1 */
};

bool func_is_plain(const struct flow *f, uint32_t func)
{
    const struct func *info = &f->scopes->funcs.items[func];
    enum kind kind = tree_kind(f->tree, info->node);

    return !info->strict && !info->is_async && !info->is_generator &&
           (kind == KIND_FUNCTION_DECLARATION || kind == KIND_FUNCTION_EXPRESSION || kind == KIND_PROGRAM);
}

static bool is_held(const struct flow *f, uint32_t func)
{
    return f->funcs[func].escaped && func_is_plain(f, func);
}

/* True for specifiers that name no module of Node: those are written in lower case, without signs; "#x" may be any. */
static bool is_no_builtin(struct str specifier)
{
    if (str_starts(specifier, STR("node:")) || str_starts(specifier, STR("#")))
        return false;
    for (size_t i = 0; i < specifier.len; i++) {
        char c = specifier.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '/')
            return true;
    }
    return false;
}

/* Something from outside that is not what another file of the program exports. */
static bool is_authority(const struct flow *f, uint32_t path)
{
    uint32_t root = path;

    if (f->paths.items[path].intrinsic || path == f->path_exports || path == f->path_sloppy_this)
        return false;
    if (f->paths.items[path].root != PATH_MODULE)
        return true;
    while (f->facts->paths.items[root].parent != FACT_NONE)
        root = f->facts->paths.items[root].parent;
    return !is_no_builtin(sym_text(f->names, (sym){f->facts->paths.items[root].name}));
}

/* Its `.arguments` are worth finding, whenever it runs: a parameter holds what a source names. FACT_NONE: it does not.
 */
static uint32_t given_authority(const struct flow *f, uint32_t func)
{
    const struct flow_func *ff = &f->funcs[func];

    for (uint32_t i = 0; func_is_plain(f, func) && i < ff->param_count; i++) {
        const struct cell *param = &f->cells.items[f->args.items[ff->params + i]];
        for (uint16_t k = 0; k < param->count; k++)
            if (VALUE_KIND(param->items[k]) == VALUE_PATH && is_authority(f, VALUE_INDEX(param->items[k])))
                return VALUE_INDEX(param->items[k]);
    }
    return FACT_NONE;
}

static void run_plain(struct frames *r, uint32_t func, bool later)
{
    if (!func_is_plain(r->f, func) || (r->runs[func] && (r->later[func] || !later)))
        return;
    r->runs[func] = true;
    r->later[func] = r->later[func] || later;
    vec_push(r->f->arena, &r->open, func);
}

/* Follows the calls that flow has seen: plain functions only, because others end the chain of callers. */
static void follow_callers(struct frames *r)
{
    const struct facts *facts = r->f->facts;
    uint32_t *first = arena_array(r->f->arena, r->f->scopes->funcs.len, sizeof(*first)); /* call + 1, by caller */
    uint32_t *next = arena_array(r->f->arena, facts->calls.len, sizeof(*next));

    for (uint32_t i = 0; i < facts->calls.len; i++) {
        next[i] = first[facts->calls.items[i].caller];
        first[facts->calls.items[i].caller] = i + 1;
    }
    while (r->open.len > 0) {
        uint32_t caller = r->open.items[--r->open.len];
        for (uint32_t c = first[caller]; c != 0; c = next[c - 1])
            run_plain(r, facts->calls.items[c - 1].callee, r->later[caller]);
    }
}

static void frame_charge(struct frames *r, const struct run *run, sym module)
{
    uint32_t seen = 0;

    if (r->later[run->func]) /* whatever runs then */
        charge(r->f, AMP_STACK_CALL, run->node, run->func, (sym){FACT_NONE});
    if (map_get(&r->charged, module.i, &seen))
        return;
    map_put(&r->charged, module.i, 1);
    amplifier_add(r->f, AMP_STACK_FRAME, run->node, run->func, module);
}

static void read_charge(struct frames *r, const struct run *run)
{
    sym name = run->name.i == FACT_NONE ? r->unknown : run->name;
    uint32_t seen = 0;

    if (r->later[run->func])
        charge(r->f, AMP_STACK_CALL, run->node, run->func, (sym){FACT_NONE});
    if (map_get(&r->read, name.i, &seen))
        return;
    map_put(&r->read, name.i, 1);
    amplifier_add(r->f, AMP_STACK_READ, run->node, run->func, name);
}

static void convert_charge(struct frames *r, const struct run *run)
{
    if (r->later[run->func])
        charge(r->f, AMP_STACK_CALL, run->node, run->func, (sym){FACT_NONE});
    if (!r->converts)
        amplifier_add(r->f, AMP_STACK_CONVERT, run->node, run->func, sym_intern(r->f->names, STR("plain")));
    r->converts = true;
}

static bool is_opened_name(const struct frames *r, sym name)
{
    uint32_t seen = 0;

    return r->opened->any ||
           (name.i == FACT_NONE ? r->opened->names.len > 0 : map_get(&r->opened->names, name.i, &seen));
}

static bool holds_exports(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++)
        if (cell->items[i] == VALUE(VALUE_PATH, f->path_exports))
            return true;
    return false;
}

/* The module that a value from outside comes from, into *module; false for Node's own, which is strict. */
static bool is_of_module(const struct flow *f, uint32_t path, sym *module)
{
    if (path == f->path_sloppy_this || f->paths.items[path].root == PATH_SLOPPY_THIS) {
        *module = f->name_star;
        return true;
    }
    if (f->paths.items[path].root != PATH_MODULE)
        return false;
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    module->i = f->facts->paths.items[path].name;
    return true;
}

/* Code of others runs when what is in the cell is called. */
static void look_at_cell(struct frames *r, const struct run *run)
{
    const struct cell *cell = &r->f->cells.items[run->cell];
    sym any = r->later[run->func] || r->any_held ? (sym){FACT_NONE} : r->unknown;

    if (cell->flags & FLAG_ANY)
        frame_charge(r, run, any);
    for (uint16_t i = 0; i < cell->count; i++) {
        value v = cell->items[i];
        sym module = {FACT_NONE};
        switch (VALUE_KIND(v)) {
        case VALUE_FUNC:
            if (is_held(r->f, VALUE_INDEX(v)))
                frame_charge(r, run, module);
            break;
        case VALUE_PATH:
            if (is_of_module(r->f, VALUE_INDEX(v), &module))
                frame_charge(r, run, module);
            break;
        case VALUE_REACH: /* may be `call` of a function of others */
        case VALUE_CODE:
        case VALUE_OUTER:
            frame_charge(r, run, any);
            break;
        case VALUE_SHARED:
        case VALUE_TEXT:
        case VALUE_PLACE:
        case VALUE_OBJECT:
            break;
        }
    }
}

/* Functions of the file that the operation may run without calling them; true when there are new ones. */
static bool run_hooks(struct frames *r, const struct run *run)
{
    bool member = run->kind == RUN_MEMBER;
    bool later = r->later[run->func];
    bool news = false;

    if (r->hooked[member][later] || (member && !is_opened_name(r, run->name)))
        return false;
    if (!run_is_own(r->f, run->cell) && !run_is_unknown(r->f, run->cell))
        return false;
    r->hooked[member][later] = true;
    for (uint32_t i = 1; i < r->f->scopes->funcs.len; i++) {
        if (!(member ? r->load->opened[i] : r->f->funcs[i].hooked) || !func_is_plain(r->f, i))
            continue;
        if (is_held(r->f, i))
            frame_charge(r, run, (sym){FACT_NONE});
        run_plain(r, i, later);
        news = true;
    }
    return news;
}

/* True when more functions run for it. */
static bool look_at(struct frames *r, const struct run *run)
{
    switch ((enum run_kind)run->kind) {
    case RUN_CALL:
        look_at_cell(r, run);
        return false;
    case RUN_GIVEN:
        if (run->language)
            look_at_cell(r, run);
        return false;
    case RUN_CONVERT:
        if (run_is_unknown(r->f, run->cell) || run_is_own(r->f, run->cell)) /* others' functions may be in it */
            convert_charge(r, run);
        return run_hooks(r, run);
    case RUN_MEMBER:
        if (run_is_unknown(r->f, run->cell) || (r->load->calls && run_is_exposed(r->f, run->cell)) ||
            (run_is_own(r->f, run->cell) && is_opened_name(r, run->name)))
            read_charge(r, run);
        else if (run_is_exposed(r->f, run->cell) || holds_exports(r->f, run->cell))
            charge(r->f, AMP_STACK_SELF, 0, 0, (sym){FACT_NONE});
        return run_hooks(r, run);
    }
    return false;
}

static void mark_first(struct frames *r)
{
    run_plain(r, 0, false);
    for (uint32_t i = 1; i < r->f->scopes->funcs.len; i++) {
        if (given_authority(r->f, i) != FACT_NONE)
            run_plain(r, i, true);
        r->any_held = r->any_held || is_held(r->f, i);
    }
}

static void find_frames(struct frames *r)
{
    bool news = true;

    r->runs = arena_array(r->f->arena, r->f->scopes->funcs.len, sizeof(*r->runs));
    r->later = arena_array(r->f->arena, r->f->scopes->funcs.len, sizeof(*r->later));
    map_init(&r->charged, r->f->arena);
    map_init(&r->read, r->f->arena);
    mark_first(r);
    if (r->any_held)
        charge(r->f, AMP_STACK_HELD, 0, 0, (sym){FACT_NONE});
    while (news) { /* each time more functions run */
        news = false;
        follow_callers(r);
        for (uint32_t i = 0; i < r->all->len; i++) {
            const struct run *run = &r->all->items[i];
            if (r->runs[run->func])
                news = look_at(r, run) || news;
        }
    }
}

/* Others who have the function find what it was given, once they are called by it. */
static void look_at_given(struct flow *f, uint32_t func)
{
    uint32_t path = is_held(f, func) ? given_authority(f, func) : FACT_NONE;

    if (path == FACT_NONE)
        return;
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    charge(f, AMP_STACK_GIVEN, f->scopes->funcs.items[func].node, func,
           (sym){f->paths.items[path].root == PATH_MODULE ? f->facts->paths.items[path].name : FACT_NONE});
}

void frames_finish(struct flow *f)
{
    struct run_vec runs = {0};
    struct opened opened = {0};
    struct load load = {.runs = arena_array(f->arena, f->scopes->funcs.len, sizeof(bool)),
                        .opened = arena_array(f->arena, f->scopes->funcs.len, sizeof(bool))};
    struct frames r = {.f = f, .all = &runs, .opened = &opened, .load = &load, .unknown = f->name_star};

    runs_collect(f, &runs);
    openings_mark(f, &load);
    load_finish(f, &runs, &load);
    openings_finish(f, &load, &opened);
    if (f->tree->goal != GOAL_MODULE && !f->scopes->funcs.items[0].strict)
        find_frames(&r);
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++)
        look_at_given(f, i);
}
