/*
 * bundle.h - records that travel: a cache's records in one signed stream.
 *
 *   bundle    = magic:7 format:u8 signer:32 sequence:u64 record* end
 *   magic     = "cdnBndl"
 *   format    = BUNDLE_FORMAT
 *   signer    = the public key
 *   sequence  = larger than that of every bundle the signer made before
 *   record    = 1:u8 key:33 length:u32 byte{length}            the key and the record as in the cache (record.h)
 *   end       = 0:u8 records:u64 signature:64
 *   signature = Ed25519ph by the signer over all bytes before it
 *
 * Numbers are little-endian. A bundle is accepted whole or not at all: only under a key that the operator named, only
 * when its signature covers every byte, every record is good under its own key, and its sequence is above that of
 * every bundle accepted from the same signer before, so that an old one cannot be played again. What the cache has
 * already is kept: what it found out itself is worth more.
 *
 * Version history of BUNDLE_FORMAT:
 *   1  first
 */
#ifndef CORDON_CACHE_BUNDLE_H
#define CORDON_CACHE_BUNDLE_H

#include "analyzer/base/signature.h"
#include "cache/cache.h"

enum { BUNDLE_FORMAT = 1 };

struct bundle_info {
    uint64_t sequence;
    uint64_t records;
    uint64_t bytes;     /* of the bundle */
    uint64_t known;     /* import: records that the cache had already */
    uint64_t different; /* of them those with another content */
};

/*
 * Writes all good records of the cache to `path` ("-": standard output), signed. The file appears under its name when
 * it is complete.
 */
enum err bundle_export(struct cache *c, const char *path, const struct secret_key *key, struct bundle_info *out,
                       struct error *why) NODISCARD;
/*
 * Takes the bundle in `path` ("-": standard input) into the cache, all of it or nothing. ERR_FORMAT when it is damaged,
 * not signed by `key`, or of another version; ERR_USAGE when it is no newer than one taken before.
 */
enum err bundle_import(struct cache *c, const char *path, const struct public_key *key, struct bundle_info *out,
                       struct error *why) NODISCARD;
/* Checks the bundle as bundle_import does and takes nothing; `folder_fd` is where a copy may be made meanwhile. */
enum err bundle_verify(int folder_fd, const char *path, const struct public_key *key, struct bundle_info *out,
                       struct error *why) NODISCARD;

#endif
