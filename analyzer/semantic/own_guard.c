/*
 * own_guard.c - what tests around or before a place say about a key, its base and the types of a variable: own-property
 * tests, comparisons with the names that lead to shared objects, and `typeof`.
 */
#include "analyzer/semantic/own_guard.h"

bool own_statement_leaves(const struct tree *t, node_id n)
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

static bool is_loop(enum kind kind)
{
    return kind == KIND_FOR_STATEMENT || kind == KIND_FOR_IN_STATEMENT || kind == KIND_WHILE_STATEMENT ||
           kind == KIND_DO_STATEMENT;
}

/* True when a loop of its function stands around `n`, up to and with `top`. */
static bool in_loop(const struct tree *t, node_id n, node_id top)
{
    for (node_id c = n; c != NODE_NONE; c = tree_node(t, c)->parent) {
        if (is_loop(tree_kind(t, c)))
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

/*
 * A variable of one value for the activation is undefined before it gets it, and what asks for own properties of that
 * throws: behind the test it has its value, wherever the read is.
 */
static bool is_settled_by_test(const struct guard *g, uint32_t base)
{
    return g->o->scopes->bindings.items[base].kind == BINDING_VAR && own_is_stable(g->o, base);
}

static bool unchanged(const struct guard *g, const struct stretch *stretch)
{
    return (g->base == BINDING_NONE || is_settled_by_test(g, g->base) || is_unchanged(g, g->base, stretch)) &&
           is_unchanged(g, g->key, stretch);
}

/* What is behind the place does not matter where nothing is run again. */
static node_id end_of(const struct guard *g, node_id whole, bool straight)
{
    return straight ? g->place + tree_node(g->o->tree, g->place)->size : whole + tree_node(g->o->tree, whole)->size;
}

/* A statement behind so many in its block learns nothing from them: the time for a block stays linear. */
enum { STATEMENTS_MAX = 1000 };

/* The last statement of a branch, which runs whenever control comes to its end; NODE_NONE when it is empty. */
static node_id last_statement(const struct tree *t, node_id branch)
{
    node_id last = NODE_NONE;

    if (tree_kind(t, branch) != KIND_STATEMENT_BLOCK)
        return branch;
    for (node_id c = tree_named_first(t, branch); c != NODE_NONE; c = tree_named_next(t, c)) {
        if (tree_kind(t, c) != KIND_COMMENT)
            last = c;
    }
    return last;
}

/* The type of what the statement `n` assigns to the key; TYPE_ALL when it does something else. */
static unsigned type_assigned(const struct guard *g, node_id n)
{
    const struct tree *t = g->o->tree;
    node_id assignment = NODE_NONE;
    unsigned type = TYPE_ALL;

    if (n == NODE_NONE || tree_kind(t, n) != KIND_EXPRESSION_STATEMENT)
        return TYPE_ALL;
    assignment = tree_named_first(t, n);
    if (assignment == NODE_NONE || (tree_kind(t, assignment) != KIND_ASSIGNMENT_EXPRESSION &&
                                    tree_kind(t, assignment) != KIND_AUGMENTED_ASSIGNMENT_EXPRESSION))
        return TYPE_ALL;
    if (own_binding_at(g->o, tree_field(t, assignment, FIELD_LEFT)) != g->key)
        return TYPE_ALL;
    type = own_test_type_of(g->o, tree_field(t, assignment, FIELD_RIGHT));
    if (tree_kind(t, assignment) == KIND_ASSIGNMENT_EXPRESSION)
        return type;
    /* x += "" */
    return type == TYPE_STRING && tree_kind(t, tree_field(t, assignment, FIELD_OPERATOR)) == TOKEN_PLUS_ASSIGN
               ? TYPE_STRING
               : TYPE_ALL;
}

/* if (typeof key !== "string") { ...; key = String(key); } before the place: either way it has the type. */
static void learn_converted(struct guard *g, node_id n, node_id end)
{
    const struct tree *t = g->o->tree;
    node_id test = tree_field(t, n, FIELD_CONDITION);
    const struct stretch asking = {test, test + tree_node(t, test)->size, NODE_NONE, false};
    const struct stretch behind = {n + tree_node(t, n)->size, end, NODE_NONE, false};
    struct guard otherwise = {.o = g->o, .base = BINDING_NONE, .key = g->key, .types = TYPE_ALL};
    unsigned type = type_assigned(g, last_statement(t, tree_field(t, n, FIELD_CONSEQUENCE)));

    if (type == TYPE_ALL || !is_unchanged(g, g->key, &asking) || !is_unchanged(g, g->key, &behind))
        return;
    own_test_learn(&otherwise, test, false);
    g->types &= otherwise.types | type;
}

/* Kinds of nodes that run nothing but their parts. */
static bool is_quiet(const struct tree *t, node_id n)
{
    switch (tree_kind(t, n)) {
    case KIND_IDENTIFIER:
    case KIND_NUMBER:
    case KIND_STRING:
    case KIND_STRING_FRAGMENT:
    case KIND_TRUE:
    case KIND_FALSE:
    case KIND_NULL:
    case KIND_UNDEFINED:
    case KIND_COMMENT:
    case KIND_PARENTHESIZED_EXPRESSION:
    case KIND_ARGUMENTS:
    case KIND_TERNARY_EXPRESSION:
    case KIND_IF_STATEMENT:
    case KIND_STATEMENT_BLOCK:
    case KIND_RETURN_STATEMENT:
    case KIND_CONTINUE_STATEMENT:
    case KIND_BREAK_STATEMENT:
    case KIND_EXPRESSION_STATEMENT:
    case KIND_LEXICAL_DECLARATION:
    case KIND_VARIABLE_DECLARATION:
    case KIND_VARIABLE_DECLARATOR:
        return true;
    case KIND_UNARY_EXPRESSION:
        return tree_token(t, n, TOKEN_BANG) != NODE_NONE;
    case KIND_BINARY_EXPRESSION:
        return tree_token(t, n, TOKEN_AND_AND) != NODE_NONE || tree_token(t, n, TOKEN_OR_OR) != NODE_NONE;
    default:
        return false;
    }
}

/* True for what `n` does, when it holds `place`, only behind it. */
static bool runs_once(const struct tree *t, node_id n, node_id place)
{
    enum kind kind = tree_kind(t, n);

    return holds_node(t, n, place) && !is_loop(kind) && !scope_is_function(t, n) && kind != KIND_CLASS_BODY;
}

/* True when one call, which must be the test, is all that can run from `test` on until the place is reached. */
static bool is_firm(const struct guard *g, node_id test)
{
    const struct tree *t = g->o->tree;
    unsigned calls = 0;

    for (node_id n = test; n < g->place; n++) {
        if (!tree_node(t, n)->named || is_quiet(t, n) || runs_once(t, n, g->place))
            continue;
        if (tree_kind(t, n) != KIND_CALL_EXPRESSION || calls++ > 0)
            return false;
        n = tree_field(t, n, FIELD_FUNCTION);
        n += tree_node(t, n)->size - 1;
    }
    return true;
}

/* Learns what a test says that comes before the place. */
static void learn_test(struct guard *g, node_id test, bool holds)
{
    bool before = g->own;

    own_test_learn(g, test, holds);
    if (g->own && !before)
        g->firm = is_firm(g, test);
}

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
        if (own_statement_leaves(t, then) && unchanged(g, &stretch))
            learn_test(g, stretch.test, false);
        else
            learn_converted(g, c, stretch.to);
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
            learn_test(g, stretch.test, field == FIELD_CONSEQUENCE);
        return;
    case KIND_BINARY_EXPRESSION:
        op = tree_kind(t, tree_field(t, parent, FIELD_OPERATOR));
        stretch.test = tree_field(t, parent, FIELD_LEFT);
        if (field == FIELD_RIGHT && (op == TOKEN_AND_AND || op == TOKEN_OR_OR) && unchanged(g, &stretch))
            learn_test(g, stretch.test, op == TOKEN_AND_AND);
        return;
    case KIND_STATEMENT_BLOCK:
    case KIND_PROGRAM:
        learn_before(g, parent, child);
        return;
    case KIND_SWITCH_CASE:
        /* Also the cases before it: one of them may have come here. */
        stretch.from = tree_node(t, tree_node(t, parent)->parent)->parent;
        stretch.to = end_of(g, stretch.from, straight);
        if (field != FIELD_VALUE && unchanged(g, &stretch))
            own_test_learn_case(g, parent);
        return;
    default:
        return;
    }
}

/*
 * True when what is known of the key outside of `function` still holds when that runs: it is made there, not before,
 * and the key has one value.
 */
static bool keeps_knowledge(const struct guard *g, node_id function)
{
    switch (tree_kind(g->o->tree, function)) {
    case KIND_ARROW_FUNCTION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_METHOD_DEFINITION:
        return g->base == BINDING_NONE && own_is_stable(g->o, g->key) &&
               g->o->scopes->bindings.items[g->key].func != g->o->scopes->func_of[function];
    default:
        return false;
    }
}

/* Learns what is known where `n` stands, up to its function: outside, things may have changed when it is called. */
static void learn_at(struct guard *g, node_id n)
{
    const struct tree *t = g->o->tree;
    unsigned steps = 0;

    g->place = n;
    g->func = own_function_of(g->o, n);
    for (node_id child = n;
         child != 0 && steps++ < 200 && (!scope_is_function(t, child) || keeps_knowledge(g, child));) {
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

bool own_keys_choice(const struct own_keys *o, node_id name, struct own_choice *out)
{
    struct guard g = {.o = o, .base = BINDING_NONE, .key = own_binding_at(o, name), .types = TYPE_ALL, .choice = out};

    *out = (struct own_choice){.count = 0};
    if (g.key == BINDING_NONE)
        return false;
    learn_at(&g, name);
    return out->count > 0 || own_choice_of_names(o, name, out);
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

bool own_keys_guards_firmly(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && ((g.excludes_constructor && g.excludes_proto) || g.firm);
}

bool own_keys_guards_prototype(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && g.excludes_prototype;
}
