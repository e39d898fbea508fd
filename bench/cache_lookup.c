/*
 * cache_lookup: how many look-ups a second a cache answers.
 *
 *     cache_lookup DIR KEYS SECONDS
 *
 * Takes KEYS keys of the cache in DIR, spread over all of it, and asks for them in a fixed random order for SECONDS of
 * CPU time, as a check does: each record is read, its checksum checked, and copied. Prints look-ups per second of CPU
 * time and mean bytes of a record. Several of these can run at once.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/base/vec.h"
#include "cache/cache.h"

enum { BATCH = 256, MISSES_EVERY = 8 };

struct key {
    uint8_t kind;
    struct digest digest;
};

VEC_TYPE(struct key, keys);

static double cpu_seconds(void)
{
    struct timespec now;

    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0 ? (double)now.tv_sec + (double)now.tv_nsec / 1e9 : 0;
}

static void collect(struct cache *c, struct arena *a, uint32_t wanted, struct keys *out)
{
    struct pages pages;
    struct pages_walk walk;
    struct pages_item item;

    if (!cache_pages(c, &pages))
        return;
    pages_walk_start(&walk, &pages, a);
    while (out->len < wanted && pages_walk_next(&walk, &item) == PAGES_GOOD) {
        struct key key = {.kind = (uint8_t)item.key.ptr[0]};

        if (item.key.len != RECORD_KEY_SIZE || key.kind >= COUNTERS_KINDS)
            continue;
        memcpy(key.digest.bytes, item.key.ptr + 1, DIGEST_SIZE);
        vec_push(a, out, key);
    }
}

int main(int argc, char **argv)
{
    struct arena memory = {0};
    struct keys keys = {0};
    struct cache *c = NULL;
    uint64_t asked = 0;
    uint64_t found = 0;
    uint64_t bytes = 0;
    uint64_t random = 1;
    double started = 0;
    double seconds = 0;

    if (argc != 4) {
        (void)fprintf(stderr, "usage: cache_lookup DIR KEYS SECONDS\n");
        return 2;
    }
    c = cache_open(argv[1]);
    collect(c, &memory, (uint32_t)strtoul(argv[2], NULL, 10), &keys);
    if (keys.len == 0) {
        (void)fprintf(stderr, "cache_lookup: nothing in %s\n", argv[1]);
        return 2;
    }
    started = cpu_seconds();
    while ((seconds = cpu_seconds() - started) < strtod(argv[3], NULL)) {
        struct arena scratch = {0};

        for (uint32_t i = 0; i < BATCH; i++) {
            struct str payload = {0};
            struct key key;

            random = random * 6364136223846793005U + 1442695040888963407U;
            key = keys.items[(random >> 33) % keys.len];
            key.digest.bytes[0] ^= (unsigned char)(i % MISSES_EVERY == 0); /* some are not there */
            asked++;
            if (cache_peek(c, key.kind, &key.digest, &scratch, &payload)) {
                found++;
                bytes += payload.len;
            }
        }
        arena_reset(&scratch);
    }
    (void)printf("%.0f %llu %llu\n", (double)asked / seconds, (unsigned long long)(found > 0 ? bytes / found : 0),
                 (unsigned long long)keys.len);
    cache_close(c, NULL);
    arena_reset(&memory);
    return 0;
}
