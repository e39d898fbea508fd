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

/*
 * The symbol of the next other half that the fact's rule names, from byte `*at` of the list on; 0 when there are no
 * more. Rules that no fact has have no symbol, and are passed over.
 */
static uint32_t next_half(const struct program *p, const struct fact *fact, size_t *at)
{
    struct str list = program_text_of(p, fact->paired);

    while (*at < list.len) {
        size_t end = str_find(list, STR(" "), *at);
        struct str rule = str_slice(list, *at, end);
        sym found = {0};
        *at = end + 1;
        if (sym_find(&p->texts, rule, &found))
            return found.i;
    }
    return 0;
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

        size_t at = 0;

        h->present[fact->rule] = true;
        if (fact->paired != 0)
            h->excused[fact->rule] = h->excused[fact->rule] || is_allowed[i];
        for (uint32_t other = next_half(p, fact, &at); other != 0; other = next_half(p, fact, &at)) {
            h->wanted[other] = true;
            h->excused[other] = h->excused[other] || is_allowed[i];
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
    for (uint32_t other = next_half(h->p, fact, &at); other != 0; other = next_half(h->p, fact, &at)) {
        present = present || h->present[other];
        excused = excused || h->excused[other];
    }
    if (!present)
        return false;
    return excused || !is_bystander(program_text_of(h->p, fact->rule));
}
