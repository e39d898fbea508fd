/*
 * record.h - the envelope of everything the cache keeps: it makes damage visible.
 *
 *   record   = magic:4 format:u8 kind:u8 length:u64 checksum:32 payload
 *   magic    = "cdnR"
 *   format   = RECORD_FORMAT
 *   kind     = what the payload is; the writer's business (enum store_kind)
 *   length   = bytes of the payload
 *   checksum = BLAKE2b-256 over ("record", format, kind, key, payload), see digest.h
 *   payload  = byte{length}
 *
 * Numbers are little-endian. The checksum covers the key under which the record is kept, so that a
 * record that turns up under another key, because a bit of an index flipped, is refused too. It is
 * no signature: whoever may write to the cache can make records.
 *
 * Version history of RECORD_FORMAT:
 *   1  first
 */
#ifndef CORDON_CACHE_RECORD_H
#define CORDON_CACHE_RECORD_H

#include <stdint.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/strbuf.h"

enum { RECORD_FORMAT = 1, RECORD_HEADER_SIZE = 4 + 1 + 1 + 8 + DIGEST_SIZE };

enum record_state {
    RECORD_GOOD,
    RECORD_FOREIGN, /* well-formed as far as it is known, but of another format or kind: a miss */
    RECORD_DAMAGED, /* its bytes are not those that were written */
};

/* Appends the record of `payload` under `key`. */
void record_wrap(struct strbuf *out, uint8_t kind, const struct digest *key, struct str payload);

/* Opens the record found under `key`. With RECORD_GOOD `*payload` borrows `bytes`, else it is untouched. */
enum record_state record_open(struct str bytes, uint8_t kind, const struct digest *key, struct str *payload) NODISCARD;

#endif
