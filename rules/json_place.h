/*
 * json_place.h - where in a JSON text a value is, for error messages.
 *
 * jdoc keeps no positions, because only broken files need them; this finds one again.
 */
#ifndef CORDON_RULES_JSON_PLACE_H
#define CORDON_RULES_JSON_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

/* A step into a document: a member when `key` has a pointer, an item otherwise. */
struct json_step {
    struct str key;
    uint32_t index;
};

/*
 * True and line and column (from 1, in bytes) of the key or item that `steps` lead to, in `text`, which
 * is valid JSON. Keys that are written with escapes are not found.
 */
bool json_place(struct str text, const struct json_step *steps, uint32_t count, uint32_t *line, uint32_t *column);

#endif
