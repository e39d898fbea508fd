/*
 * base64.h - RFC 4648 base 64 with padding, as npm's files use it.
 */
#ifndef CORDON_NPM_BASE64_H
#define CORDON_NPM_BASE64_H

#include <stdbool.h>

#include "analyzer/base/str.h"

/* In `a`. */
struct str base64_encode(struct arena *a, struct str bytes);
/* True and `*out` (in `a`) set when `text` is nothing but base 64; padding may be left out. */
bool base64_decode(struct arena *a, struct str text, struct str *out);

#endif
