/*
 * flow_vanish.c - does the file take listed properties away?
 *
 * A name that was listed from an object is read as a property that somebody put there. It leads to a function's own
 * constructor when that property is deleted first, or when the prototype that it was listed from is replaced, and what
 * is inherited instead is a function's. The halves of AMP_OWN_KEY and AMP_ENUMERATED_KEY are found here, at the end:
 * who inherits from what may grow until then.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_member.h"

/* Prototypes of prototypes that are looked at for one object. */
enum { LOOKS_MAX = 64 };

/* True for values that may be functions, or inherit from one. */
static bool is_functional(const struct flow *f, value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_FUNC:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        return true;
    case VALUE_PATH:
        /* Prototypes of the language, but for that of functions, are none. */
        return !f->paths.items[VALUE_INDEX(v)].intrinsic ||
               f->facts->paths.items[VALUE_INDEX(v)].name != f->name_prototype.i ||
               f->facts->paths.items[VALUE_INDEX(v)].parent == f->path_function;
    case VALUE_OBJECT:
        return f->objects.items[VALUE_INDEX(v)].kind == OBJECT_BOUND;
    case VALUE_TEXT:
    case VALUE_PLACE:
        return false;
    }
    return true;
}

/* True when a value in `c` is a function, is unknown, or inherits from such. */
static bool leads_to_function(const struct flow *f, cell_id c)
{
    cell_id todo[LOOKS_MAX] = {c};
    uint32_t count = 1;

    for (uint32_t at = 0; at < count; at++) {
        const struct cell *cell = &f->cells.items[todo[at]];
        if (cell->flags & FLAG_ANY)
            return true;
        for (uint16_t i = 0; i < cell->count; i++) {
            cell_id proto = 0;
            if (is_functional(f, cell->items[i]))
                return true;
            if (VALUE_KIND(cell->items[i]) == VALUE_OBJECT)
                proto = f->objects.items[VALUE_INDEX(cell->items[i])].proto;
            for (uint32_t k = 0; proto != 0 && k < count; k++)
                proto = todo[k] == proto ? 0 : proto;
            if (proto != 0 && count == LOOKS_MAX)
                return true;
            if (proto != 0)
                todo[count++] = proto;
        }
    }
    return false;
}

/* An object of the file that others have, or whose prototype may be a function. */
static bool may_inherit(const struct flow *f, value v)
{
    const struct object *o = NULL;

    if (VALUE_KIND(v) != VALUE_OBJECT)
        return false;
    o = &f->objects.items[VALUE_INDEX(v)];
    return o->escaped || (o->proto != 0 && leads_to_function(f, o->proto));
}

static bool is_text(const struct flow *f, cell_id c, sym text)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (cell->items[i] == VALUE(VALUE_TEXT, text.i))
            return true;
    }
    return false;
}

static void look_at_delete(struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];

    if (s->kind == SITE_DELETE && !name_is_inherited(f, s->name))
        return;
    for (uint16_t i = 0; i < base->count; i++) {
        if (may_inherit(f, base->items[i]))
            charge(f, AMP_DELETE_MEMBER, s->node, s->func, (sym){FACT_NONE});
    }
}

/* o.__proto__ = v, Object.setPrototypeOf(o, v), o[k] = v */
static void look_at_write(struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];
    bool named = s->kind == SITE_WRITE ? s->name.i == f->name_proto.i : is_text(f, s->key, f->name_proto);
    bool unknown = s->kind == SITE_WRITE_KEY && f->cells.items[s->key].flags & (FLAG_STRING | FLAG_ANY);
    bool shared = base->flags & FLAG_ANY;

    for (uint16_t i = 0; i < base->count; i++)
        shared = shared || may_inherit(f, base->items[i]);
    if (leads_to_function(f, s->value) ? named || (unknown && shared)
                                       : (named || unknown) && shared && cell_may_be_object(f, s->value))
        charge(f, own_keys_is_new(f->own_keys, s->node) ? AMP_SET_PROTO_NEW : AMP_SET_PROTO, s->node, s->func,
               (sym){FACT_NONE});
}

void vanishing_note(struct flow *f, const struct site *s)
{
    if (s->arg_count > 1 || s->flags & SITE_SPREAD)
        vec_push(f->arena, &f->revived, *s);
}

/* A function that can reach the object it is called on. */
static bool sees_holder(const struct flow *f, value v)
{
    const struct func *info = NULL;

    if (VALUE_KIND(v) == VALUE_TEXT)
        return false;
    if (VALUE_KIND(v) != VALUE_FUNC)
        return true;
    info = &f->scopes->funcs.items[VALUE_INDEX(v)];
    return info->uses_this && info->this_of == VALUE_INDEX(v);
}

/*
 * A reviver that returns undefined deletes the property (ECMAScript 2025 section 25.5.1.1), what else it returns is
 * written under it, and what it puts on its holder, which may be a function or the global object, is walked over next.
 */
static void look_at_revivers(struct flow *f)
{
    for (uint32_t i = 0; i < f->revived.len; i++) {
        const struct site s = f->revived.items[i];
        for (uint32_t k = s.flags & SITE_SPREAD ? 0 : 1; k < s.arg_count; k++) {
            const struct cell *reviver = &f->cells.items[f->args.items[s.args + k]];
            bool sees = reviver->flags & FLAG_ANY;
            for (uint16_t v = 0; v < reviver->count; v++)
                sees = sees || sees_holder(f, reviver->items[v]);
            if (!sees)
                continue;
            charge(f, AMP_DELETE_MEMBER, s.node, s.func, (sym){FACT_NONE});
            charge(f, AMP_WRITE_RECEIVER, s.node, s.func, (sym){FACT_NONE});
            charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
        }
    }
}

/* Node's emitters delete from what stands under this name, by names that their caller chooses. */
static void look_at_listeners(struct flow *f, sym events)
{
    for (uint32_t i = 0; i < f->props.len; i++) {
        const struct prop *p = &f->props.items[i];
        node_id node = f->objects.items[p->object].node;
        if (p->name.i == events.i && leads_to_function(f, p->value))
            charge(f, AMP_DELETE_MEMBER, node, 0, (sym){FACT_NONE});
    }
}

void vanishing_finish(struct flow *f)
{
    sym events = sym_intern(f->names, STR("_events"));

    look_at_revivers(f);
    look_at_listeners(f, events);
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        if (s.kind == SITE_DELETE || s.kind == SITE_DELETE_KEY)
            look_at_delete(f, &s);
        if (s.kind == SITE_WRITE || (s.kind == SITE_WRITE_KEY && !(s.flags & SITE_OWN)))
            look_at_write(f, &s);
        if (((s.kind == SITE_WRITE && s.name.i == events.i) ||
             (s.kind == SITE_WRITE_KEY && is_text(f, s.key, events))) &&
            leads_to_function(f, s.value))
            charge(f, AMP_DELETE_MEMBER, s.node, s.func, events);
    }
}
