/*
 * call_graph_access.c - calls that nobody wrote: accessors, traps of proxies, methods that the language calls.
 */
#include "analyzer/link/call_graph_linker.h"

/* Where a call that nobody wrote is made, and why. */
struct place {
    uint32_t file;
    uint32_t func;
    uint32_t at;
    enum call_reason reason;
};

static void emit_all(struct linker *l, const struct place *place, uint32_t state)
{
    linker_emit_held(l, place->file, place->func, place->at, state, place->reason);
}

/* All that is at the shared state of that number, when there is one. */
static void emit_shared(struct linker *l, const struct place *place, uint32_t high, uint32_t low)
{
    uint32_t state = 0;

    if (map_get(&l->shared, map_pair(high, low), &state))
        emit_all(l, place, state);
}

static void emit_access(struct linker *l, uint32_t file, const struct access *access)
{
    struct place place = {file, access->func, access->at, CALL_ACCESSOR};
    uint32_t package = l->g->imports->files.items[file].package->index;
    uint32_t name = linker_text(l, file, access->name);

    switch ((enum access_kind)access->kind) {
    case ACCESS_READ:
        emit_shared(l, &place, VERTEX_GETTER, name);
        return;
    case ACCESS_WRITE:
        emit_shared(l, &place, VERTEX_SETTER, name);
        return;
    case ACCESS_IMPLICIT:
        place.reason = CALL_IMPLICIT;
        emit_shared(l, &place, VERTEX_METHOD, name);
        if (name == sym_intern(&l->g->texts, STR("next")).i) /* generators of the package */
            emit_shared(l, &place, VERTEX_KIND_COUNT + package, name);
        return;
    case ACCESS_READ_OWN:
        emit_all(l, &place, l->vertex[file][l->calls[file]->flow.getters]);
        emit_shared(l, &place, VERTEX_COMPUTED_GETTER, package);
        return;
    case ACCESS_READ_COMPUTED:
        emit_shared(l, &place, VERTEX_COMPUTED_GETTER, package);
        return;
    case ACCESS_WRITE_COMPUTED:
        emit_shared(l, &place, VERTEX_COMPUTED_SETTER, package);
        return;
    }
}

static void emit_module_read(struct linker *l, uint32_t file, const struct module_read *read)
{
    struct vertex module = {.kind = VERTEX_MODULE, .import = read->import, .name = read->specifier};
    struct place place = {file, read->func, read->at, CALL_ACCESSOR};
    uint32_t target = linker_target(l, file, &module);

    if (target != GRAPH_NONE && l->calls[target] != NULL)
        emit_all(l, &place,
                 l->vertex[target]
                          [read->computed ? l->calls[target]->flow.getters : l->calls[target]->flow.computed_getters]);
}

/* The traps of the proxies that `package` makes: its functions of such names, and what handlers have under others. */
static void emit_traps(struct linker *l, const struct place *place, uint32_t package, uint32_t traps)
{
    for (uint32_t trap = 0; trap < TRAP_COUNT; trap++)
        if ((traps >> trap & 1) != 0)
            emit_shared(l, place, VERTEX_KIND_COUNT + package,
                        sym_intern(&l->g->texts, str_from(proxy_trap_name((enum proxy_trap)trap))).i);
    emit_shared(l, place, VERTEX_HANDLER, package);
}

static void emit_touch(struct linker *l, uint32_t file, const struct proxy_touch *touch)
{
    struct place place = {file, touch->func, touch->at, CALL_IMPLICIT};
    const struct call_set *held = linker_held(l, l->vertex[file][touch->vertex], HELD_ITSELF);
    struct call_cursor at = {0};
    uint32_t value = 0;

    while (call_set_next(held, &at, &value))
        if (!linker_is_function(l, value) && value < l->first_text)
            emit_traps(l, &place, value - l->g->nodes.len, touch->traps);
}

void linker_emit_accesses(struct linker *l, uint32_t file)
{
    const struct call_flow *flow = &l->calls[file]->flow;

    for (uint32_t i = 0; i < flow->accesses.len; i++)
        emit_access(l, file, &flow->accesses.items[i]);
    for (uint32_t i = 0; i < flow->module_reads.len; i++)
        emit_module_read(l, file, &flow->module_reads.items[i]);
    for (uint32_t i = 0; i < flow->touches.len; i++)
        emit_touch(l, file, &flow->touches.items[i]);
}
