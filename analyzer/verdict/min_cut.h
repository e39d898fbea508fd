/*
 * min_cut.h - the fewest edges of a graph whose removal separates two nodes.
 */
#ifndef CORDON_VERDICT_MIN_CUT_H
#define CORDON_VERDICT_MIN_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/arena.h"

/* The capacity of an edge that cannot be removed. */
enum { CUT_NEVER = 1 << 24 };

struct cut_edge {
    uint32_t from;
    uint32_t to;
    uint32_t capacity; /* what removing it costs, or CUT_NEVER */
};

/*
 * The cost of the cheapest set of edges without which no way leads from `source` to `sink`, and in `in_cut`, by edge,
 * which they are: of several such sets the one nearest to the source. When it costs more than `limit`, returns a number
 * above `limit` and marks none. `scratch` is for this call only.
 */
uint32_t min_cut(struct arena *scratch, uint32_t nodes, const struct cut_edge *edges, uint32_t count, uint32_t source,
                 uint32_t sink, uint32_t limit, bool *in_cut);

#endif
