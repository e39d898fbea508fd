/*
 * flow_found.c - may a class or prototype that reflection found be Node's?
 *
 * What lookups under computed names, `__proto__` and getPrototypeOf find belongs to the language when they start at a
 * function, text or object of the file: whatever others put there, they had before. From an unknown value, or one from
 * outside, they lead to the prototypes of Node's classes too, which --frozen-intrinsics does not freeze.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"

void found_note(struct flow *f, enum amplifier_kind kind, uint32_t found, struct found at)
{
    at.kind = kind;
    at.site = found;
    vec_push(f->arena, &f->found, at);
}

/* True for sites that find things in their base, and nowhere else. */
static bool looks_at_base(const struct site *s)
{
    return s->kind == SITE_READ || s->kind == SITE_READ_KEY || s->kind == SITE_PROTO_OF;
}

/* The site that found the value, or FACT_NONE. */
static uint32_t finder_of(value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        return VALUE_INDEX(v);
    case VALUE_PATH:
    case VALUE_TEXT:
    case VALUE_FUNC:
    case VALUE_OBJECT:
    case VALUE_PLACE:
        return FACT_NONE;
    }
    return FACT_NONE;
}

/* True when what the site looks at is unknown or from outside, whatever other sites found. */
static bool starts_outside(const struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];

    if (!looks_at_base(s) || s->base == 0 || (base->count == 0 && base->flags == 0) || base->flags & FLAG_ANY)
        return true;
    for (uint16_t i = 0; i < base->count; i++)
        if (VALUE_KIND(base->items[i]) == VALUE_PATH &&
            (!f->paths.items[VALUE_INDEX(base->items[i])].intrinsic || path_is_open(f, VALUE_INDEX(base->items[i]))))
            return true;
    return false;
}

/* A site that starts at what another one finds; one list for each finder. */
struct follower {
    uint32_t site;
    const struct follower *next;
};

static void follow(struct flow *f, const struct follower **first, uint32_t site)
{
    const struct cell *base = &f->cells.items[f->sites.items[site].base];

    for (uint16_t i = 0; i < base->count; i++) {
        uint32_t finder = finder_of(base->items[i]);
        if (finder == FACT_NONE)
            continue;
        struct follower *follower = arena_new(f->arena, struct follower);
        *follower = (struct follower){site, first[finder]};
        first[finder] = follower;
    }
}

/* By site: what it finds may be from outside. What one site finds may be where the next one starts. */
static bool *sites_outside(struct flow *f)
{
    bool *outside = arena_array(f->arena, f->sites.len, sizeof(*outside));
    const struct follower **first = arena_array(f->arena, f->sites.len, sizeof(struct follower *));
    VEC(uint32_t) pending = {0};

    for (uint32_t i = 0; i < f->sites.len; i++) {
        outside[i] = starts_outside(f, &f->sites.items[i]);
        if (outside[i])
            vec_push(f->arena, &pending, i);
        else
            follow(f, first, i);
    }
    while (pending.len > 0) {
        for (const struct follower *to = first[pending.items[--pending.len]]; to != NULL; to = to->next) {
            if (outside[to->site])
                continue;
            outside[to->site] = true;
            vec_push(f->arena, &pending, to->site);
        }
    }
    return outside;
}

void found_finish(struct flow *f)
{
    const bool *outside = f->found.len > 0 ? sites_outside(f) : NULL;

    for (uint32_t i = 0; i < f->found.len; i++) {
        const struct found *found = &f->found.items[i];
        if (outside[found->site])
            charge(f, found->kind, found->node, found->func, found->name);
    }
}
