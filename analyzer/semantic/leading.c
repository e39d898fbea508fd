#include "analyzer/semantic/leading.h"

#include "analyzer/semantic/member_name.h"
#include "analyzer/syntax/expression.h"

struct finder {
    struct arena *arena;
    const struct scopes *scopes;
    const struct tree *tree;
    struct leading_reads out;
};

/* `this.name`, where no object inherits such a name. */
static bool is_own_read(const struct finder *f, node_id n)
{
    return tree_kind(f->tree, n) == KIND_MEMBER_EXPRESSION &&
           tree_kind(f->tree, tree_field(f->tree, n, FIELD_OBJECT)) == KIND_THIS &&
           tree_kind(f->tree, tree_field(f->tree, n, FIELD_PROPERTY)) == KIND_PROPERTY_IDENTIFIER &&
           !member_is_language(sym_text(f->scopes->names, f->scopes->name_of[tree_field(f->tree, n, FIELD_PROPERTY)]));
}

/* True for parts of expressions that run no code of others, and put nothing anywhere. */
static bool is_quiet_kind(const struct finder *f, node_id n)
{
    switch (tree_kind(f->tree, n)) {
    case KIND_IDENTIFIER:
    case KIND_PROPERTY_IDENTIFIER:
    case KIND_PARENTHESIZED_EXPRESSION:
    case KIND_TERNARY_EXPRESSION:
    case KIND_ARRAY:
    case KIND_OBJECT:
    case KIND_PAIR:
    case KIND_STRING:
    case KIND_STRING_FRAGMENT:
    case KIND_NUMBER:
    case KIND_TRUE:
    case KIND_FALSE:
    case KIND_NULL:
    case KIND_UNDEFINED:
    case KIND_THIS:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_ARROW_FUNCTION:
        return true;
    case KIND_MEMBER_EXPRESSION: /* of the language, or of this */
        n = tree_field(f->tree, n, FIELD_OBJECT);
        return tree_kind(f->tree, n) == KIND_THIS ||
               (tree_kind(f->tree, n) == KIND_IDENTIFIER && f->scopes->binding_of[n] == BINDING_NONE);
    case KIND_BINARY_EXPRESSION:
        switch (tree_kind(f->tree, tree_field(f->tree, n, FIELD_OPERATOR))) {
        case TOKEN_AND_AND:
        case TOKEN_OR_OR:
        case TOKEN_EQ_STRICT:
        case TOKEN_NE_STRICT:
            return true;
        case TOKEN_INSTANCEOF: /* by a class of the language */
            n = tree_field(f->tree, n, FIELD_RIGHT);
            return tree_kind(f->tree, n) == KIND_IDENTIFIER && f->scopes->binding_of[n] == BINDING_NONE;
        default:
            return false;
        }
    default:
        return false;
    }
}

static bool is_quiet(const struct finder *f, node_id n)
{
    node_id end = n + tree_node(f->tree, n)->size;

    while (n < end) {
        if (tree_node(f->tree, n)->named && !is_quiet_kind(f, n))
            return false;
        n += scope_is_function(f->tree, n) ? tree_node(f->tree, n)->size : 1;
    }
    return true;
}

static bool is_declaration(const struct finder *f, node_id n)
{
    return tree_kind(f->tree, n) == KIND_VARIABLE_DECLARATION || tree_kind(f->tree, n) == KIND_LEXICAL_DECLARATION;
}

/* var a = x, b = y; of plain names */
static bool is_quiet_declaration(const struct finder *f, node_id n)
{
    if (!is_declaration(f, n))
        return false;
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        node_id name = tree_field(f->tree, c, FIELD_NAME);
        node_id value = tree_field(f->tree, c, FIELD_VALUE);
        if (name == NODE_NONE || tree_kind(f->tree, name) != KIND_IDENTIFIER ||
            (value != NODE_NONE && !is_quiet(f, value)))
            return false;
    }
    return true;
}

/* (function () { var f = ...; return function ... })() */
static bool is_quiet_call(const struct finder *f, node_id n)
{
    node_id callee = NODE_NONE;
    node_id body = NODE_NONE;

    if (tree_kind(f->tree, n) != KIND_CALL_EXPRESSION)
        return false;
    callee = skip_parentheses(f->tree, tree_field(f->tree, n, FIELD_FUNCTION));
    if (tree_kind(f->tree, callee) != KIND_FUNCTION_EXPRESSION ||
        tree_named_first(f->tree, tree_field(f->tree, n, FIELD_ARGUMENTS)) != NODE_NONE ||
        tree_named_first(f->tree, tree_field(f->tree, callee, FIELD_PARAMETERS)) != NODE_NONE)
        return false;
    body = tree_field(f->tree, callee, FIELD_BODY);
    for (node_id c = tree_named_first(f->tree, body); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        bool returns = tree_kind(f->tree, c) == KIND_RETURN_STATEMENT && tree_named_first(f->tree, c) != NODE_NONE;
        if (!(returns ? is_quiet(f, tree_named_first(f->tree, c)) : is_quiet_declaration(f, c)))
            return false;
    }
    return true;
}

/* One variable; notes what is read of `this` for it. */
static bool take_variable(struct finder *f, node_id declarator)
{
    node_id name = tree_field(f->tree, declarator, FIELD_NAME);
    node_id value = tree_field(f->tree, declarator, FIELD_VALUE);
    node_id left = NODE_NONE;

    if (name == NODE_NONE || tree_kind(f->tree, name) != KIND_IDENTIFIER)
        return false;
    if (value == NODE_NONE)
        return true;
    if (tree_kind(f->tree, value) != KIND_BINARY_EXPRESSION ||
        tree_kind(f->tree, tree_field(f->tree, value, FIELD_OPERATOR)) != TOKEN_OR_OR)
        return is_quiet(f, value);
    left = skip_parentheses(f->tree, tree_field(f->tree, value, FIELD_LEFT));
    if (tree_kind(f->tree, left) == KIND_BINARY_EXPRESSION &&
        tree_kind(f->tree, tree_field(f->tree, left, FIELD_OPERATOR)) == TOKEN_AND_AND &&
        tree_kind(f->tree, tree_field(f->tree, left, FIELD_LEFT)) == KIND_THIS &&
        is_own_read(f, tree_field(f->tree, left, FIELD_RIGHT)))
        vec_push(f->arena, &f->out, tree_field(f->tree, left, FIELD_RIGHT));
    value = skip_parentheses(f->tree, tree_field(f->tree, value, FIELD_RIGHT));
    return is_quiet(f, left) && (is_quiet(f, value) || is_quiet_call(f, value));
}

static bool take_statement(struct finder *f, node_id n)
{
    node_id inner = tree_named_first(f->tree, n);

    switch (tree_kind(f->tree, n)) {
    case KIND_FUNCTION_DECLARATION:
    case KIND_EMPTY_STATEMENT:
        return true;
    case KIND_EXPRESSION_STATEMENT:
        return inner != NODE_NONE && tree_kind(f->tree, inner) == KIND_STRING;
    case KIND_VARIABLE_DECLARATION:
    case KIND_LEXICAL_DECLARATION:
        for (; inner != NODE_NONE; inner = tree_named_next(f->tree, inner)) {
            if (!take_variable(f, inner))
                return false;
        }
        return true;
    default:
        return false;
    }
}

struct leading_reads leading_reads_find(struct arena *a, const struct scopes *scopes)
{
    struct finder f = {.arena = a, .scopes = scopes, .tree = scopes->tree};

    if (f.tree->goal != GOAL_COMMONJS)
        return f.out;
    for (node_id n = tree_named_first(f.tree, 0); n != NODE_NONE; n = tree_named_next(f.tree, n)) {
        if (!take_statement(&f, n))
            break;
    }
    return f.out;
}
