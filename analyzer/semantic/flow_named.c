/* What the name of a member alone tells, whatever the value is that it is read from. */
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

    if (kind != AMPLIFIER_COUNT)
        charge(f, kind, f->sites.items[site].node, f->sites.items[site].func, name);
}
