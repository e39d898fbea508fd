/*
 * own_reach.c - which assignments may give a local variable its value at one place in the text.
 *
 * The walk goes from the place outwards, and backwards over the statements before it. It collects every assignment
 * that it passes, and stops behind one that is certainly made before the place is reached. Everything that is not a
 * straight sequence of statements (loops, cases, try) is collected whole. So the answer names too many assignments
 * rather than too few: it only leaves out those that a certain one hides, and those that stand further on outside any
 * common loop.
 */
#include "analyzer/semantic/own_key_internal.h"

/* Deeper nesting, or more assignments of one variable, than this proves nothing: each use looks at all of them. */
enum { DEPTH_MAX = 200, PARTS_MAX = 16, ASSIGNMENTS_MAX = 24 };

/* One walk. */
struct walk {
    const struct own_keys *o;
    uint32_t binding;
    struct own_reach *out;
    bool failed;
};

/* Expressions that are certainly evaluated, still to be looked at. */
struct parts {
    node_id todo[PARTS_MAX];
    unsigned count;
};

static void want_part(struct parts *p, node_id n)
{
    if (n != NODE_NONE && p->count < PARTS_MAX)
        p->todo[p->count++] = n;
}

static void want_children(const struct tree *t, struct parts *p, node_id n)
{
    for (node_id c = tree_named_first(t, n); c != NODE_NONE; c = tree_named_next(t, c))
        want_part(p, c);
}

/* True for &&=, ||= and ??=, which may leave their target as it is. */
static bool is_conditional_assignment(const struct tree *t, node_id n)
{
    enum kind op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));

    return op == TOKEN_AND_AND_ASSIGN || op == TOKEN_OR_OR_ASSIGN || op == TOKEN_NULLISH_ASSIGN;
}

/* The right operand of && and its like need not be evaluated. */
static bool may_skip_right(const struct tree *t, node_id n)
{
    enum kind op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));

    return op == TOKEN_AND_AND || op == TOKEN_OR_OR || op == TOKEN_NULLISH;
}

/* True when a ?. in the chain that `n` ends may leave what stands behind it (section 13.3.9). */
static bool may_break_off(const struct tree *t, node_id n)
{
    for (;;) {
        if (tree_field(t, n, FIELD_OPTIONAL_CHAIN) != NODE_NONE)
            return true;
        switch (tree_kind(t, n)) {
        case KIND_MEMBER_EXPRESSION:
        case KIND_SUBSCRIPT_EXPRESSION:
            n = tree_field(t, n, FIELD_OBJECT);
            break;
        case KIND_CALL_EXPRESSION:
            n = tree_field(t, n, FIELD_FUNCTION);
            break;
        default:
            return false;
        }
    }
}

/* Looks at one part: true when it assigns `binding`; else the parts of it that are certainly evaluated are wanted. */
static bool part_assigns(const struct own_keys *o, uint32_t binding, struct parts *p, node_id n)
{
    const struct tree *t = o->tree;

    switch (tree_kind(t, n)) {
    case KIND_PARENTHESIZED_EXPRESSION:
    case KIND_EXPRESSION_STATEMENT:
    case KIND_SEQUENCE_EXPRESSION:
    case KIND_VARIABLE_DECLARATION:
    case KIND_LEXICAL_DECLARATION:
        want_children(t, p, n);
        return false;
    case KIND_VARIABLE_DECLARATOR:
        want_part(p, tree_field(t, n, FIELD_VALUE));
        return tree_field(t, n, FIELD_VALUE) != NODE_NONE && own_binding_at(o, tree_field(t, n, FIELD_NAME)) == binding;
    case KIND_UPDATE_EXPRESSION:
        return own_binding_at(o, tree_field(t, n, FIELD_ARGUMENT)) == binding;
    case KIND_ASSIGNMENT_EXPRESSION:
        want_part(p, tree_field(t, n, FIELD_RIGHT));
        return own_binding_at(o, tree_field(t, n, FIELD_LEFT)) == binding;
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
        return !is_conditional_assignment(t, n) && own_binding_at(o, tree_field(t, n, FIELD_LEFT)) == binding;
    case KIND_BINARY_EXPRESSION:
        want_part(p, tree_field(t, n, FIELD_LEFT));
        if (!may_skip_right(t, n))
            want_part(p, tree_field(t, n, FIELD_RIGHT));
        return false;
    case KIND_SUBSCRIPT_EXPRESSION:
        want_part(p, tree_field(t, n, FIELD_OBJECT));
        if (!may_break_off(t, n))
            want_part(p, tree_field(t, n, FIELD_INDEX));
        return false;
    case KIND_UNARY_EXPRESSION:
        want_part(p, tree_field(t, n, FIELD_ARGUMENT));
        return false;
    case KIND_IF_STATEMENT:
    case KIND_WHILE_STATEMENT:
    case KIND_TERNARY_EXPRESSION:
        want_part(p, tree_field(t, n, FIELD_CONDITION));
        return false;
    default:
        return false;
    }
}

/* True when running `n` to its end certainly assigns `binding`; `n` may be NODE_NONE. */
static bool assigns(const struct own_keys *o, uint32_t binding, node_id n)
{
    struct parts p = {0};

    want_part(&p, n);
    while (p.count > 0) {
        node_id part = p.todo[--p.count];
        if (part_assigns(o, binding, &p, part))
            return true;
    }
    return false;
}

static void collect_one(struct walk *w, const struct definition *d)
{
    struct own_reach *out = w->out;

    switch (d->how) {
    case DEFINE_NUMBER:
        out->number = true;
        return;
    case DEFINE_KEY_IN:
        out->text = true;
        return;
    case DEFINE_INIT:
    case DEFINE_SUM:
        for (unsigned i = 0; i < out->count; i++) {
            if (out->sources[i] == d->source)
                return;
        }
        w->failed = w->failed || out->count == REACH_MAX;
        if (!w->failed)
            out->sources[out->count++] = d->source;
        return;
    case DEFINE_ELEMENT:
        /* for await: what the element resolves to */
        w->failed = w->failed || out->list_count == REACH_MAX ||
                    tree_token(w->o->tree, tree_node(w->o->tree, d->node)->parent, TOKEN_AWAIT) != NODE_NONE;
        if (!w->failed)
            out->lists[out->list_count++] = d->source;
        return;
    case DEFINE_OTHER:
        w->failed = true;
        return;
    }
}

/* Collects the assignments in nodes [from, to). */
static void collect(struct walk *w, node_id from, node_id to)
{
    for (uint32_t i = w->o->first[w->binding]; i != 0; i = w->o->definitions.items[i - 1].next) {
        const struct definition *d = &w->o->definitions.items[i - 1];
        if (d->node >= from && d->node < to)
            collect_one(w, d);
    }
}

static void collect_in(struct walk *w, node_id n)
{
    collect(w, n, n + tree_node(w->o->tree, n)->size);
}

/* The last assignment in nodes [from, to); NODE_NONE when there is none. */
static node_id last_between(const struct walk *w, node_id from, node_id to)
{
    node_id last = NODE_NONE;

    for (uint32_t i = w->o->first[w->binding]; i != 0; i = w->o->definitions.items[i - 1].next) {
        node_id at = w->o->definitions.items[i - 1].node;
        if (at >= from && at < to && (last == NODE_NONE || at > last))
            last = at;
    }
    return last;
}

/* The child of `block` that `n` is in; NODE_NONE when it is too deep. */
static node_id child_around(const struct tree *t, node_id block, node_id n)
{
    for (unsigned steps = 0; steps < DEPTH_MAX; steps++) {
        if (tree_node(t, n)->parent == block)
            return n;
        n = tree_node(t, n)->parent;
    }
    return NODE_NONE;
}

/* Goes backwards over the statements of `block` before `child`: true when one of them certainly assigns. */
static bool statements_before(struct walk *w, node_id block, node_id child)
{
    node_id end = child;

    while (!w->failed) {
        node_id last = last_between(w, block, end);
        if (last == NODE_NONE)
            return false;
        end = child_around(w->o->tree, block, last);
        if (end == NODE_NONE) {
            w->failed = true;
            return false;
        }
        collect_in(w, end);
        if (assigns(w->o, w->binding, end))
            return true;
    }
    return false;
}

/* True when a part of `parent` that certainly assigns comes before `child`, every time. */
static bool assigned_first(const struct walk *w, node_id parent, node_id child)
{
    const struct tree *t = w->o->tree;
    enum field field = (enum field)tree_node(t, child)->field;

    switch (tree_kind(t, parent)) {
    case KIND_IF_STATEMENT:
    case KIND_WHILE_STATEMENT:
    case KIND_TERNARY_EXPRESSION:
        return field != FIELD_CONDITION && assigns(w->o, w->binding, tree_field(t, parent, FIELD_CONDITION));
    case KIND_BINARY_EXPRESSION:
        return field == FIELD_RIGHT && assigns(w->o, w->binding, tree_field(t, parent, FIELD_LEFT));
    case KIND_FOR_IN_STATEMENT:
        /* Each round begins with it. */
        return field == FIELD_BODY && own_binding_at(w->o, tree_field(t, parent, FIELD_LEFT)) == w->binding;
    default:
        return false;
    }
}

/* for (a; b; c) d: before c and d comes b, every time, and before all of them a. */
static bool loop_around(struct walk *w, node_id loop, node_id child)
{
    const struct tree *t = w->o->tree;
    enum field field = (enum field)tree_node(t, child)->field;
    node_id first = tree_field(t, loop, FIELD_INITIALIZER);
    node_id end = loop + tree_node(t, loop)->size;

    if (field != FIELD_INITIALIZER && field != FIELD_CONDITION && first != NODE_NONE &&
        assigns(w->o, w->binding, tree_field(t, loop, FIELD_CONDITION))) {
        collect(w, first + tree_node(t, first)->size, end);
        return true;
    }
    collect(w, loop, end);
    return field != FIELD_INITIALIZER && assigns(w->o, w->binding, first);
}

/* One step outwards: true when nothing further out or further back can reach the place. */
static bool step_out(struct walk *w, node_id parent, node_id child)
{
    enum field assigned = tree_kind(w->o->tree, parent) == KIND_VARIABLE_DECLARATOR ? FIELD_NAME : FIELD_LEFT;

    switch (tree_kind(w->o->tree, parent)) {
    case KIND_STATEMENT_BLOCK:
    case KIND_PROGRAM:
    case KIND_SEQUENCE_EXPRESSION:
        return statements_before(w, parent, child);
    case KIND_FOR_STATEMENT:
        return loop_around(w, parent, child);
    case KIND_EXPRESSION_STATEMENT:
    case KIND_PARENTHESIZED_EXPRESSION:
        return false; /* nothing but the child */
    case KIND_ASSIGNMENT_EXPRESSION:
    case KIND_VARIABLE_DECLARATOR:
        /* x = o[x]: what is assigned comes last. */
        if (own_binding_at(w->o, tree_field(w->o->tree, parent, assigned)) != w->binding)
            collect_in(w, parent);
        return false;
    default:
        collect_in(w, parent);
        return assigned_first(w, parent, child);
    }
}

/* The value from before the function's own assignments, when the walk has left its body at `function`. */
static bool starts_undefined(const struct walk *w, node_id function)
{
    const struct binding *b = &w->o->scopes->bindings.items[w->binding];
    bool own = function == 0 ? b->func == 0 : w->o->scopes->func_of[function] == b->func;

    return own && b->kind != BINDING_PARAM;
}

bool own_keys_reach(const struct own_keys *o, node_id name, struct own_reach *out)
{
    const struct tree *t = o->tree;
    struct walk w = {.o = o, .binding = own_binding_at(o, name), .out = out};
    node_id child = name;

    *out = (struct own_reach){0};
    if (w.binding == BINDING_NONE || !o->local[w.binding])
        return false;
    for (unsigned steps = 0; steps < DEPTH_MAX && !w.failed; steps++) {
        node_id parent = child == 0 ? 0 : tree_node(t, child)->parent;
        if (child == 0 || scope_is_function(t, parent)) {
            out->nothing = true;
            return starts_undefined(&w, parent);
        }
        if (step_out(&w, parent, child))
            return !w.failed;
        child = parent;
    }
    return false;
}

/* A variable of which every assignment is known, and made by its own function. */
static bool is_local(const struct own_keys *o, uint32_t binding)
{
    const struct binding *b = &o->scopes->bindings.items[binding];
    unsigned count = 0;

    if (b->kind != BINDING_PARAM && b->kind != BINDING_VAR && b->kind != BINDING_LET && b->kind != BINDING_CONST)
        return false;
    if (o->declarations[binding] != 0 || own_is_mapped(o, binding))
        return false;
    for (uint32_t i = o->first[binding]; i != 0; i = o->definitions.items[i - 1].next) {
        if (++count > ASSIGNMENTS_MAX || o->definitions.items[i - 1].func != b->func)
            return false;
    }
    return count > (b->kind == BINDING_PARAM ? 0 : 1);
}

void own_reach_setup(struct own_keys *o)
{
    o->local = arena_array(o->arena, o->scopes->bindings.len + 1, sizeof(*o->local));
    o->counts = arena_array(o->arena, o->scopes->bindings.len + 1, sizeof(*o->counts));
    for (uint32_t i = 0; i < o->scopes->bindings.len; i++) {
        o->local[i] = is_local(o, i);
        for (uint32_t d = o->local[i] ? o->first[i] : 0; d != 0; d = o->definitions.items[d - 1].next)
            o->counts[i] = o->counts[i] || o->definitions.items[d - 1].how == DEFINE_NUMBER;
    }
}

bool own_keys_varies(const struct own_keys *o, node_id name)
{
    uint32_t binding = own_binding_at(o, name);

    return binding != BINDING_NONE && o->local[binding];
}

bool own_keys_counts(const struct own_keys *o, node_id name)
{
    uint32_t binding = own_binding_at(o, name);

    return binding != BINDING_NONE && o->counts[binding];
}
