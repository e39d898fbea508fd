/*
 * flow_setter.c - assignments that meet a setter further up the prototypes.
 *
 * Setters of this file get the value and the object. Of those outside, the ones that matter are Node's accessors that
 * set something for all packages and that classes of this file inherit (member_is_shared_setter).
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"

#include "analyzer/semantic/member_name.h"

void setter_watch(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id from)
{
    uint32_t up = 0;

    if (!f->has_setters && !member_is_shared_setter(sym_text(f->names, name)))
        return;
    up = site_new(f, SITE_SETTER, f->sites.items[site].node, f->sites.items[site].func);
    f->sites.items[up].name = name;
    f->sites.items[up].value = from;
    f->sites.items[up].object = object;
    cell_watch(f, object_proto(f, object), up);
}

void setter_watch_unknown(struct flow *f, uint32_t site, uint32_t func)
{
    uint32_t object = func_object(f, func);
    uint32_t setter = 0;

    if (f->objects.items[object].proto == 0)
        return;
    setter = site_new(f, SITE_SETTER, f->sites.items[site].node, f->sites.items[site].func);
    f->sites.items[setter].name = sym_intern(f->names, STR("defaultMaxListeners"));
    f->sites.items[setter].object = object;
    cell_watch(f, object_proto(f, object), setter);
}

/*
 * A name that only a run can tell (without a value) matters for classes that extend Node's: link/charge_amplifier.c
 * knows.
 */
static void charge_shared_setter(struct flow *f, const struct site *s, uint32_t path)
{
    uint32_t root = path;

    while (f->facts->paths.items[root].parent != FACT_NONE)
        root = f->facts->paths.items[root].parent;
    if (s->value != 0 && !f->paths.items[path].intrinsic)
        charge(f, AMP_SHARED_SETTER, s->node, s->func, (sym){FACT_NONE});
    else if (f->paths.items[path].heritage && f->paths.items[root].root == PATH_MODULE)
        charge(f, AMP_SHARED_SETTER, s->node, s->func, (sym){f->facts->paths.items[root].name});
}

void setter_value(struct flow *f, uint32_t site, value v)
{
    struct site s = f->sites.items[site];
    uint32_t object = 0;
    const struct prop *p = NULL;
    uint32_t up = 0;

    if (VALUE_KIND(v) == VALUE_PATH && member_is_shared_setter(sym_text(f->names, s.name)))
        charge_shared_setter(f, &s, VALUE_INDEX(v));
    if (VALUE_KIND(v) != VALUE_OBJECT && VALUE_KIND(v) != VALUE_FUNC)
        return;
    object = VALUE_KIND(v) == VALUE_FUNC ? func_object(f, VALUE_INDEX(v)) : VALUE_INDEX(v);
    p = object_prop(f, object, s.name);
    if (p->setter != 0) {
        cell_edge(f, s.value, p->value);
        cell_add(f, p->receivers, VALUE(VALUE_OBJECT, s.object));
    }
    if (!proto_first_visit(f, object, s.value, s.name))
        return;
    up = site_new(f, SITE_SETTER, s.node, s.func);
    f->sites.items[up].name = s.name;
    f->sites.items[up].value = s.value;
    f->sites.items[up].object = s.object;
    cell_watch(f, object_proto(f, object), up);
}

void setter_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site *s = &f->sites.items[site];

    if (flags & FLAG_ANY && s->value != 0 && member_is_shared_setter(sym_text(f->names, s->name)))
        charge(f, AMP_SHARED_SETTER, s->node, s->func, (sym){FACT_NONE});
}
