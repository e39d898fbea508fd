/*
 * call_flow_vertex.c - vertices, the edges between them, and which vertex an expression is.
 */
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/syntax/expression.h"

struct str call_flow_name(const struct call_flow_builder *b, node_id n)
{
    return sym_text(b->scopes->names, b->scopes->name_of[n]);
}

bool call_flow_is_free(const struct call_flow_builder *b, node_id n, const char *name)
{
    return tree_kind(b->tree, n) == KIND_IDENTIFIER && b->scopes->binding_of[n] == BINDING_NONE &&
           str_eq(call_flow_name(b, n), str_from(name));
}

uint32_t call_flow_new(struct call_flow_builder *b)
{
    vec_push(b->arena, &b->out->vertices, (struct vertex){.kind = VERTEX_LOCAL});
    return b->out->vertices.len - 1;
}

uint32_t call_flow_vertex(struct call_flow_builder *b, enum vertex_kind kind, uint32_t import, uint32_t name,
                          uint32_t member)
{
    uint64_t key = (uint64_t)kind << 40 | (uint64_t)import << 32 | name;
    uint32_t number = b->shared.len;
    uint32_t vertex = 0;

    if (!map_get(&b->shared, key, &number))
        map_put(&b->shared, key, number);
    if (map_get(&b->members, map_pair(number, member), &vertex))
        return vertex;
    vertex = b->out->vertices.len;
    vec_push(b->arena, &b->out->vertices,
             (struct vertex){.kind = (uint8_t)kind, .import = (uint8_t)import, .name = name, .member = member});
    map_put(&b->members, map_pair(number, member), vertex);
    return vertex;
}

uint32_t call_flow_text(const struct call_flow_builder *b, const char *text)
{
    return sym_intern(b->scopes->names, str_from(text)).i;
}

void call_flow_edge(struct call_flow_builder *b, uint32_t from, uint32_t to)
{
    if (from != to)
        vec_push(b->arena, &b->out->edges, (struct vertex_edge){from, to, EDGE_VALUE});
}

void call_flow_store(struct call_flow_builder *b, uint32_t from, uint32_t to)
{
    vec_push(b->arena, &b->out->edges, (struct vertex_edge){from, to, EDGE_STORE});
}

void call_flow_fetch(struct call_flow_builder *b, uint32_t from, uint32_t to)
{
    vec_push(b->arena, &b->out->edges, (struct vertex_edge){from, to, EDGE_FETCH});
}

void call_flow_seed(struct call_flow_builder *b, uint32_t vertex, uint32_t func)
{
    vec_push(b->arena, &b->out->seeds, (struct vertex_seed){vertex, func});
}

void call_flow_access(struct call_flow_builder *b, enum access_kind kind, uint32_t name, node_id at)
{
    uint64_t key = (uint64_t)b->func << 34 | (uint64_t)kind << 32 | name;
    uint32_t seen = 0;

    if (map_get(&b->accessed, key, &seen))
        return;
    map_put(&b->accessed, key, 1);
    vec_push(b->arena, &b->out->accesses, (struct access){(uint8_t)kind, b->func, name, tree_node(b->tree, at)->start});
}

node_id call_flow_last(const struct call_flow_builder *b, node_id n)
{
    node_id last = skip_parentheses(b->tree, n);

    if (tree_kind(b->tree, last) != KIND_SEQUENCE_EXPRESSION)
        return last;
    for (node_id c = tree_named_first(b->tree, last); c != NODE_NONE; c = tree_named_next(b->tree, c))
        n = c;
    return skip_parentheses(b->tree, n);
}

void call_flow_implicit(struct call_flow_builder *b, const char *name, node_id at)
{
    call_flow_access(b, ACCESS_IMPLICIT, call_flow_text(b, name), at);
}

uint32_t call_flow_binding(struct call_flow_builder *b, uint32_t binding)
{
    if (b->binding_vertex[binding] == 0)
        b->binding_vertex[binding] = call_flow_new(b) + 1;
    return b->binding_vertex[binding] - 1;
}

bool call_flow_is_module_exports(const struct call_flow_builder *b, node_id n)
{
    bool member = tree_kind(b->tree, n) == KIND_MEMBER_EXPRESSION || tree_kind(b->tree, n) == KIND_SUBSCRIPT_EXPRESSION;
    uint32_t name = FACT_NONE;

    if (b->tree->goal != GOAL_COMMONJS || !member ||
        !call_flow_is_free(b, tree_field(b->tree, n, FIELD_OBJECT), "module"))
        return false;
    name = call_flow_member(b, n);
    return name != FACT_NONE && str_eq(sym_text(b->scopes->names, (sym){name}), STR("exports"));
}

/* `exports`, `module.exports`, and `this` at the top of a CommonJS module. */
bool call_flow_is_exports(const struct call_flow_builder *b, node_id n)
{
    if (tree_kind(b->tree, n) == KIND_THIS)
        return b->tree->goal == GOAL_COMMONJS && b->scopes->funcs.items[b->func].this_of == 0;
    return call_flow_is_module_exports(b, n) || (b->tree->goal == GOAL_COMMONJS && call_flow_is_free(b, n, "exports"));
}

/* The vertex of the function's `arguments`, when that is what `n` names. */
static uint32_t own_arguments(const struct call_flow_builder *b, node_id n)
{
    uint32_t owner = b->func < b->scopes->funcs.len ? b->scopes->funcs.items[b->func].this_of : 0;

    if (owner == 0 || owner >= b->out->functions.len || !call_flow_is_free(b, n, "arguments"))
        return VERTEX_NONE;
    return b->out->functions.items[owner].rest;
}

uint32_t call_flow_of(struct call_flow_builder *b, node_id n)
{
    n = skip_parentheses(b->tree, n);
    if (call_flow_is_exports(b, n))
        return call_flow_vertex(b, VERTEX_EXPORT, 0, 0, 0);
    switch (tree_kind(b->tree, n)) {
    case KIND_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        if (b->scopes->binding_of[n] != BINDING_NONE)
            return call_flow_binding(b, b->scopes->binding_of[n]);
        if (own_arguments(b, n) != VERTEX_NONE)
            return own_arguments(b, n);
        return call_flow_vertex(b, VERTEX_PROPERTY, 0, b->scopes->name_of[n].i, 0); /* of the global object */
    default:
        if (b->node_vertex[n] == 0)
            b->node_vertex[n] = call_flow_new(b) + 1;
        return b->node_vertex[n] - 1;
    }
}
