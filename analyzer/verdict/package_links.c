#include "analyzer/verdict/package_links.h"

#include <stdlib.h>

/* An edge of the program between two of its packages or files. */
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

/* By the two, then the shortest way first. */
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

/* What units and host libraries are on the sides of a link: LINK_NONE for nothing. */
struct sides {
    const uint32_t *of_unit;
    const uint32_t *of_host; /* by package; NULL: nothing */
};

static uint32_t target_of(const struct sides *sides, const struct edge *edge)
{
    switch ((enum edge_kind)edge->kind) {
    case EDGE_UNIT:
        return sides->of_unit[edge->to];
    case EDGE_HOST:
        return sides->of_host == NULL ? LINK_NONE : sides->of_host[edge->to];
    case EDGE_BUILTIN:
    case EDGE_NOWHERE:
        break;
    }
    return LINK_NONE;
}

static struct crossings find_crossings(struct arena *a, const struct program *p, const struct evidence *e,
                                       const struct sides *sides)
{
    struct crossings found = {0};

    for (uint32_t i = 0; i < p->edges.len; i++) {
        const struct edge *edge = &p->edges.items[i];
        uint32_t from = sides->of_unit[edge->from];
        uint32_t to = target_of(sides, edge);
        if (to != LINK_NONE && from != LINK_NONE && to != from)
            vec_push(a, &found, (struct crossing){from, to, evidence_depth(e, edge->from), i});
    }
    if (found.len > 0)
        qsort(found.items, found.len, sizeof(*found.items), compare_crossings);
    return found;
}

static void add_links(struct arena *run, const struct program *p, struct evidence *e, const struct sides *sides,
                      struct report *report)
{
    struct crossings found = find_crossings(run, p, e, sides);

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

void package_links(struct arena *run, const struct program *p, struct evidence *e, const uint32_t *index_of,
                   struct report *report)
{
    uint32_t *of_unit = arena_array(run, p->units.len, sizeof(*of_unit));
    const struct sides sides = {of_unit, index_of};

    for (uint32_t i = 0; i < p->units.len; i++)
        of_unit[i] = index_of[p->units.items[i].package];
    add_links(run, p, e, &sides, report);
}

void package_links_of_files(struct arena *run, const struct program *p, struct evidence *e, struct report *report)
{
    uint32_t *of_unit = arena_array(run, p->units.len, sizeof(*of_unit));
    const struct sides sides = {of_unit, NULL};

    for (uint32_t i = 0; i < p->units.len; i++)
        of_unit[i] = report_file(report, program_unit_path(p, &p->units.items[i]));
    add_links(run, p, e, &sides, report);
}
