#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"

void accessor_value(struct flow *f, uint32_t site, value v)
{
    const struct prop *p = &f->props.items[f->sites.items[site].object];
    bool setter = f->sites.items[site].flags & 1;
    struct flow_func *ff = NULL;
    uint32_t func = VALUE_INDEX(v);

    if (VALUE_KIND(v) != VALUE_FUNC) {
        cell_add_flags(f, p->value, FLAG_ANY);
        escape_value(f, site, v);
        return;
    }
    ff = &f->funcs[func];
    ff->called = true;
    ff->hooked = true;
    if (f->scopes->funcs.items[func].this_of == func)
        cell_edge(f, p->receivers, ff->this_cell);
    if (!setter) {
        cell_edge(f, ff->result, p->value);
        return;
    }
    if (ff->param_count > 0) {
        cell_edge(f, p->value, f->args.items[ff->params]);
        cell_add_flags(f, f->args.items[ff->params], FLAG_ANY);
    }
    if (ff->arguments_elem != 0)
        cell_edge(f, p->value, ff->arguments_elem);
}

static uint32_t properties_of(struct flow *f, value v)
{
    if (VALUE_KIND(v) == VALUE_FUNC)
        return func_object(f, VALUE_INDEX(v));
    return VALUE_KIND(v) == VALUE_OBJECT ? VALUE_INDEX(v) : OBJECT_NONE;
}

/* Accessors taken out of their object may be called on anything. */
void accessors_take(struct flow *f, uint32_t site, value v, bool escape_only)
{
    struct site s = f->sites.items[site];
    uint32_t object = properties_of(f, v);

    if (object == OBJECT_NONE) {
        bool outside = VALUE_KIND(v) == VALUE_PATH && !f->paths.items[VALUE_INDEX(v)].intrinsic;
        if (outside)
            escape_value(f, site, v);
        if (VALUE_KIND(v) == VALUE_SHARED ||
            (VALUE_KIND(v) == VALUE_REACH && !(f->sites.items[VALUE_INDEX(v)].flags & SITE_OWN_KEY)))
            charge(f, AMP_COMPUTED_MEMBER, s.node, s.func, (sym){FACT_NONE}); /* frozen, they have accessors */
        if (!escape_only && VALUE_KIND(v) != VALUE_TEXT) {
            cell_add_flags(f, s.result, FLAG_ANY);
            if (!outside)
                cell_add(f, s.result, VALUE(VALUE_SHARED, site));
        }
        return;
    }
    /* Those of the language: of an arguments object, of what captured the stack; and those that it inherits. */
    if (!escape_only)
        cell_add_flags(f, s.result, FLAG_ANY);
    for (uint32_t p = f->objects.items[object].props; p != 0; p = f->props.items[p - 1].next) {
        cell_id slots[2] = {f->props.items[p - 1].getter, f->props.items[p - 1].setter};
        for (size_t i = 0; i < ARRAY_LEN(slots); i++) {
            cell_edge(f, slots[i], s.result);
            if (escape_only)
                escape_cell(f, slots[i], s.node, s.func);
        }
    }
}
