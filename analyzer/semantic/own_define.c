/*
 * own_define.c - the assignments of a file, by variable, and which variables never change.
 */
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
                      tree_token(t, n, TOKEN_OF) == NODE_NONE ? DEFINE_KEY_IN : DEFINE_ELEMENT, func, true);
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

/* Methods of a list that hand out its elements, and the list itself behind an element and its index. */
static const struct {
    const char *name;
    uint32_t element; /* which argument of the callback is the element */
} reading_methods[] = {{"forEach", 0}, {"map", 0},     {"filter", 0}, {"some", 0},       {"every", 0},
                       {"find", 0},    {"flatMap", 0}, {"reduce", 1}, {"reduceRight", 1}};

/*
 * True when `n` is a function written here that takes no more than `most` arguments, and that nobody can ask for them:
 * it is strict, or has no name by which it could be handed on.
 */
static bool ignores_list(const struct own_keys *o, node_id n, unsigned most)
{
    const struct tree *t = o->tree;
    const struct func *info = NULL;
    node_id list = NODE_NONE;
    unsigned count = 0;

    if (n == NODE_NONE || !scope_is_function(t, n))
        return false;
    info = &o->scopes->funcs.items[o->scopes->func_of[n]];
    if (info->uses_arguments || (!info->strict && tree_field(t, n, FIELD_NAME) != NODE_NONE))
        return false;
    list = tree_field(t, n, FIELD_PARAMETERS);
    if (list == NODE_NONE)
        return true;
    for (node_id c = tree_named_first(t, list); c != NODE_NONE; c = tree_named_next(t, c)) {
        if (++count > most || tree_kind(t, c) == KIND_REST_PATTERN)
            return false;
    }
    return true;
}

/* list.includes(x), list.concat(x): what it gives tells about the list, and is no part of it. */
static bool is_asking_call(const struct own_keys *o, node_id callee)
{
    static const char *const methods[] = {"concat", "includes", "indexOf", "lastIndexOf", "has"};
    node_id call = tree_node(o->tree, callee)->parent;

    return tree_kind(o->tree, call) == KIND_CALL_EXPRESSION && tree_node(o->tree, callee)->field == FIELD_FUNCTION &&
           str_in_list(tree_text(o->tree, tree_field(o->tree, callee, FIELD_PROPERTY)), methods, ARRAY_LEN(methods));
}

bool own_reads_list(const struct own_keys *o, node_id callee, uint32_t *element)
{
    const struct tree *t = o->tree;
    node_id call = tree_node(t, callee)->parent;
    struct str method = tree_text(t, tree_field(t, callee, FIELD_PROPERTY));

    if (tree_kind(t, call) != KIND_CALL_EXPRESSION || tree_node(t, callee)->field != FIELD_FUNCTION)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(reading_methods); i++) {
        if (!str_eq(method, str_from(reading_methods[i].name)))
            continue;
        *element = reading_methods[i].element;
        return ignores_list(o, tree_named_first(t, tree_field(t, call, FIELD_ARGUMENTS)), *element + 2);
    }
    return false;
}

bool own_is_reading_call(const struct own_keys *o, node_id callee)
{
    uint32_t element = 0;

    return own_reads_list(o, callee, &element);
}

bool own_is_lending_call(const struct own_keys *o, node_id callee)
{
    const struct tree *t = o->tree;
    node_id callback = tree_named_first(t, tree_field(t, tree_node(t, callee)->parent, FIELD_ARGUMENTS));

    return !o->scopes->funcs.items[o->scopes->func_of[callback]].strict;
}

bool own_keys_trusts_callbacks(const struct own_keys *o)
{
    return *o->trusts;
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

/* export const x = ...: others get what it holds, and may change it. */
static bool is_exported(const struct tree *t, node_id declarator)
{
    node_id declaration = tree_node(t, declarator)->parent;

    return tree_kind(t, tree_node(t, declaration)->parent) == KIND_EXPORT_STATEMENT;
}

/* A use of a name that leaves the list it may stand for as it is. */
static bool leaves_list(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    node_id parent = tree_node(t, n)->parent;
    enum field field = (enum field)tree_node(t, n)->field;

    switch (tree_kind(t, parent)) {
    case KIND_VARIABLE_DECLARATOR:
        return field == FIELD_NAME && !is_exported(t, parent);
    case KIND_ASSIGNMENT_EXPRESSION:
        return field == FIELD_LEFT && own_adds_symbols(o, parent);
    case KIND_FOR_IN_STATEMENT:
        return field == FIELD_RIGHT && tree_token(t, parent, TOKEN_OF) != NODE_NONE;
    case KIND_SUBSCRIPT_EXPRESSION:
        return field == FIELD_OBJECT && is_plain_read(t, parent);
    case KIND_SPREAD_ELEMENT:
        return tree_kind(t, tree_node(t, parent)->parent) == KIND_ARRAY;
    case KIND_MEMBER_EXPRESSION:
        if (field != FIELD_OBJECT)
            return false;
        if (str_eq(tree_text(t, tree_field(t, parent, FIELD_PROPERTY)), STR("length")))
            return is_plain_read(t, parent);
        if (is_asking_call(o, parent) || own_adds_symbols(o, tree_node(t, tree_node(t, parent)->parent)->parent))
            return true;
        if (!own_is_reading_call(o, parent))
            return false;
        if (own_is_lending_call(o, parent))
            o->lent[o->scopes->binding_of[n]] = true;
        return true;
    default:
        return false;
    }
}

static void note_touch(struct own_keys *o, node_id n)
{
    uint32_t binding = scope_mentioned(o->scopes, n);

    if (binding != BINDING_NONE && !(tree_kind(o->tree, n) == KIND_IDENTIFIER && leaves_list(o, n)))
        o->touched[binding] = true;
    if (binding != BINDING_NONE && !(tree_kind(o->tree, n) == KIND_IDENTIFIER && own_mention_keeps(o, n)))
        o->changed[binding] = true;
}

static void note_typeof(struct own_keys *o, node_id n)
{
    uint32_t binding = own_binding_at(o, n);

    if (binding != BINDING_NONE && tree_kind(o->tree, tree_node(o->tree, n)->parent) == KIND_UNARY_EXPRESSION &&
        tree_token(o->tree, tree_node(o->tree, n)->parent, TOKEN_TYPEOF) != NODE_NONE)
        o->typed[binding] = true;
}

/* How often names stand in the text, and which of those of declared functions are calls. */
static void note_mention(struct own_keys *o, node_id n)
{
    node_id parent = tree_node(o->tree, n)->parent;
    uint32_t binding = scope_mentioned(o->scopes, n);

    if (binding == BINDING_NONE)
        return;
    o->mentions[binding]++;
    if (o->scopes->bindings.items[binding].kind != BINDING_FUNCTION)
        return;
    if (tree_kind(o->tree, parent) != KIND_CALL_EXPRESSION || tree_node(o->tree, n)->field != FIELD_FUNCTION ||
        tree_kind(o->tree, tree_field(o->tree, parent, FIELD_ARGUMENTS)) != KIND_ARGUMENTS)
        return;
    vec_push(o->arena, &o->call_list, (struct own_call){parent, o->calls[binding]});
    o->calls[binding] = o->call_list.len;
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

/* function f(a, a): in sloppy code the last one counts, so no argument is known to be the value. */
static void note_repeated_parameter(struct own_keys *o, node_id n)
{
    uint32_t binding = own_binding_at(o, n);

    if (binding != BINDING_NONE && tree_kind(o->tree, tree_node(o->tree, n)->parent) == KIND_FORMAL_PARAMETERS &&
        o->scopes->bindings.items[binding].node != n)
        define(o, n, NODE_NONE, DEFINE_OTHER, FUNC_NONE, false);
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
    o->lent = arena_array(a, scopes->bindings.len + 1, sizeof(*o->lent));
    o->trusts = arena_array(a, 1, sizeof(*o->trusts));
    o->changed = arena_array(a, scopes->bindings.len + 1, sizeof(*o->changed));
    o->typed = arena_array(a, scopes->bindings.len + 1, sizeof(*o->typed));
    o->declared = arena_array(a, scopes->bindings.len + 1, sizeof(*o->declared));
    o->declarations = arena_array(a, scopes->bindings.len + 1, sizeof(*o->declarations));
    o->mentions = arena_array(a, scopes->bindings.len + 1, sizeof(*o->mentions));
    o->calls = arena_array(a, scopes->bindings.len + 1, sizeof(*o->calls));
    for (uint32_t i = 0; i < scopes->bindings.len; i++)
        o->declared[i] = NODE_NONE;
    for (node_id n = 0; n < o->tree->count; n++) {
        while (here.end <= n && around.len > 0)
            here = around.items[--around.len];
        note_definitions(o, n, here.func, n >= here.start ? here.in_loop : here.before);
        note_declaration(o, n);
        note_touch(o, n);
        note_typeof(o, n);
        note_mention(o, n);
        note_repeated_parameter(o, n);
        o->top_waits = o->top_waits || (here.func == 0 && tree_kind(o->tree, n) == TOKEN_AWAIT);
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
    own_maker_setup(o);
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

    if (o->declarations[binding] > 0 && b->kind != BINDING_FUNCTION)
        return false; /* a function declaration of the same name comes first */
    switch (b->kind) {
    case BINDING_PARAM:
        return o->first[binding] == 0 && !own_is_mapped(o, binding);
    case BINDING_IMPORT:
        /* What is imported by name changes when the exporting file assigns it. */
        return tree_kind(o->tree, tree_node(o->tree, b->node)->parent) == KIND_NAMESPACE_IMPORT;
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

bool own_is_free(const struct own_keys *o, node_id n, struct str name)
{
    return tree_kind(o->tree, n) == KIND_IDENTIFIER && o->scopes->binding_of[n] == BINDING_NONE &&
           str_eq(tree_text(o->tree, n), name);
}

bool own_keys_assigns_once(const struct own_keys *o, uint32_t binding, uint32_t mentions)
{
    const struct binding *b = &o->scopes->bindings.items[binding];
    const struct definition *only = own_only_definition(o, binding);
    node_id declarator = tree_node(o->tree, b->node)->parent;

    return (b->kind == BINDING_VAR || b->kind == BINDING_LET) && o->declarations[binding] == 0 &&
           o->mentions[binding] == mentions && only != NULL && only->how == DEFINE_INIT && only->node != b->node &&
           tree_kind(o->tree, declarator) == KIND_VARIABLE_DECLARATOR && !is_exported(o->tree, declarator);
}
