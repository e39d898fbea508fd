#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"

#include "analyzer/semantic/member_name.h"

static void escape_to(struct flow *f, uint32_t site, cell_id c)
{
    escape_cell(f, c, f->sites.items[site].node, f->sites.items[site].func);
}

static void write_object(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id from)
{
    const struct prop *p = NULL;

    pool_written(f, object, name);
    if (name.i == f->name_proto.i) {
        listed_move(f, object, from);
        if (f->sites.items[site].kind == SITE_WRITE && f->sites.items[site].flags & SITE_SETS_PROTO) {
            cell_edge(f, from, object_proto(f, object));
            return;
        }
        write_proto(f, object, from);
        cell_edge(f, from, object_prop(f, object, name)->value);
        return;
    }
    if (name_is_index(sym_text(f->names, name))) {
        object_set_named(f, object, name, from);
        return;
    }
    p = object_prop(f, object, name);
    cell_edge(f, from, p->value);
    if (!(f->sites.items[site].flags & SITE_OWN)) /* what a call defines meets no setter */
        setter_watch(f, site, object, name, from);
}

/* A write through something found by reflection. */
void charge_write(struct flow *f, uint32_t site, value base, sym name)
{
    const struct site *s = &f->sites.items[site];

    if (f->sites.items[VALUE_INDEX(base)].flags & SITE_OWN_KEY)
        charge_reflection(f, base);
    else {
        charge(f, AMP_POLLUTION, s->node, s->func, name);
        found_note(f, AMP_WRITE_FOUND, VALUE_INDEX(base),
                   (struct found){.node = s->node, .func = s->func, .name = name});
    }
}

void member_sloppy_store(struct flow *f, uint32_t site, sym name, cell_id from)
{
    uint32_t store = site_new(f, SITE_SLOPPY_STORE, f->sites.items[site].node, f->sites.items[site].func);

    f->sites.items[store].name = name;
    cell_watch(f, from, store);
}

static void write_path(struct flow *f, uint32_t site, uint32_t path, sym name, cell_id from)
{
    /* A prototype decides over every member that the object does not have itself. */
    bool any = name.i == f->name_proto.i && !f->paths.items[path].intrinsic;
    uint32_t member = any ? path_extend(f, path, PATH_STEP_ANY, name) : path_extend(f, path, PATH_STEP_MEMBER, name);

    escape_to(f, site, from);
    if (path == f->path_sloppy_this)
        member_sloppy_store(f, site, name, from);
    if (path == f->path_global_object && name_is_implicit(sym_text(f->names, name)))
        runs_on_outside(f, site, VALUE(VALUE_PATH, path), from);
    if (member == f->path_exports)
        cell_edge(f, from, f->exports); /* calls of module.exports() in this file know their receiver */
    else
        member_of_path(f, site, path, from);
    record_use(f, member == FACT_NONE ? path : member, USE_WRITE, site, 0);
}

static void write_named(struct flow *f, uint32_t site, value base, sym name, cell_id from)
{
    const struct site *s = &f->sites.items[site];

    switch (VALUE_KIND(base)) {
    case VALUE_TEXT:
        escape_to(f, site, from); /* new String("x") keeps it */
        return;
    case VALUE_PLACE:
        (void)place_touch(f, base);
        escape_to(f, site, from);
        return;
    case VALUE_FUNC:
        (void)func_proto(f, VALUE_INDEX(base));
        write_object(f, site, func_object(f, VALUE_INDEX(base)), name, from);
        return;
    case VALUE_OBJECT:
        write_object(f, site, VALUE_INDEX(base), name, from);
        return;
    case VALUE_PATH:
        write_path(f, site, VALUE_INDEX(base), name, from);
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
        charge_write(f, site, base, name);
        escape_to(f, site, from);
        return;
    case VALUE_OUTER:
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, name);
        escape_to(f, site, from);
        return;
    case VALUE_CODE:
        escape_to(f, site, from);
        return;
    }
}

void member_write(struct flow *f, uint32_t site, value base)
{
    write_named(f, site, base, f->sites.items[site].name, f->sites.items[site].value);
}

/* A function under a name of Node's own takes the place of Node's, if that is what is written to. */
static void watch_replaced(struct flow *f, uint32_t site)
{
    const struct site s = f->sites.items[site];
    uint32_t replaces = site_new(f, SITE_REPLACES, s.node, s.func);

    f->sites.items[replaces].name = s.name;
    cell_watch(f, s.value, replaces);
}

/* A class that others call is another with another prototype (which has call and apply), name or length. */
static bool defines_class(const struct flow *f, const struct site *s)
{
    struct str name = sym_text(f->names, s->name);

    return s->name.i == f->name_proto.i ||
           (s->flags & SITE_OWN && (str_eq(name, STR("name")) || str_eq(name, STR("length"))));
}

void member_write_flags(struct flow *f, uint32_t site, unsigned flags)
{
    struct site s = f->sites.items[site];

    if (!(flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL)))
        return;
    if (s.name.i == f->name_proto.i)
        escape_as_proto(f, s.value, s.node, s.func);
    else
        escape_to(f, site, s.value); /* of primitives too: their wrappers keep it */
    if (!(flags & FLAG_ANY))
        return;
    method_written(f, site, s.name, s.value);
    reuse_written(f, site, s.name);
    charge_write_named(f, site);
    if (defines_class(f, &s))
        charge(f, s.flags & SITE_ON_THIS ? AMP_WRITE_RECEIVER : AMP_WRITE_OUTSIDE, s.node, s.func, s.name);
    if (s.name.i == f->name_proto.i)
        charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, s.name);
    if (str_eq(sym_text(f->names, s.name), STR("_propagate")))
        charge(f, AMP_INTERNAL_MEMBER, s.node, s.func, s.name); /* of an AsyncLocalStorage: Node calls it */
    if (member_is_shared_setter(sym_text(f->names, s.name)))
        charge(f, AMP_SHARED_SETTER, s.node, s.func, (sym){FACT_NONE});
    if (member_is_intrinsic_static(sym_text(f->names, s.name)))
        charge(f, s.flags & SITE_ON_THIS ? AMP_WRITE_RECEIVER : AMP_WRITE_OUTSIDE, s.node, s.func, s.name);
    if (member_is_global(sym_text(f->names, s.name)))
        charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, s.name);
    if (member_is_node(sym_text(f->names, s.name)))
        watch_replaced(f, site);
}

/* delete f.constructor lets a listed name find what is inherited: see own_key.h. */
static void delete_constructor(struct flow *f, uint32_t site)
{
    const struct site *s = &f->sites.items[site];

    if (s->kind == SITE_DELETE_KEY || name_is_inherited(f, s->name))
        charge(f, AMP_DELETE_MEMBER, s->node, s->func, (sym){FACT_NONE});
}

/* A prototype without its own constructor has that of its prototype: Object, a class, or Function. */
static void delete_own_constructor(struct flow *f, uint32_t site, uint32_t object)
{
    const struct site *s = &f->sites.items[site];
    cell_id constructor = 0;

    if (s->kind != SITE_DELETE_KEY && s->name.i != f->name_constructor.i)
        return;
    constructor = object_prop(f, object, f->name_constructor)->value;
    cell_add_flags(f, constructor, FLAG_ANY | FLAG_UNDEFINED);
    cell_add(f, constructor, VALUE(VALUE_PATH, f->path_object));
    cell_add(f, constructor, VALUE(VALUE_PATH, f->path_function));
}

void member_delete(struct flow *f, uint32_t site, value base)
{
    const struct site *s = &f->sites.items[site];
    uint32_t member = FACT_NONE;

    switch (VALUE_KIND(base)) {
    case VALUE_PATH:
        member = path_extend(f, VALUE_INDEX(base), s->kind == SITE_DELETE ? PATH_STEP_MEMBER : PATH_STEP_ANY, s->name);
        record_use(f, member == FACT_NONE ? VALUE_INDEX(base) : member, USE_DELETE, site, 0);
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
        charge_write(f, site, base, s->name);
        return;
    case VALUE_OUTER:
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, s->name);
        return;
    case VALUE_FUNC:
    case VALUE_CODE:
        delete_constructor(f, site);
        return;
    case VALUE_OBJECT:
        if (f->objects.items[VALUE_INDEX(base)].kind == OBJECT_PROTO)
            delete_own_constructor(f, site, VALUE_INDEX(base));
        if (s->kind == SITE_DELETE_KEY || name_is_inherited(f, s->name))
            listed_vanish(f, VALUE_INDEX(base));
        return;
    case VALUE_TEXT:
    case VALUE_PLACE:
        return;
    }
}

void member_delete_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site *s = &f->sites.items[site];

    if (!(flags & FLAG_ANY))
        return;
    delete_constructor(f, site);
    charge_write_named(f, site);
    /* Without its functions a constructor of the language is another, too. */
    if (s->kind == SITE_DELETE_KEY)
        charge(f, AMP_WRITE_RECEIVER, s->node, s->func, (sym){FACT_NONE});
    else if (member_is_intrinsic_static(sym_text(f->names, s->name)) || member_is_length_or_name(f, s->name))
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, s->name);
    else if (member_is_node(sym_text(f->names, s->name)))
        charge(f, AMP_WRITE_BUILTIN, s->node, s->func, s->name);
    if (s->kind == SITE_DELETE_KEY || member_is_global(sym_text(f->names, s->name)))
        charge(f, AMP_GLOBAL_MEMBER, s->node, s->func, (sym){FACT_NONE});
}
