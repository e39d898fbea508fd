/*
 * call_flow_text.c - texts that may name a property somewhere else: `["get", "post"].forEach((m) => { app[m] = f })`.
 *
 * They flow as functions do; where a property is read, written or defined under a computed name, those that get there
 * are its names.
 */
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

enum { NAME_MAX_BYTES = 64 };

static void add_text(struct call_flow_builder *b, uint32_t vertex, struct str text)
{
    if (text.len > 0 && text.len <= NAME_MAX_BYTES)
        vec_push(b->arena, &b->out->texts, (struct vertex_text){vertex, sym_intern(b->scopes->names, text).i});
}

/* True where a text is a value that goes on, not a key, a specifier, a directive or something to compare with. */
static bool goes_on(const struct call_flow_builder *b, node_id n)
{
    node_id parent = tree_node(b->tree, n)->parent;

    if (parent == NODE_NONE)
        return false;
    switch (tree_kind(b->tree, parent)) {
    case KIND_ARGUMENTS:
    case KIND_ARRAY:
    case KIND_ARROW_FUNCTION:
    case KIND_ASSIGNMENT_EXPRESSION:
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_RETURN_STATEMENT:
    case KIND_TERNARY_EXPRESSION:
    case KIND_VARIABLE_DECLARATOR:
        return true;
    case KIND_PAIR:
        return tree_field(b->tree, parent, FIELD_VALUE) == n;
    default: /* its value is looked at there, or lost */
        return false;
    }
}

/* "a b c".split(" ") */
static void split_text(struct call_flow_builder *b, node_id call)
{
    node_id callee = tree_field(b->tree, call, FIELD_FUNCTION);
    node_id first = call_flow_argument(b, tree_field(b->tree, call, FIELD_ARGUMENTS), 0);
    struct str text = {0};
    struct str between = {0};
    size_t from = 0;

    if (tree_kind(b->tree, callee) != KIND_MEMBER_EXPRESSION || first == NODE_NONE ||
        tree_kind(b->tree, tree_field(b->tree, callee, FIELD_OBJECT)) != KIND_STRING ||
        tree_kind(b->tree, first) != KIND_STRING ||
        !str_eq(call_flow_name(b, tree_field(b->tree, callee, FIELD_PROPERTY)), STR("split")) ||
        !literal_string(b->arena, b->tree, tree_field(b->tree, callee, FIELD_OBJECT), &text) ||
        !literal_string(b->arena, b->tree, first, &between) || between.len == 0)
        return;
    while (from <= text.len) {
        size_t end = str_find(text, between, from);

        if (end > text.len)
            end = text.len;
        add_text(b, call_flow_of(b, call), (struct str){text.ptr + from, end - from});
        from = end + between.len;
    }
}

void call_flow_texts(struct call_flow_builder *b, node_id n)
{
    struct str text = {0};

    switch (tree_kind(b->tree, n)) {
    case KIND_STRING:
        if (goes_on(b, n) && literal_string(b->arena, b->tree, n, &text))
            add_text(b, call_flow_of(b, n), text);
        return;
    case KIND_CALL_EXPRESSION:
        split_text(b, n);
        return;
    default: /* no text */
        return;
    }
}

void call_flow_computed(struct call_flow_builder *b, enum computed_kind kind, node_id key, uint32_t value,
                        bool function)
{
    if (key == NODE_NONE)
        return;
    if (tree_kind(b->tree, key) == KIND_COMPUTED_PROPERTY_NAME)
        key = tree_named_first(b->tree, key);
    vec_push(b->arena, &b->out->computed,
             (struct computed_access){(uint8_t)kind, function, false, b->func, call_flow_of(b, key), value,
                                      tree_node(b->tree, key)->start});
}

/* The call of what the member expression `n` is, by itself or through call() and apply(); NODE_NONE when there is none.
 */
static node_id call_of(const struct call_flow_builder *b, node_id n)
{
    node_id parent = tree_node(b->tree, n)->parent;

    if (tree_kind(b->tree, parent) == KIND_MEMBER_EXPRESSION && tree_field(b->tree, parent, FIELD_OBJECT) == n) {
        struct str name = call_flow_name(b, tree_field(b->tree, parent, FIELD_PROPERTY));

        if (!str_eq(name, STR("call")) && !str_eq(name, STR("apply")))
            return NODE_NONE;
        n = parent;
        parent = tree_node(b->tree, n)->parent;
    }
    return tree_kind(b->tree, parent) == KIND_CALL_EXPRESSION && tree_field(b->tree, parent, FIELD_FUNCTION) == n
               ? parent
               : NODE_NONE;
}

void call_flow_computed_read(struct call_flow_builder *b, node_id n)
{
    node_id call = call_of(b, n);
    struct computed_access *access = NULL;

    call_flow_computed(b, COMPUTED_READ, tree_field(b->tree, n, FIELD_INDEX), call_flow_of(b, n), false);
    access = &b->out->computed.items[b->out->computed.len - 1];
    access->called = call != NODE_NONE;
    if (access->called)
        access->at = tree_node(b->tree, call)->start;
}
