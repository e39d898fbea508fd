#include "analyzer/base/sym.h"

#include <assert.h>
#include <string.h>

/*
 * FNV-1a over words with a final mix. An author who collides names on purpose makes one file slow, bounded by
 * the probe limit of a table that is at most half full and by the file's analysis budget.
 */
static uint32_t hash_text(struct str text)
{
    uint64_t h = 0xcbf29ce484222325U ^ text.len;
    size_t at = 0;

    for (; at + 8 <= text.len; at += 8) { /* a word at a time: paths and source lines are long */
        uint64_t word = 0;
        memcpy(&word, text.ptr + at, sizeof(word));
        h = (h ^ word) * 0x9e3779b97f4a7c15U;
        h ^= h >> 29;
    }
    for (; at < text.len; at++)
        h = (h ^ (unsigned char)text.ptr[at]) * 0x100000001b3U;
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15U;
    return (uint32_t)(h >> 32);
}

static uint32_t slot_symbol(uint64_t slot)
{
    return (uint32_t)slot - 1;
}

/* The slot of `text`, or the free one where it belongs. Hashes are compared first: texts are far away. */
static uint64_t *find_slot(const struct sym_table *t, uint32_t hash, struct str text)
{
    uint32_t i = hash & (t->cap - 1);

    for (; t->slots[i] != 0; i = (i + 1) & (t->cap - 1))
        if (t->slots[i] >> 32 == hash && str_eq(t->texts.items[slot_symbol(t->slots[i])], text))
            break;
    return &t->slots[i];
}

static void grow(struct sym_table *t)
{
    uint32_t cap = t->cap == 0 ? 64 : t->cap * 2;
    uint64_t *slots = arena_array(t->arena, cap, sizeof(*slots));

    assert(t->cap <= UINT32_MAX / 4);
    for (uint32_t old = 0; old < t->cap; old++) {
        uint32_t i = (uint32_t)(t->slots[old] >> 32) & (cap - 1);
        if (t->slots[old] == 0)
            continue;
        while (slots[i] != 0)
            i = (i + 1) & (cap - 1);
        slots[i] = t->slots[old];
    }
    t->slots = slots;
    t->cap = cap;
}

void sym_table_init(struct sym_table *t, struct arena *a)
{
    *t = (struct sym_table){.arena = a};
    (void)sym_intern(t, STR(""));
}

sym sym_intern(struct sym_table *t, struct str text)
{
    uint32_t hash = hash_text(text);
    uint64_t *slot = NULL;

    if (t->texts.len >= t->cap / 2)
        grow(t);
    slot = find_slot(t, hash, text);
    if (*slot == 0) {
        vec_push(t->arena, &t->texts, str_dup(t->arena, text));
        *slot = (uint64_t)hash << 32 | t->texts.len;
    }
    return (sym){slot_symbol(*slot)};
}

bool sym_find(const struct sym_table *t, struct str text, sym *found)
{
    uint64_t slot = 0;

    if (t->cap == 0)
        return false;
    slot = *find_slot(t, hash_text(text), text);
    if (slot == 0)
        return false;
    found->i = slot_symbol(slot);
    return true;
}

struct str sym_text(const struct sym_table *t, sym s)
{
    assert(s.i < t->texts.len);
    return t->texts.items[s.i];
}
