#include "analyzer/syntax/guard.h"

#include "analyzer/base/limits.h"
#include "analyzer/syntax/guard_internal.h"
#include "analyzer/syntax/lexer.h"

/* The first place is kept: what follows may be its consequence. */
static void note(struct guard *g, uint32_t at, const char *sentence)
{
    if (g->report.sentence == NULL) {
        g->report.at = at;
        g->report.sentence = sentence;
    }
}

void guard_refuse(struct guard *g, uint32_t at, const char *sentence)
{
    note(g, at, sentence);
    g->stop = true;
}

void guard_repair(struct guard *g, enum repair_kind kind, uint32_t from, uint32_t to, const char *sentence)
{
    note(g, from, sentence);
    if (from < to && repair_add(g->arena, g->repairs, (struct repair){from, to, kind}))
        g->report.repairable = true;
    else
        g->stop = true;
}

bool guard_newline(const struct guard *g, uint32_t from, uint32_t to)
{
    bool newline = false;

    /* Nearly all gaps are empty or one space. */
    if (from == to || (to - from == 1 && g->tree->text.ptr[from] == ' '))
        return false;
    (void)lex_gap(str_slice(g->tree->text, 0, to), from, g->html, &newline);
    return newline;
}

struct str guard_word(const struct guard *g, uint32_t at)
{
    bool escaped = false;
    uint32_t end = at < g->tree->text.len ? lex_name(g->tree->text, at, &escaped) : LEX_NONE;

    return end == LEX_NONE || escaped ? (struct str){0} : str_slice(g->tree->text, at, end);
}

static uint16_t first_context(enum goal goal)
{
    switch (goal) {
    case GOAL_MODULE:
        return IN_AWAIT | NO_YIELD;
    case GOAL_COMMONJS:
        return IN_FUNCTION;
    case GOAL_SCRIPT:
    case GOAL_DETECT:
        break;
    }
    return 0;
}

/* Counts the brackets that are open; the shape of the tree says that they are pairs. */
static void count_bracket(struct guard *g, const struct node *node)
{
    switch (node->kind) {
    case TOKEN_PAREN_OPEN:
    case TOKEN_BRACKET_OPEN:
    case TOKEN_BRACE_OPEN:
    case TOKEN_TEMPLATE_OPEN:
        if (++g->nesting > LIMIT_SOURCE_NESTING)
            guard_refuse(g, node->start, "brackets nest deeper than Node itself can read");
        return;
    case TOKEN_PAREN_CLOSE:
    case TOKEN_BRACKET_CLOSE:
    case TOKEN_BRACE_CLOSE:
        g->nesting -= g->nesting > 0;
        return;
    }
}

/* True for nodes that are checked as one token, with what they consist of. */
static bool is_leaf(const struct node *node)
{
    return node->size == 1 || node->kind == KIND_STRING || node->kind == KIND_REGEX;
}

struct guard_report guard_check(struct arena *a, const struct tree *t, struct repairs *list)
{
    struct guard g = {.arena = a, .tree = t, .repairs = list, .last = NODE_NONE, .html = t->goal != GOAL_MODULE};
    node_id n = 1;

    g.context = arena_array(a, t->count, sizeof(*g.context));
    g.context[0] = first_context(t->goal);
    while (n < t->count && !g.stop) {
        const struct node *node = tree_node(t, n);

        g.context[n] = guard_context(&g, node->parent, n);
        if (node->named != 0)
            guard_part(&g, node->parent, n);
        if (is_leaf(node)) {
            count_bracket(&g, node);
            n = guard_leaf(&g, n);
        } else {
            guard_node(&g, n);
            n++;
        }
    }
    if (!g.stop)
        guard_end(&g);
    g.report.agrees = g.report.sentence == NULL;
    return g.report;
}
