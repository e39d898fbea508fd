/*
 * digest.h - content digests: BLAKE2b-256 over tagged, length-prefixed fields (libsodium).
 *
 * Each field carries a tag and its length, so two different inputs can never concatenate to one.
 */
#ifndef CORDON_BASE_DIGEST_H
#define CORDON_BASE_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

enum { DIGEST_SIZE = 32, DIGEST_STATE_SIZE = 512 };

struct digest {
    unsigned char bytes[DIGEST_SIZE];
};

/* A digest under way; only digest.c looks into it. Must not be copied: what is inside depends on the address. */
struct digest_state {
    unsigned char opaque[DIGEST_STATE_SIZE];
};

/* Starts a digest of the kind `purpose` ("summary", "package", ...). */
void digest_begin(struct digest_state *d, const char *purpose);
void digest_field(struct digest_state *d, const char *tag, struct str value);
void digest_field_u32(struct digest_state *d, const char *tag, uint32_t value);
struct digest digest_end(struct digest_state *d);

/* The digest of bytes alone: the name of a file's content. */
struct digest digest_of(struct str bytes);
bool digest_eq(const struct digest *a, const struct digest *b);

/* SHA-256 in base64, NUL-terminated: how browsers name a text that a page may run. */
enum { DIGEST_SHA256_SIZE = 45 };
void digest_sha256_base64(struct str bytes, char out[DIGEST_SHA256_SIZE]);

enum { DIGEST_HEX_SIZE = 2 * DIGEST_SIZE + 1 };
/* Lower-case hexadecimal, NUL-terminated. */
void digest_hex(const struct digest *d, char out[DIGEST_HEX_SIZE]);
/* True when `text` is exactly DIGEST_HEX_SIZE - 1 hexadecimal digits. */
bool digest_from_hex(struct str text, struct digest *out);

#endif
