/*
 * effect.h - what a program may do to the world: the closed list of effects, their tiers, and the
 * profiles that name sets of tiers.
 *
 * "Pure" is the empty set of effects, not an effect of its own.
 */
#ifndef CORDON_RULES_EFFECT_H
#define CORDON_RULES_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

enum effect {
#define X(id, name, tier, argument, meaning, capslock, deno, node) id,
#include "rules/effect.def"
#undef X
    EFFECT_COUNT
};

/* From harmless to powerful; see docs/effects.md. */
enum tier {
    TIER_P, /* pure */
    TIER_R, /* resources: time and memory of the shared process */
    TIER_N, /* nondeterminism */
    TIER_I, /* information about the host */
    TIER_A, /* authority: input and output */
    TIER_X, /* escape: defeats the analysis of everything else unless granted */
    TIER_COUNT
};

/* What the literal argument of an effect is. */
enum effect_argument {
    ARGUMENT_NONE,    /* the effect has none */
    ARGUMENT_PATH,    /* a file or folder */
    ARGUMENT_HOST,    /* a host, or host:port */
    ARGUMENT_NAME,    /* a variable, a channel, a binding */
    ARGUMENT_PROGRAM, /* a program to start */
    ARGUMENT_MODULE,  /* a module specifier */
};

/* A set of effects: bit n is effect n. */
typedef uint64_t effect_set;
_Static_assert(EFFECT_COUNT < 64, "a set of effects is one 64-bit number");

static inline effect_set effect_bit(enum effect e)
{
    return (effect_set)1 << e;
}

struct effect_info {
    const char *name; /* "fs.read" */
    enum tier tier;
    enum effect_argument argument;
    const char *meaning;  /* a phrase: "reads the contents of files or folders" */
    const char *capslock; /* what others call it; "-" when they have no word for it */
    const char *deno;
    const char *node;
};

/* All that is known about `e`, which must be below EFFECT_COUNT. */
const struct effect_info *effect_info(enum effect e);
/* "fs.read" */
const char *effect_name(enum effect e);
enum tier effect_tier(enum effect e);
/* True and `*out` set when `name` is exactly an effect's name. */
bool effect_parse(struct str name, enum effect *out);
/*
 * The effects that `name` stands for: one effect ("fs.read", "cwd") or a family ("fs": all whose
 * name starts with "fs."). The empty set when it is neither.
 */
effect_set effect_family(struct str name);
/*
 * How the literal argument of an effect is written in reports and policies: for ARGUMENT_HOST the
 * "host:port" of a URL ("https://Api.x/y" is "api.x:443") or a bare host; anything else as it is. Empty
 * when the text cannot be told for sure. Lives in `a` or borrows from `text`.
 */
struct str effect_argument_text(struct arena *a, enum effect e, struct str text);
/* The set of all effects of the tier. */
effect_set effect_of_tier(enum tier t);
/* One letter: "P", "R", "N", "I", "A", "X". */
const char *tier_name(enum tier t);
/* One word: "pure", "resources", "nondeterminism", "information", "authority", "escape". */
const char *tier_meaning(enum tier t);

/* A profile allows whole tiers without any grant. */
enum profile {
    PROFILE_PURE,          /* P */
    PROFILE_DETERMINISTIC, /* P R */
    PROFILE_CONFINED,      /* P R N, the default */
    PROFILE_INFORMED,      /* P R N I */
    PROFILE_COUNT
};

const char *profile_name(enum profile p);
bool profile_parse(struct str name, enum profile *out);
/* True when every program under the profile may have the effect. */
bool profile_allows(enum profile p, enum effect e);

#endif
