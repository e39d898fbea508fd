/*
 * flow_symbol.c - keys that may be Node's internal symbols.
 *
 * Under these Node keeps what belongs to others: listeners, queued chunks, headers. The file gets one when it lists the
 * symbols of an object that Node had in its hands, or is told one: a trap of a proxy is, for each that Node looks up.
 * Symbols that others chose are FLAG_ANY like all their values, until a `typeof` test leaves nothing but a symbol
 * (path_foreign_symbol). Traps of proxies also get what is copied into them. Which objects others have may grow until
 * the end, so all of this is looked at there.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/expression.h"

/* True for what only the file has, so that Node has put nothing there. */
static bool is_own(const struct flow *f, value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        return true;
    case VALUE_FUNC:
        return !f->funcs[VALUE_INDEX(v)].escaped;
    case VALUE_OBJECT:
        return !f->objects.items[VALUE_INDEX(v)].escaped;
    case VALUE_PATH:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
    case VALUE_PLACE:
        return false;
    }
    return false;
}

/* True for an object of this file into which nothing was copied: its symbols are the file's. */
static bool has_own_symbols(const struct flow *f, value v)
{
    return is_own(f, v) && (VALUE_KIND(v) != VALUE_OBJECT || f->objects.items[VALUE_INDEX(v)].unknown == 0);
}

static void look_at_list(struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];
    bool own = !(base->flags & FLAG_ANY);

    for (uint16_t i = 0; own && i < base->count; i++)
        own = has_own_symbols(f, base->items[i]);
    if (own)
        return;
    charge(f, AMP_INTERNAL_SYMBOL, s->node, s->func, (sym){FACT_NONE});
    charge(f, AMP_GLOBAL_MEMBER, s->node, s->func,
           (sym){FACT_NONE}); /* fetch's dispatcher is one of the global object's */
}

static bool holds_foreign_symbol(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (cell->items[i] == VALUE(VALUE_PATH, f->path_foreign_symbol))
            return true;
    }
    return false;
}

/* A read from what Node may have had in its hands; or a property under such a symbol, which gets what Node puts there.
 */
static void look_at_key(struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];
    bool own = s->kind == SITE_READ_KEY && !(base->flags & FLAG_ANY);

    if (!holds_foreign_symbol(f, s->key))
        return;
    for (uint16_t i = 0; own && i < base->count; i++)
        own = is_own(f, base->items[i]);
    if (!own)
        charge(f, AMP_INTERNAL_SYMBOL, s->node, s->func, (sym){FACT_NONE});
}

/* { set [k](value) {} } */
static void look_at_names(struct flow *f)
{
    for (node_id n = 0; n < f->tree->count; n++) {
        if (tree_kind(f->tree, n) == KIND_COMPUTED_PROPERTY_NAME && !f->never.nodes[n] &&
            holds_foreign_symbol(f, cell_of(f, tree_named_first(f->tree, n))))
            charge(f, AMP_INTERNAL_SYMBOL, n, 0, (sym){FACT_NONE});
    }
}

/* The third argument of both traps is the value, or its descriptor. */
enum { TRAPPED_ARGUMENT = 3 };

/* True for a function that sees no third argument. */
static bool ignores_value(const struct flow *f, node_id function)
{
    node_id list = tree_field(f->tree, function, FIELD_PARAMETERS);
    unsigned count = 0;

    if (f->scopes->funcs.items[f->scopes->func_of[function]].uses_arguments)
        return false;
    for (node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(f->tree, list); c != NODE_NONE;
         c = tree_named_next(f->tree, c)) {
        if (++count >= TRAPPED_ARGUMENT || tree_kind(f->tree, c) == KIND_REST_PATTERN)
            return false;
    }
    return true;
}

/* True for a method or function, written out, that may be a trap which gets a value, or changes the handler by `this`.
 */
static bool member_may_keep(const struct flow *f, node_id member)
{
    node_id name = tree_field(f->tree, member, FIELD_NAME);
    node_id function = member;
    struct str text = {0};

    if (tree_kind(f->tree, member) == KIND_PAIR) {
        name = tree_field(f->tree, member, FIELD_KEY);
        function = skip_parentheses(f->tree, tree_field(f->tree, member, FIELD_VALUE));
    } else if (tree_kind(f->tree, member) != KIND_METHOD_DEFINITION) {
        return true;
    }
    if (tree_kind(f->tree, name) != KIND_PROPERTY_IDENTIFIER || !scope_is_function(f->tree, function) ||
        f->scopes->funcs.items[f->scopes->func_of[function]].uses_this)
        return true;
    text = sym_text(f->names, f->scopes->name_of[name]);
    if (!str_eq(text, STR("set")) && !str_eq(text, STR("defineProperty")))
        return false;
    return !ignores_value(f, function);
}

/* True unless the handler of the proxy is written out in the call, without traps that get values. */
static bool may_trap_values(const struct flow *f, node_id call)
{
    node_id list = call == NODE_NONE ? NODE_NONE : tree_field(f->tree, call, FIELD_ARGUMENTS);
    node_id handler = list == NODE_NONE ? NODE_NONE : tree_named_first(f->tree, list);

    if (handler == NODE_NONE || tree_kind(f->tree, handler) == KIND_SPREAD_ELEMENT)
        return true;
    handler = tree_named_next(f->tree, handler);
    if (handler == NODE_NONE || tree_kind(f->tree, handler) != KIND_OBJECT)
        return true;
    for (node_id c = tree_named_first(f->tree, handler); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (member_may_keep(f, c))
            return true;
    }
    return false;
}

/* What is copied into a proxy comes to its traps, also what stands under symbols. */
static void look_at_proxies(struct flow *f)
{
    for (uint32_t i = 0; i < f->openings.len; i++) {
        const struct opening o = f->openings.items[i];
        if (o.handler != 0 && may_trap_values(f, o.node))
            charge(f, AMP_INTERNAL_SYMBOL, o.node, o.func, (sym){FACT_NONE});
    }
}

void symbols_finish(struct flow *f)
{
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        if (s.kind == SITE_SYMBOLS_OF)
            look_at_list(f, &s);
        if (s.kind == SITE_READ_KEY || s.kind == SITE_WRITE_KEY)
            look_at_key(f, &s);
    }
    look_at_names(f);
    look_at_proxies(f);
}
