#include "rules/api_answer.h"

#include <string.h>

void api_answer_init(struct api_answer *answer)
{
    answer->effects = 0;
    answer->certain = 0;
    answer->known = false;
    answer->intrinsic = false;
    answer->unlocked = false;
    answer->closes = 0;
    answer->row = answer->note = answer->proof = (struct str){0};
    answer->count = 0;
}

static bool same_fact(const struct api_fact *a, const struct api_fact *b)
{
    return a->effect == b->effect && a->detail == b->detail && a->index == b->index && str_eq(a->text, b->text) &&
           str_eq(a->options, b->options) && str_eq(a->plain, b->plain) &&
           (a->plain.ptr == NULL) == (b->plain.ptr == NULL) && a->object == b->object;
}

/* All facts become one per effect, with any argument: always allowed, because it says more. */
static void widen(struct api_answer *answer)
{
    struct api_fact wide[EFFECT_COUNT];
    uint32_t count = 0;

    for (uint32_t e = 0; e < EFFECT_COUNT; e++) {
        struct api_fact fact = {.effect = (enum effect)e, .closes = UINT32_MAX};
        bool found = false;

        for (uint32_t i = 0; i < answer->count; i++) {
            if (answer->facts[i].effect == e) {
                fact.closes &= answer->facts[i].closes;
                found = true;
            }
        }
        if (found)
            wide[count++] = fact;
    }
    memcpy(answer->facts, wide, count * sizeof(wide[0]));
    answer->count = count;
}

static struct api_fact *find_fact(struct api_answer *answer, const struct api_fact *fact)
{
    for (uint32_t i = 0; i < answer->count; i++)
        if (same_fact(&answer->facts[i], fact))
            return &answer->facts[i];
    return NULL;
}

void api_answer_add(struct api_answer *answer, struct api_fact fact)
{
    struct api_fact *same = find_fact(answer, &fact);

    if (same == NULL && answer->count == API_FACTS) {
        widen(answer);
        fact = (struct api_fact){.effect = fact.effect, .closes = fact.closes};
        same = find_fact(answer, &fact);
    }
    if (same != NULL)
        same->closes &= fact.closes;
    else
        answer->facts[answer->count++] = fact;
}

static int fact_cmp(const struct api_fact *a, const struct api_fact *b)
{
    if (a->effect != b->effect)
        return a->effect < b->effect ? -1 : 1;
    if (a->detail != b->detail)
        return a->detail < b->detail ? -1 : 1;
    if (a->index != b->index)
        return a->index < b->index ? -1 : 1;
    return str_cmp(a->text, b->text);
}

void api_answer_finish(struct api_answer *answer)
{
    uint32_t kept = 0;

    for (uint32_t i = 1; i < answer->count; i++) {
        struct api_fact fact = answer->facts[i];
        uint32_t at = i;

        for (; at > 0 && fact_cmp(&answer->facts[at - 1], &fact) > 0; at--)
            answer->facts[at] = answer->facts[at - 1];
        answer->facts[at] = fact;
    }
    answer->closes = answer->count > 0 ? UINT32_MAX : 0;
    for (uint32_t i = 0; i < answer->count; i++) {
        struct api_fact fact = answer->facts[i];
        struct api_fact *last = kept > 0 ? &answer->facts[kept - 1] : NULL;

        answer->effects |= effect_bit(fact.effect);
        answer->closes &= fact.closes;
        if (last != NULL && last->effect == fact.effect && last->detail == API_DETAIL_NONE)
            last->closes &= fact.closes;
        else
            answer->facts[kept++] = fact;
    }
    answer->count = kept;
}
