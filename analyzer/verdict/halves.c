#include "analyzer/verdict/halves.h"

/* Halves that honest code is full of. */
static const struct str BYSTANDERS[] = {STR_INIT("amplifier.global-member"), STR_INIT("amplifier.own-key"),
                                        STR_INIT("amplifier.write-any"), STR_INIT("amplifier.write-outside")};

struct halves {
    const struct program *p;
    bool *present; /* by rule, a symbol of the program's texts: there is a fact of it */
    bool *wanted;  /* by rule: it is the other half of some fact */
    bool *excused; /* by rule: of an allowed fact, or its other half */
};

static bool is_bystander(struct str rule)
{
    for (size_t i = 0; i < ARRAY_LEN(BYSTANDERS); i++)
        if (str_eq(BYSTANDERS[i], rule))
            return true;
    return false;
}

struct halves *halves_new(struct arena *a, const struct program *p, const bool *is_allowed)
{
    struct halves *h = arena_new(a, struct halves);

    h->p = p;
    h->present = arena_array(a, p->texts.texts.len, sizeof(*h->present));
    h->wanted = arena_array(a, p->texts.texts.len, sizeof(*h->wanted));
    h->excused = arena_array(a, p->texts.texts.len, sizeof(*h->excused));
    for (uint32_t i = 0; i < p->facts.len; i++) {
        const struct fact *fact = &p->facts.items[i];

        h->present[fact->rule] = true;
        if (fact->paired == 0)
            continue;
        h->wanted[fact->paired] = true;
        h->excused[fact->rule] = h->excused[fact->rule] || is_allowed[i];
        h->excused[fact->paired] = h->excused[fact->paired] || is_allowed[i];
    }
    return h;
}

bool halves_blame(const struct halves *h, const struct fact *fact)
{
    if (fact->paired == 0)
        return true;
    /* One half may have several others, and names but one of them. */
    if (!h->present[fact->paired] && !h->wanted[fact->rule])
        return false;
    if (!is_bystander(program_text_of(h->p, fact->rule)))
        return true;
    return h->excused[fact->rule] || h->excused[fact->paired];
}
