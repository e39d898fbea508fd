/*
 * call_graph_cycle.c - states that reach each other along EDGE_VALUE hold the same: Tarjan's strongly connected
 * components (1972), with a stack of its own, in time linear in the edges.
 */
#include <assert.h>

#include "analyzer/link/call_graph_linker.h"

struct visit {
    uint32_t state;
    uint32_t link; /* the next to follow */
};

struct search {
    struct arena *arena;
    uint32_t *order;     /* by state: when it was found, from 1 */
    uint32_t *low;       /* by state: the earliest that it leads back to */
    uint32_t *component; /* by state, from 1: one that leads to another has the higher number */
    uint32_t found;
    uint32_t components;
    VEC(struct visit) path;
    struct id_list open; /* found, and not in a component */
};

static void find_state(struct linker *l, struct search *s, uint32_t state)
{
    s->order[state] = s->low[state] = ++s->found;
    vec_push(s->arena, &s->open, state);
    vec_push(s->arena, &s->path, (struct visit){state, l->states.items[state].edges});
}

static void close_component(struct search *s, uint32_t state)
{
    uint32_t last = STATE_NONE;

    s->components++;
    while (last != state) {
        last = s->open.items[--s->open.len];
        s->component[last] = s->components;
    }
}

static void leave(struct search *s, uint32_t state)
{
    s->path.len--;
    if (s->low[state] == s->order[state])
        close_component(s, state);
    if (s->path.len > 0) {
        uint32_t before = s->path.items[s->path.len - 1].state;

        if (s->component[state] == 0 && s->low[state] < s->low[before])
            s->low[before] = s->low[state];
    }
}

static void search_from(struct linker *l, struct search *s, uint32_t start)
{
    find_state(l, s, start);
    while (s->path.len > 0) {
        struct visit *top = &s->path.items[s->path.len - 1];
        const struct link_item *link = &l->links.items[top->link];
        uint32_t state = top->state;
        uint32_t to = 0;

        if (top->link == 0) {
            leave(s, state);
            continue;
        }
        top->link = link->next;
        if (link->kind != EDGE_VALUE)
            continue;
        to = linker_find(l, link->to);
        if (s->order[to] == 0)
            find_state(l, s, to);
        else if (s->component[to] == 0 && s->order[to] < s->low[state])
            s->low[state] = s->order[to];
    }
}

static void move_edges(struct linker *l, uint32_t to, uint32_t from)
{
    uint32_t *tail = &l->states.items[from].edges;
    uint32_t head = *tail;

    while (*tail != 0)
        tail = &l->links.items[*tail].next;
    if (head == 0)
        return;
    *tail = l->states.items[to].edges;
    l->states.items[to].edges = head;
    l->states.items[from].edges = 0;
}

/* All that it holds has to be handed on again: the edges of the other have not seen it. */
static void refresh(struct linker *l, uint32_t state)
{
    for (int as = 0; as < HELD_COUNT; as++) {
        struct node_state *s = &l->states.items[state];

        (void)call_set_join(l->arena, &s->fresh[as], &l->unheeded, &s->held[as]);
        l->unheeded.len = 0;
    }
}

static void unite(struct linker *l, uint32_t a, uint32_t b)
{
    struct node_state *to = NULL;
    struct node_state *from = NULL;

    a = linker_find(l, a);
    b = linker_find(l, b);
    if (a == b)
        return;
    to = &l->states.items[a < b ? a : b];
    from = &l->states.items[a < b ? b : a];
    for (int as = 0; as < HELD_COUNT; as++)
        (void)call_set_join(l->arena, &to->held[as], &to->fresh[as], &from->held[as]);
    move_edges(l, to->one, from->one);
    if (to->hub == 0)
        to->hub = from->hub;
    else if (from->hub != 0)
        linker_merge_hubs(l, to->hub, from->hub);
    from->one = to->one;
    to->merged = true;
}

/* The states of a component, and those that are one because they are. */
static void unite_components(struct linker *l, struct search *s)
{
    uint32_t *first = arena_array(s->arena, (size_t)s->components + 1, sizeof(*first));

    for (uint32_t i = 0; i < l->states.len; i++) {
        uint32_t component = s->component[i];

        if (component == 0)
            continue;
        l->states.items[i].rank = s->components - component;
        if (first[component] == 0)
            first[component] = i + 1;
        else
            unite(l, first[component] - 1, i);
        while (l->same.len > 0) {
            l->same.len -= 2;
            unite(l, l->same.items[l->same.len], l->same.items[l->same.len + 1]);
        }
    }
}

/* The edges that are left, each once, in an array of their own. */
static void rebuild_links(struct linker *l, struct search *s)
{
    struct link_list kept = {0};
    uint32_t *seen = arena_array(s->arena, (size_t)l->states.len * 3, sizeof(*seen)); /* by target and kind */
    struct arena *to = &l->links_arena[0];
    struct arena before = l->links_arena[1];

    vec_push(to, &kept, (struct link_item){0});
    for (uint32_t i = 0; i < l->states.len; i++) {
        uint32_t head = 0;

        for (uint32_t k = l->states.items[i].edges; k != 0; k = l->links.items[k].next) {
            uint32_t target = linker_find(l, l->links.items[k].to);
            uint8_t kind = l->links.items[k].kind;

            if ((target == i && kind == EDGE_VALUE) || seen[target * 3 + kind] == i + 1)
                continue;
            seen[target * 3 + kind] = i + 1;
            vec_push(to, &kept, (struct link_item){target, head, kind});
            head = kept.len - 1;
        }
        l->states.items[i].edges = head;
    }
    l->links = kept;
    l->links_merged = kept.len;
    l->links_arena[1] = *to;
    arena_reset(&before);
    l->links_arena[0] = before;
}

void linker_merge_cycles(struct linker *l)
{
    struct arena scratch = {0};
    struct search s = {.arena = &scratch};

    s.order = arena_array(&scratch, l->states.len, sizeof(*s.order));
    s.low = arena_array(&scratch, l->states.len, sizeof(*s.low));
    s.component = arena_array(&scratch, l->states.len, sizeof(*s.component));
    for (uint32_t i = 0; i < l->states.len; i++)
        if (l->states.items[i].one == i && s.order[i] == 0)
            search_from(l, &s, i);
    unite_components(l, &s);
    rebuild_links(l, &s);
    l->turns.len = 0;
    for (uint32_t i = 0; i < l->states.len; i++) {
        l->states.items[i].queued = false;
        if (l->states.items[i].merged)
            refresh(l, i);
        l->states.items[i].merged = false;
        for (int as = 0; as < HELD_COUNT && l->states.items[i].one == i; as++)
            if (l->states.items[i].fresh[as].len > 0)
                linker_enqueue(l, i);
    }
    arena_reset(&scratch);
}
