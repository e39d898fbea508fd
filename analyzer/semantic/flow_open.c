/*
 * flow_open.c - functions that run where no call stands.
 *
 * Those that become accessors by a call (Object.defineProperty and its like), and traps of proxies: AMP_STACK_ACCESSOR
 * says under which names plain sloppy functions, or functions of others, do; "*" is any name, and "=" that a descriptor
 * is copied, so accessors of others may have a new name. And those that get under a name that the language calls by
 * itself: AMP_STACK_HOOK is "plain" for plain sloppy functions and those of others, "others" for the latter.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_run.h"

#include "analyzer/syntax/expression.h"

void opening_note(struct flow *f, const struct site *s, struct opening opening)
{
    opening.node = s->node;
    opening.func = s->func;
    vec_push(f->arena, &f->openings, opening);
}

/* Before it is known what runs, everything is looked at; then only what runs counts. */
static bool is_looked_at(const struct load *load, uint32_t func)
{
    return !load->known || load->runs[func];
}

/* What may be called by the language, when it looks at a member. */
struct callable {
    bool others; /* functions of others */
    bool plain;  /* they, or a plain sloppy function of this file, which shows its caller */
};

static void look_at_function(const struct flow *f, struct load *load, value v, struct callable *out)
{
    uint32_t index = VALUE_INDEX(v);

    switch (VALUE_KIND(v)) {
    case VALUE_FUNC:
        load->opened[index] = true;
        out->plain = out->plain || func_is_plain(f, index);
        return;
    case VALUE_PATH:
        if (f->paths.items[index].intrinsic)
            return;
        break;
    case VALUE_OBJECT:
        if (f->objects.items[index].kind != OBJECT_BOUND)
            return;
        break;
    case VALUE_TEXT:
    case VALUE_PLACE:
    case VALUE_SHARED:
        return;
    case VALUE_REACH:
    case VALUE_CODE:
    case VALUE_OUTER:
        break;
    }
    *out = (struct callable){true, true};
}

static void look_at_functions(const struct flow *f, struct load *load, cell_id c, struct callable *out)
{
    const struct cell *cell = &f->cells.items[c];

    if (cell->flags & FLAG_ANY)
        *out = (struct callable){true, true};
    for (uint16_t i = 0; i < cell->count; i++)
        look_at_function(f, load, cell->items[i], out);
}

/* True when something may write `get` or `set` of the descriptor `object`. */
static bool is_changed(const struct flow *f, uint32_t object)
{
    if (f->objects.items[object].escaped)
        return true;
    for (uint32_t i = 0; i < f->sites.len; i++) {
        const struct site *s = &f->sites.items[i];
        const struct cell *base = &f->cells.items[s->base];
        bool named = s->kind == SITE_WRITE && (s->name.i == f->name_get.i || s->name.i == f->name_set.i);
        for (uint16_t k = 0; (named || s->kind == SITE_WRITE_KEY) && k < base->count; k++)
            if (base->items[k] == VALUE(VALUE_OBJECT, object))
                return true;
    }
    return false;
}

/* True when the descriptor is one of those that a file writes down or takes from another object, and no other. */
static bool is_known_descriptor(const struct flow *f, cell_id c, bool *copied)
{
    const struct cell *cell = &f->cells.items[c];

    if (cell->flags & FLAG_ANY)
        return false;
    for (uint16_t i = 0; i < cell->count; i++) {
        uint32_t object = VALUE_INDEX(cell->items[i]);
        if (VALUE_KIND(cell->items[i]) != VALUE_OBJECT)
            return false;
        if (f->objects.items[object].descriptor && is_changed(f, object))
            return false;
        *copied = *copied || f->objects.items[object].descriptor;
    }
    return true;
}

/* The functions under get and set of descriptors that the file writes down. */
static void look_at_descriptors(const struct flow *f, struct load *load, cell_id c, struct callable *out)
{
    const struct cell *cell = &f->cells.items[c];
    sym names[2] = {f->name_get, f->name_set};

    for (uint16_t i = 0; i < cell->count; i++) {
        const struct object *object = &f->objects.items[VALUE_INDEX(cell->items[i])];
        uint32_t found = 0;
        if (object->descriptor)
            continue;
        if (object->proto != 0 && run_is_unknown(f, object->proto))
            *out = (struct callable){true, true};
        look_at_functions(f, load, object->unknown, out);
        for (size_t k = 0; k < ARRAY_LEN(names); k++)
            if (map_get(&f->prop_index, map_pair(VALUE_INDEX(cell->items[i]), names[k].i), &found))
                look_at_functions(f, load, f->props.items[found].value, out);
    }
}

static void look_at_handlers(const struct flow *f, struct load *load, cell_id c, struct callable *out)
{
    const struct cell *cell = &f->cells.items[c];

    if (run_is_unknown(f, c))
        *out = (struct callable){true, true};
    for (uint16_t i = 0; i < cell->count; i++) {
        const struct object *object = &f->objects.items[VALUE_INDEX(cell->items[i])];
        if (VALUE_KIND(cell->items[i]) != VALUE_OBJECT || object->proto != 0) {
            *out = (struct callable){true, true};
            continue;
        }
        look_at_functions(f, load, object->unknown, out);
        for (uint32_t p = object->props; p != 0; p = f->props.items[p - 1].next)
            look_at_functions(f, load, f->props.items[p - 1].value, out);
    }
}

static void open_name(struct flow *f, const struct load *load, struct opened *out, const struct opening *o, sym name)
{
    uint32_t seen = 0;

    if (!load->known || map_get(&out->names, name.i, &seen))
        return;
    map_put(&out->names, name.i, 1);
    amplifier_add(f, AMP_STACK_ACCESSOR, o->node, o->func, name);
}

/* Notes the names of the opening's property. */
static void open_names(struct flow *f, const struct load *load, struct opened *out, const struct opening *o)
{
    const struct cell *key = &f->cells.items[o->key];
    sym copy = sym_intern(f->names, STR("="));
    bool known = o->key != 0 && key->flags == 0;

    for (uint16_t i = 0; i < key->count; i++)
        known = known && VALUE_KIND(key->items[i]) == VALUE_TEXT && VALUE_INDEX(key->items[i]) != copy.i;
    if (!known) {
        out->any = true;
        open_name(f, load, out, o, f->name_star);
        return;
    }
    for (uint16_t i = 0; i < key->count; i++)
        open_name(f, load, out, o, (sym){VALUE_INDEX(key->items[i])});
}

/* True for names of methods that the language calls of any object. */
static bool is_hook(struct str name)
{
    return name_is_implicit(name) && !name_is_of_handlers(name);
}

/* True when the key may name a method that the language calls by itself. */
static bool may_be_implicit(const struct flow *f, cell_id key)
{
    const struct cell *cell = &f->cells.items[key];

    if (key == 0 || (cell->flags & (FLAG_TEXT | FLAG_SYMBOL | FLAG_ANY)) != 0)
        return true;
    for (uint16_t i = 0; i < cell->count; i++)
        if (VALUE_KIND(cell->items[i]) != VALUE_TEXT || is_hook(sym_text(f->names, (sym){VALUE_INDEX(cell->items[i])})))
            return true;
    return false;
}

static void find_openings(struct flow *f, struct load *load, struct opened *out)
{
    for (uint32_t i = 0; i < f->openings.len; i++) {
        const struct opening o = f->openings.items[i];
        struct callable found = {0};
        bool copied = false;
        if (!is_looked_at(load, o.func))
            continue;
        if (o.handler != 0)
            look_at_handlers(f, load, o.handler, &found);
        else if (o.descriptor != 0 && is_known_descriptor(f, o.descriptor, &copied))
            look_at_descriptors(f, load, o.descriptor, &found);
        else
            look_at_functions(f, load, o.functions, &found);
        if (copied)
            open_name(f, load, out, &o, sym_intern(f->names, STR("=")));
        if (found.plain)
            open_names(f, load, out, &o);
        out->others = out->others || found.others;
        out->hidden = out->hidden || o.handler != 0 || may_be_implicit(f, o.key);
    }
}

/* True when all that expression `n` may give is what objects have under the variable, or is no function. */
static bool reads_under(const struct flow *f, node_id n, uint32_t binding)
{
    node_id open[8] = {n};
    uint32_t count = 1;

    while (count > 0) {
        node_id one = skip_parentheses(f->tree, open[--count]);
        node_id key = NODE_NONE;
        if (tree_kind(f->tree, one) == KIND_TERNARY_EXPRESSION && count + 2 <= ARRAY_LEN(open)) {
            open[count++] = tree_field(f->tree, one, FIELD_CONSEQUENCE);
            open[count++] = tree_field(f->tree, one, FIELD_ALTERNATIVE);
            continue;
        }
        if (tree_kind(f->tree, one) != KIND_SUBSCRIPT_EXPRESSION)
            return false;
        key = tree_field(f->tree, one, FIELD_INDEX);
        if (tree_kind(f->tree, key) != KIND_IDENTIFIER || f->scopes->binding_of[key] != binding)
            return false;
    }
    return true;
}

/* True for `o[k] = x[k]` and its like: what is copied keeps its name. */
static bool keeps_name(const struct flow *f, const struct site *s)
{
    node_id assignment = s->node == NODE_NONE || s->node == 0 ? NODE_NONE : tree_node(f->tree, s->node)->parent;
    node_id key = NODE_NONE;

    if (s->flags & SITE_SAME_NAME)
        return true;
    if (assignment == NODE_NONE || tree_kind(f->tree, s->node) != KIND_SUBSCRIPT_EXPRESSION ||
        tree_kind(f->tree, assignment) != KIND_ASSIGNMENT_EXPRESSION)
        return false;
    key = tree_field(f->tree, s->node, FIELD_INDEX);
    return tree_kind(f->tree, key) == KIND_IDENTIFIER && f->scopes->binding_of[key] != BINDING_NONE &&
           reads_under(f, tree_field(f->tree, assignment, FIELD_RIGHT), f->scopes->binding_of[key]);
}

static void hook_names(const struct flow *f, struct load *load, struct callable *found)
{
    for (uint32_t i = 0; i < f->sites.len; i++) {
        const struct site *s = &f->sites.items[i];
        bool named = s->kind == SITE_WRITE && (s->name.i == FACT_NONE || is_hook(sym_text(f->names, s->name)));
        bool keyed = s->kind == SITE_WRITE_KEY && may_be_implicit(f, s->key) && !keeps_name(f, s);
        if ((named || keyed) && is_looked_at(load, s->func))
            look_at_functions(f, load, s->value, found);
    }
}

/* A property that is written down, in an object or a class; computed names have a site. */
static void hook_property(struct flow *f, struct load *load, node_id n, struct callable *found)
{
    node_id name = tree_field(f->tree, n, tree_kind(f->tree, n) == KIND_PAIR ? FIELD_KEY : FIELD_PROPERTY);
    node_id held = tree_field(f->tree, n, FIELD_VALUE);
    enum kind kind = name == NODE_NONE ? KIND_NUMBER : tree_kind(f->tree, name);

    if (held == NODE_NONE || kind == KIND_NUMBER || kind == KIND_COMPUTED_PROPERTY_NAME ||
        kind == KIND_PRIVATE_PROPERTY_IDENTIFIER)
        return;
    if (is_hook(sym_text(f->names, f->scopes->name_of[name])))
        look_at_functions(f, load, run_operand(f, held, 0), found);
}

static void find_hooks(struct flow *f, struct load *load, struct callable *found)
{
    for (uint32_t i = 0; i < f->scopes->funcs.len; i++)
        found->plain = found->plain || (f->funcs[i].hooked && func_is_plain(f, i) &&
                                        is_looked_at(load, f->scopes->funcs.items[i].parent));
    hook_names(f, load, found);
    for (node_id n = 0; n < f->tree->count; n++)
        if (tree_kind(f->tree, n) == KIND_PAIR || tree_kind(f->tree, n) == KIND_FIELD_DEFINITION)
            hook_property(f, load, n, found);
}

void openings_mark(struct flow *f, struct load *load)
{
    struct opened ignored = {0};
    struct callable found = {0};

    find_openings(f, load, &ignored);
    find_hooks(f, load, &found);
}

void openings_finish(struct flow *f, struct load *load, struct opened *out)
{
    struct callable found = {0};

    map_init(&out->names, f->arena);
    find_openings(f, load, out);
    found = (struct callable){.others = out->hidden, .plain = out->hidden};
    find_hooks(f, load, &found);
    if (found.plain)
        amplifier_add(f, AMP_STACK_HOOK, 0, 0, sym_intern(f->names, STR("plain")));
    if (found.others)
        amplifier_add(f, AMP_STACK_HOOK, 0, 0, sym_intern(f->names, STR("others")));
    if (out->others)
        charge(f, AMP_STACK_CALL, 0, 0, (sym){FACT_NONE});
}
