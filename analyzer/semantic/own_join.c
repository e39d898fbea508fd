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

struct own_list own_list_of(const struct own_keys *o, node_id n)
{
    uint32_t name = own_binding_at(o, n);
    node_id source = own_behind_name(o, n);

    if (name == BINDING_NONE)
        return joined_list(o, skip_parentheses(o->tree, n));
    return source == n ? NO_LIST : joined_list(o, source);
}
