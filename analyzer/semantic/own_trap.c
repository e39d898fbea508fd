/*
 * own_trap.c - traps `get` of proxies that give what their target has under the very name that was asked for.
 *
 * `new Proxy(target, { get: (t, k, r) => Reflect.get(t, k, r) })`: who reads a member of the proxy gets the target's.
 * It is their read, by their name, which is looked at where it stands, as that of any value of unknown origin. So the
 * read in the trap is none of its own, as long as nobody but the language can call the trap, and nothing else is done
 * with what it read.
 */
#include "analyzer/semantic/own_key_internal.h"

/* More nodes around a read than this are nothing that anybody writes. */
enum { AROUND_MAX = 64 };

/* The handler that `function` is the trap `get` of; NODE_NONE when it is none. */
static node_id handler_of(const struct own_keys *o, node_id function)
{
    const struct tree *t = o->tree;
    node_id property = tree_kind(t, function) == KIND_METHOD_DEFINITION ? function : tree_node(t, function)->parent;
    node_id name = NODE_NONE;
    node_id handler = NODE_NONE;

    if (property != function && tree_kind(t, property) != KIND_PAIR)
        return NODE_NONE;
    name = tree_field(t, property, property == function ? FIELD_NAME : FIELD_KEY);
    handler = tree_node(t, property)->parent;
    if (tree_kind(t, handler) != KIND_OBJECT || name == NODE_NONE || tree_kind(t, name) != KIND_PROPERTY_IDENTIFIER ||
        !str_eq(tree_text(t, name), STR("get")))
        return NODE_NONE;
    if (property == function)
        return tree_token(t, function, TOKEN_GET) == NODE_NONE && tree_token(t, function, TOKEN_SET) == NODE_NONE
                   ? handler
                   : NODE_NONE;
    return tree_field(t, property, FIELD_VALUE) == function ? handler : NODE_NONE;
}

/* True for the second argument of new Proxy(...) and Proxy.revocable(...). */
static bool makes_proxy(const struct own_keys *o, node_id handler)
{
    const struct tree *t = o->tree;
    node_id list = tree_node(t, handler)->parent;
    node_id call = tree_node(t, list)->parent;
    node_id callee = NODE_NONE;

    if (tree_kind(t, list) != KIND_ARGUMENTS || own_argument_at(o, list, 1) != handler)
        return false;
    if (tree_kind(t, call) == KIND_NEW_EXPRESSION)
        return own_is_free(o, tree_field(t, call, FIELD_CONSTRUCTOR), STR("Proxy"));
    callee = tree_kind(t, call) == KIND_CALL_EXPRESSION ? tree_field(t, call, FIELD_FUNCTION) : NODE_NONE;
    return own_ends_with_member(o, callee, "revocable") &&
           own_is_free(o, tree_field(t, callee, FIELD_OBJECT), STR("Proxy"));
}

/* A property of a handler that holds a function of its text, by a plain name. */
static bool is_own_trap(const struct tree *t, node_id property)
{
    enum kind kind = tree_kind(t, property);
    node_id value = kind == KIND_PAIR ? tree_field(t, property, FIELD_VALUE) : NODE_NONE;
    node_id name = NODE_NONE;

    if (kind == KIND_METHOD_DEFINITION)
        name = tree_field(t, property, FIELD_NAME);
    else if (value != NODE_NONE &&
             (tree_kind(t, value) == KIND_ARROW_FUNCTION || tree_kind(t, value) == KIND_FUNCTION_EXPRESSION))
        name = tree_field(t, property, FIELD_KEY);
    return name != NODE_NONE && tree_kind(t, name) == KIND_PROPERTY_IDENTIFIER &&
           str_find(tree_text(t, name), STR("\\"), 0) == tree_text(t, name).len;
}

bool own_handler_stays(const struct tree *t, node_id handler)
{
    for (node_id p = tree_named_first(t, handler); p != NODE_NONE; p = tree_named_next(t, p)) {
        if (tree_kind(t, p) != KIND_COMMENT && !is_own_trap(t, p))
            return false;
    }
    for (node_id n = handler; n < handler + tree_node(t, handler)->size; n++) {
        if (tree_kind(t, n) == KIND_THIS || tree_kind(t, n) == KIND_SUPER)
            return false;
    }
    return true;
}

/* A function that only the language calls, with arguments that nobody can ask for. */
static bool is_unseen(const struct own_keys *o, node_id function)
{
    const struct func *info = &o->scopes->funcs.items[o->scopes->func_of[function]];
    bool expression = tree_kind(o->tree, function) == KIND_FUNCTION_EXPRESSION;

    if (info->is_async || info->is_generator || info->uses_arguments)
        return false;
    if (tree_kind(o->tree, function) == KIND_ARROW_FUNCTION)
        return true;
    return info->strict && (!expression || tree_field(o->tree, function, FIELD_NAME) == NODE_NONE);
}

/* True when the value of `child` is that of `parent`, or is dropped. */
static bool passes_on(const struct tree *t, node_id parent, node_id child)
{
    enum field field = (enum field)tree_node(t, child)->field;
    enum kind op = KIND_COUNT;

    switch (tree_kind(t, parent)) {
    case KIND_PARENTHESIZED_EXPRESSION:
        return true;
    case KIND_TERNARY_EXPRESSION:
        return field != FIELD_CONDITION;
    case KIND_BINARY_EXPRESSION:
        op = tree_kind(t, tree_field(t, parent, FIELD_OPERATOR));
        return op == TOKEN_NULLISH || op == TOKEN_OR_OR || (op == TOKEN_AND_AND && field == FIELD_RIGHT);
    default:
        return false;
    }
}

/* True when the function that `n` stands in returns the value of `n`, and does nothing else with it. */
static bool is_returned(const struct tree *t, node_id n, node_id function)
{
    for (unsigned steps = 0; steps < AROUND_MAX; steps++) {
        node_id parent = tree_node(t, n)->parent;
        if (parent == function)
            return tree_node(t, n)->field == FIELD_BODY;
        if (tree_kind(t, parent) == KIND_RETURN_STATEMENT)
            return true;
        if (!passes_on(t, parent, n))
            return false;
        n = parent;
    }
    return false;
}

bool own_keys_reads_through(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    bool call = tree_kind(t, n) == KIND_CALL_EXPRESSION;
    node_id list = call ? tree_field(t, n, FIELD_ARGUMENTS) : NODE_NONE;
    uint32_t base = own_binding_at(o, call ? own_argument_at(o, list, 0) : tree_field(t, n, FIELD_OBJECT));
    uint32_t key = own_binding_at(o, call ? own_argument_at(o, list, 1) : tree_field(t, n, FIELD_INDEX));
    uint32_t func = own_function_of(o, n);
    node_id function = o->scopes->funcs.items[func].node;
    node_id handler = NODE_NONE;
    uint32_t at_base = 0;
    uint32_t at_key = 0;

    if (func == 0 || base == BINDING_NONE || key == BINDING_NONE || !own_is_stable(o, base) || !own_is_stable(o, key) ||
        o->scopes->bindings.items[base].func != func || o->scopes->bindings.items[key].func != func ||
        !own_param_index(o, base, &at_base) || !own_param_index(o, key, &at_key) || at_base != 0 || at_key != 1)
        return false;
    handler = is_unseen(o, function) ? handler_of(o, function) : NODE_NONE;
    return handler != NODE_NONE && makes_proxy(o, handler) && own_handler_stays(o->tree, handler) &&
           is_returned(t, n, function);
}
