/*
 * signature.h - who wrote these bytes: Ed25519 over a stream of any length (RFC 8032's Ed25519ph; libsodium).
 */
#ifndef CORDON_BASE_SIGNATURE_H
#define CORDON_BASE_SIGNATURE_H

#include <stdbool.h>

#include "analyzer/base/str.h"

enum { SIGNATURE_SIZE = 64, SIGNATURE_PUBLIC_SIZE = 32, SIGNATURE_SECRET_SIZE = 64, SIGNATURE_STATE_SIZE = 256 };

struct public_key {
    unsigned char bytes[SIGNATURE_PUBLIC_SIZE];
};

/* Contains the public key too. */
struct secret_key {
    unsigned char bytes[SIGNATURE_SECRET_SIZE];
};

/* A stream under way; only signature.c looks into it. */
struct signature_state {
    _Alignas(16) unsigned char opaque[SIGNATURE_STATE_SIZE];
};

/* A new pair of keys from the system's randomness. */
void signature_new_keys(struct secret_key *secret, struct public_key *public);
/* The public half. */
struct public_key signature_public(const struct secret_key *secret);

void signature_begin(struct signature_state *s);
void signature_add(struct signature_state *s, struct str bytes);
/* Ends the stream with its signature. */
void signature_make(struct signature_state *s, const struct secret_key *key, unsigned char out[SIGNATURE_SIZE]);
/* Ends the stream; true when `signature` was made over the same bytes with the secret half of `key`. */
bool signature_check(struct signature_state *s, const struct public_key *key,
                     const unsigned char signature[SIGNATURE_SIZE]) NODISCARD;

#endif
