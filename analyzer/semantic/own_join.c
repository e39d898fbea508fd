/*
 * own_join.c - lists made of lists, and names for lists.
 */
#include "analyzer/semantic/own_key_internal.h"

#include "analyzer/syntax/expression.h"

static const struct own_list NO_LIST = {BINDING_NONE, OWN_NOT};

static bool take_parts(const struct own_keys *o, struct own_parts *parts, node_id list, bool spread)
{
    for (node_id c = tree_named_first(o->tree, list); c != NODE_NONE; c = tree_named_next(o->tree, c)) {
        if ((tree_kind(o->tree, c) == KIND_SPREAD_ELEMENT) != spread || parts->count == OWN_PARTS_MAX)
            return false;
        parts->items[parts->count++] = skip_parentheses(o->tree, spread ? tree_named_first(o->tree, c) : c);
    }
    return true;
}

bool own_parts_of(const struct own_keys *o, node_id n, struct own_parts *parts)
{
    bool joined = false;

    parts->count = 0;
    while (tree_kind(o->tree, n) == KIND_CALL_EXPRESSION &&
           own_ends_with_member(o, tree_field(o->tree, n, FIELD_FUNCTION), "concat")) {
        if (!take_parts(o, parts, tree_field(o->tree, n, FIELD_ARGUMENTS), false))
            return false;
        n = skip_parentheses(o->tree, tree_field(o->tree, tree_field(o->tree, n, FIELD_FUNCTION), FIELD_OBJECT));
        joined = true;
    }
    if (tree_kind(o->tree, n) == KIND_ARRAY)
        return tree_named_first(o->tree, n) != NODE_NONE && take_parts(o, parts, n, true);
    if (!joined || parts->count == OWN_PARTS_MAX)
        return false;
    parts->items[parts->count++] = n;
    return true;
}

node_id own_behind_name(const struct own_keys *o, node_id n)
{
    uint32_t name = own_binding_at(o, n);
    const struct definition *only = name == BINDING_NONE ? NULL : own_only_definition(o, name);

    if (only == NULL || only->how != DEFINE_INIT || o->touched[name] || !own_is_stable(o, name))
        return n;
    *o->trusts = *o->trusts || o->lent[name];
    return skip_parentheses(o->tree, only->source);
}

/* The list that `n` gives, which may be made of others: those of one owner, and of symbols. */
static struct own_list joined_list(const struct own_keys *o, node_id n)
{
    struct own_list list = NO_LIST;
    struct own_parts parts;
    bool named = false;

    if (n == NODE_NONE || !own_parts_of(o, n, &parts))
        return own_called_list(o, n);
    for (uint32_t i = 0; i < parts.count; i++) {
        node_id part = own_behind_name(o, parts.items[i]);
        struct own_list one = NO_LIST;
        if (own_gives_symbols(o, part))
            continue;
        one = own_called_list(o, part);
        named = named || part != parts.items[i];
        if (one.owner == BINDING_NONE)
            return NO_LIST;
        if (list.owner != BINDING_NONE && (list.owner != one.owner || list.proof != one.proof))
            return NO_LIST;
        list = one;
    }
    /* What has a name was listed before. */
    return named && list.owner != BINDING_NONE && !own_is_stable(o, list.owner) ? NO_LIST : list;
}

bool own_adds_symbols(const struct own_keys *o, node_id n)
{
    const struct tree *t = o->tree;
    uint32_t list =
        tree_kind(t, n) == KIND_ASSIGNMENT_EXPRESSION ? own_binding_at(o, tree_field(t, n, FIELD_LEFT)) : BINDING_NONE;
    node_id call = list == BINDING_NONE ? NODE_NONE : tree_field(t, n, FIELD_RIGHT);
    struct own_parts parts;

    return call != NODE_NONE && tree_kind(t, tree_node(t, n)->parent) == KIND_EXPRESSION_STATEMENT &&
           tree_kind(t, call) == KIND_CALL_EXPRESSION && own_parts_of(o, call, &parts) && parts.count == 2 &&
           own_binding_at(o, parts.items[1]) == list && own_gives_symbols(o, parts.items[0]);
}

const struct definition *own_listing(const struct own_keys *o, uint32_t list)
{
    const struct definition *found = NULL;
    unsigned seen = 0;

    for (uint32_t i = o->first[list]; i != 0; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        if (++seen > OWN_PARTS_MAX || d->how != DEFINE_INIT || d->func != o->scopes->bindings.items[list].func)
            return NULL;
        if (own_adds_symbols(o, tree_node(o->tree, d->node)->parent))
            continue;
        if (found != NULL)
            return NULL;
        found = d;
    }
    return found;
}

/* True for a variable that is declared as a list, and nothing but symbols added: in a loop again in each round. */
static bool is_declared_list(const struct own_keys *o, uint32_t name, const struct definition *d)
{
    return o->scopes->bindings.items[name].kind == BINDING_VAR && o->declarations[name] == 0 &&
           tree_kind(o->tree, tree_node(o->tree, d->node)->parent) == KIND_VARIABLE_DECLARATOR;
}

struct own_list own_list_of(const struct own_keys *o, node_id n)
{
    uint32_t name = own_binding_at(o, n);
    const struct definition *listing = NULL;
    struct own_list list = NO_LIST;
    bool steady = false;

    if (name == BINDING_NONE)
        return joined_list(o, skip_parentheses(o->tree, n));
    listing = own_listing(o, name);
    if (listing == NULL || o->touched[name] || (!own_is_stable(o, name) && !is_declared_list(o, name, listing)))
        return NO_LIST;
    steady = own_is_stable(o, name) || !listing->in_loop;
    list = joined_list(o, skip_parentheses(o->tree, listing->source));
    /* An owner that may change is looked at again where the list is used; any other may be that of an earlier round. */
    if (list.owner == BINDING_NONE || (!steady && own_is_stable(o, list.owner)))
        return NO_LIST;
    *o->trusts = *o->trusts || o->lent[name];
    return list;
}
