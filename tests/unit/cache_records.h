/*
 * cache_records.h - caches with forty records in them, and what is left of these. Include cmocka.h before.
 */
#ifndef CORDON_TESTS_CACHE_RECORDS_H
#define CORDON_TESTS_CACHE_RECORDS_H

#include <stdio.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/store.h"
#include "cache/cache.h"
#include "tests/unit/cache_folder.h"

enum { RECORDS = 40, FILE_MAX = 1024 * 1024 };

static inline struct str records_payload(struct arena *a, uint32_t number)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (uint32_t i = 0; i < number * 7; i++)
        strbuf_printf(&out, "%u.", number);
    return strbuf_text(&out);
}

static inline void records_put(const char *folder, uint32_t from, uint32_t to)
{
    struct cache *c = cache_open(folder);
    struct arena a = {0};
    struct error trouble = {0};

    for (uint32_t i = from; i < to; i++) {
        struct digest key = cache_key(i);

        cache_put(c, STORE_ALIAS, &key, records_payload(&a, i));
    }
    cache_close(c, &trouble);
    assert_string_equal(trouble.text, "");
    arena_reset(&a);
}

/* How many of the records are in the cache; what is there must be right. */
static inline uint32_t records_count_in(struct cache *c)
{
    struct arena a = {0};
    uint32_t found = 0;

    for (uint32_t i = 0; i < RECORDS; i++) {
        struct digest key = cache_key(i);
        struct str got = {0};

        if (cache_get(c, STORE_ALIAS, &key, &a, &got)) {
            assert_true(str_eq(got, records_payload(&a, i)));
            found++;
        }
    }
    arena_reset(&a);
    return found;
}

/* The same of the cache in `folder`. */
static inline uint32_t records_count(const char *folder)
{
    struct cache *c = cache_open(folder);
    uint32_t found = records_count_in(c);

    cache_close(c, NULL);
    return found;
}

static inline struct str records_read_file(struct arena *a, const char *path)
{
    struct str text = {0};

    assert_int_equal(fs_read(a, path, FILE_MAX, &text, NULL), OK);
    return text;
}

static inline void records_write_file(const char *path, struct str bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

#endif
