#include "analyzer/verdict/package_links.h"

#include <stdlib.h>

/* An edge of the program between packages of the report. */
struct crossing {
    uint32_t from;
    uint32_t to;
    uint32_t depth; /* of the importing unit */
    uint32_t edge;
};

VEC_TYPE(struct crossing, crossings);

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

/* By the two packages, then the shortest way first. */
static int compare_crossings(const void *left, const void *right)
{
    const struct crossing *a = left;
    const struct crossing *b = right;
    int order = compare_numbers(a->from, b->from);

    if (order == 0)
        order = compare_numbers(a->to, b->to);
    if (order == 0)
        order = compare_numbers(a->depth, b->depth);
    return order == 0 ? compare_numbers(a->edge, b->edge) : order;
}

/* The package that the edge leads to, or LINK_NONE. */
static uint32_t target_of(const struct program *p, const struct edge *edge)
{
    switch ((enum edge_kind)edge->kind) {
    case EDGE_UNIT:
        return p->units.items[edge->to].package;
    case EDGE_HOST:
        return edge->to;
    case EDGE_BUILTIN:
    case EDGE_NOWHERE:
        break;
    }
    return LINK_NONE;
}

static struct crossings find_crossings(struct arena *a, const struct program *p, const struct evidence *e,
                                       const uint32_t *index_of)
{
    struct crossings found = {0};

    for (uint32_t i = 0; i < p->edges.len; i++) {
        const struct edge *edge = &p->edges.items[i];
        uint32_t from = p->units.items[edge->from].package;
        uint32_t to = target_of(p, edge);
        if (to == LINK_NONE || to == from || index_of[from] == LINK_NONE || index_of[to] == LINK_NONE)
            continue;
        vec_push(a, &found, (struct crossing){index_of[from], index_of[to], evidence_depth(e, edge->from), i});
    }
    return found;
}

void package_links(struct arena *run, const struct program *p, struct evidence *e, const uint32_t *index_of,
                   struct report *report)
{
    struct crossings found = find_crossings(run, p, e, index_of);

    if (found.len > 0)
        qsort(found.items, found.len, sizeof(*found.items), compare_crossings);
    for (uint32_t i = 0; i < found.len; i++) {
        const struct crossing *c = &found.items[i];
        struct report_link link = {.from = c->from, .to = c->to, .count = 1};
        if (i > 0 && c->from == found.items[i - 1].from && c->to == found.items[i - 1].to) {
            report->links.items[report->links.len - 1].count++;
            continue;
        }
        evidence_way(e, p->edges.items[c->edge].from, &link.path);
        evidence_import(e, &p->edges.items[c->edge], &link.path);
        vec_push(run, &report->links, link);
    }
}
