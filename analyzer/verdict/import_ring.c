#include "analyzer/verdict/import_ring.h"

bool import_ring(struct arena *a, const struct program *p)
{
    uint32_t *open = arena_array(a, p->units.len, sizeof(*open));   /* by file: its imports that are not done */
    uint32_t *first = arena_array(a, p->units.len, sizeof(*first)); /* by file: an edge to it, + 1 */
    uint32_t *next = arena_array(a, p->edges.len, sizeof(*next));   /* by edge: another to the same file, + 1 */
    VEC(uint32_t) done = {0};                                       /* files all of whose imports are done */

    for (uint32_t i = 0; i < p->edges.len; i++) {
        const struct edge *edge = &p->edges.items[i];
        if (edge->kind != EDGE_UNIT)
            continue;
        open[edge->from]++;
        next[i] = first[edge->to];
        first[edge->to] = i + 1;
    }
    for (uint32_t i = 0; i < p->units.len; i++)
        if (open[i] == 0)
            vec_push(a, &done, i);
    for (uint32_t i = 0; i < done.len; i++)
        for (uint32_t e = first[done.items[i]]; e != 0; e = next[e - 1])
            if (--open[p->edges.items[e - 1].from] == 0)
                vec_push(a, &done, p->edges.items[e - 1].from);
    return done.len < p->units.len;
}
