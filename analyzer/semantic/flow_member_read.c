#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"

#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/model.h"

static uint32_t object_class(const struct flow *f, uint32_t object)
{
    switch ((enum object_kind)f->objects.items[object].kind) {
    case OBJECT_ARRAY:
        return f->path_array;
    case OBJECT_FUNCTION:
    case OBJECT_BOUND:
        return f->path_function;
    case OBJECT_NUMBERS:
        return f->path_numbers;
    case OBJECT_REGEXP:
        return f->path_regexp;
    case OBJECT_PROMISE:
        return f->path_promise;
    case OBJECT_WEAK_MAP:
        return f->path_weak_map;
    case OBJECT_WEAK_SET:
        return f->path_weak_set;
    case OBJECT_PLAIN:
    case OBJECT_PROTO:
    case OBJECT_INSTANCE:
    case OBJECT_ARGUMENTS:
        return f->path_object;
    }
    return f->path_object;
}

/* `this` of a getter that is found through `super`: the cell of `this`, or 0 for any other read. */
cell_id super_receiver(const struct flow *f, uint32_t site)
{
    const struct site *s = &f->sites.items[site];

    return s->kind == SITE_READ || s->kind == SITE_READ_KEY ? s->receiver : 0;
}

void escape_super_receiver(struct flow *f, uint32_t site)
{
    const struct site s = f->sites.items[site];

    escape_cell(f, super_receiver(f, site), s.node, s.func);
}

/* Continues the read along the prototypes of `object`, with `receiver` as `this` of getters. */
static void read_proto(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id result)
{
    uint32_t receiver = f->sites.items[site].object;
    uint32_t up = 0;

    if (result == 0 || !proto_first_visit(f, object, result, name))
        return;
    up = site_new(f, SITE_READ, f->sites.items[site].node, f->sites.items[site].func);
    f->sites.items[up].name = name;
    f->sites.items[up].result = result;
    f->sites.items[up].object = receiver != OBJECT_NONE ? receiver : object;
    site_set_receiver(f, up, super_receiver(f, site));
    cell_watch(f, object_proto(f, object), up);
}

/* Arrows, methods and async functions that are no generators have no prototype (sections 15.3 to 15.9). */
static bool has_prototype(const struct flow *f, uint32_t func)
{
    const struct func *info = &f->scopes->funcs.items[func];

    return f->funcs[func].is_class || info->is_generator || (info->kind == FUNC_PLAIN && !info->is_async);
}

/* Properties that these objects always have themselves (sections 10.2.4, 15.7.14). */
static bool has_own(const struct flow *f, uint32_t object, sym name)
{
    enum object_kind kind = (enum object_kind)f->objects.items[object].kind;

    return (kind == OBJECT_FUNCTION && name.i == f->name_prototype.i &&
            has_prototype(f, f->objects.items[object].func)) ||
           (kind == OBJECT_PROTO && name.i == f->name_constructor.i);
}

static void read_object(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id result)
{
    uint32_t receiver = f->sites.items[site].object;
    cell_id through_super = super_receiver(f, site);
    const struct prop *p = NULL;

    pool_read(f, site, object, name);
    if (name_is_index(sym_text(f->names, name))) {
        cell_edge(f, object_elem(f, object), result);
        cell_edge(f, object_unknown(f, object), result);
        return;
    }
    p = object_prop(f, object, name);
    cell_edge(f, p->value, result);
    if (prop_is_fixed(f, object, name))
        return;
    if (p->receivers != 0 && through_super != 0)
        cell_edge(f, through_super, p->receivers);
    else if (p->receivers != 0)
        cell_add(f, p->receivers, VALUE(VALUE_OBJECT, receiver != OBJECT_NONE ? receiver : object));
    cell_edge(f, object_unknown(f, object), result);
    if (!has_own(f, object, name)) {
        cell_add_flags(f, result, FLAG_UNDEFINED);
        read_proto(f, site, object, name, result);
    }
    if (name.i == f->name_proto.i)
        cell_edge(f, object_proto(f, object), result);
    if (f->objects.items[object].null_proto)
        return;
    if (name.i == f->name_constructor.i &&
        (f->objects.items[object].kind == OBJECT_INSTANCE || has_own(f, object, name)))
        return; /* its own prototype has one */
    if (member_read_reflective(f, site, name, object_class(f, object), result))
        return;
    member_read_length_or_name(f, name, result);
    member_read_language_method(f, object_class(f, object), name, result);
    if (object_class(f, object) != f->path_object)
        member_read_language_method(f, f->path_object, name, result);
}

static void read_function(struct flow *f, uint32_t site, uint32_t func, sym name, cell_id result)
{
    if (name.i == f->name_caller.i || name.i == f->name_arguments.i) {
        charge(f, AMP_STACK, f->sites.items[site].node, f->sites.items[site].func, name);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
    if (name.i == f->name_prototype.i)
        (void)func_proto(f, func);
    read_object(f, site, func_object(f, func), name, result);
}

/* What was found by reflection may be Object, whose functions reflect. */
static void read_static_of_object(struct flow *f, sym name, cell_id result)
{
    uint32_t member = FACT_NONE;

    if (name.i >= f->model_names)
        return;
    member = path_extend(f, f->path_object, PATH_STEP_MEMBER, name);
    if (member != FACT_NONE && f->paths.items[member].model != MODEL_NONE)
        cell_add(f, result, VALUE(VALUE_PATH, member));
}

/* A member of something that came from reflection: of the language's constructors and prototypes. */
static void read_reflected(struct flow *f, uint32_t site, value base, sym name, cell_id result)
{
    if (member_is_length_or_name(f, name)) {
        member_read_length_or_name(f, name, result);
        return;
    }
    if (name.i == f->name_call.i || name.i == f->name_apply.i || name.i == f->name_bind.i) {
        if (VALUE_KIND(base) != VALUE_OUTER && VALUE_KIND(base) != VALUE_SHARED)
            charge_reflection(f, base);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
    read_static_of_object(f, name, result);
    charge_static_named(f, site, name);
    member_read_definer(f, name, result);
    if (name.i == f->name_constructor.i)
        cell_add(f, result, VALUE(VALUE_REACH, site));
    else if (name.i == f->name_proto.i || name.i == f->name_prototype.i)
        cell_add(f, result, VALUE(VALUE_SHARED, site));
    else if (member_is_mutator(sym_text(f->names, name)) && VALUE_KIND(base) == VALUE_OUTER)
        charge_outer(f, base);
    else if (member_is_mutator(sym_text(f->names, name)))
        charge_write(f, site, base, name);
    cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
}

static void read_flags_named(struct flow *f, uint32_t site, unsigned flags, sym name, cell_id result);

static void read_named(struct flow *f, uint32_t site, value base, sym name, cell_id result)
{
    switch (VALUE_KIND(base)) {
    case VALUE_PLACE:
        if (!place_member(f, base, name, result))
            read_flags_named(f, site, place_touch(f, base), name, result);
        return;
    case VALUE_TEXT:
        if (!member_read_reflective(f, site, name, f->path_string, result)) {
            member_read_length_or_name(f, name, result);
            member_read_language_method(f, f->path_string, name, result);
            member_read_definer(f, name, result);
            cell_add_flags(f, result, FLAG_UNDEFINED | (name_is_index(sym_text(f->names, name)) ? FLAG_SAFE : 0));
        }
        return;
    case VALUE_FUNC:
        read_function(f, site, VALUE_INDEX(base), name, result);
        return;
    case VALUE_OBJECT:
        read_object(f, site, VALUE_INDEX(base), name, result);
        return;
    case VALUE_PATH:
        if (!f->paths.items[VALUE_INDEX(base)].intrinsic)
            escape_super_receiver(f, site);
        member_read_path(f, site, VALUE_INDEX(base), name, result);
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        read_reflected(f, site, base, name, result);
        return;
    }
}

/* x.__defineGetter__, whatever name it is called with. */
static void charge_definer(struct flow *f, const struct site *s, sym name)
{
    charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, name);
    charge(f, AMP_GLOBAL_MEMBER, s->node, s->func, name);
    method_changed(f, s);
}

/* A named member of an unknown value, and of the other kinds of values that need no index. */
static void read_flags_named(struct flow *f, uint32_t site, unsigned flags, sym name, cell_id result)
{
    const struct site *s = &f->sites.items[site];
    struct str text = sym_text(f->names, name);

    charge_host_named(f, site, text, flags);
    if (flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL))
        member_read_definer(f, name, result);
    if (flags & FLAG_TEXT && !member_read_reflective(f, site, name, f->path_string, result)) {
        member_read_length_or_name(f, name, result);
        member_read_language_method(f, f->path_string, name, result);
        cell_add_flags(f, result, FLAG_UNDEFINED | (name_is_index(text) ? FLAG_SAFE : 0));
    }
    if (flags & FLAG_NUMBER && !member_read_reflective(f, site, name, f->path_number, result))
        member_read_language_method(f, f->path_number, name, result);
    if (flags & FLAG_BOOLEAN && !member_read_reflective(f, site, name, f->path_boolean, result))
        member_read_language_method(f, f->path_boolean, name, result);
    if (flags & FLAG_SYMBOL && !member_read_reflective(f, site, name, f->path_symbol, result))
        cell_add_flags(f, result, FLAG_STRING | FLAG_ANY);
    if (!(flags & FLAG_ANY))
        return;
    cell_add_flags(f, result, FLAG_ANY);
    escape_super_receiver(f, site);
    method_taken(f, site, name);
    reuse_read(f, site, name);
    if (name.i == f->name_constructor.i && s->flags & SITE_OWN &&
        own_flags(OWN_LISTED) != (s->flags & own_flags(OWN_NAMED)))
        charge(f, AMP_OWN_DESCRIPTOR, s->node, s->func, (sym){FACT_NONE});
    else if (name.i == f->name_constructor.i && !(s->flags & SITE_OWN))
        cell_add(f, result, VALUE(VALUE_REACH, site));
    else if (name.i == f->name_proto.i)
        cell_add(f, result, VALUE(VALUE_SHARED, site));
    else if (name.i == f->name_prototype.i)
        cell_add(f, result, VALUE(VALUE_OUTER, site));
    else if (member_static_amplifier(text) != AMPLIFIER_COUNT)
        charge_static_named(f, site, name);
    else if (member_amplifier(text) != AMPLIFIER_COUNT)
        charge(f, member_amplifier(text), s->node, s->func, name);
    else if (str_eq(text, STR("__defineGetter__")) || str_eq(text, STR("__defineSetter__")))
        charge_definer(f, s, name);
}

void member_read(struct flow *f, uint32_t site, value base)
{
    read_named(f, site, base, f->sites.items[site].name, f->sites.items[site].result);
}

void member_read_flags(struct flow *f, uint32_t site, unsigned flags)
{
    read_flags_named(f, site, flags, f->sites.items[site].name, f->sites.items[site].result);
}
