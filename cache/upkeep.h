/*
 * upkeep.h - looking after a cache: what is in it, whether it is whole, and making it smaller.
 *
 * Age is the time since a record was written or, to the day, last used (touched.h), by the clock of whoever did; what seems
 * to be written in the future counts as written now. Readers and writers may go on meanwhile: a reader keeps what it has open, a writer waits.
 */
#ifndef CORDON_CACHE_UPKEEP_H
#define CORDON_CACHE_UPKEEP_H

#include "analyzer/base/store.h"
#include "cache/cache.h"

struct upkeep_kind {
    uint64_t records;
    uint64_t bytes;  /* of the records themselves */
    uint64_t oldest; /* seconds since 1970; 0: no record */
    uint64_t newest;
};

struct upkeep_stat {
    struct upkeep_kind kinds[STORE_KIND_COUNT];
    uint64_t foreign;    /* records that another version wrote */
    uint64_t file_bytes; /* of the data file */
    bool damaged;        /* a part of the file could not be read */
    struct counters counters;
};

/* Counts. A cache with nothing in it has zeros. */
void upkeep_stat(struct cache *c, struct upkeep_stat *out);

struct upkeep_check {
    uint64_t good;
    uint64_t foreign;
    uint64_t damaged;
    bool cut; /* the file's own structure is damaged: there may be more records than were seen */
};

/* Reads every record and compares it with its checksum. */
void upkeep_verify(struct cache *c, struct upkeep_check *out);

struct upkeep_limits {
    uint64_t max_bytes; /* of the data file; 0: any */
    uint64_t max_age;   /* in seconds; 0: any */
    uint64_t now;       /* seconds since 1970 */
};

struct upkeep_result {
    uint64_t kept;
    uint64_t dropped;
    uint64_t bytes_before; /* of the data file */
    uint64_t bytes_after;
};

/* Writes the cache anew without what is too old, the oldest of what is too much, and what is damaged or not ours. */
enum err upkeep_gc(struct cache *c, const struct upkeep_limits *limits, struct upkeep_result *out,
                   struct error *why) NODISCARD;

#endif
