/*
 * bundle_format.h - what writing and reading bundles share (bundle.h has the grammar).
 */
#ifndef CORDON_CACHE_BUNDLE_FORMAT_H
#define CORDON_CACHE_BUNDLE_FORMAT_H

#include "cache/bundle.h"

enum {
    BUNDLE_HEADER_SIZE = 8 + SIGNATURE_PUBLIC_SIZE + 8,
    BUNDLE_RECORD_MAX = 1024 * 1024 * 1024,
    BUNDLE_SCRATCH_BYTES = 16 * 1024 * 1024, /* of records at hand, before the memory is used anew */
};

static const char bundle_magic[7] = {'c', 'd', 'n', 'B', 'n', 'd', 'l'};

/* The digest in a record's key. */
struct digest bundle_digest(struct str key);
/* True for a record that may travel: it is what its key says, and about no run and no bundle of this machine. */
bool bundle_is_good(struct str key, struct str record);

/* The key of the last sequence that was given to ("export") or taken from ("import") a signer, in the cache. */
struct digest bundle_sequence_key(const char *direction, const struct public_key *signer);
/* 0 when there was none. */
uint64_t bundle_last_sequence(struct cache *c, const struct digest *key);
struct str bundle_sequence_payload(struct arena *a, uint64_t sequence);

#endif
