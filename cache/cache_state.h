/*
 * cache_state.h - what a cache is made of, for the files that make it up: cache.c opens and reads it, cache_batch.c
 * writes.
 */
#ifndef CORDON_CACHE_CACHE_STATE_H
#define CORDON_CACHE_CACHE_STATE_H

#include <stdatomic.h>
#include <sys/stat.h>

#include "analyzer/base/vec.h"
#include "cache/cache.h"
#include "cache/database.h"
#include "cache/touched.h"

/* Which file a path led to. */
struct identity {
    dev_t device;
    ino_t inode;
};

struct cache {
    struct arena memory; /* of the cache itself */
    const char *folder;
    const char *data_path;
    int folder_fd;            /* -1: the cache is not used at all */
    pid_t process;            /* that opened it */
    struct database_pin *pin; /* of the pages that cache_get reads; NULL when there is nothing to read */
    struct pages pages;
    struct identity seen; /* the data file that was looked at last */
    bool pinned;          /* so that writers know, and what is wrong is damage and not a writer's work */
    atomic_bool damaged;
    struct arena batch_memory;
    VEC(struct database_item) batch;
    uint32_t next;   /* item of the batch, in the process that writes it */
    pid_t writer;    /* the process that is writing a batch, or 0 */
    bool unwritable; /* a batch could not be written: later ones are not tried */
    struct error trouble;
    uint64_t now;           /* when it was opened or last renewed, in seconds since 1970 */
    bool lends_ages;        /* another process writes when old records were used */
    struct touched touched; /* what was read long after it was written */
    _Atomic uint64_t hits[COUNTERS_KINDS];
    _Atomic uint64_t misses[COUNTERS_KINDS];
};

/* False in a child that inherited the cache. */
bool cache_is_own(const struct cache *c);
/* True when the data file that is read is the one in its place. */
bool cache_is_in_place(const struct cache *c);
/* Waits for the batch under way, and forgets it. */
void cache_finish_writer(struct cache *c);

#endif
