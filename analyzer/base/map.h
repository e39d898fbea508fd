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
/* `m` becomes a map of its own with the entries of `from`. */
void map_copy(struct map *m, struct arena *a, const struct map *from);
/* Adds the key or replaces its value. */
void map_put(struct map *m, uint64_t key, uint32_t value);
/* Adds the key unless it is there; true when it is new. */
bool map_add(struct map *m, uint64_t key, uint32_t value);
/* The same, and `*value` becomes the one that is there when the key is not new. */
bool map_claim(struct map *m, uint64_t key, uint32_t *value);

/* The key of two 32-bit halves. */
static inline uint64_t map_pair(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

/* splitmix64's finaliser (public domain, Steele et al. 2014): every key bit reaches every index bit. */
static inline uint64_t map_mix(uint64_t x)
{
    x ^= 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

/* The slot of `key` among `cap` ones, or the free slot where it belongs. */
static inline struct map_slot *map_slot_of(const struct map *m, struct map_slot *slots, uint32_t cap, uint64_t key)
{
    uint32_t i = (uint32_t)map_mix(key ^ m->key) & (cap - 1);

    while (slots[i].used && slots[i].key != key)
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

/* True and `*value` set when the key is there; `*value` untouched otherwise. Inline: flow lives on it. */
static inline bool map_get(const struct map *m, uint64_t key, uint32_t *value)
{
    const struct map_slot *slot = m->cap == 0 ? NULL : map_slot_of(m, m->slots, m->cap, key);

    if (slot == NULL || !slot->used)
        return false;
    *value = slot->value;
    return true;
}

#endif
