#include "analyzer/link/call_graph_linker.h"

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
                linker_edge(l, arg, l->vertex[file][to->lists.items[callee->params + k]]);
        if (callee->rest != VERTEX_NONE)
            linker_edge(l, arg, l->vertex[file][callee->rest]);
    }
    if (site->kind != CALL_SITE_BIND)
        linker_edge(l, l->vertex[file][callee->result], l->vertex[linked->file][site->result]);
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

        linker_edge(l, l->vertex[linked->file][site->receiver], param);
        for (uint32_t i = 1; i < site->arg_count; i++)
            linker_edge(l, l->vertex[linked->file][from->lists.items[site->args + i]], param);
    }
    if (site->folds && callee->param_count > 0)
        linker_edge(l, l->vertex[file][callee->result],
                    l->vertex[file][l->calls[file]->flow.lists.items[callee->params]]);
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
        connect(l, site, l->first_node[file] + call->callee);
        l->sites.items[site].known++;
    }
}

void linker_solve(struct linker *l)
{
    for (uint32_t at = 0; at < l->worklist.len; at++) {
        uint32_t state = l->worklist.items[at];

        l->states.items[state].queued = false;
        while (l->states.items[state].done < l->states.items[state].functions.len) {
            uint32_t node = l->states.items[state].functions.items[l->states.items[state].done++];

            for (uint32_t i = l->states.items[state].edges; i != 0; i = l->links.items[i].next)
                linker_pass(l, l->links.items[i].to, node, (enum vertex_edge_kind)l->links.items[i].kind);
            if (!linker_is_function(l, node))
                continue;
            for (uint32_t i = l->states.items[state].watchers; i != 0; i = l->links.items[i].next)
                connect(l, l->links.items[i].to, node);
            for (uint32_t i = l->states.items[state].callbacks; i != 0; i = l->links.items[i].next)
                connect_elements(l, l->links.items[i].to, node);
        }
    }
}
