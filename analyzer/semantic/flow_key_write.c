/*
 * flow_key_write.c - writes under computed names: an unknown one may be `__proto__`, or the `prototype` of a function.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_key.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"

static void write_unknown_object(struct flow *f, uint32_t site, uint32_t object, unsigned key, cell_id from)
{
    /* A BigInt of many digits names no element of a typed array. */
    if (key == KEY_INDEX &&
        (f->objects.items[object].kind != OBJECT_NUMBERS || f->sites.items[site].flags & SITE_NO_BIGINT)) {
        object_set_elem(f, object, from);
        return;
    }
    cell_edge(f, from, object_unknown(f, object));
    if (key_is_unknown(key) || (key == KEY_SAFE && f->sites.items[site].flags & SITE_OWN))
        pool_changed(f, object);
    if (key_is_unknown(key) && !(f->sites.items[site].flags & SITE_OWN)) {
        listed_move(f, object, from);
        write_proto(f, object, from); /* o["__proto__"] = v */
    }
}

/* F[k] = v may replace the prototype of F. */
static void write_prototype(struct flow *f, uint32_t site, uint32_t func, cell_id from)
{
    uint32_t write = site_new(f, SITE_MAYBE_PROTOTYPE, f->sites.items[site].node, f->sites.items[site].func);

    f->sites.items[write].object = func;
    site_set_result(f, write, object_prop(f, func_object(f, func), f->name_prototype)->value);
    cell_watch(f, from, write);
}

static void write_unknown(struct flow *f, uint32_t site, value v, unsigned key, cell_id from)
{
    struct site s = f->sites.items[site];
    uint32_t member = FACT_NONE;

    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        escape_cell(f, from, s.node, s.func); /* its wrapper keeps it */
        return;
    case VALUE_PLACE:
        (void)place_touch(f, v);
        escape_cell(f, from, s.node, s.func);
        return;
    case VALUE_FUNC:
        (void)func_proto(f, VALUE_INDEX(v));
        write_unknown_object(f, site, func_object(f, VALUE_INDEX(v)), key, from);
        if (key_is_unknown(key) || key == KEY_SAFE)
            setter_watch_unknown(f, site, VALUE_INDEX(v));
        /* A class's prototype cannot be replaced, and no function's can become an accessor (section 20.2.4.3). */
        if (key_is_unknown(key) && !f->funcs[VALUE_INDEX(v)].is_class && !(s.flags & SITE_BY_ACCESSOR))
            write_prototype(f, site, VALUE_INDEX(v), from);
        return;
    case VALUE_OBJECT:
        write_unknown_object(f, site, VALUE_INDEX(v), key, from);
        if (f->has_setters) /* any of them may get the value */
            escape_cell(f, from, s.node, s.func);
        return;
    case VALUE_PATH:
        if (key == KEY_INDEX && VALUE_INDEX(v) == f->path_sloppy_this) { /* the global object has no such name */
            member_sloppy_store(f, site, f->name_star, from); /* but a method of the object may be called by one */
            member_of_path(f, site, VALUE_INDEX(v), from);
            escape_cell(f, from, s.node, s.func);
            return;
        }
        member = path_extend(f, VALUE_INDEX(v), key == KEY_SYMBOL ? PATH_STEP_SYMBOL : PATH_STEP_ANY, (sym){FACT_NONE});
        record_use(f, member == FACT_NONE ? VALUE_INDEX(v) : member, USE_WRITE, site, 0);
        member_of_path(f, site, VALUE_INDEX(v), from);
        escape_cell(f, from, s.node, s.func);
        if (VALUE_INDEX(v) == f->path_sloppy_this)
            charge(f, AMP_SLOPPY_WRITE, s.node, s.func, (sym){FACT_NONE});
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
        charge_write(f, site, v, (sym){FACT_NONE});
        escape_cell(f, from, s.node, s.func);
        return;
    case VALUE_OUTER:
        charge(f, AMP_WRITE_OUTSIDE, s.node, s.func, (sym){FACT_NONE});
        escape_cell(f, from, s.node, s.func);
        return;
    case VALUE_CODE:
        escape_cell(f, from, s.node, s.func);
        return;
    }
}

void key_write(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];
    uint16_t bases = f->cells.items[s.base].count;
    uint16_t keys = f->cells.items[s.key].count;
    unsigned flags = f->cells.items[s.base].flags;
    unsigned classes = key_classes(f, s.key);

    key_combine_texts(f, site, true);
    for (unsigned key = KEY_INDEX; key <= KEY_SAFE; key <<= 1) {
        bool seen = s.seen_keys & key;
        if (!(classes & key))
            continue;
        if (flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL) && (!seen || s.seen_base_flags != flags)) {
            escape_cell(f, s.value, s.node, s.func);
            if (flags & FLAG_ANY && (key_is_unknown(key) || key == KEY_SAFE || key == KEY_SYMBOL))
                charge(f, AMP_WRITE_RECEIVER, s.node, s.func, (sym){FACT_NONE});
            if (flags & FLAG_ANY && (key_is_unknown(key) || key == KEY_SAFE)) {
                charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
                method_written_any(f, site, s.value);
            }
        }
        for (uint16_t b = seen ? s.seen_base : 0; b < bases; b++)
            write_unknown(f, site, f->cells.items[s.base].items[b], key, s.value);
    }
    key_finish_pairs(f, site, bases, keys, flags, classes);
}
