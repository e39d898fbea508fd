/*
 * launch_set.h - the fewest launch conditions that close everything.
 */
#ifndef CORDON_VERDICT_LAUNCH_SET_H
#define CORDON_VERDICT_LAUNCH_SET_H

#include <stdbool.h>
#include <stdint.h>

enum { LAUNCH_SETS = 64 };

/* Which sets of conditions occurred, each of which closes some finding with any one of its members. */
struct launch_needs {
    uint64_t seen; /* bit n: the set n occurred */
};

static inline void launch_need(struct launch_needs *needs, uint32_t closes)
{
    needs->seen |= (uint64_t)1 << (closes % LAUNCH_SETS);
}

/* True when `set` has a member of every set that occurred. */
bool launch_closes(const struct launch_needs *needs, uint32_t set);
/*
 * The smallest set of conditions (enum launch) that has a member of every set that occurred: 0 when nothing
 * did, LAUNCH_NONE_HELPS when one was empty. Among equals the one with most of `kept`, then the lowest.
 */
uint32_t launch_least(const struct launch_needs *needs, uint32_t kept);

#endif
