/*
 * excerpt.h - a source line cut to a length that people can read.
 */
#ifndef CORDON_LINK_EXCERPT_H
#define CORDON_LINK_EXCERPT_H

#include <stdint.h>

#include "analyzer/base/str.h"

/* Bytes of a line that are shown; a minified file is one line. */
enum { EXCERPT_BYTES = 120 };

/*
 * `line`, a part of `text`, without spaces around it; of a longer line the part around byte `at` of `text`,
 * with "..." where it was cut. In `a`.
 */
struct str excerpt_of(struct arena *a, struct str line, struct str text, uint32_t at);

#endif
