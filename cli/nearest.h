/*
 * nearest.h - how far one word is from another, for "did you mean".
 */
#ifndef CORDON_CLI_NEAREST_H
#define CORDON_CLI_NEAREST_H

#include <stdint.h>

#include "analyzer/base/str.h"

/* Words this long or longer are compared with nothing. */
enum { NEAREST_MAX = 64 };

/* Edits (insert, delete, replace, swap neighbours) from one word to the other; both shorter than NEAREST_MAX. */
uint32_t nearest_edits(struct str from, struct str to);
/* From how many edits on a word of this length is another word. */
uint32_t nearest_limit(size_t length);

#endif
