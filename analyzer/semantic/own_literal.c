/*
 * own_literal.c - object literals of which nobody adds, takes or replaces a property: tables, defaults, enumerations.
 */
#include "analyzer/semantic/own_key_internal.h"
#include "analyzer/syntax/expression.h"

/* True when the value of an expression is read, and the expression is no target and no callee. */
static bool is_value_read(const struct tree *t, node_id n)
{
    enum field field = (enum field)tree_node(t, n)->field;

    switch (tree_kind(t, tree_node(t, n)->parent)) {
    case KIND_ASSIGNMENT_EXPRESSION:
        return field == FIELD_RIGHT;
    case KIND_VARIABLE_DECLARATOR:
    case KIND_PAIR:
        return field == FIELD_VALUE;
    case KIND_SUBSCRIPT_EXPRESSION:
        return field == FIELD_INDEX;
    case KIND_BINARY_EXPRESSION:
    case KIND_TERNARY_EXPRESSION:
    case KIND_TEMPLATE_SUBSTITUTION:
    case KIND_ARGUMENTS:
    case KIND_ARRAY:
    case KIND_ARROW_FUNCTION:
    case KIND_RETURN_STATEMENT:
    case KIND_SWITCH_CASE:
    case KIND_COMPUTED_PROPERTY_NAME:
        return true;
    case KIND_MEMBER_EXPRESSION:
        return field == FIELD_OBJECT; /* what happens to the value does not change where it stands */
    default:
        return false;
    }
}

/* Object.keys(x) and its like, which give nothing of the object away but its names and values. */
static bool is_looking_call(const struct own_keys *o, node_id list, node_id n)
{
    static const char *const first[] = {"keys", "values", "entries", "hasOwn", "getOwnPropertyNames"};
    node_id call = tree_node(o->tree, list)->parent;
    node_id callee =
        tree_kind(o->tree, call) == KIND_CALL_EXPRESSION ? tree_field(o->tree, call, FIELD_FUNCTION) : NODE_NONE;
    struct str name = {0};

    if (callee == NODE_NONE || tree_kind(o->tree, callee) != KIND_MEMBER_EXPRESSION ||
        !own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), STR("Object")))
        return false;
    name = tree_text(o->tree, tree_field(o->tree, callee, FIELD_PROPERTY));
    if (own_argument_at(o, list, 0) == n)
        return str_in_list(name, first, ARRAY_LEN(first));
    return str_eq(name, STR("assign"));
}

bool own_mention_keeps(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    node_id parent = tree_node(t, n)->parent;
    enum field field = (enum field)tree_node(t, n)->field;

    switch (tree_kind(t, parent)) {
    case KIND_VARIABLE_DECLARATOR:
        return field == FIELD_NAME &&
               tree_kind(t, tree_node(t, tree_node(t, parent)->parent)->parent) != KIND_EXPORT_STATEMENT;
    case KIND_FOR_IN_STATEMENT:
        return field == FIELD_RIGHT;
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        return field == FIELD_OBJECT && is_value_read(t, parent);
    case KIND_BINARY_EXPRESSION:
        return field == FIELD_RIGHT && tree_kind(t, tree_field(t, parent, FIELD_OPERATOR)) == TOKEN_IN;
    case KIND_SPREAD_ELEMENT:
        return true;
    case KIND_ARGUMENTS:
        return is_looking_call(o, parent, n);
    default:
        return false;
    }
}

/* Object.freeze({...}): the literal. */
static node_id frozen_literal(const struct own_keys *o, node_id n)
{
    node_id callee = tree_kind(o->tree, n) == KIND_CALL_EXPRESSION ? tree_field(o->tree, n, FIELD_FUNCTION) : NODE_NONE;

    if (!own_ends_with_member(o, callee, "freeze") ||
        !own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), STR("Object")))
        return NODE_NONE;
    return own_argument_at(o, tree_field(o->tree, n, FIELD_ARGUMENTS), 0);
}

node_id own_fixed_literal(const struct own_keys *o, uint32_t binding)
{
    const struct definition *only = binding == BINDING_NONE ? NULL : own_only_definition(o, binding);
    node_id made = NODE_NONE;
    node_id locked = NODE_NONE;

    if (only == NULL || only->how != DEFINE_INIT || o->declarations[binding] > 0 || !own_is_stable(o, binding))
        return NODE_NONE;
    made = skip_parentheses(o->tree, only->source);
    locked = frozen_literal(o, made);
    if (locked != NODE_NONE)
        made = locked;
    else if (o->changed[binding])
        return NODE_NONE;
    return tree_kind(o->tree, made) == KIND_OBJECT ? made : NODE_NONE;
}

/* True for text that stands for itself. */
static bool is_plain_text(struct str text)
{
    return str_find(text, STR("\\"), 0) == text.len && str_find(text, STR("__proto__"), 0) == text.len;
}

/* The name of one property of a literal; NODE_NONE when it may be several, or is an accessor or the prototype. */
static node_id name_of(const struct own_keys *o, node_id property)
{
    const struct tree *t = o->tree;
    node_id name = NODE_NONE;
    enum kind kind = KIND_COUNT;

    switch (tree_kind(t, property)) {
    case KIND_PAIR:
        name = tree_field(t, property, FIELD_KEY);
        break;
    case KIND_METHOD_DEFINITION:
        if (tree_token(t, property, TOKEN_GET) != NODE_NONE || tree_token(t, property, TOKEN_SET) != NODE_NONE)
            return NODE_NONE; /* it has the object for `this` */
        name = tree_field(t, property, FIELD_NAME);
        break;
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
        return property;
    default:
        return NODE_NONE;
    }
    kind = tree_kind(t, name);
    if (kind != KIND_PROPERTY_IDENTIFIER && kind != KIND_STRING && kind != KIND_NUMBER)
        return NODE_NONE;
    return is_plain_text(tree_text(t, name)) ? name : NODE_NONE;
}

static struct str inside_quotes(const struct tree *t, node_id n)
{
    struct str text = tree_text(t, n);

    return str_slice(text, 1, text.len - 1);
}

bool own_fixed_names(const struct own_keys *o, node_id literal, struct own_choice *out)
{
    *out = (struct own_choice){.count = 0};
    for (node_id p = tree_named_first(o->tree, literal); p != NODE_NONE; p = tree_named_next(o->tree, p)) {
        node_id name = NODE_NONE;
        if (tree_kind(o->tree, p) == KIND_COMMENT)
            continue;
        name = name_of(o, p);
        if (name == NODE_NONE || out->count == CHOICE_MAX)
            return false;
        out->constants[out->count++] = name;
    }
    return out->count > 0;
}

node_id own_fixed_value(const struct own_keys *o, node_id member)
{
    const struct tree *t = o->tree;
    node_id literal = own_fixed_literal(o, own_binding_at(o, tree_field(t, member, FIELD_OBJECT)));
    struct str wanted = tree_text(t, tree_field(t, member, FIELD_PROPERTY));
    node_id value = NODE_NONE;

    if (literal == NODE_NONE)
        return NODE_NONE;
    for (node_id p = tree_named_first(t, literal); p != NODE_NONE; p = tree_named_next(t, p)) {
        node_id name = tree_kind(t, p) == KIND_COMMENT ? NODE_NONE : name_of(o, p);
        if (tree_kind(t, p) == KIND_COMMENT)
            continue;
        if (name == NODE_NONE)
            return NODE_NONE;
        if (str_eq(tree_kind(t, name) == KIND_STRING ? inside_quotes(t, name) : tree_text(t, name), wanted))
            value = tree_kind(t, p) == KIND_PAIR ? tree_field(t, p, FIELD_VALUE) : NODE_NONE;
    }
    return value;
}
