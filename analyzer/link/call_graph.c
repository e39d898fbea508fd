#include "analyzer/link/call_graph.h"

#include <assert.h>
#include <stdlib.h>

/* Functions that may be at a vertex, together over all vertices; beyond it the graph is cut. */
enum { PAIRS_MAX = 6000000 };

/* In the number of a site: its callbacks, not its callees. */
#define ELEMENTS ((uint32_t)1 << 31)

VEC_TYPE(uint32_t, id_list);

/* What one vertex of the program holds, and where it goes on. */
struct node_state {
    struct id_list functions; /* nodes */
    uint32_t done;            /* of them */
    uint32_t edges;           /* list heads in `links`, 0 = none */
    uint32_t watchers;        /* sites whose callee it is */
    uint32_t callbacks;       /* sites that call it with elements */
    bool queued;
    bool imported; /* comes straight from an import */
};

struct link_item {
    uint32_t to;
    uint32_t next;
    uint8_t kind; /* enum vertex_edge_kind */
};

/* What flows: a function, or one that is an entry of what flows. */
#define STORED ((uint32_t)1 << 31)

/* A site of the program. */
struct linked_site {
    const struct call_site *site;
    uint32_t file;
    bool closed;    /* flow knows every callee */
    uint32_t known; /* callees that flow knows */
};

struct linker {
    struct arena *arena;
    struct call_graph *g;
    struct file_calls *const *calls;
    VEC(struct node_state) states;
    VEC(struct link_item) links;
    VEC(struct linked_site) sites;
    struct id_list worklist;
    uint32_t *first_node;     /* by file: its first node */
    uint32_t **vertex;        /* by file: its vertices' states */
    uint32_t **symbol;        /* by file: its symbols in g->texts, + 1 */
    struct map shared;        /* kind, name -> state */
    struct map exports;       /* file, name -> state */
    struct id_list *exported; /* by file: those states */
    struct map imports;       /* file, specifier and kind -> file */
    struct map holds;         /* state, node -> 1 */
    struct map connected;     /* site, node -> 1 */
    uint32_t pairs;
};

const char *call_reason_name(enum call_reason reason)
{
    static const char *const names[] = {"direct", "import", "value", "name", "callback", "accessor", "implicit"};

    assert(reason < CALL_REASON_COUNT);
    return names[reason];
}

static uint32_t new_state(struct linker *l)
{
    vec_push(l->arena, &l->states, (struct node_state){0});
    return l->states.len - 1;
}

static uint32_t text_of(struct linker *l, uint32_t file, uint32_t symbol)
{
    const struct file_calls *calls = l->calls[file];

    if (symbol == FACT_NONE)
        return FACT_NONE;
    if (l->symbol[file][symbol] == 0)
        l->symbol[file][symbol] = sym_intern(&l->g->texts, sym_text(&calls->texts, (sym){symbol})).i + 1;
    return l->symbol[file][symbol] - 1;
}

static uint32_t shared_state(struct linker *l, struct map *m, uint32_t high, uint32_t low)
{
    uint32_t state = 0;

    if (map_get(m, map_pair(high, low), &state))
        return state;
    state = new_state(l);
    map_put(m, map_pair(high, low), state);
    return state;
}

static uint32_t export_state(struct linker *l, uint32_t file, uint32_t name)
{
    uint32_t before = l->states.len;
    uint32_t state = shared_state(l, &l->exports, file, name);

    if (l->states.len > before)
        vec_push(l->arena, &l->exported[file], state);
    return state;
}

static void enqueue(struct linker *l, uint32_t state)
{
    if (l->states.items[state].queued)
        return;
    l->states.items[state].queued = true;
    vec_push(l->arena, &l->worklist, state);
}

static void add_function(struct linker *l, uint32_t state, uint32_t node)
{
    uint32_t seen = 0;

    if (l->pairs >= PAIRS_MAX) {
        l->g->cut = true;
        return;
    }
    if (map_get(&l->holds, map_pair(state, node), &seen))
        return;
    map_put(&l->holds, map_pair(state, node), 1);
    l->pairs++;
    vec_push(l->arena, &l->states.items[state].functions, node);
    enqueue(l, state);
}

static void push_link(struct linker *l, uint32_t *head, uint32_t to, enum vertex_edge_kind kind)
{
    vec_push(l->arena, &l->links, (struct link_item){to, *head, (uint8_t)kind});
    *head = l->links.len - 1;
}

static void pass(struct linker *l, uint32_t to, uint32_t function, enum vertex_edge_kind kind)
{
    switch (kind) {
    case EDGE_VALUE:
        add_function(l, to, function);
        return;
    case EDGE_STORE:
        add_function(l, to, function | STORED);
        return;
    case EDGE_FETCH:
        if ((function & STORED) != 0)
            add_function(l, to, function & ~STORED);
        return;
    }
}

static void add_kind_edge(struct linker *l, uint32_t from, uint32_t to, enum vertex_edge_kind kind)
{
    if (from == to)
        return;
    push_link(l, &l->states.items[from].edges, to, kind);
    for (uint32_t i = 0; i < l->states.items[from].done; i++)
        pass(l, to, l->states.items[from].functions.items[i], kind);
}

static void add_edge(struct linker *l, uint32_t from, uint32_t to)
{
    add_kind_edge(l, from, to, EDGE_VALUE);
}

/* ---- making one graph of the files ---- */

static void add_nodes(struct linker *l, uint32_t file)
{
    struct file_calls *calls = l->calls[file];

    l->first_node[file] = l->g->nodes.len;
    if (calls == NULL)
        return;
    for (uint32_t i = 0; i < calls->facts.functions.len; i++) {
        const struct call_function *function = &calls->flow.functions.items[i];
        struct position at = source_position(l->arena, &calls->source, calls->facts.functions.items[i].at);

        vec_push(l->g->arena, &l->g->nodes,
                 (struct call_node){.file = file,
                                    .name = text_of(l, file, function->name),
                                    .line = i == 0 ? 1 : at.line,
                                    .column = i == 0 ? 1 : at.column,
                                    .implied = function->implied});
    }
}

/* Properties are told apart by package: what crosses from one to another is mostly methods. */
static uint32_t property_state(struct linker *l, uint32_t file, uint32_t name)
{
    return shared_state(l, &l->shared, VERTEX_KIND_COUNT + l->g->imports->files.items[file].package->index, name);
}

static uint32_t computed_state(struct linker *l, uint32_t file)
{
    return shared_state(l, &l->shared, VERTEX_COMPUTED, l->g->imports->files.items[file].package->index);
}

static uint32_t state_of(struct linker *l, uint32_t file, const struct vertex *vertex)
{
    switch ((enum vertex_kind)vertex->kind) {
    case VERTEX_EXPORT:
        return export_state(l, file, text_of(l, file, vertex->name));
    case VERTEX_PROPERTY:
        return property_state(l, file, text_of(l, file, vertex->name));
    case VERTEX_COMPUTED:
        return computed_state(l, file);
    case VERTEX_METHOD:
    case VERTEX_GETTER:
    case VERTEX_SETTER:
    case VERTEX_LISTENER:
    case VERTEX_LISTENERS:
        return shared_state(l, &l->shared, vertex->kind, text_of(l, file, vertex->name));
    case VERTEX_LOCAL:
    case VERTEX_MODULE:
    case VERTEX_IMPORTED:
    case VERTEX_KIND_COUNT:
        break;
    }
    return new_state(l);
}

static void add_vertices(struct linker *l, uint32_t file)
{
    const struct call_flow *flow = &l->calls[file]->flow;

    l->vertex[file] = arena_array(l->arena, flow->vertices.len + 1, sizeof(**l->vertex));
    for (uint32_t i = 0; i < flow->vertices.len; i++) {
        const struct vertex *vertex = &flow->vertices.items[i];

        l->vertex[file][i] = state_of(l, file, vertex);
        l->states.items[l->vertex[file][i]].imported = vertex->kind == VERTEX_MODULE || vertex->kind == VERTEX_IMPORTED;
    }
}

/* The file that `specifier` of `file` leads to; GRAPH_NONE for Node's modules and what is not there. */
static uint32_t target_of(struct linker *l, uint32_t file, const struct vertex *vertex)
{
    uint32_t target = GRAPH_NONE;

    (void)map_get(&l->imports, map_pair(file, text_of(l, file, vertex->name) << 3 | vertex->import), &target);
    return target;
}

/* What export `name` of `file` is, through `export *` and `module.exports = require()`; cycles end. */
static void link_export(struct linker *l, uint32_t file, uint32_t name, uint32_t to)
{
    struct id_list todo = {0};
    uint32_t whole = sym_intern(&l->g->texts, STR("")).i;
    uint32_t plain = sym_intern(&l->g->texts, STR("default")).i;
    uint32_t found = 0;
    uint32_t state = 0;
    bool commonjs = false;

    vec_push(l->arena, &todo, file);
    for (uint32_t i = 0; i < todo.len; i++) {
        const struct file_calls *calls = l->calls[todo.items[i]];

        if (calls == NULL)
            continue;
        commonjs = commonjs || l->g->imports->files.items[todo.items[i]].goal != GOAL_MODULE;
        if (map_get(&l->exports, map_pair(todo.items[i], name), &state)) {
            add_edge(l, state, to);
            found++;
            continue;
        }
        if (name == plain && map_get(&l->exports, map_pair(todo.items[i], whole), &state)) {
            add_edge(l, state, to);
            found++;
        }
        for (uint32_t k = 0; k < calls->flow.stars.len; k++) {
            uint32_t next = target_of(l, todo.items[i], &calls->flow.vertices.items[calls->flow.stars.items[k]]);
            bool seen = next == GRAPH_NONE;

            for (uint32_t s = 0; s < todo.len && !seen; s++)
                seen = todo.items[s] == next;
            if (!seen)
                vec_push(l->arena, &todo, next);
        }
    }
    if (found > 0 || !commonjs)
        return;
    add_edge(l, property_state(l, file, name), to);
    add_edge(l, shared_state(l, &l->shared, VERTEX_METHOD, name), to);
}

static void link_import(struct linker *l, uint32_t file, uint32_t index)
{
    const struct vertex *vertex = &l->calls[file]->flow.vertices.items[index];
    uint32_t to = l->vertex[file][index];
    uint32_t target = target_of(l, file, vertex);
    uint32_t state = 0;

    if (target == GRAPH_NONE || l->calls[target] == NULL)
        return;
    if (vertex->kind == VERTEX_MODULE) {
        for (uint32_t i = 0; i < l->exported[target].len; i++)
            add_kind_edge(l, l->exported[target].items[i], to, EDGE_STORE);
        if (map_get(&l->exports, map_pair(target, sym_intern(&l->g->texts, STR("")).i), &state))
            add_edge(l, state, to);
    } else if (vertex->member == FACT_NONE) {
        for (uint32_t i = 0; i < l->exported[target].len; i++)
            add_edge(l, l->exported[target].items[i], to);
    } else {
        link_export(l, target, text_of(l, file, vertex->member), to);
    }
}

static void link_edges(struct linker *l, uint32_t file)
{
    const struct call_flow *flow = &l->calls[file]->flow;
    const uint32_t *vertex = l->vertex[file];

    for (uint32_t i = 0; i < flow->edges.len; i++)
        add_kind_edge(l, vertex[flow->edges.items[i].from], vertex[flow->edges.items[i].to],
                      (enum vertex_edge_kind)flow->edges.items[i].kind);
    for (uint32_t i = 0; i < flow->vertices.len; i++)
        if (flow->vertices.items[i].kind == VERTEX_MODULE || flow->vertices.items[i].kind == VERTEX_IMPORTED)
            link_import(l, file, i);
    /* An import, what it is bound to, and the callee that reads it. */
    for (int step = 0; step < 3; step++)
        for (uint32_t i = 0; i < flow->edges.len; i++)
            if (l->states.items[vertex[flow->edges.items[i].from]].imported &&
                flow->vertices.items[flow->edges.items[i].to].kind == VERTEX_LOCAL)
                l->states.items[vertex[flow->edges.items[i].to]].imported = true;
    for (uint32_t i = 0; i < flow->seeds.len; i++)
        add_function(l, vertex[flow->seeds.items[i].vertex], l->first_node[file] + flow->seeds.items[i].func);
}

static void add_sites(struct linker *l, uint32_t file)
{
    const struct file_calls *calls = l->calls[file];
    struct map closed;

    map_init(&closed, l->arena);
    for (uint32_t i = 0; i < calls->facts.closed.len; i++)
        map_put(&closed, map_pair(calls->facts.closed.items[i].at, calls->facts.closed.items[i].end), 1);
    for (uint32_t i = 0; i < calls->flow.sites.len; i++) {
        const struct call_site *site = &calls->flow.sites.items[i];
        uint32_t known = 0;
        bool is_closed = !site->through && map_get(&closed, map_pair(site->at, site->end), &known);
        uint32_t index = l->sites.len;

        vec_push(l->arena, &l->sites, (struct linked_site){site, file, is_closed, 0});
        if (!is_closed)
            push_link(l, &l->states.items[l->vertex[file][site->callee]].watchers, index, EDGE_VALUE);
        for (uint32_t k = 0; site->elements && k < site->arg_count; k++)
            push_link(l, &l->states.items[l->vertex[file][calls->flow.lists.items[site->args + k]]].callbacks, index,
                      EDGE_VALUE);
    }
}

/* ---- the fixpoint ---- */

static const struct call_function *function_of(const struct linker *l, uint32_t node, uint32_t *file)
{
    *file = l->g->nodes.items[node].file;
    return &l->calls[*file]->flow.functions.items[node - l->first_node[*file]];
}

/* Arguments of the site become parameters of the function, and its result that of the site. */
static void connect(struct linker *l, uint32_t index, uint32_t node)
{
    const struct linked_site *linked = &l->sites.items[index];
    const struct call_site *site = linked->site;
    const struct call_flow *from = &l->calls[linked->file]->flow;
    uint32_t file = 0;
    const struct call_function *callee = function_of(l, node, &file);
    const struct call_flow *to = &l->calls[file]->flow;
    uint32_t seen = 0;

    if (map_get(&l->connected, map_pair(index, node), &seen))
        return;
    map_put(&l->connected, map_pair(index, node), 1);
    for (uint32_t i = 0; i < site->arg_count; i++) {
        uint32_t arg = l->vertex[linked->file][from->lists.items[site->args + i]];
        uint32_t shift = site->kind == CALL_SITE_TAG ? 1 : 0;

        for (uint32_t k = 0; k < callee->param_count; k++)
            if (site->spread || k == i + shift)
                add_edge(l, arg, l->vertex[file][to->lists.items[callee->params + k]]);
        if (callee->rest != VERTEX_NONE)
            add_edge(l, arg, l->vertex[file][callee->rest]);
    }
    if (site->kind != CALL_SITE_BIND)
        add_edge(l, l->vertex[file][callee->result], l->vertex[linked->file][site->result]);
}

/* A callback of forEach and the like is called with what is in the receiver, or with the other arguments. */
static void connect_elements(struct linker *l, uint32_t index, uint32_t node)
{
    const struct linked_site *linked = &l->sites.items[index];
    const struct call_site *site = linked->site;
    const struct call_flow *from = &l->calls[linked->file]->flow;
    uint32_t file = 0;
    const struct call_function *callee = function_of(l, node, &file);
    uint32_t seen = 0;

    if (map_get(&l->connected, map_pair(index | ELEMENTS, node), &seen))
        return;
    map_put(&l->connected, map_pair(index | ELEMENTS, node), 1);
    for (uint32_t k = 0; k < callee->param_count; k++) {
        uint32_t param = l->vertex[file][l->calls[file]->flow.lists.items[callee->params + k]];

        add_edge(l, l->vertex[linked->file][site->receiver], param);
        for (uint32_t i = 1; i < site->arg_count; i++)
            add_edge(l, l->vertex[linked->file][from->lists.items[site->args + i]], param);
    }
    add_edge(l, l->vertex[file][callee->result], l->vertex[linked->file][site->result]);
}

static void connect_known(struct linker *l, uint32_t file, uint32_t first_site)
{
    const struct file_calls *calls = l->calls[file];
    struct map sites;

    map_init(&sites, l->arena);
    for (uint32_t i = first_site; i < l->sites.len && l->sites.items[i].file == file; i++)
        if (!l->sites.items[i].site->through)
            map_put(&sites, map_pair(l->sites.items[i].site->at, l->sites.items[i].site->end), i);
    for (uint32_t i = 0; i < calls->facts.calls.len; i++) {
        const struct flow_call *call = &calls->facts.calls.items[i];
        uint32_t site = 0;

        if (call->through || !map_get(&sites, map_pair(call->at, call->end), &site))
            continue;
        connect(l, site, l->first_node[file] + call->callee);
        l->sites.items[site].known++;
    }
}

static void solve(struct linker *l)
{
    for (uint32_t at = 0; at < l->worklist.len; at++) {
        uint32_t state = l->worklist.items[at];

        l->states.items[state].queued = false;
        while (l->states.items[state].done < l->states.items[state].functions.len) {
            uint32_t node = l->states.items[state].functions.items[l->states.items[state].done++];

            for (uint32_t i = l->states.items[state].edges; i != 0; i = l->links.items[i].next)
                pass(l, l->links.items[i].to, node, (enum vertex_edge_kind)l->links.items[i].kind);
            if ((node & STORED) != 0)
                continue;
            for (uint32_t i = l->states.items[state].watchers; i != 0; i = l->links.items[i].next)
                connect(l, l->links.items[i].to, node);
            for (uint32_t i = l->states.items[state].callbacks; i != 0; i = l->links.items[i].next)
                connect_elements(l, l->links.items[i].to, node);
        }
    }
}

/* ---- the edges ---- */

static void emit(struct linker *l, uint32_t file, uint32_t func, uint32_t at, uint32_t to, enum call_reason reason)
{
    struct file_calls *calls = l->calls[file];
    struct position place = source_position(l->arena, &calls->source, at);

    if ((to & STORED) != 0)
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
        count += (all->items[i] & STORED) == 0;
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
            emit(l, linked->file, site->func, site->at, given->items[k], CALL_CALLBACK);
    }
}

/*
 * A method of no function of the package: perhaps one that the package defines under a computed name, as in
 * `methods.forEach((name) => { app[name] = function () {} })`.
 */
static void emit_computed(struct linker *l, const struct linked_site *linked, const struct id_list *callees)
{
    const struct package *own = l->g->imports->files.items[linked->file].package;
    const struct id_list *computed = &l->states.items[computed_state(l, linked->file)].functions;

    if (linked->closed || linked->site->name == FACT_NONE || computed->len > FEW * 4)
        return;
    for (uint32_t k = 0; k < callees->len; k++)
        if ((callees->items[k] & STORED) == 0 &&
            l->g->imports->files.items[l->g->nodes.items[callees->items[k]].file].package == own)
            return;
    for (uint32_t k = 0; k < computed->len; k++)
        emit(l, linked->file, linked->site->func, linked->site->at, computed->items[k], CALL_NAME);
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
            emit(l, linked->file, site->func, site->at, callees->items[k], reason_of(l, linked));
        if (!linked->closed && (count_at(l, l->vertex[linked->file][site->callee]) == 0 || site->elements))
            emit_callbacks(l, linked);
    }
}

static void emit_accesses(struct linker *l, uint32_t file)
{
    static const enum vertex_kind kinds[] = {VERTEX_GETTER, VERTEX_SETTER, VERTEX_METHOD};
    const struct call_flow *flow = &l->calls[file]->flow;

    for (uint32_t i = 0; i < flow->accesses.len; i++) {
        const struct access *access = &flow->accesses.items[i];
        uint32_t state = 0;

        if (!map_get(&l->shared, map_pair(kinds[access->kind], text_of(l, file, access->name)), &state))
            continue;
        for (uint32_t k = 0; k < l->states.items[state].functions.len; k++)
            emit(l, file, access->func, access->at, l->states.items[state].functions.items[k],
                 access->kind == ACCESS_IMPLICIT ? CALL_IMPLICIT : CALL_ACCESSOR);
    }
}

static void emit_known(struct linker *l, uint32_t file)
{
    const struct facts *facts = &l->calls[file]->facts;

    for (uint32_t i = 0; i < facts->calls.len; i++)
        emit(l, file, facts->calls.items[i].caller, facts->calls.items[i].at,
             l->first_node[file] + facts->calls.items[i].callee,
             facts->calls.items[i].through ? CALL_CALLBACK : CALL_DIRECT);
    for (uint32_t i = 0; i < facts->imports.len; i++) {
        const struct import *import = &facts->imports.items[i];
        struct vertex vertex = {.import = import->kind, .name = import->specifier};
        uint32_t target = target_of(l, file, &vertex);

        if (target != GRAPH_NONE && l->calls[target] != NULL)
            emit(l, file, import->func, import->at, l->first_node[target], CALL_IMPORT);
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
        add_nodes(&l, i);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            add_vertices(&l, i);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL)
            link_edges(&l, i);
    for (uint32_t i = 0; i < files; i++) {
        uint32_t first = l.sites.len;
        if (calls[i] == NULL)
            continue;
        add_sites(&l, i);
        connect_known(&l, i, first);
    }
    solve(&l);
    emit_sites(&l);
    for (uint32_t i = 0; i < files; i++)
        if (calls[i] != NULL) {
            emit_known(&l, i);
            emit_accesses(&l, i);
        }
    sort_edges(g);
    count_sites(&l);
    arena_reset(&scratch);
    return g;
}
