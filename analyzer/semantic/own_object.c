/*
 * own_object.c - expressions that certainly give an object, as `this` of a sloppy function that is called with one: it
 * is the global object as soon as that is missing: for a hole in a list, a variable before its assignment, a call
 * behind `?.` that is not made.
 */
#include "analyzer/semantic/own_key_internal.h"

#include "analyzer/syntax/expression.h"

static bool makes_object(enum kind kind)
{
    switch (kind) {
    case KIND_OBJECT:
    case KIND_ARRAY:
    case KIND_NEW_EXPRESSION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_ARROW_FUNCTION:
    case KIND_GENERATOR_FUNCTION:
    case KIND_CLASS:
    case KIND_REGEX:
    case KIND_THIS: /* what that may be is known where it is set */
        return true;
    default:
        return false;
    }
}

/* True when the statement of `declarator` is run each time that its function is, and before what stands behind it. */
static bool is_run_first(const struct tree *t, node_id declarator)
{
    node_id statement = tree_node(t, declarator)->parent;
    node_id block = tree_node(t, statement)->parent;

    if (tree_kind(t, block) == KIND_PROGRAM)
        return true;
    return tree_kind(t, block) == KIND_STATEMENT_BLOCK && scope_is_function(t, tree_node(t, block)->parent);
}

/* True when the read at `n` comes behind the definition: no function around it can be called before. */
static bool comes_behind(const struct own_keys *o, node_id n, const struct definition *d)
{
    const struct tree *t = o->tree;

    if (n < d->node)
        return false;
    for (node_id c = tree_node(t, n)->parent; c != NODE_NONE && c != 0; c = tree_node(t, c)->parent) {
        if (scope_is_function(t, c) && o->scopes->func_of[c] == d->func)
            return true;
        if (scope_is_function(t, c) && (tree_kind(t, c) == KIND_FUNCTION_DECLARATION || c < d->node))
            return false;
    }
    return d->func == 0;
}

bool own_keys_is_object(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    uint32_t binding = BINDING_NONE;
    const struct definition *only = NULL;
    enum binding_kind kind = BINDING_PARAM;

    n = skip_parentheses(t, n);
    if (tree_kind(t, n) != KIND_IDENTIFIER)
        return makes_object(tree_kind(t, n));
    binding = own_binding_at(o, n);
    if (binding == BINDING_NONE)
        return false;
    kind = o->scopes->bindings.items[binding].kind;
    if (kind == BINDING_FUNCTION || kind == BINDING_CLASS)
        return own_is_stable(o, binding);
    only = own_only_definition(o, binding);
    if ((kind != BINDING_VAR && kind != BINDING_LET && kind != BINDING_CONST) || only == NULL ||
        only->how != DEFINE_INIT || !own_is_stable(o, binding) ||
        !makes_object(tree_kind(t, skip_parentheses(t, only->source))))
        return false;
    if (kind != BINDING_VAR)
        return true; /* it throws before it is there */
    return tree_kind(t, tree_node(t, only->node)->parent) == KIND_VARIABLE_DECLARATOR &&
           is_run_first(t, tree_node(t, only->node)->parent) && comes_behind(o, n, only);
}
