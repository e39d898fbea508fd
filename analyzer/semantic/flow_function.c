/*
 * flow_function.c - functions: their parameters, `this`, results; and object literals and classes.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/semantic/member_name.h"

static void param_new(struct flow *f, uint32_t func)
{
    cell_id c = cell_new(f);

    vec_push(f->arena, &f->args, c);
    f->funcs[func].param_count++;
}

static void bind_parameters(struct flow *f, uint32_t func)
{
    node_id n = f->scopes->funcs.items[func].node;
    node_id single = tree_field(f->tree, n, FIELD_PARAMETER);
    node_id list = tree_field(f->tree, n, FIELD_PARAMETERS);
    uint32_t index = 0;

    f->current = func;
    f->funcs[func].params = f->args.len;
    if (single != NODE_NONE) {
        param_new(f, func);
        flow_into(f, single, f->args.items[f->funcs[func].params]);
        return;
    }
    if (list == NODE_NONE)
        return;
    for (node_id c = tree_named_first(f->tree, list); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) != KIND_REST_PATTERN)
            param_new(f, func);
    }
    for (node_id c = tree_named_first(f->tree, list); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_REST_PATTERN) {
            uint32_t rest = object_at(f, c, 0, OBJECT_ARRAY);
            f->funcs[func].rest = object_elem(f, rest);
            cell_add(f, cell_of(f, c), VALUE(VALUE_OBJECT, rest));
        } else {
            flow_into(f, c, f->args.items[f->funcs[func].params + index++]);
        }
    }
}

static void function_init(struct flow *f, uint32_t func)
{
    const struct func *info = &f->scopes->funcs.items[func];
    struct flow_func *ff = &f->funcs[func];
    uint32_t promise = 0;

    *ff = (struct flow_func){.object = OBJECT_NONE,
                             .proto = OBJECT_NONE,
                             .instance = OBJECT_NONE,
                             .arguments = OBJECT_NONE,
                             .home = OBJECT_NONE};
    ff->self = cell_new(f);
    cell_add(f, ff->self, VALUE(VALUE_FUNC, func));
    ff->this_cell = info->this_of == func ? cell_new(f) : f->funcs[info->this_of].this_cell;
    ff->result = cell_new(f);
    if (info->is_generator) {
        cell_add_flags(f, ff->result, FLAG_ANY);
    } else if (info->is_async) {
        promise = object_new(f, OBJECT_PROMISE, func);
        cell_add(f, f->funcs[func].result, VALUE(VALUE_OBJECT, promise));
    }
    if (info->kind == FUNC_FIELD || info->kind == FUNC_STATIC_BLOCK)
        f->funcs[func].called = true;
}

static bool class_has_constructor(const struct flow *f, node_id class_node)
{
    node_id body = tree_field(f->tree, class_node, FIELD_BODY);

    for (node_id c = tree_named_first(f->tree, body); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_METHOD_DEFINITION &&
            f->scopes->funcs.items[f->scopes->func_of[c]].kind == FUNC_CONSTRUCTOR) {
            f->scopes->func_of[class_node] = f->scopes->func_of[c];
            return true;
        }
    }
    return false;
}

static bool is_class_node(const struct tree *t, node_id n)
{
    return tree_kind(t, n) == KIND_CLASS || tree_kind(t, n) == KIND_CLASS_DECLARATION;
}

/* Every class has a constructor function; one that is not written is added (section 15.7.14). */
static void add_default_constructors(struct flow *f, struct scopes *own)
{
    for (node_id n = 0; n < f->tree->count; n++) {
        struct func made = {.kind = FUNC_CONSTRUCTOR, .node = n, .strict = true, .uses_this = true};
        node_id name = NODE_NONE;
        if (!is_class_node(f->tree, n) || class_has_constructor(f, n))
            continue;
        name = tree_field(f->tree, n, FIELD_NAME);
        made.name = name == NODE_NONE ? (sym){0} : own->name_of[name];
        made.this_of = own->funcs.len;
        own->func_of[n] = own->funcs.len;
        vec_push(f->arena, &own->funcs, made);
    }
}

/*
 * `var require` and `var arguments` without a value keep what they name in the function around
 * them: Node's wrapper, or the arguments object (section 10.2.11, steps 18 and 28).
 */
static void keep_wrapper_variables(struct flow *f)
{
    static const char *const wrapper[] = {"require", "module", "exports", "__filename", "__dirname", "arguments"};

    for (uint32_t i = 0; i < f->scopes->bindings.len; i++) {
        const struct binding *b = &f->scopes->bindings.items[i];
        struct str name = sym_text(f->names, b->name);
        if (b->kind != BINDING_VAR)
            continue;
        for (size_t k = 0; b->func == 0 && f->tree->goal == GOAL_COMMONJS && k < ARRAY_LEN(wrapper); k++) {
            if (str_eq(name, str_from(wrapper[k])))
                cell_add(f, binding_cell(f, i), VALUE(VALUE_PATH, path_root(f, PATH_CJS, b->name)));
        }
        if (b->func != 0 && b->name.i == f->name_arguments.i && f->scopes->funcs.items[b->func].this_of == b->func)
            cell_add(f, binding_cell(f, i), VALUE(VALUE_OBJECT, func_arguments(f, b->func)));
    }
}

void functions_setup(struct flow *f, struct scopes *own)
{
    uint32_t written = own->funcs.len;

    add_default_constructors(f, own);
    f->funcs = arena_array(f->arena, own->funcs.len, sizeof(*f->funcs));
    for (uint32_t i = 0; i < own->funcs.len; i++)
        function_init(f, i);
    for (uint32_t i = 1; i < written; i++)
        bind_parameters(f, i);
    for (uint32_t i = written; i < own->funcs.len; i++) {
        f->funcs[i].rest = cell_new(f);
        f->funcs[i].called = true;
    }
    f->current = 0;
    keep_wrapper_variables(f);
    if (f->tree->goal == GOAL_COMMONJS)
        cell_add(f, f->funcs[0].this_cell, VALUE(VALUE_PATH, f->path_exports));
    else
        cell_add_flags(f, f->funcs[0].this_cell, FLAG_UNDEFINED);
}

/* The cell that `return` fills: of an async function, what its promise resolves to. */
static void connect_result(struct flow *f, uint32_t func, cell_id from, node_id node)
{
    const struct func *info = &f->scopes->funcs.items[func];
    uint32_t site = 0;

    if (info->is_generator) {
        escape_cell(f, from, node, func);
        return;
    }
    if (!info->is_async) {
        cell_edge(f, from, f->funcs[func].result);
        return;
    }
    site = site_new(f, SITE_AWAIT, node, func);
    site_set_result(f, site, object_elem(f, VALUE_INDEX(f->cells.items[f->funcs[func].result].items[0])));
    cell_watch(f, from, site);
}

void walk_return(struct flow *f, node_id n)
{
    node_id argument = tree_named_first(f->tree, n);

    if (argument != NODE_NONE)
        connect_result(f, f->current, cell_of(f, argument), n);
    else
        cell_add_flags(f, f->funcs[f->current].result, FLAG_UNDEFINED);
}

void walk_function(struct flow *f, node_id n)
{
    uint32_t func = f->scopes->func_of[n];
    node_id body = tree_field(f->tree, n, FIELD_BODY);
    node_id name = tree_field(f->tree, n, FIELD_NAME);
    uint32_t around = f->current;
    enum kind kind = tree_kind(f->tree, n);

    if (kind != KIND_METHOD_DEFINITION && kind != KIND_FIELD_DEFINITION && kind != KIND_CLASS_STATIC_BLOCK) {
        cell_edge(f, f->funcs[func].self, cell_of(f, n));
        if (name != NODE_NONE)
            cell_edge(f, f->funcs[func].self, binding_cell(f, f->scopes->binding_of[name]));
    }
    if (kind == KIND_ARROW_FUNCTION && body != NODE_NONE && tree_kind(f->tree, body) != KIND_STATEMENT_BLOCK) {
        f->current = func;
        connect_result(f, func, cell_of(f, body), body);
        f->current = around;
    } else {
        cell_add_flags(f, f->scopes->funcs.items[func].is_async ? 0 : f->funcs[func].result, FLAG_UNDEFINED);
    }
}

/* property `name` of `object` <- from */
static void property_define(struct flow *f, uint32_t object, node_id name, cell_id from)
{
    sym key = {0};
    cell_id base = 0;
    cell_id computed = 0;
    uint32_t site = 0;

    switch (tree_kind(f->tree, name)) {
    case KIND_PRIVATE_PROPERTY_IDENTIFIER:
        private_define(f, name, from);
        return;
    case KIND_NUMBER:
        cell_edge(f, from, object_elem(f, object));
        return;
    case KIND_COMPUTED_PROPERTY_NAME:
        base = cell_new(f);
        computed = cell_of(f, tree_named_first(f->tree, name));
        cell_add(f, base, VALUE(VALUE_OBJECT, object));
        site = site_new(f, SITE_WRITE_KEY, name, f->current);
        f->sites.items[site].base = base;
        f->sites.items[site].key = computed;
        f->sites.items[site].value = from;
        cell_watch(f, base, site);
        cell_watch(f, computed, site);
        return;
    default:
        key = f->scopes->name_of[name];
        break;
    }
    if (name_is_index(sym_text(f->names, key)))
        cell_edge(f, from, object_elem(f, object));
    else
        cell_edge(f, from, object_prop(f, object, key)->value);
}

static void method_define(struct flow *f, uint32_t object, node_id method)
{
    node_id name = tree_field(f->tree, method, FIELD_NAME);
    cell_id self = f->funcs[f->scopes->func_of[method]].self;
    bool getter = tree_token(f->tree, method, TOKEN_GET) != NODE_NONE ||
                  tree_token(f->tree, method, TOKEN_STATIC_GET) != NODE_NONE;
    bool setter = tree_token(f->tree, method, TOKEN_SET) != NODE_NONE;
    bool unknown = tree_kind(f->tree, name) == KIND_COMPUTED_PROPERTY_NAME || tree_kind(f->tree, name) == KIND_NUMBER;

    f->funcs[f->scopes->func_of[method]].home = object;
    if (!getter && !setter) {
        property_define(f, object, name, self);
        return;
    }
    if (is_private_name(f, name)) {
        private_accessor(f, name, f->scopes->func_of[method], setter);
        return;
    }
    if (unknown || name_is_index(sym_text(f->names, f->scopes->name_of[name]))) {
        /* An accessor under an unknown name: anybody may run it, on anything, and it sees what is written. */
        escape_cell(f, self, method, f->current);
        escape_object(f, object, method, f->current);
        cell_edge(f, object_heirs(f, object), f->funcs[f->scopes->func_of[method]].this_cell);
        cell_add_flags(f, object_unknown(f, object), FLAG_ANY);
        cell_edge(f, f->funcs[f->scopes->func_of[method]].result, object_unknown(f, object));
        cell_edge(f, f->funcs[f->scopes->func_of[method]].result, object_elem(f, object));
        if (setter)
            charge(f, AMP_INTERNAL_KEY, method, f->current, (sym){FACT_NONE});
        return;
    }
    if (setter && member_is_internal(sym_text(f->names, f->scopes->name_of[name])))
        charge(f, AMP_INTERNAL_MEMBER, method, f->current, f->scopes->name_of[name]); /* a copy of Node's runs it */
    object_accessor(f, object, f->scopes->name_of[name], self, setter);
}

static void walk_pair(struct flow *f, uint32_t object, node_id pair)
{
    node_id key = tree_field(f->tree, pair, FIELD_KEY);
    cell_id from = cell_of(f, tree_field(f->tree, pair, FIELD_VALUE));
    enum kind kind = tree_kind(f->tree, key);

    /* `__proto__: x` sets the prototype (Annex B.3.1); a computed or short one does not. */
    if ((kind == KIND_PROPERTY_IDENTIFIER || kind == KIND_STRING) && f->scopes->name_of[key].i == f->name_proto.i) {
        cell_edge(f, from, object_proto(f, object));
        if (from == f->constant[1])
            f->objects.items[object].null_proto = true;
        return;
    }
    property_define(f, object, key, from);
}

static void walk_object_literal(struct flow *f, node_id n)
{
    uint32_t object = object_at(f, n, 0, OBJECT_PLAIN);

    object_track(f, object);
    cell_add(f, cell_of(f, n), VALUE(VALUE_OBJECT, object));
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        switch (tree_kind(f->tree, c)) {
        case KIND_PAIR:
            walk_pair(f, object, c);
            break;
        case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
            cell_edge(f, cell_of(f, c), object_prop(f, object, f->scopes->name_of[c])->value);
            break;
        case KIND_METHOD_DEFINITION:
            method_define(f, object, c);
            break;
        case KIND_SPREAD_ELEMENT:
            copy_into(f, c, cell_of(f, tree_named_first(f->tree, c)), object);
            break;
        default:
            charge(f, AMP_SYNTAX_SHAPE, c, f->current,
                   sym_intern(f->names, str_from(kind_name(tree_kind(f->tree, c)))));
            break;
        }
    }
}

static void walk_heritage(struct flow *f, node_id class_node, uint32_t ctor)
{
    uint32_t site = 0;

    for (node_id c = tree_named_first(f->tree, class_node); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        cell_id parent = 0;
        if (tree_kind(f->tree, c) != KIND_CLASS_HERITAGE)
            continue;
        parent = cell_of(f, tree_named_first(f->tree, c));
        f->funcs[ctor].derived = true;
        f->funcs[ctor].heritage = parent;
        site = site_watch(f, SITE_EXTENDS, c, parent, 0);
        f->sites.items[site].object = ctor;
        if (tree_kind(f->tree, f->scopes->funcs.items[ctor].node) == KIND_METHOD_DEFINITION)
            continue;
        /* The constructor that is not written passes everything on. */
        site = site_new(f, SITE_SUPER, c, ctor);
        f->sites.items[site].args = f->args.len;
        f->sites.items[site].arg_count = 1;
        f->sites.items[site].flags = SITE_SPREAD;
        f->sites.items[site].receiver = f->funcs[ctor].this_cell;
        vec_push(f->arena, &f->args, f->funcs[ctor].rest);
        cell_watch(f, parent, site);
        cell_watch(f, object_proto(f, func_object(f, ctor)), site);
    }
}

/* A superclass may return any object for the new one: it gets the fields (section 7.3.34). */
static void field_of_returned(struct flow *f, uint32_t ctor, node_id name, cell_id from)
{
    cell_id base = f->funcs[ctor].this_cell;
    bool computed = tree_kind(f->tree, name) == KIND_COMPUTED_PROPERTY_NAME;
    uint32_t site = 0;

    if (!f->funcs[ctor].derived || is_private_name(f, name))
        return;
    if (!computed && tree_kind(f->tree, name) != KIND_NUMBER) {
        site = site_new(f, SITE_WRITE, name, f->current);
        f->sites.items[site].name = f->scopes->name_of[name];
    } else {
        cell_id key = computed ? cell_of(f, tree_named_first(f->tree, name)) : f->constant[3];
        site = site_new(f, SITE_WRITE_KEY, name, f->current);
        site_set_base(f, site, base);
        site_set_key(f, site, key);
        cell_watch(f, key, site);
    }
    f->sites.items[site].value = from;
    cell_watch(f, base, site);
}

static void class_member(struct flow *f, uint32_t ctor, node_id member)
{
    uint32_t func = scope_is_function(f->tree, member) ? f->scopes->func_of[member] : FUNC_NONE;
    bool is_static = func != FUNC_NONE ? f->scopes->funcs.items[func].is_static
                                       : tree_token(f->tree, member, TOKEN_STATIC) != NODE_NONE;
    node_id field_value = NODE_NONE;
    cell_id from = 0;

    if (func != FUNC_NONE) {
        f->funcs[func].home = is_static ? func_object(f, ctor) : func_proto(f, ctor);
        if (is_static)
            cell_edge(f, f->funcs[ctor].self, f->funcs[func].this_cell);
        else
            cell_add(f, f->funcs[func].this_cell, VALUE(VALUE_OBJECT, func_instance(f, ctor)));
        if (!is_static && f->funcs[ctor].derived && func != ctor)
            cell_edge(f, f->funcs[ctor].this_cell, f->funcs[func].this_cell);
    }
    switch (tree_kind(f->tree, member)) {
    case KIND_METHOD_DEFINITION:
        if (func != ctor)
            method_define(f, is_static ? func_object(f, ctor) : func_proto(f, ctor), member);
        return;
    case KIND_FIELD_DEFINITION:
        field_value = tree_field(f->tree, member, FIELD_VALUE);
        from = f->constant[0];
        if (field_value != NODE_NONE) {
            uint32_t around = f->current;
            f->current = func;
            from = cell_of(f, field_value);
            f->current = around;
        }
        property_define(f, is_static ? func_object(f, ctor) : func_instance(f, ctor),
                        tree_field(f->tree, member, FIELD_PROPERTY), from);
        if (!is_static)
            field_of_returned(f, ctor, tree_field(f->tree, member, FIELD_PROPERTY), from);
        return;
    case KIND_CLASS_STATIC_BLOCK:
        return;
    default:
        charge(f, AMP_SYNTAX_SHAPE, member, f->current,
               sym_intern(f->names, str_from(kind_name(tree_kind(f->tree, member)))));
        return;
    }
}

static void walk_class_node(struct flow *f, node_id n)
{
    uint32_t ctor = f->scopes->func_of[n];
    node_id name = tree_field(f->tree, n, FIELD_NAME);
    node_id body = tree_field(f->tree, n, FIELD_BODY);

    f->funcs[ctor].is_class = true;
    cell_edge(f, f->funcs[ctor].self, cell_of(f, n));
    if (name != NODE_NONE)
        cell_edge(f, f->funcs[ctor].self, binding_cell(f, f->scopes->binding_of[name]));
    walk_heritage(f, n, ctor);
    for (node_id c = tree_named_first(f->tree, body); c != NODE_NONE; c = tree_named_next(f->tree, c))
        class_member(f, ctor, c);
}

bool walk_class(struct flow *f, node_id n)
{
    switch (tree_kind(f->tree, n)) {
    case KIND_CLASS:
    case KIND_CLASS_DECLARATION:
        walk_class_node(f, n);
        return true;
    case KIND_OBJECT:
        walk_object_literal(f, n);
        return true;
    case KIND_CLASS_BODY:
    case KIND_CLASS_HERITAGE:
    case KIND_PAIR:
    case KIND_PROPERTY_IDENTIFIER:
    case KIND_PRIVATE_PROPERTY_IDENTIFIER:
        return true;
    default:
        return false;
    }
}
