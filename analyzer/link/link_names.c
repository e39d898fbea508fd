#include "analyzer/link/link_names.h"

#include "analyzer/link/import_problem.h"
#include "analyzer/link/linking.h"

static uint32_t entry_text(struct linking *l, uint32_t symbol)
{
    return symbol == FACT_NONE ? FACT_NONE : linking_text(l, symbol);
}

void link_names_add(struct program *p, struct arena *scratch, uint32_t unit, const struct unit_result *result)
{
    const struct unit_facts *facts = result->facts;
    struct linking l = {.p = p, .scratch = scratch, .result = result, .unit = unit, .first = p->edges.len};
    struct unit *u = &p->units.items[unit];
    struct linked_module module = {.path = u->path, .goal = facts->goal, .understood = facts->understood};
    struct place *places = NULL;

    linking_start(&l);
    for (uint32_t i = 0; i < facts->entries.len; i++) {
        struct module_entry entry = facts->entries.items[i];
        entry.name = entry_text(&l, entry.name);
        entry.imported = entry_text(&l, entry.imported);
        entry.specifier = entry_text(&l, entry.specifier);
        vec_push(p->arena, &module.entries, entry);
    }
    if (facts->goal == GOAL_MODULE) {
        places = arena_array(p->arena, facts->imports.len, sizeof(*places));
        for (uint32_t i = 0; i < facts->imports.len; i++)
            places[i] = linking_place(&l, &facts->imports.items[i].place);
        u->import_places = places;
    }
    (void)module_linker_add(&p->linker, &module, (enum goal)u->goal);
    vec_push(p->arena, &p->linked, unit);
}

/* By unit: the program does not start unless it can be loaded. */
static bool *needed_units(const struct program *p, struct arena *scratch)
{
    bool *needed = arena_array(scratch, p->units.len, sizeof(*needed));
    uint32_t *first = arena_array(scratch, p->units.len + 1, sizeof(*first));
    VEC(uint32_t) todo = {0};
    uint32_t edge = 0;

    for (uint32_t i = 0; i < p->units.len; i++) {
        first[i] = edge;
        while (edge < p->edges.len && p->edges.items[edge].from == i)
            edge++;
        needed[i] = p->units.items[i].entry;
        if (needed[i])
            vec_push(scratch, &todo, i);
    }
    first[p->units.len] = edge;
    for (uint32_t i = 0; i < todo.len; i++) {
        for (uint32_t k = first[todo.items[i]]; k < first[todo.items[i] + 1]; k++) {
            const struct edge *e = &p->edges.items[k];
            if (e->kind != EDGE_UNIT || e->guarded || needed[e->to])
                continue;
            needed[e->to] = true;
            vec_push(scratch, &todo, e->to);
        }
    }
    return needed;
}

/* The worst that any major of the policy says. */
static enum link_result link_entry(struct program *p, uint32_t module, const struct module_entry *entry)
{
    for (uint32_t major = 0; major < NODE_MAJOR_COUNT; major++) {
        enum link_result result = LINK_HAS;
        if ((p->policy->majors & node_major_bit((enum node_major)major)) == 0)
            continue;
        result = module_link(&p->linker, module, entry, (enum node_major)major);
        if (result == LINK_MISSING || result == LINK_AMBIGUOUS)
            return result;
    }
    return LINK_HAS;
}

static void check_module(struct program *p, uint32_t module, bool needed)
{
    uint32_t index = p->linked.items[module];
    const struct linked_module *m = &p->linker.modules.items[module];

    for (uint32_t i = 0; i < m->entries.len; i++) {
        const struct module_entry *entry = &m->entries.items[i];
        struct import_place place = {.unit = index, .specifier = entry->specifier, .guarded = !needed};
        enum link_result result = LINK_HAS;

        if (!module_entry_takes(entry) || entry->at == FACT_NONE)
            continue;
        result = link_entry(p, module, entry);
        if (result == LINK_HAS)
            continue;
        place.place = p->units.items[index].import_places[entry->at];
        import_problem_unlinkable(p, &place, program_text_of(p, entry->imported), result == LINK_AMBIGUOUS);
    }
}

void link_names_check(struct program *p)
{
    struct arena scratch = {0};
    const bool *needed = needed_units(p, &scratch);

    p->linker.alone = p->alone;
    /* The linker adds modules of Node behind those of the program as it meets them. */
    for (uint32_t i = 0; i < p->linked.len; i++)
        check_module(p, i, needed[p->linked.items[i]] && !p->alone);
    arena_reset(&scratch);
}
