/*
 * own_choice.c - tests that leave a variable one of a few constants: `k === "a" || k === "b"`, the cases of a switch
 * over it, `LIST.includes(k)` of a list of constants that never changes. Each of them compares without converting
 * (IsStrictlyEqual, SameValueZero), so the variable holds that very constant, whatever a caller passed.
 */
#include "analyzer/semantic/own_key_internal.h"

#include "analyzer/syntax/expression.h"

static enum kind operator_of(const struct tree *t, node_id n)
{
    return tree_kind(t, n) == KIND_BINARY_EXPRESSION ? tree_kind(t, tree_field(t, n, FIELD_OPERATOR)) : KIND_COUNT;
}

static bool is_constant(const struct tree *t, node_id n)
{
    enum kind kind = n == NODE_NONE ? KIND_COUNT : tree_kind(t, n);

    return kind == KIND_STRING || kind == KIND_NUMBER || kind == KIND_TRUE || kind == KIND_FALSE || kind == KIND_NULL;
}

/* The value of a variable that has only one; NODE_NONE when there may be others. */
static node_id only_value(const struct own_keys *o, uint32_t binding)
{
    const struct definition *only = binding == BINDING_NONE ? NULL : own_only_definition(o, binding);

    if (only == NULL || only->how != DEFINE_INIT || !own_is_stable(o, binding) || o->declarations[binding] > 0)
        return NODE_NONE;
    return skip_parentheses(o->tree, only->source);
}

/* The constant that `n` is, or that the variable `n` always holds once it is there; NODE_NONE for any other. */
static node_id constant_of(const struct own_keys *o, node_id n)
{
    n = skip_parentheses(o->tree, n);
    if (is_constant(o->tree, n))
        return n;
    if (n != NODE_NONE && tree_kind(o->tree, n) == KIND_MEMBER_EXPRESSION)
        n = own_fixed_value(o, n);
    else
        n = only_value(o, own_binding_at(o, n));
    return is_constant(o->tree, n) ? n : NODE_NONE;
}

/* Adds the constant that `n` is or stands for; false when it is none. */
static bool add_constant(const struct own_keys *o, node_id n, struct own_choice *c)
{
    node_id constant = constant_of(o, n);

    if (constant == NODE_NONE || c->count == CHOICE_MAX)
        return false;
    c->nothing = c->nothing || constant != skip_parentheses(o->tree, n); /* a variable before it got its value */
    c->constants[c->count++] = constant;
    return true;
}

/* The first elements of the pairs in a literal list are the keys of a Map, the elements those of a Set. */
static bool add_elements(const struct own_keys *o, node_id list, bool pairs, struct own_choice *c)
{
    const struct tree *t = o->tree;

    if (list == NODE_NONE || tree_kind(t, list) != KIND_ARRAY)
        return false;
    for (node_id e = tree_named_first(t, list); e != NODE_NONE; e = tree_named_next(t, e)) {
        node_id key = skip_parentheses(t, e);
        if (tree_kind(t, e) == KIND_COMMENT)
            continue;
        if (pairs)
            key = tree_kind(t, key) == KIND_ARRAY ? skip_parentheses(t, tree_named_first(t, key)) : NODE_NONE;
        if (key == NODE_NONE || !add_constant(o, key, c))
            return false;
    }
    c->nothing = true; /* a hole */
    return true;
}

/* new Set([...]), new Map([[...], ...]): the list in it. */
static node_id made_from(const struct own_keys *o, node_id n, const char *class_name)
{
    if (n == NODE_NONE || tree_kind(o->tree, n) != KIND_NEW_EXPRESSION ||
        !own_is_free(o, tree_field(o->tree, n, FIELD_CONSTRUCTOR), str_from(class_name)) ||
        tree_field(o->tree, n, FIELD_ARGUMENTS) == NODE_NONE)
        return NODE_NONE;
    return skip_parentheses(o->tree, own_argument_at(o, tree_field(o->tree, n, FIELD_ARGUMENTS), 0));
}

/* Object.freeze([...]): the list in it. */
static node_id frozen(const struct own_keys *o, node_id n)
{
    node_id callee = NODE_NONE;

    if (n == NODE_NONE || tree_kind(o->tree, n) != KIND_CALL_EXPRESSION)
        return NODE_NONE;
    callee = tree_field(o->tree, n, FIELD_FUNCTION);
    if (!own_ends_with_member(o, callee, "freeze") ||
        !own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), STR("Object")))
        return NODE_NONE;
    return skip_parentheses(o->tree, own_argument_at(o, tree_field(o->tree, n, FIELD_ARGUMENTS), 0));
}

/*
 * Everything that the list, Set or Map `n` ever has. One that others could reach may be changed by them, or get
 * methods of its own, unless it is frozen.
 */
static bool add_members(const struct own_keys *o, node_id n, bool set, struct own_choice *c)
{
    uint32_t binding = own_binding_at(o, n);
    node_id made = binding == BINDING_NONE ? n : only_value(o, binding);
    node_id locked = frozen(o, made);

    if (made == NODE_NONE || (binding != BINDING_NONE && locked == NODE_NONE && o->touched[binding]))
        return false;
    *o->trusts = *o->trusts || (binding != BINDING_NONE && o->lent[binding]);
    if (!set)
        return add_elements(o, locked != NODE_NONE ? locked : made, false, c);
    if (made_from(o, made, "Set") != NODE_NONE)
        return add_elements(o, made_from(o, made, "Set"), false, c);
    return add_elements(o, made_from(o, made, "Map"), true, c);
}

/* list.method(key): the list; NODE_NONE for anything else. */
static node_id asked_list(const struct own_keys *o, node_id n, uint32_t key, const char *method)
{
    node_id callee = NODE_NONE;
    node_id list = NODE_NONE;

    if (n == NODE_NONE || tree_kind(o->tree, n) != KIND_CALL_EXPRESSION)
        return NODE_NONE;
    callee = tree_field(o->tree, n, FIELD_FUNCTION);
    list = tree_field(o->tree, n, FIELD_ARGUMENTS);
    if (!own_ends_with_member(o, callee, method) || tree_kind(o->tree, list) != KIND_ARGUMENTS ||
        own_binding_at(o, own_argument_at(o, list, 0)) != key)
        return NODE_NONE;
    return skip_parentheses(o->tree, tree_field(o->tree, callee, FIELD_OBJECT));
}

static bool is_minus_one(const struct tree *t, node_id n)
{
    n = skip_parentheses(t, n);
    return n != NODE_NONE && tree_kind(t, n) == KIND_UNARY_EXPRESSION && str_eq(tree_text(t, n), STR("-1"));
}

static bool is_zero(const struct tree *t, node_id n)
{
    n = skip_parentheses(t, n);
    return n != NODE_NONE && tree_kind(t, n) == KIND_NUMBER && str_eq(tree_text(t, n), STR("0"));
}

/* a < b is b > a. */
static enum kind turned(enum kind op)
{
    switch (op) {
    case TOKEN_LT:
        return TOKEN_GT;
    case TOKEN_GT:
        return TOKEN_LT;
    case TOKEN_LE:
        return TOKEN_GE;
    case TOKEN_GE:
        return TOKEN_LE;
    default:
        return op;
    }
}

/* list.indexOf(key) !== -1, > -1, >= 0, or the opposite coming out as false, either way round: the list. */
static node_id index_list(const struct own_keys *o, node_id n, uint32_t key, bool holds)
{
    const struct tree *t = o->tree;
    node_id left = skip_parentheses(t, tree_field(t, n, FIELD_LEFT));
    node_id right = skip_parentheses(t, tree_field(t, n, FIELD_RIGHT));
    enum kind op = operator_of(t, n);
    bool found = false;

    if (is_minus_one(t, left) || is_zero(t, left)) {
        node_id number = left;
        left = right;
        right = number;
        op = turned(op);
    }
    switch (op) {
    case TOKEN_NE_STRICT:
    case TOKEN_NE:
    case TOKEN_GT:
        found = holds && is_minus_one(t, right);
        break;
    case TOKEN_EQ_STRICT:
    case TOKEN_EQ:
        found = !holds && is_minus_one(t, right);
        break;
    case TOKEN_GE:
        found = holds && is_zero(t, right);
        break;
    case TOKEN_LT:
        found = !holds && is_zero(t, right);
        break;
    default:
        break;
    }
    return found ? asked_list(o, left, key, "indexOf") : NODE_NONE;
}

/* What one comparison or question leaves, when it came out as `holds`. */
static bool add_one(const struct own_keys *o, uint32_t key, node_id n, bool holds, struct own_choice *c)
{
    const struct tree *t = o->tree;
    enum kind op = operator_of(t, n);
    node_id left = op == KIND_COUNT ? NODE_NONE : skip_parentheses(t, tree_field(t, n, FIELD_LEFT));
    node_id right = op == KIND_COUNT ? NODE_NONE : skip_parentheses(t, tree_field(t, n, FIELD_RIGHT));

    if (op == (holds ? TOKEN_EQ_STRICT : TOKEN_NE_STRICT) && own_binding_at(o, left) == key)
        return add_constant(o, right, c);
    if (op == (holds ? TOKEN_EQ_STRICT : TOKEN_NE_STRICT) && own_binding_at(o, right) == key)
        return add_constant(o, left, c);
    if (op != KIND_COUNT)
        return index_list(o, n, key, holds) != NODE_NONE && add_members(o, index_list(o, n, key, holds), false, c);
    if (tree_kind(t, n) == KIND_UNARY_EXPRESSION && tree_token(t, n, TOKEN_TILDE) != NODE_NONE && holds) {
        node_id list = asked_list(o, skip_parentheses(t, tree_field(t, n, FIELD_ARGUMENT)), key, "indexOf");
        return list != NODE_NONE && add_members(o, list, false, c);
    }
    if (!holds)
        return false;
    if (asked_list(o, n, key, "includes") != NODE_NONE)
        return add_members(o, asked_list(o, n, key, "includes"), false, c);
    return asked_list(o, n, key, "has") != NODE_NONE && add_members(o, asked_list(o, n, key, "has"), true, c);
}

/* Alternatives of a test that are still to be looked at. */
enum { ALTERNATIVES_MAX = 64 };

struct alternative {
    node_id node;
    bool holds;
};

bool own_choice_of(const struct own_keys *o, uint32_t key, node_id test, bool holds, struct own_choice *out)
{
    const struct tree *t = o->tree;
    struct alternative todo[ALTERNATIVES_MAX];
    unsigned count = 0;

    *out = (struct own_choice){.count = 0};
    todo[count++] = (struct alternative){test, holds};
    while (count > 0) {
        struct alternative now = todo[--count];
        node_id n = skip_parentheses(t, now.node);
        enum kind op = n == NODE_NONE ? KIND_COUNT : operator_of(t, n);
        if (n == NODE_NONE || count + 2 > ALTERNATIVES_MAX)
            return false;
        if (tree_kind(t, n) == KIND_UNARY_EXPRESSION && tree_token(t, n, TOKEN_BANG) != NODE_NONE) {
            todo[count++] = (struct alternative){tree_field(t, n, FIELD_ARGUMENT), !now.holds};
        } else if (op == (now.holds ? TOKEN_OR_OR : TOKEN_AND_AND)) {
            todo[count++] = (struct alternative){tree_field(t, n, FIELD_LEFT), now.holds};
            todo[count++] = (struct alternative){tree_field(t, n, FIELD_RIGHT), now.holds};
        } else if (!add_one(o, key, n, now.holds, out)) {
            return false;
        }
    }
    return out->count > 0;
}

bool own_choice_of_names(const struct own_keys *o, node_id key, struct own_choice *out)
{
    struct own_list list = own_key_owner(o, key, tree_node(o->tree, key)->parent);
    node_id literal = list.owner == BINDING_NONE ? NODE_NONE : own_fixed_literal(o, list.owner);

    return literal != NODE_NONE && own_fixed_names(o, literal, out);
}

/* True when control never goes on behind the statements of a case to the next one. */
static bool case_leaves(const struct tree *t, node_id clause)
{
    node_id last = NODE_NONE;
    node_id value = tree_field(t, clause, FIELD_VALUE);

    for (node_id c = tree_named_first(t, clause); c != NODE_NONE; c = tree_named_next(t, c)) {
        if (c != value && tree_kind(t, c) != KIND_COMMENT)
            last = c;
    }
    return last != NODE_NONE && own_statement_leaves(t, last);
}

bool own_choice_of_case(const struct own_keys *o, node_id clause, struct own_choice *out)
{
    const struct tree *t = o->tree;
    bool any = false;

    *out = (struct own_choice){.count = 0};
    if (tree_kind(t, clause) != KIND_SWITCH_CASE)
        return false;
    for (node_id c = tree_named_first(t, tree_node(t, clause)->parent); c != NODE_NONE; c = tree_named_next(t, c)) {
        if (tree_kind(t, c) == KIND_COMMENT)
            continue;
        if (tree_kind(t, c) != KIND_SWITCH_CASE || !add_constant(o, tree_field(t, c, FIELD_VALUE), out))
            any = true; /* what the default is for, or what nobody knows */
        if (c == clause)
            break;
        if (case_leaves(t, c)) {
            any = false;
            *out = (struct own_choice){.count = 0};
        }
    }
    return !any && out->count > 0;
}
