#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_walk.h"

enum { COPIED_MIN = 4096 };

static void watch_implicit(struct flow *f, uint32_t object, cell_id c, sym name);

uint32_t object_new(struct flow *f, enum object_kind kind, uint32_t func)
{
    vec_push(f->arena, &f->objects, (struct object){.kind = (uint8_t)kind, .func = func});
    return f->objects.len - 1;
}

uint32_t object_at(struct flow *f, node_id n, uint32_t what, enum object_kind kind)
{
    uint32_t found = 0;

    if (map_get(&f->object_index, map_pair(what << 8 | kind, n), &found))
        return found;
    found = object_new(f, kind, FUNC_NONE);
    f->objects.items[found].node = n;
    map_put(&f->object_index, map_pair(what << 8 | kind, n), found);
    return found;
}

/* What an escaped object's parts may hold, and where what they hold may go. */
static void expose_cell(struct flow *f, uint32_t object, cell_id c)
{
    cell_add_flags(f, c, FLAG_ANY);
    escape_cell(f, c, f->objects.items[object].escape_node, f->objects.items[object].escape_func);
}

/*
 * Prototypes go where their objects go: those of this file with all they have. That an object
 * inherits from one of the language's is no news; taking it out again is charged where it happens.
 */
void expose_proto(struct flow *f, cell_id c, node_id node, uint32_t func)
{
    uint32_t site = site_new(f, SITE_DATA, node, func);

    cell_add_flags(f, c, FLAG_ANY);
    f->sites.items[site].object = DATA_IS_EXPOSED;
    cell_watch(f, c, site);
}

/* A cell that belongs to `object`: exposed with it, and part of `all`. */
static cell_id part_new(struct flow *f, uint32_t object, bool own)
{
    cell_id c = cell_new(f);

    f->facts->work += FLOW_WORK_PER_PART;
    f->cells.items[c].owner = own ? object + 1 : 0;
    if (f->objects.items[object].exotic)
        lose_cell(f, c);
    if (f->objects.items[object].escaped && own)
        expose_cell(f, object, c);
    else if (f->objects.items[object].escaped)
        expose_proto(f, c, f->objects.items[object].escape_node, f->objects.items[object].escape_func);
    if (own && f->objects.items[object].all != 0)
        cell_edge(f, c, f->objects.items[object].all);
    return c;
}

cell_id object_elem(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].elem == 0 && f->objects.items[object].kind == OBJECT_NUMBERS) {
        cell_id c = cell_new(f);
        cell_add_flags(f, c, FLAG_NUMBER);
        f->objects.items[object].elem = c;
    }
    if (f->objects.items[object].elem == 0) {
        cell_id c = part_new(f, object, true);
        f->objects.items[object].elem = c;
        if (f->objects.items[object].kind != OBJECT_BOUND && !f->objects.items[object].followed &&
            !f->objects.items[object].tracked && !f->objects.items[object].exotic)
            lose_cell(f, c);
    }
    return f->objects.items[object].elem;
}

void object_track(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].elem == 0 && !f->objects.items[object].escaped && !f->objects.items[object].exotic)
        f->objects.items[object].tracked = true;
}

void object_untrack(struct flow *f, uint32_t object)
{
    if (!f->objects.items[object].tracked)
        return;
    f->objects.items[object].tracked = false;
    lose_cell(f, f->objects.items[object].elem);
}

void object_set_elem(struct flow *f, uint32_t object, cell_id from)
{
    if (f->objects.items[object].kind != OBJECT_NUMBERS)
        cell_edge(f, from, object_elem(f, object));
}

/* True for the names that typed arrays have elements under, as far as anybody writes them (section 10.4.5). */
static bool is_element_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9')
            return false;
    }
    return name.len == 1 || (name.len > 1 && name.len < 16 && name.ptr[0] != '0');
}

void object_set_named(struct flow *f, uint32_t object, sym name, cell_id from)
{
    if (f->objects.items[object].kind == OBJECT_NUMBERS && !is_element_name(sym_text(f->names, name)))
        cell_edge(f, from, object_unknown(f, object));
    else
        object_set_elem(f, object, from);
}

cell_id object_unknown(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].unknown == 0) {
        cell_id c = part_new(f, object, true);
        f->objects.items[object].unknown = c;
        if (!f->objects.items[object].exotic)
            lose_cell(f, c);
        if (f->objects.items[object].kind != OBJECT_BOUND)
            watch_implicit(f, object, c, (sym){FACT_NONE});
    }
    return f->objects.items[object].unknown;
}

cell_id object_proto(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].proto == 0) {
        cell_id c = part_new(f, object, false);
        uint32_t site = site_new(f, SITE_FOREIGN_PROTO, f->objects.items[object].node, 0);
        f->objects.items[object].proto = c;
        f->sites.items[site].object = object;
        cell_watch(f, c, site);
    }
    return f->objects.items[object].proto;
}

cell_id object_heirs(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].heirs == 0) {
        cell_id c = cell_new(f);
        f->objects.items[object].heirs = c;
    }
    return f->objects.items[object].heirs;
}

cell_id object_all(struct flow *f, uint32_t object)
{
    cell_id all = f->objects.items[object].all;

    if (all != 0)
        return all;
    object_untrack(f, object);
    all = cell_new(f);
    f->objects.items[object].all = all;
    cell_edge(f, object_elem(f, object), all);
    cell_edge(f, object_unknown(f, object), all);
    for (uint32_t p = f->objects.items[object].props; p != 0; p = f->props.items[p - 1].next)
        cell_edge(f, f->props.items[p - 1].value, all);
    return all;
}

/* Names of methods that the language or Node calls without a call in the text. */
bool name_is_implicit(struct str name)
{
    static const char *const names[] = {"toString", "valueOf", "toJSON",  "then",        "next",  "return",
                                        "throw",    "exec",    "inspect", "toISOString", "catch", "finally",
                                        "get",      "set",     "has",     "join"};

    return str_in_list(name, names, ARRAY_LEN(names));
}

bool name_is_of_handlers(struct str name)
{
    return str_eq(name, STR("get")) || str_eq(name, STR("set")) || str_eq(name, STR("has"));
}

static void watch_implicit(struct flow *f, uint32_t object, cell_id c, sym name)
{
    uint32_t site = site_new(f, SITE_IMPLICIT, 0, 0);

    f->sites.items[site].name = name;
    f->sites.items[site].object = object;
    cell_watch(f, c, site);
}

bool prop_is_fixed(const struct flow *f, uint32_t object, sym name)
{
    const struct object *o = &f->objects.items[object];

    return o->kind == OBJECT_FUNCTION && name.i == f->name_prototype.i && f->funcs[o->func].is_class;
}

struct prop *object_prop(struct flow *f, uint32_t object, sym name)
{
    uint32_t found = 0;
    struct prop prop = {.name = name, .object = object};

    if (map_get(&f->prop_index, map_pair(object, name.i), &found))
        return &f->props.items[found];
    prop.value = part_new(f, object, true);
    if (name_is_implicit(sym_text(f->names, name)))
        watch_implicit(f, object, prop.value, name);
    prop.next = f->objects.items[object].props;
    vec_push(f->arena, &f->props, prop);
    found = f->props.len - 1;
    f->objects.items[object].props = found + 1;
    map_put(&f->prop_index, map_pair(object, name.i), found);
    for (uint32_t c = f->objects.items[object].copies; c != 0; c = f->copies.items[c - 1].next)
        vec_push(f->arena, &f->copying, (struct link){found, f->copies.items[c - 1].to});
    return &f->props.items[found];
}

/* What is a value of its own when it is copied: functions, lists and their like have properties that nobody copies. */
static bool is_copied_by_name(const struct flow *f, uint32_t object)
{
    enum object_kind kind = (enum object_kind)f->objects.items[object].kind;

    return kind == OBJECT_PLAIN || kind == OBJECT_INSTANCE || kind == OBJECT_PROTO;
}

void object_copy(struct flow *f, uint32_t from, uint32_t to)
{
    uint32_t seen = 0;

    if (!is_copied_by_name(f, from)) {
        cell_edge(f, object_all(f, from), object_unknown(f, to));
        return;
    }
    if (from == to || !map_claim(&f->copy_index, map_pair(from, to), &seen))
        return;
    object_untrack(f, from);
    cell_edge(f, object_elem(f, from), object_elem(f, to));
    cell_edge(f, object_unknown(f, from), object_unknown(f, to));
    vec_push(f->arena, &f->copies, (struct link){to, f->objects.items[from].copies});
    f->objects.items[from].copies = f->copies.len;
    for (uint32_t p = f->objects.items[from].props; p != 0; p = f->props.items[p - 1].next)
        vec_push(f->arena, &f->copying, (struct link){p - 1, to});
}

/* Objects that are copied from one another, again and again: from so many properties on, names are given up. */
static bool copies_too_much(const struct flow *f)
{
    return f->copied > COPIED_MIN + f->tree->count;
}

bool object_copy_next(struct flow *f)
{
    struct link next = {0};
    cell_id copied = 0;

    if (f->copying.len == 0)
        return false;
    next = f->copying.items[--f->copying.len];
    copied = f->props.items[next.to].value;
    f->copied++;
    if (copies_too_much(f))
        cell_edge(f, copied, object_unknown(f, next.next));
    else
        cell_edge(f, copied, object_prop(f, next.next, f->props.items[next.to].name)->value);
    return true;
}

void object_accessor(struct flow *f, uint32_t object, sym name, cell_id function, bool setter)
{
    uint32_t prop = (uint32_t)(object_prop(f, object, name) - f->props.items);
    cell_id slot = setter ? f->props.items[prop].setter : f->props.items[prop].getter;
    uint32_t site = 0;

    pool_written(f, object, name);
    if (slot == 0) {
        slot = cell_new(f);
        if (setter)
            f->props.items[prop].setter = slot;
        else
            f->props.items[prop].getter = slot;
        if (f->props.items[prop].receivers == 0) {
            cell_id receivers = cell_new(f);
            f->props.items[prop].receivers = receivers;
            /* However it is found there: under a computed name, by the language, on behalf of another object. */
            cell_edge(f, object_heirs(f, object), receivers);
        }
        site = site_new(f, SITE_ACCESSOR, 0, 0);
        f->sites.items[site].object = prop;
        f->sites.items[site].flags = setter;
        cell_watch(f, slot, site);
        if (f->objects.items[object].escaped)
            escape_cell(f, slot, f->objects.items[object].escape_node, f->objects.items[object].escape_func);
    }
    if (f->objects.items[object].kind != OBJECT_PROTO)
        cell_add(f, f->props.items[prop].receivers, VALUE(VALUE_OBJECT, object));
    cell_edge(f, function, slot);
    f->has_setters = f->has_setters || setter;
}

uint32_t func_object(struct flow *f, uint32_t func)
{
    if (f->funcs[func].object == OBJECT_NONE) {
        f->funcs[func].object = object_new(f, OBJECT_FUNCTION, func);
        if (f->funcs[func].escaped)
            escape_object(f, f->funcs[func].object, f->scopes->funcs.items[func].node, func);
    }
    return f->funcs[func].object;
}

cell_id func_target(struct flow *f, uint32_t func)
{
    if (f->funcs[func].target == 0) {
        cell_id c = cell_new(f);
        f->funcs[func].target = c;
        cell_edge(f, f->funcs[func].self, c);
    }
    return f->funcs[func].target;
}

uint32_t func_proto(struct flow *f, uint32_t func)
{
    if (f->funcs[func].proto == OBJECT_NONE) {
        uint32_t object = object_new(f, OBJECT_PROTO, func);
        f->funcs[func].proto = object;
        cell_edge(f, f->funcs[func].self, object_prop(f, object, f->name_constructor)->value);
        if (!own_keys_is_maker(f->own_keys, func))
            cell_add(f, object_prop(f, func_object(f, func), f->name_prototype)->value, VALUE(VALUE_OBJECT, object));
    }
    return f->funcs[func].proto;
}

uint32_t func_instance(struct flow *f, uint32_t func)
{
    uint32_t site = 0;

    if (f->funcs[func].instance == OBJECT_NONE) {
        uint32_t object = object_new(f, OBJECT_INSTANCE, func);
        f->funcs[func].instance = object;
        (void)func_proto(f, func);
        cell_edge(f, object_prop(f, func_object(f, func), f->name_prototype)->value, object_proto(f, object));
        /* A prototype that is no object stands for the language's own (section 10.1.14). */
        site = site_new(f, SITE_NO_PROTOTYPE, f->scopes->funcs.items[func].node, func);
        site_set_result(f, site, object_proto(f, object));
        cell_watch(f, object_prop(f, func_object(f, func), f->name_prototype)->value, site);
    }
    return f->funcs[func].instance;
}

/* What is assigned to a parameter stands in the mapped arguments object too (section 10.4.4). */
static void map_arguments(struct flow *f, uint32_t func, cell_id elem)
{
    node_id list = tree_field(f->tree, f->scopes->funcs.items[func].node, FIELD_PARAMETERS);

    for (node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(f->tree, list); c != NODE_NONE;
         c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_IDENTIFIER && f->scopes->binding_of[c] != BINDING_NONE)
            cell_edge(f, binding_cell(f, f->scopes->binding_of[c]), elem);
    }
}

uint32_t func_arguments(struct flow *f, uint32_t func)
{
    if (f->funcs[func].arguments == OBJECT_NONE) {
        uint32_t object = object_new(f, OBJECT_ARGUMENTS, func);
        f->funcs[func].arguments = object;
        f->funcs[func].arguments_elem = object_elem(f, object);
        for (uint32_t i = 0; i < f->funcs[func].param_count; i++) {
            cell_id param = f->args.items[f->funcs[func].params + i];
            cell_edge(f, param, object_elem(f, object));
            /* Sloppy arguments objects are mapped onto the parameters (section 10.4.4). */
            if (!f->scopes->funcs.items[func].strict) {
                cell_edge(f, object_elem(f, object), param);
                cell_edge(f, object_unknown(f, object), param);
            }
        }
        if (!f->scopes->funcs.items[func].strict)
            map_arguments(f, func, object_elem(f, object));
        cell_edge(f, f->funcs[func].rest, object_elem(f, object));
        cell_edge(f, f->funcs[func].self, object_prop(f, object, f->name_callee)->value);
        if (f->funcs[func].escaped)
            cell_add_flags(f, object_elem(f, object), FLAG_ANY);
    }
    return f->funcs[func].arguments;
}

/* True the first time; prototypes may form cycles, and several names may share a cell. */
bool proto_first_visit(struct flow *f, uint32_t object, cell_id about, sym name)
{
    uint32_t head = 0;

    (void)map_get(&f->proto_index, map_pair(object, about), &head);
    for (uint32_t i = head; i != 0; i = f->proto_names.items[i - 1].next) {
        if (f->proto_names.items[i - 1].to == name.i)
            return false;
    }
    vec_push(f->arena, &f->proto_names, (struct link){name.i, head});
    map_put(&f->proto_index, map_pair(object, about), f->proto_names.len);
    return true;
}

/*
 * Any text that a number, a boolean, null or undefined can turn into, and some more: properties
 * under such names are one cell, so that o[1.5], o["1.5"] and o[undefined] need no conversion.
 */
bool name_is_index(struct str name)
{
    static const char *const words[] = {"NaN", "Infinity", "undefined", "null", "true", "false"};

    if (name.len > 0 && (name.ptr[0] == '-' || (name.ptr[0] >= '0' && name.ptr[0] <= '9')))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(str_from(words[i]), name))
            return true;
    }
    return false;
}
