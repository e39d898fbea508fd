/*
 * own_guard.c - what tests around or before a place say about a key, its base and the types of a variable: own-property
 * tests, comparisons with the names that lead to shared objects, and `typeof`.
 */
#include "analyzer/semantic/own_key_internal.h"

/* What is known where a read stands: that `test` came out as `holds`. */
struct guard {
    const struct own_keys *o;
    uint32_t base;
    uint32_t key;
    bool excludes_constructor; /* key !== "constructor" */
    bool excludes_proto;       /* key !== "__proto__" */
    bool excludes_prototype;   /* key !== "prototype" */
    bool own;                  /* hasOwn(base, key) */
    unsigned types;            /* of the key: enum type_set */
};

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

/* True for Object.prototype.hasOwnProperty, ({}).hasOwnProperty, or a stable name for it. */
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
    if (!own_ends_with_member(o, n, "hasOwnProperty"))
        return false;
    object = tree_field(o->tree, n, FIELD_OBJECT);
    if (tree_kind(o->tree, object) == KIND_PARENTHESIZED_EXPRESSION)
        object = tree_named_first(o->tree, object);
    return (tree_kind(o->tree, object) == KIND_OBJECT && tree_node(o->tree, object)->size == 3) ||
           (own_ends_with_member(o, object, "prototype") &&
            own_is_free(o, tree_field(o->tree, object, FIELD_OBJECT), STR("Object")));
}

/* Object.hasOwn(base, key), Object.prototype.hasOwnProperty.call(base, key) */
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
}

/* An expression that came out as true or false. */
struct test {
    node_id node;
    bool holds;
};

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

/* Everything that `test` coming out as `holds` says about the key; conjunctions are taken apart. */
static void learn(struct guard *g, node_id test, bool holds)
{
    const struct tree *t = g->o->tree;
    VEC(struct test) todo = {0};

    vec_push(g->o->arena, &todo, (struct test){test, holds});
    while (todo.len > 0 && todo.len < 64) {
        node_id n = todo.items[--todo.len].node;
        bool truth = todo.items[todo.len].holds;
        enum kind op = KIND_COUNT;
        if (n == NODE_NONE)
            continue;
        if (tree_kind(t, n) == KIND_PARENTHESIZED_EXPRESSION) {
            vec_push(g->o->arena, &todo, (struct test){tree_named_first(t, n), truth});
        } else if (tree_kind(t, n) == KIND_UNARY_EXPRESSION && tree_token(t, n, TOKEN_BANG) != NODE_NONE) {
            vec_push(g->o->arena, &todo, (struct test){tree_field(t, n, FIELD_ARGUMENT), !truth});
        } else if (tree_kind(t, n) == KIND_CALL_EXPRESSION && truth) {
            learn_call(g, n);
        } else if (tree_kind(t, n) == KIND_BINARY_EXPRESSION) {
            op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));
            if (op == (truth ? TOKEN_AND_AND : TOKEN_OR_OR)) {
                vec_push(g->o->arena, &todo, (struct test){tree_field(t, n, FIELD_LEFT), truth});
                vec_push(g->o->arena, &todo, (struct test){tree_field(t, n, FIELD_RIGHT), truth});
            } else if (op == TOKEN_AND_AND || op == TOKEN_OR_OR) {
                g->types &= types_of_any(g, n, truth);
            } else {
                learn_comparison(g, n, truth);
            }
        }
    }
}

/* True when a statement never lets control go on behind it. */
static bool leaves(const struct tree *t, node_id n)
{
    node_id last = NODE_NONE;

    if (tree_kind(t, n) == KIND_STATEMENT_BLOCK) {
        for (node_id c = tree_named_first(t, n); c != NODE_NONE; c = tree_named_next(t, c))
            last = c;
        if (last == NODE_NONE)
            return false;
        n = last;
    }
    switch (tree_kind(t, n)) {
    case KIND_RETURN_STATEMENT:
    case KIND_THROW_STATEMENT:
    case KIND_CONTINUE_STATEMENT:
    case KIND_BREAK_STATEMENT:
        return true;
    default:
        return false;
    }
}

/* True when neither name is assigned between nodes `from` and `to`, nor in another function. */
static bool unchanged(const struct guard *g, node_id from, node_id to)
{
    const uint32_t names[2] = {g->base, g->key};

    for (size_t i = 0; i < 2; i++) {
        uint32_t func = names[i] == BINDING_NONE ? 0 : g->o->scopes->bindings.items[names[i]].func;
        unsigned seen = 0;
        if (names[i] == BINDING_NONE)
            continue; /* the base is no name: only the key can be known */
        if (own_is_mapped(g->o, names[i]))
            return false;
        for (uint32_t d = g->o->first[names[i]]; d != 0; d = g->o->definitions.items[d - 1].next) {
            const struct definition *at = &g->o->definitions.items[d - 1];
            if (++seen > DEFINITIONS_MAX || at->func != func || (at->node >= from && at->node < to))
                return false;
        }
    }
    return true;
}

/* A statement behind so many in its block learns nothing from them: the time for a block stays linear. */
enum { STATEMENTS_MAX = 1000 };

/* Tests before `child` in the same block that leave it when they hold: if (!ok) return; */
static void learn_before(struct guard *g, node_id block, node_id child)
{
    const struct tree *t = g->o->tree;
    unsigned seen = 0;

    for (node_id c = tree_named_first(t, block); c != NODE_NONE && c < child; c = tree_named_next(t, c)) {
        node_id then = NODE_NONE;
        if (seen++ >= STATEMENTS_MAX)
            return;
        if (tree_kind(t, c) != KIND_IF_STATEMENT || tree_field(t, c, FIELD_ALTERNATIVE) != NODE_NONE)
            continue;
        then = tree_field(t, c, FIELD_CONSEQUENCE);
        if (leaves(t, then) && unchanged(g, c, block + tree_node(t, block)->size))
            learn(g, tree_field(t, c, FIELD_CONDITION), false);
    }
}

static void learn_around(struct guard *g, node_id parent, node_id child)
{
    const struct tree *t = g->o->tree;
    enum field field = (enum field)tree_node(t, child)->field;
    /* The test itself, and loops around the read, must not assign either. */
    bool steady = unchanged(g, parent, parent + tree_node(t, parent)->size);
    enum kind op = KIND_COUNT;

    switch (tree_kind(t, parent)) {
    case KIND_IF_STATEMENT:
    case KIND_TERNARY_EXPRESSION:
        if (field == FIELD_CONDITION || !steady)
            return;
        learn(g, tree_field(t, parent, FIELD_CONDITION), field == FIELD_CONSEQUENCE);
        return;
    case KIND_BINARY_EXPRESSION:
        op = tree_kind(t, tree_field(t, parent, FIELD_OPERATOR));
        if (field != FIELD_RIGHT || (op != TOKEN_AND_AND && op != TOKEN_OR_OR) || !steady)
            return;
        learn(g, tree_field(t, parent, FIELD_LEFT), op == TOKEN_AND_AND);
        return;
    case KIND_STATEMENT_BLOCK:
    case KIND_PROGRAM:
        learn_before(g, parent, child);
        return;
    default:
        return;
    }
}

/* Learns what is known where `n` stands, up to its function: outside, things may have changed when it is called. */
static void learn_at(struct guard *g, node_id n)
{
    const struct tree *t = g->o->tree;
    unsigned steps = 0;

    for (node_id child = n; child != 0 && steps++ < 200 && !scope_is_function(t, child);) {
        node_id parent = tree_node(t, child)->parent;
        learn_around(g, parent, child);
        child = parent;
    }
}

/* What is known of key and base where the computed member `n` stands; false when its key is no variable. */
static bool guard_at(const struct own_keys *o, node_id n, struct guard *g)
{
    *g = (struct guard){.o = o, .base = own_binding_at(o, tree_field(o->tree, n, FIELD_OBJECT)), .types = TYPE_ALL};
    g->key = own_binding_at(o, tree_field(o->tree, n, FIELD_INDEX));
    if (g->key == BINDING_NONE)
        return false;
    learn_at(g, n);
    return true;
}

unsigned own_keys_types(const struct own_keys *o, node_id name)
{
    struct guard g = {.o = o, .base = BINDING_NONE, .key = own_binding_at(o, name), .types = TYPE_ALL};

    if (g.key == BINDING_NONE || !o->typed[g.key])
        return TYPE_ALL;
    learn_at(&g, name);
    return g.types;
}

bool own_keys_guards(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && (g.own || (g.excludes_constructor && g.excludes_proto));
}

bool own_keys_guards_prototype(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && g.excludes_prototype;
}
