/*
 * bundle_spool.h - a private copy of a bundle: what was checked is what is taken.
 */
#ifndef CORDON_CACHE_BUNDLE_SPOOL_H
#define CORDON_CACHE_BUNDLE_SPOOL_H

#include <stdio.h>

#include "cache/bundle.h"
#include "cache/database.h"

struct bundle_spool {
    FILE *file; /* unlinked */
    const char *name;
    uint64_t bytes;
    struct public_key signer;
    uint64_t sequence;
    struct arena scratch; /* of the record at hand */
    bool ended;           /* the last record was read */
    bool damaged;
};

/*
 * Copies the bundle `s->name` ("-": standard input) to where `folder_fd` is, and checks it: the key, the signature over
 * every byte, every record. `out` counts them, and, with a cache, what that has already. To be closed in any case.
 */
enum err bundle_spool_open(struct cache *c, int folder_fd, struct bundle_spool *s, const struct public_key *key,
                           struct bundle_info *out, struct error *why) NODISCARD;
void bundle_spool_close(struct bundle_spool *s);

/* These two as a database_source has them. */
void bundle_spool_rewind(void *payload);
bool bundle_spool_next(void *payload, struct database_item *out);

#endif
