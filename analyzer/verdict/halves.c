#include "analyzer/verdict/halves.h"

#include "analyzer/verdict/import_ring.h"

/* Halves that honest code is full of. */
static const struct str BYSTANDERS[] = {
    STR_INIT("amplifier.global-member"),   STR_INIT("amplifier.own-key"),          STR_INIT("amplifier.own-descriptor"),
    STR_INIT("amplifier.sloppy-store"),    STR_INIT("amplifier.stack-frame"),      STR_INIT("amplifier.stack-own"),
    STR_INIT("amplifier.stack-held"),      STR_INIT("amplifier.stack-read"),       STR_INIT("amplifier.stack-accessor"),
    STR_INIT("amplifier.stack-call"),      STR_INIT("amplifier.stack-convert"),    STR_INIT("amplifier.stack-hook"),
    STR_INIT("amplifier.stack-self"),      STR_INIT("amplifier.node-object"),      STR_INIT("amplifier.write-any"),
    STR_INIT("amplifier.write-outside"),   STR_INIT("amplifier.write-builtin"),    STR_INIT("amplifier.enumerated-key"),
    STR_INIT("amplifier.node-instance"),   STR_INIT("amplifier.enumerated-later"), STR_INIT("amplifier.write-method"),
    STR_INIT("amplifier.borrowed-method"), STR_INIT("amplifier.own-values"),       STR_INIT("amplifier.symbol-member"),
    STR_INIT("amplifier.proxy-get"),       STR_INIT("amplifier.write-named")};

struct halves {
    const struct program *p;
    bool *present;     /* by rule, a symbol of the program's texts: there is a fact of it */
    bool *wanted;      /* by rule: it is the other half of some fact */
    bool *excused;     /* by rule: of an allowed fact, or its other half */
    struct map named;  /* (rule, argument) of the facts whose other half must have the same name */
    uint32_t any_name; /* the symbol of "*", or 0 */
    bool frames;       /* some module of sloppy code can be found on the stack */
    bool looks;        /* sloppy code looks at what others made while its module is loaded */
    bool calls;        /* functions of others run while some module is loaded */
    bool held;         /* somebody has a plain sloppy function of another file, whose caller shows */
    bool ring;         /* some files import each other */
    bool accessors;    /* some sloppy function is an accessor, whatever the name */
    bool copied;       /* accessors are copied, so each may have any name */
    bool lent;         /* some code puts call, apply or bind on what others choose */
    bool hosted;       /* there are host libraries, which rely on any function of the language */
    bool node;         /* the program gets objects of Node, or classes of it */
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
static const struct str COMMON[] = {
    STR_INIT("amplifier.stack-key"),   STR_INIT("amplifier.stack-later"),   STR_INIT("amplifier.internal-key"),
    STR_INIT("amplifier.set-proto"),   STR_INIT("amplifier.leak-found"),    STR_INIT("amplifier.set-proto-new"),
    STR_INIT("amplifier.leak-method"), STR_INIT("amplifier.stack-private"), STR_INIT("source.object")};

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

static bool has_rule(const struct program *p, const struct fact *fact, const char *rule)
{
    return str_eq(program_text_of(p, fact->rule), str_from(rule));
}

/* True when an accessor may be what the member read leads to, or a hook what the conversion calls. */
static bool meets(const struct halves *h, const struct fact *fact)
{
    size_t at = 0;

    if (has_rule(h->p, fact, "amplifier.stack-read") && (!h->accessors || h->copied))
        return h->accessors;
    return has_half(h, fact, next_half(h->p, fact, &at));
}

/* What the program's accessors are; one named "=" copies those of others. */
static void note_accessor(struct halves *h, const struct fact *fact)
{
    if (!has_rule(h->p, fact, "amplifier.stack-accessor"))
        return;
    if (str_eq(program_text_of(h->p, fact->argument), STR("=")))
        h->copied = true;
    else
        h->accessors = true;
}

/*
 * Notes whether functions run while a module is loaded that it does not know, and whether a module is found on the
 * stack. When they do, anybody may have made accessors and hooks by then: every look at what others made counts.
 */
static void note_frame(struct halves *h, const struct fact *fact, bool held)
{
    bool converts = has_rule(h->p, fact, "amplifier.stack-convert");
    bool looks = converts || has_rule(h->p, fact, "amplifier.stack-read");
    bool others = converts && str_eq(program_text_of(h->p, fact->argument), STR("others"));

    if (has_rule(h->p, fact, "amplifier.stack-call") || (others && looks && meets(h, fact)))
        h->calls = true;
    h->looks = h->looks || (looks && !others);
    h->frames = h->frames || has_rule(h->p, fact, "amplifier.stack-frame") ||
                (h->ring && has_rule(h->p, fact, "amplifier.stack-self")) ||
                (held && has_rule(h->p, fact, "amplifier.stack-own")) || (looks && !others && meets(h, fact));
}

/* True for a fact about the stack that comes to nothing in this program. */
static bool is_off_stack(const struct halves *h, const struct fact *fact)
{
    bool frames = h->held && (h->frames || (h->calls && h->looks));

    if (has_rule(h->p, fact, "amplifier.stack-private"))
        return !h->held;
    if (has_rule(h->p, fact, "amplifier.stack-self"))
        return !h->held || !h->ring;
    if (has_rule(h->p, fact, "amplifier.stack-accessor") || has_rule(h->p, fact, "amplifier.stack-hook"))
        return true; /* what meets them is blamed */
    if (has_rule(h->p, fact, "amplifier.stack-read") || has_rule(h->p, fact, "amplifier.stack-convert"))
        return !h->held || (!h->calls && !meets(h, fact));
    if (has_rule(h->p, fact, "amplifier.stack-later"))
        return !frames || !h->calls;
    return has_rule(h->p, fact, "amplifier.stack-key") && !frames;
}

static bool is_any_held(const struct program *p)
{
    for (uint32_t i = 0; i < p->facts.len; i++)
        if (has_rule(p, &p->facts.items[i], "amplifier.stack-held"))
            return true;
    for (uint32_t i = 0; i < p->edges.len; i++)
        if (p->edges.items[i].kind == EDGE_HOST)
            return true;
    return false;
}

/* Host libraries may give objects of Node. */
static bool gets_node_objects(const struct halves *h)
{
    static const struct str RULES[] = {STR_INIT("amplifier.node-object"), STR_INIT("amplifier.node-instance"),
                                       STR_INIT("amplifier.leak-builtin")};

    for (uint32_t i = 0; i < h->p->facts.len; i++)
        if (is_one_of(RULES, ARRAY_LEN(RULES), program_text_of(h->p, h->p->facts.items[i].rule)))
            return true;
    for (uint32_t i = 0; i < h->p->edges.len; i++)
        if (h->p->edges.items[i].kind == EDGE_HOST)
            return true;
    return false;
}

/* True for a lookup that finds nothing of Node's, because the program has none. */
static bool is_off_node(const struct halves *h, const struct fact *fact)
{
    return !h->node && has_rule(h->p, fact, "amplifier.leak-found");
}

static bool has_fact_of(const struct halves *h, const char *rule)
{
    sym found = {0};

    return sym_find(&h->p->texts, str_from(rule), &found) && h->present[found.i];
}

/* True for a function of the language that is handed on, but nobody replaces its call, or nobody calls it by that. */
static bool is_off_methods(const struct halves *h, const struct fact *fact)
{
    struct half borrowed = {0};
    sym rule = {0};

    if (!has_rule(h->p, fact, "amplifier.leak-method"))
        return false;
    if (sym_find(&h->p->texts, STR("amplifier.borrowed-method"), &rule))
        borrowed = (struct half){rule.i, true};
    return !h->lent || (!h->hosted && (borrowed.rule == 0 || !has_half(h, fact, borrowed)));
}

struct halves *halves_new(struct arena *a, const struct program *p, const bool *is_allowed)
{
    struct halves *h = arena_new(a, struct halves);
    const bool *held = packages_held(a, p);
    sym any_name = {0};

    h->p = p;
    h->node = gets_node_objects(h);
    map_init(&h->named, a);
    if (sym_find(&p->texts, STR("*"), &any_name))
        h->any_name = any_name.i;
    h->present = arena_array(a, p->texts.texts.len, sizeof(*h->present));
    h->wanted = arena_array(a, p->texts.texts.len, sizeof(*h->wanted));
    h->excused = arena_array(a, p->texts.texts.len, sizeof(*h->excused));
    for (uint32_t i = 0; i < p->facts.len; i++) {
        const struct fact *fact = &p->facts.items[i];

        size_t at = 0;

        if (is_off_node(h, fact) || (!held[fact->package] && has_rule(p, fact, "amplifier.stack-own")))
            continue;
        h->present[fact->rule] = true;
        if (has_rule(p, fact, "source.object"))
            continue; /* who is granted it with any argument lends it to all */
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
    h->lent = has_fact_of(h, "amplifier.write-method");
    for (uint32_t i = 0; i < p->edges.len; i++)
        h->hosted = h->hosted || p->edges.items[i].kind == EDGE_HOST;
    h->ring = import_ring(a, p);
    h->held = is_any_held(p);
    for (uint32_t i = 0; i < p->facts.len; i++)
        note_accessor(h, &p->facts.items[i]);
    for (uint32_t i = 0; i < p->facts.len; i++)
        note_frame(h, &p->facts.items[i], held[p->facts.items[i].package]);
    return h;
}

bool halves_blame(const struct halves *h, const struct fact *fact)
{
    bool present = h->wanted[fact->rule]; /* a half that others name need not name them all */
    bool excused = h->excused[fact->rule];
    size_t at = 0;

    if (fact->paired == 0)
        return true;
    if (is_off_stack(h, fact) || is_off_node(h, fact) || is_off_methods(h, fact) ||
        has_rule(h->p, fact, "amplifier.reuse")) /* the call that gave the object is blamed */
        return false;
    present = present || (h->node && has_rule(h->p, fact, "amplifier.write-found"));
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
