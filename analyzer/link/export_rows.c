#include "analyzer/link/export_rows.h"

#include <assert.h>
#include <stdlib.h>

/* ---- the parts of one file ---- */

static bool in_ranges(const struct live_set *set, uint32_t at)
{
    for (uint32_t i = 0; i < set->ranges.len; i++)
        if (set->ranges.items[i].at <= at && at < set->ranges.items[i].end)
            return true;
    return false;
}

/* What the top level does happens at load; what it hands to an export happens when that is used. */
static bool is_part_of(const struct live_set *set, bool load, uint32_t func, uint32_t at, bool handed_on)
{
    if (func != 0)
        return set->functions[func];
    return load || (handed_on && in_ranges(set, at));
}

static struct str text_of(const struct summary *s, uint32_t symbol)
{
    return symbol == SUMMARY_NONE ? STR("") : sym_text(&s->texts, (sym){symbol});
}

/* What a path begins with: the module, the global, ... */
static uint64_t root_of(const struct summary *s, uint32_t path)
{
    const struct path *paths = s->paths.items;

    while (paths[path].parent != SUMMARY_NONE)
        path = paths[path].parent;
    return map_pair(paths[path].step, paths[path].name);
}

/* Roots of paths that code gets hold of: the import itself, or a use before the value goes anywhere. */
static void find_origins(const struct summary *s, const struct live_set *set, struct map *out)
{
    for (uint32_t i = 0; i < s->imports.len; i++)
        if (set == NULL || is_part_of(set, false, s->imports.items[i].func, s->imports.items[i].at, true))
            map_put(out, map_pair(PATH_MODULE, s->imports.items[i].specifier), 1);
    for (uint32_t i = 0; i < s->uses.len; i++) {
        const struct use *use = &s->uses.items[i];
        if (use->op != USE_ESCAPE && (set == NULL || is_part_of(set, false, use->func, use->at, true)))
            map_put(out, root_of(s, use->path), 1);
    }
}

/*
 * A statement that sets several exports hands on what is for any of them. A value that an export is given was got hold
 * of by code that the export keeps alive: when all the code that does so belongs to others, it is for those.
 */
static void drop_others(struct arena *a, const struct summary *s, const struct live_set *set, struct summary *part)
{
    struct map everywhere;
    struct map here;
    uint32_t kept = 0;

    map_init(&everywhere, a);
    map_init(&here, a);
    find_origins(s, NULL, &everywhere);
    find_origins(s, set, &here);
    for (uint32_t i = 0; i < part->uses.len; i++) {
        const struct use *use = &part->uses.items[i];
        uint64_t root = root_of(s, use->path);
        uint32_t ignored = 0;
        if (use->op == USE_ESCAPE && use->func == 0 && map_get(&everywhere, root, &ignored) &&
            !map_get(&here, root, &ignored))
            continue;
        part->uses.items[kept++] = *use;
    }
    part->uses.len = kept;
}

/* The summary with only what belongs to the part. */
static struct summary part_summary(struct arena *a, const struct summary *s, const struct live_set *set, bool load)
{
    struct summary part = *s;

    part.uses = (struct use_vec){0};
    part.amplifiers = (struct amplifier_vec){0};
    for (uint32_t i = 0; i < s->uses.len; i++)
        if (is_part_of(set, load, s->uses.items[i].func, s->uses.items[i].at,
                       s->uses.items[i].op == USE_ESCAPE || s->uses.items[i].op == USE_EXTENDS))
            vec_push(a, &part.uses, s->uses.items[i]);
    for (uint32_t i = 0; i < s->amplifiers.len; i++)
        if (is_part_of(set, load, s->amplifiers.items[i].func, s->amplifiers.items[i].at, true))
            vec_push(a, &part.amplifiers, s->amplifiers.items[i]);
    if (!load)
        drop_others(a, s, set, &part);
    return part;
}

static struct str possible_effect(const struct unit_charge *charge)
{
    return charge->effect == FACT_NO_EFFECT ? STR("") : str_from(effect_name((enum effect)charge->effect));
}

static void add_effects(struct arena *a, uint32_t file, const struct unit_facts *facts, struct row_part *out)
{
    for (uint32_t i = 0; i < facts->charges.len; i++) {
        const struct unit_charge *charge = &facts->charges.items[i];
        struct str argument = sym_text(&facts->texts, (sym){charge->argument});
        bool doubt = charge->certainty != CERTAIN || charge->effect == FACT_NO_EFFECT;
        struct strbuf text;

        if (charge->paired != 0)
            continue; /* it takes a program to tell */
        if (!out->load && str_eq(sym_text(&facts->texts, (sym){charge->rule}), STR("source.import-load")))
            continue; /* the import is in the summary only because uses of it are */
        strbuf_init(&text, a);
        if (doubt)
            strbuf_put(&text, sym_text(&facts->texts, (sym){charge->rule}));
        else
            strbuf_put_c(&text, effect_name((enum effect)charge->effect));
        if (!doubt && argument.len > 0) {
            strbuf_put_char(&text, ':');
            strbuf_put(&text, argument);
        }
        vec_push(a, &out->effects,
                 (struct row_effect){.effect = strbuf_text(&text),
                                     .doubt = doubt,
                                     .possible = doubt ? possible_effect(charge) : STR(""),
                                     .closes = charge->closes,
                                     .file = file,
                                     .line = charge->place.line,
                                     .column = charge->place.column});
    }
}

/* What a use of a module's path needs of the module. */
static void add_use_need(struct arena *a, const struct summary *s, const struct use *use, struct row_part *out)
{
    const struct path *paths = s->paths.items;
    uint32_t first = SUMMARY_NONE; /* the step after the module, and the one after that */
    uint32_t second = SUMMARY_NONE;
    uint32_t at = use->path;
    struct row_need need = {.whole = true};

    for (; paths[at].parent != SUMMARY_NONE; at = paths[at].parent) {
        second = first;
        first = at;
    }
    if (paths[at].step != PATH_MODULE || use->op == USE_WRITE || use->op == USE_DELETE)
        return;
    need.specifier = text_of(s, paths[at].name);
    need.import = IMPORT_KIND_COUNT; /* whichever import says so */
    if (first == SUMMARY_NONE && (use->op == USE_CALL || use->op == USE_NEW)) {
        need.whole = false;
        need.name = STR("");
    } else if (first != SUMMARY_NONE && paths[first].step == PATH_STEP_MEMBER) {
        need.name = text_of(s, paths[first].name);
        need.whole = str_eq(need.name, STR("default")) && second != SUMMARY_NONE;
    } else if (first != SUMMARY_NONE && (paths[first].step == PATH_STEP_CALL || paths[first].step == PATH_STEP_NEW)) {
        need.whole = false;
        need.name = STR("");
    } else if (first == SUMMARY_NONE && (use->op == USE_READ || use->op == USE_ENUMERATE)) {
        return;
    }
    vec_push(a, &out->needs, need);
}

static void add_needs(struct arena *a, const struct summary *part, const struct live_set *set, bool load,
                      struct row_part *out)
{
    for (uint32_t i = 0; i < part->uses.len; i++)
        add_use_need(a, part, &part->uses.items[i], out);
    for (uint32_t i = 0; i < part->imports.len; i++) {
        const struct import *import = &part->imports.items[i];
        struct row_need need = {.specifier = text_of(part, import->specifier), .import = import->kind, .load = true};

        if (import->kind == IMPORT_REQUIRE_RESOLVE || !is_part_of(set, load, import->func, import->at, false))
            continue;
        vec_push(a, &out->needs, need);
        if (import->kind != IMPORT_DYNAMIC)
            continue;
        need.load = false;
        need.whole = true; /* what import() gives is a promise, which goes anywhere */
        vec_push(a, &out->needs, need);
    }
}

static void add_part(struct arena *a, const struct charge_input *charge, uint32_t file, const struct summary *s,
                     const struct live_set *set, struct row_part part, struct str bytes, struct row_parts *out)
{
    struct arena scratch = {0};
    struct arena facts = {0};
    struct summary own = part_summary(&scratch, s, set, part.load);

    add_effects(a, file, charge_unit(charge, &facts, &scratch, &own, bytes), &part);
    add_needs(a, &own, set, part.load, &part);
    vec_push(a, out, part);
    arena_reset(&facts);
    arena_reset(&scratch);
}

void export_rows_parts(struct arena *a, const struct charge_input *charge, uint32_t file,
                       const struct file_alive *alive, struct str bytes, struct row_parts *out)
{
    if (alive == NULL) {
        struct row_part unknown = {.load = true};

        vec_push(a, &unknown.effects,
                 (struct row_effect){.effect = str_from(amplifier_info(AMP_SYNTAX_ERROR)->rule),
                                     .doubt = true,
                                     .file = file,
                                     .line = 1,
                                     .column = 1});
        vec_push(a, out, unknown);
        return;
    }
    add_part(a, charge, file, alive->summary, &alive->alive.load, (struct row_part){.load = true}, bytes, out);
    for (uint32_t i = 0; i < alive->alive.exports.len; i++) {
        const struct live_export *export = &alive->alive.exports.items[i];

        add_part(a, charge, file, alive->summary, &export->alive,
                 (struct row_part){.name = sym_text(&alive->texts, (sym){export->name})}, bytes, out);
    }
}

/* ---- rows ---- */

struct rows {
    struct arena *arena;
    struct arena scratch;
    const struct import_graph *imports;
    const struct row_parts *parts;
    struct sym_table names; /* specifiers and effects */
    struct map
        targets;     /* file, specifier -> file: any kind of import, those of one specifier differ in conditions only */
    struct map more; /* the same, for a second file */
};

/* Parts of files that a row reaches, in the order in which they were found. */
struct reached {
    uint32_t file;
    uint32_t part;
    uint32_t from; /* which of them needs it; the first one itself */
};

struct place_list {
    struct reached *items;
    uint32_t len;
    uint32_t cap;
    uint32_t at; /* the one that is being looked at */
};

static void want(struct rows *r, struct map *seen, struct place_list *todo, uint32_t file, uint32_t part)
{
    uint32_t known = 0;

    if (map_get(seen, map_pair(file, part), &known))
        return;
    map_put(seen, map_pair(file, part), 1);
    vec_push(&r->scratch, todo, (struct reached){file, part, todo->at});
}

/* The parts from the row's own to the one that is being looked at. */
static struct row_steps way_to(const struct rows *r, const struct place_list *todo)
{
    struct row_steps way = {0};
    uint32_t count = 1;

    for (uint32_t at = todo->at; at != 0; at = todo->items[at].from)
        count++;
    way.items = arena_array(r->arena, count, sizeof(*way.items));
    way.len = way.cap = count;
    for (uint32_t at = todo->at; count > 0; at = todo->items[at].from) {
        const struct row_part *part = &r->parts[todo->items[at].file].items[todo->items[at].part];
        way.items[--count] = (struct row_step){todo->items[at].file, part->name, part->load};
    }
    return way;
}

/* The parts of `file` that a need means: the named export, or all when there is no such name. */
static void want_need(struct rows *r, struct map *seen, struct place_list *todo, uint32_t file,
                      const struct row_need *need)
{
    const struct row_parts *parts = &r->parts[file];
    bool found = false;

    for (uint32_t i = 0; i < parts->len; i++) {
        bool named = !parts->items[i].load && !need->whole && !need->load && str_eq(parts->items[i].name, need->name);
        if (parts->items[i].load ? need->load : named)
            want(r, seen, todo, file, i);
        found = found || named;
    }
    for (uint32_t i = 0; i < parts->len && !need->load && !found; i++)
        if (!parts->items[i].load || parts->len == 1)
            want(r, seen, todo, file, i);
}

static int compare_effects(const void *left, const void *right)
{
    const struct row_effect *a = left;
    const struct row_effect *b = right;

    if (a->doubt != b->doubt)
        return a->doubt ? 1 : -1;
    return str_cmp(a->effect, b->effect);
}

/* Everything that the part reaches, breadth first, so that the place of an effect is a near one. */
static void fill_row(struct rows *r, uint32_t part, struct export_row *row)
{
    struct place_list todo = {0};
    struct map seen;
    struct map effects;

    map_init(&seen, &r->scratch);
    map_init(&effects, &r->scratch);
    want(r, &seen, &todo, row->file, part);
    for (; todo.at < todo.len; todo.at++) {
        uint32_t file = todo.items[todo.at].file;
        const struct row_part *p = &r->parts[file].items[todo.items[todo.at].part];

        for (uint32_t i = 0; i < p->effects.len; i++) {
            uint64_t key = map_pair(p->effects.items[i].doubt, sym_intern(&r->names, p->effects.items[i].effect).i);
            uint32_t known = 0;
            if (map_get(&effects, key, &known)) {
                assert(known < row->effects.len && row->effects.items != NULL);
                row->effects.items[known].closes &= p->effects.items[i].closes;
                continue;
            }
            map_put(&effects, key, row->effects.len);
            vec_push(r->arena, &row->effects, p->effects.items[i]);
            row->effects.items[row->effects.len - 1].way = way_to(r, &todo);
        }
        for (uint32_t i = 0; i < p->needs.len; i++) {
            sym specifier = sym_intern(&r->names, p->needs.items[i].specifier);
            uint32_t target = 0;
            if (map_get(&r->targets, map_pair(file, specifier.i), &target))
                want_need(r, &seen, &todo, target, &p->needs.items[i]);
            if (map_get(&r->more, map_pair(file, specifier.i), &target))
                want_need(r, &seen, &todo, target, &p->needs.items[i]);
        }
    }
    if (row->effects.len > 1)
        qsort(row->effects.items, row->effects.len, sizeof(*row->effects.items), compare_effects);
    arena_reset(&r->scratch);
}

static void link_targets(struct rows *r)
{
    for (uint32_t i = 0; i < r->imports->edges.len; i++) {
        const struct graph_edge *edge = &r->imports->edges.items[i];
        uint64_t key =
            map_pair(edge->from, sym_intern(&r->names, sym_text(&r->imports->texts, (sym){edge->specifier})).i);
        uint32_t known = 0;

        if (edge->to == GRAPH_NONE)
            continue;
        if (!map_get(&r->targets, key, &known))
            map_put(&r->targets, key, edge->to);
        else if (known != edge->to)
            map_put(&r->more, key, edge->to);
    }
}

const bool *export_rows_faces(struct arena *a, const struct import_graph *imports)
{
    uint32_t count = imports->files.len;
    bool *shown = arena_array(a, count + 1, sizeof(*shown));
    bool *imported = arena_array(a, count + 1, sizeof(*imported));

    for (uint32_t i = 0; i < imports->edges.len; i++) {
        const struct graph_edge *edge = &imports->edges.items[i];
        if (edge->to == GRAPH_NONE)
            continue;
        imported[edge->to] = true;
        shown[edge->to] =
            shown[edge->to] || imports->files.items[edge->from].package != imports->files.items[edge->to].package;
    }
    for (uint32_t i = 0; i < count; i++)
        shown[i] = shown[i] || !imported[i] || i < imports->entries;
    return shown;
}

struct named_row {
    struct str name;
    uint32_t order;
    struct export_row row;
};

static int compare_rows(const void *left, const void *right)
{
    const struct named_row *a = left;
    const struct named_row *b = right;
    int order = str_cmp(a->name, b->name);

    return order != 0 ? order : a->order < b->order ? -1 : 1;
}

struct export_rows export_rows_link(struct arena *a, const struct import_graph *imports, const bool *shown,
                                    const struct row_parts *parts)
{
    struct rows r = {.arena = a, .imports = imports, .parts = parts};
    struct export_rows out = {0};
    VEC(struct named_row) named = {0};

    sym_table_init(&r.names, a);
    map_init(&r.targets, a);
    map_init(&r.more, a);
    link_targets(&r);
    for (uint32_t f = 0; f < imports->files.len; f++)
        for (uint32_t i = 0; shown[f] && imports->files.items[f].code && i < parts[f].len; i++) {
            struct export_row row = {.file = f, .name = parts[f].items[i].name, .load = parts[f].items[i].load};

            fill_row(&r, i, &row);
            vec_push(a, &named, (struct named_row){imports->files.items[f].name, named.len, row});
        }
    if (named.len > 1)
        qsort(named.items, named.len, sizeof(*named.items), compare_rows);
    for (uint32_t i = 0; i < named.len; i++)
        vec_push(a, &out, named.items[i].row);
    return out;
}
