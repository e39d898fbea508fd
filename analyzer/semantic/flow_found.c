/*
 * flow_found.c - may a class or prototype that reflection found be Node's?
 *
 * What lookups under computed names, `__proto__` and getPrototypeOf find belongs to the language when they start at a
 * function, text or object of the file: whatever others put there, they had before. From an unknown value, or one from
 * outside, they lead to the prototypes of Node's classes too, which --frozen-intrinsics does not freeze.
 */
#include "analyzer/semantic/flow_state.h"

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

static bool is_from_outside(const struct flow *f, const bool *outside, value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_PATH:
        return !f->paths.items[VALUE_INDEX(v)].intrinsic;
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        return outside[VALUE_INDEX(v)];
    case VALUE_TEXT:
    case VALUE_FUNC:
    case VALUE_OBJECT:
    case VALUE_PLACE:
        return false;
    }
    return true;
}

static bool finds_outside(const struct flow *f, const bool *outside, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];

    if (!looks_at_base(s) || s->base == 0 || (base->count == 0 && base->flags == 0) || base->flags & FLAG_ANY)
        return true;
    for (uint16_t i = 0; i < base->count; i++)
        if (is_from_outside(f, outside, base->items[i]))
            return true;
    return false;
}

/* By site: what it finds may be from outside. What one site finds may be where the next one starts. */
static bool *sites_outside(struct flow *f)
{
    bool *outside = arena_array(f->arena, f->sites.len, sizeof(*outside));
    bool more = true;

    while (more) {
        more = false;
        for (uint32_t i = 0; i < f->sites.len; i++) {
            if (outside[i] || !finds_outside(f, outside, &f->sites.items[i]))
                continue;
            outside[i] = true;
            more = true;
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
