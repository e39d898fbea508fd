#include "analyzer/semantic/consumed.h"

#include "analyzer/syntax/expression.h"

/* What a place does with the value of an expression. */
enum end {
    END_TAKEN,   /* gives a primitive value, or nothing */
    END_PASSED,  /* is its value, or part of what is tested */
    END_UNKNOWN, /* anything else */
};

struct consumer {
    const struct scopes *scopes;
    const struct tree *tree;
    bool *taken; /* by node */
    bool *waits; /* by binding: a variable of which each mention is taken */
};

/* What an operator does with an operand, or with the value of the variable that it assigns. */
static enum end end_of_operator(const struct tree *t, node_id n)
{
    enum kind op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));

    if (operator_gives_number(op))
        return END_TAKEN;
    switch (op) {
    case TOKEN_AND_AND:
    case TOKEN_OR_OR:
    case TOKEN_NULLISH:
        return END_PASSED;
    case TOKEN_PLUS:
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE:
    case TOKEN_EQ:
    case TOKEN_NE:
    case TOKEN_EQ_STRICT:
    case TOKEN_NE_STRICT:
    case TOKEN_PLUS_ASSIGN:
    case TOKEN_MINUS_ASSIGN:
    case TOKEN_STAR_ASSIGN:
    case TOKEN_SLASH_ASSIGN:
    case TOKEN_PERCENT_ASSIGN:
    case TOKEN_AND_ASSIGN:
    case TOKEN_OR_ASSIGN:
    case TOKEN_XOR_ASSIGN:
    case TOKEN_SHL_ASSIGN:
    case TOKEN_SHR_ASSIGN:
    case TOKEN_USHR_ASSIGN:
        return END_TAKEN;
    default: /* `in` and `instanceof` ask the right operand, and the prototype of the left one; `a ||= b` is b */
        return END_UNKNOWN;
    }
}

/* The variable that is the whole target `n`; BINDING_NONE for members, patterns and free names. */
static uint32_t variable_at(const struct consumer *c, node_id n)
{
    return n != NODE_NONE && tree_kind(c->tree, n) == KIND_IDENTIFIER ? c->scopes->binding_of[n] : BINDING_NONE;
}

/* What becomes of the value that the target gets. */
static enum end end_in_variable(const struct consumer *c, node_id target)
{
    uint32_t binding = variable_at(c, target);

    return binding != BINDING_NONE && c->waits[binding] ? END_TAKEN : END_UNKNOWN;
}

/* `c = value` is the value too. */
static enum end end_of_assigned(const struct consumer *c, node_id assignment, node_id n)
{
    if (tree_field(c->tree, assignment, FIELD_RIGHT) != n ||
        end_in_variable(c, tree_field(c->tree, assignment, FIELD_LEFT)) != END_TAKEN)
        return END_UNKNOWN;
    return END_PASSED;
}

static enum end end_in(const struct consumer *c, node_id parent, node_id n)
{
    const struct tree *t = c->tree;

    switch (tree_kind(t, parent)) {
    case KIND_PARENTHESIZED_EXPRESSION:
        return END_PASSED;
    case KIND_BINARY_EXPRESSION:
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
        return end_of_operator(t, parent);
    case KIND_ASSIGNMENT_EXPRESSION:
        return end_of_assigned(c, parent, n);
    case KIND_VARIABLE_DECLARATOR:
        return tree_field(t, parent, FIELD_VALUE) == n ? end_in_variable(c, tree_field(t, parent, FIELD_NAME))
                                                       : END_UNKNOWN;
    case KIND_UNARY_EXPRESSION:
        return tree_token(t, parent, TOKEN_DELETE) == NODE_NONE ? END_TAKEN : END_UNKNOWN;
    case KIND_UPDATE_EXPRESSION:
    case KIND_EXPRESSION_STATEMENT:
        return END_TAKEN;
    case KIND_TERNARY_EXPRESSION:
        return tree_field(t, parent, FIELD_CONDITION) == n ? END_TAKEN : END_PASSED;
    case KIND_IF_STATEMENT:
    case KIND_WHILE_STATEMENT:
    case KIND_DO_STATEMENT:
        return tree_field(t, parent, FIELD_CONDITION) == n ? END_TAKEN : END_UNKNOWN;
    default:
        return END_UNKNOWN;
    }
}

/* From the whole to its parts, which stand behind it. */
static void take(struct consumer *c)
{
    for (node_id n = 1; n < c->tree->count; n++) {
        node_id parent = tree_node(c->tree, n)->parent;
        enum end end = end_in(c, parent, n);
        c->taken[n] = end == END_TAKEN || (end == END_PASSED && c->taken[parent]);
    }
}

/* True for a mention that gives the variable a value and does nothing else with it; an exported one is read by others.
 */
static bool is_given(const struct tree *t, node_id n)
{
    node_id parent = tree_node(t, n)->parent;
    enum kind kind = tree_kind(t, parent);

    if (kind == KIND_ASSIGNMENT_EXPRESSION)
        return tree_field(t, parent, FIELD_LEFT) == n;
    return kind == KIND_VARIABLE_DECLARATOR && tree_field(t, parent, FIELD_NAME) == n &&
           tree_kind(t, tree_node(t, tree_node(t, parent)->parent)->parent) != KIND_EXPORT_STATEMENT;
}

static bool is_mention(const struct consumer *c, node_id n)
{
    enum kind kind = tree_kind(c->tree, n);

    return (kind == KIND_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER ||
            kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN) &&
           c->scopes->binding_of[n] != BINDING_NONE;
}

static void find_waiting(struct consumer *c)
{
    for (uint32_t i = 0; i < c->scopes->bindings.len; i++) {
        const struct binding *b = &c->scopes->bindings.items[i];
        c->waits[i] = !b->sloppy && (b->kind == BINDING_VAR || b->kind == BINDING_LET || b->kind == BINDING_CONST);
    }
    for (node_id n = 0; n < c->tree->count; n++) {
        if (is_mention(c, n) && !c->taken[n] && !is_given(c->tree, n))
            c->waits[c->scopes->binding_of[n]] = false;
    }
}

bool *consumed_build(struct arena *a, const struct scopes *scopes, bool odd_names)
{
    struct consumer c = {.scopes = scopes, .tree = scopes->tree};

    c.taken = arena_array(a, c.tree->count, sizeof(*c.taken));
    c.waits = arena_array(a, scopes->bindings.len + 1, sizeof(*c.waits));
    take(&c);
    /* The global object of a script has its variables. */
    if (odd_names || c.tree->goal == GOAL_SCRIPT)
        return c.taken;
    find_waiting(&c);
    take(&c);
    return c.taken;
}
