/*
 * own_maker.c - functions that are there to make objects of a prototype that they are given first, as compilers and
 * class libraries write inheritance:
 *
 *     function Made() {}
 *     Made.prototype = Parent.prototype;
 *     Child.prototype = new Made();
 *
 * The text mentions such a function in its declaration and at these two places only, one always run before the other.
 * So nobody ever sees the prototype that it had at first, nor the function.
 */
#include "analyzer/semantic/own_key_internal.h"

/* How many nodes may be between both places, or in the function. */
enum { NODES_MAX = 64, MENTIONS = 3 };

/* The function that the variable `binding` always holds, and which is declared right in the body of another; else
 * NODE_NONE. */
static node_id function_of(const struct own_keys *o, uint32_t binding)
{
    const struct tree *t = o->tree;
    const struct binding *b = &o->scopes->bindings.items[binding];
    const struct definition *only = own_only_definition(o, binding);
    node_id around = NODE_NONE;

    if (b->func == 0 || !own_is_stable(o, binding))
        return NODE_NONE;
    if (b->kind != BINDING_FUNCTION)
        return only != NULL && only->how == DEFINE_INIT && tree_kind(t, only->source) == KIND_FUNCTION_EXPRESSION &&
                       tree_field(t, only->source, FIELD_NAME) == NODE_NONE
                   ? only->source
                   : NODE_NONE;
    if (o->declarations[binding] != 1 || o->declared[binding] == NODE_NONE)
        return NODE_NONE;
    around = tree_node(t, o->declared[binding])->parent; /* in a block, it may be another variable as well */
    return scope_is_function(t, tree_node(t, around)->parent) ? o->declared[binding] : NODE_NONE;
}

/* True when the function cannot name itself: by new.target, arguments.callee. */
static bool is_silent(const struct own_keys *o, node_id function)
{
    const struct tree *t = o->tree;
    const struct func *f = &o->scopes->funcs.items[o->scopes->func_of[function]];
    node_id end = function + tree_node(t, function)->size;

    if (f->kind != FUNC_PLAIN || f->is_async || f->is_generator || f->uses_arguments || end - function > NODES_MAX)
        return false;
    for (node_id n = function; n < end; n++) {
        if (tree_kind(t, n) == KIND_META_PROPERTY)
            return false;
    }
    return true;
}

/* What is run in one go, part after part, and `assignment` is a part of: a sequence or a block. */
static node_id parts_around(const struct tree *t, node_id assignment)
{
    node_id parent = tree_node(t, assignment)->parent;

    if (tree_kind(t, parent) == KIND_SEQUENCE_EXPRESSION)
        return parent;
    if (tree_kind(t, parent) != KIND_EXPRESSION_STATEMENT ||
        tree_kind(t, tree_node(t, parent)->parent) != KIND_STATEMENT_BLOCK)
        return NODE_NONE;
    return tree_node(t, parent)->parent;
}

/* True when `n` stands in `parts`, and in no function inside. */
static bool is_run_in(const struct tree *t, node_id n, node_id parts)
{
    for (unsigned steps = 0; n != NODE_NONE && n > parts && steps < NODES_MAX; steps++) {
        if (scope_is_function(t, n))
            return false;
        n = tree_node(t, n)->parent;
    }
    return n == parts;
}

/* True when a later part than `assignment` has the only `new` of what `binding` holds. */
static bool is_made_behind(const struct own_keys *o, node_id assignment, uint32_t binding)
{
    const struct tree *t = o->tree;
    node_id parts = parts_around(t, assignment);
    node_id from = assignment + tree_node(t, assignment)->size;

    if (parts == NODE_NONE)
        return false;
    for (node_id n = from; n < t->count && n < from + NODES_MAX; n++) {
        if (tree_kind(t, n) == KIND_NEW_EXPRESSION && own_binding_at(o, tree_field(t, n, FIELD_CONSTRUCTOR)) == binding)
            return is_run_in(t, n, parts);
    }
    return false;
}

static void look_at(struct own_keys *o, node_id assignment)
{
    node_id left = tree_field(o->tree, assignment, FIELD_LEFT);
    uint32_t binding = BINDING_NONE;
    node_id function = NODE_NONE;

    if (!own_ends_with_member(o, left, "prototype"))
        return;
    binding = own_binding_at(o, tree_field(o->tree, left, FIELD_OBJECT));
    if (binding == BINDING_NONE || o->mentions[binding] != MENTIONS)
        return;
    function = function_of(o, binding);
    if (function != NODE_NONE && is_silent(o, function) && is_made_behind(o, assignment, binding))
        o->makers[o->scopes->func_of[function]] = true;
}

void own_maker_setup(struct own_keys *o)
{
    o->maker_count = o->scopes->funcs.len;
    o->makers = arena_array(o->arena, o->maker_count, sizeof(*o->makers));
    for (node_id n = 0; n < o->tree->count; n++) {
        if (tree_kind(o->tree, n) == KIND_ASSIGNMENT_EXPRESSION)
            look_at(o, n);
    }
}

bool own_keys_is_maker(const struct own_keys *o, uint32_t func)
{
    return func < o->maker_count && o->makers[func]; /* behind them are constructors that no class wrote */
}
