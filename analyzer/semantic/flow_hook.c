/*
 * flow_hook.c - where the language lets objects of the program decide what its own functions do:
 * species, iterators, `then` and methods named by symbols (ECMAScript 2025 sections 7.3.22, 10.4.2.2, 13.10.2, 22.1.3).
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"

/* True for values that can have methods of their own. */
static bool may_have_methods(const struct flow *f, value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        return false;
    case VALUE_PATH:
        return !f->paths.items[VALUE_INDEX(v)].intrinsic;
    case VALUE_FUNC:
    case VALUE_OBJECT:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
    case VALUE_PLACE:
        return true;
    }
    return true;
}

/* Constructors, prototypes and functions of the language: none has a species or elements of its own making. */
static bool is_of_language(const struct flow *f, value v)
{
    return VALUE_KIND(v) == VALUE_REACH || VALUE_KIND(v) == VALUE_SHARED ||
           (VALUE_KIND(v) == VALUE_PATH && f->paths.items[VALUE_INDEX(v)].intrinsic);
}

/* What the operation would have kept is in other hands, and its result is anything. */
static void give_up(struct flow *f, const struct site *s)
{
    escape_cell(f, s->value, s->node, s->func);
    cell_add_flags(f, s->result, FLAG_ANY);
}

static void watch_odd(struct flow *f, const struct site *s, cell_id base)
{
    uint32_t odd = site_new(f, SITE_ODD, s->node, s->func);

    f->sites.items[odd].value = s->value;
    f->sites.items[odd].result = s->result;
    cell_watch(f, base, odd);
}

void hook_watch(struct flow *f, uint32_t site, uint32_t object)
{
    static const char *const names[] = {"constructor", "then", "exec", "flags", "next"};
    struct site s = f->sites.items[site];

    watch_odd(f, &s, object_unknown(f, object));
    watch_odd(f, &s, object_proto(f, object));
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        watch_odd(f, &s, object_prop(f, object, sym_intern(f->names, str_from(names[i])))->value);
}

/* Symbol.isConcatSpreadable says whether a list or its elements go into the result: anything under a symbol does
 * (23.1.3.2). */
static void watch_spreadable(struct flow *f, const struct site *s, uint32_t object)
{
    uint32_t odd = site_new(f, SITE_ODD, s->node, s->func);

    f->sites.items[odd].value = s->value;
    f->sites.items[odd].result = s->value;
    f->sites.items[odd].object = SPREADS_OR_NOT;
    cell_watch(f, object_unknown(f, object), odd);
}

/* a.map(...) makes its result by new a.constructor[Symbol.species](...). */
static void species(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];
    const struct path *p = NULL;

    if (VALUE_KIND(v) == VALUE_OBJECT) {
        enum object_kind kind = (enum object_kind)f->objects.items[VALUE_INDEX(v)].kind;
        if (kind == OBJECT_ARRAY || kind == OBJECT_PROMISE || kind == OBJECT_REGEXP || kind == OBJECT_ARGUMENTS)
            hook_watch(f, site, VALUE_INDEX(v));
        else
            give_up(f, &s);
        if (s.object == SPREADS_OR_NOT)
            watch_spreadable(f, &s, VALUE_INDEX(v));
        return;
    }
    if (VALUE_KIND(v) == VALUE_TEXT)
        return;
    p = VALUE_KIND(v) == VALUE_PATH ? &f->facts->paths.items[VALUE_INDEX(v)] : NULL;
    /* Array.of, Promise.resolve: of the language's own constructor. */
    if (p != NULL && (VALUE_INDEX(v) == f->path_array || VALUE_INDEX(v) == f->path_promise))
        return;
    if (!is_of_language(f, v))
        escape_value(f, site, v);
    give_up(f, &s);
    if (VALUE_KIND(v) == VALUE_FUNC) /* most often, what it makes */
        cell_add(f, s.result, VALUE(VALUE_OBJECT, func_instance(f, VALUE_INDEX(v))));
}

/* x.replace(p, r): p[Symbol.replace](x, r), whatever x is. */
static void hook(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];

    if (VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].kind == OBJECT_REGEXP)
        hook_watch(f, site, VALUE_INDEX(v));
    else if (may_have_methods(f, v))
        give_up(f, &s);
}

/* x instanceof C: C[Symbol.hasInstance](x). */
static void instance_of(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];
    uint32_t object = VALUE_INDEX(v);
    uint32_t up = 0;

    if (VALUE_KIND(v) == VALUE_FUNC)
        object = func_object(f, object);
    if (VALUE_KIND(v) != VALUE_FUNC && VALUE_KIND(v) != VALUE_OBJECT) {
        if (may_have_methods(f, v))
            give_up(f, &s);
        return;
    }
    watch_odd(f, &s, object_unknown(f, object));
    if (!proto_first_visit(f, object, s.value, f->name_has_instance))
        return;
    up = site_new(f, SITE_INSTANCEOF, s.node, s.func);
    f->sites.items[up].value = s.value;
    cell_watch(f, object_proto(f, object), up);
}

/* True for functions that may do something with `this` that is not charged where it stands: those of sloppy code are.
 */
static bool takes_receiver(const struct flow *f, value v)
{
    const struct func *info = NULL;

    if (VALUE_KIND(v) != VALUE_FUNC)
        return may_have_methods(f, v);
    info = &f->scopes->funcs.items[VALUE_INDEX(v)];
    return info->strict && info->uses_this && info->this_of == VALUE_INDEX(v);
}

void runs_on_outside(struct flow *f, uint32_t site, value outside, cell_id functions)
{
    cell_id receiver = cell_new(f);
    uint32_t runs = site_new(f, SITE_RUNS_ON, f->sites.items[site].node, f->sites.items[site].func);

    cell_add(f, receiver, outside);
    f->sites.items[runs].object = OBJECT_NONE;
    site_set_value(f, runs, receiver);
    cell_watch(f, functions, runs);
}

/* Accessors that a call defines run on their object, and on what inherits from it, whoever reads or writes. */
static void accessors_on(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];
    uint32_t object = VALUE_INDEX(v);
    uint32_t runs = 0;

    if (VALUE_KIND(v) == VALUE_PATH && !f->paths.items[object].intrinsic && object != f->path_exports)
        runs_on_outside(f, site, v, s.value);
    if (VALUE_KIND(v) == VALUE_PATH && object == f->path_global_object) { /* any free name may call it, in any load */
        charge(f, AMP_STACK_CALL, s.node, s.func, (sym){FACT_NONE});
        charge(f, AMP_STACK_FRAME, s.node, s.func, (sym){FACT_NONE});
    }
    if (VALUE_KIND(v) != VALUE_OBJECT && VALUE_KIND(v) != VALUE_FUNC)
        return;
    if (VALUE_KIND(v) == VALUE_FUNC)
        object = func_object(f, object);
    f->has_heirs = true;
    cell_edge(f, s.value, object_prop(f, object, sym_intern(f->names, STR("[[Accessor]]")))->value);
    runs = site_new(f, SITE_RUNS_ON, s.node, s.func);
    f->sites.items[runs].object = object;
    cell_watch(f, s.value, runs);
}

/* True for what may look at its receiver: functions with a `this` of their own, and what is not known. */
static bool looks_at_receiver(const struct flow *f, value v)
{
    const struct func *info = NULL;

    if (VALUE_KIND(v) == VALUE_OBJECT)
        return f->objects.items[VALUE_INDEX(v)].kind != OBJECT_BOUND;
    if (VALUE_KIND(v) != VALUE_FUNC)
        return VALUE_KIND(v) != VALUE_TEXT;
    info = &f->scopes->funcs.items[VALUE_INDEX(v)];
    return info->uses_this && info->this_of == VALUE_INDEX(v);
}

/* An accessor has anything for `this`: so the object is like one that others have. */
static void run_on(struct flow *f, uint32_t site)
{
    const struct site s = f->sites.items[site];

    if (s.object == OBJECT_NONE)
        escape_cell(f, s.value, s.node, s.func);
    else if (f->objects.items[s.object].kind == OBJECT_FUNCTION)
        escape_function(f, f->objects.items[s.object].func, s.node, s.func);
    else
        escape_object(f, s.object, s.node, s.func);
}

static void replace(struct flow *f, const struct site *s)
{
    if (s->object == REPLACES_METHOD)
        method_replaced(f, s);
    else
        charge(f, AMP_WRITE_BUILTIN, s->node, s->func, s->name);
}

void hook_value(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];

    switch ((enum site_kind)s.kind) {
    case SITE_ODD:
        if (VALUE_KIND(v) != VALUE_TEXT || s.object == SPREADS_OR_NOT)
            give_up(f, &s);
        return;
    case SITE_SPECIES:
        species(f, site, v);
        return;
    case SITE_HOOK:
        hook(f, site, v);
        return;
    case SITE_INSTANCEOF:
        instance_of(f, site, v);
        return;
    case SITE_ACCESSORS_ON:
        accessors_on(f, site, v);
        return;
    case SITE_SLOPPY_STORE:
        if (takes_receiver(f, v))
            charge(f, AMP_SLOPPY_STORE, s.node, s.func, s.name);
        return;
    case SITE_RUNS_ON:
        /* Of what is outside, functions of the file have it for `this` already: see member_of_path. */
        if (looks_at_receiver(f, v) && (s.object != OBJECT_NONE || VALUE_KIND(v) != VALUE_FUNC))
            run_on(f, site);
        return;
    case SITE_REPLACES:
        if (VALUE_KIND(v) != VALUE_TEXT)
            replace(f, &s);
        return;
    case SITE_REGISTERED:
        if (VALUE_KIND(v) != VALUE_TEXT || str_starts(sym_text(f->names, (sym){VALUE_INDEX(v)}), STR("undici.")))
            charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
        return;
    case SITE_BOXED:
        if (VALUE_KIND(v) == VALUE_TEXT)
            cell_add_flags(f, s.result, FLAG_ANY);
        return;
    default:
        return; /* flow_cell.c sends no other kinds here */
    }
}

void hook_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site s = f->sites.items[site];

    if (s.kind == SITE_ACCESSORS_ON)
        return;
    if (s.kind == SITE_SLOPPY_STORE) {
        if (flags & FLAG_ANY)
            charge(f, AMP_SLOPPY_STORE, s.node, s.func, s.name);
        return;
    }
    if (s.kind == SITE_RUNS_ON) {
        if (flags & FLAG_ANY)
            run_on(f, site);
        return;
    }
    if (s.kind == SITE_REPLACES) {
        if (flags & FLAG_ANY)
            replace(f, &s);
        return;
    }
    if (s.kind == SITE_REGISTERED) {
        if (flags & (FLAG_STRING | FLAG_ANY))
            charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
        return;
    }
    if (s.kind == SITE_BOXED) {
        if (flags & ~(unsigned)FLAG_ANY)
            cell_add_flags(f, s.result, FLAG_ANY);
        return;
    }
    if (flags & FLAG_ANY || (s.kind == SITE_ODD && s.object == SPREADS_OR_NOT))
        give_up(f, &s);
}
