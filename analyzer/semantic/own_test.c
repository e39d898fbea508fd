/*
 * own_test.c - what a test that came out as true or false says about a key, its base and the types of a variable.
 */
#include "analyzer/semantic/own_guard.h"

/* The source text of a constant name compared with; empty for anything else. */
static bool is_name(const struct own_keys *o, node_id n, const char *name)
{
    struct str text = tree_text(o->tree, n);

    return tree_kind(o->tree, n) == KIND_STRING && text.len >= 2 &&
           str_eq(str_slice(text, 1, text.len - 1), str_from(name));
}

/* The type that a text compared with typeof names; TYPE_ALL for any other text. */
static unsigned type_named(const struct own_keys *o, node_id n)
{
    static const struct {
        const char *name;
        unsigned type;
    } types[] = {{"undefined", TYPE_UNDEFINED}, {"object", TYPE_OBJECT},    {"boolean", TYPE_BOOLEAN},
                 {"number", TYPE_NUMBER},       {"bigint", TYPE_BIGINT},    {"string", TYPE_STRING},
                 {"symbol", TYPE_SYMBOL},       {"function", TYPE_FUNCTION}};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (is_name(o, n, types[i].name))
            return types[i].type;
    }
    return TYPE_ALL;
}

/* True for typeof key. */
static bool asks_type(const struct guard *g, node_id n)
{
    const struct tree *t = g->o->tree;

    return tree_kind(t, n) == KIND_UNARY_EXPRESSION && tree_token(t, n, TOKEN_TYPEOF) != NODE_NONE &&
           own_binding_at(g->o, tree_field(t, n, FIELD_ARGUMENT)) == g->key;
}

/* The types that a comparison with the result `equal` leaves: typeof key === "string", either way round. */
static unsigned types_compared(const struct guard *g, node_id n, bool equal)
{
    const struct tree *t = g->o->tree;
    node_id left = tree_field(t, n, FIELD_LEFT);
    node_id right = tree_field(t, n, FIELD_RIGHT);
    unsigned type = TYPE_ALL;

    if (asks_type(g, left))
        type = type_named(g->o, right);
    else if (asks_type(g, right))
        type = type_named(g->o, left);
    if (type == TYPE_ALL)
        return TYPE_ALL;
    return equal ? type : TYPE_ALL & ~type;
}

/* key === "constructor", either way round */
static void learn_comparison(struct guard *g, node_id n, bool equal)
{
    const struct tree *t = g->o->tree;
    node_id left = tree_field(t, n, FIELD_LEFT);
    node_id right = tree_field(t, n, FIELD_RIGHT);
    enum kind op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));
    bool same = op == TOKEN_EQ_STRICT || op == TOKEN_EQ;
    bool differ = op == TOKEN_NE_STRICT || op == TOKEN_NE;
    node_id other = own_binding_at(g->o, left) == g->key ? right : left;

    if (same || differ)
        g->types &= types_compared(g, n, equal == same);
    if ((!same && !differ) || (own_binding_at(g->o, left) != g->key && own_binding_at(g->o, right) != g->key))
        return;
    if (equal != differ)
        return; /* it is that name */
    g->excludes_constructor = g->excludes_constructor || is_name(g->o, other, "constructor");
    g->excludes_proto = g->excludes_proto || is_name(g->o, other, "__proto__");
    g->excludes_prototype = g->excludes_prototype || is_name(g->o, other, "prototype");
}

/* True for a variable that holds {}, when `n` is the value of the next one: nothing can come in between. */
static bool is_empty_before(const struct own_keys *o, node_id object, node_id n)
{
    const struct tree *t = o->tree;
    uint32_t name = own_binding_at(o, object);
    const struct definition *only = name == BINDING_NONE ? NULL : own_only_definition(o, name);
    node_id declarator = NODE_NONE;
    node_id next = NODE_NONE;

    if (only == NULL || only->how != DEFINE_INIT || !own_is_stable(o, name) ||
        tree_kind(t, only->source) != KIND_OBJECT || tree_node(t, only->source)->size != 3)
        return false;
    declarator = tree_node(t, only->node)->parent;
    if (tree_kind(t, declarator) != KIND_VARIABLE_DECLARATOR)
        return false;
    next = tree_named_next(t, declarator);
    if (next == NODE_NONE)
        next = tree_named_next(t, tree_node(t, declarator)->parent);
    if (next != NODE_NONE &&
        (tree_kind(t, next) == KIND_VARIABLE_DECLARATION || tree_kind(t, next) == KIND_LEXICAL_DECLARATION))
        next = tree_named_first(t, next);
    return next != NODE_NONE && tree_kind(t, next) == KIND_VARIABLE_DECLARATOR && tree_field(t, next, FIELD_VALUE) == n;
}

/*
 * True for Object.prototype.hasOwnProperty, ({}).hasOwnProperty, or a stable name for it. propertyIsEnumerable asks for
 * an own property, too (section 20.1.3.4).
 */
static bool is_has_own(const struct own_keys *o, node_id n)
{
    uint32_t name = own_binding_at(o, n);
    const struct definition *only = NULL;
    node_id object = NODE_NONE;

    if (name != BINDING_NONE) {
        only = own_only_definition(o, name);
        if (only == NULL || only->how != DEFINE_INIT || !own_is_stable(o, name))
            return false;
        n = only->source;
    }
    if (!own_ends_with_member(o, n, "hasOwnProperty") && !own_ends_with_member(o, n, "propertyIsEnumerable"))
        return false;
    object = tree_field(o->tree, n, FIELD_OBJECT);
    if (tree_kind(o->tree, object) == KIND_PARENTHESIZED_EXPRESSION)
        object = tree_named_first(o->tree, object);
    return (tree_kind(o->tree, object) == KIND_OBJECT && tree_node(o->tree, object)->size == 3) ||
           is_empty_before(o, object, n) ||
           (own_ends_with_member(o, object, "prototype") &&
            own_is_free(o, tree_field(o->tree, object, FIELD_OBJECT), STR("Object")));
}

/* A name that only holds Object.prototype.hasOwnProperty.bind(base), of a variable that always holds the same. */
static bool is_bound_to(const struct own_keys *o, node_id callee, uint32_t base)
{
    uint32_t name = own_binding_at(o, callee);
    const struct definition *only = name == BINDING_NONE ? NULL : own_only_definition(o, name);
    node_id bind = NODE_NONE;
    node_id bound = NODE_NONE;

    if (only == NULL || only->how != DEFINE_INIT || !own_is_stable(o, name) || !own_is_stable(o, base) ||
        tree_kind(o->tree, only->source) != KIND_CALL_EXPRESSION)
        return false;
    bind = tree_field(o->tree, only->source, FIELD_FUNCTION);
    bound = own_argument_at(o, tree_field(o->tree, only->source, FIELD_ARGUMENTS), 0);
    return own_ends_with_member(o, bind, "bind") && is_has_own(o, tree_field(o->tree, bind, FIELD_OBJECT)) &&
           own_binding_at(o, bound) == base && tree_named_next(o->tree, bound) == NODE_NONE;
}

/* Object.hasOwn(base, key), Object.prototype.hasOwnProperty.call(base, key), or that bound to base */
static void learn_call(struct guard *g, node_id n)
{
    const struct own_keys *o = g->o;
    node_id callee = tree_field(o->tree, n, FIELD_FUNCTION);
    node_id list = tree_field(o->tree, n, FIELD_ARGUMENTS);
    bool static_form = own_ends_with_member(o, callee, "hasOwn") &&
                       own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), STR("Object"));
    bool call_form =
        own_ends_with_member(o, callee, "call") && is_has_own(o, tree_field(o->tree, callee, FIELD_OBJECT));

    if (g->base != BINDING_NONE && (static_form || call_form) &&
        own_binding_at(o, own_argument_at(o, list, 0)) == g->base &&
        own_binding_at(o, own_argument_at(o, list, 1)) == g->key)
        g->own = true;
    if (g->base != BINDING_NONE && own_binding_at(o, own_argument_at(o, list, 0)) == g->key &&
        is_bound_to(o, callee, g->base))
        g->own = true;
}

/* An expression that came out as true or false, and what it calls base and key. */
struct test {
    node_id node;
    bool holds;
    uint32_t base;
    uint32_t key;
    unsigned depth; /* of predicates in predicates */
};

enum { PREDICATES_MAX = 3 };
VEC_TYPE(struct test, test_list);

/* f(base, key) of a function that returns one test of its parameters: what that test says. */
static void learn_predicate(struct guard *g, const struct test *test, struct test_list *todo)
{
    struct test inner = {.holds = test->holds, .depth = test->depth + 1, .base = BINDING_NONE, .key = BINDING_NONE};
    struct own_predicate predicate;

    if (test->depth >= PREDICATES_MAX || !own_predicate_at(g->o, test->node, &predicate))
        return;
    inner.node = predicate.test;
    for (unsigned i = 0; i < predicate.count; i++) {
        uint32_t given = own_binding_at(g->o, own_predicate_argument(g->o, predicate.arguments[i]));
        if (given != BINDING_NONE && given == test->base)
            inner.base = predicate.parameters[i];
        if (given != BINDING_NONE && given == test->key)
            inner.key = predicate.parameters[i];
    }
    if (inner.key != BINDING_NONE)
        vec_push(g->o->arena, todo, inner);
}

/* The types that a disjunction of comparisons leaves: (typeof k === "string" || typeof k === "number"). */
static unsigned types_of_any(const struct guard *g, node_id n, bool truth)
{
    const struct tree *t = g->o->tree;
    VEC(node_id) todo = {0};
    unsigned types = 0;

    vec_push(g->o->arena, &todo, n);
    while (todo.len > 0) {
        node_id at = todo.items[--todo.len];
        enum kind op = KIND_COUNT;
        if (at == NODE_NONE || todo.len > 16)
            return TYPE_ALL;
        op = tree_kind(t, at) == KIND_BINARY_EXPRESSION ? tree_kind(t, tree_field(t, at, FIELD_OPERATOR)) : KIND_COUNT;
        if (tree_kind(t, at) == KIND_PARENTHESIZED_EXPRESSION) {
            vec_push(g->o->arena, &todo, tree_named_first(t, at));
        } else if (op == (truth ? TOKEN_OR_OR : TOKEN_AND_AND)) {
            vec_push(g->o->arena, &todo, tree_field(t, at, FIELD_LEFT));
            vec_push(g->o->arena, &todo, tree_field(t, at, FIELD_RIGHT));
        } else if (op == TOKEN_EQ_STRICT || op == TOKEN_EQ || op == TOKEN_NE_STRICT || op == TOKEN_NE) {
            types |= types_compared(g, at, truth == (op == TOKEN_EQ_STRICT || op == TOKEN_EQ));
        } else {
            return TYPE_ALL;
        }
    }
    return types;
}

/* Buffer.isBuffer(key) came out as false. */
static void learn_no_buffer(struct guard *g, node_id n)
{
    const struct own_keys *o = g->o;
    node_id callee = tree_field(o->tree, n, FIELD_FUNCTION);

    if (own_ends_with_member(o, callee, "isBuffer") &&
        own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), STR("Buffer")) &&
        own_binding_at(o, own_argument_at(o, tree_field(o->tree, n, FIELD_ARGUMENTS), 0)) == g->key)
        g->no_buffer = true;
}

/* The smaller set of constants is kept. */
static void learn_constants(struct guard *g, const struct own_choice *found)
{
    if (g->choice->count == 0 || found->count < g->choice->count)
        *g->choice = *found;
}

/* What one test says that is no conjunction or negation of others. */
static void learn_one(struct guard *g, const struct test *test, struct test_list *todo)
{
    const struct tree *t = g->o->tree;
    node_id n = test->node;
    enum kind op = KIND_COUNT;
    struct own_choice found;

    if (g->choice != NULL && own_choice_of(g->o, g->key, n, test->holds, &found))
        learn_constants(g, &found);
    if (tree_kind(t, n) == KIND_CALL_EXPRESSION) {
        if (test->holds)
            learn_call(g, n);
        else
            learn_no_buffer(g, n);
        learn_predicate(g, test, todo);
        return;
    }
    if (tree_kind(t, n) != KIND_BINARY_EXPRESSION)
        return;
    op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));
    if (op == TOKEN_AND_AND || op == TOKEN_OR_OR)
        g->types &= types_of_any(g, n, test->holds);
    else
        learn_comparison(g, n, test->holds);
}

/* The same test of a part of it. */
static void learn_part(struct guard *g, struct test test, node_id part, bool holds, struct test_list *todo)
{
    test.node = part;
    test.holds = holds;
    vec_push(g->o->arena, todo, test);
}

void own_test_learn(struct guard *g, node_id test, bool holds)
{
    const struct tree *t = g->o->tree;
    const struct guard names = *g;
    struct test_list todo = {0};

    vec_push(g->o->arena, &todo, (struct test){test, holds, g->base, g->key, 0});
    while (todo.len > 0 && todo.len < 64) {
        struct test now = todo.items[--todo.len];
        enum kind kind = now.node == NODE_NONE ? KIND_COUNT : tree_kind(t, now.node);
        enum kind op =
            kind == KIND_BINARY_EXPRESSION ? tree_kind(t, tree_field(t, now.node, FIELD_OPERATOR)) : KIND_COUNT;
        g->base = now.base;
        g->key = now.key;
        if (kind == KIND_PARENTHESIZED_EXPRESSION) {
            learn_part(g, now, tree_named_first(t, now.node), now.holds, &todo);
        } else if (kind == KIND_UNARY_EXPRESSION && tree_token(t, now.node, TOKEN_BANG) != NODE_NONE) {
            learn_part(g, now, tree_field(t, now.node, FIELD_ARGUMENT), !now.holds, &todo);
        } else if (op == (now.holds ? TOKEN_AND_AND : TOKEN_OR_OR)) {
            learn_part(g, now, tree_field(t, now.node, FIELD_LEFT), now.holds, &todo);
            learn_part(g, now, tree_field(t, now.node, FIELD_RIGHT), now.holds, &todo);
        } else if (now.node != NODE_NONE) {
            learn_one(g, &now, &todo);
        }
    }
    g->base = names.base;
    g->key = names.key;
}

void own_test_learn_case(struct guard *g, node_id clause)
{
    const struct tree *t = g->o->tree;
    node_id asked = tree_field(t, tree_node(t, tree_node(t, clause)->parent)->parent, FIELD_VALUE);
    struct own_choice found;
    unsigned types = 0;

    while (asked != NODE_NONE && tree_kind(t, asked) == KIND_PARENTHESIZED_EXPRESSION)
        asked = tree_named_first(t, asked);
    if (asked == NODE_NONE || !own_choice_of_case(g->o, clause, &found))
        return;
    if (g->choice != NULL && own_binding_at(g->o, asked) == g->key)
        learn_constants(g, &found);
    if (!asks_type(g, asked))
        return;
    for (unsigned i = 0; i < found.count; i++)
        types |= type_named(g->o, found.constants[i]);
    g->types &= types;
}

/* What a call of a function of the language converts to. */
static unsigned type_of_call(const struct own_keys *o, node_id callee)
{
    static const struct {
        const char *name;
        unsigned type;
    } conversions[] = {
        {"String", TYPE_STRING}, {"Number", TYPE_NUMBER}, {"parseInt", TYPE_NUMBER}, {"Boolean", TYPE_BOOLEAN}};

    for (size_t i = 0; i < ARRAY_LEN(conversions); i++) {
        if (own_is_free(o, callee, str_from(conversions[i].name)))
            return conversions[i].type;
    }
    return TYPE_ALL;
}

static bool is_text(const struct tree *t, node_id n)
{
    return tree_kind(t, n) == KIND_STRING || tree_kind(t, n) == KIND_TEMPLATE_STRING;
}

unsigned own_test_type_of(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;

    while (n != NODE_NONE && tree_kind(t, n) == KIND_PARENTHESIZED_EXPRESSION)
        n = tree_named_first(t, n);
    if (n == NODE_NONE)
        return TYPE_ALL;
    if (is_text(t, n))
        return TYPE_STRING;
    if (tree_kind(t, n) == KIND_CALL_EXPRESSION)
        return type_of_call(o, tree_field(t, n, FIELD_FUNCTION));
    if (tree_kind(t, n) == KIND_BINARY_EXPRESSION && tree_kind(t, tree_field(t, n, FIELD_OPERATOR)) == TOKEN_PLUS &&
        (is_text(t, tree_field(t, n, FIELD_LEFT)) || is_text(t, tree_field(t, n, FIELD_RIGHT))))
        return TYPE_STRING;
    return own_keys_is_number(o, n) ? TYPE_NUMBER : TYPE_ALL;
}
