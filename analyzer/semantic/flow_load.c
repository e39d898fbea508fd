/*
 * flow_load.c - which functions of a file may run while a module is loaded.
 *
 * What the top level calls, and what that calls; what the language may call by itself; field initialisers and static
 * blocks; and what is handed to a function of the language or of Node that may call it. The rest runs only when the
 * loading of some file calls what it does not know, or when a file is loaded after the program began to run:
 * AMP_STACK_CALL is there then. AMP_STACK_KEY is AMP_STACK_LATER where it stands in such a function.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_run.h"

struct loading {
    struct flow *f;
    const struct run_vec *runs;
    struct load *load;
    VEC(uint32_t) open; /* functions that run, whose calls were not looked at */
    struct map charged; /* module that was named -> 1 */
    struct map late;    /* the same, loaded late */
    bool gives;         /* objects of the file are handed to what may call their methods */
    bool charges;
};

static void run_function(struct loading *l, uint32_t func)
{
    if (l->load->runs[func])
        return;
    l->load->runs[func] = true;
    vec_push(l->f->arena, &l->open, func);
}

/* What runs without a call in the text. */
static void run_the_uncalled(struct loading *l)
{
    const struct flow *f = l->f;

    for (uint32_t i = 0; i < f->scopes->funcs.len; i++) {
        enum func_kind kind = f->scopes->funcs.items[i].kind;
        if (f->funcs[i].hooked || l->load->opened[i] || kind == FUNC_FIELD || kind == FUNC_STATIC_BLOCK)
            run_function(l, i);
        if (l->gives && f->funcs[i].escaped)
            run_function(l, i);
    }
}

/* Follows the calls that flow has seen. */
static void follow_calls(struct loading *l)
{
    const struct facts *facts = l->f->facts;
    uint32_t *first = arena_array(l->f->arena, l->f->scopes->funcs.len, sizeof(*first)); /* call + 1, by caller */
    uint32_t *next = arena_array(l->f->arena, facts->calls.len, sizeof(*next));

    for (uint32_t i = 0; i < facts->calls.len; i++) {
        next[i] = first[facts->calls.items[i].caller];
        first[facts->calls.items[i].caller] = i + 1;
    }
    while (l->open.len > 0) {
        uint32_t caller = l->open.items[--l->open.len];
        for (uint32_t c = first[caller]; c != 0; c = next[c - 1])
            run_function(l, facts->calls.items[c - 1].callee);
    }
}

static void call_out(struct loading *l, const struct run *r, sym module)
{
    uint32_t seen = 0;

    if (!l->charges || map_get(&l->charged, module.i, &seen))
        return;
    map_put(&l->charged, module.i, 1);
    amplifier_add(l->f, AMP_STACK_CALL, r->node, r->func, module);
}

/* The name at the start of a path. */
static sym root_name(const struct flow *f, uint32_t path)
{
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    return (sym){f->facts->paths.items[path].name};
}

/* process.emit and process.exit call listeners. */
static bool emits(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = {0};

    if (p->step != PATH_STEP_MEMBER || f->paths.items[path].root != PATH_GLOBAL)
        return false;
    name = sym_text(f->names, (sym){p->name});
    return (str_eq(name, STR("emit")) || str_eq(name, STR("exit"))) &&
           str_eq(sym_text(f->names, root_name(f, path)), STR("process"));
}

/* A function from outside: of the module that is named, or of Node that runs who listens. */
static void look_at_path(struct loading *l, const struct run *r, uint32_t path)
{
    const struct flow *f = l->f;
    sym root = root_name(f, path);

    l->load->calls = l->load->calls || f->paths.items[path].root == PATH_MODULE;
    if (f->paths.items[path].root == PATH_MODULE)
        call_out(l, r, root);
    else if (path == f->path_sloppy_this || f->paths.items[path].root == PATH_SLOPPY_THIS || emits(f, path))
        call_out(l, r, (sym){FACT_NONE});
}

/* Perhaps one of this file. */
static void call_unknown(struct loading *l, const struct run *r)
{
    l->gives = true;
    l->load->calls = true;
    call_out(l, r, (sym){FACT_NONE});
}

/* What is called may be code of others. */
static void look_at_cell(struct loading *l, const struct run *r)
{
    const struct cell *cell = &l->f->cells.items[r->cell];

    for (uint16_t i = 0; i < cell->count; i++) {
        switch (VALUE_KIND(cell->items[i])) {
        case VALUE_PATH:
            look_at_path(l, r, VALUE_INDEX(cell->items[i]));
            break;
        case VALUE_REACH: /* may be `call` of a function of others */
        case VALUE_CODE:
        case VALUE_OUTER:
            call_unknown(l, r);
            break;
        case VALUE_SHARED:
        case VALUE_TEXT:
        case VALUE_PLACE:
        case VALUE_FUNC:
        case VALUE_OBJECT:
            break;
        }
    }
    if (cell->flags & FLAG_ANY)
        call_unknown(l, r);
}

/* What a function that flow has no model of is given. */
static void give(struct loading *l, const struct run *r)
{
    const struct cell *cell = &l->f->cells.items[r->cell];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) == VALUE_FUNC)
            run_function(l, VALUE_INDEX(cell->items[i]));
        l->gives = l->gives || VALUE_KIND(cell->items[i]) == VALUE_OBJECT;
    }
    if (r->language)
        look_at_cell(l, r);
}

static void look_at_running(struct loading *l)
{
    for (uint32_t i = 0; i < l->runs->len; i++) {
        const struct run *r = &l->runs->items[i];
        if (!l->load->runs[r->func])
            continue;
        switch ((enum run_kind)r->kind) {
        case RUN_CALL:
            look_at_cell(l, r);
            break;
        case RUN_GIVEN:
            give(l, r);
            break;
        case RUN_CONVERT:
            l->load->converts = l->load->converts || run_is_unknown(l->f, r->cell) || run_is_own(l->f, r->cell);
            break;
        case RUN_MEMBER:
            break; /* accessors always count as running */
        }
    }
}

/* Lookups in functions that do not run are made later. */
static void split_lookups(struct flow *f, const struct load *load)
{
    for (uint32_t i = 0; i < f->facts->amplifiers.len; i++) {
        struct amplifier *amplifier = &f->facts->amplifiers.items[i];
        if (amplifier->kind == AMP_STACK_KEY && amplifier->func < f->scopes->funcs.len && !load->runs[amplifier->func])
            amplifier->kind = AMP_STACK_LATER;
    }
}

/* True for a function expression that is called where it stands, in code that only the load runs. */
static bool is_called_at_once(const struct flow *f, uint32_t func)
{
    while (func != 0) {
        const struct func *info = &f->scopes->funcs.items[func];
        node_id callee = info->node;
        node_id around = tree_node(f->tree, callee)->parent;
        if ((info->kind != FUNC_PLAIN && info->kind != FUNC_ARROW) || info->is_async || info->is_generator ||
            f->funcs[func].escaped)
            return false;
        for (; around != 0 && (tree_kind(f->tree, around) == KIND_PARENTHESIZED_EXPRESSION ||
                               tree_kind(f->tree, around) == KIND_MEMBER_EXPRESSION);
             around = tree_node(f->tree, around)->parent)
            callee = around;
        if (tree_kind(f->tree, around) != KIND_CALL_EXPRESSION || tree_field(f->tree, around, FIELD_FUNCTION) != callee)
            return false;
        func = info->parent;
    }
    return true;
}

/* Files that are loaded when the program has begun to run, so anything may have happened to what others share. */
static void find_late_loads(struct loading *l)
{
    for (uint32_t i = 0; i < l->f->facts->imports.len; i++) {
        const struct import *import = &l->f->facts->imports.items[i];
        bool late = import->kind == IMPORT_DYNAMIC || !is_called_at_once(l->f, import->func);
        uint32_t seen = 0;
        if (!late || import->kind == IMPORT_REQUIRE_RESOLVE || map_get(&l->late, import->specifier, &seen))
            continue;
        map_put(&l->late, import->specifier, 1);
        amplifier_add(l->f, AMP_STACK_LOAD, 0, import->func, (sym){import->specifier});
    }
    for (uint32_t i = 0; i < l->f->sites.len; i++)
        if (l->f->sites.items[i].kind == SITE_AWAIT && l->f->sites.items[i].func == 0)
            call_out(l, &(struct run){0}, (sym){FACT_NONE});
}

/* Functions of Object that are taken out of an unknown value, under their names: see escape_statics(). */
static void find_descriptors(struct flow *f)
{
    static const char *const names[] = {"getOwnPropertyDescriptor", "getOwnPropertyDescriptors"};

    for (uint32_t i = 0; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        if (s.kind == SITE_READ && s.name.i != FACT_NONE && run_is_unknown(f, s.base) &&
            str_in_list(sym_text(f->names, s.name), names, ARRAY_LEN(names)))
            charge(f, AMP_STACK_KEY, s.node, s.func, (sym){FACT_NONE});
    }
}

void load_finish(struct flow *f, const struct run_vec *runs, struct load *load)
{
    struct loading l = {.f = f, .runs = runs, .load = load};
    uint32_t before = 0;
    uint32_t count = 0;

    map_init(&l.charged, f->arena);
    map_init(&l.late, f->arena);
    find_descriptors(f);
    run_function(&l, 0);
    do { /* each time more functions run */
        before = count;
        count = 0;
        run_the_uncalled(&l);
        follow_calls(&l);
        look_at_running(&l);
        for (uint32_t i = 0; i < f->scopes->funcs.len; i++)
            count += load->runs[i];
    } while (count != before || l.open.len > 0);
    load->known = true;
    l.charges = true;
    look_at_running(&l);
    find_late_loads(&l);
    if (load->converts)
        amplifier_add(f, AMP_STACK_CONVERT, 0, 0, sym_intern(f->names, STR("others")));
    split_lookups(f, load);
}
