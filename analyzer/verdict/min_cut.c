#include "analyzer/verdict/min_cut.h"

#include <string.h>

#define NONE UINT32_MAX

/* Edge 2i is edge i of the caller, 2i + 1 its way back; flow takes capacity from one and gives it to the other. */
struct network {
    uint32_t nodes;
    const struct cut_edge *edges;
    uint32_t *left;  /* by directed edge: capacity that is left */
    uint32_t *first; /* by node: its first directed edge, NONE */
    uint32_t *next;  /* by directed edge: the next one of the same node */
    uint32_t *via;   /* by node: the directed edge by which the last search reached it, NONE */
    uint32_t *queue;
};

static uint32_t end_of(const struct network *n, uint32_t directed)
{
    const struct cut_edge *edge = &n->edges[directed / 2];

    return directed % 2 == 0 ? edge->to : edge->from;
}

static uint32_t start_of(const struct network *n, uint32_t directed)
{
    return end_of(n, directed ^ 1);
}

static void add_directed(struct network *n, uint32_t directed)
{
    uint32_t node = start_of(n, directed);

    n->next[directed] = n->first[node];
    n->first[node] = directed;
}

static void network_init(struct network *n, struct arena *a, uint32_t nodes, const struct cut_edge *edges,
                         uint32_t count)
{
    *n = (struct network){.nodes = nodes, .edges = edges};
    n->left = arena_array(a, 2 * (size_t)count + 1, sizeof(*n->left));
    n->next = arena_array(a, 2 * (size_t)count + 1, sizeof(*n->next));
    n->first = arena_array(a, nodes, sizeof(*n->first));
    n->via = arena_array(a, nodes, sizeof(*n->via));
    n->queue = arena_array(a, nodes, sizeof(*n->queue));
    memset(n->first, 0xff, nodes * sizeof(*n->first));
    for (uint32_t i = count; i-- > 0;) {
        n->left[2 * i] = edges[i].capacity;
        add_directed(n, 2 * i + 1);
        add_directed(n, 2 * i);
    }
}

/* Breadth first over edges with capacity left; true when `sink` was reached. */
static bool search(struct network *n, uint32_t source, uint32_t sink)
{
    uint32_t head = 0;
    uint32_t tail = 0;

    memset(n->via, 0xff, n->nodes * sizeof(*n->via));
    n->queue[tail++] = source;
    while (head < tail) {
        uint32_t at = n->queue[head++];
        for (uint32_t edge = n->first[at]; edge != NONE; edge = n->next[edge]) {
            uint32_t to = end_of(n, edge);
            if (n->left[edge] == 0 || to == source || n->via[to] != NONE)
                continue;
            n->via[to] = edge;
            if (to == sink)
                return true;
            n->queue[tail++] = to;
        }
    }
    return false;
}

/* Sends as much as fits along the way that was found. */
static uint32_t augment(struct network *n, uint32_t source, uint32_t sink)
{
    uint32_t amount = CUT_NEVER;

    for (uint32_t at = sink; at != source; at = start_of(n, n->via[at]))
        amount = n->left[n->via[at]] < amount ? n->left[n->via[at]] : amount;
    for (uint32_t at = sink; at != source; at = start_of(n, n->via[at])) {
        n->left[n->via[at]] -= amount;
        n->left[n->via[at] ^ 1] += amount;
    }
    return amount;
}

static bool is_reached(const struct network *n, uint32_t node, uint32_t source)
{
    return node == source || n->via[node] != NONE;
}

uint32_t min_cut(struct arena *scratch, uint32_t nodes, const struct cut_edge *edges, uint32_t count, uint32_t source,
                 uint32_t sink, uint32_t limit, bool *in_cut)
{
    struct network n;
    uint32_t cost = 0;

    memset(in_cut, 0, count * sizeof(*in_cut));
    network_init(&n, scratch, nodes, edges, count);
    while (cost <= limit && search(&n, source, sink))
        cost += augment(&n, source, sink);
    if (cost > limit)
        return cost;
    for (uint32_t i = 0; i < count; i++)
        in_cut[i] = is_reached(&n, edges[i].from, source) && !is_reached(&n, edges[i].to, source);
    return cost;
}
