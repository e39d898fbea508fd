/*
 * flow_pattern.c - assignment targets and destructuring (ECMAScript 2025 sections 13.15.5, 14.3.3).
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

/* A free name that is assigned: a property of the global object is written. */
static void write_free(struct flow *f, node_id target, cell_id from)
{
    sym name = f->scopes->name_of[target];
    uint32_t site = site_new(f, SITE_WRITE, target, f->current);
    cell_id base = cell_new(f);

    if (f->tree->goal == GOAL_COMMONJS && (name.i == f->facts->paths.items[f->path_require].name ||
                                           name.i == f->facts->paths.items[f->path_module].name ||
                                           name.i == f->facts->paths.items[f->path_exports].name)) {
        /* `exports = x`: a variable of Node's wrapper; later reads see both. */
        cell_edge(f, from, cell_of(f, target));
        return;
    }
    cell_add(f, base, VALUE(VALUE_PATH, f->path_global_object));
    f->sites.items[site].name = name;
    f->sites.items[site].value = from;
    cell_watch(f, base, site);
    cell_edge(f, from, cell_of(f, target));
}

/* What a member that is written belongs to. super.x = v writes to `this`, unless a setter of the prototype gets v. */
static cell_id written_base(struct flow *f, node_id target, node_id object, cell_id from)
{
    const struct flow_func *owner = &f->funcs[f->scopes->funcs.items[f->current].this_of];

    if (tree_kind(f->tree, object) != KIND_SUPER)
        return cell_of(f, object);
    escape_cell(f, from, target, f->current);
    escape_cell(f, owner->this_cell, target, f->current);
    if (owner->home != OBJECT_NONE)
        expose_proto(f, object_proto(f, owner->home), target, f->current);
    return owner->this_cell;
}

static void write_member(struct flow *f, node_id target, cell_id from)
{
    node_id object = tree_field(f->tree, target, FIELD_OBJECT);
    cell_id base = written_base(f, target, object, from);
    node_id property = tree_field(f->tree, target, FIELD_PROPERTY);
    uint32_t site = 0;

    if (is_private_name(f, property)) {
        private_write(f, property, base, from);
        return;
    }
    site = site_new(f, SITE_WRITE, target, f->current);
    f->sites.items[site].name = f->scopes->name_of[property];
    f->sites.items[site].value = from;
    if (tree_kind(f->tree, object) == KIND_THIS)
        f->sites.items[site].flags = SITE_ON_THIS;
    cell_watch(f, base, site);
}

static void write_subscript(struct flow *f, node_id target, cell_id from)
{
    node_id object = tree_field(f->tree, target, FIELD_OBJECT);
    cell_id base = written_base(f, target, object, from);
    node_id index = tree_field(f->tree, target, FIELD_INDEX);
    cell_id key = cell_of(f, index);
    uint32_t site = site_new(f, SITE_WRITE_KEY, target, f->current);

    if (own_keys_is_number(f->own_keys, index))
        f->sites.items[site].flags = SITE_NO_BIGINT;
    f->sites.items[site].base = base;
    f->sites.items[site].key = key;
    f->sites.items[site].value = from;
    cell_watch(f, base, site);
    cell_watch(f, key, site);
}

void flow_into(struct flow *f, node_id target, cell_id from)
{
    target = skip_parentheses(f->tree, target);
    switch (tree_kind(f->tree, target)) {
    case KIND_IDENTIFIER:
    case KIND_UNDEFINED:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        if (f->scopes->binding_of[target] == BINDING_NONE)
            write_free(f, target, from);
        else
            cell_edge(f, from, binding_cell(f, f->scopes->binding_of[target]));
        return;
    case KIND_MEMBER_EXPRESSION:
        write_member(f, target, from);
        return;
    case KIND_SUBSCRIPT_EXPRESSION:
        write_subscript(f, target, from);
        return;
    case KIND_OBJECT_PATTERN:
    case KIND_ARRAY_PATTERN:
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_OBJECT_ASSIGNMENT_PATTERN:
    case KIND_REST_PATTERN:
        cell_edge(f, from, cell_of(f, target));
        return;
    default:
        charge(f, AMP_SYNTAX_SHAPE, target, f->current,
               sym_intern(f->names, str_from(kind_name(tree_kind(f->tree, target)))));
        escape_cell(f, from, target, f->current);
        return;
    }
}

/* Reads property `key` of the pattern's value into a new cell. */
static cell_id read_property(struct flow *f, node_id pattern, node_id key)
{
    cell_id result = cell_new(f);
    uint32_t site = 0;
    double number = 0;

    if (tree_kind(f->tree, key) == KIND_COMPUTED_PROPERTY_NAME || tree_kind(f->tree, key) == KIND_NUMBER) {
        bool computed = tree_kind(f->tree, key) == KIND_COMPUTED_PROPERTY_NAME;
        cell_id name = computed ? cell_of(f, tree_named_first(f->tree, key)) : f->constant[3];
        if (!computed && !literal_number(tree_text(f->tree, key), &number))
            name = f->any;
        site = site_new(f, SITE_READ_KEY, key, f->current);
        site_set_base(f, site, cell_of(f, pattern));
        f->sites.items[site].key = name;
        f->sites.items[site].result = result;
        cell_watch(f, cell_of(f, pattern), site);
        cell_watch(f, name, site);
        return result;
    }
    site = site_new(f, SITE_READ, key, f->current);
    f->sites.items[site].name = f->scopes->name_of[key];
    f->sites.items[site].result = result;
    cell_watch(f, cell_of(f, pattern), site);
    return result;
}

static void walk_object_pattern(struct flow *f, node_id n)
{
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        node_id left = NODE_NONE;
        uint32_t copy = 0;
        switch (tree_kind(f->tree, c)) {
        case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
            flow_into(f, c, read_property(f, n, c));
            break;
        case KIND_PAIR_PATTERN:
            flow_into(f, tree_field(f->tree, c, FIELD_VALUE), read_property(f, n, tree_field(f->tree, c, FIELD_KEY)));
            break;
        case KIND_OBJECT_ASSIGNMENT_PATTERN:
            left = tree_field(f->tree, c, FIELD_LEFT);
            cell_edge(f, read_property(f, n, left), cell_of(f, c));
            break;
        case KIND_REST_PATTERN:
            copy = object_at(f, c, 0, OBJECT_PLAIN);
            copy_into(f, c, cell_of(f, n), copy);
            cell_add(f, cell_of(f, c), VALUE(VALUE_OBJECT, copy));
            break;
        default:
            charge(f, AMP_SYNTAX_SHAPE, c, f->current,
                   sym_intern(f->names, str_from(kind_name(tree_kind(f->tree, c)))));
            break;
        }
    }
}

static void walk_array_pattern(struct flow *f, node_id n)
{
    cell_id element = cell_new(f);

    site_watch(f, SITE_ITERATE, n, cell_of(f, n), element);
    cell_add_flags(f, element, FLAG_UNDEFINED);
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_REST_PATTERN) {
            uint32_t rest = object_at(f, c, 0, OBJECT_ARRAY);
            cell_edge(f, element, object_elem(f, rest));
            cell_add(f, cell_of(f, c), VALUE(VALUE_OBJECT, rest));
        } else {
            flow_into(f, c, element);
        }
    }
}

bool walk_pattern(struct flow *f, node_id n)
{
    node_id inner = NODE_NONE;

    switch (tree_kind(f->tree, n)) {
    case KIND_OBJECT_PATTERN:
        walk_object_pattern(f, n);
        return true;
    case KIND_ARRAY_PATTERN:
        walk_array_pattern(f, n);
        return true;
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_OBJECT_ASSIGNMENT_PATTERN:
        flow_into(f, tree_field(f->tree, n, FIELD_LEFT), cell_of(f, n));
        flow_into(f, tree_field(f->tree, n, FIELD_LEFT), cell_of(f, tree_field(f->tree, n, FIELD_RIGHT)));
        return true;
    case KIND_REST_PATTERN:
        inner = tree_named_first(f->tree, n);
        if (inner != NODE_NONE)
            flow_into(f, inner, cell_of(f, n));
        return true;
    case KIND_PAIR_PATTERN:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
    case KIND_COMPUTED_PROPERTY_NAME:
        return true; /* the pattern around them has read the property */
    default:
        return false;
    }
}
