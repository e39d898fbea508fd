#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"

/* Constructors and methods of a superclass elsewhere get `this` and may call what it has. */
static void give_to_superclass(struct flow *f, uint32_t func, node_id node, uint32_t where)
{
    cell_add_flags(f, f->funcs[func].this_cell, FLAG_ANY);
    escape_object(f, func_instance(f, func), node, where);
    escape_object(f, func_object(f, func), node, where);
}

/* ECMAScript 2025 section 15.7.14: the prototype and the class inherit from the superclass. */
void extends_value(struct flow *f, uint32_t site, value v)
{
    const struct site *at = &f->sites.items[site];
    uint32_t func = f->sites.items[site].object;
    cell_id proto = object_proto(f, func_proto(f, func));
    cell_id statics = object_proto(f, func_object(f, func));
    uint32_t index = VALUE_INDEX(v);
    uint32_t member = FACT_NONE;

    switch (VALUE_KIND(v)) {
    case VALUE_FUNC:
        (void)func_proto(f, index);
        cell_edge(f, object_prop(f, func_object(f, index), f->name_prototype)->value, proto);
        cell_add(f, statics, v);
        return;
    case VALUE_PATH:
        record_use(f, index, USE_EXTENDS, site, 0);
        f->paths.items[index].heritage = true;
        member = path_extend(f, index, PATH_STEP_MEMBER, f->name_prototype);
        if (member != FACT_NONE) {
            f->paths.items[member].extended = true;
            f->paths.items[member].heritage = true;
            cell_add(f, proto, VALUE(VALUE_PATH, member));
        }
        cell_add(f, statics, v);
        cell_add_flags(f, proto, FLAG_ANY);
        give_to_superclass(f, func, at->node, at->func);
        return;
    case VALUE_TEXT:
    case VALUE_PLACE:
        return;
    case VALUE_OBJECT:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        escape_value(f, site, v);
        cell_add_flags(f, proto, FLAG_ANY);
        cell_add_flags(f, statics, FLAG_ANY);
        give_to_superclass(f, func, at->node, at->func);
        return;
    }
}

void extends_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site s = f->sites.items[site];

    if (!(flags & FLAG_ANY))
        return;
    cell_add_flags(f, object_proto(f, func_proto(f, s.object)), FLAG_ANY);
    cell_add_flags(f, object_proto(f, func_object(f, s.object)), FLAG_ANY);
    give_to_superclass(f, s.object, s.node, s.func);
}
