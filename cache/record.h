/*
 * record.h - the envelope of everything the cache keeps: it makes damage visible.
 *
 *   record   = magic:4 format:u8 kind:u8 written:u64 length:u64 checksum:32 payload
 *   magic    = "cdnR"
 *   format   = RECORD_FORMAT
 *   kind     = what the payload is; the writer's business (enum store_kind)
 *   written  = when it was written or last used (touched.h), in seconds since 1970 by the writer's clock, which may be
 *              wrong: for eviction only
 *   length   = bytes of the payload
 *   checksum = BLAKE2b-256 over ("record", format, kind, key, written, payload), see digest.h
 *   payload  = byte{length}
 *
 * A record is kept under the key kind:u8 digest:32. Numbers are little-endian. The checksum covers that key, so that a
 * record that turns up under another key, because a bit of an index flipped, is refused too. It is
 * no signature: whoever may write to the cache can make records.
 *
 * Version history of RECORD_FORMAT:
 *   1  first
 *   2  with the time of writing
 */
#ifndef CORDON_CACHE_RECORD_H
#define CORDON_CACHE_RECORD_H

#include <stdint.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/strbuf.h"

enum { RECORD_FORMAT = 2, RECORD_HEADER_SIZE = 4 + 1 + 1 + 8 + 8 + DIGEST_SIZE };
enum { RECORD_KEY_SIZE = 1 + DIGEST_SIZE };

enum record_state {
    RECORD_GOOD,
    RECORD_FOREIGN, /* well-formed as far as it is known, but of another format or kind: a miss */
    RECORD_DAMAGED, /* its bytes are not those that were written */
};

/* What a record says of itself. */
struct record_head {
    uint8_t kind;
    uint64_t written;
    uint64_t length; /* of the payload */
};

/* The key under which a record is kept. */
void record_key(unsigned char key[RECORD_KEY_SIZE], uint8_t kind, const struct digest *digest);

/* Appends the record of `payload` under `key`. */
void record_wrap(struct strbuf *out, uint8_t kind, const struct digest *key, uint64_t written, struct str payload);

/* The head of the record that starts with `bytes`: at least RECORD_HEADER_SIZE of them, else it is damaged. */
enum record_state record_look(struct str bytes, struct record_head *head) NODISCARD;

/* Opens the record found under `key`. With RECORD_GOOD `*payload` borrows `bytes`, else it is untouched. */
enum record_state record_open(struct str bytes, uint8_t kind, const struct digest *key, struct str *payload) NODISCARD;

#endif
