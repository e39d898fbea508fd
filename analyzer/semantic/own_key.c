#include "analyzer/semantic/own_key_internal.h"

uint32_t own_binding_at(const struct own_keys *o, node_id n)
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
    enum kind kind = tree_kind(o->tree, target);

    if (kind == KIND_IDENTIFIER)
        define(o, target, source, how, func, in_loop);
    else if (kind != KIND_MEMBER_EXPRESSION && kind != KIND_SUBSCRIPT_EXPRESSION)
        define_pattern(o, target, func, in_loop);
}

/* What x op= y makes of x. */
static enum define_how augmented(const struct tree *t, node_id n)
{
    switch (tree_kind(t, tree_field(t, n, FIELD_OPERATOR))) {
    case TOKEN_PLUS_ASSIGN:
    case TOKEN_AND_AND_ASSIGN:
    case TOKEN_OR_OR_ASSIGN:
    case TOKEN_NULLISH_ASSIGN:
        return DEFINE_SUM;
    default:
        return DEFINE_NUMBER;
    }
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
        define_target(o, tree_field(t, n, FIELD_LEFT), n, augmented(t, n), func, in_loop);
        return;
    case KIND_UPDATE_EXPRESSION:
        define_target(o, tree_field(t, n, FIELD_ARGUMENT), n, DEFINE_NUMBER, func, in_loop);
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
    node_id start; /* of what runs again and again: behind the initialiser */
    uint32_t func;
    bool in_loop;
    bool before; /* in_loop of the loop's initialiser */
};

/* Methods of a list that hand out its elements; their callbacks see the list itself as a third argument. */
static bool is_reading_method(struct str method)
{
    static const char *const methods[] = {"forEach", "map", "filter", "some", "every", "find", "flatMap"};

    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (str_eq(method, str_from(methods[i])))
            return true;
    }
    return false;
}

/* True when `n` is a function written here that cannot see a third argument. */
static bool ignores_list(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    node_id list = NODE_NONE;
    unsigned count = 0;

    if (n == NODE_NONE || !scope_is_function(t, n) || o->scopes->funcs.items[o->scopes->func_of[n]].uses_arguments)
        return false;
    list = tree_field(t, n, FIELD_PARAMETERS);
    if (list == NODE_NONE)
        return true;
    for (node_id c = tree_named_first(t, list); c != NODE_NONE; c = tree_named_next(t, c)) {
        if (++count > 2 || tree_kind(t, c) == KIND_REST_PATTERN)
            return false;
    }
    return true;
}

/* list.method(function (key, index) { ... }) */
bool own_is_reading_call(const struct own_keys *o, node_id callee)
{
    const struct tree *t = o->tree;
    node_id call = tree_node(t, callee)->parent;

    return tree_kind(t, call) == KIND_CALL_EXPRESSION && tree_node(t, callee)->field == FIELD_FUNCTION &&
           is_reading_method(tree_text(t, tree_field(t, callee, FIELD_PROPERTY))) &&
           ignores_list(o, tree_named_first(t, tree_field(t, call, FIELD_ARGUMENTS)));
}

/* True when an expression is only read: not assigned, counted up, deleted or called. */
static bool is_plain_read(const struct tree *t, node_id n)
{
    enum field field = (enum field)tree_node(t, n)->field;

    switch (tree_kind(t, tree_node(t, n)->parent)) {
    case KIND_ASSIGNMENT_EXPRESSION:
        return field == FIELD_RIGHT;
    case KIND_VARIABLE_DECLARATOR:
        return field == FIELD_VALUE;
    case KIND_SUBSCRIPT_EXPRESSION:
        return field == FIELD_INDEX;
    case KIND_BINARY_EXPRESSION:
    case KIND_ARGUMENTS:
    case KIND_RETURN_STATEMENT:
        return true;
    default:
        return false;
    }
}

/* A use of a name that leaves the list it may stand for as it is. */
static bool leaves_list(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    node_id parent = tree_node(t, n)->parent;
    enum field field = (enum field)tree_node(t, n)->field;

    switch (tree_kind(t, parent)) {
    case KIND_VARIABLE_DECLARATOR:
        return field == FIELD_NAME;
    case KIND_FOR_IN_STATEMENT:
        return field == FIELD_RIGHT && tree_token(t, parent, TOKEN_OF) != NODE_NONE;
    case KIND_SUBSCRIPT_EXPRESSION:
        return field == FIELD_OBJECT && is_plain_read(t, parent);
    case KIND_MEMBER_EXPRESSION:
        if (field != FIELD_OBJECT)
            return false;
        if (str_eq(tree_text(t, tree_field(t, parent, FIELD_PROPERTY)), STR("length")))
            return is_plain_read(t, parent);
        return own_is_reading_call(o, parent);
    default:
        return false;
    }
}

static void note_touch(struct own_keys *o, node_id n)
{
    uint32_t binding = BINDING_NONE;

    switch (tree_kind(o->tree, n)) {
    case KIND_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        binding = o->scopes->binding_of[n];
        break;
    default:
        return;
    }
    if (binding != BINDING_NONE && !(tree_kind(o->tree, n) == KIND_IDENTIFIER && leaves_list(o, n)))
        o->touched[binding] = true;
}

static void note_typeof(struct own_keys *o, node_id n)
{
    uint32_t binding = own_binding_at(o, n);

    if (binding != BINDING_NONE && tree_kind(o->tree, tree_node(o->tree, n)->parent) == KIND_UNARY_EXPRESSION &&
        tree_token(o->tree, tree_node(o->tree, n)->parent, TOKEN_TYPEOF) != NODE_NONE)
        o->typed[binding] = true;
}

/* The first node of a loop that may run more than once. */
static node_id loop_start(const struct tree *t, node_id loop)
{
    node_id first = tree_kind(t, loop) == KIND_FOR_STATEMENT ? tree_field(t, loop, FIELD_INITIALIZER) : NODE_NONE;

    return first == NODE_NONE ? loop : first + tree_node(t, first)->size;
}

/* Function declarations define their name: the last of several wins, so only a single one is known. */
static void note_declaration(struct own_keys *o, node_id n)
{
    node_id name = NODE_NONE;
    uint32_t binding = BINDING_NONE;

    if (tree_kind(o->tree, n) != KIND_FUNCTION_DECLARATION &&
        tree_kind(o->tree, n) != KIND_GENERATOR_FUNCTION_DECLARATION)
        return;
    name = tree_field(o->tree, n, FIELD_NAME);
    binding = name == NODE_NONE ? BINDING_NONE : o->scopes->binding_of[name];
    if (binding == BINDING_NONE)
        return;
    o->declared[binding] = o->declarations[binding]++ == 0 ? n : NODE_NONE; /* a generator lists no keys */
}

/* Annex B.3.2: a function in a block is also assigned to the variable of that name. */
static void note_block_functions(struct own_keys *o)
{
    for (uint32_t i = 0; i < o->scopes->block_functions.len; i++) {
        uint32_t outer = o->scopes->block_functions.items[i].outer;
        struct definition d = {.how = DEFINE_OTHER, .func = FUNC_NONE, .in_loop = true, .next = o->first[outer]};
        vec_push(o->arena, &o->definitions, d);
        o->first[outer] = o->definitions.len;
    }
}

struct own_keys *own_keys_build(struct arena *a, const struct scopes *scopes)
{
    struct own_keys *o = arena_new(a, struct own_keys);
    VEC(struct place) around = {0};
    struct place here = {.end = scopes->tree->count};

    o->arena = a;
    o->scopes = scopes;
    o->tree = scopes->tree;
    o->first = arena_array(a, scopes->bindings.len + 1, sizeof(*o->first));
    o->touched = arena_array(a, scopes->bindings.len + 1, sizeof(*o->touched));
    o->typed = arena_array(a, scopes->bindings.len + 1, sizeof(*o->typed));
    o->declared = arena_array(a, scopes->bindings.len + 1, sizeof(*o->declared));
    o->declarations = arena_array(a, scopes->bindings.len + 1, sizeof(*o->declarations));
    for (uint32_t i = 0; i < scopes->bindings.len; i++)
        o->declared[i] = NODE_NONE;
    for (node_id n = 0; n < o->tree->count; n++) {
        while (here.end <= n && around.len > 0)
            here = around.items[--around.len];
        note_definitions(o, n, here.func, n >= here.start ? here.in_loop : here.before);
        note_declaration(o, n);
        note_touch(o, n);
        note_typeof(o, n);
        if (scope_is_function(o->tree, n) || is_loop(tree_kind(o->tree, n))) {
            bool function = scope_is_function(o->tree, n);
            vec_push(a, &around, here);
            here = (struct place){.end = n + tree_node(o->tree, n)->size,
                                  .start = function ? n : loop_start(o->tree, n),
                                  .func = function ? scopes->func_of[n] : here.func,
                                  .in_loop = !function,
                                  .before = !function && here.in_loop};
        }
    }
    note_block_functions(o);
    own_reach_setup(o);
    return o;
}

const struct definition *own_only_definition(const struct own_keys *o, uint32_t binding)
{
    uint32_t first = o->first[binding];

    if (first == 0 || o->definitions.items[first - 1].next != 0)
        return NULL;
    return &o->definitions.items[first - 1];
}

bool own_is_mapped(const struct own_keys *o, uint32_t binding)
{
    const struct binding *b = &o->scopes->bindings.items[binding];
    const struct func *f = &o->scopes->funcs.items[b->func];

    return b->kind == BINDING_PARAM && !f->strict && f->uses_arguments;
}

bool own_is_stable(const struct own_keys *o, uint32_t binding)
{
    const struct binding *b = &o->scopes->bindings.items[binding];
    const struct definition *only = own_only_definition(o, binding);

    switch (b->kind) {
    case BINDING_PARAM:
        return o->first[binding] == 0 && !own_is_mapped(o, binding);
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

    if (own_is_mapped(o, binding))
        return false;
    for (uint32_t i = o->first[binding]; i != 0; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        if (++seen > DEFINITIONS_MAX || d->func != func)
            return false;
        inside += d->node >= loop && d->node < end;
    }
    return inside == allowed && o->scopes->bindings.items[binding].func == func;
}

bool own_is_free(const struct own_keys *o, node_id n, struct str name)
{
    return tree_kind(o->tree, n) == KIND_IDENTIFIER && o->scopes->binding_of[n] == BINDING_NONE &&
           str_eq(tree_text(o->tree, n), name);
}

static const struct own_list NO_LIST = {BINDING_NONE, OWN_NOT};

static bool inside(const struct own_keys *o, node_id n, node_id loop)
{
    return n > loop && n < loop + tree_node(o->tree, loop)->size;
}

/* True when the read stands in a function of its own inside the loop: it may run when the loop is over. */
static bool runs_later(const struct own_keys *o, node_id read, node_id loop)
{
    for (node_id n = read; n != loop; n = tree_node(o->tree, n)->parent) {
        if (scope_is_function(o->tree, n))
            return true;
    }
    return false;
}

/* for (key in owner) with the read in its body. */
static struct own_list owner_by_loop(const struct own_keys *o, uint32_t key, node_id read)
{
    unsigned seen = 0;

    for (uint32_t i = o->first[key]; i != 0 && seen <= DEFINITIONS_MAX; i = o->definitions.items[i - 1].next, seen++) {
        const struct definition *d = &o->definitions.items[i - 1];
        node_id loop = tree_node(o->tree, d->node)->parent;
        struct own_list list = NO_LIST;
        if (d->how != DEFINE_KEY_IN && d->how != DEFINE_ELEMENT)
            continue;
        list = d->how == DEFINE_KEY_IN ? (struct own_list){own_binding_at(o, d->source), OWN_ENUMERATED}
                                       : own_list_of(o, d->source);
        if (list.owner == BINDING_NONE || !inside(o, read, loop) || !is_steady_in(o, key, loop, d->func, 1))
            continue;
        if (runs_later(o, read, loop) && (own_only_definition(o, key) == NULL || !own_is_stable(o, list.owner)))
            continue;
        if (own_is_stable(o, list.owner) || is_steady_in(o, list.owner, loop, d->func, 0))
            return list;
    }
    return NO_LIST;
}

/*
 * True when `binding` cannot change while the function `callback` runs that a call around it waits for: all its
 * definitions are statements of the function that waits, and the read is in the callback itself.
 */
static bool waits_for(const struct own_keys *o, uint32_t binding, node_id callback, node_id read)
{
    unsigned seen = 0;

    if (own_is_mapped(o, binding) || runs_later(o, read, callback))
        return false;
    for (uint32_t i = o->first[binding]; i != 0; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        if (++seen > DEFINITIONS_MAX || d->func != o->scopes->bindings.items[binding].func ||
            inside(o, d->node, callback))
            return false;
    }
    return true;
}

/* Object.keys(owner).forEach(function (key) { ... }) */
static struct own_list owner_by_callback(const struct own_keys *o, uint32_t key, node_id read)
{
    const struct tree *t = o->tree;
    const struct binding *b = &o->scopes->bindings.items[key];
    node_id function = o->scopes->funcs.items[b->func].node;
    node_id list = tree_node(t, function)->parent;
    node_id callee = NODE_NONE;
    struct own_list owner = NO_LIST;

    if (b->kind != BINDING_PARAM || o->first[key] != 0 || list == NODE_NONE || tree_kind(t, list) != KIND_ARGUMENTS)
        return NO_LIST;
    if (tree_node(t, b->node)->parent != tree_field(t, function, FIELD_PARAMETERS) &&
        b->node != tree_field(t, function, FIELD_PARAMETER))
        return NO_LIST;
    if (tree_field(t, function, FIELD_PARAMETERS) != NODE_NONE &&
        tree_named_first(t, tree_field(t, function, FIELD_PARAMETERS)) != b->node)
        return NO_LIST;
    callee = tree_field(t, tree_node(t, list)->parent, FIELD_FUNCTION);
    if (callee == NODE_NONE || tree_kind(t, callee) != KIND_MEMBER_EXPRESSION || !own_is_reading_call(o, callee))
        return NO_LIST;
    owner = own_list_of(o, tree_field(t, callee, FIELD_OBJECT));
    if (owner.owner == BINDING_NONE || (!own_is_stable(o, owner.owner) && !waits_for(o, owner.owner, function, read)))
        return NO_LIST;
    return owner;
}

/* keys[i], where keys lists the keys of the owner. */
static struct own_list owner_by_list(const struct own_keys *o, node_id key)
{
    struct own_list list = NO_LIST;

    if (key == NODE_NONE || tree_kind(o->tree, key) != KIND_SUBSCRIPT_EXPRESSION)
        return NO_LIST;
    list = own_list_of(o, tree_field(o->tree, key, FIELD_OBJECT));
    return list.owner != BINDING_NONE && own_is_stable(o, list.owner) ? list : NO_LIST;
}

/* The binding whose own property the key expression names, when that is proven. */
static struct own_list key_owner(const struct own_keys *o, node_id key, node_id read)
{
    uint32_t binding = own_binding_at(o, key);
    struct own_list owner = NO_LIST;
    const struct definition *only = NULL;

    if (binding == BINDING_NONE)
        return owner_by_list(o, key);
    owner = owner_by_loop(o, binding, read);
    if (owner.owner == BINDING_NONE)
        owner = owner_by_callback(o, binding, read);
    only = own_only_definition(o, binding);
    if (owner.owner == BINDING_NONE && only != NULL && only->how == DEFINE_INIT &&
        only->func == o->scopes->bindings.items[binding].func)
        owner = owner_by_list(o, only->source);
    return owner;
}

/* What the key of a read of `base` is proven to be. */
static enum own_proof proof_of(const struct own_keys *o, node_id base, node_id key, node_id read)
{
    struct own_list owner = NO_LIST;

    if (own_binding_at(o, base) == BINDING_NONE)
        return OWN_NOT;
    owner = key_owner(o, key, read);
    return owner.owner == own_binding_at(o, base) ? owner.proof : OWN_NOT;
}

/* The position of a parameter that is a plain name; false for any other. */
static bool param_index(const struct own_keys *o, uint32_t binding, uint32_t *out)
{
    node_id function = o->scopes->funcs.items[o->scopes->bindings.items[binding].func].node;
    node_id list = tree_field(o->tree, function, FIELD_PARAMETERS);
    uint32_t index = 0;

    for (node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(o->tree, list); c != NODE_NONE;
         c = tree_named_next(o->tree, c), index++) {
        if (c == o->scopes->bindings.items[binding].node) {
            *out = index;
            return true;
        }
    }
    return false;
}

/* Argument `index` of a list without spread before it; NODE_NONE when there is none. */
static node_id argument_at(const struct own_keys *o, node_id list, uint32_t index)
{
    uint32_t at = 0;

    for (node_id c = tree_named_first(o->tree, list); c != NODE_NONE; c = tree_named_next(o->tree, c), at++) {
        if (tree_kind(o->tree, c) == KIND_SPREAD_ELEMENT)
            return NODE_NONE;
        if (at == index)
            return c;
    }
    return NODE_NONE;
}

bool own_keys_params(const struct own_keys *o, node_id n, uint32_t *func, uint32_t *base, uint32_t *key)
{
    bool call = tree_kind(o->tree, n) == KIND_CALL_EXPRESSION;
    node_id list = call ? tree_field(o->tree, n, FIELD_ARGUMENTS) : NODE_NONE;
    uint32_t b = own_binding_at(o, call ? argument_at(o, list, 0) : tree_field(o->tree, n, FIELD_OBJECT));
    uint32_t k = own_binding_at(o, call ? argument_at(o, list, 1) : tree_field(o->tree, n, FIELD_INDEX));
    const struct binding *bindings = o->scopes->bindings.items;

    if (b == BINDING_NONE || k == BINDING_NONE || bindings[b].func != bindings[k].func ||
        bindings[b].kind != BINDING_PARAM || bindings[k].kind != BINDING_PARAM || !own_is_stable(o, b) ||
        !own_is_stable(o, k))
        return false;
    *func = bindings[b].func;
    return param_index(o, b, base) && param_index(o, k, key);
}

enum own_proof own_keys_arguments(const struct own_keys *o, node_id call, uint32_t base, uint32_t key)
{
    node_id list = NODE_NONE;

    if (call == NODE_NONE || tree_kind(o->tree, call) != KIND_CALL_EXPRESSION)
        return OWN_NOT;
    list = tree_field(o->tree, call, FIELD_ARGUMENTS);
    return proof_of(o, argument_at(o, list, base), argument_at(o, list, key), call);
}

/* What is known where a read stands: that `test` came out as `holds`. */
struct guard {
    const struct own_keys *o;
    uint32_t base;
    uint32_t key;
    bool excludes_constructor; /* key !== "constructor" */
    bool excludes_proto;       /* key !== "__proto__" */
    bool excludes_prototype;   /* key !== "prototype" */
    bool own;                  /* hasOwn(base, key) */
    unsigned types;            /* of the key: enum type_set */
};

/* The source text of a constant name compared with; empty for anything else. */
static bool is_name(const struct own_keys *o, node_id n, const char *name)
{
    struct str text = tree_text(o->tree, n);

    return tree_kind(o->tree, n) == KIND_STRING && text.len >= 2 &&
           str_eq(str_slice(text, 1, text.len - 1), str_from(name));
}

/* The type that a text compared with typeof names; TYPE_ALL for any other text. */
static unsigned type_named(const struct own_keys *o, node_id n)
{
    static const struct {
        const char *name;
        unsigned type;
    } types[] = {{"undefined", TYPE_UNDEFINED}, {"object", TYPE_OBJECT},    {"boolean", TYPE_BOOLEAN},
                 {"number", TYPE_NUMBER},       {"bigint", TYPE_BIGINT},    {"string", TYPE_STRING},
                 {"symbol", TYPE_SYMBOL},       {"function", TYPE_FUNCTION}};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (is_name(o, n, types[i].name))
            return types[i].type;
    }
    return TYPE_ALL;
}

/* True for typeof key. */
static bool asks_type(const struct guard *g, node_id n)
{
    const struct tree *t = g->o->tree;

    return tree_kind(t, n) == KIND_UNARY_EXPRESSION && tree_token(t, n, TOKEN_TYPEOF) != NODE_NONE &&
           own_binding_at(g->o, tree_field(t, n, FIELD_ARGUMENT)) == g->key;
}

/* The types that a comparison with the result `equal` leaves: typeof key === "string", either way round. */
static unsigned types_compared(const struct guard *g, node_id n, bool equal)
{
    const struct tree *t = g->o->tree;
    node_id left = tree_field(t, n, FIELD_LEFT);
    node_id right = tree_field(t, n, FIELD_RIGHT);
    unsigned type = TYPE_ALL;

    if (asks_type(g, left))
        type = type_named(g->o, right);
    else if (asks_type(g, right))
        type = type_named(g->o, left);
    if (type == TYPE_ALL)
        return TYPE_ALL;
    return equal ? type : TYPE_ALL & ~type;
}

/* key === "constructor", either way round */
static void learn_comparison(struct guard *g, node_id n, bool equal)
{
    const struct tree *t = g->o->tree;
    node_id left = tree_field(t, n, FIELD_LEFT);
    node_id right = tree_field(t, n, FIELD_RIGHT);
    enum kind op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));
    bool same = op == TOKEN_EQ_STRICT || op == TOKEN_EQ;
    bool differ = op == TOKEN_NE_STRICT || op == TOKEN_NE;
    node_id other = own_binding_at(g->o, left) == g->key ? right : left;

    if (same || differ)
        g->types &= types_compared(g, n, equal == same);
    if ((!same && !differ) || (own_binding_at(g->o, left) != g->key && own_binding_at(g->o, right) != g->key))
        return;
    if (equal != differ)
        return; /* it is that name */
    g->excludes_constructor = g->excludes_constructor || is_name(g->o, other, "constructor");
    g->excludes_proto = g->excludes_proto || is_name(g->o, other, "__proto__");
    g->excludes_prototype = g->excludes_prototype || is_name(g->o, other, "prototype");
}

bool own_ends_with_member(const struct own_keys *o, node_id n, const char *name)
{
    return n != NODE_NONE && tree_kind(o->tree, n) == KIND_MEMBER_EXPRESSION &&
           str_eq(tree_text(o->tree, tree_field(o->tree, n, FIELD_PROPERTY)), str_from(name));
}

/* True for Object.prototype.hasOwnProperty, ({}).hasOwnProperty, or a stable name for it. */
static bool is_has_own(const struct own_keys *o, node_id n)
{
    uint32_t name = own_binding_at(o, n);
    const struct definition *only = NULL;
    node_id object = NODE_NONE;

    if (name != BINDING_NONE) {
        only = own_only_definition(o, name);
        if (only == NULL || only->how != DEFINE_INIT || !own_is_stable(o, name))
            return false;
        n = only->source;
    }
    if (!own_ends_with_member(o, n, "hasOwnProperty"))
        return false;
    object = tree_field(o->tree, n, FIELD_OBJECT);
    if (tree_kind(o->tree, object) == KIND_PARENTHESIZED_EXPRESSION)
        object = tree_named_first(o->tree, object);
    return (tree_kind(o->tree, object) == KIND_OBJECT && tree_node(o->tree, object)->size == 3) ||
           (own_ends_with_member(o, object, "prototype") &&
            own_is_free(o, tree_field(o->tree, object, FIELD_OBJECT), STR("Object")));
}

/* Object.hasOwn(base, key), Object.prototype.hasOwnProperty.call(base, key) */
static void learn_call(struct guard *g, node_id n)
{
    const struct own_keys *o = g->o;
    node_id callee = tree_field(o->tree, n, FIELD_FUNCTION);
    node_id list = tree_field(o->tree, n, FIELD_ARGUMENTS);
    bool static_form = own_ends_with_member(o, callee, "hasOwn") &&
                       own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), STR("Object"));
    bool call_form =
        own_ends_with_member(o, callee, "call") && is_has_own(o, tree_field(o->tree, callee, FIELD_OBJECT));

    if (g->base != BINDING_NONE && (static_form || call_form) &&
        own_binding_at(o, argument_at(o, list, 0)) == g->base && own_binding_at(o, argument_at(o, list, 1)) == g->key)
        g->own = true;
}

/* An expression that came out as true or false. */
struct test {
    node_id node;
    bool holds;
};

/* The types that a disjunction of comparisons leaves: (typeof k === "string" || typeof k === "number"). */
static unsigned types_of_any(const struct guard *g, node_id n, bool truth)
{
    const struct tree *t = g->o->tree;
    VEC(node_id) todo = {0};
    unsigned types = 0;

    vec_push(g->o->arena, &todo, n);
    while (todo.len > 0) {
        node_id at = todo.items[--todo.len];
        enum kind op = KIND_COUNT;
        if (at == NODE_NONE || todo.len > 16)
            return TYPE_ALL;
        op = tree_kind(t, at) == KIND_BINARY_EXPRESSION ? tree_kind(t, tree_field(t, at, FIELD_OPERATOR)) : KIND_COUNT;
        if (tree_kind(t, at) == KIND_PARENTHESIZED_EXPRESSION) {
            vec_push(g->o->arena, &todo, tree_named_first(t, at));
        } else if (op == (truth ? TOKEN_OR_OR : TOKEN_AND_AND)) {
            vec_push(g->o->arena, &todo, tree_field(t, at, FIELD_LEFT));
            vec_push(g->o->arena, &todo, tree_field(t, at, FIELD_RIGHT));
        } else if (op == TOKEN_EQ_STRICT || op == TOKEN_EQ || op == TOKEN_NE_STRICT || op == TOKEN_NE) {
            types |= types_compared(g, at, truth == (op == TOKEN_EQ_STRICT || op == TOKEN_EQ));
        } else {
            return TYPE_ALL;
        }
    }
    return types;
}

/* Everything that `test` coming out as `holds` says about the key; conjunctions are taken apart. */
static void learn(struct guard *g, node_id test, bool holds)
{
    const struct tree *t = g->o->tree;
    VEC(struct test) todo = {0};

    vec_push(g->o->arena, &todo, (struct test){test, holds});
    while (todo.len > 0 && todo.len < 64) {
        node_id n = todo.items[--todo.len].node;
        bool truth = todo.items[todo.len].holds;
        enum kind op = KIND_COUNT;
        if (n == NODE_NONE)
            continue;
        if (tree_kind(t, n) == KIND_PARENTHESIZED_EXPRESSION) {
            vec_push(g->o->arena, &todo, (struct test){tree_named_first(t, n), truth});
        } else if (tree_kind(t, n) == KIND_UNARY_EXPRESSION && tree_token(t, n, TOKEN_BANG) != NODE_NONE) {
            vec_push(g->o->arena, &todo, (struct test){tree_field(t, n, FIELD_ARGUMENT), !truth});
        } else if (tree_kind(t, n) == KIND_CALL_EXPRESSION && truth) {
            learn_call(g, n);
        } else if (tree_kind(t, n) == KIND_BINARY_EXPRESSION) {
            op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));
            if (op == (truth ? TOKEN_AND_AND : TOKEN_OR_OR)) {
                vec_push(g->o->arena, &todo, (struct test){tree_field(t, n, FIELD_LEFT), truth});
                vec_push(g->o->arena, &todo, (struct test){tree_field(t, n, FIELD_RIGHT), truth});
            } else if (op == TOKEN_AND_AND || op == TOKEN_OR_OR) {
                g->types &= types_of_any(g, n, truth);
            } else {
                learn_comparison(g, n, truth);
            }
        }
    }
}

/* True when a statement never lets control go on behind it. */
static bool leaves(const struct tree *t, node_id n)
{
    node_id last = NODE_NONE;

    if (tree_kind(t, n) == KIND_STATEMENT_BLOCK) {
        for (node_id c = tree_named_first(t, n); c != NODE_NONE; c = tree_named_next(t, c))
            last = c;
        if (last == NODE_NONE)
            return false;
        n = last;
    }
    switch (tree_kind(t, n)) {
    case KIND_RETURN_STATEMENT:
    case KIND_THROW_STATEMENT:
    case KIND_CONTINUE_STATEMENT:
    case KIND_BREAK_STATEMENT:
        return true;
    default:
        return false;
    }
}

/* True when neither name is assigned between nodes `from` and `to`, nor in another function. */
static bool unchanged(const struct guard *g, node_id from, node_id to)
{
    const uint32_t names[2] = {g->base, g->key};

    for (size_t i = 0; i < 2; i++) {
        uint32_t func = names[i] == BINDING_NONE ? 0 : g->o->scopes->bindings.items[names[i]].func;
        unsigned seen = 0;
        if (names[i] == BINDING_NONE)
            continue; /* the base is no name: only the key can be known */
        if (own_is_mapped(g->o, names[i]))
            return false;
        for (uint32_t d = g->o->first[names[i]]; d != 0; d = g->o->definitions.items[d - 1].next) {
            const struct definition *at = &g->o->definitions.items[d - 1];
            if (++seen > DEFINITIONS_MAX || at->func != func || (at->node >= from && at->node < to))
                return false;
        }
    }
    return true;
}

/* A statement behind so many in its block learns nothing from them: the time for a block stays linear. */
enum { STATEMENTS_MAX = 1000 };

/* Tests before `child` in the same block that leave it when they hold: if (!ok) return; */
static void learn_before(struct guard *g, node_id block, node_id child)
{
    const struct tree *t = g->o->tree;
    unsigned seen = 0;

    for (node_id c = tree_named_first(t, block); c != NODE_NONE && c < child; c = tree_named_next(t, c)) {
        node_id then = NODE_NONE;
        if (seen++ >= STATEMENTS_MAX)
            return;
        if (tree_kind(t, c) != KIND_IF_STATEMENT || tree_field(t, c, FIELD_ALTERNATIVE) != NODE_NONE)
            continue;
        then = tree_field(t, c, FIELD_CONSEQUENCE);
        if (leaves(t, then) && unchanged(g, c, block + tree_node(t, block)->size))
            learn(g, tree_field(t, c, FIELD_CONDITION), false);
    }
}

static void learn_around(struct guard *g, node_id parent, node_id child)
{
    const struct tree *t = g->o->tree;
    enum field field = (enum field)tree_node(t, child)->field;
    /* The test itself, and loops around the read, must not assign either. */
    bool steady = unchanged(g, parent, parent + tree_node(t, parent)->size);
    enum kind op = KIND_COUNT;

    switch (tree_kind(t, parent)) {
    case KIND_IF_STATEMENT:
    case KIND_TERNARY_EXPRESSION:
        if (field == FIELD_CONDITION || !steady)
            return;
        learn(g, tree_field(t, parent, FIELD_CONDITION), field == FIELD_CONSEQUENCE);
        return;
    case KIND_BINARY_EXPRESSION:
        op = tree_kind(t, tree_field(t, parent, FIELD_OPERATOR));
        if (field != FIELD_RIGHT || (op != TOKEN_AND_AND && op != TOKEN_OR_OR) || !steady)
            return;
        learn(g, tree_field(t, parent, FIELD_LEFT), op == TOKEN_AND_AND);
        return;
    case KIND_STATEMENT_BLOCK:
    case KIND_PROGRAM:
        learn_before(g, parent, child);
        return;
    default:
        return;
    }
}

/* Learns what is known where `n` stands, up to its function: outside, things may have changed when it is called. */
static void learn_at(struct guard *g, node_id n)
{
    const struct tree *t = g->o->tree;
    unsigned steps = 0;

    for (node_id child = n; child != 0 && steps++ < 200 && !scope_is_function(t, child);) {
        node_id parent = tree_node(t, child)->parent;
        learn_around(g, parent, child);
        child = parent;
    }
}

/* What is known of key and base where the computed member `n` stands; false when its key is no variable. */
static bool guard_at(const struct own_keys *o, node_id n, struct guard *g)
{
    *g = (struct guard){.o = o, .base = own_binding_at(o, tree_field(o->tree, n, FIELD_OBJECT)), .types = TYPE_ALL};
    g->key = own_binding_at(o, tree_field(o->tree, n, FIELD_INDEX));
    if (g->key == BINDING_NONE)
        return false;
    learn_at(g, n);
    return true;
}

unsigned own_keys_types(const struct own_keys *o, node_id name)
{
    struct guard g = {.o = o, .base = BINDING_NONE, .key = own_binding_at(o, name), .types = TYPE_ALL};

    if (g.key == BINDING_NONE || !o->typed[g.key])
        return TYPE_ALL;
    learn_at(&g, name);
    return g.types;
}

bool own_keys_guards(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && (g.own || (g.excludes_constructor && g.excludes_proto));
}

bool own_keys_guards_prototype(const struct own_keys *o, node_id n)
{
    struct guard g;

    return guard_at(o, n, &g) && g.excludes_prototype;
}

enum own_proof own_keys_proves(const struct own_keys *o, node_id n)
{
    return proof_of(o, tree_field(o->tree, n, FIELD_OBJECT), tree_field(o->tree, n, FIELD_INDEX), n);
}
