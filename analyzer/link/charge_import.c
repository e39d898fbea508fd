/* Imports of a summary, and what loading them does. */
#include "analyzer/link/charge_internal.h"
#include "analyzer/semantic/placed.h"

/* The effects of loading a module of Node. */
void charge_load(struct charge *c, const struct import *import, struct str module)
{
    struct use load = {.op = USE_READ, .at = import->at, .end = import->end, .func = import->func};
    struct charged_use u = {.use = &load, .path = {.root = API_MODULE, .name = module}};

    for (uint32_t k = 0; k < USE_ARGS; k++)
        load.arg[k] = SUMMARY_NONE;
    load.options = SUMMARY_NONE;
    c->loading = true;
    api_table_load_effects(c->in->table, module, c->in->majors, &c->answer);
    if (c->answer.known)
        charge_answer(c, &u, "source.import-load", CERTAIN);
    else
        charge_add_fact(c, &u, (struct unit_charge){.effect = EFFECT_NATIVE_BINDING, .certainty = POSSIBLE},
                        "source.import-load");
    c->loading = false;
}

/* True when the program may go on when the import fails: it is inside a try block, a function or import(). */
static bool is_guarded(const struct import *import)
{
    switch ((enum import_kind)import->kind) {
    case IMPORT_REQUIRE:
    case IMPORT_REQUIRE_RESOLVE:
        return (import->flags & IMPORT_TRY) != 0 || import->func != 0;
    case IMPORT_DYNAMIC:
        return true;
    case IMPORT_STATIC:
    case IMPORT_REEXPORT:
    case IMPORT_KIND_COUNT:
        break;
    }
    return false;
}

void charge_imports(struct charge *c)
{
    c->imported = arena_array(c->scratch, c->s->texts.texts.len, sizeof(*c->imported));
    for (uint32_t i = 0; i < c->s->imports.len; i++) {
        const struct import *import = &c->s->imports.items[i];
        struct str specifier = charge_text(c, import->specifier);
        /* require.resolve() loads nothing; what it tells is charged as a use of `require`. */
        if (import->kind == IMPORT_REQUIRE_RESOLVE)
            continue;
        c->imported[import->specifier] = true;
        c->facts->renamed = c->facts->renamed || placed_is_own_name(specifier);
        if (api_table_builtin(c->in->table, specifier, c->in->majors) != 0)
            charge_load(c, import, specifier);
        vec_push(c->arena, &c->facts->imports,
                 (struct unit_import){.specifier = charge_fact_text(c, specifier),
                                      .kind = import->kind,
                                      .flags = import->flags,
                                      .guarded = is_guarded(import),
                                      .place = charge_place(c, import->at)});
    }
}

/* The import of that place among those of the facts, or FACT_NONE. */
static uint32_t import_at(const struct charge *c, uint32_t at, uint32_t specifier)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < c->s->imports.len && c->s->imports.items[i].at <= at; i++) {
        const struct import *import = &c->s->imports.items[i];
        if (import->at == at && import->specifier == specifier &&
            (import->kind == IMPORT_STATIC || import->kind == IMPORT_REEXPORT))
            return number;
        number += import->kind != IMPORT_REQUIRE_RESOLVE;
    }
    return FACT_NONE;
}

static uint32_t entry_text(struct charge *c, uint32_t symbol)
{
    return symbol == SUMMARY_NONE ? FACT_NONE : charge_fact_text(c, charge_text(c, symbol));
}

void charge_entries(struct charge *c)
{
    c->facts->goal = c->s->goal;
    c->facts->understood = (c->s->flags & SUMMARY_NOT_UNDERSTOOD) == 0;
    for (uint32_t i = 0; i < c->s->entries.len; i++) {
        struct module_entry entry = c->s->entries.items[i];

        entry.at = c->s->goal == GOAL_MODULE ? import_at(c, entry.at, entry.specifier) : FACT_NONE;
        entry.name = entry_text(c, entry.name);
        entry.imported = entry_text(c, entry.imported);
        entry.specifier = entry_text(c, entry.specifier);
        vec_push(c->arena, &c->facts->entries, entry);
    }
}
