#include "analyzer/base/vec.h"

#include <assert.h>
#include <string.h>

void *vec_grow(struct arena *a, void *items, uint32_t len, uint32_t *cap, size_t size)
{
    uint32_t wanted = *cap < 8 ? 8 : *cap * 2;
    void *grown = NULL;
    size_t bytes = 0;

    assert(*cap <= UINT32_MAX / 2);
    if (len < *cap)
        return items;
    if (__builtin_mul_overflow((size_t)wanted, size, &bytes))
        bytes = SIZE_MAX; /* more than there is */
    grown = arena_raw(a, bytes);
    if (len > 0)
        memcpy(grown, items, (size_t)len * size);
    *cap = wanted;
    return grown;
}

void *vec_copied(struct arena *a, const void *items, uint32_t len, size_t size)
{
    void *copy = NULL;

    assert(len <= UINT32_MAX / 2 && size <= SIZE_MAX / 2 / UINT32_MAX);
    copy = arena_raw(a, (size_t)len * 2 * size);
    if (len > 0)
        memcpy(copy, items, (size_t)len * size);
    return copy;
}
