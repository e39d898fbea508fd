#include "analyzer/syntax/guard_internal.h"
#include "analyzer/syntax/lexer.h"

/* True when the first word is `let` and what follows makes it a declaration, at the start of a loop's head. */
static bool is_let_declaration(const struct guard *g, uint32_t at)
{
    bool newline = false;
    bool escaped = false;
    uint32_t next;
    struct str word;

    if (!str_eq(guard_word(g, at), STR("let")))
        return false;
    next = lex_gap(g->tree->text, at + 3, g->html, &newline);
    if (next == LEX_NONE || next >= g->tree->text.len)
        return true;
    word = guard_word(g, next);
    if (str_eq(word, STR("in")) || str_eq(word, STR("instanceof")))
        return false;
    return g->tree->text.ptr[next] == '[' || g->tree->text.ptr[next] == '{' ||
           lex_name(g->tree->text, next, &escaped) != LEX_NONE;
}

static void repair_let(struct guard *g, uint32_t at)
{
    guard_repair(g, REPAIR_LET, at, at + 3, "a declaration was read as an expression");
}

/*
 * `using` declares only when a name follows on its line, and `await` before it stands there too. `word` is the `using`
 * of `using` or `await using`, `name` what is declared.
 */
static void check_using(struct guard *g, node_id word, node_id name)
{
    const struct node *token = tree_node(g->tree, word);
    const struct node *await = tree_node(g->tree, word - 1);
    bool async = await->kind == TOKEN_AWAIT && await->parent == token->parent && await->field == FIELD_KIND;

    if (tree_kind(g->tree, name) != KIND_IDENTIFIER || guard_newline(g, token->end, tree_node(g->tree, name)->start) ||
        (async && guard_newline(g, await->end, token->start)))
        guard_repair(g, REPAIR_NAME, token->start, token->end, "a name was read as a `using` declaration");
    /* A sign of a module, as top-level `await` is: no CommonJS file could read so. */
    else if (async && (g->context[token->parent] & IN_FUNCTION) == 0)
        g->report.module_syntax = true;
}

static void check_using_declaration(struct guard *g, node_id n)
{
    node_id word = tree_token(g->tree, n, TOKEN_USING);
    node_id first = tree_named_first(g->tree, n);

    if (word == NODE_NONE || first == NODE_NONE) {
        guard_refuse(g, tree_node(g->tree, n)->start, "this `using` declaration was not understood");
        return;
    }
    check_using(g, word, first + 1);
    for (node_id child = first; child != NODE_NONE; child = tree_named_next(g->tree, child)) {
        if (tree_kind(g->tree, child + 1) != KIND_IDENTIFIER || tree_field(g->tree, child, FIELD_VALUE) == NODE_NONE)
            guard_refuse(g, tree_node(g->tree, child)->start, "this `using` declaration was not understood");
    }
}

void guard_declaration(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);

    if (node->kind == KIND_USING_DECLARATION)
        check_using_declaration(g, n);
    if (tree_kind(g->tree, node->parent) != KIND_FOR_STATEMENT || node->field != FIELD_INITIALIZER)
        guard_semicolon(g, n);
    else if (tree_kind(g->tree, n + node->size - 1) != TOKEN_SEMICOLON)
        guard_refuse(g, node->end, "a semicolon is missing in the head of a loop");
}

/* The two semicolons in the head of a loop are never automatic. */
static void check_for_semicolons(struct guard *g, node_id n)
{
    unsigned count = 0;

    for (node_id child = tree_first(g->tree, n); child != NODE_NONE; child = tree_next(g->tree, child)) {
        const struct node *node = tree_node(g->tree, child);

        if (node->field == FIELD_INITIALIZER || node->field == FIELD_CONDITION || node->field == FIELD_NONE)
            count +=
                tree_kind(g->tree, child + node->size - 1) == TOKEN_SEMICOLON || node->kind == KIND_EMPTY_STATEMENT;
    }
    if (count != 2)
        guard_refuse(g, tree_node(g->tree, n)->start, "a semicolon is missing in the head of a loop");
}

void guard_for(struct guard *g, node_id n)
{
    node_id first = tree_field(g->tree, n, FIELD_INITIALIZER);

    check_for_semicolons(g, n);
    if (first == NODE_NONE || tree_kind(g->tree, first) == KIND_LEXICAL_DECLARATION)
        return;
    if (is_let_declaration(g, tree_node(g->tree, first)->start))
        repair_let(g, tree_node(g->tree, first)->start);
}

/* The target of a loop that declares nothing. */
static void check_for_target(struct guard *g, node_id n, node_id left, bool of)
{
    uint32_t start = tree_node(g->tree, left)->start;
    struct str word = guard_word(g, start);

    if (is_let_declaration(g, start) || (of && str_eq(word, STR("let"))))
        repair_let(g, start);
    else if (of && str_eq(word, STR("async")) && tree_kind(g->tree, left) == KIND_IDENTIFIER &&
             !tree_is_for_await(g->tree, n))
        guard_refuse(g, start, "`async of` was read as a loop");
}

/* `for (using x of y)`, `for (await using x of y)`. `using of` alone is a name and an operator. */
static void check_for_using(struct guard *g, node_id n, node_id left, bool of)
{
    node_id word = tree_token(g->tree, n, TOKEN_USING);
    const struct node *token = tree_node(g->tree, word);

    if (!of)
        guard_refuse(g, token->start, "this `using` declaration was not understood");
    else if (str_eq(tree_text(g->tree, left), STR("of")) && tree_field(g->tree, n, FIELD_KIND) == word)
        guard_repair(g, REPAIR_NAME, token->start, token->end, "a name was read as a `using` declaration");
    else
        check_using(g, word, left);
}

void guard_for_in(struct guard *g, node_id n)
{
    node_id left = tree_field(g->tree, n, FIELD_LEFT);
    node_id right = tree_field(g->tree, n, FIELD_RIGHT);
    node_id operator= tree_field(g->tree, n, FIELD_OPERATOR);
    bool of = operator!= NODE_NONE && tree_kind(g->tree, operator) == TOKEN_OF;

    if (left == NODE_NONE || right == NODE_NONE || operator== NODE_NONE) {
        guard_refuse(g, tree_node(g->tree, n)->start, "this loop was not understood");
        return;
    }
    if (tree_field(g->tree, n, FIELD_KIND) == NODE_NONE)
        check_for_target(g, n, left, of);
    else if (tree_token(g->tree, n, TOKEN_USING) != NODE_NONE)
        check_for_using(g, n, left, of);
    if (of && tree_kind(g->tree, right) == KIND_SEQUENCE_EXPRESSION)
        guard_refuse(g, tree_node(g->tree, right)->start, "this loop was not understood");
}
