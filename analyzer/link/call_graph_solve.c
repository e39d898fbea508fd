/*
 * call_graph_solve.c - functions flow along the edges until nothing changes.
 *
 * Each state hands on only what is new to it, states that others depend on first. Cycles, in which all hold the same in
 * the end, are made one state when the graph has grown by half since they were looked for last. What the states hold
 * is the least solution, whatever the order.
 */
#include "analyzer/link/call_graph_linker.h"

uint32_t linker_new_state(struct linker *l)
{
    uint32_t state = l->states.len;

    vec_push(l->arena, &l->states, (struct node_state){.one = state});
    return state;
}

uint32_t linker_find(struct linker *l, uint32_t state)
{
    struct node_state *all = l->states.items;

    while (all[state].one != state) {
        all[state].one = all[all[state].one].one;
        state = all[state].one;
    }
    return state;
}

const struct call_set *linker_held(struct linker *l, uint32_t state, enum held_as as)
{
    return &l->states.items[linker_find(l, state)].held[as];
}

static bool before(const struct linker *l, uint32_t a, uint32_t b)
{
    const struct node_state *all = l->states.items;

    return all[a].rank != all[b].rank ? all[a].rank < all[b].rank : a < b;
}

void linker_enqueue(struct linker *l, uint32_t state)
{
    uint32_t at = l->turns.len;

    if (l->states.items[state].queued)
        return;
    l->states.items[state].queued = true;
    vec_push(l->arena, &l->turns, state);
    while (at > 0 && before(l, state, l->turns.items[(at - 1) / 2])) {
        l->turns.items[at] = l->turns.items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    l->turns.items[at] = state;
}

static uint32_t next_turn(struct linker *l)
{
    uint32_t *heap = l->turns.items;
    uint32_t first = heap[0];
    uint32_t last = heap[--l->turns.len];
    uint32_t at = 0;

    for (uint32_t child = 1; child < l->turns.len; child = 2 * at + 1) {
        if (child + 1 < l->turns.len && before(l, heap[child + 1], heap[child]))
            child++;
        if (!before(l, heap[child], last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    if (l->turns.len > 0)
        heap[at] = last;
    l->states.items[first].queued = false;
    return first;
}

static bool join(struct linker *l, uint32_t to, enum held_as as, const struct call_set *values)
{
    struct node_state *state = &l->states.items[to];

    l->steps += values->len;
    return values->len > 0 && call_set_join(l->arena, &state->held[as], &state->fresh[as], values);
}

/* Lets values go along an edge of kind `kind` to `to`. */
static void pass(struct linker *l, uint32_t to, const struct call_set *values, enum vertex_edge_kind kind)
{
    bool grown = false;

    switch (kind) {
    case EDGE_VALUE:
        for (int as = 0; as < HELD_COUNT; as++)
            grown = join(l, to, (enum held_as)as, &values[as]) || grown;
        break;
    case EDGE_STORE:
        grown = join(l, to, HELD_STORED, &values[HELD_ITSELF]);
        grown = join(l, to, HELD_DEEP, &values[HELD_STORED]) || grown;
        grown = join(l, to, HELD_DEEP, &values[HELD_DEEP]) || grown;
        break;
    case EDGE_FETCH:
        grown = join(l, to, HELD_ITSELF, &values[HELD_STORED]);
        grown = join(l, to, HELD_STORED, &values[HELD_DEEP]) || grown;
        grown = join(l, to, HELD_DEEP, &values[HELD_DEEP]) || grown;
        break;
    }
    if (grown)
        linker_enqueue(l, to);
}

void linker_add_value(struct linker *l, uint32_t state, uint32_t value)
{
    struct node_state *to = &l->states.items[linker_find(l, state)];

    if (call_set_add(l->arena, &to->held[HELD_ITSELF], &to->fresh[HELD_ITSELF], value))
        linker_enqueue(l, to->one);
}

void linker_kind_edge(struct linker *l, uint32_t from, uint32_t to, enum vertex_edge_kind kind)
{
    struct call_set given[HELD_COUNT];

    from = linker_find(l, from);
    to = linker_find(l, to);
    if (from == to && kind == EDGE_VALUE)
        return;
    vec_push(l->links_merged > 0 ? &l->links_arena[1] : l->arena, &l->links,
             (struct link_item){to, l->states.items[from].edges, (uint8_t)kind});
    l->states.items[from].edges = l->links.len - 1;
    for (int as = 0; as < HELD_COUNT; as++)
        given[as] = l->states.items[from].held[as];
    pass(l, to, given, kind);
}

void linker_edge(struct linker *l, uint32_t from, uint32_t to)
{
    linker_kind_edge(l, from, to, EDGE_VALUE);
}

/* `taken` gets what is fresh at the state, which gets the memory of `taken`. */
static void take_fresh(struct node_state *state, struct call_set taken[HELD_COUNT])
{
    for (int as = 0; as < HELD_COUNT; as++) {
        struct call_set spare = taken[as];

        taken[as] = state->fresh[as];
        state->fresh[as] = spare;
        state->fresh[as].len = 0;
    }
}

void linker_solve(struct linker *l)
{
    struct call_set taken[HELD_COUNT] = {{0}};

    while (l->turns.len > 0) {
        uint32_t state = 0;

        if (l->links_merged == 0 || l->links.len / 3 > l->links_merged / 2)
            linker_merge_cycles(l);
        if (l->steps > CALL_STEPS_MAX) {
            l->g->cut = true;
            return;
        }
        state = next_turn(l);
        take_fresh(&l->states.items[state], taken);
        for (uint32_t i = l->states.items[state].edges; i != 0; i = l->links.items[i].next)
            pass(l, linker_find(l, l->links.items[i].to), taken, (enum vertex_edge_kind)l->links.items[i].kind);
        if (l->states.items[state].hub != 0)
            linker_connect_hub(l, state, &taken[HELD_ITSELF]);
    }
}
