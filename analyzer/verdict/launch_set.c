#include "analyzer/verdict/launch_set.h"

#include <stdbool.h>

#include "analyzer/verdict/report.h"
#include "rules/launch.h"

_Static_assert((int)LAUNCH_NO_EVAL == (int)LAUNCH_BIT_NO_EVAL, "one numbering");
_Static_assert((int)LAUNCH_FROZEN_INTRINSICS == (int)LAUNCH_BIT_FROZEN_INTRINSICS, "one numbering");
_Static_assert((int)LAUNCH_NO_PROTO == (int)LAUNCH_BIT_NO_PROTO, "one numbering");
_Static_assert((int)LAUNCH_NO_ADDONS == (int)LAUNCH_BIT_NO_ADDONS, "one numbering");
_Static_assert((int)LAUNCH_STRICT == (int)LAUNCH_BIT_STRICT, "one numbering");
_Static_assert((int)LAUNCH_FROZEN_BUILTINS == (int)LAUNCH_BIT_FROZEN_BUILTINS, "one numbering");
_Static_assert((int)LAUNCH_FROZEN_BUILTINS < (int)LAUNCH_SETS, "all conditions fit");

bool launch_closes(const struct launch_needs *needs, uint32_t set)
{
    for (uint32_t closes = 0; closes < LAUNCH_SETS; closes++)
        if ((needs->seen >> closes & 1) != 0 && (closes & set) == 0)
            return false;
    return true;
}

/* Smaller is better; at most 6 conditions, so each count is one digit. */
static int cost(uint32_t set, uint32_t kept)
{
    return __builtin_popcount(set) * LAUNCH_SETS - __builtin_popcount(set & kept);
}

uint32_t launch_least(const struct launch_needs *needs, uint32_t kept)
{
    uint32_t best = LAUNCH_NONE_HELPS;

    for (uint32_t set = 0; set < LAUNCH_SETS; set++)
        if (launch_closes(needs, set) && (best == LAUNCH_NONE_HELPS || cost(set, kept) < cost(best, kept)))
            best = set;
    return best;
}
