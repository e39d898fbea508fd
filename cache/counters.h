/*
 * counters.h - how often the cache was asked and knew: sums over all runs, for `cordon cache stat`.
 *
 *   counters = magic:8 since:u64 (hits:u64 misses:u64){COUNTERS_KINDS}
 *
 * A file of its own beside the database, so that a run which only reads costs one small write. It is worth nothing to
 * an attacker and nothing depends on it: what cannot be read starts anew, what cannot be written is lost.
 */
#ifndef CORDON_CACHE_COUNTERS_H
#define CORDON_CACHE_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

enum { COUNTERS_KINDS = 16 };

struct counters {
    uint64_t since; /* seconds since 1970, when counting began */
    uint64_t hits[COUNTERS_KINDS];
    uint64_t misses[COUNTERS_KINDS];
};

/* The sums in the cache's folder; all zero when there are none. */
void counters_read(int folder_fd, struct counters *out);
/* Adds to the sums. */
void counters_add(int folder_fd, const struct counters *more);

#endif
