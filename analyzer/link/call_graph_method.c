/*
 * call_graph_method.c - methods that one package calls on objects of another, by name alone.
 *
 * Within a package a property name is one vertex. Between packages, `x.parse()` may be any function that some package
 * has under that name; but where packages have names in common, most of that is wrong, and what is wrong makes more of
 * its kind. So functions, with what they are called with and return, go from the packages that have the name to one
 * that reads it when one of the two imports the other, directly or not; when there are none of those, and the reader
 * has no such function itself, from all. Calls of the others are in the graph, but nothing is followed through them.
 */
#include <stdlib.h>

#include "analyzer/link/call_graph_linker.h"

static uint32_t part(struct linker *l, struct map *m, struct method_parts *parts, uint32_t file, uint32_t name)
{
    uint32_t package = l->g->imports->files.items[file].package->index;
    uint32_t state = 0;

    if (map_get(m, map_pair(package, name), &state))
        return state;
    state = linker_new_state(l);
    map_put(m, map_pair(package, name), state);
    vec_push(l->arena, parts, (struct method_part){name, package, state});
    return state;
}

uint32_t linker_method_of(struct linker *l, uint32_t file, uint32_t name)
{
    return part(l, &l->method_of, &l->defined, file, name);
}

uint32_t linker_method_for(struct linker *l, uint32_t file, uint32_t name)
{
    return part(l, &l->method_for, &l->asked, file, name);
}

/* Adds what `package` imports, directly or not, to `reached`. */
static void reach(struct arena *scratch, const struct id_list *imported, uint32_t package, struct call_set *reached)
{
    struct call_set unheeded = {0};
    struct id_list todo = {0};

    vec_push(scratch, &todo, package);
    for (uint32_t i = 0; i < todo.len; i++) {
        const struct id_list *next = &imported[todo.items[i]];

        for (uint32_t k = 0; k < next->len; k++)
            if (call_set_add(scratch, reached, &unheeded, next->items[k]))
                vec_push(scratch, &todo, next->items[k]);
    }
}

uint32_t linker_package_count(const struct linker *l)
{
    const struct import_graph *imports = l->g->imports;
    uint32_t count = 0;

    for (uint32_t i = 0; i < imports->files.len; i++)
        if (imports->files.items[i].package->index >= count)
            count = imports->files.items[i].package->index + 1;
    return count;
}

/* By package: all that it imports. */
static struct call_set *imports_of(const struct linker *l, struct arena *scratch)
{
    const struct import_graph *imports = l->g->imports;
    uint32_t count = linker_package_count(l);
    struct id_list *imported = NULL;
    struct call_set *reached = NULL;
    struct map seen;

    imported = arena_array(scratch, (size_t)count + 1, sizeof(*imported));
    reached = arena_array(scratch, (size_t)count + 1, sizeof(*reached));
    map_init(&seen, scratch);
    for (uint32_t i = 0; i < imports->edges.len; i++) {
        const struct graph_edge *edge = &imports->edges.items[i];
        uint32_t from = imports->files.items[edge->from].package->index;
        uint32_t to = edge->to == GRAPH_NONE ? from : imports->files.items[edge->to].package->index;

        if (from != to && map_add(&seen, map_pair(from, to), 1))
            vec_push(scratch, &imported[from], to);
    }
    for (uint32_t i = 0; i < count; i++)
        reach(scratch, imported, i, &reached[i]);
    return reached;
}

static int compare_parts(const void *left, const void *right)
{
    const struct method_part *a = left;
    const struct method_part *b = right;

    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return (a->package > b->package) - (a->package < b->package);
}

/* `count` packages have the name that `reader` asks for. */
static void join_reader(struct linker *l, const struct call_set *reached, const struct method_part *reader,
                        const struct method_part *from, uint32_t count)
{
    bool own = false;
    bool related = false;

    for (uint32_t i = 0; i < count; i++) {
        bool is_related = call_set_has(&reached[reader->package], from[i].package) ||
                          call_set_has(&reached[from[i].package], reader->package);

        own = own || from[i].package == reader->package;
        if (from[i].package == reader->package || !is_related)
            continue;
        related = true;
        linker_edge(l, from[i].state, reader->state);
    }
    for (uint32_t i = 0; i < count && !own && !related; i++)
        linker_edge(l, from[i].state, reader->state);
}

void linker_join_methods(struct linker *l)
{
    struct arena scratch = {0};
    const struct call_set *reached = imports_of(l, &scratch);
    uint32_t first = 0;

    if (l->defined.len > 1)
        qsort(l->defined.items, l->defined.len, sizeof(*l->defined.items), compare_parts);
    if (l->asked.len > 1)
        qsort(l->asked.items, l->asked.len, sizeof(*l->asked.items), compare_parts);
    for (uint32_t i = 0; i < l->asked.len; i++) {
        uint32_t count = 0;

        while (first < l->defined.len && l->defined.items[first].name < l->asked.items[i].name)
            first++;
        while (first + count < l->defined.len && l->defined.items[first + count].name == l->asked.items[i].name)
            count++;
        join_reader(l, reached, &l->asked.items[i], l->defined.items + first, count);
    }
    arena_reset(&scratch);
}
