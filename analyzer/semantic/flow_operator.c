#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

static cell_id concat(struct flow *f, node_id n, cell_id left, cell_id right)
{
    cell_id result = cell_new(f);
    uint32_t site = site_new(f, SITE_CONCAT, n, f->current);

    f->sites.items[site].base = left;
    f->sites.items[site].key = right;
    f->sites.items[site].result = result;
    cell_watch(f, left, site);
    cell_watch(f, right, site);
    return result;
}

static bool is_same_variable(const struct flow *f, node_id left, node_id right)
{
    left = skip_parentheses(f->tree, left);
    right = skip_parentheses(f->tree, right);
    return tree_kind(f->tree, left) == KIND_IDENTIFIER && tree_kind(f->tree, right) == KIND_IDENTIFIER &&
           f->scopes->binding_of[left] != BINDING_NONE && f->scopes->binding_of[left] == f->scopes->binding_of[right];
}

/* result <- the joined text of `n`, which is `joined` */
static void join(struct flow *f, node_id n, cell_id joined, cell_id result)
{
    uint32_t site = 0;

    if (!text_is_safe(f, n)) {
        cell_edge(f, joined, result);
        return;
    }
    site = site_watch(f, SITE_FILTER, n, joined, result);
    f->sites.items[site].object = TYPE_SAFE_TEXT;
}

/* result <- branch, unless it is never run */
void take_branch(struct flow *f, node_id branch, cell_id result)
{
    if (!f->never.nodes[branch])
        cell_edge(f, cell_of(f, branch), result);
}

/* The left operand comes through only when it is falsy: no object, no function. */
static void walk_and(struct flow *f, node_id left, node_id right, cell_id result)
{
    if (!known_truthy((enum known)f->never.known[left])) {
        cell_add_flags(f, result, FLAG_HARMLESS);
        cell_add(f, result, VALUE(VALUE_TEXT, 0));
    }
    take_branch(f, right, result);
}

void walk_binary(struct flow *f, node_id n)
{
    node_id left = tree_field(f->tree, n, FIELD_LEFT);
    node_id right = tree_field(f->tree, n, FIELD_RIGHT);
    enum kind op = tree_kind(f->tree, tree_field(f->tree, n, FIELD_OPERATOR));
    cell_id result = cell_of(f, n);
    uint32_t site = 0;

    switch (op) {
    case TOKEN_PLUS:
        join(f, n, concat(f, n, cell_of(f, left), cell_of(f, right)), result);
        return;
    case TOKEN_AND_AND:
        walk_and(f, left, right, result);
        return;
    case TOKEN_OR_OR:
    case TOKEN_NULLISH:
        cell_edge(f, cell_of(f, left), result);
        take_branch(f, right, result);
        return;
    case TOKEN_INSTANCEOF:
        cell_add_flags(f, result, FLAG_BOOLEAN);
        if (is_same_variable(f, left, right))
            return; /* its Symbol.hasInstance gets what it already is */
        site = site_watch(f, SITE_INSTANCEOF, n, cell_of(f, right), 0);
        site_set_value(f, site, cell_of(f, left));
        return;
    case TOKEN_IN:
        site_watch(f, SITE_HAS, n, cell_of(f, right), 0);
        cell_add_flags(f, result, FLAG_BOOLEAN);
        return;
    default:
        cell_add_flags(f, result, operator_gives_number(op) ? FLAG_NUMBER : FLAG_BOOLEAN); /* comparisons */
        return;
    }
}

void walk_augmented(struct flow *f, node_id n)
{
    node_id left = tree_field(f->tree, n, FIELD_LEFT);
    node_id right = tree_field(f->tree, n, FIELD_RIGHT);
    node_id op = tree_field(f->tree, n, FIELD_OPERATOR);
    cell_id result = cell_of(f, n);

    switch (tree_kind(f->tree, op)) {
    case TOKEN_PLUS_ASSIGN:
        cell_edge(f, concat(f, n, cell_of(f, left), cell_of(f, right)), result);
        flow_into(f, left, result);
        return;
    case TOKEN_AND_AND_ASSIGN:
    case TOKEN_OR_OR_ASSIGN:
    case TOKEN_NULLISH_ASSIGN:
        cell_edge(f, cell_of(f, left), result);
        cell_edge(f, cell_of(f, right), result);
        flow_into(f, left, cell_of(f, right));
        return;
    default:
        cell_add_flags(f, result, FLAG_NUMBER);
        flow_into(f, left, f->constant[3]);
        return;
    }
}

static void walk_delete(struct flow *f, node_id n, node_id argument)
{
    node_id target = skip_parentheses(f->tree, argument);
    node_id object = tree_field(f->tree, target, FIELD_OBJECT);
    uint32_t site = 0;

    if (tree_kind(f->tree, target) == KIND_MEMBER_EXPRESSION) {
        site = site_watch(f, SITE_DELETE, n, cell_of(f, object), 0);
        f->sites.items[site].name = f->scopes->name_of[tree_field(f->tree, target, FIELD_PROPERTY)];
    } else if (tree_kind(f->tree, target) == KIND_SUBSCRIPT_EXPRESSION) {
        site = site_watch(f, SITE_DELETE_KEY, n, cell_of(f, object), 0);
        f->sites.items[site].name = (sym){FACT_NONE};
    } else if (tree_kind(f->tree, target) == KIND_IDENTIFIER && f->scopes->binding_of[target] == BINDING_NONE) {
        site = site_new(f, SITE_DELETE, n, f->current);
        record_use(f, VALUE_INDEX(free_value(f, f->scopes->name_of[target])), USE_DELETE, site, 0);
    }
}

void walk_unary(struct flow *f, node_id n)
{
    node_id argument = tree_field(f->tree, n, FIELD_ARGUMENT);
    node_id op = tree_field(f->tree, n, FIELD_OPERATOR);
    cell_id result = cell_of(f, n);

    switch (tree_kind(f->tree, op)) {
    case TOKEN_TYPEOF:
        cell_add_flags(f, result, FLAG_SAFE);
        return;
    case TOKEN_VOID:
        cell_add_flags(f, result, FLAG_UNDEFINED);
        return;
    case TOKEN_BANG:
        cell_add_flags(f, result, FLAG_BOOLEAN);
        return;
    case TOKEN_DELETE:
        walk_delete(f, n, argument);
        cell_add_flags(f, result, FLAG_BOOLEAN);
        return;
    default:
        cell_add_flags(f, result, FLAG_NUMBER);
        return;
    }
}

/* The pieces of a template are joined like `"a" + x + "b"`. */
void walk_template(struct flow *f, node_id n)
{
    const struct node *node = tree_node(f->tree, n);
    uint32_t from = node->start + 1;
    cell_id so_far = 0;

    for (node_id c = tree_first(f->tree, n); c != NODE_NONE; c = tree_next(f->tree, c)) {
        bool last = tree_next(f->tree, c) == NODE_NONE;
        uint32_t to = last ? node->end - 1 : tree_node(f->tree, c)->start;
        struct str raw = {f->tree->text.ptr + from, to - from};
        struct str text = {0};
        cell_id piece = 0;
        if (!last && tree_kind(f->tree, c) != KIND_TEMPLATE_SUBSTITUTION)
            continue;
        piece = cell_new(f);
        if (literal_template_piece(f->arena, raw, &text) && text.len <= LITERAL_BYTES_MAX)
            cell_add(f, piece, VALUE(VALUE_TEXT, sym_intern(f->names, text).i));
        else
            cell_add_flags(f, piece, FLAG_STRING);
        so_far = so_far == 0 ? piece : concat(f, n, so_far, piece);
        if (last)
            break;
        so_far = concat(f, n, so_far, cell_of(f, tree_named_first(f->tree, c)));
        from = tree_node(f->tree, c)->end;
    }
    join(f, n, so_far, cell_of(f, n));
}
