#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"

void receiver_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site *s = &f->sites.items[site];
    const struct func *func = &f->scopes->funcs.items[s->object];

    if (s->result == 0)
        return;
    cell_add_flags(f, s->result, flags);
    if (s->flags & SITE_METHOD || func->strict || !func->uses_this)
        return;
    if (flags & (FLAG_UNDEFINED | FLAG_NULL))
        cell_add(f, s->result, VALUE(VALUE_PATH, f->path_sloppy_this));
    if (flags & FLAG_ANY)
        cell_add(f, s->result, VALUE(VALUE_PATH, f->path_sloppy_this));
    if (flags & (FLAG_BOOLEAN | FLAG_NUMBER | FLAG_TEXT | FLAG_SYMBOL))
        cell_add_flags(f, s->result, FLAG_ANY); /* a wrapper object */
}

/*
 * `this` of a function called with an explicit receiver (section 10.2.1.2). Without a result the
 * callee is unknown: objects of this file that it was read from are given away.
 */
void receiver_value(struct flow *f, uint32_t site, value v)
{
    if (f->sites.items[site].result == 0) {
        if (VALUE_KIND(v) == VALUE_OBJECT || VALUE_KIND(v) == VALUE_FUNC)
            escape_value(f, site, v);
        if (VALUE_KIND(v) == VALUE_PATH && f->facts->paths.items[VALUE_INDEX(v)].step == PATH_SLOPPY_THIS)
            charge(f, AMP_SLOPPY_RECEIVER, f->sites.items[site].node, f->sites.items[site].func,
                   f->sites.items[site].name);
        return;
    }
    cell_add(f, f->sites.items[site].result, v);
    if (VALUE_KIND(v) == VALUE_TEXT)
        receiver_flags(f, site, FLAG_STRING);
}

void member_of_path(struct flow *f, uint32_t site, uint32_t path, cell_id from)
{
    const struct site s = f->sites.items[site];
    uint32_t member = 0;

    if (f->paths.items[path].intrinsic || path == f->path_exports)
        return;
    member = site_new(f, SITE_MEMBER_OF, s.node, s.func);
    /* Not every function on the global object is called there as a method. */
    f->sites.items[member].object = path == f->path_global_object ? f->path_sloppy_this : path;
    if (path == f->path_sloppy_this)
        f->sites.items[member].flags = SITE_ON_THIS; /* strict code does not get there */
    cell_watch(f, from, member);
}

/* A call of it as a method, wherever that is, has the path for `this`. */
void receiver_of_member(struct flow *f, uint32_t site, value v)
{
    uint32_t func = VALUE_INDEX(v);

    if (f->sites.items[site].object == OBJECT_NONE) {
        if (VALUE_KIND(v) == VALUE_PATH)
            member_of_path(f, site, VALUE_INDEX(v), f->sites.items[site].value);
        return;
    }
    if (VALUE_KIND(v) != VALUE_FUNC || f->funcs[func].is_class || f->scopes->funcs.items[func].this_of != func)
        return;
    cell_add(f, f->funcs[func].this_cell, VALUE(VALUE_PATH, f->sites.items[site].object));
    if (f->sites.items[site].object == f->path_sloppy_this && !(f->sites.items[site].flags & SITE_ON_THIS) &&
        f->scopes->funcs.items[func].uses_this)
        charge(f, AMP_GLOBAL_METHOD, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
}

/* get(), set() and has() of what is no Map or Set, for others: flow_open.c sees descriptors and handlers. */
static bool is_for_handlers(const struct flow *f, uint32_t func, sym name)
{
    uint32_t home = f->funcs[func].home;

    if (name.i == FACT_NONE || !name_is_of_handlers(sym_text(f->names, name)))
        return false;
    return home == OBJECT_NONE || f->objects.items[home].kind != OBJECT_PROTO ||
           !f->funcs[f->objects.items[home].func].derived;
}

/*
 * A function under a name that the language calls by itself (toString, then, Symbol.iterator, ...):
 * on this object, with anything.
 */
void receiver_implicit(struct flow *f, uint32_t site, value v)
{
    struct site s = f->sites.items[site];
    const struct flow_func *ff = NULL;
    uint32_t func = VALUE_INDEX(v);

    if (VALUE_KIND(v) == VALUE_PATH ||
        (VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].kind == OBJECT_BOUND))
        escape_value(f, site, v);
    if (VALUE_KIND(v) != VALUE_FUNC)
        return;
    ff = &f->funcs[func];
    f->funcs[func].called = true;
    f->funcs[func].hooked = f->funcs[func].hooked || !is_for_handlers(f, func, s.name);
    pair_check(f, func, NODE_NONE);
    for (uint32_t i = 0; i < ff->param_count; i++)
        cell_add_flags(f, f->args.items[ff->params + i], FLAG_ANY);
    cell_add_flags(f, ff->rest, FLAG_ANY);
    cell_add_flags(f, ff->arguments_elem, FLAG_ANY);
    if (f->scopes->funcs.items[func].this_of == func && !ff->is_class) { /* a class is only constructed (10.2.1) */
        cell_add(f, ff->this_cell, VALUE(VALUE_OBJECT, s.object));
        cell_edge(f, object_heirs(f, s.object), ff->this_cell);
    }
    escape_cell(f, ff->result, f->scopes->funcs.items[func].node, func);
}
