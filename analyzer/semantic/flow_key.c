#include "analyzer/semantic/flow_key.h"

#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"

/* Stands for "a computed name" in the lists of names that were looked for along prototypes. */
#define KEY_VISIT 0xffffff00U

bool key_is_unknown(unsigned key)
{
    return key == KEY_UNKNOWN || key == KEY_OBJECT;
}

/* True when the key is an enumerable own property. */
static bool is_listed(const struct flow *f, uint32_t site)
{
    return (f->sites.items[site].flags & SITE_OWN_KEY) != 0 && (f->sites.items[site].flags & SITE_OWN_NAMED) == 0;
}

unsigned key_classes(const struct flow *f, cell_id key)
{
    const struct cell *cell = &f->cells.items[key];
    unsigned classes = 0;

    if (cell->flags & FLAG_NUMBER)
        classes |= KEY_INDEX;
    if (cell->flags & FLAG_SYMBOL)
        classes |= KEY_SYMBOL;
    if (cell->flags & (FLAG_BOOLEAN | FLAG_UNDEFINED | FLAG_NULL))
        classes |= KEY_HARMLESS;
    if (cell->flags & FLAG_STRING)
        classes |= KEY_UNKNOWN;
    if (cell->flags & FLAG_SAFE)
        classes |= KEY_SAFE;
    if (cell->flags & FLAG_ANY)
        classes |= KEY_OBJECT;
    for (uint16_t i = 0; i < cell->count; i++) {
        value v = cell->items[i];
        if (VALUE_KIND(v) == VALUE_TEXT)
            continue;
        if (VALUE_KIND(v) == VALUE_PLACE) {
            unsigned flags = place_flags(f, v);
            classes |= flags == FLAG_SAFE ? KEY_SAFE : flags == FLAG_STRING ? KEY_UNKNOWN : KEY_OBJECT;
            continue;
        }
        /* Symbol.iterator and its like; anything else turns into a text nobody knows. */
        if (VALUE_KIND(v) == VALUE_PATH && f->facts->paths.items[VALUE_INDEX(v)].parent == f->path_symbol)
            classes |= KEY_SYMBOL;
        else
            classes |= KEY_OBJECT;
    }
    return classes;
}

/* True when the key cannot be an object, which could be one name when tested and another when used. */
static bool is_primitive_key(const struct flow *f, cell_id key)
{
    const struct cell *cell = &f->cells.items[key];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) != VALUE_TEXT)
            return false;
    }
    return !(cell->flags & FLAG_ANY);
}

/*
 * Tests exclude the names that all objects inherit, or ask for an own property. That may be deleted before the read,
 * and a proxy may say that it has it; and own it may be, not enumerable, of a prototype of the language.
 */
static void reach_guarded(struct flow *f, uint32_t site, enum value_kind kind, cell_id result)
{
    struct site *s = &f->sites.items[site];

    if (own_keys_guards_names(f->own_keys, s->node)) {
        method_read_any(f, site, false, result);
        s = &f->sites.items[site];
    }
    if (kind != VALUE_REACH)
        return;
    if (!own_keys_guards_prototype(f->own_keys, s->node))
        cell_add(f, result, VALUE(VALUE_OUTER, site));
    if (own_keys_guards_names(f->own_keys, s->node))
        return;
    if (!(s->flags & SITE_OWN_KEY))
        s->flags |= SITE_OWN_KEY | SITE_OWN_NAMED;
    s->flags &= (uint16_t)~SITE_OWN_CHAIN; /* what for-in found inherited is left out */
    s->flags |= SITE_REFLECTED;
    cell_add(f, result, VALUE(VALUE_REACH, site));
}

/* The key may be an object after all: tests say nothing of it, but what it is listed from still does. */
static void reach_unguarded(struct flow *f, uint32_t site)
{
    enum own_proof proof = own_keys_proves(f->own_keys, f->sites.items[site].node);

    if (proof == OWN_NOT) {
        key_look_again(f, site);
        return;
    }
    f->sites.items[site].flags |= own_flags(proof);
    if (proof == OWN_ENUMERATED && is_charged(f, AMP_OWN_KEY, f->sites.items[site].node))
        charge_enumerated(f, site);
}

/*
 * The value may come from a property that every object inherits: a way to the language's shared
 * objects. A proven own property of a function is one only if somebody
 * deletes it first: charge_reflection knows.
 */
static void reach(struct flow *f, uint32_t site, enum value_kind kind, cell_id result)
{
    struct site *s = &f->sites.items[site];

    if (s->flags & SITE_GUARDED && is_primitive_key(f, s->key)) {
        reach_guarded(f, site, kind, result);
        return;
    }
    if (s->flags & SITE_GUARDED && s->flags & SITE_OWN_KEY)
        reach_unguarded(f, site);
    if (s->flags & SITE_OWN) {
        if (kind == VALUE_REACH && (!(s->flags & SITE_OWN_KEY) || s->flags & SITE_OWN_NAMED)) {
            cell_add(f, result, VALUE(VALUE_OUTER, site)); /* a constructor's own `prototype` */
            charge(f, AMP_OWN_DESCRIPTOR, s->node, s->func, (sym){FACT_NONE});
        }
        return;
    }
    if (s->flags & SITE_OWN_KEY && kind == VALUE_SHARED)
        return;
    s->flags |= SITE_REFLECTED;
    cell_add(f, result, VALUE(kind, site));
}

/* The same of an object that is no function. */
static void reach_plain(struct flow *f, uint32_t site, uint32_t object, cell_id result)
{
    const struct site *s = &f->sites.items[site];
    bool guarded = s->flags & SITE_GUARDED && is_primitive_key(f, s->key);

    if (guarded ? !own_keys_guards_firmly(f->own_keys, s->node) : s->flags & SITE_OWN_KEY && !(s->flags & SITE_OWN))
        listed_read(f, site, object);
    reach(f, site, VALUE_SHARED, result);
}

/*
 * What an object of the language's own gives under the names that all objects inherit. Instances
 * and their prototypes inherit what the prototypes of classes have: `constructor` is a class of this
 * file, and what member_delete says when somebody deletes it.
 */
static void reach_inherited(struct flow *f, uint32_t site, uint32_t object, cell_id result)
{
    enum object_kind kind = (enum object_kind)f->objects.items[object].kind;
    bool inherits = f->sites.items[site].flags & SITE_INHERITED;

    if (kind == OBJECT_INSTANCE || (kind == OBJECT_PROTO && inherits))
        method_read_any(f, site, false, result);
    else if (kind == OBJECT_FUNCTION || kind == OBJECT_BOUND)
        reach(f, site, VALUE_REACH, result);
    else
        reach_plain(f, site, object, result);
}

/* Any getter of the object may be what super[k] finds, and `this` is what it runs on. */
static void lend_receiver(struct flow *f, uint32_t site, uint32_t object)
{
    cell_id receiver = super_receiver(f, site);

    for (uint32_t p = f->objects.items[object].props; receiver != 0 && p != 0; p = f->props.items[p - 1].next)
        cell_edge(f, receiver, f->props.items[p - 1].receivers);
}

static void read_unknown_object(struct flow *f, uint32_t site, uint32_t object, unsigned key, cell_id result)
{
    bool null_proto = f->objects.items[object].null_proto;

    lend_receiver(f, site, object);
    cell_edge(f, object_elem(f, object), result);
    cell_edge(f, object_unknown(f, object), result);
    cell_add_flags(f, result, FLAG_UNDEFINED);
    if (key == KEY_INDEX || key == KEY_HARMLESS)
        return;
    if (key != KEY_SYMBOL)
        pool_read(f, site, object, sym_intern(f->names, STR("buffer")));
    cell_edge(f, object_all(f, object), result);
    if (key_is_unknown(key)) /* o["__proto__"] */
        cell_edge(f, object_proto(f, object), result);
    if (null_proto)
        return;
    if (key == KEY_SYMBOL || key == KEY_SAFE) {
        method_read_any(f, site, key == KEY_SYMBOL, result);
        return;
    }
    reach_inherited(f, site, object, result);
}

/* The same read of the prototypes, which may be functions, arrays, anything. */
static void read_unknown_protos(struct flow *f, uint32_t site, uint32_t object, cell_id result)
{
    struct site s = f->sites.items[site];
    uint32_t up = 0;

    if (result == 0 || !proto_first_visit(f, object, result, (sym){KEY_VISIT | s.flags}))
        return;
    up = site_new(f, SITE_READ_KEY, s.node, s.func);
    s.base = object_proto(f, object);
    s.flags |= SITE_INHERITED;
    s.seen_base = 0;
    s.seen_key = 0;
    s.seen_base_flags = 0;
    s.seen_keys = 0;
    f->sites.items[up] = s;
    cell_watch(f, s.base, up);
    cell_watch(f, s.key, up);
}

/*
 * Some member of what may be Object: one of the functions that give prototypes and descriptors. Those that write or
 * copy are other halves, charged here.
 */
static void read_any_static(struct flow *f, uint32_t site, cell_id result)
{
    static const char *const names[] = {"getPrototypeOf", "getOwnPropertyDescriptor", "getOwnPropertyDescriptors"};
    const struct site s = f->sites.items[site];

    if (s.flags & SITE_STATICS)
        return;
    f->sites.items[site].flags |= SITE_STATICS;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        uint32_t member = path_extend(f, f->path_object, PATH_STEP_MEMBER, sym_intern(f->names, str_from(names[i])));
        cell_add(f, result, VALUE(VALUE_PATH, member));
    }
    charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
    charge(f, AMP_WRITE_RECEIVER, s.node, s.func, (sym){FACT_NONE});
    method_changed(f, &s);
}

/* Object.getOwnPropertySymbols and Reflect.ownKeys are among its members. */
static bool lists_symbols(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return path == f->path_object ||
           (p->parent == FACT_NONE && str_eq(sym_text(f->names, (sym){p->name}), STR("Reflect")));
}

static void read_unknown_flags(struct flow *f, uint32_t site, unsigned flags, unsigned key, cell_id result);

static void read_unknown_path(struct flow *f, uint32_t site, uint32_t path, unsigned key, cell_id result)
{
    enum path_step step = key == KEY_SYMBOL ? PATH_STEP_SYMBOL : PATH_STEP_ANY;
    uint32_t member = path_extend(f, path, step, (sym){FACT_NONE});
    bool texts = path_is_environment(f, path) || path_is_text_table(f, path);

    if (f->paths.items[path].intrinsic && (key == KEY_INDEX || key == KEY_HARMLESS)) {
        cell_add_flags(f, result, FLAG_UNDEFINED);
        return;
    }
    if (key == KEY_SYMBOL && path_is_language_prototype(f, path)) {
        read_unknown_flags(f, site, FLAG_ANY, key, result); /* as every value that inherits from it */
        return;
    }
    if (path_is_known_symbol(f, path)) {
        read_unknown_flags(f, site, FLAG_SYMBOL, key, result);
        return;
    }
    if (f->paths.items[path].intrinsic) {
        if (key_is_unknown(key) || key == KEY_SAFE)
            read_any_static(f, site, result);
        if (lists_symbols(f, path))
            charge(f, AMP_INTERNAL_SYMBOL, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
        if (path_is_open(f, path))
            charge(f, AMP_NODE_INSTANCE, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
        f->sites.items[site].flags |= SITE_REFLECTED;
        cell_add(f, result, VALUE(VALUE_REACH, site));
        cell_add_flags(f, result, FLAG_ANY);
        if (member != FACT_NONE)
            record_use(f, member, USE_READ, site, 0); /* Math[key] may be random */
        return;
    }
    if (member == FACT_NONE) {
        record_use(f, path, USE_ESCAPE, site, 0);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
    record_use(f, member, USE_READ, site, 0);
    if (path == f->path_sloppy_this && key_is_unknown(key)) {
        charge(f, AMP_SLOPPY_THIS, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
        charge(f, AMP_GLOBAL_MEMBER, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
    }
    if (texts)
        cell_add_flags(f, result, FLAG_STRING);
    else
        cell_add(f, result, VALUE(VALUE_PATH, member));
    cell_add_flags(f, result, FLAG_UNDEFINED | FLAG_ANY);
    if (key == KEY_SYMBOL || key == KEY_SAFE)
        method_read_any(f, site, key == KEY_SYMBOL, result);
    if (!key_is_unknown(key))
        return;
    if (!texts)
        charge(f, AMP_INTERNAL_KEY, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
    reach(f, site, texts ? VALUE_SHARED : VALUE_REACH, result);
}

/* What a text gives under a key of one class: a character, or a method of the language. */
static unsigned part_of_text(unsigned key)
{
    if (key == KEY_INDEX)
        return FLAG_SAFE | FLAG_UNDEFINED;
    return FLAG_STRING | FLAG_UNDEFINED | (key == KEY_SYMBOL || key == KEY_SAFE ? FLAG_ANY : 0);
}

/*
 * `caller` and `arguments` are own properties of a sloppy function, though not listed by for-in or Object.keys, so a
 * guard that asks for an own property does not exclude them. An operator leaves nothing of them.
 */
static void charge_stack_key(struct flow *f, uint32_t site, unsigned key, enum amplifier_kind kind)
{
    const struct site *s = &f->sites.items[site];

    if (key_is_unknown(key) && !is_listed(f, site) && (s->flags & SITE_CONSUMED) == 0)
        charge(f, kind, s->node, s->func, (sym){FACT_NONE});
}

static void read_unknown_flags(struct flow *f, uint32_t site, unsigned flags, unsigned key, cell_id result)
{
    if (flags & FLAG_TEXT)
        cell_add_flags(f, result, part_of_text(key));
    if (flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL) && (key == KEY_SYMBOL || key == KEY_SAFE))
        method_read_any(f, site, key == KEY_SYMBOL, result);
    if (flags & FLAG_ANY) {
        cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
        escape_super_receiver(f, site);
    }
    if (key == KEY_SAFE && flags & FLAG_ANY)
        charge(f, AMP_GLOBAL_MEMBER, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
    if (!key_is_unknown(key) || !(flags & (FLAG_ANY | FLAG_TEXT | FLAG_NUMBER | FLAG_BOOLEAN | FLAG_SYMBOL)))
        return;
    reach(f, site, flags & FLAG_ANY ? VALUE_REACH : VALUE_SHARED, result);
    if (flags & FLAG_ANY) {
        charge(f, AMP_GLOBAL_MEMBER, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
        charge_stack_key(f, site, key, AMP_STACK_KEY);
        charge(f, AMP_INTERNAL_KEY, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
    }
}

/*
 * True when the key is a symbol of the language under which none of its constructors and prototypes holds one: under
 * Symbol.species a constructor gives itself.
 */
static bool is_plain_symbol(const struct flow *f, cell_id key)
{
    const struct cell *cell = &f->cells.items[key];

    for (uint16_t i = 0; i < cell->count; i++) {
        uint32_t path = VALUE_INDEX(cell->items[i]);
        if (VALUE_KIND(cell->items[i]) != VALUE_PATH || !path_is_known_symbol(f, path) ||
            str_eq(sym_text(f->names, (sym){f->facts->paths.items[path].name}), STR("species")))
            return false;
    }
    return (cell->flags & ~(unsigned)FLAG_HARMLESS) == 0;
}

/* A member of the language's constructors and prototypes, which have constructors of their own. */
static void read_unknown_shared(struct flow *f, uint32_t site, value v, unsigned key, cell_id result)
{
    cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
    if (VALUE_KIND(v) == VALUE_OUTER && f->sites.items[site].flags & SITE_GUARDED &&
        is_primitive_key(f, f->sites.items[site].key))
        return; /* methods of the language */
    /* Those of Object are not listed. */
    if ((key_is_unknown(key) || key == KEY_SAFE) && !is_listed(f, site))
        read_any_static(f, site, result);
    if (!key_is_unknown(key) && key != KEY_SYMBOL && key != KEY_SAFE)
        return;
    if (key == KEY_SYMBOL && VALUE_KIND(v) != VALUE_CODE && is_plain_symbol(f, f->sites.items[site].key)) {
        method_read_any(f, site, true, result);
        return;
    }
    if (key != KEY_SYMBOL)
        charge_statics_of_class(f, site, v);
    f->sites.items[site].flags |= SITE_REFLECTED;
    cell_add(f, result, VALUE(VALUE_REACH, site));
}

/* result <- v[key] for a key of one class. */
static void read_unknown(struct flow *f, uint32_t site, value v, unsigned key, cell_id result)
{
    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        cell_add_flags(f, result, part_of_text(key));
        if (key == KEY_SYMBOL || key == KEY_SAFE)
            method_read_any(f, site, key == KEY_SYMBOL, result);
        if (key_is_unknown(key))
            reach(f, site, VALUE_SHARED, result);
        return;
    case VALUE_PLACE:
        read_unknown_flags(f, site, place_touch(f, v), key, result);
        return;
    case VALUE_FUNC:
        if (!f->scopes->funcs.items[VALUE_INDEX(v)].strict)
            charge_stack_key(f, site, key, AMP_STACK); /* no other half: the file itself has the function */
        (void)func_proto(f, VALUE_INDEX(v));
        if ((key_is_unknown(key) || key == KEY_SAFE) && !f->scopes->funcs.items[VALUE_INDEX(v)].strict &&
            !is_listed(f, site)) /* `caller` and `arguments` cannot be listed */
            charge(f, AMP_STACK_ARGUMENTS, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
        read_unknown_object(f, site, func_object(f, VALUE_INDEX(v)), key, result);
        read_unknown_protos(f, site, func_object(f, VALUE_INDEX(v)), result);
        return;
    case VALUE_OBJECT:
        read_unknown_object(f, site, VALUE_INDEX(v), key, result);
        read_unknown_protos(f, site, VALUE_INDEX(v), result);
        return;
    case VALUE_PATH:
        if (f->paths.items[VALUE_INDEX(v)].root == PATH_MODULE || VALUE_INDEX(v) == f->path_sloppy_this)
            charge_stack_key(f, site, key, AMP_STACK_KEY);
        if (!f->paths.items[VALUE_INDEX(v)].intrinsic)
            escape_super_receiver(f, site);
        read_unknown_path(f, site, VALUE_INDEX(v), key, result);
        return;
    case VALUE_REACH:
        if (f->sites.items[VALUE_INDEX(v)].flags & SITE_OWN_KEY) {
            read_unknown_flags(f, site, FLAG_ANY, key, result); /* what somebody put there */
            return;
        }
        read_unknown_shared(f, site, v, key, result);
        return;
    case VALUE_OUTER:
        if (f->sites.items[site].flags & SITE_OWN) {
            read_unknown_flags(f, site, FLAG_ANY, key, result); /* its own constructor is no Function's */
            return;
        }
        read_unknown_shared(f, site, v, key, result);
        return;
    case VALUE_SHARED:
    case VALUE_CODE:
        read_unknown_shared(f, site, v, key, result);
        return;
    }
}

static bool fresh_pair(const struct site *s, uint16_t base, uint16_t key)
{
    return base >= s->seen_base || key >= s->seen_key;
}

void key_combine_texts(struct flow *f, uint32_t site, bool write)
{
    struct site s = f->sites.items[site];
    uint16_t bases = f->cells.items[s.base].count;
    uint16_t keys = f->cells.items[s.key].count;
    unsigned flags = f->cells.items[s.base].flags;

    for (uint16_t k = 0; k < keys; k++) {
        value name = f->cells.items[s.key].items[k];
        if (VALUE_KIND(name) != VALUE_TEXT)
            continue;
        f->sites.items[site].name = (sym){VALUE_INDEX(name)};
        if (k >= s.seen_key || (flags & ~(unsigned)s.seen_base_flags)) {
            if (write)
                member_write_flags(f, site, flags);
            else
                member_read_flags(f, site, flags);
        }
        for (uint16_t b = 0; b < bases; b++) {
            if (!fresh_pair(&s, b, k))
                continue;
            if (write)
                member_write(f, site, f->cells.items[s.base].items[b]);
            else
                member_read(f, site, f->cells.items[s.base].items[b]);
        }
    }
}

void key_finish_pairs(struct flow *f, uint32_t site, uint16_t bases, uint16_t keys, unsigned flags, unsigned classes)
{
    struct site *s = &f->sites.items[site];

    s->seen_base = bases;
    s->seen_key = keys;
    s->seen_base_flags = (uint8_t)flags;
    s->seen_keys = (uint8_t)classes;
}

void key_read(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];
    uint16_t bases = f->cells.items[s.base].count;
    uint16_t keys = f->cells.items[s.key].count;
    unsigned flags = f->cells.items[s.base].flags;
    unsigned classes = key_classes(f, s.key);

    key_combine_texts(f, site, false);
    for (unsigned key = KEY_INDEX; key <= KEY_SAFE; key <<= 1) {
        bool seen = s.seen_keys & key;
        if (!(classes & key))
            continue;
        if (!seen || (flags & ~(unsigned)s.seen_base_flags))
            read_unknown_flags(f, site, flags, key, s.result);
        for (uint16_t b = seen ? s.seen_base : 0; b < bases; b++)
            read_unknown(f, site, f->cells.items[s.base].items[b], key, s.result);
    }
    key_finish_pairs(f, site, bases, keys, flags, classes);
}
