#include "analyzer/syntax/expression.h"

node_id skip_parentheses(const struct tree *t, node_id n)
{
    while (n != NODE_NONE && tree_kind(t, n) == KIND_PARENTHESIZED_EXPRESSION) {
        node_id inner = tree_named_first(t, n);
        if (inner == NODE_NONE)
            return n;
        n = inner;
    }
    return n;
}

bool is_write_target(const struct tree *t, node_id n)
{
    node_id parent = tree_node(t, n)->parent;
    enum field field = (enum field)tree_node(t, n)->field;

    while (parent != NODE_NONE && tree_kind(t, parent) == KIND_PARENTHESIZED_EXPRESSION) {
        field = (enum field)tree_node(t, parent)->field;
        parent = tree_node(t, parent)->parent;
    }
    if (parent == NODE_NONE)
        return false;
    switch (tree_kind(t, parent)) {
    case KIND_ASSIGNMENT_EXPRESSION:
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_OBJECT_ASSIGNMENT_PATTERN:
    case KIND_FOR_IN_STATEMENT:
        return field == FIELD_LEFT;
    case KIND_ARRAY_PATTERN:
    case KIND_REST_PATTERN:
        return true;
    case KIND_PAIR_PATTERN:
        return field == FIELD_VALUE;
    case KIND_UNARY_EXPRESSION:
        return tree_token(t, parent, TOKEN_DELETE) != NODE_NONE;
    default:
        return false;
    }
}

bool operator_gives_number(enum kind op)
{
    switch (op) {
    case TOKEN_MINUS:
    case TOKEN_STAR:
    case TOKEN_SLASH:
    case TOKEN_PERCENT:
    case TOKEN_STAR_STAR:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_XOR:
    case TOKEN_SHL:
    case TOKEN_SHR:
    case TOKEN_USHR:
        return true;
    default:
        return false;
    }
}
