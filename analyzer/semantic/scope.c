#include "analyzer/semantic/scope.h"

#include "analyzer/semantic/scope_internal.h"

struct scopes *scopes_build(struct arena *a, const struct tree *t, struct sym_table *names)
{
    struct scopes *s = arena_new(a, struct scopes);
    struct scope_build build = {.arena = a, .out = s};

    s->tree = t;
    s->names = names;
    s->binding_of = arena_array(a, t->count, sizeof(*s->binding_of));
    s->name_of = arena_array(a, t->count, sizeof(*s->name_of));
    s->func_of = arena_array(a, t->count, sizeof(*s->func_of));
    map_init(&build.by_name, a);
    scope_declare(&build);
    scope_bind(&build);
    return s;
}

bool scope_is_name(const struct tree *t, node_id n)
{
    enum kind kind = tree_kind(t, n);

    return kind == KIND_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER ||
           kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN;
}

uint32_t scope_mentioned(const struct scopes *s, node_id n)
{
    return scope_is_name(s->tree, n) ? s->binding_of[n] : BINDING_NONE;
}

bool scope_is_function(const struct tree *t, node_id n)
{
    switch (tree_kind(t, n)) {
    case KIND_FUNCTION_DECLARATION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_GENERATOR_FUNCTION:
    case KIND_GENERATOR_FUNCTION_DECLARATION:
    case KIND_ARROW_FUNCTION:
    case KIND_METHOD_DEFINITION:
    case KIND_CLASS_STATIC_BLOCK:
        return true;
    case KIND_FIELD_DEFINITION:
        return tree_field(t, n, FIELD_VALUE) != NODE_NONE;
    default:
        return false;
    }
}

node_id scope_function_start(const struct tree *t, node_id n)
{
    node_id start = NODE_NONE;

    switch (tree_kind(t, n)) {
    case KIND_FIELD_DEFINITION:
        return tree_field(t, n, FIELD_VALUE);
    case KIND_CLASS_STATIC_BLOCK:
        return tree_field(t, n, FIELD_BODY);
    case KIND_ARROW_FUNCTION:
        start = tree_field(t, n, FIELD_PARAMETER);
        return start != NODE_NONE ? start : tree_field(t, n, FIELD_PARAMETERS);
    default:
        return tree_field(t, n, FIELD_PARAMETERS);
    }
}
