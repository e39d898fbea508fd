#include "analyzer/base/sym.h"

#include <assert.h>
#include <string.h>

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
    *t = (struct sym_table){.arena = a, .key = hash_key_of_run()};
    (void)sym_intern(t, STR(""));
}

void sym_table_copy(struct sym_table *t, struct arena *a, const struct sym_table *from)
{
    *t = *from;
    t->arena = a;
    vec_copy(a, &t->texts, &from->texts);
    t->slots = arena_raw(a, from->cap * sizeof(*from->slots));
    memcpy(t->slots, from->slots, from->cap * sizeof(*from->slots));
}

sym sym_intern(struct sym_table *t, struct str text)
{
    uint32_t hash = (uint32_t)hash_str(&t->key, text);
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
    slot = *find_slot(t, (uint32_t)hash_str(&t->key, text), text);
    if (slot == 0)
        return false;
    found->i = slot_symbol(slot);
    return true;
}
