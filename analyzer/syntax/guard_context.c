#include "analyzer/syntax/guard_internal.h"

/* The context of the parameters and the body of a function that is no arrow function. */
static uint16_t function_context(const struct guard *g, node_id n)
{
    bool is_async = tree_token(g->tree, n, TOKEN_ASYNC) != NODE_NONE;
    bool generator = tree_token(g->tree, n, TOKEN_STAR) != NODE_NONE;
    bool module = g->tree->goal == GOAL_MODULE;
    unsigned context = IN_FUNCTION;

    context |= is_async ? IN_AWAIT : module ? NO_AWAIT : 0U;
    context |= generator ? IN_YIELD : module ? NO_YIELD : 0U;
    return (uint16_t)context;
}

/*
 * An arrow function has the `yield` of nobody. Where the words would be keywords outside of it they are early errors or
 * hardly ever written inside, so there they are refused whatever they mean.
 */
static uint16_t arrow_context(const struct guard *g, node_id n, node_id child)
{
    unsigned outer = g->context[n];
    bool is_async = tree_token(g->tree, n, TOKEN_ASYNC) != NODE_NONE;
    unsigned context = outer & (NO_AWAIT | NO_YIELD | NO_IN);

    if ((outer & IN_YIELD) != 0)
        context |= NO_YIELD;
    if (tree_node(g->tree, child)->field != FIELD_BODY) {
        context &= ~(unsigned)NO_IN;
        return (uint16_t)(is_async || (outer & IN_AWAIT) != 0 ? context | NO_AWAIT : context);
    }
    context |= IN_FUNCTION;
    if (is_async)
        return (uint16_t)((context & ~(unsigned)NO_AWAIT) | IN_AWAIT);
    return (uint16_t)((outer & IN_AWAIT) != 0 ? context | NO_AWAIT : context);
}

static uint16_t for_in_context(const struct guard *g, node_id n, node_id child)
{
    unsigned context = g->context[n];

    if (tree_node(g->tree, child)->field == FIELD_LEFT && tree_field(g->tree, n, FIELD_KIND) != NODE_NONE)
        context |= IN_BINDING;
    if (tree_node(g->tree, child)->field == FIELD_VALUE)
        context |= NO_IN;
    return (uint16_t)context;
}

/* Children of a program: what a lexical declaration there declares is in the scope of the whole file. */
static uint16_t top_context(const struct guard *g, node_id n, node_id child)
{
    enum kind kind = tree_kind(g->tree, child);
    bool lexical = kind == KIND_LEXICAL_DECLARATION || kind == KIND_USING_DECLARATION || kind == KIND_CLASS_DECLARATION;

    return lexical ? g->context[n] | IN_TOP_LEVEL : g->context[n];
}

uint16_t guard_context(const struct guard *g, node_id n, node_id child)
{
    const unsigned outer = g->context[n];
    const unsigned inner = outer & ~(unsigned)(NO_IN | IN_CALLEE | IN_BINDING | IN_TOP_LEVEL);
    enum field field = (enum field)tree_node(g->tree, child)->field;

    switch ((int)tree_kind(g->tree, n)) {
    case KIND_PROGRAM:
        return top_context(g, n, child);
    case KIND_FUNCTION_DECLARATION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_GENERATOR_FUNCTION:
    case KIND_GENERATOR_FUNCTION_DECLARATION:
    case KIND_METHOD_DEFINITION:
        return field == FIELD_PARAMETERS || field == FIELD_BODY ? function_context(g, n) : (uint16_t)inner;
    case KIND_ARROW_FUNCTION:
        return arrow_context(g, n, child);
    case KIND_FIELD_DEFINITION:
    case KIND_CLASS_STATIC_BLOCK:
        if (field == FIELD_VALUE || field == FIELD_BODY)
            return NO_AWAIT | NO_YIELD;
        return (uint16_t)inner;
    case KIND_FORMAL_PARAMETERS:
        return (uint16_t)(inner | IN_BINDING);
    case KIND_VARIABLE_DECLARATOR:
        return (uint16_t)(field == FIELD_NAME ? outer | IN_BINDING : outer & ~(unsigned)IN_TOP_LEVEL);
    case KIND_CATCH_CLAUSE:
        return (uint16_t)(field == FIELD_PARAMETER ? outer | IN_BINDING : outer);
    case KIND_CLASS_DECLARATION:
        return (uint16_t)(field == FIELD_NAME ? outer | IN_BINDING : inner);
    case KIND_PAIR_PATTERN:
        return (uint16_t)(field == FIELD_VALUE ? outer : inner);
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_OBJECT_ASSIGNMENT_PATTERN:
        return (uint16_t)(field == FIELD_LEFT ? outer : inner);
    case KIND_ARRAY_PATTERN:
    case KIND_OBJECT_PATTERN:
        return (uint16_t)(outer & ~(unsigned)NO_IN);
    case KIND_FOR_IN_STATEMENT:
        return for_in_context(g, n, child);
    case KIND_FOR_STATEMENT:
        return (uint16_t)(field == FIELD_INITIALIZER ? outer | NO_IN : outer);
    case KIND_NEW_EXPRESSION:
        return (uint16_t)(field == FIELD_CONSTRUCTOR ? outer | IN_CALLEE : inner);
    case KIND_CALL_EXPRESSION:
        return (uint16_t)(field == FIELD_FUNCTION ? outer : inner);
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        return (uint16_t)(field == FIELD_INDEX ? inner : outer);
    case KIND_TERNARY_EXPRESSION:
        return (uint16_t)(field == FIELD_CONSEQUENCE ? inner : outer);
    case KIND_PARENTHESIZED_EXPRESSION:
    case KIND_ARGUMENTS:
    case KIND_ARRAY:
    case KIND_OBJECT:
    case KIND_TEMPLATE_STRING:
    case KIND_TEMPLATE_SUBSTITUTION:
    case KIND_COMPUTED_PROPERTY_NAME:
    case KIND_STATEMENT_BLOCK:
    case KIND_CLASS:
    case KIND_CLASS_BODY:
        return (uint16_t)inner;
    default:
        return (uint16_t)outer;
    }
}
