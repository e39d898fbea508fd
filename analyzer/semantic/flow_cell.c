#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_place.h"

#include <assert.h>

/*
 * More different values than this in one place are not worth telling apart: functions and objects of this file can
 * leave plain sight at little loss, outside things are charged with all that they offer.
 */
enum { VALUES_MAX = 16, TEXTS_MAX = 12, OUTSIDE_MAX = 48 };

/*
 * Most files hold a value for every five nodes of their trees, in all cells together. Where everything meets
 * everything, the number grows with the square of the text, and what could be told apart is in one place already: a
 * file that holds more than a value for two nodes, and more than takes a few milliseconds, gets smaller sets.
 */
enum { CROWDED_MIN = 16384, CROWDED_NODES = 2, CROWDED_MAX = 4 };

static bool is_crowded(const struct flow *f)
{
    return f->held > CROWDED_MIN + f->tree->count / CROWDED_NODES;
}

static unsigned values_max(const struct flow *f, value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
    case VALUE_PLACE:
        return VALUES_MAX;
    case VALUE_FUNC:
    case VALUE_OBJECT:
        return is_crowded(f) ? CROWDED_MAX : VALUES_MAX;
    case VALUE_PATH:
        return is_crowded(f) && !f->paths.items[VALUE_INDEX(v)].intrinsic ? CROWDED_MAX : OUTSIDE_MAX;
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        return is_crowded(f) ? CROWDED_MAX : OUTSIDE_MAX;
    }
    return VALUES_MAX;
}

cell_id cell_new(struct flow *f)
{
    vec_push(f->arena, &f->cells, (struct cell){0});
    return f->cells.len - 1;
}

static void enqueue(struct flow *f, cell_id c)
{
    struct cell *cell = &f->cells.items[c];

    if (cell->queued)
        return;
    cell->queued = true;
    vec_push(f->arena, &f->worklist, c);
}

void cell_add_flags(struct flow *f, cell_id c, unsigned flags)
{
    struct cell *cell = &f->cells.items[c];

    if (c == 0 || (cell->flags & flags) == flags)
        return;
    cell->flags = (uint8_t)(cell->flags | flags);
    enqueue(f, c);
}

/* From as many values on, a cell has an index behind its items: twice as many bytes, each 0 or a place in items + 1. */
enum { INDEXED_MIN = 16 };
_Static_assert(OUTSIDE_MAX < UINT8_MAX && VALUES_MAX < UINT8_MAX, "a place in a cell fits into a byte");

/* Where the index of `cell` has `v`, or where it belongs. */
static uint8_t *index_slot(const struct cell *cell, value v)
{
    uint8_t *index = (uint8_t *)(cell->items + cell->cap);
    unsigned mask = cell->cap * 2U - 1;
    unsigned i = (v * 0x9e3779b1U >> 16) & mask;

    while (index[i] != 0 && cell->items[index[i] - 1] != v)
        i = (i + 1) & mask;
    return &index[i];
}

static void grow(struct flow *f, struct cell *cell)
{
    uint16_t cap = cell->cap == 0 ? 2 : (uint16_t)(cell->cap * 2);
    bool indexed = cap >= INDEXED_MIN;
    value *items = arena_array(f->arena, cap, sizeof(*items) + (indexed ? 2 : 0));

    for (uint16_t i = 0; i < cell->count; i++)
        items[i] = cell->items[i];
    cell->items = items;
    cell->cap = cap;
    for (uint16_t i = 0; indexed && i < cell->count; i++)
        *index_slot(cell, items[i]) = (uint8_t)(i + 1);
}

static unsigned count_texts(const struct cell *cell)
{
    unsigned texts = 0;

    for (uint16_t i = 0; i < cell->count; i++)
        texts += VALUE_KIND(cell->items[i]) == VALUE_TEXT;
    return texts;
}

/* Too many values: texts become "some text", or "some safe text"; anything else leaves plain sight. */
static void overflow(struct flow *f, cell_id c, value v)
{
    if (VALUE_KIND(v) == VALUE_TEXT) {
        cell_add_flags(f, c, text_is_plain(sym_text(f->names, (sym){VALUE_INDEX(v)})) ? FLAG_SAFE : FLAG_STRING);
        return;
    }
    if (VALUE_KIND(v) == VALUE_PLACE) {
        cell_add_flags(f, c, place_touch(f, v));
        return;
    }
    cell_add_flags(f, c, FLAG_ANY);
    if (VALUE_KIND(v) == VALUE_PATH) {
        if (f->paths.items[VALUE_INDEX(v)].lost)
            return;
        f->paths.items[VALUE_INDEX(v)].lost = true;
    }
    escape_value(f, FACT_NONE, v);
}

/* A reflected value that is put into an object is charged there and then, like one that escapes. */
static bool settles(struct flow *f, value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_REACH:
    case VALUE_CODE:
    case VALUE_SHARED:
        charge_reflection(f, v);
        return true;
    case VALUE_TEXT:
    case VALUE_FUNC:
    case VALUE_OBJECT:
    case VALUE_PATH:
    case VALUE_OUTER:
    case VALUE_PLACE:
        return false;
    }
    return false;
}

/* Nearly every value that arrives is there already: four comparisons to a branch. */
static bool holds(const struct cell *cell, value v)
{
    const value *items = cell->items;
    uint16_t i = 0;

    if (cell->cap >= INDEXED_MIN)
        return *index_slot(cell, v) != 0;
    for (; i + 4 <= cell->count; i += 4) {
        if ((items[i] == v) | (items[i + 1] == v) | (items[i + 2] == v) | (items[i + 3] == v))
            return true;
    }
    for (; i < cell->count; i++) {
        if (items[i] == v)
            return true;
    }
    return false;
}

/* The object that holds a function's properties stands for the function itself: it can be called. */
static value as_function(const struct flow *f, value v)
{
    const struct object *o = NULL;

    if (VALUE_KIND(v) != VALUE_OBJECT)
        return v;
    o = &f->objects.items[VALUE_INDEX(v)];
    return o->kind == OBJECT_FUNCTION ? VALUE(VALUE_FUNC, o->func) : v;
}

void cell_add(struct flow *f, cell_id c, value v)
{
    struct cell *cell = &f->cells.items[c];

    if (c == 0)
        return;
    v = as_function(f, v);
    if (cell->owner != 0 && settles(f, v)) {
        cell_add_flags(f, c, FLAG_ANY);
        return;
    }
    if (holds(cell, v))
        return;
    if (VALUE_KIND(v) == VALUE_TEXT) {
        if (cell->flags & FLAG_STRING)
            return;
        if (cell->count >= TEXTS_MAX && count_texts(cell) >= TEXTS_MAX) {
            overflow(f, c, v);
            return;
        }
    }
    if (cell->count >= values_max(f, v)) {
        overflow(f, c, v);
        return;
    }
    if (cell->count == cell->cap)
        grow(f, cell);
    cell->items[cell->count++] = v;
    f->held++;
    if (cell->cap >= INDEXED_MIN)
        *index_slot(cell, v) = (uint8_t)cell->count;
    enqueue(f, c);
}

/* Hands on along `edge` what it has not handed on before. */
static void push_values(struct flow *f, cell_id from, uint32_t edge)
{
    cell_id to = f->edges.items[edge].to;
    uint16_t first = f->edges.items[edge].handed;
    uint16_t count = f->cells.items[from].count;

    cell_add_flags(f, to, f->cells.items[from].flags);
    f->edges.items[edge].handed = count;
    f->facts->work += 1U + count - first;
    for (uint16_t i = first; i < count; i++)
        cell_add(f, to, f->cells.items[from].items[i]);
}

static uint32_t add_link(struct flow *f, uint32_t to, uint32_t next)
{
    vec_push(f->arena, &f->links, (struct link){to, next});
    return f->links.len - 1;
}

/* Puts an edge at the head of its cell's list. */
static void insert_edge(struct flow *f, cell_id from, uint32_t edge)
{
    struct edge *e = &f->edges.items[edge];

    e->previous = 0;
    e->next = f->cells.items[from].edges;
    if (e->next != 0)
        f->edges.items[e->next].previous = edge;
    f->cells.items[from].edges = edge;
}

static void remove_edge(struct flow *f, cell_id from, uint32_t edge)
{
    const struct edge *e = &f->edges.items[edge];

    if (e->previous == 0)
        f->cells.items[from].edges = e->next;
    else
        f->edges.items[e->previous].next = e->next;
    if (e->next != 0)
        f->edges.items[e->next].previous = e->previous;
}

void cell_edge(struct flow *f, cell_id from, cell_id to)
{
    uint32_t edge = f->edges.len;

    if (from == 0 || to == 0 || from == to)
        return;
    /* Most edges are asked for again and again. */
    if (map_claim(&f->edge_index, map_pair(from, to), &edge))
        vec_push(f->arena, &f->edges, (struct edge){.to = to});
    else
        remove_edge(f, from, edge);
    insert_edge(f, from, edge);
    push_values(f, from, edge);
}

void cell_watch(struct flow *f, cell_id c, uint32_t site)
{
    uint32_t link = 0;

    if (c == 0)
        return;
    link = add_link(f, site, f->cells.items[c].sites);
    f->cells.items[c].sites = link;
    if (f->sites.items[site].base == 0)
        f->sites.items[site].base = c;
    /* Not now: acting at once would recurse as deep as objects are nested. */
    if (f->cells.items[c].count > 0 || f->cells.items[c].flags != 0)
        vec_push(f->arena, &f->fresh, (struct link){site, c});
}

static void process(struct flow *f, cell_id c)
{
    struct cell *cell = &f->cells.items[c];
    uint16_t first = cell->done;
    unsigned flags = cell->flags & ~(unsigned)cell->done_flags;

    cell->queued = false;
    cell->done = cell->count;
    cell->done_flags = cell->flags;
    for (uint32_t e = cell->edges; e != 0; e = f->edges.items[e].next)
        push_values(f, c, e);
    for (uint32_t l = f->cells.items[c].sites; l != 0; l = f->links.items[l].next)
        site_act(f, f->links.items[l].to, c, first, flags);
}

void flow_solve(struct flow *f)
{
    uint64_t budget = FLOW_WORK_MIN + (uint64_t)f->tree->count * FLOW_WORK_PER_NODE;

    while (f->worklist.len > 0 || f->fresh.len > 0 || f->copying.len > 0) {
        if (f->facts->work > budget) {
            charge(f, AMP_LIMIT, 0, 0, sym_intern(f->names, STR("value flow")));
            return;
        }
        if (f->fresh.len > 0) {
            struct link late = f->fresh.items[--f->fresh.len];
            site_act(f, late.to, late.next, 0, f->cells.items[late.next].flags);
        } else if (!object_copy_next(f)) {
            process(f, f->worklist.items[--f->worklist.len]);
        }
    }
}

bool cell_is_empty(const struct flow *f, cell_id c)
{
    return f->cells.items[c].count == 0 && f->cells.items[c].flags == 0;
}

bool cell_may_be_object(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];
    bool may_be = cell->flags & FLAG_ANY;

    for (uint16_t i = 0; i < cell->count; i++)
        may_be = may_be || VALUE_KIND(cell->items[i]) != VALUE_TEXT;
    return may_be;
}

bool cell_single_text(const struct flow *f, cell_id c, sym *out)
{
    const struct cell *cell = &f->cells.items[c];

    if (cell->count != 1 || cell->flags != 0 || VALUE_KIND(cell->items[0]) != VALUE_TEXT)
        return false;
    out->i = VALUE_INDEX(cell->items[0]);
    return true;
}
