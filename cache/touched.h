/*
 * touched.h - records that were read long after they were written: their time is brought up to date.
 *
 * So the time in a record is when it was last used, to the day, and what is evicted is what nobody asks for. Any number
 * of threads may add at once.
 */
#ifndef CORDON_CACHE_TOUCHED_H
#define CORDON_CACHE_TOUCHED_H

#include <pthread.h>
#include <stdbool.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"

/* Younger records are left alone: one that is read all the time is written once a day. */
enum { TOUCHED_SECONDS = 24 * 3600 };

struct touched_record {
    uint8_t kind;
    struct digest key;
};

struct touched {
    pthread_mutex_t lock;
    struct arena memory;
    struct map seen; /* first bytes of the key */
    VEC(struct touched_record) records;
    struct arena taken_memory;
};

void touched_init(struct touched *t);
void touched_free(struct touched *t);
/* Notes the record, written at `written`, when it is old at `now`; both in seconds since 1970. */
void touched_add(struct touched *t, uint8_t kind, const struct digest *key, uint64_t written, uint64_t now);

/*
 * Those that were noted since the last call, which live until the next one. None of them is noted again. While nobody
 * adds.
 */
uint32_t touched_take(struct touched *t, const struct touched_record **out);

#endif
