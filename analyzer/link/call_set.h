/*
 * call_set.h - sets of small numbers that mostly lie close together: words of 64 bits, in order, without empty ones.
 *
 * Functions of a file have numbers in a row, and what flows together was mostly written together: sets of thousands
 * take a few dozen words, and what one has more than another is found word by word.
 */
#ifndef CORDON_LINK_CALL_SET_H
#define CORDON_LINK_CALL_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/arena.h"

struct call_word {
    uint64_t bits; /* never 0 */
    uint32_t base; /* the numbers from 64 * base on */
};

struct call_set {
    struct call_word *items; /* by base */
    uint32_t len;
    uint32_t cap;
};

/* Adds all of `from` to `to`; what `to` did not have is added to `fresh`, too. True when that is something. */
bool call_set_join(struct arena *a, struct call_set *to, struct call_set *fresh, const struct call_set *from);
/* The same with one number. */
bool call_set_add(struct arena *a, struct call_set *to, struct call_set *fresh, uint32_t number);
bool call_set_has(const struct call_set *set, uint32_t number);
/* How many of the numbers below `limit` are in the set. */
uint32_t call_set_count(const struct call_set *set, uint32_t limit);

/* Where an iteration, which must start as {0}, has got to. */
struct call_cursor {
    uint32_t word;
    uint64_t gone;
};
/* The next number in rising order; false at the end. */
bool call_set_next(const struct call_set *set, struct call_cursor *at, uint32_t *number);

#endif
