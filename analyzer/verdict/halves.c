#include "analyzer/verdict/halves.h"

/* Halves that honest code is full of. */
static const struct str BYSTANDERS[] = {STR_INIT("amplifier.global-member"),  STR_INIT("amplifier.own-key"),
                                        STR_INIT("amplifier.own-descriptor"), STR_INIT("amplifier.sloppy-store"),
                                        STR_INIT("amplifier.stack-frame"),    STR_INIT("amplifier.stack-own"),
                                        STR_INIT("amplifier.stack-held"),     STR_INIT("amplifier.node-object"),
                                        STR_INIT("amplifier.write-any"),      STR_INIT("amplifier.write-outside")};

struct halves {
    const struct program *p;
    bool *present;     /* by rule, a symbol of the program's texts: there is a fact of it */
    bool *wanted;      /* by rule: it is the other half of some fact */
    bool *excused;     /* by rule: of an allowed fact, or its other half */
    struct map named;  /* (rule, argument) of the facts whose other half must have the same name */
    uint32_t any_name; /* the symbol of "*", or 0 */
};

/* The other half that a fact's rule names. */
struct half {
    uint32_t rule; /* a symbol of the program's texts; 0: there are no more */
    bool by_name;  /* it must have the fact's argument, or one of the two is "*" */
};

static bool is_one_of(const struct str *rules, size_t count, struct str rule)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(rules[i], rule))
            return true;
    return false;
}

static bool is_bystander(struct str rule)
{
    return is_one_of(BYSTANDERS, ARRAY_LEN(BYSTANDERS), rule);
}

/*
 * The symbol of the next other half that the fact's rule names, from byte `*at` of the list on; 0 when there are no
 * more. Rules that no fact has have no symbol, and are passed over.
 */
static struct half next_half(const struct program *p, const struct fact *fact, size_t *at)
{
    struct str list = program_text_of(p, fact->paired);

    while (*at < list.len) {
        size_t end = str_find(list, STR(" "), *at);
        struct str rule = str_slice(list, *at, end);
        bool by_name = str_ends(rule, STR(":"));
        sym found = {0};
        *at = end + 1;
        if (by_name)
            rule = str_slice(rule, 0, rule.len - 1);
        if (sym_find(&p->texts, rule, &found))
            return (struct half){found.i, by_name};
    }
    return (struct half){0};
}

/* True when the program has a fact of the other half. */
static bool has_half(const struct halves *h, const struct fact *fact, struct half other)
{
    uint32_t seen = 0;

    if (!other.by_name || fact->argument == h->any_name)
        return h->present[other.rule];
    return map_get(&h->named, map_pair(other.rule, fact->argument), &seen) ||
           map_get(&h->named, map_pair(other.rule, h->any_name), &seen);
}

/* Halves that are blamed only when the other half is in sight, because honest packages are full of either. */
static const struct str COMMON[] = {STR_INIT("amplifier.stack-key"), STR_INIT("amplifier.internal-key")};

/* By package: others have a sloppy function of it, or it imports others, so its files may find each other on the stack.
 */
static bool *packages_held(struct arena *a, const struct program *p)
{
    bool *held = arena_array(a, p->packages.len, sizeof(*held));

    for (uint32_t i = 0; i < p->facts.len; i++)
        if (str_eq(program_text_of(p, p->facts.items[i].rule), STR("amplifier.stack-held")))
            held[p->facts.items[i].package] = true;
    for (uint32_t i = 0; i < p->edges.len; i++) {
        const struct edge *edge = &p->edges.items[i];
        uint32_t from = p->units.items[edge->from].package;
        bool own = edge->kind == EDGE_UNIT && p->units.items[edge->to].package == from;
        if ((edge->kind == EDGE_UNIT && !own) || edge->kind == EDGE_HOST)
            held[from] = true;
    }
    return held;
}

struct halves *halves_new(struct arena *a, const struct program *p, const bool *is_allowed)
{
    struct halves *h = arena_new(a, struct halves);
    const bool *held = packages_held(a, p);

    sym any_name = {0};

    h->p = p;
    map_init(&h->named, a);
    if (sym_find(&p->texts, STR("*"), &any_name))
        h->any_name = any_name.i;
    h->present = arena_array(a, p->texts.texts.len, sizeof(*h->present));
    h->wanted = arena_array(a, p->texts.texts.len, sizeof(*h->wanted));
    h->excused = arena_array(a, p->texts.texts.len, sizeof(*h->excused));
    for (uint32_t i = 0; i < p->facts.len; i++) {
        const struct fact *fact = &p->facts.items[i];

        size_t at = 0;

        if (!held[fact->package] && str_eq(program_text_of(p, fact->rule), STR("amplifier.stack-own")))
            continue;
        h->present[fact->rule] = true;
        if (fact->paired != 0)
            h->excused[fact->rule] = h->excused[fact->rule] || is_allowed[i];
        for (struct half other = next_half(p, fact, &at); other.rule != 0; other = next_half(p, fact, &at)) {
            if (other.by_name)
                map_put(&h->named, map_pair(fact->rule, fact->argument), 1);
            else
                h->wanted[other.rule] = true;
            h->excused[other.rule] = h->excused[other.rule] || is_allowed[i];
        }
    }
    return h;
}

bool halves_blame(const struct halves *h, const struct fact *fact)
{
    bool present = h->wanted[fact->rule]; /* a half that others name need not name them all */
    bool excused = h->excused[fact->rule];
    size_t at = 0;

    if (fact->paired == 0)
        return true;
    for (struct half other = next_half(h->p, fact, &at); other.rule != 0; other = next_half(h->p, fact, &at)) {
        present = present || has_half(h, fact, other);
        excused = excused || h->excused[other.rule];
    }
    if (!present)
        return false;
    return excused || !is_bystander(program_text_of(h->p, fact->rule));
}

bool halves_blame_alone(const struct halves *h, const struct fact *fact)
{
    struct str rule = program_text_of(h->p, fact->rule);

    return halves_blame(h, fact) || !(is_bystander(rule) || is_one_of(COMMON, ARRAY_LEN(COMMON), rule));
}
