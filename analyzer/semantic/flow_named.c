/* What the name of a member alone tells, whatever the value is that it is read from; and `constructor` of such a value.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"

#include "analyzer/semantic/member_name.h"

void charge_host_named(struct flow *f, uint32_t site, struct str name, unsigned flags)
{
    static const char *const names[] = {"localeCompare", "toLocaleLowerCase", "toLocaleString", "toLocaleUpperCase"};
    const struct site *s = &f->sites.items[site];

    if ((flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL)) == 0)
        return;
    if (str_in_list(name, names, ARRAY_LEN(names)))
        charge(f, AMP_LOCALE_MEMBER, s->node, s->func, s->name);
    else if (flags & FLAG_ANY && str_eq(name, STR("stack")))
        charge(f, AMP_STACK_TEXT, s->node, s->func, (sym){FACT_NONE});
}

/* Each file once: that there is one counts, not where. */
static void charge_once(struct flow *f, enum amplifier_kind kind, node_id node, uint32_t func)
{
    uint32_t seen = 0;

    if (map_claim(&f->amp_index, map_pair(AMPLIFIER_COUNT + (uint32_t)kind, FACT_NONE), &seen))
        amplifier_add(f, kind, node, func, (sym){FACT_NONE});
}

void charge_reuse(struct flow *f, node_id node, uint32_t func)
{
    charge_once(f, AMP_REUSE, node, func);
}

void charge_write_named(struct flow *f, uint32_t site)
{
    charge_once(f, AMP_WRITE_NAMED, f->sites.items[site].node, f->sites.items[site].func);
}

void reuse_read(struct flow *f, uint32_t site, sym name)
{
    const struct site s = f->sites.items[site];
    bool compared = s.node != NODE_NONE && f->consumed[s.node];

    if ((name.i == f->name_constructor.i && !compared) || member_is_reuse(sym_text(f->names, name)))
        charge_reuse(f, s.node, s.func);
}

void reuse_written(struct flow *f, uint32_t site, sym name)
{
    const struct site s = f->sites.items[site];

    if (member_is_target(sym_text(f->names, name)))
        charge_reuse(f, s.node, s.func);
}

void charge_static_named(struct flow *f, uint32_t site, sym name)
{
    enum amplifier_kind kind = member_static_amplifier(sym_text(f->names, name));

    if (kind == AMP_SHARED_SETTER) /* its detail is a module */
        name.i = FACT_NONE;
    if (kind != AMPLIFIER_COUNT)
        charge(f, kind, f->sites.items[site].node, f->sites.items[site].func, name);
}

/* True for a read of `constructor`: by name, or where the key may be that text. */
static bool reads_constructor(const struct flow *f, const struct site *s)
{
    const struct cell *key = &f->cells.items[s->key];

    if (s->kind == SITE_READ)
        return s->name.i == f->name_constructor.i;
    for (uint16_t i = 0; s->kind == SITE_READ_KEY && i < key->count; i++) {
        if (key->items[i] == VALUE(VALUE_TEXT, f->name_constructor.i))
            return true;
    }
    return false;
}

void charge_statics_of_class(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];

    if (VALUE_KIND(v) != VALUE_REACH || !reads_constructor(f, &f->sites.items[VALUE_INDEX(v)]))
        return;
    charge(f, AMP_UNSAFE_MEMORY, s.node, s.func, (sym){FACT_NONE});
    charge(f, AMP_OBJECT_URL, s.node, s.func, (sym){FACT_NONE});
}
