#include "analyzer/base/map.h"

#include <assert.h>
#include <string.h>

#include "analyzer/base/keyed_hash.h"

void map_init(struct map *m, struct arena *a)
{
    *m = (struct map){.arena = a, .key = hash_key_of_run().words[0]};
}

void map_copy(struct map *m, struct arena *a, const struct map *from)
{
    size_t bytes = from->cap * sizeof(*from->slots);

    *m = *from;
    m->arena = a;
    m->slots = arena_raw(a, bytes);
    if (bytes > 0)
        memcpy(m->slots, from->slots, bytes);
}

static void grow(struct map *m)
{
    uint32_t cap = m->cap == 0 ? 16 : m->cap * 2;
    struct map_slot *slots = arena_array(m->arena, cap, sizeof(*slots));

    assert(m->cap <= UINT32_MAX / 4);
    for (uint32_t i = 0; i < m->cap; i++) {
        if (m->slots[i].used)
            *map_slot_of(m, slots, cap, m->slots[i].key) = m->slots[i];
    }
    m->slots = slots;
    m->cap = cap;
}

/* The slot of `key`, or a free one for it. */
static struct map_slot *slot_for(struct map *m, uint64_t key)
{
    if (m->len >= m->cap / 4 * 3)
        grow(m);
    return map_slot_of(m, m->slots, m->cap, key);
}

void map_put(struct map *m, uint64_t key, uint32_t value)
{
    struct map_slot *slot = slot_for(m, key);

    m->len += !slot->used;
    *slot = (struct map_slot){.key = key, .value = value, .used = 1};
}

bool map_claim(struct map *m, uint64_t key, uint32_t *value)
{
    struct map_slot *slot = slot_for(m, key);

    if (slot->used) {
        *value = slot->value;
        return false;
    }
    m->len++;
    *slot = (struct map_slot){.key = key, .value = *value, .used = 1};
    return true;
}

bool map_add(struct map *m, uint64_t key, uint32_t value)
{
    return map_claim(m, key, &value);
}
