#include "analyzer/link/call_graph.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/link/call_graph_linker.h"

const char *call_reason_name(enum call_reason reason)
{
    static const char *const names[] = {"direct", "import", "value", "name", "callback", "accessor", "implicit"};

    assert(reason < CALL_REASON_COUNT);
    return names[reason];
}

void linker_emit(struct linker *l, uint32_t file, uint32_t func, uint32_t at, uint32_t to, enum call_reason reason)
{
    struct file_calls *calls = l->calls[file];
    struct position place = source_position(l->arena, &calls->source, at);

    if (!linker_is_function(l, to))
        return;
    vec_push(l->g->arena, &l->g->edges,
             (struct call_edge){.from = l->first_node[file] + calls->flow.functions.items[func].acts_for,
                                .to = to,
                                .line = place.line,
                                .column = place.column,
                                .reason = (uint8_t)reason});
}

static enum call_reason reason_of(const struct linker *l, const struct linked_site *linked)
{
    if (l->states.items[l->vertex[linked->file][linked->site->callee]].imported)
        return CALL_IMPORT;
    return linked->site->name != FACT_NONE ? CALL_NAME : CALL_VALUE;
}

enum { FEW = 4 };

/* How many functions are at a state, those not counted that are stored in what is there. */
static uint32_t count_at(const struct linker *l, uint32_t state)
{
    const struct id_list *all = &l->states.items[state].functions;
    uint32_t count = 0;

    for (uint32_t i = 0; i < all->len; i++)
        count += linker_is_function(l, all->items[i]);
    return count;
}

/* Functions that code outside of the program was given, and may call. */
static void emit_callbacks(struct linker *l, const struct linked_site *linked)
{
    const struct call_site *site = linked->site;
    const struct call_flow *flow = &l->calls[linked->file]->flow;

    for (uint32_t i = 0; i < site->arg_count; i++) {
        uint32_t vertex = flow->lists.items[site->args + i];
        const struct id_list *given = &l->states.items[l->vertex[linked->file][vertex]].functions;

        /* Anything may be handed on; only what looks like a callback is taken for one. */
        if (flow->vertices.items[vertex].kind != VERTEX_LOCAL ||
            (!site->elements && given->len > FEW && (i >= 8 || (site->plain_args >> i & 1) == 0)))
            continue;
        for (uint32_t k = 0; k < given->len; k++)
            linker_emit(l, linked->file, site->func, site->at, given->items[k], CALL_CALLBACK);
    }
}

/*
 * A method of no function of the package: perhaps one that the package defines under a computed name, as in
 * `methods.forEach((name) => { app[name] = function () {} })`.
 */
static void emit_computed(struct linker *l, const struct linked_site *linked, const struct id_list *callees)
{
    const struct package *own = l->g->imports->files.items[linked->file].package;
    const struct id_list *computed = &l->states.items[linker_computed(l, linked->file)].functions;

    if (linked->closed || linked->site->name == FACT_NONE || computed->len > FEW * 4)
        return;
    for (uint32_t k = 0; k < callees->len; k++)
        if (linker_is_function(l, callees->items[k]) &&
            l->g->imports->files.items[l->g->nodes.items[callees->items[k]].file].package == own)
            return;
    for (uint32_t k = 0; k < computed->len; k++)
        linker_emit(l, linked->file, linked->site->func, linked->site->at, computed->items[k], CALL_NAME);
}

static void emit_sites(struct linker *l)
{
    for (uint32_t i = 0; i < l->sites.len; i++) {
        const struct linked_site *linked = &l->sites.items[i];
        const struct call_site *site = linked->site;
        const struct id_list *callees = &l->states.items[l->vertex[linked->file][site->callee]].functions;

        if (site->kind == CALL_SITE_BIND)
            continue;
        emit_computed(l, linked, callees);
        for (uint32_t k = 0; k < callees->len && !linked->closed; k++)
            linker_emit(l, linked->file, site->func, site->at, callees->items[k], reason_of(l, linked));
        if (!linked->closed && (count_at(l, l->vertex[linked->file][site->callee]) == 0 || site->elements))
            emit_callbacks(l, linked);
    }
}

static void emit_known(struct linker *l, uint32_t file)
{
    const struct facts *facts = &l->calls[file]->facts;

    for (uint32_t i = 0; i < facts->calls.len; i++)
        linker_emit(l, file, facts->calls.items[i].caller, facts->calls.items[i].at,
                    l->first_node[file] + facts->calls.items[i].callee,
                    facts->calls.items[i].through ? CALL_CALLBACK : CALL_DIRECT);
    for (uint32_t i = 0; i < facts->imports.len; i++) {
        const struct import *import = &facts->imports.items[i];
        struct vertex vertex = {.import = import->kind, .name = import->specifier};
        uint32_t target = linker_target(l, file, &vertex);

        if (target != GRAPH_NONE && l->calls[target] != NULL)
            linker_emit(l, file, import->func, import->at, l->first_node[target], CALL_IMPORT);
    }
}

static int compare_edges(const void *left, const void *right)
{
    const struct call_edge *a = left;
    const struct call_edge *b = right;
    const uint32_t keys[][2] = {
        {a->from, b->from}, {a->line, b->line}, {a->column, b->column}, {a->to, b->to}, {a->reason, b->reason}};

    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static bool same_call(const struct call_edge *a, const struct call_edge *b)
{
    return a->from == b->from && a->line == b->line && a->column == b->column && a->to == b->to;
}

static void sort_edges(struct call_graph *g)
{
    uint32_t used = 0;

    if (g->edges.len > 1)
        qsort(g->edges.items, g->edges.len, sizeof(*g->edges.items), compare_edges);
    for (uint32_t i = 0; i < g->edges.len; i++)
        if (used == 0 || !same_call(&g->edges.items[used - 1], &g->edges.items[i]))
            g->edges.items[used++] = g->edges.items[i];
    g->edges.len = used;
}

/* How many calls are written, how many of them lead to functions of the program, and to how many. */
static void count_sites(struct linker *l)
{
    for (uint32_t i = 0; i < l->sites.len; i++) {
        const struct linked_site *linked = &l->sites.items[i];
        const struct call_site *site = linked->site;
        uint32_t callees = count_at(l, l->vertex[linked->file][site->callee]);
        bool more = i + 1 < l->sites.len && l->sites.items[i + 1].site->through &&
                    l->sites.items[i + 1].site->at == site->at && l->sites.items[i + 1].site->end == site->end;

        if (site->kind == CALL_SITE_BIND || site->through || site->implied)
            continue;
        if (more)
            callees += count_at(l, l->vertex[linked->file][l->sites.items[i + 1].site->callee]);
        if (linked->closed || callees < linked->known)
            callees = linked->known;
        l->g->sites++;
        l->g->resolved += callees > 0;
        l->g->callees += callees;
    }
}

static void setup(struct linker *l)
{
    uint32_t files = l->g->imports->files.len;

    map_init(&l->shared, l->arena);
    map_init(&l->exports, l->arena);
    map_init(&l->imports, l->arena);
    map_init(&l->holds, l->arena);
    map_init(&l->connected, l->arena);
    vec_push(l->arena, &l->links, (struct link_item){0});
    l->first_node = arena_array(l->arena, files + 1, sizeof(*l->first_node));
    l->vertex = arena_array(l->arena, files + 1, sizeof(*l->vertex));
    l->symbol = arena_array(l->arena, files + 1, sizeof(*l->symbol));
    l->exported = arena_array(l->arena, files + 1, sizeof(*l->exported));
    l->exported_names = arena_array(l->arena, files + 1, sizeof(*l->exported_names));
    for (uint32_t i = 0; i < files; i++)
        if (l->calls[i] != NULL)
            l->symbol[i] = arena_array(l->arena, l->calls[i]->texts.texts.len, sizeof(**l->symbol));
    for (uint32_t i = 0; i < l->g->imports->edges.len; i++) {
        const struct graph_edge *edge = &l->g->imports->edges.items[i];
        uint32_t name = sym_intern(&l->g->texts, sym_text(&l->g->imports->texts, (sym){edge->specifier})).i;

        if (edge->to != GRAPH_NONE)
            map_put(&l->imports, map_pair(edge->from, name << 3 | edge->kind), edge->to);
    }
}

struct call_graph *call_graph_link(struct arena *a, const struct import_graph *imports, struct file_calls *const *calls)
{
    struct call_graph *g = arena_new(a, struct call_graph);
    struct arena scratch = {0};
    struct linker l = {.arena = &scratch, .g = g, .calls = calls};
    uint32_t files = imports->files.len;

    g->arena = a;
    g->imports = imports;
    sym_table_init(&g->texts, a);
    setup(&l);
    for (uint32_t i = 0; i < files; i++)
        linker_add_nodes(&l, i);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            linker_add_vertices(&l, i);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            linker_add_edges(&l, i);
    for (uint32_t i = 0; i < files; i++) {
        uint32_t first = l.sites.len;
        if (calls[i] == NULL)
            continue;
        linker_add_sites(&l, i);
        linker_connect_known(&l, i, first);
    }
    linker_solve(&l);
    emit_sites(&l);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL) {
            emit_known(&l, i);
            linker_emit_accesses(&l, i);
        }
    sort_edges(g);
    count_sites(&l);
    arena_reset(&scratch);
    return g;
}
