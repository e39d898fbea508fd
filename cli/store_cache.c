#include "cli/store_cache.h"

_Static_assert(STORE_KIND_COUNT <= UINT8_MAX, "the cache keeps the kind in one byte");

static bool get(void *payload, enum store_kind kind, const struct digest *key, struct arena *a, struct str *out)
{
    return cache_get(payload, (uint8_t)kind, key, a, out);
}

static void put(void *payload, enum store_kind kind, const struct digest *key, struct str bytes)
{
    cache_put(payload, (uint8_t)kind, key, bytes);
}

struct store store_cache(struct cache *c)
{
    return (struct store){.payload = c, .get = get, .put = put};
}
