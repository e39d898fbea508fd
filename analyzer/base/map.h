/*
 * map.h - from 64-bit keys to 32-bit values; open addressing, keyed hash.
 *
 * Cannot be iterated: order always comes from an array beside it, so output never depends on the
 * hash. Key 0 is allowed.
 */
#ifndef CORDON_BASE_MAP_H
#define CORDON_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/arena.h"

struct map_slot {
    uint64_t key;
    uint32_t value;
    uint32_t used;
};

struct map {
    struct arena *arena;
    uint64_t key; /* of the hash, this run's */
    struct map_slot *slots;
    uint32_t cap; /* a power of two, or 0 */
    uint32_t len;
};

void map_init(struct map *m, struct arena *a);
/* True and `*value` set when the key is there; `*value` untouched otherwise. */
bool map_get(const struct map *m, uint64_t key, uint32_t *value);
/* Adds the key or replaces its value. */
void map_put(struct map *m, uint64_t key, uint32_t value);

/* The key of two 32-bit halves. */
static inline uint64_t map_pair(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

#endif
