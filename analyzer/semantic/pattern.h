/*
 * pattern.h - which texts a regular expression can match.
 *
 * An over-approximation (ECMAScript 2025 section 22.2): assertions hold everywhere, back references match anything,
 * counts are bounds of a length only. So a text that a pattern is said not to give is given in no run.
 */
#ifndef CORDON_SEMANTIC_PATTERN_H
#define CORDON_SEMANTIC_PATTERN_H

#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"

struct pattern;

/*
 * The pattern of the literal `text` (with slashes and flags), in `a`. NULL when it is too long, or has something in it
 * that is not understood: then it may match anything.
 */
const struct pattern *pattern_parse(struct arena *a, struct str text);
/* How many capturing groups it has. */
uint32_t pattern_groups(const struct pattern *p);
/* True when some group has a name: a replacer gets an object of them then. */
bool pattern_has_names(const struct pattern *p);
/* True when what group `group` takes, or the whole match when that is 0, may be the ASCII text `name`. */
bool pattern_may_give(struct arena *scratch, const struct pattern *p, uint32_t group, struct str name);

#endif
