#include "analyzer/base/map.h"

#include <assert.h>

#include "analyzer/base/keyed_hash.h"

/* splitmix64's finaliser (public domain, Steele et al. 2014): every key bit reaches every index bit. */
static uint64_t mix(uint64_t x)
{
    x ^= 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

void map_init(struct map *m, struct arena *a)
{
    *m = (struct map){.arena = a, .key = hash_key_of_run().words[0]};
}

/* The slot of `key`, or the free slot where it belongs. */
static struct map_slot *find_slot(const struct map *m, struct map_slot *slots, uint32_t cap, uint64_t key)
{
    uint32_t i = (uint32_t)mix(key ^ m->key) & (cap - 1);

    while (slots[i].used && slots[i].key != key)
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

bool map_get(const struct map *m, uint64_t key, uint32_t *value)
{
    const struct map_slot *slot = NULL;

    if (m->cap == 0)
        return false;
    slot = find_slot(m, m->slots, m->cap, key);
    if (!slot->used)
        return false;
    *value = slot->value;
    return true;
}

static void grow(struct map *m)
{
    uint32_t cap = m->cap == 0 ? 16 : m->cap * 2;
    struct map_slot *slots = arena_array(m->arena, cap, sizeof(*slots));

    assert(m->cap <= UINT32_MAX / 4);
    for (uint32_t i = 0; i < m->cap; i++) {
        if (m->slots[i].used)
            *find_slot(m, slots, cap, m->slots[i].key) = m->slots[i];
    }
    m->slots = slots;
    m->cap = cap;
}

void map_put(struct map *m, uint64_t key, uint32_t value)
{
    struct map_slot *slot = NULL;

    if (m->len >= m->cap / 4 * 3)
        grow(m);
    slot = find_slot(m, m->slots, m->cap, key);
    if (!slot->used)
        m->len++;
    *slot = (struct map_slot){.key = key, .value = value, .used = 1};
}
