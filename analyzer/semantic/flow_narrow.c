/*
 * flow_narrow.c - what tests, constants and the order of assignments say about values: `typeof` tests leave fewer types
 * to a variable, a counter has only what was assigned on the way, and a text with a constant start or end may be none
 * of the names that lead to shared objects.
 */
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_place.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/own_key.h"
#include "analyzer/syntax/literal.h"

cell_id reached_cell(struct flow *f, node_id n)
{
    struct own_reach reach;
    cell_id reached = 0;

    if (!own_keys_reach(f->own_keys, n, &reach))
        return binding_cell(f, f->scopes->binding_of[n]);
    reached = cell_new(f);
    cell_add_flags(f, reached,
                   (reach.nothing ? FLAG_UNDEFINED : 0) | (reach.number ? FLAG_NUMBER : 0) |
                       (reach.text ? FLAG_STRING : 0));
    for (unsigned i = 0; i < reach.count; i++) {
        node_id source = reach.sources[i];
        bool named = tree_kind(f->tree, source) == KIND_IDENTIFIER && f->scopes->binding_of[source] != BINDING_NONE;
        if (f->never.nodes[source])
            continue; /* assigned in code that is never run */
        /* No further: one step is enough for counters, and there may be any number of them. */
        cell_edge(f, named ? binding_cell(f, f->scopes->binding_of[source]) : cell_of(f, source), reached);
    }
    for (unsigned i = 0; i < reach.list_count; i++) {
        if (!f->never.nodes[reach.lists[i]])
            (void)site_watch(f, SITE_ITERATE, n, cell_of(f, reach.lists[i]), reached);
    }
    return reached;
}

/* `to` <- a literal, or the text that names a property */
static void add_constant(struct flow *f, node_id n, cell_id to)
{
    enum kind kind = tree_kind(f->tree, n);

    if (kind == KIND_PROPERTY_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER)
        cell_add(f, to, VALUE(VALUE_TEXT, sym_intern(f->names, tree_text(f->tree, n)).i));
    else
        cell_edge(f, cell_of(f, n), to);
}

/* True for the key of a member: the constants that tests leave to it are its values. */
static bool is_chosen_key(struct flow *f, node_id n)
{
    struct own_choice choice;

    if (tree_kind(f->tree, tree_node(f->tree, n)->parent) != KIND_SUBSCRIPT_EXPRESSION ||
        tree_node(f->tree, n)->field != FIELD_INDEX || !own_keys_choice(f->own_keys, n, &choice))
        return false;
    f->node_cell[n] = cell_new(f);
    for (unsigned i = 0; i < choice.count; i++)
        add_constant(f, choice.constants[i], f->node_cell[n]);
    if (choice.nothing)
        cell_add_flags(f, f->node_cell[n], FLAG_UNDEFINED);
    return true;
}

/* True where it pays to know what a variable holds there: it is counted, its members are used, or others get it. */
static bool is_followed(const struct flow *f, node_id n)
{
    enum kind around = tree_kind(f->tree, tree_node(f->tree, n)->parent);

    if (own_keys_counts(f->own_keys, n))
        return true;
    if (around == KIND_ARGUMENTS)
        return own_keys_varies(f->own_keys, n);
    return (around == KIND_MEMBER_EXPRESSION || around == KIND_SUBSCRIPT_EXPRESSION) &&
           tree_node(f->tree, n)->field == FIELD_OBJECT && own_keys_varies(f->own_keys, n);
}

cell_id narrow_cell(struct flow *f, node_id n)
{
    cell_id whole = 0;
    unsigned types = 0;
    uint32_t site = 0;

    if (f->node_cell[n] != 0 || is_chosen_key(f, n))
        return f->node_cell[n];
    types = own_keys_types(f->own_keys, n);
    if (is_followed(f, n)) {
        whole = reached_cell(f, n);
        if (types == TYPE_ALL) {
            f->node_cell[n] = whole;
            return whole;
        }
    } else {
        whole = binding_cell(f, f->scopes->binding_of[n]);
    }
    /* What is imported may change whenever code of others runs. */
    if (types == TYPE_ALL || f->scopes->bindings.items[f->scopes->binding_of[n]].kind == BINDING_IMPORT)
        return whole;
    f->node_cell[n] = cell_new(f);
    site = site_new(f, SITE_FILTER, n, f->current);
    f->sites.items[site].object = types;
    site_set_result(f, site, f->node_cell[n]);
    cell_watch(f, whole, site);
    return f->node_cell[n];
}

/* What values whose type only a run can tell may be. */
static unsigned primitives(unsigned types)
{
    return (types & TYPE_UNDEFINED ? FLAG_UNDEFINED : 0) | (types & TYPE_BOOLEAN ? FLAG_BOOLEAN : 0) |
           (types & (TYPE_NUMBER | TYPE_BIGINT) ? FLAG_NUMBER : 0) | (types & TYPE_STRING ? FLAG_STRING : 0) |
           (types & TYPE_SYMBOL ? FLAG_SYMBOL : 0);
}

static bool may_be_object(unsigned types)
{
    return types & (TYPE_OBJECT | TYPE_FUNCTION);
}

/* What is left of a value that others chose when it is no object: a symbol may be one of Node's internal ones. */
static void leave_primitives(struct flow *f, cell_id result, unsigned types)
{
    cell_add_flags(f, result, primitives(types & ~(unsigned)TYPE_SYMBOL));
    if (types & TYPE_SYMBOL)
        cell_add(f, result, VALUE(VALUE_PATH, f->path_foreign_symbol));
}

static void filter_place(struct flow *f, uint32_t site, value v)
{
    unsigned types = f->sites.items[site].object;
    unsigned flags = place_flags(f, v);
    bool safe = types == TYPE_SAFE_TEXT;

    if (flags == FLAG_ANY ? !safe && may_be_object(types) : safe ? flags == FLAG_SAFE : (types & TYPE_STRING) != 0)
        cell_add(f, f->sites.items[site].result, v);
    else if (safe && flags != FLAG_ANY)
        cell_add_flags(f, f->sites.items[site].result, FLAG_SAFE);
}

void filter_value(struct flow *f, uint32_t site, value v)
{
    unsigned types = f->sites.items[site].object;
    cell_id result = f->sites.items[site].result;
    bool pass = true;

    if (types == TYPE_MATCHED) {
        match_value(f, site, v);
        return;
    }
    if (VALUE_KIND(v) == VALUE_PLACE) {
        filter_place(f, site, v);
        return;
    }
    if (types == TYPE_SAFE_TEXT && VALUE_KIND(v) != VALUE_TEXT)
        return;
    if (types == TYPE_SAFE_TEXT)
        types = TYPE_STRING;
    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        pass = types & TYPE_STRING;
        break;
    case VALUE_FUNC:
        pass = types & TYPE_FUNCTION;
        break;
    case VALUE_OBJECT:
        pass = may_be_object(types);
        break;
    case VALUE_PATH:
        if (v == VALUE(VALUE_PATH, f->path_foreign_symbol)) {
            pass = types & TYPE_SYMBOL;
            break;
        }
        /* fall through */
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
    case VALUE_PLACE:
        /* A member of something from outside may be a primitive. */
        pass = may_be_object(types);
        if (!pass)
            leave_primitives(f, result, types);
        break;
    }
    if (pass)
        cell_add(f, result, v);
}

void filter_flags(struct flow *f, uint32_t site, unsigned flags)
{
    unsigned types = f->sites.items[site].object;
    unsigned kept = primitives(types) & flags;

    if (types == TYPE_MATCHED) {
        match_flags(f, site, flags);
        return;
    }
    if (types == TYPE_SAFE_TEXT) {
        cell_add_flags(f, f->sites.items[site].result, flags & FLAG_TEXT ? FLAG_SAFE : 0);
        return;
    }

    if (flags & FLAG_ANY && may_be_object(types))
        kept |= primitives(types) | FLAG_ANY | FLAG_NULL;
    else if (flags & FLAG_ANY)
        leave_primitives(f, f->sites.items[site].result, types);
    if (types & TYPE_OBJECT)
        kept |= flags & FLAG_NULL;
    if (types & TYPE_STRING)
        kept |= flags & FLAG_SAFE;
    cell_add_flags(f, f->sites.items[site].result, kept);
}

/* Names by which shared objects, and parts of the stack, are reached from any value. */
static const char *const shared_names[] = {
    "constructor", "__proto__",        "prototype",        "caller",           "callee",
    "arguments",   "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"};

struct str text_shared_name_at(size_t i)
{
    return i < ARRAY_LEN(shared_names) ? str_from(shared_names[i]) : (struct str){0};
}

static bool starts_shared_name(struct str start)
{
    for (size_t i = 0; i < ARRAY_LEN(shared_names); i++) {
        if (str_starts(str_from(shared_names[i]), start))
            return true;
    }
    return false;
}

static bool ends_shared_name(struct str end)
{
    for (size_t i = 0; i < ARRAY_LEN(shared_names); i++) {
        struct str name = str_from(shared_names[i]);
        if (name.len >= end.len && str_eq(str_slice(name, name.len - end.len, name.len), end))
            return true;
    }
    return false;
}

/* True when no text that starts with `start` is the name of something shared. */
static bool text_is_safe_start(struct str start)
{
    return !starts_shared_name(start) && !member_is_internal_start(start);
}

bool text_is_safe_end(struct str end)
{
    return !ends_shared_name(end) && !member_is_internal_end(end);
}

bool text_is_plain(struct str text)
{
    return text_is_safe_start(text) && member_amplifier(text) == AMPLIFIER_COUNT && !member_is_shared_setter(text) &&
           !name_is_implicit(text);
}

/* The constant text of a string literal; false for any other expression. */
static bool constant(struct flow *f, node_id n, struct str *out)
{
    return n != NODE_NONE && tree_kind(f->tree, n) == KIND_STRING && literal_string(f->arena, f->tree, n, out);
}

static bool is_plus(const struct tree *t, node_id n)
{
    return tree_kind(t, n) == KIND_BINARY_EXPRESSION && tree_kind(t, tree_field(t, n, FIELD_OPERATOR)) == TOKEN_PLUS;
}

/* "a" + x + y starts with "a" whatever x and y are, and x + "b" ends with "b". */
static bool is_safe_sum(struct flow *f, node_id n)
{
    node_id left = tree_field(f->tree, n, FIELD_LEFT);
    struct str text = {0};

    if (constant(f, tree_field(f->tree, n, FIELD_RIGHT), &text) && text_is_safe_end(text))
        return true;
    while (is_plus(f->tree, left))
        left = tree_field(f->tree, left, FIELD_LEFT);
    return constant(f, left, &text) && text_is_safe_start(text);
}

/* The text before the first substitution, and behind the last one. */
static bool is_safe_template(struct flow *f, node_id n)
{
    const struct node *node = tree_node(f->tree, n);
    uint32_t first = node->end - 1;
    uint32_t last = node->start + 1;
    struct str text = {0};

    for (node_id c = tree_first(f->tree, n); c != NODE_NONE; c = tree_next(f->tree, c)) {
        if (tree_kind(f->tree, c) != KIND_TEMPLATE_SUBSTITUTION)
            continue;
        if (tree_node(f->tree, c)->start < first)
            first = tree_node(f->tree, c)->start;
        last = tree_node(f->tree, c)->end;
    }
    if (literal_template_piece(f->arena, (struct str){f->tree->text.ptr + node->start + 1, first - node->start - 1},
                               &text) &&
        text_is_safe_start(text))
        return true;
    return literal_template_piece(f->arena, (struct str){f->tree->text.ptr + last, node->end - 1 - last}, &text) &&
           text_is_safe_end(text);
}

bool text_is_safe(struct flow *f, node_id n)
{
    if (n == NODE_NONE)
        return false;
    if (is_plus(f->tree, n))
        return is_safe_sum(f, n);
    return tree_kind(f->tree, n) == KIND_TEMPLATE_STRING && is_safe_template(f, n);
}
