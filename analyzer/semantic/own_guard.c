/*
 * own_guard.c - what tests around or before a place say about a key, its base and the types of a variable: own-property
 * tests, comparisons with the names that lead to shared objects, and `typeof`.
 */
#include "analyzer/semantic/flow_finish.h"

#include "analyzer/semantic/own_key_internal.h"

/* What is known where a read stands: that `test` came out as `holds`. */
struct guard {
    const struct own_keys *o;
    node_id place; /* the read or identifier that it is about */
    uint32_t func; /* the function that it stands in */
    uint32_t base;
    uint32_t key;
    bool excludes_constructor; /* key !== "constructor" */
    bool excludes_proto;       /* key !== "__proto__" */
    bool excludes_prototype;   /* key !== "prototype" */
    bool own;                  /* hasOwn(base, key) */
    bool no_buffer;            /* !Buffer.isBuffer(key) */
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
           is_empty_before(o, object, n) ||
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

/* What one test says that is no conjunction or negation of others. */
static void learn_one(struct guard *g, const struct test *test, struct test_list *todo)
{
    const struct tree *t = g->o->tree;
    node_id n = test->node;
    enum kind op = KIND_COUNT;

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

/* Everything that `test` coming out as `holds` says about the key; conjunctions are taken apart. */
static void learn(struct guard *g, node_id test, bool holds)
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

static bool holds_node(const struct tree *t, node_id whole, node_id n)
{
    return whole != NODE_NONE && n >= whole && n < whole + tree_node(t, whole)->size;
}

/* True when a loop of its function stands around `n`, up to and with `top`. */
static bool in_loop(const struct tree *t, node_id n, node_id top)
{
    for (node_id c = n; c != NODE_NONE; c = tree_node(t, c)->parent) {
        enum kind kind = tree_kind(t, c);
        if (kind == KIND_FOR_STATEMENT || kind == KIND_FOR_IN_STATEMENT || kind == KIND_WHILE_STATEMENT ||
            kind == KIND_DO_STATEMENT)
            return true;
        if (c == top)
            return false;
    }
    return true;
}

/*
 * The part of the text in which an assignment would change what a test said: from the test to the end of what
 * surrounds the place, or, where nothing is run again, to the place.
 */
struct stretch {
    node_id from;
    node_id to;
    node_id test;
    bool straight; /* the place is reached once for each time that the test is made */
};

/* An assignment in the stretch that leaves what was tested as it is. */
static bool is_harmless(const struct guard *g, const struct stretch *stretch, const struct definition *at)
{
    /* f(key = x): it is what was tested. */
    if (holds_node(g->o->tree, stretch->test, at->node))
        return own_predicate_tests(g->o, stretch->test, at->node);
    /* key = o[key]: the place comes first. */
    return stretch->straight && at->source != NODE_NONE && holds_node(g->o->tree, at->source, g->place);
}

/* True when the variable is not assigned in the stretch, nor by another function. */
static bool is_unchanged(const struct guard *g, uint32_t name, const struct stretch *stretch)
{
    const struct own_keys *o = g->o;
    uint32_t func = o->scopes->bindings.items[name].func;
    enum binding_kind kind = o->scopes->bindings.items[name].kind;
    bool fixed = kind == BINDING_VAR ? o->first[name] == 0 : own_is_stable(o, name);
    unsigned seen = 0;

    if (own_is_mapped(o, name) || (kind == BINDING_IMPORT && !fixed))
        return false;
    /* While a function of its own is suspended, or calls others, the function around may go on and assign it. */
    if (!fixed && g->func != func)
        return false;
    for (uint32_t d = o->first[name]; d != 0; d = o->definitions.items[d - 1].next) {
        const struct definition *at = &o->definitions.items[d - 1];
        if (++seen > DEFINITIONS_MAX || at->func != func)
            return false;
        if (at->node >= stretch->from && at->node < stretch->to && !is_harmless(g, stretch, at))
            return false;
    }
    return true;
}

static bool unchanged(const struct guard *g, const struct stretch *stretch)
{
    return (g->base == BINDING_NONE || is_unchanged(g, g->base, stretch)) && is_unchanged(g, g->key, stretch);
}

/* What is behind the place does not matter where nothing is run again. */
static node_id end_of(const struct guard *g, node_id whole, bool straight)
{
    return straight ? g->place + tree_node(g->o->tree, g->place)->size : whole + tree_node(g->o->tree, whole)->size;
}

/* A statement behind so many in its block learns nothing from them: the time for a block stays linear. */
enum { STATEMENTS_MAX = 1000 };

/* Tests before `child` in the same block that leave it when they hold: if (!ok) return; */
static void learn_before(struct guard *g, node_id block, node_id child)
{
    const struct tree *t = g->o->tree;
    bool straight = !in_loop(t, g->place, child);
    struct stretch stretch;
    unsigned seen = 0;

    for (node_id c = tree_named_first(t, block); c != NODE_NONE && c < child; c = tree_named_next(t, c)) {
        node_id then = NODE_NONE;
        if (seen++ >= STATEMENTS_MAX)
            return;
        if (tree_kind(t, c) != KIND_IF_STATEMENT || tree_field(t, c, FIELD_ALTERNATIVE) != NODE_NONE)
            continue;
        then = tree_field(t, c, FIELD_CONSEQUENCE);
        stretch = (struct stretch){c, end_of(g, block, straight), tree_field(t, c, FIELD_CONDITION), straight};
        if (leaves(t, then) && unchanged(g, &stretch))
            learn(g, stretch.test, false);
    }
}

static void learn_around(struct guard *g, node_id parent, node_id child)
{
    const struct tree *t = g->o->tree;
    enum field field = (enum field)tree_node(t, child)->field;
    bool straight = !in_loop(t, g->place, child);
    struct stretch stretch = {parent, end_of(g, parent, straight), NODE_NONE, straight};
    enum kind op = KIND_COUNT;

    switch (tree_kind(t, parent)) {
    case KIND_IF_STATEMENT:
    case KIND_TERNARY_EXPRESSION:
        stretch.test = tree_field(t, parent, FIELD_CONDITION);
        if (field != FIELD_CONDITION && unchanged(g, &stretch))
            learn(g, stretch.test, field == FIELD_CONSEQUENCE);
        return;
    case KIND_BINARY_EXPRESSION:
        op = tree_kind(t, tree_field(t, parent, FIELD_OPERATOR));
        stretch.test = tree_field(t, parent, FIELD_LEFT);
        if (field == FIELD_RIGHT && (op == TOKEN_AND_AND || op == TOKEN_OR_OR) && unchanged(g, &stretch))
            learn(g, stretch.test, op == TOKEN_AND_AND);
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

    g->place = n;
    g->func = own_function_of(g->o, n);
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

bool own_keys_is_no_buffer(const struct own_keys *o, node_id name)
{
    struct guard g = {.o = o, .base = BINDING_NONE, .key = own_binding_at(o, name), .types = TYPE_ALL};

    if (g.key == BINDING_NONE)
        return false;
    learn_at(&g, name);
    return g.no_buffer;
}

bool own_is_tested(const struct own_keys *o, node_id place, uint32_t base, uint32_t key)
{
    struct guard g = {.o = o, .base = base, .key = key, .types = TYPE_ALL};

    if (base == BINDING_NONE || key == BINDING_NONE)
        return false;
    learn_at(&g, place);
    return g.own;
}

bool own_keys_guards(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && (g.own || (g.excludes_constructor && g.excludes_proto));
}

bool own_keys_guards_names(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && g.excludes_constructor && g.excludes_proto;
}

bool own_keys_guards_prototype(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && g.excludes_prototype;
}
