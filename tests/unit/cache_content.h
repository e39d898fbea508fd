/*
 * cache_content.h - a cache of thousands of records of every size, and whether what it gives of them is right. Include
 * cmocka.h before.
 */
#ifndef CORDON_TESTS_CACHE_CONTENT_H
#define CORDON_TESTS_CACHE_CONTENT_H

#include <string.h>

#include "cache/cache.h"
#include "tests/unit/cache_folder.h"

#define DATA "cache/cordon-2/data.mdb"

enum { RECORDS = 3000, BIG = 6 * 1024 * 1024 };

/* The payload of record `number`: sizes from nothing to several pages, and one large one. */
static inline struct str payload_of(struct arena *a, uint32_t number)
{
    size_t len = number == RECORDS - 1 ? BIG : (size_t)number * number % 9000;
    char *bytes = arena_alloc(a, len + 1);

    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 31 + number);
    return (struct str){bytes, len};
}

static inline void put_records(struct cache *c, uint32_t from, uint32_t to)
{
    struct arena a = {0};

    for (uint32_t i = from; i < to; i++) {
        struct digest key = cache_key(i);

        cache_put(c, (uint8_t)(i % 2), &key, payload_of(&a, i));
    }
    arena_reset(&a);
}

/* How many of the records [from, to) are there; one that is there must be right. */
static inline uint32_t count_records(struct cache *c, uint32_t from, uint32_t to)
{
    struct arena a = {0};
    uint32_t found = 0;

    for (uint32_t i = from; i < to; i++) {
        struct digest key = cache_key(i);
        struct str got = {NULL, 0};

        if (cache_get(c, (uint8_t)(i % 2), &key, &a, &got)) {
            assert_true(str_eq(got, payload_of(&a, i)));
            found++;
        }
        if (a.used > 64 * 1024 * 1024)
            arena_reset(&a);
    }
    arena_reset(&a);
    return found;
}

static inline void write_records(uint32_t from, uint32_t to)
{
    struct cache *c = cache_open("cache");
    struct error trouble = {0};

    put_records(c, from, to);
    cache_close(c, &trouble);
    assert_string_equal(trouble.text, "");
}

/* Opens, counts, closes; `*trouble` as the cache gave it. */
static inline uint32_t count_all(uint32_t to, struct error *trouble)
{
    struct cache *c = cache_open("cache");
    uint32_t found = count_records(c, 0, to);

    memset(trouble, 0, sizeof(*trouble));
    cache_close(c, trouble);
    return found;
}

#endif
