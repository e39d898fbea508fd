/*
 * launch.h - launch conditions: switches of Node that a deployment promises to use.
 *
 * The bits are those of enum launch (analyzer/verdict/report.h), which this layer cannot include.
 */
#ifndef CORDON_RULES_LAUNCH_H
#define CORDON_RULES_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

enum launch_bit {
#define X(id, bit, name, flag, closes, leaves) id = (bit),
#include "rules/launch.def"
#undef X
};

struct launch_info {
    enum launch_bit bit;
    const char *name;   /* "no-eval" */
    const char *flag;   /* "--disallow-code-generation-from-strings" */
    const char *closes; /* what it closes, a phrase */
    const char *leaves; /* what it leaves open, a sentence without a full stop */
};

/* All conditions in the order of their bits; `*count` of them. */
const struct launch_info *launch_all(uint32_t *count);
/* True and `*bit` set when `name` is a condition's name. */
bool launch_parse(struct str name, uint32_t *bit);

#endif
