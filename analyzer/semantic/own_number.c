/*
 * own_number.c - expressions that give a Number and never a BigInt, as far as the text shows: literals, what is counted
 * up from one, and arithmetic with one, which throws when the other operand is a BigInt (ECMAScript 2025
 * section 13.15.4).
 */
#include "analyzer/semantic/own_key_internal.h"
#include "analyzer/syntax/expression.h"

/* More parts than this are no index that anybody writes. */
enum { NUMBERS_MAX = 32 };

struct numbers {
    const struct own_keys *o;
    node_id todo[NUMBERS_MAX]; /* expressions that must give Numbers */
    unsigned todo_count;
    uint32_t names[NUMBERS_MAX]; /* variables that were looked at */
    unsigned name_count;
    bool failed;
};

static void want_number(struct numbers *w, node_id n)
{
    if (n == NODE_NONE || w->todo_count == NUMBERS_MAX)
        w->failed = true;
    else
        w->todo[w->todo_count++] = n;
}

static bool is_number_literal(const struct tree *t, node_id n)
{
    return n != NODE_NONE && tree_kind(t, n) == KIND_NUMBER && !str_ends(tree_text(t, n), STR("n"));
}

/* Everything that is ever assigned to the variable: Numbers stay Numbers when they are counted. */
static void look_at_variable(struct numbers *w, uint32_t binding)
{
    const struct own_keys *o = w->o;
    enum binding_kind kind = binding == BINDING_NONE ? BINDING_PARAM : o->scopes->bindings.items[binding].kind;

    for (unsigned i = 0; i < w->name_count; i++) {
        if (w->names[i] == binding)
            return;
    }
    if ((kind != BINDING_VAR && kind != BINDING_LET && kind != BINDING_CONST) || w->name_count == NUMBERS_MAX ||
        o->declarations[binding] > 0) {
        w->failed = true;
        return;
    }
    w->names[w->name_count++] = binding;
    for (uint32_t i = o->first[binding]; i != 0 && !w->failed; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        if (d->how == DEFINE_INIT)
            want_number(w, d->source);
        else if (d->how == DEFINE_SUM)
            want_number(w, tree_field(o->tree, d->source, FIELD_RIGHT));
        else if (d->how != DEFINE_NUMBER)
            w->failed = true;
    }
}

static void look_at_binary(struct numbers *w, node_id n)
{
    const struct tree *t = w->o->tree;
    node_id left = tree_field(t, n, FIELD_LEFT);
    node_id right = tree_field(t, n, FIELD_RIGHT);
    enum kind op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));

    switch (op) {
    case TOKEN_PLUS:
        want_number(w, left);
        want_number(w, right);
        return;
    case TOKEN_USHR:
        return; /* there is none of BigInts */
    default:
        if (!operator_gives_number(op))
            w->failed = true;
        else if (!is_number_literal(t, right))
            want_number(w, left);
        return;
    }
}

static void look_at_unary(struct numbers *w, node_id n)
{
    const struct tree *t = w->o->tree;

    switch (tree_kind(t, tree_field(t, n, FIELD_OPERATOR))) {
    case TOKEN_PLUS:
        return;
    case TOKEN_MINUS:
    case TOKEN_TILDE:
        want_number(w, tree_field(t, n, FIELD_ARGUMENT));
        return;
    default:
        w->failed = true;
        return;
    }
}

static void look_at_part(struct numbers *w, node_id n)
{
    const struct tree *t = w->o->tree;

    switch (tree_kind(t, n)) {
    case KIND_PARENTHESIZED_EXPRESSION:
        want_number(w, tree_named_next(t, tree_named_first(t, n)) == NODE_NONE ? tree_named_first(t, n) : NODE_NONE);
        return;
    case KIND_NUMBER:
        w->failed = w->failed || !is_number_literal(t, n);
        return;
    case KIND_IDENTIFIER:
        look_at_variable(w, own_binding_at(w->o, n));
        return;
    case KIND_UPDATE_EXPRESSION:
        want_number(w, tree_field(t, n, FIELD_ARGUMENT));
        return;
    case KIND_BINARY_EXPRESSION:
        look_at_binary(w, n);
        return;
    case KIND_UNARY_EXPRESSION:
        look_at_unary(w, n);
        return;
    default:
        w->failed = true;
        return;
    }
}

bool own_keys_is_number(const struct own_keys *o, node_id n)
{
    struct numbers w = {.o = o};

    want_number(&w, n);
    while (w.todo_count > 0 && !w.failed)
        look_at_part(&w, w.todo[--w.todo_count]);
    return !w.failed;
}
