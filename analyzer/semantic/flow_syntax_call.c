/*
 * flow_syntax_call.c - constraints of calls, constructions, tagged templates, import() and super.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/expression.h"

/* Collects the argument cells of an `arguments` node; true when one of them is spread. */
static bool collect_arguments(struct flow *f, node_id list, uint32_t *first, uint32_t *count)
{
    bool spread = false;
    uint32_t n = 0;
    VEC(cell_id) cells = {0};

    for (node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(f->tree, list); c != NODE_NONE;
         c = tree_named_next(f->tree, c)) {
        cell_id cell = 0;
        if (tree_kind(f->tree, c) == KIND_SPREAD_ELEMENT) {
            spread = true;
            cell = cell_new(f);
            site_watch(f, SITE_ITERATE, c, cell_of(f, tree_named_first(f->tree, c)), cell);
        } else {
            cell = cell_of(f, c);
        }
        vec_push(f->arena, &cells, cell);
        n++;
    }
    *first = f->args.len;
    *count = n;
    for (uint32_t i = 0; i < n; i++)
        vec_push(f->arena, &f->args, cells.items[i]);
    return spread;
}

static uint32_t call_site(struct flow *f, enum site_kind kind, node_id n, node_id list)
{
    uint32_t first = 0;
    uint32_t count = 0;
    bool spread = collect_arguments(f, list, &first, &count);
    uint32_t site = site_new(f, kind, n, f->current);
    struct site *s = &f->sites.items[site];

    s->args = first;
    s->arg_count = count;
    s->flags = spread ? SITE_SPREAD : 0;
    s->in_try = n < f->try_end;
    s->result = cell_of(f, n);
    return site;
}

static bool is_free_name(const struct flow *f, node_id n, struct str name)
{
    return tree_kind(f->tree, n) == KIND_IDENTIFIER && f->scopes->binding_of[n] == BINDING_NONE &&
           str_eq(sym_text(f->names, f->scopes->name_of[n]), name);
}

/* import("x", { with: { type: "json" } }) */
static void walk_import_call(struct flow *f, node_id n, node_id list)
{
    node_id specifier = tree_named_first(f->tree, list);
    node_id options = specifier == NODE_NONE ? NODE_NONE : tree_named_next(f->tree, specifier);
    uint32_t site = 0;

    if (specifier == NODE_NONE || tree_kind(f->tree, specifier) == KIND_SPREAD_ELEMENT) {
        charge(f, AMP_SYNTAX_SHAPE, n, f->current, sym_intern(f->names, STR("import()")));
        return;
    }
    site = site_watch(f, SITE_IMPORT, n, cell_of(f, specifier), cell_of(f, n));
    f->sites.items[site].object = 0;
    if (options == NODE_NONE)
        return;
    f->sites.items[site].object =
        str_find(tree_text(f->tree, options), STR("json"), 0) < tree_text(f->tree, options).len ? IMPORT_TYPE_JSON
                                                                                                : IMPORT_TYPE_OTHER;
    escape_cell(f, cell_of(f, options), n, f->current);
}

/* The innermost method, field or constructor around the current function: where `super` belongs. */
static uint32_t super_owner(const struct flow *f)
{
    return f->scopes->funcs.items[f->current].this_of;
}

static void walk_super_call(struct flow *f, node_id n, node_id list)
{
    uint32_t owner = super_owner(f);
    uint32_t site = call_site(f, SITE_SUPER, n, list);

    f->sites.items[site].receiver = f->funcs[owner].this_cell;
    if (f->funcs[owner].heritage == 0) {
        call_flags(f, site, FLAG_ANY);
        return;
    }
    cell_watch(f, f->funcs[owner].heritage, site);
    /* The prototype of the class, which may have been replaced since (section 13.3.7.2). */
    cell_watch(f, object_proto(f, func_object(f, owner)), site);
    cell_edge(f, f->funcs[owner].this_cell, cell_of(f, n));
}

/* super.name, super[key]: read from the prototype of the object that the method stands in; `this` is the receiver. */
/* Above all prototypes are those of objects and functions. */
static void read_topmost_method(struct flow *f, sym name, cell_id result)
{
    const uint32_t classes[] = {f->path_object, f->path_function};

    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        uint32_t method = path_method(f, classes[i], name);
        if (method != FACT_NONE)
            cell_add(f, result, VALUE(VALUE_PATH, method));
    }
}

void walk_super_member(struct flow *f, node_id n)
{
    uint32_t owner = super_owner(f);
    uint32_t home = f->funcs[owner].home;
    node_id property = tree_field(f->tree, n, FIELD_PROPERTY);
    node_id index = tree_field(f->tree, n, FIELD_INDEX);
    uint32_t site = site_new(f, index == NODE_NONE ? SITE_READ : SITE_READ_KEY, n, f->current);
    struct site *s = &f->sites.items[site];
    cell_id result = cell_of(f, n);

    if (index == NODE_NONE)
        s->name = f->scopes->name_of[property];
    s->result = result;
    s->receiver = f->funcs[owner].this_cell;
    cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
    if (index == NODE_NONE && pool_is_block(sym_text(f->names, s->name)))
        charge(f, AMP_UNSAFE_MEMORY, n, f->current, (sym){FACT_NONE}); /* of any Buffer that is `this` */
    if (index != NODE_NONE || s->name.i == f->name_constructor.i || s->name.i == f->name_proto.i)
        cell_add(f, result, VALUE(VALUE_REACH, site));
    else
        read_topmost_method(f, s->name, result);
    if (home == OBJECT_NONE)
        return;
    site_set_base(f, site, object_proto(f, home));
    cell_watch(f, object_proto(f, home), site);
    if (index == NODE_NONE)
        return;
    site_set_key(f, site, cell_of(f, index));
    cell_watch(f, cell_of(f, index), site);
    pool_getter(f, site, cell_of(f, index), false);
}

static void walk_call_expression(struct flow *f, node_id n)
{
    node_id written = tree_field(f->tree, n, FIELD_FUNCTION);
    node_id list = tree_field(f->tree, n, FIELD_ARGUMENTS);
    node_id callee = skip_parentheses(f->tree, written);
    bool tagged = tree_kind(f->tree, list) == KIND_TEMPLATE_STRING;
    uint32_t site = 0;

    if (tree_kind(f->tree, callee) == KIND_IMPORT) {
        walk_import_call(f, n, list);
        return;
    }
    if (tree_kind(f->tree, callee) == KIND_SUPER) {
        walk_super_call(f, n, list);
        return;
    }
    if (tagged) {
        walk_tagged(f, n, callee, list);
        return;
    }
    if (written == callee && is_free_name(f, callee, STR("eval")) &&
        tree_token(f->tree, n, KIND_OPTIONAL_CHAIN) == NODE_NONE)
        charge(f, AMP_DIRECT_EVAL, n, f->current, (sym){FACT_NONE});
    pair_expect(f, n); /* in case it takes a property's descriptor */
    site = call_site(f, SITE_CALL, n, list);
    call_receiver(f, site, callee);
    cell_watch(f, cell_of(f, callee), site);
}

void call_receiver(struct flow *f, uint32_t site, node_id callee)
{
    node_id object = NODE_NONE;

    if (tree_kind(f->tree, callee) != KIND_MEMBER_EXPRESSION && tree_kind(f->tree, callee) != KIND_SUBSCRIPT_EXPRESSION)
        return;
    object = tree_field(f->tree, callee, FIELD_OBJECT);
    if (tree_kind(f->tree, object) == KIND_SUPER) {
        /* The method was not read from `this`, which may be anything, or missing. */
        site_set_receiver(f, site, f->funcs[super_owner(f)].this_cell);
        return;
    }
    f->sites.items[site].flags |= SITE_METHOD;
    site_set_receiver(f, site, cell_of(f, object));
}

/* tag`a${x}b`: called with an array of texts and the substitutions (section 13.3.11). */
void walk_tagged(struct flow *f, node_id n, node_id callee, node_id list)
{
    uint32_t strings = object_at(f, n, 0, OBJECT_ARRAY);
    uint32_t raw = object_at(f, n, 7, OBJECT_ARRAY);
    cell_id first = cell_new(f);
    uint32_t at = 0;
    uint32_t count = 1;
    uint32_t site = 0;

    cell_add_flags(f, object_elem(f, strings), FLAG_STRING | FLAG_UNDEFINED);
    cell_add_flags(f, object_elem(f, raw), FLAG_STRING);
    cell_add(f, object_prop(f, strings, sym_intern(f->names, STR("raw")))->value, VALUE(VALUE_OBJECT, raw));
    cell_add(f, first, VALUE(VALUE_OBJECT, strings));
    for (node_id c = tree_named_first(f->tree, list); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_TEMPLATE_SUBSTITUTION)
            (void)cell_of(f, tree_named_first(f->tree, c));
    }
    at = f->args.len;
    vec_push(f->arena, &f->args, first);
    for (node_id c = tree_named_first(f->tree, list); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) != KIND_TEMPLATE_SUBSTITUTION)
            continue;
        vec_push(f->arena, &f->args, cell_of(f, tree_named_first(f->tree, c)));
        count++;
    }
    site = site_new(f, SITE_CALL, n, f->current);
    f->sites.items[site].args = at;
    f->sites.items[site].arg_count = count;
    site_set_result(f, site, cell_of(f, n));
    call_receiver(f, site, callee);
    cell_watch(f, cell_of(f, callee), site);
}

bool walk_call(struct flow *f, node_id n)
{
    node_id callee = NODE_NONE;
    uint32_t site = 0;

    switch (tree_kind(f->tree, n)) {
    case KIND_CALL_EXPRESSION:
        walk_call_expression(f, n);
        return true;
    case KIND_NEW_EXPRESSION:
        callee = tree_field(f->tree, n, FIELD_CONSTRUCTOR);
        site = call_site(f, SITE_NEW, n, tree_field(f->tree, n, FIELD_ARGUMENTS));
        cell_watch(f, cell_of(f, callee), site);
        return true;
    default:
        return false;
    }
}
