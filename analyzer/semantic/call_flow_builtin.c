/*
 * call_flow_builtin.c - values that are the language's own for sure: no function of the program is their method.
 */
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/semantic/member_name.h"
#include "analyzer/syntax/expression.h"

/* Bits of `fields`: what a property of that name is given in this file. */
enum { FIELD_BUILTIN = 1, FIELD_OTHER = 2 };

/* How many steps from a name to what it is declared with, from a result to its receiver. */
enum { STEPS_MAX = 16 };

/* `null`, `undefined`, a number, ...: they have no methods to speak of. */
static bool is_plain(const struct call_flow_builder *b, node_id n)
{
    switch (tree_kind(b->tree, n)) {
    case KIND_NULL:
    case KIND_UNDEFINED:
    case KIND_TRUE:
    case KIND_FALSE:
    case KIND_NUMBER:
        return true;
    default:
        return call_flow_is_free(b, n, "undefined");
    }
}

/* Methods that give a text, list, iterator or promise of the language, when they are called on something of it. */
static bool gives_builtin(struct str name)
{
    static const char *const names[] = {
        "all",
        "allSettled",
        "catch",
        "concat",
        "entries",
        "filter",
        "finally",
        "flat",
        "flatMap",
        "from",
        "keys",
        "map",
        "match",
        "of",
        "replace",
        "replaceAll",
        "resolve",
        "reverse",
        "slice",
        "sort",
        "splice",
        "split",
        "substr",
        "substring",
        "then",
        "toFixed",
        "toLowerCase",
        "toString",
        "toUpperCase",
        "trim",
        "trimEnd",
        "trimStart",
        "values",
        "getOwnPropertyNames",
        "getOwnPropertySymbols",
        "stringify",
        "join",
        "padEnd",
        "padStart",
        "repeat",
    };

    return str_in_list(name, names, ARRAY_LEN(names));
}

/* What a call gives is the language's own when its receiver is: then `*next` is that receiver, else NODE_NONE. */
static node_id receiver_of_result(const struct call_flow_builder *b, node_id call)
{
    node_id callee = skip_parentheses(b->tree, tree_field(b->tree, call, FIELD_FUNCTION));

    if (tree_kind(b->tree, callee) != KIND_MEMBER_EXPRESSION ||
        !gives_builtin(call_flow_name(b, tree_field(b->tree, callee, FIELD_PROPERTY))))
        return NODE_NONE;
    return tree_field(b->tree, callee, FIELD_OBJECT);
}

/* A property that this file gives nothing else. */
static bool is_builtin_field(struct call_flow_builder *b, node_id n)
{
    uint32_t name = call_flow_member(b, n);
    uint32_t given = 0;

    return name != FACT_NONE && map_get(&b->fields, name, &given) && given == FIELD_BUILTIN;
}

/* A free name of the global object, which is no variable of the file. */
static bool is_global(const struct call_flow_builder *b, node_id n)
{
    return tree_kind(b->tree, n) == KIND_IDENTIFIER && b->scopes->binding_of[n] == BINDING_NONE &&
           member_is_global(call_flow_name(b, n));
}

bool call_flow_is_builtin(struct call_flow_builder *b, node_id n)
{
    for (int step = 0; step < STEPS_MAX && n != NODE_NONE; step++) {
        uint32_t binding = BINDING_NONE;

        n = skip_parentheses(b->tree, n);
        switch (tree_kind(b->tree, n)) {
        case KIND_ARRAY:
        case KIND_STRING:
        case KIND_TEMPLATE_STRING:
        case KIND_REGEX:
            return true;
        case KIND_NEW_EXPRESSION:
            return is_global(b, skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_CONSTRUCTOR)));
        case KIND_IDENTIFIER:
            binding = b->scopes->binding_of[n];
            if (binding == BINDING_NONE)
                return is_global(b, n);
            if (b->initial[binding] == 0 || b->scopes->bindings.items[binding].writes != 0)
                return false;
            n = b->initial[binding];
            break;
        case KIND_MEMBER_EXPRESSION:
            return is_builtin_field(b, n);
        case KIND_CALL_EXPRESSION:
            n = receiver_of_result(b, n);
            break;
        default: /* could be anything */
            return false;
        }
    }
    return false;
}

static void note_field(struct call_flow_builder *b, uint32_t name, node_id given)
{
    uint32_t bits = 0;

    if (name == FACT_NONE)
        return;
    given = given == NODE_NONE ? given : skip_parentheses(b->tree, given);
    if (given != NODE_NONE && is_plain(b, given))
        return;
    (void)map_get(&b->fields, name, &bits);
    /* Fields are not looked up here, so that none is what another is that is not known yet. */
    if (given != NODE_NONE && tree_kind(b->tree, given) != KIND_MEMBER_EXPRESSION && call_flow_is_builtin(b, given))
        bits |= FIELD_BUILTIN;
    else
        bits |= FIELD_OTHER;
    map_put(&b->fields, name, bits);
}

static void note_assigned(struct call_flow_builder *b, node_id n)
{
    node_id left = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_LEFT));

    if (tree_kind(b->tree, left) == KIND_MEMBER_EXPRESSION || tree_kind(b->tree, left) == KIND_SUBSCRIPT_EXPRESSION)
        note_field(b, call_flow_member(b, left), tree_field(b->tree, n, FIELD_RIGHT));
}

void call_flow_note_fields(struct call_flow_builder *b)
{
    for (node_id n = 0; n < b->tree->count; n++) {
        switch (tree_kind(b->tree, n)) {
        case KIND_ASSIGNMENT_EXPRESSION:
            note_assigned(b, n);
            break;
        case KIND_FIELD_DEFINITION:
            if (tree_field(b->tree, n, FIELD_VALUE) != NODE_NONE)
                note_field(b, call_flow_key(b, tree_field(b->tree, n, FIELD_PROPERTY)),
                           tree_field(b->tree, n, FIELD_VALUE));
            break;
        case KIND_PAIR:
            note_field(b, call_flow_key(b, tree_field(b->tree, n, FIELD_KEY)), tree_field(b->tree, n, FIELD_VALUE));
            break;
        case KIND_METHOD_DEFINITION:
            note_field(b, call_flow_key(b, tree_field(b->tree, n, FIELD_NAME)), NODE_NONE);
            break;
        case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
            note_field(b, b->scopes->name_of[n].i, NODE_NONE);
            break;
        default: /* gives no property a value */
            break;
        }
    }
}
