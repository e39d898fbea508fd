/*
 * call_flow_proxy.c - where proxies are made, and what is done with values that may be proxies.
 */
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/syntax/expression.h"

enum {
    BIT_GET = 1 << TRAP_GET,
    /* Without a trap `set`, the target's [[Set]] asks its receiver, the proxy, and defines the property there. */
    BIT_SET = 1 << TRAP_SET | 1 << TRAP_DESCRIPTOR | 1 << TRAP_DEFINE,
    BIT_LIST = 1 << TRAP_KEYS | 1 << TRAP_DESCRIPTOR | 1 << TRAP_GET_PROTOTYPE | BIT_GET,
    BIT_CALL = 1 << TRAP_APPLY | 1 << TRAP_CONSTRUCT,
    BIT_ALL = (1 << TRAP_COUNT) - 1 - BIT_CALL,
};

const char *proxy_trap_name(enum proxy_trap trap)
{
    static const char *const names[TRAP_COUNT] = {
        "get",
        "set",
        "has",
        "deleteProperty",
        "ownKeys",
        "getOwnPropertyDescriptor",
        "defineProperty",
        "getPrototypeOf",
        "setPrototypeOf",
        "isExtensible",
        "preventExtensions",
        "apply",
        "construct",
    };

    return names[trap];
}

static void touch(struct call_flow_builder *b, node_id object, uint32_t traps, node_id at)
{
    uint32_t vertex = 0;
    uint32_t index = 0;

    if (object == NODE_NONE)
        return;
    vertex = call_flow_of(b, object);
    if (map_get(&b->touched, map_pair(b->func, vertex), &index)) {
        b->out->touches.items[index].traps |= (uint16_t)traps;
        return;
    }
    map_put(&b->touched, map_pair(b->func, vertex), b->out->touches.len);
    vec_push(b->arena, &b->out->touches,
             (struct proxy_touch){(uint16_t)traps, b->func, vertex, tree_node(b->tree, at)->start});
}

static void touch_member(struct call_flow_builder *b, node_id n)
{
    node_id object = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_OBJECT));
    node_id parent = tree_node(b->tree, n)->parent;

    /* A method of the language may do anything with its receiver. */
    if (tree_kind(b->tree, parent) == KIND_CALL_EXPRESSION && tree_field(b->tree, parent, FIELD_FUNCTION) == n)
        touch(b, object, BIT_ALL, n);
    else
        touch(b, object, is_write_target(b->tree, n) ? BIT_SET | BIT_GET : BIT_GET, n);
}

static void touch_unary(struct call_flow_builder *b, node_id n)
{
    node_id argument = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_ARGUMENT));
    bool member = tree_kind(b->tree, argument) == KIND_MEMBER_EXPRESSION ||
                  tree_kind(b->tree, argument) == KIND_SUBSCRIPT_EXPRESSION;

    if (member && tree_token(b->tree, n, TOKEN_DELETE) != NODE_NONE)
        touch(b, tree_field(b->tree, argument, FIELD_OBJECT), 1 << TRAP_DELETE, n);
}

static void touch_binary(struct call_flow_builder *b, node_id n)
{
    node_id operator_node = tree_field(b->tree, n, FIELD_OPERATOR);
    enum kind kind = tree_kind(b->tree, operator_node);

    if (kind == TOKEN_IN)
        touch(b, tree_field(b->tree, n, FIELD_RIGHT), 1 << TRAP_HAS, n);
    else if (kind == TOKEN_INSTANCEOF)
        touch(b, tree_field(b->tree, n, FIELD_LEFT), 1 << TRAP_GET_PROTOTYPE, n);
}

static bool is_proxy(const struct call_flow_builder *b, node_id n)
{
    return call_flow_is_free(b, skip_parentheses(b->tree, n), "Proxy");
}

/* Functions of the language may do anything with what they are given; those of the file are followed. */
static void touch_arguments(struct call_flow_builder *b, node_id n, node_id callee, node_id list)
{
    node_id base = callee;

    while (tree_kind(b->tree, base) == KIND_MEMBER_EXPRESSION)
        base = skip_parentheses(b->tree, tree_field(b->tree, base, FIELD_OBJECT));
    if (tree_kind(b->tree, callee) == KIND_IDENTIFIER && b->scopes->binding_of[callee] != BINDING_NONE &&
        call_flow_is_function(b, callee))
        return;
    if (tree_kind(b->tree, base) == KIND_THIS || tree_kind(b->tree, list) != KIND_ARGUMENTS)
        return;
    for (node_id c = tree_named_first(b->tree, list); c != NODE_NONE; c = tree_named_next(b->tree, c))
        touch(b, c, BIT_ALL, n);
}

/* `new Proxy()` and Proxy.revocable() with the arguments of `list`; `vertex` will hold the proxy. */
static void make_proxy(struct call_flow_builder *b, node_id list, uint32_t vertex)
{
    node_id target = list == NODE_NONE ? NODE_NONE : tree_named_first(b->tree, list);
    node_id handler = target == NODE_NONE ? NODE_NONE : tree_named_next(b->tree, target);

    vec_push(b->arena, &b->out->proxies, vertex);
    if (handler != NODE_NONE)
        call_flow_edge(b, call_flow_of(b, handler), call_flow_vertex(b, VERTEX_HANDLER, 0, 0, 0));
}

static void touch_call(struct call_flow_builder *b, node_id n)
{
    bool made = tree_kind(b->tree, n) == KIND_NEW_EXPRESSION;
    node_id callee = skip_parentheses(b->tree, tree_field(b->tree, n, made ? FIELD_CONSTRUCTOR : FIELD_FUNCTION));
    node_id list = tree_field(b->tree, n, FIELD_ARGUMENTS);

    if (made && is_proxy(b, callee)) {
        make_proxy(b, list, call_flow_of(b, n));
        return;
    }
    if (tree_kind(b->tree, callee) == KIND_MEMBER_EXPRESSION &&
        is_proxy(b, tree_field(b->tree, callee, FIELD_OBJECT))) /* Proxy.revocable() gives { proxy, revoke } */
        make_proxy(b, list, call_flow_vertex(b, VERTEX_PROPERTY, 0, call_flow_text(b, "proxy"), 0));
    touch(b, callee, made ? 1 << TRAP_CONSTRUCT : 1 << TRAP_APPLY, n);
    if (list != NODE_NONE)
        touch_arguments(b, n, callee, list);
}

void call_flow_proxy(struct call_flow_builder *b, node_id n)
{
    switch (tree_kind(b->tree, n)) {
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        touch_member(b, n);
        return;
    case KIND_UNARY_EXPRESSION:
        touch_unary(b, n);
        return;
    case KIND_BINARY_EXPRESSION:
        touch_binary(b, n);
        return;
    case KIND_CALL_EXPRESSION:
    case KIND_NEW_EXPRESSION:
        touch_call(b, n);
        return;
    case KIND_SPREAD_ELEMENT:
    case KIND_TEMPLATE_SUBSTITUTION:
        touch(b, tree_named_first(b->tree, n), BIT_LIST, n);
        return;
    case KIND_FOR_IN_STATEMENT:
        touch(b, tree_field(b->tree, n, FIELD_RIGHT), BIT_LIST, n);
        return;
    case KIND_OBJECT_PATTERN:
    case KIND_ARRAY_PATTERN:
        touch(b, n, BIT_LIST, n);
        return;
    default: /* does nothing that an object could see, or hands it on */
        return;
    }
}
