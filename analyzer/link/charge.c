#include "analyzer/link/charge.h"

#include "analyzer/link/charge_internal.h"

static struct charge charge_begin(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                  const struct summary *s)
{
    struct charge c = {.in = in, .s = s, .arena = a, .scratch = scratch, .facts = arena_new(a, struct unit_facts)};

    sym_table_init(&c.facts->texts, a);
    map_init(&c.names, scratch);
    map_init(&c.kinds, scratch);
    map_init(&c.needs, scratch);
    map_init(&c.uses, scratch);
    map_init(&c.asked, scratch);
    return c;
}

struct unit_facts *charge_unit(const struct charge_input *in, struct arena *a, struct arena *scratch,
                               const struct summary *s, struct str bytes)
{
    struct charge c = charge_begin(in, a, scratch, s);

    c.source = source_decode(scratch, bytes);
    charge_imports(&c);
    charge_entries(&c);
    for (uint32_t i = 0; i < s->uses.len; i++)
        charge_use(&c, &s->uses.items[i]);
    for (uint32_t i = 0; i < s->amplifiers.len; i++) {
        const struct amplifier *amplifier = &s->amplifiers.items[i];
        struct str module = charge_text(&c, amplifier->detail);
        if (amplifier->kind == AMP_STACK_FRAME)
            charge_frame(&c, amplifier);
        else if (!charge_is_about_others(&c, amplifier, module))
            charge_amplifier(&c, amplifier);
    }
    return c.facts;
}

struct unit_facts *charge_renamed(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                  const struct summary *s, struct str bytes, struct str specifier, struct str module)
{
    struct charge c = charge_begin(in, a, scratch, s);

    c.source = source_decode(scratch, bytes);
    for (uint32_t i = 0; i < s->imports.len; i++)
        if (str_eq(charge_text(&c, s->imports.items[i].specifier), specifier))
            charge_load(&c, &s->imports.items[i], module);
    for (uint32_t i = 0; i < s->uses.len; i++) {
        struct charged_use u = {0};
        charge_spell(&c, &s->uses.items[i], &u);
        if (u.root != PATH_MODULE || !str_eq(u.path.name, specifier))
            continue;
        u.path.root = API_MODULE;
        u.path.name = module;
        charge_ask(&c, &u);
        charge_answer(&c, &u, "source.import", CERTAIN);
        charge_leaked(&c, &u);
        charge_helper(&c, &u);
    }
    charge_hidden(&c, AMP_NODE_OBJECT, specifier, module);
    charge_hidden(&c, AMP_SHARED_SETTER, specifier, module);
    charge_hidden(&c, AMP_NODE_INSTANCE, specifier, module);
    charge_hidden(&c, AMP_CLONE, specifier, module);
    charge_hidden(&c, AMP_STACK_GIVEN, specifier, module);
    return c.facts;
}

struct unit_facts *charge_renamed_host(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                       const struct summary *s, struct str bytes, struct str specifier, struct str host)
{
    struct charge c = charge_begin(in, a, scratch, s);

    c.source = source_decode(scratch, bytes);
    charge_hidden(&c, AMP_HOST_ARGUMENT, specifier, host);
    charge_hidden(&c, AMP_HOST_FOUND, specifier, host);
    return c.facts;
}
