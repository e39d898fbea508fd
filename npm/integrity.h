/*
 * integrity.h - Subresource Integrity (W3C) as npm uses it: the only module that knows libmd.
 */
#ifndef CORDON_NPM_INTEGRITY_H
#define CORDON_NPM_INTEGRITY_H

#include <stdbool.h>

#include "analyzer/base/str.h"

/* Algorithms, weakest first. */
enum integrity_algorithm { INTEGRITY_NONE, INTEGRITY_SHA1, INTEGRITY_SHA256, INTEGRITY_SHA384, INTEGRITY_SHA512 };

/*
 * The strongest algorithm that the metadata ("sha512-... sha1-...") has a digest of; INTEGRITY_NONE when it has none
 * that is known. SHA-1 has been broken: what it vouches for is worth a word.
 */
enum integrity_algorithm integrity_strongest(struct str metadata);
/* True when a digest of the strongest algorithm in the metadata is that of `bytes`; false with INTEGRITY_NONE. */
bool integrity_matches(struct str metadata, struct str bytes);
/* "sha512-...", in `a`. */
struct str integrity_of(struct arena *a, struct str bytes);
/* "sha1-..." of a SHA-1 digest in hexadecimal (npm's "shasum"), in `a`; empty when it is none. */
struct str integrity_from_shasum(struct arena *a, struct str hex);
/* "sha1", "sha512", ...; "none" for INTEGRITY_NONE. */
const char *integrity_algorithm_name(enum integrity_algorithm algorithm);
/*
 * The first digest of the strongest algorithm in lower-case hexadecimal, in `a`: how npm's cache names a file. Empty
 * when there is none, or it is not as long as the algorithm's digests are.
 */
struct str integrity_hex(struct arena *a, struct str metadata);

#endif
