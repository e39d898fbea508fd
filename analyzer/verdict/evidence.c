#include "analyzer/verdict/evidence.h"

#include <assert.h>

#include "analyzer/base/strbuf.h"

enum { HALF = EVIDENCE_STEPS / 2 };

struct evidence {
    struct arena *arena;
    const struct program *p;
    uint32_t *depth;  /* by unit: imports from an entry to it */
    uint32_t *anchor; /* by unit: the unit on its way at depth HALF, or itself above that */
};

struct evidence *evidence_new(struct arena *run, const struct program *p)
{
    struct evidence *e = arena_new(run, struct evidence);

    e->arena = run;
    e->p = p;
    e->depth = arena_array(run, p->units.len, sizeof(*e->depth));
    e->anchor = arena_array(run, p->units.len, sizeof(*e->anchor));
    for (uint32_t i = 0; i < p->units.len; i++) { /* a unit comes after the one that imports it */
        uint32_t from = p->units.items[i].from;
        assert(from == LINK_NONE || from < i);
        e->depth[i] = from == LINK_NONE ? 0 : e->depth[from] + 1;
        e->anchor[i] = e->depth[i] <= HALF ? i : e->anchor[from];
    }
    return e;
}

/* Puts `unit` and up to `max` - 1 units of the way from it towards the entry, which itself is not one. */
static uint32_t walk(const struct evidence *e, uint32_t unit, uint32_t max, uint32_t *steps)
{
    uint32_t count = 0;

    for (; count < max && e->p->units.items[unit].from != LINK_NONE; unit = e->p->units.items[unit].from)
        steps[count++] = unit;
    return count;
}

/*
 * The units of the way to `unit`, from it to the entry: all of them, or the first and last HALF of a
 * longer way. Returns how many are left out in the middle.
 */
static uint32_t way_to(const struct evidence *e, uint32_t unit, uint32_t steps[EVIDENCE_STEPS], uint32_t *count)
{
    if (e->depth[unit] <= EVIDENCE_STEPS) {
        *count = walk(e, unit, EVIDENCE_STEPS, steps);
        return 0;
    }
    *count = walk(e, unit, HALF, steps);
    *count += walk(e, e->anchor[unit], HALF, steps + HALF);
    return e->depth[unit] - EVIDENCE_STEPS;
}

static void push_step(struct evidence *e, struct report_steps *out, uint32_t unit, const struct place *place,
                      struct str text)
{
    struct report_step step = {.file = program_unit_path(e->p, &e->p->units.items[unit]),
                               .line = place->line,
                               .column = place->column,
                               .text = text,
                               .source = program_text_of(e->p, place->source)};

    vec_push(e->arena, out, step);
}

/* The import of `name` at `place` of `unit`. */
static void push_import(struct evidence *e, struct report_steps *out, uint32_t unit, const struct place *place,
                        uint32_t name)
{
    struct strbuf text;

    strbuf_init(&text, e->arena);
    strbuf_printf(&text, "imports %.*s", STR_ARG(program_text_of(e->p, name)));
    push_step(e, out, unit, place, strbuf_text(&text));
}

static void push_skipped(struct evidence *e, struct report_steps *out, uint32_t skipped)
{
    struct strbuf text;

    strbuf_init(&text, e->arena);
    strbuf_printf(&text, "%u more imports", (unsigned)skipped);
    vec_push(e->arena, out, (struct report_step){.text = strbuf_text(&text)});
}

uint32_t evidence_depth(const struct evidence *e, uint32_t unit)
{
    return e->depth[unit];
}

void evidence_way(struct evidence *e, uint32_t unit, struct report_steps *out)
{
    uint32_t steps[EVIDENCE_STEPS] = {0};
    uint32_t count = 0;
    uint32_t skipped = way_to(e, unit, steps, &count);

    for (uint32_t i = count; i-- > 0;) {
        const struct unit *to = &e->p->units.items[steps[i]];
        if (skipped > 0 && i + 1 == HALF)
            push_skipped(e, out, skipped);
        push_import(e, out, to->from, &to->from_place, to->from_name);
    }
}

void evidence_import(struct evidence *e, const struct edge *edge, struct report_steps *out)
{
    struct place place = {.line = edge->line, .column = edge->column};

    if (edge->kind == EDGE_UNIT) {
        const struct unit *to = &e->p->units.items[edge->to];
        if (to->from == edge->from && to->from_place.line == edge->line && to->from_place.column == edge->column)
            place.source = to->from_place.source; /* other edges do not keep their line */
    }
    push_import(e, out, edge->from, &place, edge->specifier);
}

void evidence_fill(struct evidence *e, const struct fact *fact, struct report_finding *finding)
{
    if (fact->unit == LINK_NONE) {
        finding->file = STR("package.json");
        return;
    }
    finding->file = program_unit_file(e->p, &e->p->units.items[fact->unit]);
    finding->line = fact->place.line;
    finding->column = fact->place.column;
    evidence_way(e, fact->unit, &finding->path);
    push_step(e, &finding->path, fact->unit, &fact->place, program_text_of(e->p, fact->text));
}
