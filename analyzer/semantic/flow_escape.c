#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"

#include "analyzer/semantic/model.h"

bool is_charged(const struct flow *f, enum amplifier_kind kind, node_id node)
{
    uint32_t seen = 0;

    return map_get(&f->amp_index, map_pair(kind, node == NODE_NONE ? 0 : node), &seen);
}

void amplifier_add(struct flow *f, enum amplifier_kind kind, node_id node, uint32_t func, sym detail)
{
    const struct node *n = tree_node(f->tree, node == NODE_NONE ? 0 : node);

    vec_push(f->out_arena, &f->facts->amplifiers,
             (struct amplifier){.kind = kind, .at = n->start, .end = n->end, .func = func, .detail = detail.i});
}

void charge(struct flow *f, enum amplifier_kind kind, node_id node, uint32_t func, sym detail)
{
    uint32_t seen = 0;

    if (node == NODE_NONE)
        node = 0;
    if (map_get(&f->amp_index, map_pair(kind, node), &seen))
        return;
    map_put(&f->amp_index, map_pair(kind, node), 1);
    amplifier_add(f, kind, node, func, detail);
}

/* A lookup, by site `index`, may have found a class or prototype of the language or of Node, which is handed on. */
static void charge_lookup(struct flow *f, uint32_t index)
{
    const struct site *s = &f->sites.items[index];

    charge(f, AMP_LEAK_LOOKUP, s->node, s->func, (sym){FACT_NONE});
    found_note(f, AMP_LEAK_FOUND, index, (struct found){.node = s->node, .func = s->func, .name = {FACT_NONE}});
}

void charge_enumerated(struct flow *f, uint32_t site)
{
    const struct site s = f->sites.items[site];

    charge(f, AMP_ENUMERATED_KEY, s.node, s.func, (sym){FACT_NONE});
    if (!own_keys_reads_at_once(f->own_keys, s.node))
        charge(f, AMP_ENUMERATED_LATER, s.node, s.func, (sym){FACT_NONE});
}

void charge_reflection(struct flow *f, value v)
{
    uint32_t index = VALUE_INDEX(v);
    struct site *s = &f->sites.items[index];
    sym none = {FACT_NONE};

    if (s->flags & SITE_OWN_KEY) {
        charge(f, AMP_OWN_KEY, s->node, s->func, none);
        if (s->flags & SITE_OWN_NAMED)
            charge(f, AMP_OWN_DESCRIPTOR, s->node, s->func, none);
        if (s->flags & SITE_OWN_CHAIN)
            charge_enumerated(f, index);
        return;
    }
    switch (VALUE_KIND(v)) {
    case VALUE_REACH:
        charge(f, s->flags & SITE_REFLECTED ? AMP_COMPUTED_MEMBER : AMP_FUNCTION_CONSTRUCTOR, s->node, s->func, none);
        charge_lookup(f, index);
        return;
    case VALUE_CODE:
        charge(f, AMP_FUNCTION_CONSTRUCTOR, s->node, s->func, none);
        if (s->flags & SITE_REFLECTED) /* o[k]("__proto__") may have been o.__lookupGetter__ */
            charge_lookup(f, index);
        return;
    case VALUE_SHARED:
        charge_lookup(f, index);
        return;
    case VALUE_TEXT:
    case VALUE_FUNC:
    case VALUE_OBJECT:
    case VALUE_PATH:
    case VALUE_OUTER:
    case VALUE_PLACE:
        return;
    }
}

void charge_outer(struct flow *f, value v)
{
    const struct site *s = &f->sites.items[VALUE_INDEX(v)];

    charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, f->name_prototype);
}

/* True for a path that ends in the name of a method of lists that changes its receiver. */
static bool names_change(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && member_is_mutator(sym_text(f->names, (sym){p->name}));
}

/* The object that an assignment, `delete`, freezing or call changes; 0 for other sites, where the base is a function.
 */
static cell_id changed_object(const struct flow *f, const struct site *s, uint32_t path, enum use_op op)
{
    bool changes = s->kind == SITE_WRITE || s->kind == SITE_WRITE_KEY || s->kind == SITE_DELETE ||
                   s->kind == SITE_DELETE_KEY || s->kind == SITE_CHANGED || s->kind == SITE_LOCK;

    if (changes)
        return s->base;
    return op == USE_CALL && names_change(f, path) ? s->receiver : 0;
}

/* What a member of a call's result is read from; what a computed name reads may be any other member as well. */
static cell_id read_object(const struct flow *f, const struct site *s, uint32_t path, enum use_op op)
{
    const struct path *p = &f->facts->paths.items[path];
    enum path_step made =
        p->parent == FACT_NONE ? PATH_STEP_COUNT : (enum path_step)f->facts->paths.items[p->parent].step;

    if (op != USE_READ || (made != PATH_STEP_CALL && made != PATH_STEP_NEW))
        return 0;
    return s->kind == SITE_READ_KEY ? f->any : s->kind == SITE_READ ? s->base : 0;
}

/* What decides, when all is known, whether the use is one of the path; 0: it is. */
static cell_id used_object(const struct flow *f, const struct site *s, uint32_t path, enum use_op op)
{
    cell_id changed = changed_object(f, s, path, op);

    return changed != 0 ? changed : read_object(f, s, path, op);
}

/* True for `new x(a, ...)`. What is constructed there by a detour, by bind, gets no fewer arguments. */
static bool has_argument(const struct flow *f, node_id n)
{
    node_id list = NODE_NONE;
    node_id first = NODE_NONE;

    if (tree_kind(f->tree, n) != KIND_NEW_EXPRESSION)
        return false;
    list = tree_field(f->tree, n, FIELD_ARGUMENTS);
    first = list == NODE_NONE ? NODE_NONE : tree_named_first(f->tree, list);
    return first != NODE_NONE && tree_kind(f->tree, first) != KIND_SPREAD_ELEMENT;
}

/* The place a use is at: its site's node. */
void record_use(struct flow *f, uint32_t path, enum use_op op, uint32_t site, uint32_t skip)
{
    const struct site *s = &f->sites.items[site];
    node_id node = s->node == NODE_NONE ? 0 : s->node;
    const struct node *n = tree_node(f->tree, node);
    uint64_t key = (uint64_t)op << 56 | (uint64_t)path << 32 | node;
    struct pending_use p = {.site = op == USE_CALL || op == USE_NEW ? site : FACT_NONE, .skip = skip};
    uint32_t seen = 0;

    interop_used(f, path, op);
    path_note(f, path, node, s->func);
    if (map_get(&f->use_index, key, &seen)) {
        if (f->uses.items[seen].object != used_object(f, s, path, op))
            f->uses.items[seen].object = 0;
        return;
    }
    map_put(&f->use_index, key, f->uses.len);
    p.object = used_object(f, s, path, op);
    p.use = (struct use){.path = path, .op = (uint8_t)op, .at = n->start, .end = n->end, .func = s->func};
    p.use.flags = (uint8_t)((s->in_try ? USE_IN_TRY : 0) | (s->flags & SITE_SPREAD ? USE_SPREAD_ARGS : 0) |
                            (op == USE_NEW && has_argument(f, node) ? USE_ARGUMENT : 0));
    for (uint32_t i = 0; i < USE_ARGS; i++)
        p.use.arg[i] = FACT_NONE;
    p.use.options = FACT_NONE;
    vec_push(f->arena, &f->uses, p);
}

/* A function that writes to its first argument, called by others. */
static void charge_changer(struct flow *f, const struct site *s)
{
    charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, (sym){FACT_NONE});
    method_changed(f, s);
}

/*
 * A function of reflection (Reflect.get, Object.getPrototypeOf), called by others, does for them what the operation
 * would do here.
 */
/* NOLINTNEXTLINE(readability-function-size): a flat switch over models */
static void escape_reflection(struct flow *f, const struct site *s, enum model model)
{
    sym none = {FACT_NONE};

    switch (model) {
    case MODEL_REFLECT_GET:
    case MODEL_LOOKUP_ACCESSOR:
        charge(f, AMP_COMPUTED_MEMBER, s->node, s->func, none);
        charge(f, AMP_GLOBAL_MEMBER, s->node, s->func, none);
        charge(f, AMP_LEAK_LOOKUP, s->node, s->func, none);
        charge(f, AMP_LEAK_FOUND, s->node, s->func, none);
        return;
    case MODEL_DESCRIPTOR:
    case MODEL_DESCRIPTORS:
        charge(f, AMP_OWN_DESCRIPTOR, s->node, s->func, none);
        charge(f, AMP_GLOBAL_MEMBER, s->node, s->func, none);
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, none);
        return;
    case MODEL_GET_PROTO:
        charge(f, AMP_LEAK_LOOKUP, s->node, s->func, none);
        charge(f, AMP_LEAK_FOUND, s->node, s->func, none);
        return;
    case MODEL_SYMBOLS:
    case MODEL_OWN_KEYS:
        charge(f, AMP_INTERNAL_SYMBOL, s->node, s->func, none);
        return;
    case MODEL_VALUES:
    case MODEL_ENTRIES:
    case MODEL_STRINGIFY:
        charge(f, AMP_GLOBAL_MEMBER, s->node, s->func, none);
        charge(f, AMP_INTERNAL_KEY, s->node, s->func, none);
        charge(f, AMP_OWN_VALUES, s->node, s->func, none);
        return;
    case MODEL_ASSIGN:
        charge(f, AMP_GLOBAL_MEMBER, s->node, s->func, none);
        charge(f, AMP_OWN_VALUES, s->node, s->func, none);
        charge(f, AMP_SET_PROTO, s->node, s->func, none);
        charge_changer(f, s);
        return;
    case MODEL_REFLECT_SET:
    case MODEL_SET_PROTO:
        charge(f, AMP_SET_PROTO, s->node, s->func, none);
        charge_changer(f, s);
        return;
    case MODEL_DEFINE:
    case MODEL_DEFINE_ALL:
    case MODEL_DEFINE_ACCESSOR:
    case MODEL_LOCK:
        charge_changer(f, s);
        return;
    case MODEL_DELETE:
        charge(f, AMP_DELETE_MEMBER, s->node, s->func, none);
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, none);
        return;
    case MODEL_PARSE:
        charge(f, AMP_DELETE_MEMBER, s->node, s->func, none);
        charge(f, AMP_OWN_VALUES, s->node, s->func, none);
        return;
    case MODEL_PROXY:
    case MODEL_REVOCABLE_PROXY:
        charge(f, AMP_PROXY, s->node, s->func, none);
        charge(f, AMP_PROXY_KEYS, s->node, s->func, none);
        charge(f, AMP_PROXY_GET, s->node, s->func, none);
        charge(f, AMP_INTERNAL_SYMBOL, s->node, s->func, none);
        return;
    default:
        return; /* what others can do with it does not depend on its being handed on */
    }
}

/* What others can do with such a function to see the stack: when they call it. */
static void escape_observer(struct flow *f, const struct site *s, enum model model)
{
    if (model == MODEL_REFLECT_GET || model == MODEL_DESCRIPTOR || model == MODEL_DESCRIPTORS)
        charge(f, AMP_STACK_LATER, s->node, s->func, (sym){FACT_NONE});
}

/*
 * A constructor or namespace that is handed on gives away its functions too. Those of Object are looked at where they
 * are taken out again, under names that say enough (flow_load.c).
 */
static void escape_statics(struct flow *f, const struct site *s, uint32_t path)
{
    bool reflect = str_eq(sym_text(f->names, (sym){f->facts->paths.items[path].name}), STR("Reflect"));

    for (uint32_t i = 0; i < f->model_paths; i++) {
        if (f->facts->paths.items[i].parent != path)
            continue;
        escape_reflection(f, s, (enum model)f->paths.items[i].model);
        if (reflect)
            escape_observer(f, s, (enum model)f->paths.items[i].model);
    }
}

/* Clocks, randomness, the language of the host: a function is as good as its calls, an object gives what it has. */
static void escape_observed(struct flow *f, uint32_t site, uint32_t path, bool prototype)
{
    bool global = f->facts->paths.items[path].step == PATH_GLOBAL;
    uint32_t member = FACT_NONE;

    if (global ? !path_observes(f, path) : !path_is_observer(f, path))
        return;
    if (!global && !prototype) {
        record_use(f, path, USE_ESCAPE, site, 0);
        return;
    }
    member = path_extend(f, path, PATH_STEP_ANY, (sym){FACT_NONE});
    record_use(f, member == FACT_NONE ? path : member, USE_READ, site, 0);
}

static void escape_path(struct flow *f, uint32_t site, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    const struct site *s = &f->sites.items[site];
    sym none = {FACT_NONE};

    if (p->step == PATH_SLOPPY_THIS) {
        charge(f, AMP_SLOPPY_THIS, s->node, s->func, (sym){FACT_NONE});
        return;
    }
    if (path == f->path_exports)
        return; /* all that is in it has escaped */
    method_handed(f, &f->sites.items[site], path);
    s = &f->sites.items[site];
    if (path == f->path_function)
        charge(f, AMP_LEAK_INTRINSIC, s->node, s->func, (sym){f->facts->paths.items[path].name});
    if (f->paths.items[path].intrinsic) {
        bool prototype = p->step == PATH_STEP_MEMBER && p->name == f->name_prototype.i;
        escape_reflection(f, s, (enum model)f->paths.items[path].model);
        escape_observer(f, s, (enum model)f->paths.items[path].model);
        if (p->step == PATH_GLOBAL)
            escape_statics(f, s, path);
        if (path_gives_segments(f, path))
            charge(f, AMP_NODE_INSTANCE, s->node, s->func, none);
        escape_observed(f, site, path, prototype);
        if (p->step == PATH_GLOBAL && path_stays_open(sym_text(f->names, (sym){p->name})))
            charge(f, AMP_LEAK_BUILTIN, s->node, s->func, (sym){p->name});
        else if (p->step == PATH_GLOBAL && path_is_namespace(sym_text(f->names, (sym){p->name})))
            charge(f, AMP_LEAK_NAMESPACE, s->node, s->func, (sym){p->name});
        else if (p->step == PATH_GLOBAL || prototype || path_is_nested_class(f, path))
            charge(f, prototype ? AMP_LEAK_PROTOTYPE : AMP_LEAK_INTRINSIC, s->node, s->func, (sym){p->name});
        return;
    }
    record_use(f, path, USE_ESCAPE, site, 0);
}

/* True for a class of the language, or its prototype, that gives away no more than it does by being inherited from. */
static bool is_plain_proto(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    if (!f->paths.items[path].intrinsic)
        return false;
    if (p->step == PATH_STEP_MEMBER && p->name == f->name_prototype.i)
        return true;
    return p->step == PATH_GLOBAL && path != f->path_object && f->paths.items[path].model != MODEL_PROXY &&
           !str_eq(sym_text(f->names, (sym){p->name}), STR("Reflect"));
}

static void escape_as(struct flow *f, cell_id c, node_id node, uint32_t func, uint32_t how)
{
    uint32_t site = site_new(f, SITE_ESCAPE, node, func);

    f->sites.items[site].object = how;
    cell_watch(f, c, site);
}

void escape_as_proto(struct flow *f, cell_id c, node_id node, uint32_t func)
{
    escape_as(f, c, node, func, ESCAPE_AS_PROTO);
}

void escape_as_numbers(struct flow *f, cell_id c, node_id node, uint32_t func)
{
    escape_as(f, c, node, func, ESCAPE_AS_NUMBERS);
}

static bool escapes_as(const struct flow *f, uint32_t site, uint32_t how)
{
    return f->sites.items[site].kind == SITE_ESCAPE && f->sites.items[site].object == how;
}

void escape_value(struct flow *f, uint32_t site, value v)
{
    node_id node = 0;
    uint32_t func = 0;

    if (site == FACT_NONE)
        site = 0; /* site 0 stands for "somewhere in this file" */
    node = f->sites.items[site].node;
    func = f->sites.items[site].func;
    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        return;
    case VALUE_PLACE:
        (void)place_touch(f, v);
        return;
    case VALUE_OUTER:
        charge_outer(f, v);
        return;
    case VALUE_FUNC:
        escape_function(f, VALUE_INDEX(v), node, func);
        return;
    case VALUE_OBJECT:
        escape_object(f, VALUE_INDEX(v), node, func);
        return;
    case VALUE_PATH:
        if (escapes_as(f, site, ESCAPE_AS_NUMBERS) && f->paths.items[VALUE_INDEX(v)].intrinsic)
            return;
        if (!escapes_as(f, site, ESCAPE_AS_PROTO) || !is_plain_proto(f, VALUE_INDEX(v)))
            escape_path(f, site, VALUE_INDEX(v));
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
        if (escapes_as(f, site, ESCAPE_AS_NUMBERS))
            return; /* constructors and prototypes of the language have no elements */
        charge_reflection(f, v);
        return;
    case VALUE_CODE:
        charge_reflection(f, v);
        return;
    }
}

void escape_cell(struct flow *f, cell_id c, node_id node, uint32_t func)
{
    uint32_t where = func;

    /* Each call of something unknown asks for it again. */
    if (c == 0 || (!map_claim(&f->escape_index, map_pair(c, node), &where) && where == func))
        return;
    cell_watch(f, c, site_new(f, SITE_ESCAPE, node, func));
}

/* Unknown code may now call the function with anything, and gets what it returns. */
void escape_function(struct flow *f, uint32_t func, node_id node, uint32_t where)
{
    struct flow_func *ff = &f->funcs[func];
    const struct func *info = &f->scopes->funcs.items[func];

    if (ff->escaped)
        return;
    ff->escaped = true;
    ff->called = true;
    pair_check(f, func, NODE_NONE);
    for (uint32_t i = 0; i < ff->param_count; i++)
        cell_add_flags(f, f->args.items[ff->params + i], FLAG_ANY | FLAG_UNDEFINED);
    cell_add_flags(f, ff->rest, FLAG_ANY);
    cell_add_flags(f, ff->arguments_elem, FLAG_ANY);
    if (info->this_of == func && info->kind != FUNC_TOP) {
        /* A base class makes its own `this` (section 10.2.2); others' callers choose it. */
        if (!ff->is_class || ff->derived)
            cell_add_flags(f, ff->this_cell, FLAG_ANY);
        if (!info->strict && info->uses_this)
            cell_add(f, ff->this_cell, VALUE(VALUE_PATH, f->path_sloppy_this));
    }
    if (ff->is_class || info->kind == FUNC_PLAIN)
        (void)func_proto(f, func);
    if (ff->is_class) {
        cell_add(f, ff->this_cell, VALUE(VALUE_OBJECT, func_instance(f, func)));
        escape_object(f, func_instance(f, func), node, where);
    }
    escape_object(f, func_object(f, func), node, where);
    escape_cell(f, ff->result, info->node, func);
}

/* Unknown code may call a bound function: its first arguments are still the bound ones. */
static void escape_bound(struct flow *f, uint32_t object, node_id node, uint32_t func)
{
    uint32_t site = site_new(f, SITE_CALL, node, func);
    cell_id result = cell_new(f);

    f->sites.items[site].result = result;
    call_bound(f, site, object, f->any);
    escape_cell(f, result, node, func);
}

/* NOLINTNEXTLINE(misc-no-recursion): from an instance to its class and back, each object once */
void escape_object(struct flow *f, uint32_t object, node_id node, uint32_t func)
{
    struct object *o = &f->objects.items[object];
    cell_id parts[2] = {o->kind == OBJECT_NUMBERS ? 0 : o->elem, o->unknown};

    if (o->escaped)
        return;
    o->escaped = true;
    o->escape_node = node;
    o->escape_func = func;
    if (o->kind == OBJECT_BOUND) {
        escape_bound(f, object, node, func);
        parts[0] = 0; /* what is bound is called, not read */
    }
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i] != 0) {
            cell_add_flags(f, parts[i], FLAG_ANY);
            escape_cell(f, parts[i], node, func);
        }
    }
    if (f->objects.items[object].proto != 0)
        expose_proto(f, f->objects.items[object].proto, node, func);
    /* Others may put accessors and methods on it, which get what inherits from it. */
    escape_cell(f, object_heirs(f, object), node, func);
    for (uint32_t p = f->objects.items[object].props; p != 0; p = f->props.items[p - 1].next) {
        if (f->props.items[p - 1].name.i == f->name_bound_this.i)
            continue;
        if (!prop_is_fixed(f, object, f->props.items[p - 1].name))
            cell_add_flags(f, f->props.items[p - 1].value, FLAG_ANY);
        escape_cell(f, f->props.items[p - 1].value, node, func);
        escape_cell(f, f->props.items[p - 1].getter, node, func);
        escape_cell(f, f->props.items[p - 1].setter, node, func);
    }
    if (f->objects.items[object].kind == OBJECT_INSTANCE &&
        !own_keys_is_maker(f->own_keys, f->objects.items[object].func))
        escape_object(f, func_proto(f, f->objects.items[object].func), node, func);
}
