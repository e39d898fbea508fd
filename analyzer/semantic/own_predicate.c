/*
 * own_predicate.c - functions of the file that return one test of their parameters: `const has = (o, k) =>
 * Object.prototype.hasOwnProperty.call(o, k)`, `function isSafe(k) { return k !== "constructor" && ...; }`. A call of
 * one says what the test says.
 */
#include "analyzer/semantic/own_key_internal.h"

/* The function that the variable always holds; NODE_NONE when it may hold something else. */
static node_id function_of(const struct own_keys *o, uint32_t binding)
{
    const struct definition *only = own_only_definition(o, binding);

    if (!own_is_stable(o, binding))
        return NODE_NONE;
    if (o->declared[binding] != NODE_NONE && o->declarations[binding] == 1)
        return o->first[binding] == 0 ? o->declared[binding] : NODE_NONE;
    if (only == NULL || only->how != DEFINE_INIT || o->declarations[binding] > 0)
        return NODE_NONE;
    return only->source;
}

/* What a function returns that does nothing else: `return test;` or `=> test`. */
static node_id only_result(const struct own_keys *o, node_id function)
{
    const struct tree *t = o->tree;
    node_id body = tree_field(t, function, FIELD_BODY);
    node_id statement = NODE_NONE;

    if (body == NODE_NONE || tree_kind(t, body) != KIND_STATEMENT_BLOCK)
        return body;
    statement = tree_named_first(t, body);
    if (statement == NODE_NONE || tree_named_next(t, statement) != NODE_NONE ||
        tree_kind(t, statement) != KIND_RETURN_STATEMENT)
        return NODE_NONE;
    return tree_named_first(t, statement);
}

static bool is_plain_function(const struct own_keys *o, node_id n)
{
    const struct func *info = NULL;
    enum kind kind = n == NODE_NONE ? KIND_COUNT : tree_kind(o->tree, n);

    if (kind != KIND_FUNCTION_DECLARATION && kind != KIND_FUNCTION_EXPRESSION && kind != KIND_ARROW_FUNCTION)
        return false;
    info = &o->scopes->funcs.items[o->scopes->func_of[n]];
    return !info->is_async && !info->is_generator && !info->uses_arguments;
}

/* The parameters, plain names that never change, beside the arguments that they get. */
static bool match_parameters(const struct own_keys *o, node_id function, node_id list, struct own_predicate *out)
{
    const struct tree *t = o->tree;
    node_id parameters = tree_field(t, function, FIELD_PARAMETERS);
    node_id single = tree_field(t, function, FIELD_PARAMETER);
    node_id p = parameters == NODE_NONE ? single : tree_named_first(t, parameters);

    for (; p != NODE_NONE; p = parameters == NODE_NONE ? NODE_NONE : tree_named_next(t, p)) {
        uint32_t binding = own_binding_at(o, p);
        node_id argument = own_argument_at(o, list, out->count);
        if (binding == BINDING_NONE || !own_is_stable(o, binding) || out->count == PREDICATE_PARAMETERS_MAX)
            return false;
        if (argument == NODE_NONE)
            break;
        out->parameters[out->count] = binding;
        out->arguments[out->count++] = argument;
    }
    return out->count > 0;
}

bool own_predicate_at(const struct own_keys *o, node_id call, struct own_predicate *out)
{
    node_id callee = tree_field(o->tree, call, FIELD_FUNCTION);
    uint32_t name = own_binding_at(o, callee);
    node_id function = name == BINDING_NONE ? NODE_NONE : function_of(o, name);

    *out = (struct own_predicate){.test = NODE_NONE};
    if (!is_plain_function(o, function))
        return false;
    out->test = only_result(o, function);
    return out->test != NODE_NONE && match_parameters(o, function, tree_field(o->tree, call, FIELD_ARGUMENTS), out);
}

static node_id inside_parentheses(const struct tree *t, node_id n)
{
    while (n != NODE_NONE && tree_kind(t, n) == KIND_PARENTHESIZED_EXPRESSION)
        n = tree_named_first(t, n);
    return n;
}

node_id own_predicate_argument(const struct own_keys *o, node_id argument)
{
    argument = inside_parentheses(o->tree, argument);
    if (argument == NODE_NONE)
        return NODE_NONE;
    if (tree_kind(o->tree, argument) == KIND_ASSIGNMENT_EXPRESSION)
        return tree_field(o->tree, argument, FIELD_LEFT);
    return argument;
}

bool own_predicate_tests(const struct own_keys *o, node_id test, node_id target)
{
    const struct tree *t = o->tree;
    node_id assignment = tree_node(t, target)->parent;
    node_id list = NODE_NONE;
    unsigned count = 0;

    while (tree_kind(t, test) == KIND_PARENTHESIZED_EXPRESSION ||
           (tree_kind(t, test) == KIND_UNARY_EXPRESSION && tree_token(t, test, TOKEN_BANG) != NODE_NONE)) {
        node_id inner = tree_kind(t, test) == KIND_UNARY_EXPRESSION ? tree_field(t, test, FIELD_ARGUMENT)
                                                                    : tree_named_first(t, test);
        if (inner == NODE_NONE)
            return false;
        test = inner;
    }
    if (tree_kind(t, test) != KIND_CALL_EXPRESSION)
        return false;
    list = tree_field(t, test, FIELD_ARGUMENTS);
    if (tree_kind(t, assignment) != KIND_ASSIGNMENT_EXPRESSION || tree_node(t, target)->field != FIELD_LEFT)
        return false;
    while (tree_kind(t, tree_node(t, assignment)->parent) == KIND_PARENTHESIZED_EXPRESSION)
        assignment = tree_node(t, assignment)->parent;
    if (tree_node(t, assignment)->parent != list)
        return false;
    /* No other argument may assign it too, and none behind it may run code that does. */
    for (node_id n = test; n < test + tree_node(t, test)->size; n++)
        count += own_binding_at(o, n) == o->scopes->binding_of[target];
    return count == 1;
}

uint32_t own_function_of(const struct own_keys *o, node_id n)
{
    for (node_id c = n; c != NODE_NONE; c = tree_node(o->tree, c)->parent) {
        if (c != n && scope_is_function(o->tree, c))
            return o->scopes->func_of[c];
    }
    return 0;
}
