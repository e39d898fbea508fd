/*
 * flow_proto.c - where prototypes come from (ECMAScript 2025 sections 10.1.13, 10.1.14), and what it means when others
 * made them.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_member.h"

/*
 * What `new F` makes inherits from Object.prototype when F.prototype, or that of new.target, is no object (section
 * 10.1.14): others may see to that.
 */
static void proto_of_instance(struct flow *f, uint32_t site, uint32_t object)
{
    struct site s = f->sites.items[site];
    uint32_t watch = site_new(f, SITE_INHERITS, s.node, s.func);
    cell_id shared = cell_new(f);

    cell_add(f, shared, VALUE(VALUE_SHARED, site));
    f->sites.items[watch].object = INHERITS_FROM_OTHERS;
    f->sites.items[watch].value = shared;
    site_set_result(f, watch, s.result);
    cell_watch(f, object_proto(f, object), watch);
}

/* Object.getPrototypeOf(v) */
static void proto_of(struct flow *f, uint32_t site, value v)
{
    cell_id result = f->sites.items[site].result;
    uint32_t object = VALUE_INDEX(v);

    if (VALUE_KIND(v) == VALUE_FUNC)
        object = func_object(f, VALUE_INDEX(v));
    if (VALUE_KIND(v) == VALUE_FUNC || VALUE_KIND(v) == VALUE_OBJECT) {
        cell_edge(f, object_proto(f, object), result);
        if (f->objects.items[object].kind == OBJECT_INSTANCE)
            proto_of_instance(f, site, object);
        if (f->objects.items[object].kind == OBJECT_INSTANCE || f->objects.items[object].null_proto)
            return;
    }
    if (VALUE_KIND(v) == VALUE_PATH && path_inherits(f, object))
        escape_value(f, site, v);
    cell_add(f, result, VALUE(VALUE_SHARED, site));
}

/* Values of a function's `prototype` that are no objects. */
static void no_prototype(struct flow *f, uint32_t site)
{
    uint32_t shared = path_extend(f, f->path_object, PATH_STEP_MEMBER, f->name_prototype);

    cell_add(f, f->sites.items[site].result, VALUE(VALUE_PATH, shared));
}

/*
 * A property under a computed name may be `prototype`: objects are prototypes then, and with anything
 * else the instances would inherit from Object.prototype.
 */
static void maybe_prototype(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];

    charge(f, AMP_LEAK_INTRINSIC, s.node, s.func, f->name_prototype);
    cell_add(f, object_proto(f, func_instance(f, s.object)), VALUE(VALUE_OUTER, site));
}

/* A prototype that others made may be a proxy, or have accessors: they get the object as `this`, and what is written.
 */
static void foreign_proto(struct flow *f, uint32_t site, value v)
{
    struct site s = f->sites.items[site];
    uint32_t parent = VALUE_INDEX(v);

    if (VALUE_KIND(v) == VALUE_FUNC)
        parent = func_object(f, parent);
    if ((VALUE_KIND(v) == VALUE_FUNC || VALUE_KIND(v) == VALUE_OBJECT) && !f->objects.items[s.object].escaped) {
        cell_add(f, object_heirs(f, parent), VALUE(VALUE_OBJECT, s.object));
        cell_edge(f, object_heirs(f, s.object), object_heirs(f, parent));
    }
    if (VALUE_KIND(v) == VALUE_TEXT || VALUE_KIND(v) == VALUE_FUNC || VALUE_KIND(v) == VALUE_OBJECT ||
        (VALUE_KIND(v) == VALUE_PATH && f->paths.items[VALUE_INDEX(v)].intrinsic))
        return;
    escape_object(f, s.object, s.node, s.func);
}

/* o.__proto__ = v: an object that inherits from nothing has no such accessor, and keeps v as a property. */
void write_proto(struct flow *f, uint32_t object, cell_id from)
{
    uint32_t site = 0;

    pool_changed(f, object);
    if (!f->objects.items[object].null_proto) {
        cell_edge(f, from, object_proto(f, object));
        return;
    }
    site = site_new(f, SITE_INHERITS, f->objects.items[object].node, 0);
    f->sites.items[site].value = from;
    site_set_result(f, site, object_proto(f, object));
    cell_watch(f, object_proto(f, object), site);
}

void proto_value(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];

    switch ((enum site_kind)s.kind) {
    case SITE_PROTO_OF:
        proto_of(f, site, v);
        return;
    case SITE_NO_PROTOTYPE:
        if (VALUE_KIND(v) == VALUE_TEXT)
            no_prototype(f, site);
        return;
    case SITE_MAYBE_PROTOTYPE:
        if (VALUE_KIND(v) == VALUE_TEXT)
            maybe_prototype(f, site);
        else
            cell_add(f, s.result, v);
        return;
    case SITE_INHERITS:
        if (s.object != INHERITS_FROM_OTHERS)
            cell_edge(f, s.value, s.result);
        return;
    case SITE_FOREIGN_PROTO:
        foreign_proto(f, site, v);
        return;
    default:
        return; /* flow_cell.c sends no other kinds here */
    }
}

void proto_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site s = f->sites.items[site];
    bool primitive = (flags & ~(unsigned)(FLAG_ANY | FLAG_UNDEFINED)) != 0;

    switch ((enum site_kind)s.kind) {
    case SITE_PROTO_OF:
        if (flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL))
            cell_add(f, s.result, VALUE(VALUE_SHARED, site));
        if (flags & FLAG_ANY)
            cell_add_flags(f, s.result, FLAG_ANY | FLAG_NULL);
        return;
    case SITE_NO_PROTOTYPE:
        if (primitive)
            no_prototype(f, site);
        return;
    case SITE_MAYBE_PROTOTYPE:
        cell_add_flags(f, s.result, flags & FLAG_ANY);
        if (primitive)
            maybe_prototype(f, site);
        return;
    case SITE_INHERITS:
        if (flags & FLAG_ANY)
            cell_edge(f, s.value, s.result);
        return;
    case SITE_FOREIGN_PROTO:
        if (!(flags & FLAG_ANY))
            return;
        escape_object(f, s.object, s.node, s.func);
        charge_reuse(f, s.node, s.func);
        return;
    default:
        return; /* flow_cell.c sends no other kinds here */
    }
}
