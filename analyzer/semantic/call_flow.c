#include "analyzer/semantic/call_flow.h"

#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/syntax/expression.h"

static bool is_accessor(const struct call_flow_builder *b, node_id method, enum vertex_kind *kind)
{
    *kind = VERTEX_GETTER;
    if (tree_token(b->tree, method, TOKEN_GET) != NODE_NONE ||
        tree_token(b->tree, method, TOKEN_STATIC_GET) != NODE_NONE)
        return true;
    *kind = VERTEX_SETTER;
    return tree_token(b->tree, method, TOKEN_SET) != NODE_NONE;
}

static void walk_method(struct call_flow_builder *b, node_id n)
{
    node_id key = tree_field(b->tree, n, FIELD_NAME);
    uint32_t func = b->scopes->func_of[n];
    uint32_t name = call_flow_key(b, key);
    uint32_t self = call_flow_of(b, n);
    enum vertex_kind kind = VERTEX_GETTER;

    call_flow_seed(b, self, func);
    if (func < b->scopes->funcs.len && b->scopes->funcs.items[func].kind == FUNC_CONSTRUCTOR)
        return;
    if (!is_accessor(b, n, &kind)) {
        call_flow_define(b, key, n, self);
        return;
    }
    call_flow_accessor(b, kind == VERTEX_GETTER, name, self);
    if (name == FACT_NONE)
        call_flow_computed(b, kind == VERTEX_GETTER ? COMPUTED_GETTER : COMPUTED_SETTER, key, self, true);
    if (kind == VERTEX_GETTER && name != FACT_NONE)
        call_flow_to_property(b, b->out->functions.items[func].result, NODE_NONE, name);
}

static void walk_object(struct call_flow_builder *b, node_id n)
{
    node_id parent = tree_node(b->tree, n)->parent;
    bool exported = tree_kind(b->tree, parent) == KIND_ASSIGNMENT_EXPRESSION &&
                    call_flow_is_exports(b, tree_field(b->tree, parent, FIELD_LEFT));

    for (node_id c = tree_named_first(b->tree, n); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        bool pair = tree_kind(b->tree, c) == KIND_PAIR;
        bool method = tree_kind(b->tree, c) == KIND_METHOD_DEFINITION;
        node_id key = pair ? tree_field(b->tree, c, FIELD_KEY) : method ? tree_field(b->tree, c, FIELD_NAME) : c;
        uint32_t from = 0;

        if (tree_kind(b->tree, c) == KIND_SPREAD_ELEMENT) {
            call_flow_edge(b, call_flow_of(b, tree_named_first(b->tree, c)), call_flow_of(b, n));
            continue;
        }
        from = call_flow_of(b, pair ? tree_field(b->tree, c, FIELD_VALUE) : c);
        call_flow_store(b, from, call_flow_of(b, n));
        if (!method)
            call_flow_define(b, key, pair ? tree_field(b->tree, c, FIELD_VALUE) : c, from);
        if (exported && call_flow_key(b, key) != FACT_NONE)
            call_flow_edge(b, from, call_flow_vertex(b, VERTEX_EXPORT, 0, call_flow_key(b, key), 0));
    }
}

static void walk_class_node(struct call_flow_builder *b, node_id n)
{
    uint32_t self = call_flow_of(b, n);
    node_id name = tree_field(b->tree, n, FIELD_NAME);
    node_id body = tree_field(b->tree, n, FIELD_BODY);

    call_flow_seed(b, self, b->scopes->func_of[n]);
    if (b->out->functions.items[b->scopes->func_of[n]].implied)
        call_flow_imply_super(b, n, b->scopes->func_of[n]);
    if (name != NODE_NONE)
        call_flow_edge(b, self, call_flow_binding(b, b->scopes->binding_of[name]));
    for (node_id c = tree_named_first(b->tree, body); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        node_id given = NODE_NONE;

        if (tree_kind(b->tree, c) == KIND_FIELD_DEFINITION)
            given = tree_field(b->tree, c, FIELD_VALUE);
        if (given != NODE_NONE)
            call_flow_define(b, tree_field(b->tree, c, FIELD_PROPERTY), given, call_flow_of(b, given));
    }
}

static void walk_function_node(struct call_flow_builder *b, node_id n)
{
    uint32_t func = b->scopes->func_of[n];
    node_id name = tree_field(b->tree, n, FIELD_NAME);
    node_id body = tree_field(b->tree, n, FIELD_BODY);
    uint32_t self = call_flow_of(b, n);

    call_flow_seed(b, self, func);
    if (name != NODE_NONE)
        call_flow_edge(b, self, call_flow_binding(b, b->scopes->binding_of[name]));
    if (tree_kind(b->tree, n) == KIND_ARROW_FUNCTION && body != NODE_NONE &&
        tree_kind(b->tree, body) != KIND_STATEMENT_BLOCK)
        call_flow_edge(b, call_flow_of(b, body), b->out->functions.items[func].result);
}

static void walk_using(struct call_flow_builder *b, node_id n)
{
    call_flow_implicit(b, "[Symbol.dispose]", n);
    call_flow_implicit(b, "[Symbol.asyncDispose]", n);
}

static void walk_for_in(struct call_flow_builder *b, node_id n)
{
    node_id left = tree_field(b->tree, n, FIELD_LEFT);

    if (tree_field(b->tree, n, FIELD_OPERATOR) == NODE_NONE ||
        tree_kind(b->tree, tree_field(b->tree, n, FIELD_OPERATOR)) != TOKEN_OF)
        return;
    call_flow_implicit(b, "[Symbol.iterator]", n);
    call_flow_implicit(b, "next", n);
    call_flow_implicit(b, "return", n);
    if (tree_token(b->tree, n, TOKEN_USING) != NODE_NONE)
        walk_using(b, n);
    if (left != NODE_NONE)
        call_flow_into(b, left, NODE_NONE, call_flow_of(b, tree_field(b->tree, n, FIELD_RIGHT)));
}

static void walk_binary_node(struct call_flow_builder *b, node_id n)
{
    node_id op = tree_field(b->tree, n, FIELD_OPERATOR);
    enum kind kind = tree_kind(b->tree, op);

    if (kind == TOKEN_INSTANCEOF) {
        call_flow_implicit(b, "[Symbol.hasInstance]", n);
        return;
    }
    if (kind == TOKEN_PLUS)
        call_flow_implicit(b, "toString", n);
    if (kind == TOKEN_PLUS || kind == TOKEN_MINUS || kind == TOKEN_LT || kind == TOKEN_GT) {
        call_flow_implicit(b, "valueOf", n);
        call_flow_implicit(b, "[Symbol.toPrimitive]", n);
    }
    if (kind != TOKEN_AND_AND && kind != TOKEN_OR_OR && kind != TOKEN_NULLISH)
        return;
    call_flow_edge(b, call_flow_of(b, tree_field(b->tree, n, FIELD_LEFT)), call_flow_of(b, n));
    call_flow_edge(b, call_flow_of(b, tree_field(b->tree, n, FIELD_RIGHT)), call_flow_of(b, n));
}

/* `module.exports = require("x")`: all exports of x are this module's. */
static void reexport(struct call_flow_builder *b, node_id n)
{
    struct module_binding module = {0};

    if (!call_flow_is_exports(b, skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_LEFT))))
        return;
    module = call_flow_module(b, tree_field(b->tree, n, FIELD_RIGHT));
    if (module.known)
        vec_push(b->arena, &b->out->stars, call_flow_vertex(b, VERTEX_MODULE, module.import, module.specifier, 0));
}

/* What several kinds of expression hand on: the value of the last part, or of either. */
static bool walk_passing(struct call_flow_builder *b, node_id n)
{
    node_id last = NODE_NONE;

    switch (tree_kind(b->tree, n)) {
    case KIND_SEQUENCE_EXPRESSION:
    case KIND_AWAIT_EXPRESSION:
        for (node_id c = tree_named_first(b->tree, n); c != NODE_NONE; c = tree_named_next(b->tree, c))
            last = c;
        if (last != NODE_NONE)
            call_flow_edge(b, call_flow_of(b, last), call_flow_of(b, n));
        if (tree_kind(b->tree, n) == KIND_AWAIT_EXPRESSION)
            call_flow_implicit(b, "then", n);
        return true;
    case KIND_TERNARY_EXPRESSION:
        call_flow_edge(b, call_flow_of(b, tree_field(b->tree, n, FIELD_CONSEQUENCE)), call_flow_of(b, n));
        call_flow_edge(b, call_flow_of(b, tree_field(b->tree, n, FIELD_ALTERNATIVE)), call_flow_of(b, n));
        return true;
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION: /* a ||= b may give a */
        call_flow_edge(b, call_flow_of(b, tree_field(b->tree, n, FIELD_LEFT)), call_flow_of(b, n));
        /* fall through */
    case KIND_ASSIGNMENT_EXPRESSION:
        reexport(b, n);
        call_flow_into(b, tree_field(b->tree, n, FIELD_LEFT), tree_field(b->tree, n, FIELD_RIGHT),
                       call_flow_of(b, tree_field(b->tree, n, FIELD_RIGHT)));
        call_flow_edge(b, call_flow_of(b, tree_field(b->tree, n, FIELD_RIGHT)), call_flow_of(b, n));
        return true;
    case KIND_BINARY_EXPRESSION:
        walk_binary_node(b, n);
        return true;
    default:
        return false;
    }
}

static bool walk_access(struct call_flow_builder *b, node_id n)
{
    node_id object = NODE_NONE;
    uint32_t name = 0;

    switch (tree_kind(b->tree, n)) {
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        object = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_OBJECT));
        name = call_flow_member(b, n);
        if (is_write_target(b->tree, n) &&
            tree_kind(b->tree, tree_node(b->tree, n)->parent) != KIND_AUGMENTED_ASSIGNMENT_EXPRESSION)
            return true;
        call_flow_read(b, object, name, call_flow_of(b, n));
        call_flow_note_read(b, n, name);
        if (name == FACT_NONE)
            call_flow_computed_read(b, n);
        return true;
    case KIND_TEMPLATE_SUBSTITUTION:
        call_flow_implicit(b, "toString", n);
        call_flow_implicit(b, "valueOf", n);
        return true;
    case KIND_ARRAY:
        for (node_id c = tree_named_first(b->tree, n); c != NODE_NONE; c = tree_named_next(b->tree, c))
            call_flow_edge(b, call_flow_of(b, c), call_flow_of(b, n));
        return true;
    case KIND_SPREAD_ELEMENT:
        call_flow_edge(b, call_flow_of(b, tree_named_first(b->tree, n)), call_flow_of(b, n));
        call_flow_implicit(b, "[Symbol.iterator]", n);
        call_flow_implicit(b, "next", n);
        return true;
    default:
        return false;
    }
}

static bool walk_result(struct call_flow_builder *b, node_id n)
{
    node_id argument = NODE_NONE;

    switch (tree_kind(b->tree, n)) {
    case KIND_RETURN_STATEMENT:
        argument = tree_named_first(b->tree, n);
        if (argument != NODE_NONE)
            call_flow_edge(b, call_flow_of(b, argument), b->out->functions.items[b->func].result);
        return true;
    case KIND_YIELD_EXPRESSION:
        argument = tree_named_first(b->tree, n);
        if (argument != NODE_NONE)
            call_flow_edge(b, call_flow_of(b, argument), b->out->functions.items[b->func].result);
        if (tree_token(b->tree, n, TOKEN_STAR) != NODE_NONE) {
            call_flow_implicit(b, "[Symbol.iterator]", n);
            call_flow_implicit(b, "next", n);
        }
        return true;
    case KIND_FOR_IN_STATEMENT:
        walk_for_in(b, n);
        return true;
    case KIND_USING_DECLARATION:
        walk_using(b, n);
        return true;
    default:
        return false;
    }
}

static void walk_definition(struct call_flow_builder *b, node_id n)
{
    switch (tree_kind(b->tree, n)) {
    case KIND_FUNCTION_DECLARATION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_GENERATOR_FUNCTION:
    case KIND_GENERATOR_FUNCTION_DECLARATION:
    case KIND_ARROW_FUNCTION:
        walk_function_node(b, n);
        return;
    case KIND_METHOD_DEFINITION:
        walk_method(b, n);
        return;
    case KIND_CLASS:
    case KIND_CLASS_DECLARATION:
        walk_class_node(b, n);
        return;
    case KIND_OBJECT:
        walk_object(b, n);
        return;
    default: /* holds no function: its parts are walked on their own */
        return;
    }
}

static void walk_node(struct call_flow_builder *b, node_id n)
{
    if (!tree_node(b->tree, n)->named)
        return;
    call_flow_proxy(b, n);
    call_flow_texts(b, n);
    if (!walk_passing(b, n) && !walk_access(b, n) && !walk_result(b, n) && !call_flow_pattern(b, n) &&
        !call_flow_call(b, n) && !call_flow_declaration(b, n))
        walk_definition(b, n);
}

/* A class's initialisers run in its constructor; its static blocks where the class stands. */
static uint32_t acts_for(const struct call_flow_builder *b, uint32_t func)
{
    const struct func *info = &b->scopes->funcs.items[func];
    node_id n = info->node;

    if (info->kind != FUNC_FIELD && info->kind != FUNC_STATIC_BLOCK)
        return func;
    if (info->is_static || info->kind == FUNC_STATIC_BLOCK)
        return info->parent;
    while (n != NODE_NONE && tree_kind(b->tree, n) != KIND_CLASS && tree_kind(b->tree, n) != KIND_CLASS_DECLARATION)
        n = tree_node(b->tree, n)->parent;
    return n == NODE_NONE ? func : b->scopes->func_of[n];
}

/* What a function without a name of its own is first assigned to, as Node would show it in a stack. */
static uint32_t hinted_name(const struct call_flow_builder *b, uint32_t func)
{
    node_id n = b->scopes->funcs.items[func].node;
    node_id parent = tree_node(b->tree, n)->parent;
    node_id target = NODE_NONE;

    if (b->scopes->funcs.items[func].kind == FUNC_CONSTRUCTOR && parent != NODE_NONE) {
        target = tree_field(b->tree, tree_node(b->tree, parent)->parent, FIELD_NAME);
        return target == NODE_NONE ? 0 : b->scopes->name_of[target].i;
    }
    if (b->scopes->funcs.items[func].name.i != 0 || parent == NODE_NONE)
        return b->scopes->funcs.items[func].name.i;
    if (tree_kind(b->tree, parent) == KIND_PAIR)
        target = tree_field(b->tree, parent, FIELD_KEY);
    else if (tree_kind(b->tree, parent) == KIND_VARIABLE_DECLARATOR)
        target = tree_field(b->tree, parent, FIELD_NAME);
    else if (tree_kind(b->tree, parent) == KIND_ASSIGNMENT_EXPRESSION)
        target = skip_parentheses(b->tree, tree_field(b->tree, parent, FIELD_LEFT));
    if (target == NODE_NONE)
        return 0;
    if (tree_kind(b->tree, target) == KIND_MEMBER_EXPRESSION)
        target = tree_field(b->tree, target, FIELD_PROPERTY);
    return tree_kind(b->tree, target) == KIND_IDENTIFIER || tree_kind(b->tree, target) == KIND_PROPERTY_IDENTIFIER
               ? b->scopes->name_of[target].i
               : 0;
}

static void add_function(struct call_flow_builder *b, uint32_t func)
{
    bool written = func < b->scopes->funcs.len;
    struct call_function out = {.result = call_flow_new(b), .rest = VERTEX_NONE, .acts_for = func};
    node_id n = written ? b->scopes->funcs.items[func].node : NODE_NONE;
    node_id single = written ? tree_field(b->tree, n, FIELD_PARAMETER) : NODE_NONE;
    node_id list = written ? tree_field(b->tree, n, FIELD_PARAMETERS) : NODE_NONE;
    struct vertex_list params = {0};
    node_id rest = NODE_NONE;

    b->func = func;
    for (node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(b->tree, list); c != NODE_NONE;
         c = tree_named_next(b->tree, c)) {
        if (tree_kind(b->tree, c) == KIND_REST_PATTERN)
            rest = c;
        else
            vec_push(b->arena, &params, call_flow_of(b, c));
    }
    if (single != NODE_NONE)
        vec_push(b->arena, &params, call_flow_of(b, single));
    if (rest != NODE_NONE || !written || b->scopes->funcs.items[func].uses_arguments)
        out.rest = call_flow_new(b);
    if (rest != NODE_NONE)
        call_flow_into(b, tree_named_first(b->tree, rest), NODE_NONE, out.rest);
    out.params = b->out->lists.len;
    out.param_count = params.len;
    for (uint32_t i = 0; i < params.len; i++)
        vec_push(b->arena, &b->out->lists, params.items[i]);
    out.name = written ? hinted_name(b, func) : b->facts->functions.items[func].name;
    out.implied = !written;
    if (written) {
        out.acts_for = acts_for(b, func);
        out.generator = b->scopes->funcs.items[func].is_generator;
    }
    vec_push(b->arena, &b->out->functions, out);
    if (out.generator)
        call_flow_seed(b, call_flow_vertex(b, VERTEX_PROPERTY, 0, call_flow_text(b, "next"), 0), func);
}

/* The function that each node of the text is in, as flow.c walks. */
static void walk_tree(struct call_flow_builder *b)
{
    struct {
        node_id end;
        uint32_t func;
    } *around = arena_array(b->arena, b->scopes->funcs.len + 1, sizeof(*around));
    uint32_t *enter = arena_array(b->arena, b->tree->count, sizeof(*enter));
    uint32_t depth = 0;

    for (uint32_t i = 1; i < b->scopes->funcs.len; i++)
        if (scope_is_function(b->tree, b->scopes->funcs.items[i].node))
            enter[scope_function_start(b->tree, b->scopes->funcs.items[i].node)] = i;
    b->func = 0;
    for (node_id n = 0; n < b->tree->count; n++) {
        while (depth > 0 && around[depth - 1].end <= n)
            b->func = around[--depth].func;
        if (enter[n] != 0) {
            node_id node = b->scopes->funcs.items[enter[n]].node;
            around[depth].end = node + tree_node(b->tree, node)->size;
            around[depth++].func = b->func;
            b->func = enter[n];
        }
        walk_node(b, n);
    }
}

static void copy_block_functions(struct call_flow_builder *b)
{
    for (uint32_t i = 0; i < b->scopes->block_functions.len; i++)
        call_flow_edge(b, call_flow_binding(b, b->scopes->block_functions.items[i].inner),
                       call_flow_binding(b, b->scopes->block_functions.items[i].outer));
}

void call_flow_build(struct arena *a, const struct scopes *scopes, const struct facts *facts, struct call_flow *out)
{
    struct call_flow_builder b = {.arena = a, .scopes = scopes, .tree = scopes->tree, .facts = facts, .out = out};

    *out = (struct call_flow){0};
    map_init(&b.shared, a);
    map_init(&b.members, a);
    map_init(&b.accessed, a);
    map_init(&b.asked, a);
    map_init(&b.touched, a);
    map_init(&b.fields, a);
    map_init(&b.imports, a);
    b.node_vertex = arena_array(a, b.tree->count, sizeof(*b.node_vertex));
    b.binding_vertex = arena_array(a, scopes->bindings.len + 1, sizeof(*b.binding_vertex));
    b.initial = arena_array(a, scopes->bindings.len + 1, sizeof(*b.initial));
    out->methods = call_flow_new(&b);
    out->own = call_flow_new(&b);
    call_flow_edge(&b, out->methods, out->own);
    b.constructors = call_flow_new(&b);
    out->getters = call_flow_new(&b);
    out->computed_getters = call_flow_new(&b);
    call_flow_edge(&b, out->computed_getters, call_flow_vertex(&b, VERTEX_COMPUTED_GETTER, 0, 0, 0));
    b.modules = arena_array(a, scopes->bindings.len + 1, sizeof(*b.modules));
    for (uint32_t i = 0; i < facts->imports.len; i++)
        map_put(&b.imports, map_pair(facts->imports.items[i].at, facts->imports.items[i].end), i);
    for (uint32_t i = 0; i < facts->functions.len; i++)
        add_function(&b, i);
    call_flow_bind_modules(&b);
    call_flow_note_fields(&b);
    walk_tree(&b);
    copy_block_functions(&b);
}
