#include "rules/effect.h"

#include <assert.h>

#include "analyzer/base/compiler.h"

static const struct effect_info infos[EFFECT_COUNT] = {
#define X(id, name, tier, argument, meaning, capslock, deno, node) \
    [id] = {name, tier, argument, meaning, capslock, deno, node},
#include "rules/effect.def"
#undef X
};

/* The names again with their lengths: tables are full of them. */
static const struct str names[EFFECT_COUNT] = {
#define X(id, name, tier, argument, meaning, capslock, deno, node) [id] = STR_INIT(name),
#include "rules/effect.def"
#undef X
};

static const char *const tier_names[TIER_COUNT] = {"P", "R", "N", "I", "A", "X"};
static const char *const tier_meanings[TIER_COUNT] = {"pure",        "resources", "nondeterminism",
                                                      "information", "authority", "escape"};

struct profile_row {
    const char *name;
    enum tier highest;
};

static const struct profile_row profiles[PROFILE_COUNT] = {
    [PROFILE_PURE] = {"pure", TIER_P},
    [PROFILE_DETERMINISTIC] = {"deterministic", TIER_R},
    [PROFILE_CONFINED] = {"confined", TIER_N},
    [PROFILE_INFORMED] = {"informed", TIER_I},
};

const struct effect_info *effect_info(enum effect e)
{
    assert(e < EFFECT_COUNT);
    return &infos[e];
}

const char *effect_name(enum effect e)
{
    return effect_info(e)->name;
}

enum tier effect_tier(enum effect e)
{
    return effect_info(e)->tier;
}

bool effect_parse(struct str name, enum effect *out)
{
    for (uint32_t i = 0; i < EFFECT_COUNT; i++) {
        if (str_eq(name, names[i])) {
            *out = (enum effect)i;
            return true;
        }
    }
    return false;
}

effect_set effect_family(struct str name)
{
    effect_set set = 0;

    for (uint32_t i = 0; i < EFFECT_COUNT; i++) {
        struct str full = names[i];
        bool in_family = full.len > name.len && full.ptr[name.len] == '.' && str_starts(full, name);

        if (name.len > 0 && (in_family || str_eq(full, name)))
            set |= effect_bit((enum effect)i);
    }
    return set;
}

effect_set effect_of_tier(enum tier t)
{
    effect_set set = 0;

    for (uint32_t i = 0; i < EFFECT_COUNT; i++)
        if (infos[i].tier == t)
            set |= effect_bit((enum effect)i);
    return set;
}

const char *tier_name(enum tier t)
{
    assert(t < TIER_COUNT);
    return tier_names[t];
}

const char *tier_meaning(enum tier t)
{
    assert(t < TIER_COUNT);
    return tier_meanings[t];
}

const char *profile_name(enum profile p)
{
    assert(p < PROFILE_COUNT);
    return profiles[p].name;
}

bool profile_parse(struct str name, enum profile *out)
{
    for (uint32_t i = 0; i < PROFILE_COUNT; i++) {
        if (str_eq(name, str_from(profiles[i].name))) {
            *out = (enum profile)i;
            return true;
        }
    }
    return false;
}

bool profile_allows(enum profile p, enum effect e)
{
    assert(p < PROFILE_COUNT);
    return effect_tier(e) <= profiles[p].highest;
}
