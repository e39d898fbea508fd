/*
 * flow_pair.c - reads of one parameter under another, which are of own properties as long as every caller proves it.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"

uint16_t own_flags(enum own_proof proof)
{
    switch (proof) {
    case OWN_NOT:
        return 0;
    case OWN_NAMED:
        return SITE_OWN_KEY | SITE_OWN_NAMED;
    case OWN_LISTED:
        return SITE_OWN_KEY;
    case OWN_ENUMERATED:
        return SITE_OWN_KEY | SITE_OWN_CHAIN;
    }
    return 0;
}

void key_look_again(struct flow *f, uint32_t site)
{
    struct site *s = &f->sites.items[site];

    if (is_charged(f, AMP_OWN_KEY, s->node)) {
        charge(f, AMP_COMPUTED_MEMBER, s->node, s->func, (sym){FACT_NONE});
        charge(f, AMP_LEAK_LOOKUP, s->node, s->func, (sym){FACT_NONE});
        charge(f, AMP_LEAK_FOUND, s->node, s->func, (sym){FACT_NONE});
    }
    s->flags &= (uint16_t) ~(SITE_OWN_KEY | SITE_OWN_NAMED | SITE_OWN_CHAIN);
    s->seen_base = 0;
    s->seen_key = 0;
    s->seen_base_flags = 0;
    s->seen_keys = 0;
    vec_push(f->arena, &f->fresh, (struct link){site, s->base});
    vec_push(f->arena, &f->fresh, (struct link){site, s->key});
}

void pair_expect(struct flow *f, node_id n)
{
    struct param_pair pair = {.site = FACT_NONE, .node = n};
    uint32_t func = 0;

    if (!own_keys_params(f->own_keys, n, &func, &pair.base, &pair.key))
        return;
    pair.next = f->funcs[func].pairs;
    vec_push(f->arena, &f->pairs, pair);
    f->funcs[func].pairs = f->pairs.len;
}

void pair_take(struct flow *f, uint32_t site, node_id n)
{
    uint32_t func = 0;
    uint32_t base = 0;
    uint32_t key = 0;

    if (!own_keys_params(f->own_keys, n, &func, &base, &key))
        return;
    for (uint32_t i = f->funcs[func].pairs; i != 0; i = f->pairs.items[i - 1].next) {
        struct param_pair *pair = &f->pairs.items[i - 1];
        if (pair->node != n || pair->broken || pair->site != FACT_NONE)
            continue;
        pair->site = site;
        f->sites.items[site].flags |= own_flags(pair->named ? OWN_NAMED : OWN_LISTED);
        if (pair->chain)
            f->sites.items[site].flags |= SITE_OWN_CHAIN;
        return;
    }
}

/* Some caller lists names by for-in: what was charged without that is charged again. */
static void pair_is_chain(struct flow *f, struct param_pair *pair)
{
    struct site *s = NULL;

    pair->chain = true;
    if (pair->site == FACT_NONE)
        return;
    s = &f->sites.items[pair->site];
    s->flags |= SITE_OWN_CHAIN;
    if (is_charged(f, AMP_OWN_KEY, s->node))
        charge_enumerated(f, pair->site);
}

/* Some caller lists names that may not be enumerable: what was charged without that is charged again. */
static void pair_is_named(struct flow *f, struct param_pair *pair)
{
    struct site *s = NULL;

    pair->named = true;
    if (pair->site == FACT_NONE)
        return;
    s = &f->sites.items[pair->site];
    s->flags |= SITE_OWN_NAMED;
    if (s->flags & (SITE_REFLECTED | SITE_OWN))
        charge(f, AMP_OWN_DESCRIPTOR, s->node, s->func, (sym){FACT_NONE});
}

void pair_check(struct flow *f, uint32_t func, node_id call)
{
    for (uint32_t i = f->funcs[func].pairs; i != 0; i = f->pairs.items[i - 1].next) {
        struct param_pair *pair = &f->pairs.items[i - 1];
        enum own_proof proof = pair->broken ? OWN_NOT : own_keys_arguments(f->own_keys, call, pair->base, pair->key);
        if (pair->broken)
            continue;
        if (proof != OWN_NOT) {
            if (proof == OWN_NAMED)
                pair_is_named(f, pair);
            if (proof == OWN_ENUMERATED)
                pair_is_chain(f, pair);
            continue;
        }
        pair->broken = true;
        if (pair->site != FACT_NONE)
            key_look_again(f, pair->site);
    }
}
