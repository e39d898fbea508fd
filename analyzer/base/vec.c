#include "analyzer/base/vec.h"

#include <assert.h>
#include <string.h>

void *vec_grow(struct arena *a, void *items, uint32_t len, uint32_t *cap, size_t size)
{
    uint32_t wanted = *cap < 8 ? 8 : *cap * 2;
    void *grown = NULL;

    assert(*cap <= UINT32_MAX / 2);
    if (len < *cap)
        return items;
    grown = arena_array(a, wanted, size);
    if (len > 0)
        memcpy(grown, items, (size_t)len * size);
    *cap = wanted;
    return grown;
}
