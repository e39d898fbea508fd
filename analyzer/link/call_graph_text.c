/*
 * call_graph_text.c - properties under computed names, when the texts are known that get there.
 *
 * A text is a value like a function: what names an accessor or a method somewhere flows along the same edges. When all
 * have come to rest, each computed access that a few texts have reached is one of those properties, and what follows
 * from that is followed. Where many have come together, nothing is known.
 */
#include <assert.h>

#include "analyzer/link/call_graph_linker.h"

/* How many names a place may have: for what is read or written there to be followed, and for what is only called. */
enum { FOLLOWED_MAX = 6, NAMES_MAX = 64 };

/* The value that stands for the text; names of nothing have none. */
static bool value_of(struct linker *l, uint32_t file, uint32_t symbol, uint32_t *value)
{
    uint32_t name = linker_text(l, file, symbol);
    uint32_t state = 0;
    uint32_t index = l->texts.len;

    if (!map_get(&l->shared, map_pair(VERTEX_METHOD, name), &state) &&
        !map_get(&l->shared, map_pair(VERTEX_GETTER, name), &state) &&
        !map_get(&l->shared, map_pair(VERTEX_SETTER, name), &state))
        return false;
    if (map_claim(&l->text_index, name, &index))
        vec_push(l->arena, &l->texts, name);
    *value = l->first_text + index;
    return true;
}

void linker_add_texts(struct linker *l, uint32_t file)
{
    const struct call_flow *flow = &l->calls[file]->flow;

    for (uint32_t i = 0; i < flow->texts.len; i++) {
        const struct vertex_text *text = &flow->texts.items[i];
        uint32_t value = 0;

        if (value_of(l, file, text->text, &value))
            linker_add_value(l, l->vertex[file][text->vertex], value);
    }
}

static void link_named(struct linker *l, uint32_t file, const struct computed_access *access, uint32_t name)
{
    uint32_t value = l->vertex[file][access->value];

    switch ((enum computed_kind)access->kind) {
    case COMPUTED_READ:
        linker_edge(l, linker_property(l, file, name), value);
        linker_edge(l, linker_method_for(l, file, name), value);
        return;
    case COMPUTED_WRITE:
        linker_edge(l, value, linker_property(l, file, name));
        if (!access->function)
            return;
        linker_edge(l, value, linker_method_of(l, file, name));
        linker_edge(l, value, linker_shared(l, VERTEX_METHOD, name));
        return;
    case COMPUTED_GETTER:
        linker_edge(l, value, linker_shared(l, VERTEX_GETTER, name));
        return;
    case COMPUTED_SETTER:
        linker_edge(l, value, linker_shared(l, VERTEX_SETTER, name));
        return;
    }
}

/* True when something new is known of the access. */
static bool link_access(struct linker *l, uint32_t file, uint32_t index)
{
    const struct computed_access *access = &l->calls[file]->flow.computed.items[index];
    const struct call_set *held = linker_held(l, l->vertex[file][access->key], HELD_ITSELF);
    uint32_t texts = call_set_count(held, UINT32_MAX) - call_set_count(held, l->first_text);
    struct id_list names = {0};
    struct call_cursor at = {0};
    uint32_t value = 0;

    if (texts == 0 || texts > NAMES_MAX)
        return false;
    while (call_set_next(held, &at, &value))
        if (value >= l->first_text && map_add(&l->named, map_pair(l->first_computed[file] + index, value), 1))
            vec_push(l->arena, &names, value);
    for (uint32_t i = 0; i < names.len; i++) {
        uint32_t name = l->texts.items[names.items[i] - l->first_text];

        vec_push(l->arena, &l->named_accesses, (struct named_access){file, index, name});
        if (texts <= FOLLOWED_MAX || access->kind == COMPUTED_GETTER || access->kind == COMPUTED_SETTER)
            link_named(l, file, access, name);
    }
    return names.len > 0;
}

bool linker_link_texts(struct linker *l)
{
    uint32_t asked = l->asked.len;
    uint32_t defined = l->defined.len;
    bool linked = false;

    for (uint32_t file = 0; file < l->g->imports->files.len; file++)
        for (uint32_t i = 0; l->calls[file] != NULL && i < l->calls[file]->flow.computed.len; i++)
            linked = link_access(l, file, i) || linked;
    if (l->asked.len > asked || l->defined.len > defined)
        linker_join_methods(l);
    return linked;
}

/* What is at the shared state of that number is called where the access is. */
static void emit_named(struct linker *l, const struct named_access *named, uint32_t high, enum call_reason reason)
{
    const struct computed_access *access = &l->calls[named->file]->flow.computed.items[named->index];
    uint32_t state = 0;

    if (map_get(&l->shared, map_pair(high, named->name), &state))
        linker_emit_held(l, named->file, access->func, access->at, state, reason);
}

void linker_emit_named_accesses(struct linker *l)
{
    for (uint32_t i = 0; i < l->named_accesses.len; i++) {
        const struct named_access *named = &l->named_accesses.items[i];
        const struct computed_access *access = &l->calls[named->file]->flow.computed.items[named->index];

        if (access->kind == COMPUTED_READ)
            emit_named(l, named, VERTEX_GETTER, CALL_ACCESSOR);
        if (access->kind == COMPUTED_WRITE)
            emit_named(l, named, VERTEX_SETTER, CALL_ACCESSOR);
        if (access->called)
            emit_named(l, named, VERTEX_METHOD, CALL_NAME);
    }
}
