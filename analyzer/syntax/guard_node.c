#include <string.h>

#include "analyzer/syntax/guard_internal.h"
#include "analyzer/syntax/lexer.h"

/* Where the token after the word of length `len` at `at` starts; `*newline` when on another line. */
static uint32_t after_word(const struct guard *g, uint32_t at, size_t len, bool *newline)
{
    return lex_gap(g->tree->text, at + (uint32_t)len, g->html, newline);
}

static bool starts_function_or_class(const struct guard *g, uint32_t at)
{
    struct str word = guard_word(g, at);
    bool newline = false;
    uint32_t next;

    if (str_eq(word, STR("function")) || str_eq(word, STR("class")))
        return true;
    if (!str_eq(word, STR("async")))
        return false;
    next = after_word(g, at, word.len, &newline);
    return next != LEX_NONE && !newline && str_eq(guard_word(g, next), STR("function"));
}

static bool starts_let_bracket(const struct guard *g, uint32_t at)
{
    struct str word = guard_word(g, at);
    bool newline = false;
    uint32_t next = str_eq(word, STR("let")) ? after_word(g, at, word.len, &newline) : LEX_NONE;

    return next != LEX_NONE && next < g->tree->text.len && g->tree->text.ptr[next] == '[';
}

/*
 * An expression must not start like a declaration or block: ECMAScript reads one there, which ends
 * where the function, class or braces end.
 */
static void refuse_start(struct guard *g, node_id n)
{
    uint32_t start = tree_node(g->tree, n)->start;
    node_id first = n;
    node_id after;

    /* The outermost node that starts here and is followed by something is what ends too early. */
    while (tree_first(g->tree, first) != NODE_NONE && tree_kind(g->tree, first) != KIND_FUNCTION_EXPRESSION &&
           tree_kind(g->tree, first) != KIND_GENERATOR_FUNCTION && tree_kind(g->tree, first) != KIND_CLASS &&
           tree_kind(g->tree, first) != KIND_OBJECT)
        first++;
    after = first + tree_node(g->tree, first)->size;
    if (first != n && after < n + tree_node(g->tree, n)->size &&
        guard_newline(g, tree_node(g->tree, first)->end, tree_node(g->tree, after)->start))
        guard_repair(g, REPAIR_SEMICOLON, tree_node(g->tree, first)->end, tree_node(g->tree, after)->start,
                     "a declaration or block was read as an expression");
    else
        guard_refuse(g, start, "a declaration or block was read as an expression");
}

static void check_expression_statement(struct guard *g, node_id n)
{
    uint32_t at = tree_node(g->tree, n)->start;

    switch (g->tree->text.ptr[at]) {
    case '{':
        refuse_start(g, n);
        return;
    case 'f':
    case 'c':
    case 'a':
        if (starts_function_or_class(g, at)) {
            refuse_start(g, n);
            return;
        }
        break;
    case 'l':
        if (starts_let_bracket(g, at)) {
            guard_repair(g, REPAIR_LET, at, at + 3, "a declaration was read as an expression");
            return;
        }
        break;
    default:
        break;
    }
    guard_semicolon(g, n);
}

/* A restricted production: no line terminator between child `n` of its parent and what follows it. */
static void check_same_line(struct guard *g, node_id n, const char *sentence)
{
    node_id next = n == NODE_NONE ? NODE_NONE : tree_next(g->tree, n);

    if (next == NODE_NONE)
        return;
    if (guard_newline(g, tree_node(g->tree, n)->end, tree_node(g->tree, next)->start))
        guard_repair(g, REPAIR_SEMICOLON, tree_node(g->tree, n)->end, tree_node(g->tree, next)->start, sentence);
}

static void check_arrow(struct guard *g, node_id n)
{
    node_id arrow = tree_token(g->tree, n, TOKEN_ARROW);
    node_id body = tree_field(g->tree, n, FIELD_BODY);
    const struct node *before = NULL;

    check_same_line(g, tree_token(g->tree, n, TOKEN_ASYNC), "`async` stands on another line");
    for (node_id child = tree_first(g->tree, n); child != arrow && child != NODE_NONE;
         child = tree_next(g->tree, child))
        before = tree_node(g->tree, child);
    if (before == NULL || arrow == NODE_NONE || body == NODE_NONE)
        guard_refuse(g, tree_node(g->tree, n)->start, "this arrow function was not understood");
    else if (guard_newline(g, before->end, tree_node(g->tree, arrow)->start))
        guard_refuse(g, before->end, "a line terminator stands before `=>`");
    else if (tree_kind(g->tree, body) != KIND_STATEMENT_BLOCK &&
             g->tree->text.ptr[tree_node(g->tree, body)->start] == '{')
        guard_refuse(g, tree_node(g->tree, body)->start, "the block of an arrow function was read as an object");
}

static void check_update(struct guard *g, node_id n)
{
    node_id argument = tree_field(g->tree, n, FIELD_ARGUMENT);

    if (argument == n + 1)
        check_same_line(g, argument, "`++` or `--` stands on another line");
}

/* No empty places between commas; an array may have them. */
static void check_no_elision(struct guard *g, node_id n)
{
    bool item = false;

    for (node_id child = tree_first(g->tree, n); child != NODE_NONE; child = tree_next(g->tree, child)) {
        if (tree_kind(g->tree, child) == TOKEN_COMMA && !item)
            guard_refuse(g, tree_node(g->tree, child)->start, "a part is missing between commas");
        item = tree_node(g->tree, child)->named != 0;
    }
}

static void check_call(struct guard *g, node_id n)
{
    node_id callee = tree_field(g->tree, n, FIELD_FUNCTION);
    node_id arguments = tree_field(g->tree, n, FIELD_ARGUMENTS);
    bool template = arguments != NODE_NONE && tree_kind(g->tree, arguments) == KIND_TEMPLATE_STRING;

    if (callee == NODE_NONE || arguments == NODE_NONE)
        guard_refuse(g, tree_node(g->tree, n)->start, "this call was not understood");
    else if (!template && (g->context[n] & IN_CALLEE) != 0)
        guard_refuse(g, tree_node(g->tree, n)->start, "a call was read as the operand of `new`");
    else if (template && (tree_kind(g->tree, callee) == KIND_IMPORT || tree_kind(g->tree, callee) == KIND_SUPER))
        guard_refuse(g, tree_node(g->tree, n)->start, "this call was not understood");
}

static void check_optional_chain(struct guard *g, node_id n)
{
    if ((g->context[n] & IN_CALLEE) != 0 && tree_field(g->tree, n, FIELD_OPTIONAL_CHAIN) != NODE_NONE)
        guard_refuse(g, tree_node(g->tree, n)->start, "an optional chain was read as the operand of `new`");
}

static void check_binary(struct guard *g, node_id n)
{
    if ((g->context[n] & NO_IN) != 0 && tree_token(g->tree, n, TOKEN_IN) != NODE_NONE)
        guard_refuse(g, tree_node(g->tree, n)->start, "`in` may not stand here");
}

/* An `else` belongs to the nearest `if`. */
static void check_if(struct guard *g, node_id n)
{
    node_id next = n + tree_node(g->tree, n)->size;

    if (tree_field(g->tree, n, FIELD_ALTERNATIVE) == NODE_NONE && next < g->tree->count &&
        tree_kind(g->tree, next) == KIND_ELSE_CLAUSE)
        guard_refuse(g, tree_node(g->tree, next)->start, "this `else` was given to another `if`");
}

static void check_return(struct guard *g, node_id n)
{
    if ((g->context[n] & IN_FUNCTION) == 0)
        guard_refuse(g, tree_node(g->tree, n)->start, "`return` may not stand here");
    if (tree_named_first(g->tree, n) != NODE_NONE)
        check_same_line(g, n + 1, "the value of `return` stands on another line");
    guard_semicolon(g, n);
}

/* A node without a name of its own is still the declaration of a default export, and ends as one. */
static bool is_declaration_value(enum kind kind)
{
    return kind == KIND_FUNCTION_EXPRESSION || kind == KIND_GENERATOR_FUNCTION || kind == KIND_CLASS;
}

static void check_export(struct guard *g, node_id n)
{
    node_id value = tree_field(g->tree, n, FIELD_VALUE);
    node_id declaration = tree_field(g->tree, n, FIELD_DECLARATION);

    if (declaration != NODE_NONE) {
        enum kind kind = tree_kind(g->tree, declaration);

        if (tree_token(g->tree, n, TOKEN_DEFAULT) != NODE_NONE &&
            (kind == KIND_LEXICAL_DECLARATION || kind == KIND_VARIABLE_DECLARATION))
            guard_refuse(g, tree_node(g->tree, declaration)->start, "this export was not understood");
        return;
    }
    if (value != NODE_NONE && is_declaration_value(tree_kind(g->tree, value)))
        return;
    if (value != NODE_NONE && starts_function_or_class(g, tree_node(g->tree, value)->start))
        refuse_start(g, value);
    else
        guard_semicolon(g, n);
}

static void check_meta_property(struct guard *g, node_id n)
{
    if (tree_token(g->tree, n, TOKEN_META) == NODE_NONE)
        return;
    g->report.module_syntax = true;
    if (g->tree->goal != GOAL_MODULE)
        guard_refuse(g, tree_node(g->tree, n)->start, "`import.meta` belongs into modules");
}

/*
 * Top-level `await` is a sign of a module only when no CommonJS file could read so: there `await` is a name, and a
 * name goes on with an operator, a bracket or a template, or ends at the line.
 */
static void check_await(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);
    uint32_t start;
    bool escaped = false;
    struct str word;
    char c;

    if ((g->context[n] & IN_FUNCTION) != 0 || node->size < 3)
        return;
    start = tree_node(g->tree, n + 2)->start;
    word = guard_word(g, start);
    c = g->tree->text.ptr[start];
    if (guard_newline(g, node->start + 5, start) || str_eq(word, STR("in")) || str_eq(word, STR("instanceof")) ||
        str_eq(word, STR("of")))
        return;
    if (lex_name(g->tree->text, start, &escaped) != LEX_NONE || c == '"' || c == '\'' || c == '{' ||
        (c >= '0' && c <= '9'))
        g->report.module_syntax = true;
}

static void check_yield(struct guard *g, node_id n)
{
    check_same_line(g, n + 1, "the operand of `yield` stands on another line");
}

/* Kinds belong to the grammar and most need no check, so these switches name only those that do. */
static void check_statement(struct guard *g, node_id n)
{
    switch ((int)tree_kind(g->tree, n)) {
    case KIND_EXPRESSION_STATEMENT:
        check_expression_statement(g, n);
        break;
    case KIND_VARIABLE_DECLARATION:
    case KIND_LEXICAL_DECLARATION:
    case KIND_USING_DECLARATION:
        guard_declaration(g, n);
        break;
    case KIND_RETURN_STATEMENT:
        check_return(g, n);
        break;
    case KIND_THROW_STATEMENT:
        if (guard_newline(g, tree_node(g->tree, n + 1)->end, tree_node(g->tree, n + 2)->start))
            guard_refuse(g, tree_node(g->tree, n)->start, "the value of `throw` stands on another line");
        guard_semicolon(g, n);
        break;
    case KIND_BREAK_STATEMENT:
    case KIND_CONTINUE_STATEMENT:
        if (tree_field(g->tree, n, FIELD_LABEL) != NODE_NONE)
            check_same_line(g, n + 1, "the label stands on another line");
        guard_semicolon(g, n);
        break;
    case KIND_DEBUGGER_STATEMENT:
    case KIND_IMPORT_STATEMENT:
    case KIND_FIELD_DEFINITION:
        guard_semicolon(g, n);
        break;
    case KIND_EXPORT_STATEMENT:
        check_export(g, n);
        break;
    case KIND_IF_STATEMENT:
        check_if(g, n);
        break;
    case KIND_FOR_STATEMENT:
        guard_for(g, n);
        break;
    case KIND_FOR_IN_STATEMENT:
        guard_for_in(g, n);
        break;
    default:
        break;
    }
}

static void check_expression(struct guard *g, node_id n)
{
    switch ((int)tree_kind(g->tree, n)) {
    case KIND_ARROW_FUNCTION:
        check_arrow(g, n);
        break;
    case KIND_FUNCTION_DECLARATION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_GENERATOR_FUNCTION:
    case KIND_GENERATOR_FUNCTION_DECLARATION:
    case KIND_METHOD_DEFINITION:
        check_same_line(g, tree_token(g->tree, n, TOKEN_ASYNC), "`async` stands on another line");
        break;
    case KIND_UPDATE_EXPRESSION:
        check_update(g, n);
        break;
    case KIND_YIELD_EXPRESSION:
        check_yield(g, n);
        break;
    case KIND_AWAIT_EXPRESSION:
        check_await(g, n);
        break;
    case KIND_META_PROPERTY:
        check_meta_property(g, n);
        break;
    case KIND_BINARY_EXPRESSION:
        check_binary(g, n);
        break;
    case KIND_CALL_EXPRESSION:
        check_call(g, n);
        check_optional_chain(g, n);
        break;
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        check_optional_chain(g, n);
        break;
    case KIND_OBJECT:
    case KIND_OBJECT_PATTERN:
    case KIND_ARGUMENTS:
        check_no_elision(g, n);
        break;
    default:
        break;
    }
}

void guard_node(struct guard *g, node_id n)
{
    check_statement(g, n);
    check_expression(g, n);
}
