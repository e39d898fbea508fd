/*
 * Makes every record of a cache older: age_cache CACHE SECONDS. For tests of what is dropped because nobody uses it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/strbuf.h"
#include "cache/cache.h"
#include "cache/database.h"

struct ageing {
    struct arena memory; /* of the record that was made last */
    uint64_t seconds;
};

static bool make_older(void *payload, struct str key, struct str *record)
{
    struct ageing *a = payload;
    struct digest digest;
    struct record_head head = {0};
    struct str content = {0};
    struct strbuf out;

    memcpy(digest.bytes, key.ptr + 1, DIGEST_SIZE);
    if (record_look(*record, &head) != RECORD_GOOD ||
        record_open(*record, head.kind, &digest, &content) != RECORD_GOOD)
        return false;
    strbuf_init(&out, &a->memory);
    record_wrap(&out, head.kind, &digest, head.written - a->seconds, content);
    *record = strbuf_text(&out);
    return true;
}

int main(int argc, char **argv)
{
    struct ageing ageing = {0};
    const struct database_filter filter = {&ageing, make_older};
    struct error why = {0};
    struct cache *c = NULL;
    enum err e = OK;

    if (argc != 3)
        return 2;
    ageing.seconds = strtoull(argv[2], NULL, 10);
    c = cache_open(argv[1]);
    e = cache_rewrite(c, &filter, &why);
    cache_close(c, NULL);
    arena_reset(&ageing.memory);
    if (e != OK)
        (void)fprintf(stderr, "%s\n", why.text);
    return e == OK ? 0 : 1;
}
