/*
 * own_new.c - objects that a function has made in the activation that is running.
 *
 * Nobody can be half-way through a for-in loop over such an object but code that is suspended: what is below on the
 * stack began before the object was there, and what is called meanwhile ends before the function goes on.
 */
#include "analyzer/semantic/own_key_internal.h"

/*
 * Expressions still to be looked at, calls of one function, and nodes around a place; more than these is not looked
 * into, so that the time for each place is bounded.
 */
enum { MAKERS_MAX = 16, CALLS_MAX = 64, AROUND_MAX = 200 };

struct makers {
    const struct own_keys *o;
    uint32_t func;
    node_id todo[MAKERS_MAX];
    unsigned count;
    bool failed;
};

static void want(struct makers *m, node_id n)
{
    if (n == NODE_NONE || m->count == MAKERS_MAX)
        m->failed = true;
    else
        m->todo[m->count++] = n;
}

/* True for Object.name(...) */
static bool calls_object(const struct own_keys *o, node_id n, const char *name)
{
    node_id callee = tree_kind(o->tree, n) == KIND_CALL_EXPRESSION ? tree_field(o->tree, n, FIELD_FUNCTION) : NODE_NONE;

    return own_ends_with_member(o, callee, name) &&
           own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), STR("Object"));
}

/* True when one activation of `func` runs from its start to its end without others in between but those it calls. */
static bool runs_through(const struct own_keys *o, uint32_t func)
{
    const struct func *info = &o->scopes->funcs.items[func];

    return !info->is_async && !info->is_generator && !(func == 0 && o->top_waits);
}

/* The declared function that the name `binding` means, whatever runs: NODE_NONE when that may change. */
static node_id declared_function(const struct own_keys *o, uint32_t binding)
{
    for (uint32_t i = 0; i < o->scopes->block_functions.len; i++) {
        if (o->scopes->block_functions.items[i].inner == binding)
            return NODE_NONE;
    }
    if (o->declarations[binding] != 1 || o->first[binding] != 0)
        return NODE_NONE;
    return o->declared[binding];
}

/* A parameter, never assigned, of a function that is only called, with an object made for the call each time. */
static bool is_given_new(const struct own_keys *o, uint32_t param)
{
    const struct binding *b = &o->scopes->bindings.items[param];
    node_id function = o->scopes->funcs.items[b->func].node;
    uint32_t name = BINDING_NONE;
    uint32_t index = 0;
    unsigned calls = 0;

    if (b->kind != BINDING_PARAM || !own_is_stable(o, param) ||
        tree_kind(o->tree, function) != KIND_FUNCTION_DECLARATION ||
        tree_kind(o->tree, tree_node(o->tree, function)->parent) == KIND_EXPORT_STATEMENT ||
        !own_param_index(o, param, &index))
        return false;
    name = own_binding_at(o, tree_field(o->tree, function, FIELD_NAME));
    if (name == BINDING_NONE || declared_function(o, name) != function)
        return false;
    for (uint32_t i = o->calls[name]; i != 0; i = o->call_list.items[i - 1].next) {
        node_id list = tree_field(o->tree, o->call_list.items[i - 1].node, FIELD_ARGUMENTS);
        node_id given = own_argument_at(o, list, index);
        if (given == NODE_NONE || (tree_kind(o->tree, given) != KIND_OBJECT && tree_kind(o->tree, given) != KIND_ARRAY))
            return false;
        if (++calls > CALLS_MAX)
            return false;
    }
    return calls > 0 && o->mentions[name] == calls + 1; /* and its declaration */
}

/* Every value that is assigned to the variable anywhere. */
static void want_all(struct makers *m, uint32_t binding)
{
    const struct own_keys *o = m->o;
    unsigned seen = 0;

    for (uint32_t i = o->first[binding]; i != 0 && !m->failed; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        m->failed = ++seen > MAKERS_MAX || d->how != DEFINE_INIT || d->func != m->func;
        want(m, d->source);
    }
}

/* `n` is a variable of the function that only holds, where it stands here, what the function has made. */
static void want_variable(struct makers *m, node_id n)
{
    const struct own_keys *o = m->o;
    uint32_t binding = own_binding_at(o, n);
    const struct binding *b = binding == BINDING_NONE ? NULL : &o->scopes->bindings.items[binding];
    struct own_reach reach;

    if (b == NULL || b->func != m->func || o->declarations[binding] != 0) {
        m->failed = true;
    } else if (own_keys_reach(o, n, &reach)) {
        m->failed = reach.number || reach.text || reach.count == 0;
        for (unsigned i = 0; i < reach.count; i++)
            want(m, reach.sources[i]);
    } else if (b->kind == BINDING_PARAM) {
        m->failed = !is_given_new(o, binding);
    } else if ((b->kind == BINDING_VAR || b->kind == BINDING_LET || b->kind == BINDING_CONST) &&
               o->first[binding] != 0) {
        want_all(m, binding);
    } else {
        m->failed = true;
    }
}

static void look_at(struct makers *m, node_id n)
{
    const struct tree *t = m->o->tree;

    switch (tree_kind(t, n)) {
    case KIND_OBJECT:
    case KIND_ARRAY:
        return;
    case KIND_PARENTHESIZED_EXPRESSION:
        want(m, tree_named_first(t, n));
        return;
    case KIND_TERNARY_EXPRESSION:
        want(m, tree_field(t, n, FIELD_CONSEQUENCE));
        want(m, tree_field(t, n, FIELD_ALTERNATIVE));
        return;
    case KIND_CALL_EXPRESSION:
        if (calls_object(m->o, n, "create"))
            return;
        if (calls_object(m->o, n, "assign"))
            want(m, own_argument_at(m->o, tree_field(t, n, FIELD_ARGUMENTS), 0));
        else
            m->failed = true;
        return;
    case KIND_IDENTIFIER:
        want_variable(m, n);
        return;
    default:
        m->failed = true;
        return;
    }
}

/* True when `n`, in function `func`, is an object that this activation of it has made, or that was made for it. */
static bool is_new(const struct own_keys *o, node_id n, uint32_t func)
{
    struct makers m = {.o = o, .func = func};

    want(&m, n);
    for (unsigned looked = 0; m.count > 0 && !m.failed; looked++) {
        m.failed = looked == MAKERS_MAX; /* variables that are made of each other */
        look_at(&m, m.todo[--m.count]);
    }
    return !m.failed;
}

/* True when what `loop` lists was there before the activation of `func` around it made anything. */
static bool lists_older(const struct own_keys *o, node_id loop, uint32_t func)
{
    uint32_t listed = own_binding_at(o, tree_field(o->tree, loop, FIELD_RIGHT));
    const struct binding *b = NULL;

    if (listed == BINDING_NONE || !own_is_stable(o, listed))
        return false;
    b = &o->scopes->bindings.items[listed];
    if (b->kind == BINDING_PARAM)
        return !is_given_new(o, listed);
    return b->func != func && runs_through(o, b->func) &&
           (b->kind == BINDING_VAR || b->kind == BINDING_LET || b->kind == BINDING_CONST);
}

/* True when the function itself may be listing what is made in it where `n` stands. */
static bool is_being_listed(const struct own_keys *o, node_id n, uint32_t func)
{
    unsigned steps = 0;

    for (node_id c = tree_node(o->tree, n)->parent; c != NODE_NONE && !scope_is_function(o->tree, c);
         c = tree_node(o->tree, c)->parent) {
        if (++steps > AROUND_MAX || (tree_kind(o->tree, c) == KIND_FOR_IN_STATEMENT &&
                                     tree_token(o->tree, c, TOKEN_OF) == NODE_NONE && !lists_older(o, c, func)))
            return true;
    }
    return false;
}

bool own_keys_is_new(const struct own_keys *o, node_id write)
{
    uint32_t func = own_function_of(o, write);
    node_id object = NODE_NONE;

    switch (tree_kind(o->tree, write)) {
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        object = tree_field(o->tree, write, FIELD_OBJECT);
        break;
    case KIND_CALL_EXPRESSION:
        if (calls_object(o, write, "assign") || calls_object(o, write, "setPrototypeOf"))
            object = own_argument_at(o, tree_field(o->tree, write, FIELD_ARGUMENTS), 0);
        break;
    default:
        break;
    }
    return object != NODE_NONE && runs_through(o, func) && is_new(o, object, func) && !is_being_listed(o, write, func);
}

bool own_keys_reads_at_once(const struct own_keys *o, node_id read)
{
    uint32_t key = own_binding_at(o, tree_field(o->tree, read, FIELD_INDEX));
    const struct definition *only = key == BINDING_NONE ? NULL : own_only_definition(o, key);
    uint32_t func = own_function_of(o, read);
    node_id loop = NODE_NONE;

    if (only == NULL || only->how != DEFINE_KEY_IN || only->func != func || !runs_through(o, func))
        return false;
    loop = tree_node(o->tree, only->node)->parent;
    return read > loop && read < loop + tree_node(o->tree, loop)->size;
}
