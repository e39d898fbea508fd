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
    struct position place = {0};

    if (!linker_is_function(l, to))
        return;
    if (l->g->edges.len >= CALLS_MAX) {
        l->g->cut = true;
        return;
    }
    place = source_position(l->arena, &calls->source, at);
    vec_push(l->g->arena, &l->g->edges,
             (struct call_edge){.from = l->first_node[file] + calls->flow.functions.items[func].acts_for,
                                .to = to,
                                .line = place.line,
                                .column = place.column,
                                .reason = (uint8_t)reason});
}

void linker_emit_held(struct linker *l, uint32_t file, uint32_t func, uint32_t at, uint32_t state,
                      enum call_reason reason)
{
    const struct call_set *held = linker_held(l, state, HELD_ITSELF);
    struct call_cursor cursor = {0};
    uint32_t node = 0;

    while (call_set_next(held, &cursor, &node))
        linker_emit(l, file, func, at, node, reason);
}

static enum call_reason reason_of(const struct linker *l, const struct linked_site *linked)
{
    if (l->states.items[l->vertex[linked->file][linked->site->callee]].imported)
        return CALL_IMPORT;
    return linked->site->name != FACT_NONE ? CALL_NAME : CALL_VALUE;
}

enum { FEW = 4 };

/* How many functions are at a state. */
static uint32_t count_at(struct linker *l, uint32_t state)
{
    return call_set_count(linker_held(l, state, HELD_ITSELF), l->g->nodes.len);
}

/* With those that are stored in what is there, once more each. */
static uint32_t count_all(struct linker *l, uint32_t state)
{
    uint32_t count = 0;

    for (int as = 0; as < HELD_COUNT; as++)
        count += call_set_count(linker_held(l, state, (enum held_as)as), l->g->nodes.len);
    return count;
}

/* Functions that code outside of the program was given, and may call. */
static void emit_callbacks(struct linker *l, const struct linked_site *linked)
{
    const struct call_site *site = linked->site;
    const struct call_flow *flow = &l->calls[linked->file]->flow;

    for (uint32_t i = 0; i < site->arg_count; i++) {
        uint32_t vertex = flow->lists.items[site->args + i];
        uint32_t state = l->vertex[linked->file][vertex];

        /* Anything may be handed on; only what looks like a callback is taken for one. */
        if (flow->vertices.items[vertex].kind != VERTEX_LOCAL ||
            (!site->elements && count_all(l, state) > FEW && (i >= 8 || (site->plain_args >> i & 1) == 0)))
            continue;
        linker_emit_held(l, linked->file, site->func, site->at, state, CALL_CALLBACK);
    }
}

/*
 * A method of no function of the package: perhaps one that the package defines under a computed name, as in
 * `methods.forEach((name) => { app[name] = function () {} })`.
 */
static void emit_computed(struct linker *l, const struct linked_site *linked, const struct call_set *callees)
{
    const struct package *own = l->g->imports->files.items[linked->file].package;
    uint32_t computed = linker_computed(l, linked->file);
    struct call_cursor at = {0};
    uint32_t node = 0;

    if (linked->closed || linked->site->name == FACT_NONE || count_at(l, computed) > FEW * 4)
        return;
    while (call_set_next(callees, &at, &node))
        if (linker_is_function(l, node) && l->g->imports->files.items[l->g->nodes.items[node].file].package == own)
            return;
    linker_emit_held(l, linked->file, linked->site->func, linked->site->at, computed, CALL_NAME);
}

/* A method of a package that has nothing to do with this one (call_graph_method.c). */
static void emit_named(struct linker *l, const struct linked_site *linked)
{
    uint32_t state = 0;

    if (linked->site->by_name &&
        map_get(&l->shared, map_pair(VERTEX_METHOD, linker_text(l, linked->file, linked->site->name)), &state))
        linker_emit_held(l, linked->file, linked->site->func, linked->site->at, state, CALL_NAME);
}

static void emit_sites(struct linker *l)
{
    for (uint32_t i = 0; i < l->sites.len; i++) {
        const struct linked_site *linked = &l->sites.items[i];
        const struct call_site *site = linked->site;
        uint32_t callee = l->vertex[linked->file][site->callee];

        if (site->kind == CALL_SITE_BIND || site->kind == CALL_SITE_READ)
            continue;
        emit_computed(l, linked, linker_held(l, callee, HELD_ITSELF));
        if (!linked->closed) {
            linker_emit_held(l, linked->file, site->func, site->at, callee, reason_of(l, linked));
            emit_named(l, linked);
        }
        if (!linked->closed && (count_at(l, callee) == 0 || site->elements))
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

    map_init(&l->text_index, l->arena);
    map_init(&l->named, l->arena);
    map_init(&l->shared, l->arena);
    map_init(&l->method_of, l->arena);
    map_init(&l->method_for, l->arena);
    map_init(&l->exports, l->arena);
    map_init(&l->imports, l->arena);
    vec_push(l->arena, &l->links, (struct link_item){0});
    l->first_node = arena_array(l->arena, files + 1, sizeof(*l->first_node));
    l->vertex = arena_array(l->arena, files + 1, sizeof(*l->vertex));
    l->symbol = arena_array(l->arena, files + 1, sizeof(*l->symbol));
    l->exported = arena_array(l->arena, files + 1, sizeof(*l->exported));
    l->exported_names = arena_array(l->arena, files + 1, sizeof(*l->exported_names));
    l->first_computed = arena_array(l->arena, files + 1, sizeof(*l->first_computed));
    for (uint32_t i = 0; i < files; i++)
        l->first_computed[i + 1] = l->first_computed[i] + (l->calls[i] == NULL ? 0 : l->calls[i]->flow.computed.len);
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
    l.first_text = g->nodes.len + linker_package_count(&l);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            linker_add_vertices(&l, i);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            linker_add_edges(&l, i);
    linker_join_methods(&l);
    for (uint32_t i = 0; i < files; i++) {
        uint32_t first = l.sites.len;
        if (calls[i] == NULL)
            continue;
        linker_add_sites(&l, i);
        linker_connect_known(&l, i, first);
    }
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            linker_add_texts(&l, i);
    do
        linker_solve(&l);
    while (!g->cut && linker_link_texts(&l));
    for (uint32_t i = 0; i < files; i++) /* what is known best comes first, should there be too many */
        if (calls[i] != NULL)
            emit_known(&l, i);
    emit_sites(&l);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            linker_emit_accesses(&l, i);
    linker_emit_named_accesses(&l);
    sort_edges(g);
    count_sites(&l);
    arena_reset(&l.links_arena[0]);
    arena_reset(&l.links_arena[1]);
    arena_reset(&scratch);
    return g;
}
