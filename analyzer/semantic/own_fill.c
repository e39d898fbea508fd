/*
 * own_fill.c - memory that nobody sees before it is overwritten, and copies of a Buffer's own part of the memory that
 * it shares.
 */
#include "analyzer/semantic/own_key_internal.h"

static bool names_module(const struct own_keys *o, node_id n, struct str module)
{
    struct str quoted = n == NODE_NONE ? (struct str){0} : tree_text(o->tree, n);

    if (n == NODE_NONE || tree_kind(o->tree, n) != KIND_STRING || quoted.len < 2)
        return false;
    quoted = str_slice(quoted, 1, quoted.len - 1);
    return str_eq(str_starts(quoted, STR("node:")) ? str_slice(quoted, 5, quoted.len) : quoted, module);
}

/* True when the import that declares `binding` is of all of the module. */
static bool imports_module(const struct own_keys *o, uint32_t binding, struct str module)
{
    const struct tree *t = o->tree;
    node_id n = tree_node(t, o->scopes->bindings.items[binding].node)->parent;

    if (tree_kind(t, n) != KIND_IMPORT_CLAUSE && tree_kind(t, n) != KIND_NAMESPACE_IMPORT)
        return false;
    while (n != NODE_NONE && tree_kind(t, n) != KIND_IMPORT_STATEMENT)
        n = tree_node(t, n)->parent;
    return n != NODE_NONE && names_module(o, tree_field(t, n, FIELD_SOURCE), module);
}

/* True for a variable that holds this module of Node and nothing else. */
static bool is_module(const struct own_keys *o, node_id n, struct str module)
{
    uint32_t binding = own_binding_at(o, n);
    const struct definition *only = binding == BINDING_NONE ? NULL : own_only_definition(o, binding);
    node_id callee = NODE_NONE;

    if (binding == BINDING_NONE)
        return false;
    if (o->scopes->bindings.items[binding].kind == BINDING_IMPORT)
        return imports_module(o, binding, module);
    if (only == NULL || only->how != DEFINE_INIT || o->declarations[binding] > 0 ||
        o->scopes->bindings.items[binding].kind == BINDING_PARAM ||
        tree_kind(o->tree, only->source) != KIND_CALL_EXPRESSION)
        return false;
    callee = tree_field(o->tree, only->source, FIELD_FUNCTION);
    return own_is_free(o, callee, STR("require")) &&
           names_module(o, own_argument_at(o, tree_field(o->tree, only->source, FIELD_ARGUMENTS), 0), module);
}

static unsigned argument_count(const struct tree *t, node_id list)
{
    unsigned count = 0;

    for (node_id c = tree_named_first(t, list); c != NODE_NONE; c = tree_named_next(t, c))
        count++;
    return count;
}

/* crypto.randomFillSync(x), crypto.randomFill(x, f): all of x is overwritten, or f gets nothing. */
static bool is_random_fill(const struct own_keys *o, node_id call, bool may_wait)
{
    const struct tree *t = o->tree;
    node_id callee = tree_field(t, call, FIELD_FUNCTION);
    unsigned count = argument_count(t, tree_field(t, call, FIELD_ARGUMENTS));
    bool fills = (own_ends_with_member(o, callee, "randomFillSync") && count == 1) ||
                 (may_wait && own_ends_with_member(o, callee, "randomFill") && count == 2);

    return fills && is_module(o, tree_field(t, callee, FIELD_OBJECT), STR("crypto"));
}

/* The statement that does nothing but give `n` to a variable, which is `*binding`; NODE_NONE for any other. */
static node_id assigned_by(const struct own_keys *o, node_id n, uint32_t *binding)
{
    const struct tree *t = o->tree;
    node_id parent = tree_node(t, n)->parent;
    node_id statement = tree_node(t, parent)->parent;

    if (tree_kind(t, parent) == KIND_VARIABLE_DECLARATOR && tree_node(t, n)->field == FIELD_VALUE) {
        *binding = own_binding_at(o, tree_field(t, parent, FIELD_NAME));
        return tree_named_next(t, parent) == NODE_NONE ? statement : NODE_NONE;
    }
    if (tree_kind(t, parent) != KIND_ASSIGNMENT_EXPRESSION || tree_node(t, n)->field != FIELD_RIGHT ||
        tree_kind(t, statement) != KIND_EXPRESSION_STATEMENT)
        return NODE_NONE;
    *binding = own_binding_at(o, tree_field(t, parent, FIELD_LEFT));
    return statement;
}

/* True for `binding = undefined` or `= null`, a statement. */
static bool is_reset(const struct own_keys *o, node_id statement, uint32_t binding)
{
    const struct tree *t = o->tree;
    node_id assignment = NODE_NONE;
    node_id right = NODE_NONE;

    if (statement == NODE_NONE || tree_kind(t, statement) != KIND_EXPRESSION_STATEMENT)
        return false;
    assignment = tree_named_first(t, statement);
    if (assignment == NODE_NONE || tree_kind(t, assignment) != KIND_ASSIGNMENT_EXPRESSION ||
        own_binding_at(o, tree_field(t, assignment, FIELD_LEFT)) != binding)
        return false;
    right = tree_field(t, assignment, FIELD_RIGHT);
    return tree_kind(t, right) == KIND_NULL ||
           (tree_kind(t, right) == KIND_UNDEFINED && o->scopes->binding_of[right] == BINDING_NONE);
}

/* True when a try statement around takes the memory out of the variable first of all, should filling it throw. */
static bool is_reset_on_throw(const struct own_keys *o, node_id statement, uint32_t binding)
{
    const struct tree *t = o->tree;

    for (node_id n = statement; n != NODE_NONE && n != 0 && !scope_is_function(t, n); n = tree_node(t, n)->parent) {
        node_id parent = tree_node(t, n)->parent;
        node_id handler = NODE_NONE;
        node_id name = NODE_NONE;
        if (tree_kind(t, parent) != KIND_TRY_STATEMENT)
            continue;
        handler = tree_field(t, parent, FIELD_HANDLER);
        if (tree_node(t, n)->field != FIELD_BODY || handler == NODE_NONE)
            return false;
        name = tree_field(t, handler, FIELD_PARAMETER);
        return (name == NODE_NONE || tree_kind(t, name) == KIND_IDENTIFIER) &&
               is_reset(o, tree_named_first(t, tree_field(t, handler, FIELD_BODY)), binding);
    }
    return false;
}

/* x = Buffer.allocUnsafe(n); and then at once: x.fill(0); or crypto.randomFillSync(x); */
static bool is_filled_next(const struct own_keys *o, node_id statement, uint32_t binding)
{
    const struct tree *t = o->tree;
    node_id next = tree_named_next(t, statement);
    node_id call = NODE_NONE;
    node_id callee = NODE_NONE;
    node_id list = NODE_NONE;
    node_id first = NODE_NONE;
    enum kind block = tree_kind(t, tree_node(t, statement)->parent);

    if ((block != KIND_STATEMENT_BLOCK && block != KIND_PROGRAM) || next == NODE_NONE ||
        tree_kind(t, next) != KIND_EXPRESSION_STATEMENT)
        return false;
    call = tree_named_first(t, next);
    if (call == NODE_NONE || tree_kind(t, call) != KIND_CALL_EXPRESSION)
        return false;
    callee = tree_field(t, call, FIELD_FUNCTION);
    list = tree_field(t, call, FIELD_ARGUMENTS);
    first = own_argument_at(o, list, 0);
    if (first == NODE_NONE || argument_count(t, list) != 1)
        return false;
    if (own_ends_with_member(o, callee, "fill") && own_binding_at(o, tree_field(t, callee, FIELD_OBJECT)) == binding)
        return tree_kind(t, first) == KIND_NUMBER;
    return own_binding_at(o, first) == binding && is_random_fill(o, call, false) &&
           is_reset_on_throw(o, statement, binding);
}

bool own_keys_fills(const struct own_keys *o, node_id call)
{
    const struct tree *t = o->tree;
    node_id parent = tree_node(t, call)->parent;
    node_id around = parent == NODE_NONE ? NODE_NONE : tree_node(t, parent)->parent;
    uint32_t binding = BINDING_NONE;
    node_id statement = NODE_NONE;

    if (around == NODE_NONE || tree_kind(t, call) != KIND_CALL_EXPRESSION)
        return false;
    if (tree_kind(t, parent) == KIND_ARGUMENTS)
        return tree_kind(t, around) == KIND_CALL_EXPRESSION && own_argument_at(o, parent, 0) == call &&
               is_random_fill(o, around, true);
    if (own_ends_with_member(o, parent, "fill") && tree_node(t, call)->field == FIELD_OBJECT)
        return tree_kind(t, around) == KIND_CALL_EXPRESSION && tree_node(t, parent)->field == FIELD_FUNCTION &&
               own_argument_at(o, tree_field(t, around, FIELD_ARGUMENTS), 0) != NODE_NONE &&
               argument_count(t, tree_field(t, around, FIELD_ARGUMENTS)) == 1;
    statement = assigned_by(o, call, &binding);
    return statement != NODE_NONE && binding != BINDING_NONE && is_filled_next(o, statement, binding);
}

/* binding.name */
static bool is_member_of(const struct own_keys *o, node_id n, uint32_t binding, const char *name)
{
    return own_ends_with_member(o, n, name) && own_binding_at(o, tree_field(o->tree, n, FIELD_OBJECT)) == binding;
}

bool own_keys_copies_part(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    uint32_t binding = own_binding_at(o, tree_field(t, n, FIELD_OBJECT));
    node_id slice = tree_node(t, n)->parent;
    node_id call = tree_node(t, slice)->parent;
    node_id list = NODE_NONE;
    node_id end = NODE_NONE;

    if (binding == BINDING_NONE || !own_ends_with_member(o, slice, "slice") || tree_node(t, n)->field != FIELD_OBJECT ||
        tree_kind(t, call) != KIND_CALL_EXPRESSION || tree_node(t, slice)->field != FIELD_FUNCTION)
        return false;
    list = tree_field(t, call, FIELD_ARGUMENTS);
    end = own_argument_at(o, list, 1);
    if (end == NODE_NONE || tree_kind(t, end) != KIND_BINARY_EXPRESSION ||
        tree_kind(t, tree_field(t, end, FIELD_OPERATOR)) != TOKEN_PLUS)
        return false;
    return is_member_of(o, own_argument_at(o, list, 0), binding, "byteOffset") &&
           is_member_of(o, tree_field(t, end, FIELD_LEFT), binding, "byteOffset") &&
           (is_member_of(o, tree_field(t, end, FIELD_RIGHT), binding, "byteLength") ||
            is_member_of(o, tree_field(t, end, FIELD_RIGHT), binding, "length"));
}

/* A class of the language whose objects see bytes from an offset on, as many as it is told, or Buffer. */
static bool makes_view(const struct own_keys *o, node_id call)
{
    static const char *const classes[] = {"DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray"};
    node_id made =
        tree_kind(o->tree, call) == KIND_NEW_EXPRESSION ? tree_field(o->tree, call, FIELD_CONSTRUCTOR) : NODE_NONE;
    node_id callee =
        tree_kind(o->tree, call) == KIND_CALL_EXPRESSION ? tree_field(o->tree, call, FIELD_FUNCTION) : NODE_NONE;
    node_id buffer = own_ends_with_member(o, callee, "from") ? tree_field(o->tree, callee, FIELD_OBJECT) : NODE_NONE;

    for (size_t i = 0; made != NODE_NONE && i < ARRAY_LEN(classes); i++) {
        if (own_is_free(o, made, str_from(classes[i])))
            return true;
    }
    if (buffer == NODE_NONE)
        return false;
    return own_is_free(o, buffer, STR("Buffer")) ||
           (own_ends_with_member(o, buffer, "Buffer") &&
            is_module(o, tree_field(o->tree, buffer, FIELD_OBJECT), STR("buffer")));
}

node_id own_keys_view(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    uint32_t binding = own_binding_at(o, tree_field(t, n, FIELD_OBJECT));
    node_id list = tree_node(t, n)->parent;
    node_id call = tree_node(t, list)->parent;
    node_id length = NODE_NONE;

    if (binding == BINDING_NONE || tree_kind(t, list) != KIND_ARGUMENTS || own_argument_at(o, list, 0) != n ||
        !makes_view(o, call) || !is_member_of(o, own_argument_at(o, list, 1), binding, "byteOffset"))
        return NODE_NONE;
    length = own_argument_at(o, list, 2);
    return is_member_of(o, length, binding, "byteLength") || is_member_of(o, length, binding, "length") ? call
                                                                                                        : NODE_NONE;
}
