/* Checking a bundle, and taking it into a cache. */
#include <inttypes.h>
#include <time.h>

#include "analyzer/base/store.h"
#include "cache/bundle_format.h"
#include "cache/bundle_spool.h"

enum err bundle_verify(int folder_fd, const char *path, const struct public_key *key, struct bundle_info *out,
                       struct error *why)
{
    struct bundle_spool s = {.name = path};
    enum err e = bundle_spool_open(NULL, folder_fd, &s, key, out, why);

    bundle_spool_close(&s);
    return e;
}

/* The records of a bundle, and then the sequence: in one transaction. */
struct import {
    struct bundle_spool spool;
    struct database_item sequence;
    bool sequence_given;
};

static void rewind_import(void *payload)
{
    struct import *i = payload;

    i->sequence_given = false;
    bundle_spool_rewind(&i->spool);
}

static bool next_of_import(void *payload, struct database_item *out)
{
    struct import *i = payload;

    if (bundle_spool_next(&i->spool, out))
        return true;
    *out = i->sequence;
    if (i->sequence_given)
        return false;
    i->sequence_given = true;
    return true;
}

static enum err take_bundle(struct cache *c, struct import *i, const struct digest *last, struct error *why)
{
    const struct database_source source = {i, rewind_import, next_of_import, &i->spool.damaged};
    struct arena scratch = {0};
    struct strbuf record;
    enum err e = OK;

    strbuf_init(&record, &scratch);
    record_wrap(&record, STORE_ORIGIN, last, (uint64_t)time(NULL),
                bundle_sequence_payload(&scratch, i->spool.sequence));
    record_key(i->sequence.key, STORE_ORIGIN, last);
    i->sequence.record = strbuf_text(&record);
    e = cache_write_all(c, &source, i->spool.bytes, why);
    arena_reset(&scratch);
    return e;
}

enum err bundle_import(struct cache *c, const char *path, const struct public_key *key, struct bundle_info *out,
                       struct error *why)
{
    struct import i = {.spool = {.name = path}};
    struct digest last = bundle_sequence_key("import", key);
    uint64_t before = 0;
    enum err e = OK;

    if (cache_folder_fd(c) < 0 || cache_trouble(c)->code == ERR_USAGE)
        return error_set(why, cache_trouble(c)->code, "%s", cache_trouble(c)->text);
    e = bundle_spool_open(c, cache_folder_fd(c), &i.spool, key, out, why);
    if (e == OK)
        before = bundle_last_sequence(c, &last);
    if (e == OK && out->sequence <= before)
        e = error_set(why, ERR_USAGE,
                      "the bundle %s is number %" PRIu64 " of its signer, and number %" PRIu64
                      " was taken before; nothing of it was taken",
                      path, out->sequence, before);
    if (e == OK)
        e = take_bundle(c, &i, &last, why);
    bundle_spool_close(&i.spool);
    return e;
}
