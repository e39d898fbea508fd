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

/* Says 0 when what the site looks at is unknown or from outside, whatever other sites found; else FACT_NONE. */
static uint32_t starts_outside(const struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];

    if (!looks_at_base(s) || s->base == 0 || (base->count == 0 && base->flags == 0) || base->flags & FLAG_ANY)
        return 0;
    for (uint16_t i = 0; i < base->count; i++)
        if (VALUE_KIND(base->items[i]) == VALUE_PATH &&
            (!f->paths.items[VALUE_INDEX(base->items[i])].intrinsic || path_is_open(f, VALUE_INDEX(base->items[i]))))
            return 0;
    return FACT_NONE;
}

/* By cell: the package of which it may hold what a call gave, or a part of that; FACT_NONE. */
struct given {
    uint32_t *package;
    VEC(cell_id) pending;
};

static void give(struct flow *f, struct given *g, cell_id c, uint32_t package)
{
    if (c == 0 || g->package[c] != FACT_NONE)
        return;
    g->package[c] = package;
    vec_push(f->arena, &g->pending, c);
}

/* The call gives what the package made: to who called, and to the functions that it gets. */
static void give_by_call(struct flow *f, struct given *g, const struct site *s, uint32_t package)
{
    give(f, g, s->result, package);
    for (uint32_t k = 0; k < s->arg_count; k++) {
        const struct cell *arg = &f->cells.items[f->args.items[s->args + k]];
        for (uint16_t i = 0; i < arg->count; i++) {
            const struct flow_func *func = NULL;
            if (VALUE_KIND(arg->items[i]) != VALUE_FUNC)
                continue;
            func = &f->funcs[VALUE_INDEX(arg->items[i])];
            for (uint32_t p = 0; p < func->param_count; p++)
                give(f, g, f->args.items[func->params + p], package);
        }
    }
}

/* So does a call of what the cell holds, or a look at it. */
static void give_on(struct flow *f, struct given *g, cell_id c, uint32_t site)
{
    const struct site *s = &f->sites.items[site];

    if (s->base != c)
        return;
    if (s->kind == SITE_CALL || s->kind == SITE_NEW)
        give_by_call(f, g, s, g->package[c]);
    else if (looks_at_base(s) || s->kind == SITE_AWAIT)
        give(f, g, s->result, g->package[c]);
}

static const uint32_t *packages_given(struct flow *f)
{
    struct given g = {.package = arena_array(f->arena, f->cells.len, sizeof(*g.package))};

    for (uint32_t i = 0; i < f->cells.len; i++)
        g.package[i] = FACT_NONE;
    for (uint32_t i = 0; i < f->host_calls.len; i++)
        give_by_call(f, &g, &f->sites.items[f->host_calls.items[i].site], f->host_calls.items[i].package);
    while (g.pending.len > 0) {
        cell_id c = g.pending.items[--g.pending.len];
        for (uint32_t e = f->cells.items[c].edges; e != 0; e = f->edges.items[e].next)
            give(f, &g, f->edges.items[e].to, g.package[c]);
        for (uint32_t l = f->cells.items[c].sites; l != 0; l = f->links.items[l].next)
            give_on(f, &g, c, f->links.items[l].to);
    }
    return g.package;
}

/* The name of the package whose exports, or what its functions gave, the site looks at; FACT_NONE. */
static uint32_t starts_at_package(const struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];
    uint32_t name = looks_at_base(s) && s->base != 0 ? f->packages_given[s->base] : FACT_NONE;

    for (uint16_t i = 0; looks_at_base(s) && s->base != 0 && i < base->count && name == FACT_NONE; i++)
        if (VALUE_KIND(base->items[i]) == VALUE_PATH)
            name = host_candidate(f, VALUE_INDEX(base->items[i]));
    return name;
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

/*
 * By site: what `start` says of it, or of one whose finds are where it starts; FACT_NONE when it says so of all of
 * them.
 */
static uint32_t *sites_from(struct flow *f, uint32_t (*start)(const struct flow *f, const struct site *s))
{
    uint32_t *from = arena_array(f->arena, f->sites.len, sizeof(*from));
    const struct follower **first = arena_array(f->arena, f->sites.len, sizeof(struct follower *));
    VEC(uint32_t) pending = {0};

    for (uint32_t i = 0; i < f->sites.len; i++) {
        from[i] = start(f, &f->sites.items[i]);
        if (from[i] != FACT_NONE)
            vec_push(f->arena, &pending, i);
        else
            follow(f, first, i);
    }
    while (pending.len > 0) {
        uint32_t at = pending.items[--pending.len];
        for (const struct follower *to = first[at]; to != NULL; to = to->next) {
            if (from[to->site] != FACT_NONE)
                continue;
            from[to->site] = from[at];
            vec_push(f->arena, &pending, to->site);
        }
    }
    return from;
}

void found_finish(struct flow *f)
{
    const uint32_t *outside = f->found.len > 0 ? sites_from(f, starts_outside) : NULL;
    const uint32_t *packages = NULL;

    if (f->found.len > 0) {
        f->packages_given = packages_given(f);
        packages = sites_from(f, starts_at_package);
    }
    for (uint32_t i = 0; i < f->found.len; i++) {
        const struct found *found = &f->found.items[i];
        if (outside[found->site] != FACT_NONE)
            charge(f, found->kind, found->node, found->func, found->name);
        if (found->kind == AMP_WRITE_FOUND && packages[found->site] != FACT_NONE)
            charge(f, AMP_HOST_FOUND, found->node, found->func, (sym){packages[found->site]});
    }
}
