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
