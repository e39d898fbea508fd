#include "analyzer/semantic/scope_internal.h"

#include "analyzer/syntax/literal.h"

/* Declared-by marks of pattern nodes: a binding kind + 1, so that 0 means "declares nothing". */
struct declare {
    struct scope_build *b;
    const struct tree *t;
    uint8_t *mark;         /* per node */
    uint32_t *func_starts; /* per node: function node + 1 whose scope opens here, 0 = none */
    VEC(uint32_t) open;    /* stack of scopes */
    VEC(struct pending_function) hoists;
};

/* A plain function declared in a block of sloppy code: maybe also a var (Annex B.3.2). */
struct pending_function {
    uint32_t scope;
    uint32_t binding;
};

static uint32_t current_scope(const struct declare *d)
{
    return d->open.items[d->open.len - 1];
}

static uint32_t open_scope(struct declare *d, uint32_t func, node_id open, node_id close)
{
    struct scope scope = {.func = func, .open = open, .close = close, .first = BINDING_NONE};

    scope.parent = d->open.len > 0 ? current_scope(d) : SCOPE_NONE;
    vec_push(d->b->arena, &d->b->scopes, scope);
    vec_push(d->b->arena, &d->open, d->b->scopes.len - 1);
    return d->b->scopes.len - 1;
}

static uint32_t add_binding(struct declare *d, uint32_t scope, enum binding_kind kind, sym name, node_id node)
{
    struct scope_build *b = d->b;
    uint32_t found = 0;
    struct binding binding = {.kind = kind, .name = name, .node = node, .func = b->scopes.items[scope].func};

    if (map_get(&b->by_name, map_pair(scope, name.i), &found))
        return found;
    vec_push(b->arena, &b->out->bindings, binding);
    found = b->out->bindings.len - 1;
    vec_push(b->arena, &b->next, b->scopes.items[scope].first);
    vec_push(b->arena, &b->home, scope);
    b->scopes.items[scope].first = found;
    map_put(&b->by_name, map_pair(scope, name.i), found);
    return found;
}

/* The scope where a var of the current place goes (ECMAScript 2025 section 14.3.2). */
static uint32_t var_scope(const struct declare *d)
{
    uint32_t scope = current_scope(d);

    while (!d->b->scopes.items[scope].is_var)
        scope = d->b->scopes.items[scope].parent;
    return scope;
}

static void declare_var(struct declare *d, sym name, node_id node)
{
    uint32_t scope = var_scope(d);
    uint32_t parent = d->b->scopes.items[scope].parent;
    uint32_t found = 0;

    /* A var that repeats a parameter's name shares its values (section 10.2.11 step 28). */
    if (parent != SCOPE_NONE && d->b->scopes.items[parent].is_params &&
        map_get(&d->b->by_name, map_pair(parent, name.i), &found))
        return;
    (void)add_binding(d, scope, BINDING_VAR, name, node);
}

static void declare_function(struct declare *d, sym name, node_id node, bool plain)
{
    uint32_t scope = current_scope(d);
    const struct scope *here = &d->b->scopes.items[scope];
    uint32_t binding = 0;

    if (here->is_var) {
        uint32_t found = 0;
        if (here->parent != SCOPE_NONE && d->b->scopes.items[here->parent].is_params &&
            map_get(&d->b->by_name, map_pair(here->parent, name.i), &found))
            return;
        (void)add_binding(d, scope, BINDING_FUNCTION, name, node);
        return;
    }
    binding = add_binding(d, scope, BINDING_FUNCTION, name, node);
    if (plain && !d->b->out->funcs.items[here->func].strict)
        vec_push(d->b->arena, &d->hoists, (struct pending_function){scope, binding});
}

/* Annex B.3.2.1: the function is also a var unless that would clash with a lexical name on the way. */
static void hoist_block_function(struct declare *d, const struct pending_function *p)
{
    struct scope_build *b = d->b;
    sym name = b->out->bindings.items[p->binding].name;
    uint32_t scope = b->scopes.items[p->scope].parent;
    uint32_t found = 0;
    uint32_t outer = 0;
    bool is_new = false;

    for (; !b->scopes.items[scope].is_var; scope = b->scopes.items[scope].parent) {
        if (map_get(&b->by_name, map_pair(scope, name.i), &found) &&
            b->out->bindings.items[found].kind != BINDING_CATCH)
            return;
    }
    is_new = !map_get(&b->by_name, map_pair(scope, name.i), &found);
    if (!is_new) {
        enum binding_kind kind = b->out->bindings.items[found].kind;
        if (kind != BINDING_VAR && kind != BINDING_FUNCTION)
            return;
    }
    if (b->scopes.items[scope].parent != SCOPE_NONE && b->scopes.items[b->scopes.items[scope].parent].is_params &&
        map_get(&b->by_name, map_pair(b->scopes.items[scope].parent, name.i), &found))
        return;
    outer = add_binding(d, scope, BINDING_VAR, name, b->out->bindings.items[p->binding].node);
    if (is_new)
        b->out->bindings.items[outer].sloppy = true;
    vec_push(b->arena, &b->out->block_functions, (struct block_function){.inner = p->binding, .outer = outer});
}

/* Marks `n` as a pattern or name that declares bindings of `kind`. */
static void mark(struct declare *d, node_id n, enum binding_kind kind)
{
    if (n != NODE_NONE)
        d->mark[n] = (uint8_t)(kind + 1);
}

static void mark_named_children(struct declare *d, node_id n, enum binding_kind kind)
{
    for (node_id c = tree_named_first(d->t, n); c != NODE_NONE; c = tree_named_next(d->t, c))
        mark(d, c, kind);
}

/* A marked node: either a name, which is declared, or a pattern, whose parts are marked. */
static void declare_pattern(struct declare *d, node_id n)
{
    enum binding_kind kind = (enum binding_kind)(d->mark[n] - 1);
    sym name = {0};

    switch (tree_kind(d->t, n)) {
    case KIND_IDENTIFIER:
    case KIND_UNDEFINED:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        name = d->b->out->name_of[n];
        if (kind == BINDING_VAR)
            declare_var(d, name, n);
        else
            (void)add_binding(d, current_scope(d), kind, name, n);
        return;
    case KIND_OBJECT_PATTERN:
    case KIND_ARRAY_PATTERN:
    case KIND_REST_PATTERN:
        mark_named_children(d, n, kind);
        return;
    case KIND_PAIR_PATTERN:
        mark(d, tree_field(d->t, n, FIELD_VALUE), kind);
        return;
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_OBJECT_ASSIGNMENT_PATTERN:
        mark(d, tree_field(d->t, n, FIELD_LEFT), kind);
        return;
    default:
        return; /* not a declaring position: flow refuses shapes it does not know */
    }
}

/* True when the body opens with an exact "use strict" directive (section 11.2.1). */
static bool has_use_strict(const struct tree *t, node_id body)
{
    for (node_id c = tree_named_first(t, body); c != NODE_NONE; c = tree_named_next(t, c)) {
        node_id e = 0;
        struct str text = {0};
        if (tree_kind(t, c) == KIND_HASH_BANG_LINE)
            continue;
        if (tree_kind(t, c) != KIND_EXPRESSION_STATEMENT)
            return false;
        e = tree_named_first(t, c);
        if (e == NODE_NONE || tree_kind(t, e) != KIND_STRING)
            return false;
        text = tree_text(t, e);
        if (text.len == 12 && str_eq(str_slice(text, 1, 11), STR("use strict")))
            return true;
    }
    return false;
}

static bool is_class(enum kind kind)
{
    return kind == KIND_CLASS || kind == KIND_CLASS_DECLARATION;
}

static enum func_kind func_kind_of(const struct declare *d, node_id n)
{
    node_id name = NODE_NONE;

    switch (tree_kind(d->t, n)) {
    case KIND_ARROW_FUNCTION:
        return FUNC_ARROW;
    case KIND_FIELD_DEFINITION:
        return FUNC_FIELD;
    case KIND_CLASS_STATIC_BLOCK:
        return FUNC_STATIC_BLOCK;
    case KIND_METHOD_DEFINITION:
        name = tree_field(d->t, n, FIELD_NAME);
        if (tree_kind(d->t, tree_node(d->t, n)->parent) == KIND_CLASS_BODY &&
            tree_token(d->t, n, TOKEN_STATIC) == NODE_NONE && name != NODE_NONE &&
            str_eq(sym_text(d->b->out->names, d->b->out->name_of[name]), STR("constructor")))
            return FUNC_CONSTRUCTOR;
        return FUNC_METHOD;
    default:
        return FUNC_PLAIN;
    }
}

/* The name a person would use for the function: its own, or that of what it is assigned to. */
static sym func_name(const struct declare *d, node_id n)
{
    const struct tree *t = d->t;
    node_id name = tree_field(t, n, FIELD_NAME);
    node_id parent = tree_node(t, n)->parent;

    if (tree_kind(t, n) == KIND_FIELD_DEFINITION)
        name = tree_field(t, n, FIELD_PROPERTY);
    if (name == NODE_NONE && parent != NODE_NONE && tree_kind(t, parent) == KIND_VARIABLE_DECLARATOR)
        name = tree_field(t, parent, FIELD_NAME);
    if (name == NODE_NONE && parent != NODE_NONE && tree_kind(t, parent) == KIND_PAIR)
        name = tree_field(t, parent, FIELD_KEY);
    if (name == NODE_NONE && parent != NODE_NONE && tree_kind(t, parent) == KIND_ASSIGNMENT_EXPRESSION) {
        name = tree_field(t, parent, FIELD_LEFT);
        if (name != NODE_NONE && tree_kind(t, name) == KIND_MEMBER_EXPRESSION)
            name = tree_field(t, name, FIELD_PROPERTY);
    }
    return name == NODE_NONE ? (sym){0} : d->b->out->name_of[name];
}

static bool func_is_strict(const struct declare *d, node_id n, uint32_t parent)
{
    node_id body = tree_field(d->t, n, FIELD_BODY);
    node_id around = tree_node(d->t, n)->parent;

    if (d->b->out->funcs.items[parent].strict || tree_kind(d->t, around) == KIND_CLASS_BODY)
        return true;
    /* Class heritage is strict too; functions in it are found by walking up expressions. */
    return body != NODE_NONE && tree_kind(d->t, body) == KIND_STATEMENT_BLOCK && has_use_strict(d->t, body);
}

static uint32_t add_func(struct declare *d, node_id n, uint32_t parent, bool in_class)
{
    struct scopes *s = d->b->out;
    struct func f = {.kind = func_kind_of(d, n), .node = n, .parent = parent, .name = func_name(d, n)};

    f.strict = in_class || func_is_strict(d, n, parent);
    f.is_async = tree_token(d->t, n, TOKEN_ASYNC) != NODE_NONE;
    f.is_generator = tree_token(d->t, n, TOKEN_STAR) != NODE_NONE;
    f.is_static = f.kind == FUNC_STATIC_BLOCK || tree_token(d->t, n, TOKEN_STATIC) != NODE_NONE ||
                  tree_token(d->t, n, TOKEN_STATIC_GET) != NODE_NONE;
    f.this_of = f.kind == FUNC_ARROW ? s->funcs.items[parent].this_of : s->funcs.len;
    vec_push(d->b->arena, &s->funcs, f);
    s->func_of[n] = s->funcs.len - 1;
    return s->funcs.len - 1;
}

/* Opens the scope of function node `n` at its first own node. */
static void enter_function(struct declare *d, node_id n, node_id start)
{
    const struct tree *t = d->t;
    uint32_t around = current_scope(d);
    uint32_t parent = d->b->scopes.items[around].func;
    bool in_class = d->mark[n] == UINT8_MAX;
    uint32_t func = add_func(d, n, parent, in_class);
    uint32_t scope = open_scope(d, func, start, n + tree_node(t, n)->size);
    enum func_kind kind = d->b->out->funcs.items[func].kind;
    node_id parameter = NODE_NONE;

    if (kind == FUNC_FIELD || kind == FUNC_STATIC_BLOCK) {
        d->b->scopes.items[scope].is_var = true;
        return;
    }
    d->b->scopes.items[scope].is_params = true;
    d->b->scopes.items[scope].is_var = true; /* of an arrow's expression body */
    parameter = tree_field(t, n, FIELD_PARAMETER);
    if (parameter != NODE_NONE)
        mark(d, parameter, BINDING_PARAM);
    else
        mark_named_children(d, tree_field(t, n, FIELD_PARAMETERS), BINDING_PARAM);
}

/* A scope for the name of a function or class expression, visible only inside it. */
static void open_self_scope(struct declare *d, node_id n)
{
    node_id name = tree_field(d->t, n, FIELD_NAME);

    if (name == NODE_NONE)
        return;
    (void)open_scope(d, d->b->scopes.items[current_scope(d)].func, n, n + tree_node(d->t, n)->size);
    mark(d, name, BINDING_SELF);
}

static bool is_function_body(const struct tree *t, node_id n)
{
    node_id parent = tree_node(t, n)->parent;

    return tree_node(t, n)->field == FIELD_BODY && parent != NODE_NONE && scope_is_function(t, parent) &&
           tree_kind(t, parent) != KIND_FIELD_DEFINITION;
}

static void open_block(struct declare *d, node_id n)
{
    bool body = is_function_body(d->t, n);
    uint32_t scope = 0;

    if (body && tree_kind(d->t, tree_node(d->t, n)->parent) == KIND_CLASS_STATIC_BLOCK)
        return; /* its function scope is open already */
    scope = open_scope(d, d->b->scopes.items[current_scope(d)].func, n, n + tree_node(d->t, n)->size);
    d->b->scopes.items[scope].is_var = body;
}

static void declare_for_in(struct declare *d, node_id n)
{
    node_id kind = tree_field(d->t, n, FIELD_KIND);
    node_id left = tree_field(d->t, n, FIELD_LEFT);

    if (kind == NODE_NONE)
        return;
    mark(d, left,
         tree_kind(d->t, kind) == TOKEN_VAR   ? BINDING_VAR
         : tree_kind(d->t, kind) == TOKEN_LET ? BINDING_LET
                                              : BINDING_CONST);
}

static void declare_variables(struct declare *d, node_id n, enum binding_kind kind)
{
    for (node_id c = tree_named_first(d->t, n); c != NODE_NONE; c = tree_named_next(d->t, c)) {
        if (tree_kind(d->t, c) == KIND_VARIABLE_DECLARATOR)
            mark(d, tree_field(d->t, c, FIELD_NAME), kind);
    }
}

static void declare_named(struct declare *d, node_id n, bool plain)
{
    node_id name = tree_field(d->t, n, FIELD_NAME);

    if (name != NODE_NONE)
        declare_function(d, d->b->out->name_of[name], name, plain);
}

/* Everything inside a class, its heritage included, is strict code (section 15.7). */
static void enter_class(struct declare *d, node_id n)
{
    node_id name = tree_field(d->t, n, FIELD_NAME);

    if (tree_kind(d->t, n) == KIND_CLASS)
        open_self_scope(d, n);
    else if (name != NODE_NONE)
        (void)add_binding(d, current_scope(d), BINDING_CLASS, d->b->out->name_of[name], name);
}

static void declare_import(struct declare *d, node_id n)
{
    node_id alias = NODE_NONE;

    switch (tree_kind(d->t, n)) {
    case KIND_IMPORT_CLAUSE:
    case KIND_NAMESPACE_IMPORT:
        for (node_id c = tree_named_first(d->t, n); c != NODE_NONE; c = tree_named_next(d->t, c)) {
            if (tree_kind(d->t, c) == KIND_IDENTIFIER)
                mark(d, c, BINDING_IMPORT);
        }
        return;
    default:
        alias = tree_field(d->t, n, FIELD_ALIAS);
        mark(d, alias != NODE_NONE ? alias : tree_field(d->t, n, FIELD_NAME), BINDING_IMPORT);
        return;
    }
}

static void intern_name(struct declare *d, node_id n)
{
    struct scopes *s = d->b->out;
    struct str text = {0};

    switch (tree_kind(d->t, n)) {
    case KIND_IDENTIFIER:
    case KIND_UNDEFINED:
    case KIND_PROPERTY_IDENTIFIER:
    case KIND_PRIVATE_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
    case KIND_STATEMENT_IDENTIFIER:
        s->name_of[n] = sym_intern(s->names, literal_identifier(d->b->arena, tree_text(d->t, n)));
        return;
    case KIND_STRING:
        /* Property names and module names; other strings get their value when flow asks. */
        if (tree_node(d->t, n)->field != FIELD_NONE && literal_string(d->b->arena, d->t, n, &text))
            s->name_of[n] = sym_intern(s->names, text);
        return;
    default:
        return;
    }
}

static void declare_node(struct declare *d, node_id n)
{
    switch (tree_kind(d->t, n)) {
    case KIND_VARIABLE_DECLARATION:
        declare_variables(d, n, BINDING_VAR);
        return;
    case KIND_LEXICAL_DECLARATION:
        declare_variables(d, n, tree_token(d->t, n, TOKEN_LET) != NODE_NONE ? BINDING_LET : BINDING_CONST);
        return;
    case KIND_USING_DECLARATION:
        declare_variables(d, n, BINDING_CONST);
        return;
    case KIND_FUNCTION_DECLARATION:
        declare_named(d, n, tree_token(d->t, n, TOKEN_ASYNC) == NODE_NONE);
        return;
    case KIND_GENERATOR_FUNCTION_DECLARATION:
        declare_named(d, n, false);
        return;
    case KIND_FUNCTION_EXPRESSION:
    case KIND_GENERATOR_FUNCTION:
        open_self_scope(d, n);
        return;
    case KIND_CLASS:
    case KIND_CLASS_DECLARATION:
        enter_class(d, n);
        return;
    case KIND_STATEMENT_BLOCK:
        open_block(d, n);
        return;
    case KIND_FOR_STATEMENT:
    case KIND_SWITCH_BODY:
        (void)open_scope(d, d->b->scopes.items[current_scope(d)].func, n, n + tree_node(d->t, n)->size);
        return;
    case KIND_FOR_IN_STATEMENT:
        (void)open_scope(d, d->b->scopes.items[current_scope(d)].func, n, n + tree_node(d->t, n)->size);
        declare_for_in(d, n);
        return;
    case KIND_CATCH_CLAUSE:
        (void)open_scope(d, d->b->scopes.items[current_scope(d)].func, n, n + tree_node(d->t, n)->size);
        mark(d, tree_field(d->t, n, FIELD_PARAMETER), BINDING_CATCH);
        return;
    case KIND_IMPORT_CLAUSE:
    case KIND_NAMESPACE_IMPORT:
    case KIND_IMPORT_SPECIFIER:
        declare_import(d, n);
        return;
    default:
        return;
    }
}

/* UINT8_MAX marks function nodes inside a class: strict whatever is around the class. */
static void note_class_code(struct declare *d, node_id n, node_id *class_end)
{
    if (is_class(tree_kind(d->t, n)) && n + tree_node(d->t, n)->size > *class_end)
        *class_end = n + tree_node(d->t, n)->size;
    if (n < *class_end && scope_is_function(d->t, n) && d->mark[n] == 0)
        d->mark[n] = UINT8_MAX;
}

void scope_declare(struct scope_build *b)
{
    const struct tree *t = b->out->tree;
    struct declare d = {.b = b, .t = t};
    struct func top = {.kind = FUNC_TOP, .node = 0, .parent = FUNC_NONE};
    uint32_t scope = 0;
    node_id class_end = 0;

    d.mark = arena_array(b->arena, t->count, 1);
    d.func_starts = arena_array(b->arena, t->count, sizeof(*d.func_starts));
    top.strict = t->goal == GOAL_MODULE || has_use_strict(t, 0);
    vec_push(b->arena, &b->out->funcs, top);
    scope = open_scope(&d, 0, 0, t->count);
    b->scopes.items[scope].is_var = true;
    for (node_id n = 0; n < t->count; n++)
        intern_name(&d, n);
    for (node_id n = 0; n < t->count; n++) {
        while (b->scopes.items[current_scope(&d)].close <= n)
            d.open.len--;
        if (d.func_starts[n] != 0)
            enter_function(&d, d.func_starts[n] - 1, n);
        note_class_code(&d, n, &class_end);
        if (scope_is_function(t, n))
            d.func_starts[scope_function_start(t, n)] = n + 1;
        if (d.mark[n] != 0 && d.mark[n] != UINT8_MAX)
            declare_pattern(&d, n);
        declare_node(&d, n);
    }
    for (uint32_t i = 0; i < d.hoists.len; i++)
        hoist_block_function(&d, &d.hoists.items[i]);
}
