#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/expression.h"

cell_id call_arg(const struct flow *f, const struct site *s, uint32_t index)
{
    if (index >= s->arg_count)
        return 0;
    return f->args.items[s->args + index];
}

cell_id iterate_cell(struct flow *f, uint32_t site, cell_id c)
{
    uint32_t iterate = site_new(f, SITE_ITERATE, f->sites.items[site].node, f->sites.items[site].func);
    cell_id result = cell_new(f);

    f->sites.items[iterate].result = result;
    cell_watch(f, c, iterate);
    return result;
}

/*
 * Models that call models that call models: nobody honest goes deeper, or calls so many functions from one place.
 * Bound functions that bind each other would multiply with each step.
 */
enum { DERIVED_DEPTH_MAX = 4, DERIVED_PLACE_MAX = 32 };

/* Counts a derived call of the place; false when there are too many. */
static bool count_derived(struct flow *f, node_id node)
{
    uint32_t count = 0;

    (void)map_get(&f->derived_count, node, &count);
    map_put(&f->derived_count, node, count + 1);
    return count < DERIVED_PLACE_MAX;
}

/* True when `receiver`, which the call at `node` in `func` names, is certainly an object. */
static bool is_object_receiver(struct flow *f, node_id node, uint32_t func, cell_id receiver)
{
    node_id list = node == NODE_NONE || tree_kind(f->tree, node) != KIND_CALL_EXPRESSION
                       ? NODE_NONE
                       : tree_field(f->tree, node, FIELD_ARGUMENTS);

    if (receiver == f->funcs[f->scopes->funcs.items[func].this_of].this_cell)
        return true;
    if (list == NODE_NONE || tree_kind(f->tree, list) != KIND_ARGUMENTS)
        return false;
    for (node_id c = tree_named_first(f->tree, list); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) != KIND_SPREAD_ELEMENT && cell_of(f, c) == receiver)
            return own_keys_is_object(f->own_keys, c);
    }
    return false;
}

uint32_t call_derived(struct flow *f, uint32_t site, cell_id callee, const cell_id *args, uint32_t count,
                      cell_id receiver, cell_id result)
{
    struct site s = f->sites.items[site];
    uint32_t derived = site_new(f, SITE_CALL, s.node, s.func);
    uint32_t first = f->args.len;
    struct site *d = NULL;

    for (uint32_t i = 0; i < count; i++)
        vec_push(f->arena, &f->args, args[i]);
    d = &f->sites.items[derived];
    d->in_try = s.in_try;
    d->depth = (uint8_t)(s.depth + 1);
    d->args = first;
    d->arg_count = count;
    d->receiver = receiver;
    d->result = result;
    d->base = callee;
    if (receiver != 0 && is_object_receiver(f, s.node, s.func, receiver))
        f->sites.items[derived].flags |= SITE_ON_OBJECT;
    d = &f->sites.items[derived];
    if (d->depth <= DERIVED_DEPTH_MAX && count_derived(f, s.node)) {
        cell_watch(f, callee, derived);
        return derived;
    }
    escape_cell(f, callee, s.node, s.func);
    call_flags(f, derived, FLAG_ANY);
    return derived;
}

void call_escape_args(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];

    if (s.flags & SITE_GIVEN)
        return;
    f->sites.items[site].flags |= SITE_GIVEN;
    for (uint32_t i = 0; i < s.arg_count; i++)
        escape_cell(f, f->args.items[s.args + i], s.node, s.func);
}

/* The name of the method that call `n` calls; "*" for a computed one. */
static sym method_name(const struct flow *f, node_id n)
{
    node_id callee = n == NODE_NONE ? NODE_NONE : tree_field(f->tree, n, FIELD_FUNCTION);

    if (callee != NODE_NONE)
        callee = skip_parentheses(f->tree, callee);
    if (callee == NODE_NONE || tree_kind(f->tree, callee) != KIND_MEMBER_EXPRESSION)
        return f->name_star;
    return f->scopes->name_of[tree_field(f->tree, callee, FIELD_PROPERTY)];
}

/* Unknown code gets the receiver too; outside things are not given away by calling their members. */
static void escape_receiver(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];
    uint32_t own = 0;

    if (s.receiver == 0)
        return;
    if (!(s.flags & SITE_METHOD)) {
        escape_cell(f, s.receiver, s.node, s.func);
        return;
    }
    if (s.flags & SITE_GIVEN_RECEIVER)
        return;
    f->sites.items[site].flags |= SITE_GIVEN_RECEIVER;
    own = site_new(f, SITE_RECEIVER, s.node, s.func);
    f->sites.items[own].name = method_name(f, s.node);
    cell_watch(f, s.receiver, own);
}

static void pass_arguments(struct flow *f, uint32_t func, const struct site *s, const cell_id *args, uint32_t count)
{
    const struct flow_func *ff = &f->funcs[func];
    bool spread = s->flags & SITE_SPREAD;

    for (uint32_t i = 0; i < ff->param_count; i++) {
        cell_id param = f->args.items[ff->params + i];
        if (spread) {
            for (uint32_t k = 0; k < count; k++)
                cell_edge(f, args[k], param);
            cell_add_flags(f, param, FLAG_UNDEFINED);
        } else if (i < count) {
            cell_edge(f, args[i], param);
        } else {
            cell_add_flags(f, param, FLAG_UNDEFINED);
        }
    }
    for (uint32_t k = spread ? 0 : ff->param_count; k < count; k++)
        cell_edge(f, args[k], ff->rest);
    if (ff->arguments_elem != 0) {
        for (uint32_t k = 0; k < count; k++)
            cell_edge(f, args[k], f->funcs[func].arguments_elem);
    }
}

static void pass_receiver(struct flow *f, uint32_t func, const struct site *s, cell_id receiver)
{
    const struct func *info = &f->scopes->funcs.items[func];
    uint32_t site = 0;

    if (info->this_of != func || !info->uses_this)
        return;
    if (receiver == 0) {
        if (info->strict)
            cell_add_flags(f, f->funcs[func].this_cell, FLAG_UNDEFINED);
        else
            cell_add(f, f->funcs[func].this_cell, VALUE(VALUE_PATH, f->path_sloppy_this));
        return;
    }
    /* f.call(x): where x may be missing, as far as anybody knows */
    if (!info->strict && !(s->flags & (SITE_METHOD | SITE_ON_OBJECT)))
        cell_add(f, f->funcs[func].this_cell, VALUE(VALUE_PATH, f->path_sloppy_this));
    site = site_new(f, SITE_RECEIVER, s->node, s->func);
    f->sites.items[site].object = func;
    f->sites.items[site].flags = s->flags & SITE_METHOD;
    f->sites.items[site].result = f->funcs[func].this_cell;
    cell_watch(f, receiver, site);
}

static void record_call(struct flow *f, const struct site *s, uint32_t func)
{
    node_id node = s->node == NODE_NONE ? 0 : s->node;

    vec_push(f->out_arena, &f->facts->calls,
             (struct flow_call){.caller = s->func,
                                .callee = func,
                                .at = tree_node(f->tree, node)->start,
                                .end = tree_node(f->tree, node)->end,
                                .through = s->depth > 0});
}

/* Calls `func` from `site` with the cells args[0..count) and `receiver`; its result into `result`. */
static void call_function(struct flow *f, uint32_t site, uint32_t func, const cell_id *args, uint32_t count,
                          cell_id receiver, cell_id result)
{
    struct site s = f->sites.items[site];
    uint32_t seen = 0;

    if (map_get(&f->call_index, map_pair(site, func), &seen))
        return;
    map_put(&f->call_index, map_pair(site, func), 1);
    f->funcs[func].called = true;
    /* Calls that models make on behalf of others have other arguments than the text. */
    pair_check(f, func, s.kind == SITE_CALL && s.depth == 0 ? s.node : NODE_NONE);
    record_call(f, &s, func);
    pass_arguments(f, func, &s, args, count);
    pass_receiver(f, func, &s, receiver);
    cell_edge(f, f->funcs[func].result, result);
}

void call_with_first(struct flow *f, uint32_t site, uint32_t func, cell_id first)
{
    struct site s = f->sites.items[site];
    cell_id *args = arena_array(f->arena, s.arg_count, sizeof(*args));

    for (uint32_t i = 0; i < s.arg_count; i++)
        args[i] = i == 0 ? first : f->args.items[s.args + i];
    call_function(f, site, func, args, s.arg_count, s.receiver, s.result);
}

/* new F(...) for a function of this file (section 10.2.2). */
static void construct_function(struct flow *f, uint32_t site, uint32_t func)
{
    struct site s = f->sites.items[site];
    cell_id made = cell_new(f);

    cell_add(f, made, VALUE(VALUE_OBJECT, func_instance(f, func)));
    cell_edge(f, made, s.result);
    if (f->funcs[func].derived) /* what a superclass's constructor returned */
        cell_edge(f, f->funcs[func].this_cell, s.result);
    f->sites.items[site].flags |= SITE_METHOD; /* `this` is never missing */
    call_function(f, site, func, f->args.items + s.args, s.arg_count, made, s.result);
}

/* f.call(this, a, b): the call of its receiver, which is f in plain code, with the arguments shifted. */
static void call_through(struct flow *f, uint32_t site, uint32_t path, sym how)
{
    struct site s = f->sites.items[site];
    cell_id callee = s.receiver;
    cell_id args[1];
    uint32_t derived = 0;

    if (callee == 0) {
        callee = cell_new(f);
        cell_add(f, callee, VALUE(VALUE_PATH, path));
    }
    if (how.i == f->name_call.i && !(s.flags & SITE_SPREAD)) {
        (void)call_derived(f, site, callee, f->args.items + s.args + (s.arg_count > 0),
                           s.arg_count > 0 ? s.arg_count - 1 : 0, call_arg(f, &s, 0), s.result);
        return;
    }
    args[0] = iterate_cell(f, site, how.i == f->name_call.i ? call_arg(f, &s, 0) : call_arg(f, &s, 1));
    derived = call_derived(f, site, callee, args, 1, call_arg(f, &s, 0), s.result);
    f->sites.items[derived].flags |= SITE_SPREAD;
    if (s.flags & SITE_SPREAD)
        call_escape_args(f, site);
}

static void bind_path(struct flow *f, uint32_t site, uint32_t path)
{
    cell_id callee = cell_new(f);

    cell_add(f, callee, VALUE(VALUE_PATH, path));
    model_bind(f, site, callee);
}

static bool holds_global_object(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (cell->items[i] == VALUE(VALUE_PATH, f->path_global_object))
            return true;
    }
    return false;
}

/* globalThis.f(): what somebody put there gets the global object for `this`, unless it is one of Node's own. */
static void call_on_global(struct flow *f, uint32_t site, uint32_t path)
{
    struct site s = f->sites.items[site];
    const struct path *p = &f->facts->paths.items[path];

    if (p->step == PATH_GLOBAL && s.kind == SITE_CALL && s.flags & SITE_METHOD && holds_global_object(f, s.receiver))
        record_use(f, path_root(f, PATH_GLOBAL_OBJECT, (sym){p->name}), USE_ESCAPE, site, 0);
}

static void call_path(struct flow *f, uint32_t site, uint32_t path)
{
    struct site s = f->sites.items[site];
    const struct path *p = &f->facts->paths.items[path];
    uint8_t root = f->paths.items[path].root;
    struct str place = {0};

    if (path == f->path_require || path == f->path_module_require) {
        record_use(f, f->path_require, USE_CALL, site, 0);
        require_call(f, site, OBJECT_NONE);
        return;
    }
    if (s.kind == SITE_CALL && created_is(f, path, &place)) {
        require_call(f, site, path);
        return;
    }
    if (created_call(f, site, path) || process_builtin(f, site, path))
        return;
    if (model_call(f, site, path)) {
        if (root != PATH_GLOBAL || !f->paths.items[path].intrinsic || path_is_observer(f, path))
            record_use(f, path, s.kind == SITE_NEW ? USE_NEW : USE_CALL, site, 0);
        return;
    }
    if (p->step == PATH_STEP_MEMBER && s.kind == SITE_CALL &&
        (p->name == f->name_call.i || p->name == f->name_apply.i)) {
        call_through(f, site, p->parent, (sym){p->name});
        return;
    }
    if (p->step == PATH_STEP_MEMBER && s.kind == SITE_CALL && p->name == f->name_bind.i) {
        bind_path(f, site, p->parent);
        return;
    }
    if (place_call(f, site, path))
        return;
    record_use(f, pool_filled(f, site, path), s.kind == SITE_NEW ? USE_NEW : USE_CALL, site, 0);
    host_note(f, site, path);
    inspect_note(f, site, path);
    helper_note(f, site, path);
    call_on_global(f, site, path);
    process_listener(f, site, path);
    pool_result(f, site, path);
    call_escape_args(f, site);
    escape_receiver(f, site); /* a method of the language without a model may hand its receiver on */
    cell_add_flags(f, s.result, FLAG_ANY);
}

/* Calling what may be Function: harmless without text; else the result may be made from it. */
static void call_reached(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];

    f->sites.items[site].flags |= SITE_TAINTED;
    if (s.receiver != 0 && method_name(f, s.node).i != f->name_constructor.i)
        f->sites.items[site].flags |= SITE_REFLECTED;
    for (uint32_t i = 0; i < s.arg_count && !(s.flags & SITE_TAINTED); i++) {
        uint32_t watch = site_new(f, SITE_TAINT, s.node, s.func);
        f->sites.items[watch].result = s.result;
        f->sites.items[watch].object = site;
        cell_watch(f, f->args.items[s.args + i], watch);
    }
    /* Under an unknown name it may as well be __defineGetter__: a write to its receiver. */
    if (s.receiver != 0) {
        charge(f, AMP_WRITE_RECEIVER, s.node, s.func, (sym){FACT_NONE});
        method_changed(f, &s);
    }
    call_escape_args(f, site);
    escape_receiver(f, site);
    cell_add_flags(f, s.result, FLAG_ANY);
}

/* Nobody honest binds more arguments, or writes a function with more parameters that is bound. */
enum { BOUND_MAX = 64 };

uint32_t call_widest(const struct flow *f)
{
    uint32_t most = 1;

    for (uint32_t i = 0; i < f->scopes->funcs.len; i++)
        most = f->funcs[i].param_count >= most ? f->funcs[i].param_count + 1 : most;
    return most;
}

void call_bound(struct flow *f, uint32_t site, uint32_t object, cell_id rest)
{
    struct site s = f->sites.items[site];
    struct site bind = f->sites.items[f->objects.items[object].func];
    uint32_t given = rest != 0 ? call_widest(f) : s.arg_count;
    cell_id args[2 * BOUND_MAX];
    uint32_t count = 0;
    bool spread = bind.flags & SITE_SPREAD;
    cell_id receiver = object_prop(f, object, f->name_bound_this)->value;
    uint32_t derived = 0;

    if (bind.arg_count > BOUND_MAX || given > BOUND_MAX)
        charge(f, AMP_LIMIT, bind.node, bind.func, sym_intern(f->names, STR("arguments of a bound function")));
    for (uint32_t i = spread ? 0 : 1; i < bind.arg_count && i < BOUND_MAX; i++)
        args[count++] = f->args.items[bind.args + i];
    for (uint32_t i = 0; i < given && i < BOUND_MAX; i++)
        args[count++] = rest != 0 ? rest : f->args.items[s.args + i];
    derived = call_derived(f, site, object_elem(f, object), args, count, receiver, s.result);
    f->sites.items[derived].kind = s.kind == SITE_NEW ? SITE_NEW : SITE_CALL;
    if (is_object_receiver(f, bind.node, bind.func, call_arg(f, &bind, 0)))
        f->sites.items[derived].flags |= SITE_ON_OBJECT;
    if (spread || s.flags & SITE_SPREAD)
        f->sites.items[derived].flags |= SITE_SPREAD;
}

void call_value(struct flow *f, uint32_t site, value callee)
{
    struct site s = f->sites.items[site];

    switch (VALUE_KIND(callee)) {
    case VALUE_TEXT:
    case VALUE_OUTER:
    case VALUE_PLACE:
        return;
    case VALUE_FUNC:
        if (s.kind == SITE_NEW)
            construct_function(f, site, VALUE_INDEX(callee));
        else if (!interop_called(f, site, VALUE_INDEX(callee)))
            call_function(f, site, VALUE_INDEX(callee), f->args.items + s.args, s.arg_count, s.receiver, s.result);
        return;
    case VALUE_OBJECT:
        if (f->objects.items[VALUE_INDEX(callee)].kind == OBJECT_BOUND)
            call_bound(f, site, VALUE_INDEX(callee), 0);
        return;
    case VALUE_PATH:
        call_path(f, site, VALUE_INDEX(callee));
        return;
    case VALUE_REACH:
        call_reached(f, site);
        return;
    case VALUE_CODE:
        charge_reflection(f, callee);
        call_flags(f, site, FLAG_ANY);
        return;
    case VALUE_SHARED:
        /* An accessor of __proto__ gives a shared prototype. */
        call_flags(f, site, FLAG_ANY);
        cell_add(f, s.result, VALUE(VALUE_SHARED, VALUE_INDEX(callee)));
        return;
    }
}

void call_flags(struct flow *f, uint32_t site, unsigned flags)
{
    if (!(flags & FLAG_ANY))
        return;
    call_escape_args(f, site);
    escape_receiver(f, site);
    cell_add_flags(f, f->sites.items[site].result, FLAG_ANY);
}

/* super(...): the parent's constructor runs on the same `this` (section 13.3.7). */
void call_super(struct flow *f, uint32_t site, value parent)
{
    struct site s = f->sites.items[site];

    if (VALUE_KIND(parent) == VALUE_FUNC) {
        f->sites.items[site].flags |= SITE_METHOD;
        cell_edge(f, func_target(f, f->scopes->funcs.items[s.func].this_of), func_target(f, VALUE_INDEX(parent)));
        /* An object that the parent's constructor returns is `this` from here on. */
        call_function(f, site, VALUE_INDEX(parent), f->args.items + s.args, s.arg_count, s.receiver, s.receiver);
        return;
    }
    if (VALUE_KIND(parent) == VALUE_PATH)
        record_use(f, VALUE_INDEX(parent), USE_EXTENDS, site, 0);
    else
        escape_value(f, site, parent);
    call_escape_args(f, site);
    cell_add_flags(f, s.result, FLAG_ANY);
}
