/*
 * call_flow_pattern.c - binding patterns: which part of a value gets to which variable.
 */
#include "analyzer/semantic/call_flow_state.h"

static void object_pattern(struct call_flow_builder *b, node_id n)
{
    for (node_id c = tree_named_first(b->tree, n); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        node_id key = c;
        node_id target = c;
        uint32_t name = 0;
        uint32_t read = call_flow_new(b);

        if (tree_kind(b->tree, c) == KIND_REST_PATTERN) {
            call_flow_into(b, tree_named_first(b->tree, c), NODE_NONE, call_flow_of(b, n));
            continue;
        }
        if (tree_kind(b->tree, c) == KIND_PAIR_PATTERN) {
            key = tree_field(b->tree, c, FIELD_KEY);
            target = tree_field(b->tree, c, FIELD_VALUE);
        } else if (tree_kind(b->tree, c) == KIND_OBJECT_ASSIGNMENT_PATTERN) {
            key = tree_field(b->tree, c, FIELD_LEFT);
        }
        name = call_flow_key(b, key);
        call_flow_read(b, NODE_NONE, name, read);
        if (name != FACT_NONE)
            call_flow_access(b, ACCESS_READ, name, c);
        call_flow_into(b, target, NODE_NONE, read);
    }
}

/* `const { a } = require("x")`: exactly that export. */
static void module_pattern(struct call_flow_builder *b, node_id pattern, node_id from)
{
    struct module_binding module = call_flow_module(b, from);

    for (node_id c = tree_named_first(b->tree, pattern); module.known && c != NODE_NONE;
         c = tree_named_next(b->tree, c)) {
        bool pair = tree_kind(b->tree, c) == KIND_PAIR_PATTERN;
        node_id target = pair ? tree_field(b->tree, c, FIELD_VALUE) : c;
        uint32_t name = pair ? call_flow_key(b, tree_field(b->tree, c, FIELD_KEY)) : call_flow_key(b, c);

        if (name == FACT_NONE)
            continue;
        call_flow_into(b, target, NODE_NONE,
                       call_flow_vertex(b, VERTEX_IMPORTED, module.import, module.specifier, name));
        call_flow_access(b, ACCESS_READ, name, c);
    }
}

bool call_flow_pattern(struct call_flow_builder *b, node_id n)
{
    node_id parent = tree_node(b->tree, n)->parent;

    switch (tree_kind(b->tree, n)) {
    case KIND_OBJECT_PATTERN:
        if (tree_kind(b->tree, parent) == KIND_VARIABLE_DECLARATOR &&
            tree_field(b->tree, parent, FIELD_VALUE) != NODE_NONE &&
            call_flow_module(b, tree_field(b->tree, parent, FIELD_VALUE)).known)
            module_pattern(b, n, tree_field(b->tree, parent, FIELD_VALUE));
        else
            object_pattern(b, n);
        return true;
    case KIND_ARRAY_PATTERN:
        call_flow_implicit(b, "[Symbol.iterator]", n);
        call_flow_implicit(b, "next", n);
        for (node_id c = tree_named_first(b->tree, n); c != NODE_NONE; c = tree_named_next(b->tree, c))
            call_flow_into(b, tree_kind(b->tree, c) == KIND_REST_PATTERN ? tree_named_first(b->tree, c) : c, NODE_NONE,
                           call_flow_of(b, n));
        return true;
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_OBJECT_ASSIGNMENT_PATTERN:
        call_flow_into(b, tree_field(b->tree, n, FIELD_LEFT), NODE_NONE, call_flow_of(b, n));
        call_flow_into(b, tree_field(b->tree, n, FIELD_LEFT), tree_field(b->tree, n, FIELD_RIGHT),
                       call_flow_of(b, tree_field(b->tree, n, FIELD_RIGHT)));
        return true;
    case KIND_VARIABLE_DECLARATOR:
        if (tree_field(b->tree, n, FIELD_VALUE) != NODE_NONE)
            call_flow_into(b, tree_field(b->tree, n, FIELD_NAME), NODE_NONE,
                           call_flow_of(b, tree_field(b->tree, n, FIELD_VALUE)));
        return true;
    default:
        return false;
    }
}
