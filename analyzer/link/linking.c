#include "analyzer/link/linking.h"

#include <assert.h>

#include "analyzer/link/host_use.h"
#include "analyzer/semantic/facts.h"

void linking_start(struct linking *l)
{
    uint32_t count = l->result->facts->texts.texts.len;

    l->text = arena_array(l->scratch, count, sizeof(*l->text));
    for (uint32_t i = 0; i < count; i++)
        l->text[i] = LINK_NONE;
}

uint32_t linking_text(struct linking *l, uint32_t symbol)
{
    if (l->text[symbol] == LINK_NONE)
        l->text[symbol] = program_text(l->p, sym_text(&l->result->facts->texts, (sym){symbol}));
    return l->text[symbol];
}

struct place linking_place(struct linking *l, const struct unit_place *place)
{
    return (struct place){place->line, place->column, linking_text(l, place->source)};
}

static void add_charge(struct linking *l, const struct unit_charge *charge)
{
    struct fact fact = {.package = l->p->units.items[l->unit].package,
                        .unit = l->unit,
                        .effect = charge->effect,
                        .rule = linking_text(l, charge->rule),
                        .argument = linking_text(l, charge->argument),
                        .closes = charge->closes,
                        .certainty = charge->certainty};
    bool is_new = false;
    struct fact *added = program_add_fact(l->p, &fact, &is_new);

    added->more += charge->more;
    if (!is_new)
        return;
    added->place = linking_place(l, &charge->place);
    added->text = linking_text(l, charge->text);
    added->message = linking_text(l, charge->message);
    added->fix = linking_text(l, charge->fix);
    added->paired = linking_text(l, charge->paired);
}

void linking_charges(struct linking *l)
{
    for (uint32_t i = 0; i < l->result->facts->charges.len; i++)
        add_charge(l, &l->result->facts->charges.items[i]);
}

/* Adds the charges that are in `facts` too. */
static void add_renamed(struct linking *l, struct unit_facts *facts)
{
    struct unit_result renamed = *l->result;
    struct linking inner = *l;

    renamed.facts = facts;
    inner.result = &renamed;
    linking_start(&inner);
    linking_charges(&inner);
}

void linking_renamed(struct linking *l, struct str specifier, struct str module)
{
    struct arena charging = {0};

    assert(l->result->summary != NULL);
    add_renamed(l, charge_renamed(&l->p->charge, l->scratch, &charging, l->result->summary, l->result->bytes, specifier,
                                  module));
    arena_reset(&charging);
}

void linking_renamed_host(struct linking *l, struct str specifier, struct str host)
{
    struct arena charging = {0};

    assert(l->result->summary != NULL);
    add_renamed(l, charge_renamed_host(&l->p->charge, l->scratch, &charging, l->result->summary, l->result->bytes,
                                       specifier, host));
    arena_reset(&charging);
}

static bool is_write(const struct unit_use *use)
{
    return use->writes == WRITES || use->writes == WRITES_PERHAPS;
}

/* Adds the fact `how` about what the use does to exports. */
static void link_exports(struct linking *l, const struct unit_use *use, const struct fact *how)
{
    struct fact fact = *how;
    bool is_new = false;
    struct fact *added = NULL;

    fact.package = l->p->units.items[l->unit].package;
    fact.unit = l->unit;
    added = program_add_fact(l->p, &fact, &is_new);
    added->more += use->more;
    if (is_new) {
        added->place = linking_place(l, &use->place);
        added->text = linking_text(l, use->text);
    }
}

/* An assignment to what another package, or a host library, exports. */
static void link_write(struct linking *l, const struct unit_use *use, enum effect effect, const char *rule)
{
    link_exports(l, use,
                 &(struct fact){.effect = (uint8_t)effect,
                                .rule = program_text(l->p, str_from(rule)),
                                .certainty = use->writes == WRITES ? CERTAIN : POSSIBLE});
}

/* The exports of a host library as a whole go out of sight: what others write to may be these. */
static void link_handed(struct linking *l, const struct unit_use *use)
{
    link_exports(l, use,
                 &(struct fact){.effect = EFFECT_TAMPER_GLOBAL,
                                .rule = program_text(l->p, STR("host.handed")),
                                .paired = program_text(l->p, STR("amplifier.write-named amplifier.write-any "
                                                                 "amplifier.write-found amplifier.shared-write")),
                                .certainty = POSSIBLE});
}

/* An assignment to what another file of the package exports, which may have it from a host library. */
static void link_own_write(struct linking *l, const struct unit_use *use)
{
    const struct amplifier_info *info = amplifier_info(AMP_WRITE_NAMED);

    link_exports(l, use,
                 &(struct fact){.effect = EFFECT_TAMPER_GLOBAL,
                                .rule = program_text(l->p, str_from(info->rule)),
                                .message = program_text(l->p, str_from(info->message)),
                                .fix = program_text(l->p, str_from(info->fix)),
                                .paired = program_text(l->p, str_from(info->paired)),
                                .certainty = POSSIBLE});
}

static void link_host_use(struct linking *l, const struct unit_use *use, const struct edge *edge)
{
    struct program *p = l->p;
    const struct policy_host *host = p->packages.items[edge->to].host;
    struct place place = linking_place(l, &use->place);
    struct str needed = {0};

    if (is_write(use)) {
        link_write(l, use, EFFECT_TAMPER_GLOBAL, "host.tamper");
        return;
    }
    if (use->writes == WRITES_ELSEWHERE)
        link_handed(l, use);
    if (edge->face != HOST_MAIN)
        return;
    needed = program_text_of(p, linking_text(l, edge->commonjs ? use->needed_commonjs : use->needed));
    if (needed.len > 0 && !policy_host_exports(host, needed))
        charge_host_export(p, l->unit, &place, host, needed);
}

static void link_use(struct linking *l, const struct unit_use *use, const struct edge *edge)
{
    struct program *p = l->p;

    switch ((enum edge_kind)edge->kind) {
    case EDGE_HOST:
        link_host_use(l, use, edge);
        return;
    case EDGE_UNIT:
        if (is_write(use) && p->units.items[edge->to].package != p->units.items[l->unit].package)
            link_write(l, use, EFFECT_TAMPER_EXPORTS, "source.exports-write");
        else if (is_write(use) && p->policy->hosts.len > 0)
            link_own_write(l, use);
        return;
    case EDGE_NOWHERE:
        if (is_write(use) && p->alone) /* it may be another package's exports */
            link_write(l, use, EFFECT_TAMPER_EXPORTS, "source.exports-write");
        return;
    case EDGE_BUILTIN: /* charged by name, or by linking_renamed */
        return;
    }
}

/* Chains the unit's edges by specifier; an import can have several, one per major or kind of import. */
void linking_uses(struct linking *l, const uint32_t *import_of)
{
    const struct unit_facts *facts = l->result->facts;
    uint32_t count = l->p->edges.len - l->first;

    l->head = arena_array(l->scratch, facts->texts.texts.len, sizeof(*l->head));
    l->next = arena_array(l->scratch, count, sizeof(*l->next));
    for (uint32_t i = 0; i < facts->texts.texts.len; i++)
        l->head[i] = LINK_NONE;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t specifier = facts->imports.items[import_of[i]].specifier;
        l->next[i] = l->head[specifier];
        l->head[specifier] = i;
    }
    for (uint32_t i = 0; i < facts->uses.len; i++)
        for (uint32_t at = l->head[facts->uses.items[i].specifier]; at != LINK_NONE; at = l->next[at])
            link_use(l, &facts->uses.items[i], &l->p->edges.items[l->first + at]);
}
