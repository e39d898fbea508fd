#include "analyzer/verdict/evidence.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/verdict/excerpt.h"

/* A place in a unit's text, wanted by a fact or by the step that leads to a unit. */
struct place {
    uint32_t unit;
    uint32_t at;
    uint32_t line; /* 0 until it was read */
    uint32_t column;
    struct str source;
};

enum { HALF = EVIDENCE_STEPS / 2 };

struct evidence {
    struct arena *arena;
    struct program *p;
    VEC(struct place) places;
    uint32_t *depth;      /* by unit: imports from an entry to it */
    uint32_t *anchor;     /* by unit: the unit on its way at depth HALF, or itself above that */
    uint32_t *step_place; /* by unit: the place of the import that leads to it, or LINK_NONE */
    uint32_t *fact_place; /* by fact */
};

static uint32_t *none_array(struct arena *a, uint32_t count)
{
    uint32_t *items = arena_array(a, count, sizeof(*items));

    for (uint32_t i = 0; i < count; i++)
        items[i] = LINK_NONE;
    return items;
}

struct evidence *evidence_new(struct arena *run, struct program *p)
{
    struct evidence *e = arena_new(run, struct evidence);

    e->arena = run;
    e->p = p;
    e->depth = none_array(run, p->units.len);
    e->anchor = none_array(run, p->units.len);
    e->step_place = none_array(run, p->units.len);
    e->fact_place = none_array(run, p->facts.len);
    for (uint32_t i = 0; i < p->units.len; i++) { /* a unit comes after the one that imports it */
        uint32_t from = p->units.items[i].from;
        assert(from == LINK_NONE || from < i);
        e->depth[i] = from == LINK_NONE ? 0 : e->depth[from] + 1;
        e->anchor[i] = e->depth[i] <= HALF ? i : e->anchor[from];
    }
    return e;
}

static uint32_t add_place(struct evidence *e, uint32_t unit, uint32_t at)
{
    vec_push(e->arena, &e->places, (struct place){.unit = unit, .at = at});
    return e->places.len - 1;
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

void evidence_want(struct evidence *e, uint32_t fact)
{
    const struct fact *f = &e->p->facts.items[fact];
    uint32_t steps[EVIDENCE_STEPS];
    uint32_t count = 0;

    if (f->unit == LINK_NONE || e->fact_place[fact] != LINK_NONE)
        return;
    e->fact_place[fact] = add_place(e, f->unit, f->at);
    (void)way_to(e, f->unit, steps, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct unit *unit = &e->p->units.items[steps[i]];
        if (e->step_place[steps[i]] == LINK_NONE)
            e->step_place[steps[i]] = add_place(e, unit->from, unit->from_at);
    }
}

/* By unit, then by place; the order only decides in which order files are read. */
static int compare_places(const void *left, const void *right)
{
    const struct place *const *a = left;
    const struct place *const *b = right;

    if ((*a)->unit != (*b)->unit)
        return (*a)->unit < (*b)->unit ? -1 : 1;
    return (*a)->at < (*b)->at ? -1 : (*a)->at > (*b)->at;
}

/* Reads the unit's text again and finds `count` places in it. */
static enum err read_places(struct evidence *e, struct arena *file, struct place **places, uint32_t count,
                            struct error *why)
{
    const struct unit *unit = &e->p->units.items[places[0]->unit];
    struct source source = {0};
    struct digest digest = {0};
    struct str bytes = {0};

    if (unit->kind != UNIT_CODE || unit->state == UNIT_UNREADABLE)
        return OK; /* the file as a whole is the place */
    if (fs_read(file, unit->path.ptr, LIMIT_SOURCE_BYTES, &bytes, why) != OK)
        return ERR_IO;
    digest = digest_of(bytes);
    if (!digest_eq(&digest, &unit->digest))
        return error_set(why, ERR_IO, "%.*s changed while the program was analysed",
                         STR_ARG(program_unit_path(e->p, unit)));
    source = source_decode(file, bytes);
    for (uint32_t i = 0; i < count; i++) {
        struct position position = source_position(file, &source, places[i]->at);
        places[i]->line = position.line;
        places[i]->column = position.column;
        places[i]->source = excerpt_of(e->arena, source_line(file, &source, position.line), source.text, places[i]->at);
    }
    return OK;
}

enum err evidence_read(struct evidence *e, struct error *why)
{
    struct place **sorted = arena_array(e->arena, e->places.len, sizeof(struct place *));
    struct arena file = {0};
    enum err result = OK;

    for (uint32_t i = 0; i < e->places.len; i++)
        sorted[i] = &e->places.items[i];
    if (e->places.len > 0)
        qsort(sorted, e->places.len, sizeof(struct place *), compare_places);
    for (uint32_t from = 0, to = 0; from < e->places.len && result == OK; from = to) {
        while (to < e->places.len && sorted[to]->unit == sorted[from]->unit)
            to++;
        result = read_places(e, &file, sorted + from, to - from, why);
        arena_reset(&file);
    }
    return result;
}

static void push_step(struct evidence *e, struct report_finding *finding, const struct place *place, struct str text)
{
    struct report_step step = {.file = program_unit_path(e->p, &e->p->units.items[place->unit]),
                               .line = place->line,
                               .column = place->column,
                               .text = text,
                               .source = place->source};

    vec_push(e->arena, &finding->path, step);
}

static struct str import_text(struct evidence *e, uint32_t unit)
{
    struct strbuf text;

    strbuf_init(&text, e->arena);
    strbuf_printf(&text, "imports %.*s", STR_ARG(program_text_of(e->p, e->p->units.items[unit].from_name)));
    return strbuf_text(&text);
}

static void push_skipped(struct evidence *e, struct report_finding *finding, uint32_t skipped)
{
    struct strbuf text;

    strbuf_init(&text, e->arena);
    strbuf_printf(&text, "%u more imports", (unsigned)skipped);
    vec_push(e->arena, &finding->path, (struct report_step){.text = strbuf_text(&text)});
}

void evidence_fill(struct evidence *e, uint32_t fact, struct report_finding *finding)
{
    const struct fact *f = &e->p->facts.items[fact];
    const struct place *place = NULL;
    uint32_t steps[EVIDENCE_STEPS];
    uint32_t count = 0;
    uint32_t skipped = 0;

    if (f->unit == LINK_NONE) {
        finding->file = STR("package.json");
        return;
    }
    assert(e->fact_place[fact] != LINK_NONE);
    place = &e->places.items[e->fact_place[fact]];
    finding->file = program_unit_file(e->p, &e->p->units.items[f->unit]);
    finding->line = place->line;
    finding->column = place->column;
    skipped = way_to(e, f->unit, steps, &count);
    for (uint32_t i = count; i-- > 0;) {
        if (skipped > 0 && i + 1 == HALF)
            push_skipped(e, finding, skipped);
        push_step(e, finding, &e->places.items[e->step_place[steps[i]]], import_text(e, steps[i]));
    }
    push_step(e, finding, place, program_text_of(e->p, f->text));
}
