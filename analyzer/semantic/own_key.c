#include "analyzer/semantic/own_key.h"

/* How a definition gives a binding its value. */
enum define_how {
    DEFINE_INIT,    /* the value of `source` */
    DEFINE_KEY_IN,  /* for (x in source) */
    DEFINE_ELEMENT, /* for (x of source) */
    DEFINE_OTHER,   /* destructuring, ++, ... */
};

struct definition {
    node_id node;
    node_id source;
    enum define_how how;
    uint32_t func;
    bool in_loop; /* inside a loop of its function: may run more than once per activation */
    uint32_t next; /* index + 1 of the next definition of the same binding */
};

struct own_keys {
    struct arena *arena;
    const struct scopes *scopes;
    const struct tree *tree;
    VEC(struct definition) definitions;
    uint32_t *first; /* per binding, index + 1 */
};

/* More definitions of one name than this prove nothing. */
enum { DEFINITIONS_MAX = 64 };

static uint32_t binding_at(const struct own_keys *o, node_id n)
{
    return n != NODE_NONE && tree_kind(o->tree, n) == KIND_IDENTIFIER ? o->scopes->binding_of[n] : BINDING_NONE;
}

static bool is_loop(enum kind kind)
{
    return kind == KIND_FOR_STATEMENT || kind == KIND_FOR_IN_STATEMENT || kind == KIND_WHILE_STATEMENT ||
           kind == KIND_DO_STATEMENT;
}

static void define(struct own_keys *o, node_id target, node_id source, enum define_how how, uint32_t func, bool in_loop)
{
    uint32_t binding = o->scopes->binding_of[target];
    struct definition d = {.node = target, .source = source, .how = how, .func = func, .in_loop = in_loop};

    if (binding == BINDING_NONE)
        return;
    d.next = o->first[binding];
    vec_push(o->arena, &o->definitions, d);
    o->first[binding] = o->definitions.len;
}

/* The names in a target that is not a plain identifier. */
static void define_pattern(struct own_keys *o, node_id target, uint32_t func, bool in_loop)
{
    for (node_id n = target; n < target + tree_node(o->tree, target)->size; n++) {
        enum kind kind = tree_kind(o->tree, n);
        if (kind == KIND_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN)
            define(o, n, NODE_NONE, DEFINE_OTHER, func, in_loop);
    }
}

static void define_target(struct own_keys *o, node_id target, node_id source, enum define_how how, uint32_t func,
                          bool in_loop)
{
    if (tree_kind(o->tree, target) == KIND_IDENTIFIER)
        define(o, target, source, how, func, in_loop);
    else
        define_pattern(o, target, func, in_loop);
}

static void note_definitions(struct own_keys *o, node_id n, uint32_t func, bool in_loop)
{
    const struct tree *t = o->tree;
    node_id source = NODE_NONE;

    switch (tree_kind(t, n)) {
    case KIND_VARIABLE_DECLARATOR:
        source = tree_field(t, n, FIELD_VALUE);
        if (source != NODE_NONE)
            define_target(o, tree_field(t, n, FIELD_NAME), source, DEFINE_INIT, func, in_loop);
        return;
    case KIND_ASSIGNMENT_EXPRESSION:
        define_target(o, tree_field(t, n, FIELD_LEFT), tree_field(t, n, FIELD_RIGHT), DEFINE_INIT, func, in_loop);
        return;
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
        define_target(o, tree_field(t, n, FIELD_LEFT), NODE_NONE, DEFINE_OTHER, func, in_loop);
        return;
    case KIND_UPDATE_EXPRESSION:
        define_target(o, tree_field(t, n, FIELD_ARGUMENT), NODE_NONE, DEFINE_OTHER, func, in_loop);
        return;
    case KIND_FOR_IN_STATEMENT:
        define_target(o, tree_field(t, n, FIELD_LEFT), tree_field(t, n, FIELD_RIGHT),
                      tree_token(t, n, TOKEN_OF) == NODE_NONE ? DEFINE_KEY_IN : DEFINE_ELEMENT, func, in_loop);
        return;
    default:
        return;
    }
}

/* Where the walk stands: which function, and whether inside a loop of it. */
struct place {
    node_id end;
    uint32_t func;
    bool in_loop;
};

struct own_keys *own_keys_build(struct arena *a, const struct scopes *scopes)
{
    struct own_keys *o = arena_new(a, struct own_keys);
    VEC(struct place) around = {0};
    struct place here = {.end = scopes->tree->count};

    o->arena = a;
    o->scopes = scopes;
    o->tree = scopes->tree;
    o->first = arena_array(a, scopes->bindings.len + 1, sizeof(*o->first));
    for (node_id n = 0; n < o->tree->count; n++) {
        while (here.end <= n)
            here = around.items[--around.len];
        note_definitions(o, n, here.func, here.in_loop);
        if (scope_is_function(o->tree, n) || is_loop(tree_kind(o->tree, n))) {
            bool function = scope_is_function(o->tree, n);
            vec_push(a, &around, here);
            here = (struct place){.end = n + tree_node(o->tree, n)->size,
                                  .func = function ? scopes->func_of[n] : here.func,
                                  .in_loop = !function};
        }
    }
    return o;
}

/* The only definition of a binding; NULL when there are none or several. */
static const struct definition *only_definition(const struct own_keys *o, uint32_t binding)
{
    uint32_t first = o->first[binding];

    if (first == 0 || o->definitions.items[first - 1].next != 0)
        return NULL;
    return &o->definitions.items[first - 1];
}

/* True when a binding has one value per activation of its function, or per run of its block. */
static bool is_stable(const struct own_keys *o, uint32_t binding)
{
    const struct binding *b = &o->scopes->bindings.items[binding];
    const struct definition *only = only_definition(o, binding);

    switch (b->kind) {
    case BINDING_PARAM:
    case BINDING_IMPORT:
    case BINDING_CATCH:
        return o->first[binding] == 0;
    case BINDING_CONST:
        return true;
    case BINDING_LET:
        return only != NULL && only->func == b->func && tree_node(o->tree, only->node)->field == FIELD_NAME;
    case BINDING_VAR:
        return only != NULL && only->func == b->func && !only->in_loop;
    case BINDING_CLASS:
    case BINDING_FUNCTION:
    case BINDING_SELF:
        return o->first[binding] == 0;
    }
    return false;
}

/* No definition of `binding` stands in the subtree of `loop`, and none in another function. */
static bool is_steady_in(const struct own_keys *o, uint32_t binding, node_id loop, uint32_t func, unsigned allowed)
{
    unsigned inside = 0;
    unsigned seen = 0;
    node_id end = loop + tree_node(o->tree, loop)->size;

    for (uint32_t i = o->first[binding]; i != 0; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        if (++seen > DEFINITIONS_MAX || d->func != func)
            return false;
        inside += d->node >= loop && d->node < end;
    }
    return inside == allowed && o->scopes->bindings.items[binding].func == func;
}

static bool is_free(const struct own_keys *o, node_id n, struct str name)
{
    return tree_kind(o->tree, n) == KIND_IDENTIFIER && o->scopes->binding_of[n] == BINDING_NONE &&
           str_eq(tree_text(o->tree, n), name);
}

/* The binding whose keys `Object.keys(x)` lists; BINDING_NONE for any other expression. */
static uint32_t keys_call_of(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    node_id callee = NODE_NONE;
    node_id argument = NODE_NONE;

    if (n == NODE_NONE || tree_kind(t, n) != KIND_CALL_EXPRESSION)
        return BINDING_NONE;
    callee = tree_field(t, n, FIELD_FUNCTION);
    if (tree_kind(t, callee) != KIND_MEMBER_EXPRESSION ||
        !is_free(o, tree_field(t, callee, FIELD_OBJECT), STR("Object")) ||
        !str_eq(tree_text(t, tree_field(t, callee, FIELD_PROPERTY)), STR("keys")))
        return BINDING_NONE;
    argument = tree_named_first(t, tree_field(t, n, FIELD_ARGUMENTS));
    return binding_at(o, argument);
}

/* As keys_call_of, also through a stable name for the list. */
static uint32_t keys_list_of(const struct own_keys *o, node_id n)
{
    uint32_t list = binding_at(o, n);
    const struct definition *only = NULL;

    if (list == BINDING_NONE)
        return keys_call_of(o, n);
    only = only_definition(o, list);
    if (only == NULL || only->how != DEFINE_INIT || !is_stable(o, list))
        return BINDING_NONE;
    return keys_call_of(o, only->source);
}

static bool inside(const struct own_keys *o, node_id n, node_id loop)
{
    return n > loop && n < loop + tree_node(o->tree, loop)->size;
}

/* for (key in owner) with the read in its body. */
static uint32_t owner_by_loop(const struct own_keys *o, uint32_t key, node_id read)
{
    unsigned seen = 0;

    for (uint32_t i = o->first[key]; i != 0 && seen <= DEFINITIONS_MAX; i = o->definitions.items[i - 1].next, seen++) {
        const struct definition *d = &o->definitions.items[i - 1];
        node_id loop = tree_node(o->tree, d->node)->parent;
        uint32_t owner = BINDING_NONE;
        if (d->how != DEFINE_KEY_IN && d->how != DEFINE_ELEMENT)
            continue;
        owner = d->how == DEFINE_KEY_IN ? binding_at(o, d->source) : keys_list_of(o, d->source);
        if (owner == BINDING_NONE || !inside(o, read, loop) || !is_steady_in(o, key, loop, d->func, 1))
            continue;
        if (is_stable(o, owner) || is_steady_in(o, owner, loop, d->func, 0))
            return owner;
    }
    return BINDING_NONE;
}

/* Object.keys(owner).forEach(function (key) { ... }) */
static uint32_t owner_by_callback(const struct own_keys *o, uint32_t key)
{
    static const char *const methods[] = {"forEach", "map", "filter", "some", "every", "find", "flatMap"};
    const struct tree *t = o->tree;
    const struct binding *b = &o->scopes->bindings.items[key];
    node_id function = o->scopes->funcs.items[b->func].node;
    node_id list = tree_node(t, function)->parent;
    node_id callee = NODE_NONE;
    struct str method = {0};

    if (b->kind != BINDING_PARAM || o->first[key] != 0 || list == NODE_NONE || tree_kind(t, list) != KIND_ARGUMENTS)
        return BINDING_NONE;
    if (tree_node(t, b->node)->parent != tree_field(t, function, FIELD_PARAMETERS) &&
        b->node != tree_field(t, function, FIELD_PARAMETER))
        return BINDING_NONE;
    if (tree_field(t, function, FIELD_PARAMETERS) != NODE_NONE &&
        tree_named_first(t, tree_field(t, function, FIELD_PARAMETERS)) != b->node)
        return BINDING_NONE;
    callee = tree_field(t, tree_node(t, list)->parent, FIELD_FUNCTION);
    if (callee == NODE_NONE || tree_kind(t, callee) != KIND_MEMBER_EXPRESSION)
        return BINDING_NONE;
    method = tree_text(t, tree_field(t, callee, FIELD_PROPERTY));
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (str_eq(method, str_from(methods[i])))
            return keys_list_of(o, tree_field(t, callee, FIELD_OBJECT));
    }
    return BINDING_NONE;
}

/* keys[i], where keys lists the keys of the owner. */
static uint32_t owner_by_list(const struct own_keys *o, node_id key)
{
    if (key == NODE_NONE || tree_kind(o->tree, key) != KIND_SUBSCRIPT_EXPRESSION)
        return BINDING_NONE;
    return keys_list_of(o, tree_field(o->tree, key, FIELD_OBJECT));
}

/* The binding whose own property the key expression names, when that is proven. */
static uint32_t key_owner(const struct own_keys *o, node_id key, node_id read)
{
    uint32_t binding = binding_at(o, key);
    uint32_t owner = BINDING_NONE;
    const struct definition *only = NULL;

    if (binding == BINDING_NONE) {
        owner = owner_by_list(o, key);
        return owner != BINDING_NONE && is_stable(o, owner) ? owner : BINDING_NONE;
    }
    owner = owner_by_loop(o, binding, read);
    if (owner != BINDING_NONE)
        return owner;
    owner = owner_by_callback(o, binding);
    only = only_definition(o, binding);
    if (owner == BINDING_NONE && only != NULL && only->how == DEFINE_INIT &&
        only->func == o->scopes->bindings.items[binding].func)
        owner = owner_by_list(o, only->source);
    return owner != BINDING_NONE && is_stable(o, owner) ? owner : BINDING_NONE;
}

bool own_keys_proves(const struct own_keys *o, node_id n)
{
    uint32_t base = binding_at(o, tree_field(o->tree, n, FIELD_OBJECT));

    return base != BINDING_NONE && key_owner(o, tree_field(o->tree, n, FIELD_INDEX), n) == base;
}
