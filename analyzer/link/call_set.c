#include "analyzer/link/call_set.h"

#include <string.h>

/* The first word of `base` or more. */
static uint32_t find(const struct call_set *set, uint32_t base)
{
    uint32_t low = 0;
    uint32_t high = set->len;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (set->items[middle].base < base)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Room for `more` words; most sets never have more than two. */
static void reserve(struct arena *a, struct call_set *set, uint32_t more)
{
    struct call_word *grown = NULL;

    if (set->cap - set->len >= more)
        return;
    set->cap = set->len + more > set->cap * 2 ? set->len + more : set->cap * 2;
    grown = arena_raw(a, (size_t)set->cap * sizeof(*grown));
    if (set->len > 0)
        memcpy(grown, set->items, set->len * sizeof(*grown));
    set->items = grown;
}

/* The bits that `to` has not, of the word `from`, are added. */
static uint64_t add_word(struct arena *a, struct call_set *to, struct call_word from)
{
    uint32_t at = find(to, from.base);
    uint64_t missing = from.bits;

    if (at < to->len && to->items[at].base == from.base) {
        missing &= ~to->items[at].bits;
        to->items[at].bits |= from.bits;
        return missing;
    }
    reserve(a, to, 1);
    memmove(to->items + at + 1, to->items + at, (to->len - at) * sizeof(*to->items));
    to->items[at] = from;
    to->len++;
    return missing;
}

enum { CHUNK = 64 };

/* How many of the words have no counterpart in `to`; `*lacks` when any bit has none. */
static uint32_t count_missing(const struct call_set *to, const struct call_word *from, uint32_t count, bool *lacks)
{
    uint32_t missing = 0;
    uint32_t k = count == 0 ? 0 : find(to, from[0].base);

    for (uint32_t i = 0; i < count; i++) {
        while (k < to->len && to->items[k].base < from[i].base)
            k++;
        if (k == to->len || to->items[k].base != from[i].base)
            missing++;
        else
            *lacks = *lacks || (from[i].bits & ~to->items[k].bits) != 0;
    }
    *lacks = *lacks || missing > 0;
    return missing;
}

/* Adds `count` words, at most CHUNK; what is new of them becomes `news`, in order. Returns how many words that are. */
static uint32_t join_words(struct arena *a, struct call_set *to, const struct call_word *from, uint32_t count,
                           struct call_word *news)
{
    bool lacks = false;
    uint32_t missing = count_missing(to, from, count, &lacks);
    uint32_t write = to->len + missing;
    uint32_t k = to->len;
    uint32_t first = CHUNK;

    if (!lacks)
        return 0;
    reserve(a, to, missing);
    to->len = write;
    /* From behind, so that nothing is overwritten that is still to be read. */
    for (uint32_t i = count; i-- > 0;) {
        struct call_word more = from[i];

        while (k > 0 && to->items[k - 1].base > more.base)
            to->items[--write] = to->items[--k];
        if (k > 0 && to->items[k - 1].base == more.base) {
            struct call_word both = to->items[--k];

            more.bits &= ~both.bits;
            both.bits |= more.bits;
            to->items[--write] = both;
        } else {
            to->items[--write] = more;
        }
        if (more.bits != 0)
            news[--first] = more;
    }
    memmove(news, news + first, (CHUNK - first) * sizeof(*news));
    return CHUNK - first;
}

bool call_set_join(struct arena *a, struct call_set *to, struct call_set *fresh, const struct call_set *from)
{
    struct call_word news[CHUNK];
    struct call_word unheeded[CHUNK];
    bool grown = false;

    for (uint32_t i = 0; i < from->len; i += CHUNK) {
        uint32_t count = from->len - i < CHUNK ? from->len - i : CHUNK;

        count = join_words(a, to, from->items + i, count, news);
        (void)join_words(a, fresh, news, count, unheeded);
        grown = grown || count > 0;
    }
    return grown;
}

bool call_set_add(struct arena *a, struct call_set *to, struct call_set *fresh, uint32_t number)
{
    struct call_word word = {(uint64_t)1 << (number & 63), number >> 6};

    if (add_word(a, to, word) == 0)
        return false;
    (void)add_word(a, fresh, word);
    return true;
}

bool call_set_has(const struct call_set *set, uint32_t number)
{
    uint32_t at = find(set, number >> 6);

    return at < set->len && set->items[at].base == number >> 6 && (set->items[at].bits >> (number & 63) & 1) != 0;
}

uint32_t call_set_count(const struct call_set *set, uint32_t limit)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < set->len && set->items[i].base <= limit >> 6; i++) {
        uint64_t bits = set->items[i].bits;

        if (set->items[i].base == limit >> 6)
            bits &= ((uint64_t)1 << (limit & 63)) - 1;
        count += (uint32_t)__builtin_popcountll(bits);
    }
    return count;
}

bool call_set_next(const struct call_set *set, struct call_cursor *at, uint32_t *number)
{
    while (at->word < set->len) {
        uint64_t left = set->items[at->word].bits & ~at->gone;

        if (left != 0) {
            at->gone |= left & -left;
            *number = set->items[at->word].base * 64 + (uint32_t)__builtin_ctzll(left);
            return true;
        }
        at->word++;
        at->gone = 0;
    }
    return false;
}
