/*
 * flow_values.c - where all values of an object are listed, whatever their names.
 *
 * Object.values, Object.entries and the replacer of JSON.stringify show what an object of Node holds under its internal
 * names, as a read under a computed name does; so does either of a copy ({ ...timer }, Object.assign({}, timer)).
 * A copy also runs the setters of what it is made into. What is copied into what may grow until the end, so all of this
 * is looked at there.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_path.h"

#include "analyzer/semantic/member_name.h"

/* Rounds over the copies that follow copies of copies; behind that all copies count as foreign. */
enum { ROUNDS_MAX = 16 };

/* Objects of the file, by index: true for those that hold copies of what others chose. */
struct copies {
    bool *foreign;
    VEC(uint32_t) sites; /* those that copy */
    bool changed;
    bool all;
    bool timers; /* some object has what makes it a timer to Node, which links it with the timers of others */
};

/* True when a value in `c` may be an object of Node, or a copy of one. */
static bool is_foreign(const struct flow *f, const struct copies *copies, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    if (copies->all || (copies->timers && cell->count > 0))
        return true;
    for (uint16_t i = 0; i < cell->count; i++) {
        uint32_t index = VALUE_INDEX(cell->items[i]);
        if (VALUE_KIND(cell->items[i]) == VALUE_PATH && !f->paths.items[index].intrinsic &&
            !path_is_environment(f, index))
            return true;
        if (VALUE_KIND(cell->items[i]) == VALUE_OBJECT && copies->foreign[index])
            return true;
    }
    return (cell->flags & FLAG_ANY) != 0;
}

static void mark(struct copies *copies, uint32_t object)
{
    copies->changed = copies->changed || !copies->foreign[object];
    copies->foreign[object] = true;
}

/* What a copy is made of goes into `object`, or into each object that is a value of `value`. */
static void mark_copy(const struct flow *f, struct copies *copies, const struct site *s)
{
    if (!is_foreign(f, copies, s->base))
        return;
    if (s->object != OBJECT_NONE)
        mark(copies, s->object);
    for (uint16_t i = 0; s->value != 0 && i < f->cells.items[s->value].count; i++) {
        value v = f->cells.items[s->value].items[i];
        if (VALUE_KIND(v) == VALUE_OBJECT)
            mark(copies, VALUE_INDEX(v));
    }
}

/* Timeout.prototype.refresh and clearImmediate work on any object with such a member (Node's lib/timers.js). */
static bool may_be_timer(const struct flow *f, const struct object *o)
{
    for (uint32_t p = o->props; p != 0; p = f->props.items[p - 1].next) {
        struct str name = sym_text(f->names, f->props.items[p - 1].name);
        if (str_eq(name, STR("_idleTimeout")) || str_eq(name, STR("_onImmediate")))
            return true;
    }
    return false;
}

static void find_copies(const struct flow *f, struct copies *copies)
{
    for (uint32_t i = 0; i < f->objects.len; i++)
        copies->timers = copies->timers || may_be_timer(f, &f->objects.items[i]);
    copies->foreign = arena_array(f->arena, f->objects.len, sizeof(*copies->foreign));
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site *s = &f->sites.items[i];
        if (s->kind == SITE_COPY && (s->object != OBJECT_NONE || s->value != 0))
            vec_push(f->arena, &copies->sites, i);
    }
    copies->changed = true;
    for (uint32_t round = 0; copies->changed; round++) {
        copies->changed = false;
        copies->all = round == ROUNDS_MAX;
        for (uint32_t i = 0; i < copies->sites.len; i++)
            mark_copy(f, copies, &f->sites.items[copies->sites.items[i]]);
    }
    copies->all = false;
}

static bool holds_copy(const struct flow *f, const struct copies *copies, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) == VALUE_OBJECT &&
            (copies->timers || copies->foreign[VALUE_INDEX(cell->items[i])]))
            return true;
    }
    return false;
}

/* All values that are listed, or one under a computed name of a copy. */
static bool lists(const struct flow *f, const struct copies *copies, const struct site *s)
{
    if (s->kind == SITE_COPY)
        return s->flags & SITE_LISTS && is_foreign(f, copies, s->base);
    return s->kind == SITE_READ_KEY && f->cells.items[s->key].flags & (FLAG_STRING | FLAG_ANY) &&
           holds_copy(f, copies, s->base);
}

/* Setters that a call defines, under one of Node's internal names or any name. */
static void look_at_setters(struct flow *f, const struct opening *o)
{
    const struct cell *key = &f->cells.items[o->key];
    const struct cell *setters = &f->cells.items[o->setters];

    if (o->setters == 0 || (setters->count == 0 && !(setters->flags & FLAG_ANY)))
        return;
    if (o->key == 0 || key->flags & (FLAG_STRING | FLAG_ANY))
        charge(f, AMP_INTERNAL_KEY, o->node, o->func, (sym){FACT_NONE});
    for (uint16_t i = 0; i < key->count; i++) {
        if (VALUE_KIND(key->items[i]) == VALUE_TEXT &&
            member_is_internal(sym_text(f->names, (sym){VALUE_INDEX(key->items[i])})))
            charge(f, AMP_INTERNAL_MEMBER, o->node, o->func, (sym){VALUE_INDEX(key->items[i])});
    }
}

/* True when a value in `c` is an object of the file with a member under which functions are called. */
static bool lends(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        const struct object *o = &f->objects.items[VALUE_INDEX(cell->items[i])];
        if (VALUE_KIND(cell->items[i]) != VALUE_OBJECT)
            continue;
        for (uint32_t p = o->props; p != 0; p = f->props.items[p - 1].next) {
            if (method_is_lender(f, f->props.items[p - 1].name))
                return true;
        }
    }
    return false;
}

/* Object.assign(emitter.emit, { call: f }), Object.setPrototypeOf(emitter.emit, { call: f }) */
static void look_at_lending(struct flow *f, const struct site *s)
{
    bool assigns = s->kind == SITE_COPY && s->value != 0;
    bool inherits = s->kind == SITE_WRITE && s->name.i == f->name_proto.i;
    cell_id target = assigns ? s->value : s->base;

    if ((assigns || inherits) && f->cells.items[target].flags & FLAG_ANY && lends(f, assigns ? s->base : s->value))
        charge(f, AMP_LENT_METHOD, s->node, s->func, (sym){FACT_NONE});
}

void values_finish(struct flow *f)
{
    struct copies copies = {0};

    find_copies(f, &copies);
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        if (lists(f, &copies, &s))
            charge(f, copies.timers ? AMP_INTERNAL_MEMBER : AMP_INTERNAL_KEY, s.node, s.func, (sym){FACT_NONE});
        look_at_lending(f, &s);
        if (s.kind == SITE_READ && member_is_internal(sym_text(f->names, s.name)) && holds_copy(f, &copies, s.base))
            charge(f, AMP_INTERNAL_MEMBER, s.node, s.func, s.name);
    }
    for (uint32_t i = 0; i < f->openings.len; i++)
        look_at_setters(f, &f->openings.items[i]);
}
