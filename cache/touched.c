#include "cache/touched.h"

#include <string.h>

/* As many as a run over a very large program reads; of more the rest stays as old as it is. */
enum { RECORDS_MAX = 256 * 1024 };

void touched_init(struct touched *t)
{
    *t = (struct touched){0};
    (void)pthread_mutex_init(&t->lock, NULL);
    map_init(&t->seen, &t->memory);
}

void touched_free(struct touched *t)
{
    (void)pthread_mutex_destroy(&t->lock);
    arena_reset(&t->taken_memory);
    arena_reset(&t->memory);
}

/* Keys are digests: two of them with the same first bytes are one in 2^64. */
static uint64_t name_of(uint8_t kind, const struct digest *key)
{
    uint64_t value = 0;

    memcpy(&value, key->bytes, sizeof(value));
    return value ^ kind;
}

void touched_add(struct touched *t, uint8_t kind, const struct digest *key, uint64_t written, uint64_t now)
{
    uint64_t name = name_of(kind, key);
    uint32_t ignored = 0;

    if (written >= now || now - written < TOUCHED_SECONDS)
        return;
    (void)pthread_mutex_lock(&t->lock);
    if (t->records.len < RECORDS_MAX && !map_get(&t->seen, name, &ignored)) {
        map_put(&t->seen, name, 1);
        vec_push(&t->memory, &t->records, (struct touched_record){kind, *key});
    }
    (void)pthread_mutex_unlock(&t->lock);
}

uint32_t touched_take(struct touched *t, const struct touched_record **out)
{
    uint32_t count = t->records.len;
    struct touched_record *taken = NULL;

    arena_reset(&t->taken_memory);
    taken = arena_array(&t->taken_memory, count, sizeof(*taken));
    if (count > 0)
        memcpy(taken, t->records.items, count * sizeof(*taken));
    t->records.len = 0;
    *out = taken;
    return count;
}
