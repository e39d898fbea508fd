#include "analyzer/syntax/repair.h"

#include <assert.h>
#include <string.h>

/* More are no honest file, and adding one may take time that grows with their number. */
enum { REPAIRS_MAX = 20000 };

/* The first repair that does not end before `at`. */
static uint32_t find(const struct repairs *list, uint32_t at)
{
    uint32_t low = 0;
    uint32_t high = list->len;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (list->items[middle].to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool repair_add(struct arena *a, struct repairs *list, struct repair repair)
{
    uint32_t at = find(list, repair.from);

    assert(repair.from < repair.to);
    if (list->len >= REPAIRS_MAX || (at < list->len && list->items[at].from < repair.to))
        return false;
    vec_push(a, list, repair);
    memmove(list->items + at + 1, list->items + at, (list->len - 1 - at) * sizeof(*list->items));
    list->items[at] = repair;
    return true;
}

static void make(char *at, const struct repair *r)
{
    size_t len = r->to - r->from;

    switch (r->kind) {
    case REPAIR_BLANK:
        memset(at, ' ', len);
        break;
    case REPAIR_SEMICOLON:
        memset(at, ' ', len);
        at[0] = ';';
        break;
    case REPAIR_AWAIT:
        memset(at, ' ', len);
        at[0] = '!';
        break;
    case REPAIR_LET:
        memcpy(at, "var", 3);
        break;
    case REPAIR_USING:
        memcpy(at, "const", 5);
        break;
    case REPAIR_NAME:
        at[0] = '$';
        break;
    case REPAIR_NUMBER:
        memset(at, '$', len);
        break;
    case REPAIR_COMMENT:
        memcpy(at, "//", 2);
        break;
    }
}

struct str repair_apply(struct arena *a, struct str text, const struct repairs *list)
{
    char *copy = arena_alloc(a, text.len + 1);

    memcpy(copy, text.ptr, text.len);
    for (uint32_t i = 0; i < list->len; i++)
        make(copy + list->items[i].from, &list->items[i]);
    return (struct str){copy, text.len};
}

bool repair_made_semicolon(const struct repairs *list, uint32_t at)
{
    uint32_t i = find(list, at);

    return i < list->len && list->items[i].from == at && list->items[i].kind == REPAIR_SEMICOLON;
}

/* The unary expression whose `!` is token `n` becomes an await expression. */
static bool restore_await(struct tree *t, node_id n, const struct repair *r)
{
    struct node *token = &t->nodes[n];
    struct node *parent = &t->nodes[token->parent];
    node_id argument = tree_next(t, n);

    if (token->kind != TOKEN_BANG || token->end != r->from + 1 || parent->kind != KIND_UNARY_EXPRESSION ||
        parent->start != r->from || argument == NODE_NONE)
        return false;
    token->kind = TOKEN_AWAIT;
    token->field = FIELD_NONE;
    token->end = r->to;
    parent->kind = KIND_AWAIT_EXPRESSION;
    t->nodes[argument].field = FIELD_NONE;
    return true;
}

/* The keyword `made` that starts a declaration of kind `from` becomes the one that stands there. */
static bool restore_keyword(struct tree *t, node_id n, const struct repair *r, enum kind made, enum kind from)
{
    struct node *token = &t->nodes[n];
    struct node *parent = &t->nodes[token->parent];
    bool let = r->kind == REPAIR_LET;

    if (token->kind != made || token->end != r->to)
        return false;
    if (parent->kind == from)
        parent->kind = let ? KIND_LEXICAL_DECLARATION : KIND_USING_DECLARATION;
    else if (parent->kind != KIND_FOR_IN_STATEMENT)
        return false;
    token->kind = let ? TOKEN_LET : TOKEN_USING;
    token->field = FIELD_KIND;
    return true;
}

static bool restore_number(struct node *node, const struct repair *r)
{
    if (node->kind != KIND_IDENTIFIER || node->end != r->to)
        return false;
    node->kind = KIND_NUMBER;
    return true;
}

static bool restore(struct tree *t, node_id n, const struct repair *r)
{
    switch (r->kind) {
    case REPAIR_AWAIT:
        return restore_await(t, n, r);
    case REPAIR_LET:
        return restore_keyword(t, n, r, TOKEN_VAR, KIND_VARIABLE_DECLARATION);
    case REPAIR_USING:
        return restore_keyword(t, n, r, TOKEN_CONST, KIND_LEXICAL_DECLARATION);
    case REPAIR_NUMBER:
        return restore_number(&t->nodes[n], r);
    case REPAIR_BLANK:
    case REPAIR_SEMICOLON:
    case REPAIR_NAME:
    case REPAIR_COMMENT:
        break;
    }
    return true;
}

/* True for repairs after which the tree has something else than the text. */
static bool is_restored(enum repair_kind kind)
{
    return kind == REPAIR_AWAIT || kind == REPAIR_LET || kind == REPAIR_USING || kind == REPAIR_NUMBER;
}

bool repair_restore(struct tree *t, const struct repairs *list)
{
    node_id n = 0;

    for (uint32_t i = 0; i < list->len; i++) {
        const struct repair *r = &list->items[i];

        if (!is_restored(r->kind))
            continue;
        while (n < t->count && (t->nodes[n].start < r->from || t->nodes[n].size > 1))
            n++;
        if (n == t->count || t->nodes[n].start != r->from || !restore(t, n, r))
            return false;
    }
    return true;
}
