#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/expression.h"

static void walk_array(struct flow *f, node_id n)
{
    uint32_t object = object_at(f, n, 0, OBJECT_ARRAY);

    object_track(f, object);
    cell_add(f, cell_of(f, n), VALUE(VALUE_OBJECT, object));
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_SPREAD_ELEMENT)
            site_watch(f, SITE_ITERATE, c, cell_of(f, tree_named_first(f->tree, c)), object_elem(f, object));
        else
            cell_edge(f, cell_of(f, c), object_elem(f, object));
    }
}

static void walk_member(struct flow *f, node_id n)
{
    node_id object = tree_field(f->tree, n, FIELD_OBJECT);
    node_id property = tree_field(f->tree, n, FIELD_PROPERTY);
    uint32_t site = 0;

    if (is_write_target(f->tree, n))
        return;
    if (tree_kind(f->tree, object) == KIND_SUPER) {
        walk_super_member(f, n);
        return;
    }
    if (is_private_name(f, property)) {
        private_read(f, property, cell_of(f, object), cell_of(f, n));
        return;
    }
    site = site_new(f, SITE_READ, n, f->current);
    f->sites.items[site].name = f->scopes->name_of[property];
    site_set_result(f, site, cell_of(f, n));
    f->sites.items[site].in_try = n < f->try_end;
    cell_watch(f, cell_of(f, object), site);
}

static void walk_subscript(struct flow *f, node_id n)
{
    node_id object = tree_field(f->tree, n, FIELD_OBJECT);
    node_id index = tree_field(f->tree, n, FIELD_INDEX);
    cell_id key = cell_of(f, index);
    uint32_t site = 0;

    if (is_write_target(f->tree, n))
        return;
    if (tree_kind(f->tree, object) == KIND_SUPER) {
        walk_super_member(f, n);
        return;
    }
    if (own_keys_reads_through(f->own_keys, n)) {
        cell_add_flags(f, cell_of(f, n), FLAG_ANY | FLAG_UNDEFINED);
        return;
    }
    if (tree_kind(f->tree, index) == KIND_IDENTIFIER && f->scopes->binding_of[index] != BINDING_NONE &&
        key == binding_cell(f, f->scopes->binding_of[index]))
        key = reached_cell(f, index);
    site = site_new(f, SITE_READ_KEY, n, f->current);
    site_set_base(f, site, cell_of(f, object));
    site_set_key(f, site, key);
    site_set_result(f, site, cell_of(f, n));
    f->sites.items[site].flags = own_flags(own_keys_proves(f->own_keys, n));
    if (own_keys_guards(f->own_keys, n))
        f->sites.items[site].flags |= SITE_GUARDED;
    if (f->consumed[n])
        f->sites.items[site].flags |= SITE_CONSUMED;
    pair_expect(f, n);
    pair_take(f, site, n);
    cell_watch(f, cell_of(f, object), site);
    cell_watch(f, key, site);
}

static void walk_yield(struct flow *f, node_id n)
{
    node_id argument = tree_named_first(f->tree, n);
    cell_id given = 0;

    cell_add_flags(f, cell_of(f, n), FLAG_ANY | FLAG_UNDEFINED);
    if (argument == NODE_NONE)
        return;
    given = cell_of(f, argument);
    escape_cell(f, given, n, f->current);
    if (tree_token(f->tree, n, TOKEN_STAR) != NODE_NONE) {
        cell_id each = cell_new(f);
        site_watch(f, SITE_ITERATE, n, given, each);
        escape_cell(f, each, n, f->current);
    }
}

static void walk_meta(struct flow *f, node_id n)
{
    uint32_t owner = f->scopes->funcs.items[f->current].this_of;

    if (tree_token(f->tree, n, TOKEN_TARGET) == NODE_NONE) {
        cell_add(f, cell_of(f, n), VALUE(VALUE_PATH, path_root(f, PATH_IMPORT_META, (sym){FACT_NONE})));
        return;
    }
    cell_add_flags(f, cell_of(f, n), FLAG_ANY | FLAG_UNDEFINED);
    if (owner != 0)
        cell_edge(f, func_target(f, owner), cell_of(f, n));
}

/* True when the value at `n` goes nowhere: x instanceof f, x === f, typeof f, f.prototype, f.toString(). */
static bool is_only_looked_at(const struct flow *f, node_id n)
{
    node_id parent = tree_node(f->tree, n)->parent;
    struct str name = {0};

    switch (tree_kind(f->tree, parent)) {
    case KIND_UNARY_EXPRESSION:
        return true;
    case KIND_BINARY_EXPRESSION:
        switch (tree_kind(f->tree, tree_field(f->tree, parent, FIELD_OPERATOR))) {
        case TOKEN_AND_AND:
        case TOKEN_OR_OR:
        case TOKEN_NULLISH:
            return false;
        default:
            return true; /* any other operator gives a primitive */
        }
    case KIND_MEMBER_EXPRESSION:
        if (tree_field(f->tree, parent, FIELD_OBJECT) != n)
            return false;
        name = sym_text(f->names, f->scopes->name_of[tree_field(f->tree, parent, FIELD_PROPERTY)]);
        return str_eq(name, STR("prototype")) || str_eq(name, STR("toString"));
    default:
        return false;
    }
}

/* A free name that is read: obtaining the value may itself be an effect. */
static void walk_identifier(struct flow *f, node_id n)
{
    value v = 0;
    uint32_t site = 0;
    enum kind parent = tree_kind(f->tree, tree_node(f->tree, n)->parent);

    if (f->scopes->binding_of[n] != BINDING_NONE || parent == KIND_LABELED_STATEMENT ||
        parent == KIND_EXPORT_SPECIFIER || is_write_target(f->tree, n))
        return;
    if (path_is_intrinsic_name(sym_text(f->names, f->scopes->name_of[n])))
        return;
    if (parent == KIND_UNARY_EXPRESSION &&
        tree_token(f->tree, tree_node(f->tree, n)->parent, TOKEN_TYPEOF) != NODE_NONE)
        return;
    v = free_value(f, f->scopes->name_of[n]);
    f->mentions_function = f->mentions_function || v == VALUE(VALUE_PATH, f->path_function);
    if (v == VALUE(VALUE_PATH, f->path_function) && !is_only_looked_at(f, n))
        f->names_function = true;
    if (str_eq(sym_text(f->names, f->scopes->name_of[n]), STR("undefined")))
        return;
    if (str_eq(sym_text(f->names, f->scopes->name_of[n]), STR("arguments")) &&
        f->scopes->funcs.items[f->current].this_of != 0)
        return;
    site = site_new(f, SITE_READ, n, f->current);
    record_use(f, VALUE_INDEX(v), USE_READ, site, 0);
}

static void walk_await(struct flow *f, node_id n)
{
    site_watch(f, SITE_AWAIT, n, cell_of(f, tree_named_first(f->tree, n)), cell_of(f, n));
    if (f->current == 0)
        f->facts->top_level_await = true;
}

static void walk_sequence(struct flow *f, node_id n)
{
    node_id last = NODE_NONE;

    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c))
        last = c;
    if (last != NODE_NONE)
        cell_edge(f, cell_of(f, last), cell_of(f, n));
}

/* NOLINTNEXTLINE(readability-function-size): a flat switch over node kinds, one line each */
bool walk_expression(struct flow *f, node_id n)
{
    const struct tree *t = f->tree;

    switch (tree_kind(t, n)) {
    case KIND_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
        walk_identifier(f, n);
        return true;
    case KIND_UNDEFINED:
    case KIND_NUMBER:
    case KIND_STRING:
    case KIND_TRUE:
    case KIND_FALSE:
    case KIND_NULL:
    case KIND_THIS:
    case KIND_SUPER:
    case KIND_SPREAD_ELEMENT:
    case KIND_ARGUMENTS:
    case KIND_IMPORT:
    case KIND_TEMPLATE_SUBSTITUTION:
        return true; /* their values are asked for by what they stand in */
    case KIND_REGEX:
        cell_add(f, cell_of(f, n), VALUE(VALUE_OBJECT, object_at(f, n, 0, OBJECT_REGEXP)));
        return true;
    case KIND_TEMPLATE_STRING:
        walk_template(f, n);
        return true;
    case KIND_ARRAY:
        walk_array(f, n);
        return true;
    case KIND_PARENTHESIZED_EXPRESSION:
    case KIND_SEQUENCE_EXPRESSION:
        walk_sequence(f, n);
        return true;
    case KIND_ASSIGNMENT_EXPRESSION:
        flow_into(f, tree_field(t, n, FIELD_LEFT), cell_of(f, tree_field(t, n, FIELD_RIGHT)));
        cell_edge(f, cell_of(f, tree_field(t, n, FIELD_RIGHT)), cell_of(f, n));
        return true;
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
        walk_augmented(f, n);
        return true;
    case KIND_BINARY_EXPRESSION:
        walk_binary(f, n);
        return true;
    case KIND_UNARY_EXPRESSION:
        walk_unary(f, n);
        return true;
    case KIND_UPDATE_EXPRESSION:
        cell_add_flags(f, cell_of(f, n), FLAG_NUMBER);
        flow_into(f, tree_field(t, n, FIELD_ARGUMENT), f->constant[3]);
        return true;
    case KIND_TERNARY_EXPRESSION:
        take_branch(f, tree_field(t, n, FIELD_CONSEQUENCE), cell_of(f, n));
        take_branch(f, tree_field(t, n, FIELD_ALTERNATIVE), cell_of(f, n));
        return true;
    case KIND_AWAIT_EXPRESSION:
        walk_await(f, n);
        return true;
    case KIND_YIELD_EXPRESSION:
        walk_yield(f, n);
        return true;
    case KIND_MEMBER_EXPRESSION:
        walk_member(f, n);
        return true;
    case KIND_SUBSCRIPT_EXPRESSION:
        walk_subscript(f, n);
        return true;
    case KIND_META_PROPERTY:
        walk_meta(f, n);
        return true;
    default:
        return false;
    }
}
