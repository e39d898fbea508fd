/*
 * semver.h - npm's versions and version ranges, for `name@range` in a policy.
 *
 * The grammar is that of npm's node-semver without its `loose` mode: comparators, x-ranges, tilde,
 * caret, hyphen and `||`. A prerelease version is in a range only when a comparator of the range
 * names a prerelease of the same major.minor.patch, as npm does it.
 */
#ifndef CORDON_RULES_SEMVER_H
#define CORDON_RULES_SEMVER_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

struct semver {
    uint64_t major;
    uint64_t minor;
    uint64_t patch;
    struct str prerelease; /* "beta.1", or empty; borrowed */
};

struct semver_range;

/* True when `text` is a full version ("1.2.3-beta.1+build", a leading "v" or "=" allowed). */
bool semver_parse(struct str text, struct semver *out);
/* <0, 0, >0 in order of precedence; build metadata does not count. */
int semver_cmp(const struct semver *a, const struct semver *b);
/* The range in `a`, or NULL when `text` is none. Texts borrow from `text`. */
const struct semver_range *semver_range_parse(struct arena *a, struct str text);
bool semver_satisfies(const struct semver_range *range, const struct semver *version);

#endif
