/*
 * call_graph_hub.c - what calls pass on: arguments become parameters, results those of the calls.
 */
#include "analyzer/link/call_graph_linker.h"

static const struct call_function *function_of(const struct linker *l, uint32_t node, uint32_t *file)
{
    *file = l->g->nodes.items[node].file;
    return &l->calls[*file]->flow.functions.items[node - l->first_node[*file]];
}

/* The hub of a state; a new one when nothing calls it so far. */
static uint32_t hub_of(struct linker *l, uint32_t state)
{
    state = linker_find(l, state);
    if (l->states.items[state].hub == 0) {
        if (l->hubs.len == 0)
            vec_push(l->arena, &l->hubs, (struct call_hub){0}); /* 0 is none */
        l->states.items[state].hub = l->hubs.len;
        vec_push(l->arena, &l->hubs, (struct call_hub){.any = STATE_NONE, .result = STATE_NONE});
    }
    return l->states.items[state].hub;
}

static void give_any(struct linker *l, uint32_t hub, uint32_t from)
{
    if (l->hubs.items[hub].any == STATE_NONE)
        l->hubs.items[hub].any = linker_new_state(l);
    linker_edge(l, from, l->hubs.items[hub].any);
}

static void give(struct linker *l, uint32_t hub, uint32_t param, uint32_t from)
{
    while (l->hubs.items[hub].args.len <= param)
        vec_push(l->arena, &l->hubs.items[hub].args, linker_new_state(l));
    linker_edge(l, from, l->hubs.items[hub].args.items[param]);
}

static void take_result(struct linker *l, uint32_t hub, uint32_t to)
{
    if (l->hubs.items[hub].result == STATE_NONE)
        l->hubs.items[hub].result = linker_new_state(l);
    linker_edge(l, l->hubs.items[hub].result, to);
}

/* A callback of forEach and the like is called with what is in the receiver, or with the other arguments. */
static void add_elements(struct linker *l, const struct linked_site *linked)
{
    const struct call_site *site = linked->site;
    const struct call_flow *flow = &l->calls[linked->file]->flow;
    const uint32_t *vertex = l->vertex[linked->file];

    for (uint32_t k = 0; k < site->arg_count; k++) {
        uint32_t hub = hub_of(l, vertex[flow->lists.items[site->args + k]]);

        give_any(l, hub, vertex[site->receiver]);
        for (uint32_t i = 1; i < site->arg_count; i++)
            give_any(l, hub, vertex[flow->lists.items[site->args + i]]);
        take_result(l, hub, vertex[site->result]);
        if (site->folds)
            give(l, hub, 0, l->hubs.items[hub].result);
    }
}

void linker_add_hub(struct linker *l, const struct linked_site *linked)
{
    const struct call_site *site = linked->site;
    const struct call_flow *flow = &l->calls[linked->file]->flow;
    const uint32_t *vertex = l->vertex[linked->file];
    uint32_t hub = 0;

    if (site->elements)
        add_elements(l, linked);
    if (linked->closed)
        return;
    hub = hub_of(l, vertex[site->callee]);
    for (uint32_t i = 0; i < site->arg_count; i++) {
        uint32_t arg = vertex[flow->lists.items[site->args + i]];

        if (site->spread)
            give_any(l, hub, arg);
        else
            give(l, hub, i + (site->kind == CALL_SITE_TAG ? 1 : 0), arg);
    }
    if (site->kind != CALL_SITE_BIND)
        take_result(l, hub, vertex[site->result]);
}

static void connect(struct linker *l, const struct call_hub *hub, uint32_t node)
{
    uint32_t file = 0;
    const struct call_function *callee = function_of(l, node, &file);
    const struct call_flow *flow = &l->calls[file]->flow;

    for (uint32_t k = 0; k < callee->param_count; k++) {
        uint32_t param = l->vertex[file][flow->lists.items[callee->params + k]];

        if (hub->any != STATE_NONE)
            linker_edge(l, hub->any, param);
        if (k < hub->args.len)
            linker_edge(l, hub->args.items[k], param);
    }
    if (callee->rest != VERTEX_NONE && hub->any != STATE_NONE)
        linker_edge(l, hub->any, l->vertex[file][callee->rest]);
    for (uint32_t k = 0; callee->rest != VERTEX_NONE && k < hub->args.len; k++)
        linker_edge(l, hub->args.items[k], l->vertex[file][callee->rest]);
    if (hub->result != STATE_NONE)
        linker_edge(l, l->vertex[file][callee->result], hub->result);
}

void linker_connect_hub(struct linker *l, uint32_t state, const struct call_set *values)
{
    struct call_hub *hub = &l->hubs.items[l->states.items[state].hub];
    struct call_cursor at = {0};
    uint32_t node = 0;

    while (call_set_next(values, &at, &node) && linker_is_function(l, node))
        if (call_set_add(l->arena, &hub->connected, &l->unheeded, node))
            connect(l, hub, node);
}

void linker_merge_hubs(struct linker *l, uint32_t a, uint32_t b)
{
    struct call_hub *to = &l->hubs.items[a];
    const struct call_hub *from = &l->hubs.items[b];

    for (uint32_t i = 0; i < from->args.len; i++) {
        if (i >= to->args.len) {
            vec_push(l->arena, &to->args, from->args.items[i]);
            continue;
        }
        vec_push(l->arena, &l->same, to->args.items[i]);
        vec_push(l->arena, &l->same, from->args.items[i]);
    }
    if (to->any == STATE_NONE) {
        to->any = from->any;
    } else if (from->any != STATE_NONE) {
        vec_push(l->arena, &l->same, to->any);
        vec_push(l->arena, &l->same, from->any);
    }
    if (to->result == STATE_NONE) {
        to->result = from->result;
    } else if (from->result != STATE_NONE) {
        vec_push(l->arena, &l->same, to->result);
        vec_push(l->arena, &l->same, from->result);
    }
    to->connected.len = 0; /* what one has passed on, the other has not */
}

/* Arguments of the site become parameters of the function, and its result that of the site. */
static void connect_site(struct linker *l, const struct linked_site *linked, uint32_t node)
{
    const struct call_site *site = linked->site;
    const struct call_flow *from = &l->calls[linked->file]->flow;
    uint32_t file = 0;
    const struct call_function *callee = function_of(l, node, &file);
    const struct call_flow *to = &l->calls[file]->flow;
    uint32_t shift = site->kind == CALL_SITE_TAG ? 1 : 0;

    for (uint32_t i = 0; i < site->arg_count; i++) {
        uint32_t arg = l->vertex[linked->file][from->lists.items[site->args + i]];

        for (uint32_t k = 0; k < callee->param_count; k++)
            if (site->spread || k == i + shift)
                linker_edge(l, arg, l->vertex[file][to->lists.items[callee->params + k]]);
        if (callee->rest != VERTEX_NONE)
            linker_edge(l, arg, l->vertex[file][callee->rest]);
    }
    if (site->kind != CALL_SITE_BIND)
        linker_edge(l, l->vertex[file][callee->result], l->vertex[linked->file][site->result]);
}

void linker_connect_known(struct linker *l, uint32_t file, uint32_t first_site)
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
        connect_site(l, &l->sites.items[site], l->first_node[file] + call->callee);
        l->sites.items[site].known++;
    }
}
