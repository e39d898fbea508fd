/*
 * keyed_hash.h - hashes whose collisions nobody can prepare: for tables over other people's names.
 *
 * The key differs in every run, so nothing that anybody sees may depend on a hash.
 */
#ifndef CORDON_BASE_KEYED_HASH_H
#define CORDON_BASE_KEYED_HASH_H

#include <stdint.h>

#include "analyzer/base/str.h"

struct hash_key {
    uint64_t words[2];
};

/* The key of this run: the same at every call, secret, and free of system calls. */
struct hash_key hash_key_of_run(void);

/* SipHash-1-3 (Aumasson and Bernstein, 2012) of `text`. */
uint64_t hash_str(const struct hash_key *key, struct str text);

#endif
