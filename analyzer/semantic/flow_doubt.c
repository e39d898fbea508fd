/*
 * flow_doubt.c - what the models may miss.
 *
 * When all that the text shows has been followed, some things look as if they never happened: functions that nothing
 * calls, values that nothing reads, reads of values that never arrive. Each may be dead code, and each may be a way
 * that no model knows; it is taken for the latter.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"

/*
 * A function that no visible call reaches may still be called in a way the models miss: it is
 * treated as one that unknown code calls, so that nothing in it goes unseen.
 */
void doubt_uncalled(struct flow *f)
{
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        if (f->funcs[i].called || f->never.nodes[f->scopes->funcs.items[i].node] || f->funcs[i].unread)
            continue;
        escape_function(f, i, f->scopes->funcs.items[i].node, i);
        flow_solve(f);
    }
}

/* True for the sites of the text that take their base for an object or a function: prototypes may well be missing. */
static bool is_use(const struct site *s)
{
    switch ((enum site_kind)s->kind) {
    case SITE_READ:
        return s->object == OBJECT_NONE && s->receiver == 0;
    case SITE_READ_KEY:
        return (s->flags & SITE_INHERITED) == 0 && s->receiver == 0;
    case SITE_CALL:
    case SITE_NEW:
    case SITE_ITERATE:
    case SITE_AWAIT:
    case SITE_COPY:
        return true;
    default:
        return false; /* nothing comes out of the others */
    }
}

/* What is bound is called, not read. */
static bool is_bound_part(struct flow *f, uint32_t object, cell_id c)
{
    if (f->objects.items[object].kind != OBJECT_BOUND)
        return false;
    return c == f->objects.items[object].elem || c == object_prop(f, object, f->name_bound_this)->value;
}

/*
 * Authority that was put into an object and is read by nothing that the text shows: either it is dead,
 * or it is read in a way that the models miss.
 */
void doubt_unread(struct flow *f)
{
    for (cell_id c = 1; c < f->cells.len; c++) {
        uint32_t owner = f->cells.items[c].owner;
        if (owner == 0 || f->cells.items[c].edges != 0 || is_bound_part(f, owner - 1, c))
            continue;
        for (uint16_t i = 0; i < f->cells.items[c].count; i++) {
            value v = f->cells.items[c].items[i];
            if (VALUE_KIND(v) == VALUE_PATH && !f->paths.items[VALUE_INDEX(v)].intrinsic)
                escape_value(f, site_new(f, SITE_ESCAPE, f->objects.items[owner - 1].node, 0), v);
        }
    }
    flow_solve(f);
}

/* A function that inherits an accessor which a call defined is `this` of it, and so may be called with anything. */
void doubt_heirs(struct flow *f)
{
    for (uint32_t i = 1; i < f->scopes->funcs.len && f->has_heirs; i++) {
        uint32_t object = f->funcs[i].object;
        cell_id proto = object == OBJECT_NONE ? 0 : f->objects.items[object].proto;
        if (f->cells.items[proto].count > 0 && !f->funcs[i].escaped)
            escape_function(f, i, f->scopes->funcs.items[i].node, i);
    }
    flow_solve(f);
}

/* A sum waits for both operands: when one never arrives, it may be any text. */
static bool doubt_the_sum(struct flow *f, const struct site *s)
{
    unsigned sum = FLAG_STRING | FLAG_NUMBER;

    if (s->kind != SITE_CONCAT || (!cell_is_empty(f, s->base) && !cell_is_empty(f, s->key)) ||
        (f->cells.items[s->result].flags & sum) == sum)
        return false;
    cell_add_flags(f, s->result, sum);
    return true;
}

/*
 * Something is read from, called on or done with a value that never arrives: either that is dead, or the value
 * comes in a way that the models miss.
 */
bool doubt_empty(struct flow *f)
{
    bool found = false;

    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site *s = &f->sites.items[i];
        const struct cell *base = &f->cells.items[s->base];
        bool shared = s->base == 0 || s->base == f->constant[0] || s->base == f->constant[1];
        found = doubt_the_sum(f, s) || found;
        if (shared || base->count > 0 || (base->flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL)) != 0 || !is_use(s))
            continue;
        cell_add_flags(f, s->base, FLAG_ANY);
        found = true;
    }
    flow_solve(f);
    return found;
}

/* F.prototype = undefined: many reads that may give undefined never do, so it counts only when it is alone. */
void doubt_prototypes(struct flow *f)
{
    uint32_t shared = path_extend(f, f->path_object, PATH_STEP_MEMBER, f->name_prototype);

    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        const struct cell *prototype = NULL;
        cell_id cell = 0;
        if (f->funcs[i].instance == OBJECT_NONE)
            continue;
        cell = object_prop(f, func_object(f, i), f->name_prototype)->value; /* before `items`, which it may move */
        prototype = &f->cells.items[cell];
        if (prototype->flags == FLAG_UNDEFINED && prototype->count <= 1)
            cell_add(f, object_proto(f, f->funcs[i].instance), VALUE(VALUE_PATH, shared));
    }
    flow_solve(f);
}
