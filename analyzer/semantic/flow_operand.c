#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/literal.h"

cell_id binding_cell(struct flow *f, uint32_t binding)
{
    if (f->binding_cell[binding] == 0)
        f->binding_cell[binding] = cell_new(f);
    return f->binding_cell[binding];
}

/* What a free name means: a variable of Node's wrapper, or of the global object. */
value free_value(struct flow *f, sym name)
{
    static const char *const wrapper[] = {"require", "module", "exports", "__filename", "__dirname", "arguments"};
    struct str text = sym_text(f->names, name);

    if (str_eq(text, STR("globalThis")) || str_eq(text, STR("global")))
        return VALUE(VALUE_PATH, f->path_global_object);
    for (size_t i = 0; i < ARRAY_LEN(wrapper) && f->tree->goal == GOAL_COMMONJS; i++) {
        if (str_eq(text, str_from(wrapper[i])))
            return VALUE(VALUE_PATH, path_root(f, PATH_CJS, name));
    }
    return VALUE(VALUE_PATH, path_root(f, PATH_GLOBAL, name));
}

static cell_id free_cell(struct flow *f, node_id n)
{
    sym name = f->scopes->name_of[n];
    struct str text = sym_text(f->names, name);
    uint32_t owner = f->scopes->funcs.items[f->current].this_of;
    uint32_t found = 0;

    if (str_eq(text, STR("undefined")))
        return f->constant[0];
    if (str_eq(text, STR("NaN")) || str_eq(text, STR("Infinity")))
        return f->constant[3];
    if (str_eq(text, STR("arguments")) && owner != 0) {
        found = f->node_cell[n] != 0 ? f->node_cell[n] : cell_new(f);
        f->node_cell[n] = found;
        cell_add(f, found, VALUE(VALUE_OBJECT, func_arguments(f, owner)));
        return found;
    }
    if (map_get(&f->global_cell, name.i, &found))
        return found;
    found = cell_new(f);
    map_put(&f->global_cell, name.i, found);
    cell_add(f, found, free_value(f, name));
    if (path_is_own_global(f, VALUE_INDEX(f->cells.items[found].items[0])))
        cell_add_flags(f, found, FLAG_ANY | FLAG_UNDEFINED);
    return found;
}

static cell_id node_cell(struct flow *f, node_id n)
{
    if (f->node_cell[n] == 0)
        f->node_cell[n] = cell_new(f);
    return f->node_cell[n];
}

/* A literal's cell holds its value from the start. */
static cell_id string_cell(struct flow *f, node_id n)
{
    bool fresh = f->node_cell[n] == 0;
    cell_id c = node_cell(f, n);
    struct str text = {0};

    if (!fresh)
        return c;
    if (literal_string(f->arena, f->tree, n, &text) && text.len <= LITERAL_BYTES_MAX)
        cell_add(f, c, VALUE(VALUE_TEXT, sym_intern(f->names, text).i));
    else
        cell_add_flags(f, c, FLAG_STRING);
    return c;
}

cell_id cell_of(struct flow *f, node_id n)
{
    uint32_t binding = 0;

    switch (tree_kind(f->tree, n)) {
    case KIND_IDENTIFIER:
    case KIND_UNDEFINED:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        binding = f->scopes->binding_of[n];
        if (binding == BINDING_NONE)
            return free_cell(f, n);
        return tree_kind(f->tree, n) == KIND_IDENTIFIER ? narrow_cell(f, n) : binding_cell(f, binding);
    case KIND_NUMBER:
        return f->constant[3];
    case KIND_TRUE:
    case KIND_FALSE:
        return f->constant[2];
    case KIND_NULL:
        return f->constant[1];
    case KIND_STRING:
        return string_cell(f, n);
    case KIND_THIS:
        return f->funcs[f->scopes->funcs.items[f->current].this_of].this_cell;
    default:
        return node_cell(f, n);
    }
}
