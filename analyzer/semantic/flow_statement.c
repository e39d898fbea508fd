#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_walk.h"

/*
 * `using` in `n`: when the block ends, the resource's method under Symbol.dispose is called on it, or under
 * Symbol.asyncDispose, and awaited (ECMAScript 2026 section 9.5). A polyfill may have chosen the symbol, so it is any.
 */
static void walk_using(struct flow *f, node_id n, cell_id resource)
{
    cell_id key = cell_new(f);
    cell_id method = cell_new(f);
    cell_id result = cell_new(f);
    uint32_t read = site_new(f, SITE_READ_KEY, n, f->current);
    uint32_t call = 0;

    cell_add_flags(f, key, FLAG_SYMBOL);
    site_set_base(f, read, resource);
    site_set_key(f, read, key);
    site_set_result(f, read, method);
    cell_watch(f, resource, read);
    cell_watch(f, key, read);
    call = site_new(f, SITE_CALL, n, f->current);
    f->sites.items[call].args = f->args.len;
    f->sites.items[call].flags |= SITE_METHOD;
    site_set_receiver(f, call, resource);
    site_set_result(f, call, result);
    cell_watch(f, method, call);
    if (tree_token(f->tree, n, TOKEN_AWAIT) == NODE_NONE)
        return;
    site_watch(f, SITE_AWAIT, n, result, cell_new(f));
    f->facts->top_level_await = f->facts->top_level_await || f->current == 0;
}

static void walk_declarator(struct flow *f, node_id n)
{
    node_id name = tree_field(f->tree, n, FIELD_NAME);
    node_id init = tree_field(f->tree, n, FIELD_VALUE);
    node_id declaration = tree_node(f->tree, n)->parent;

    flow_into(f, name, init == NODE_NONE ? f->constant[0] : cell_of(f, init));
    if (init != NODE_NONE && tree_kind(f->tree, declaration) == KIND_USING_DECLARATION)
        walk_using(f, declaration, cell_of(f, init));
}

/* for (x in o), for (x of o), for await (x of o) */
static void walk_for_in(struct flow *f, node_id n)
{
    node_id left = tree_field(f->tree, n, FIELD_LEFT);
    node_id right = tree_field(f->tree, n, FIELD_RIGHT);
    node_id init = tree_field(f->tree, n, FIELD_VALUE);
    cell_id each = cell_new(f);

    if (init != NODE_NONE)
        flow_into(f, left, cell_of(f, init));
    if (tree_token(f->tree, n, TOKEN_OF) == NODE_NONE) {
        site_watch(f, SITE_ENUMERATE, n, cell_of(f, right), 0);
        cell_add_flags(f, each, FLAG_STRING);
    } else {
        site_watch(f, SITE_ITERATE, n, cell_of(f, right), each);
        if (tree_is_for_await(f->tree, n)) {
            cell_id awaited = cell_new(f);
            site_watch(f, SITE_AWAIT, n, each, awaited);
            each = awaited;
            f->facts->top_level_await = f->facts->top_level_await || f->current == 0;
        }
    }
    flow_into(f, left, each);
    if (tree_token(f->tree, n, TOKEN_USING) != NODE_NONE)
        walk_using(f, n, each);
}

static void walk_try(struct flow *f, node_id n)
{
    node_id body = tree_field(f->tree, n, FIELD_BODY);

    if (body != NODE_NONE && tree_field(f->tree, n, FIELD_HANDLER) != NODE_NONE &&
        body + tree_node(f->tree, body)->size > f->try_end)
        f->try_end = body + tree_node(f->tree, body)->size;
}

/* NOLINTNEXTLINE(readability-function-size): a flat switch over node kinds */
bool walk_statement(struct flow *f, node_id n)
{
    const struct tree *t = f->tree;
    node_id part = NODE_NONE;

    switch (tree_kind(t, n)) {
    case KIND_VARIABLE_DECLARATOR:
        walk_declarator(f, n);
        return true;
    case KIND_FOR_IN_STATEMENT:
        walk_for_in(f, n);
        return true;
    case KIND_RETURN_STATEMENT:
        walk_return(f, n);
        return true;
    case KIND_THROW_STATEMENT:
        part = tree_named_first(t, n);
        if (part != NODE_NONE)
            escape_cell(f, cell_of(f, part), n, f->current);
        return true;
    case KIND_CATCH_CLAUSE:
        part = tree_field(t, n, FIELD_PARAMETER);
        if (part != NODE_NONE)
            flow_into(f, part, f->any);
        return true;
    case KIND_TRY_STATEMENT:
        walk_try(f, n);
        return true;
    case KIND_WITH_STATEMENT:
        charge(f, AMP_WITH, n, f->current, (sym){FACT_NONE});
        escape_cell(f, cell_of(f, tree_field(t, n, FIELD_OBJECT)), n, f->current);
        return true;
    case KIND_FUNCTION_DECLARATION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_GENERATOR_FUNCTION:
    case KIND_GENERATOR_FUNCTION_DECLARATION:
    case KIND_ARROW_FUNCTION:
    case KIND_METHOD_DEFINITION:
    case KIND_CLASS_STATIC_BLOCK:
        walk_function(f, n);
        return true;
    case KIND_FIELD_DEFINITION:
        return true;
    case KIND_PROGRAM:
    case KIND_EXPRESSION_STATEMENT:
    case KIND_STATEMENT_BLOCK:
    case KIND_EMPTY_STATEMENT:
    case KIND_VARIABLE_DECLARATION:
    case KIND_LEXICAL_DECLARATION:
    case KIND_USING_DECLARATION:
    case KIND_IF_STATEMENT:
    case KIND_ELSE_CLAUSE:
    case KIND_FOR_STATEMENT:
    case KIND_WHILE_STATEMENT:
    case KIND_DO_STATEMENT:
    case KIND_SWITCH_STATEMENT:
    case KIND_SWITCH_BODY:
    case KIND_SWITCH_CASE:
    case KIND_SWITCH_DEFAULT:
    case KIND_BREAK_STATEMENT:
    case KIND_CONTINUE_STATEMENT:
    case KIND_LABELED_STATEMENT:
    case KIND_STATEMENT_IDENTIFIER:
    case KIND_FINALLY_CLAUSE:
    case KIND_DEBUGGER_STATEMENT:
    case KIND_FORMAL_PARAMETERS:
    case KIND_HASH_BANG_LINE:
    case KIND_OPTIONAL_CHAIN:
    case KIND_STRING_FRAGMENT:
    case KIND_ESCAPE_SEQUENCE:
    case KIND_REGEX_PATTERN:
    case KIND_REGEX_FLAGS:
        return true; /* control flow only: every branch is taken */
    default:
        return false;
    }
}
