#include "analyzer/link/call_graph_linker.h"

uint32_t linker_text(struct linker *l, uint32_t file, uint32_t symbol)
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
    state = linker_new_state(l);
    map_put(m, map_pair(high, low), state);
    return state;
}

static uint32_t export_state(struct linker *l, uint32_t file, uint32_t name)
{
    uint32_t before = l->states.len;
    uint32_t state = shared_state(l, &l->exports, file, name);

    if (l->states.len > before) {
        vec_push(l->arena, &l->exported[file], state);
        vec_push(l->arena, &l->exported_names[file], name);
    }
    return state;
}

void linker_add_nodes(struct linker *l, uint32_t file)
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
                                    .name = linker_text(l, file, function->name),
                                    .line = i == 0 ? 1 : at.line,
                                    .column = i == 0 ? 1 : at.column,
                                    .implied = function->implied});
    }
}

uint32_t linker_shared(struct linker *l, enum vertex_kind kind, uint32_t name)
{
    return shared_state(l, &l->shared, kind, name);
}

/* Properties are told apart by package: what crosses from one to another is mostly methods. */
uint32_t linker_property(struct linker *l, uint32_t file, uint32_t name)
{
    return shared_state(l, &l->shared, VERTEX_KIND_COUNT + l->g->imports->files.items[file].package->index, name);
}

/* What a package has under computed names: properties, getters or setters. */
static uint32_t computed_state(struct linker *l, uint32_t file, enum vertex_kind kind)
{
    return shared_state(l, &l->shared, kind, l->g->imports->files.items[file].package->index);
}

uint32_t linker_computed(struct linker *l, uint32_t file)
{
    return computed_state(l, file, VERTEX_COMPUTED);
}

bool linker_is_function(const struct linker *l, uint32_t what)
{
    return what < l->g->nodes.len;
}

static uint32_t state_of(struct linker *l, uint32_t file, const struct vertex *vertex)
{
    switch ((enum vertex_kind)vertex->kind) {
    case VERTEX_EXPORT:
        return export_state(l, file, linker_text(l, file, vertex->name));
    case VERTEX_PROPERTY:
        return linker_property(l, file, linker_text(l, file, vertex->name));
    case VERTEX_COMPUTED:
    case VERTEX_COMPUTED_GETTER:
    case VERTEX_COMPUTED_SETTER:
    case VERTEX_HANDLER:
        return computed_state(l, file, (enum vertex_kind)vertex->kind);
    case VERTEX_METHOD:
    case VERTEX_GETTER:
    case VERTEX_SETTER:
    case VERTEX_LISTENER:
    case VERTEX_LISTENERS:
        return shared_state(l, &l->shared, vertex->kind, linker_text(l, file, vertex->name));
    case VERTEX_LOCAL:
    case VERTEX_MODULE:
    case VERTEX_IMPORTED:
    case VERTEX_KIND_COUNT:
        break;
    }
    return linker_new_state(l);
}

void linker_add_vertices(struct linker *l, uint32_t file)
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
uint32_t linker_target(struct linker *l, uint32_t file, const struct vertex *vertex)
{
    uint32_t target = GRAPH_NONE;

    (void)map_get(&l->imports, map_pair(file, linker_text(l, file, vertex->name) << 3 | vertex->import), &target);
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
            linker_edge(l, state, to);
            found++;
            continue;
        }
        if (name == plain && map_get(&l->exports, map_pair(todo.items[i], whole), &state)) {
            linker_edge(l, state, to);
            found++;
        }
        for (uint32_t k = 0; k < calls->flow.stars.len; k++) {
            uint32_t next = linker_target(l, todo.items[i], &calls->flow.vertices.items[calls->flow.stars.items[k]]);
            bool seen = next == GRAPH_NONE;

            for (uint32_t s = 0; s < todo.len && !seen; s++)
                seen = todo.items[s] == next;
            if (!seen)
                vec_push(l->arena, &todo, next);
        }
    }
    if (found > 0 || !commonjs)
        return;
    linker_edge(l, linker_property(l, file, name), to);
    linker_edge(l, linker_method_for(l, file, name), to);
}

static void link_import(struct linker *l, uint32_t file, uint32_t index)
{
    const struct vertex *vertex = &l->calls[file]->flow.vertices.items[index];
    uint32_t to = l->vertex[file][index];
    uint32_t target = linker_target(l, file, vertex);
    uint32_t state = 0;

    if (target == GRAPH_NONE || l->calls[target] == NULL)
        return;
    if (vertex->kind == VERTEX_MODULE) {
        for (uint32_t i = 0; i < l->exported[target].len; i++)
            linker_kind_edge(l, l->exported[target].items[i], to, EDGE_STORE);
        if (map_get(&l->exports, map_pair(target, sym_intern(&l->g->texts, STR("")).i), &state))
            linker_edge(l, state, to);
    } else if (vertex->member == FACT_NONE) {
        for (uint32_t i = 0; i < l->exported[target].len; i++)
            linker_edge(l, l->exported[target].items[i], to);
    } else {
        link_export(l, target, linker_text(l, file, vertex->member), to);
    }
}

/* Methods that `this` has in what `file` imports from its own package: it may inherit from there. */
static void link_inherited(struct linker *l, uint32_t file)
{
    const struct import_graph *imports = l->g->imports;
    uint32_t methods = l->vertex[file][l->calls[file]->flow.methods];

    for (uint32_t i = 0; i < l->calls[file]->facts.imports.len; i++) {
        const struct import *import = &l->calls[file]->facts.imports.items[i];
        struct vertex module = {.import = import->kind, .name = import->specifier};
        uint32_t target = linker_target(l, file, &module);

        if (target != GRAPH_NONE && l->calls[target] != NULL &&
            imports->files.items[target].package == imports->files.items[file].package)
            linker_edge(l, methods, l->vertex[target][l->calls[target]->flow.own]);
    }
}

/* The names that `file` has from others by `export *` may be accessors that a compiler's helper defines there. */
static void link_star_getters(struct linker *l, uint32_t file)
{
    const struct call_flow *flow = &l->calls[file]->flow;
    uint32_t getters = l->vertex[file][flow->computed_getters];

    for (uint32_t i = 0; i < flow->stars.len; i++) {
        uint32_t target = linker_target(l, file, &flow->vertices.items[flow->stars.items[i]]);

        for (uint32_t k = 0; target != GRAPH_NONE && k < l->exported_names[target].len; k++)
            linker_edge(l, getters, shared_state(l, &l->shared, VERTEX_GETTER, l->exported_names[target].items[k]));
    }
}

static void add_flow_edge(struct linker *l, uint32_t file, const struct vertex_edge *edge)
{
    const struct call_flow *flow = &l->calls[file]->flow;
    const struct vertex *source = &flow->vertices.items[edge->from];
    const struct vertex *target = &flow->vertices.items[edge->to];
    uint32_t from = l->vertex[file][edge->from];

    if (source->kind == VERTEX_METHOD)
        from = linker_method_for(l, file, linker_text(l, file, source->name));
    if (target->kind == VERTEX_METHOD)
        linker_edge(l, from, linker_method_of(l, file, linker_text(l, file, target->name)));
    linker_kind_edge(l, from, l->vertex[file][edge->to], (enum vertex_edge_kind)edge->kind);
}

void linker_add_edges(struct linker *l, uint32_t file)
{
    const struct call_flow *flow = &l->calls[file]->flow;
    const uint32_t *vertex = l->vertex[file];

    for (uint32_t i = 0; i < flow->edges.len; i++)
        add_flow_edge(l, file, &flow->edges.items[i]);
    for (uint32_t i = 0; i < flow->vertices.len; i++)
        if (flow->vertices.items[i].kind == VERTEX_MODULE || flow->vertices.items[i].kind == VERTEX_IMPORTED)
            link_import(l, file, i);
    link_inherited(l, file);
    link_star_getters(l, file);
    /* An import, what it is bound to, and the callee that reads it. */
    for (int step = 0; step < 3; step++)
        for (uint32_t i = 0; i < flow->edges.len; i++)
            if (l->states.items[vertex[flow->edges.items[i].from]].imported &&
                flow->vertices.items[flow->edges.items[i].to].kind == VERTEX_LOCAL)
                l->states.items[vertex[flow->edges.items[i].to]].imported = true;
    for (uint32_t i = 0; i < flow->seeds.len; i++)
        linker_add_value(l, vertex[flow->seeds.items[i].vertex], l->first_node[file] + flow->seeds.items[i].func);
    for (uint32_t i = 0; i < flow->proxies.len; i++)
        linker_add_value(l, vertex[flow->proxies.items[i]],
                         l->g->nodes.len + l->g->imports->files.items[file].package->index);
}

void linker_add_sites(struct linker *l, uint32_t file)
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

        vec_push(l->arena, &l->sites, (struct linked_site){site, file, is_closed, 0});
        linker_add_hub(l, &l->sites.items[l->sites.len - 1]);
    }
}
