/*
 * cache.h - bytes that outlive a run, under digests; the only module that knows LMDB.
 *
 * A cache can make cordon slower, never wrong, and never fails a check. So nothing here returns an
 * error: whatever goes wrong is a miss, and the one sentence that cache_close gives. Records are
 * checksummed (record.h), read without trusting the file (pages.h), and written in one transaction
 * by a child process, which a damaged file may crash without harm to the run.
 *
 * One folder may be used by any number of processes at once. One process opens a cache once at a time;
 * a child that inherits it through fork gets only misses.
 */
#ifndef CORDON_CACHE_CACHE_H
#define CORDON_CACHE_CACHE_H

#include <stdbool.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"

struct cache;

/* The cache in `directory`, NULL for the user's own (cache_dir.h). Never NULL; freed by cache_close. */
struct cache *cache_open(const char *directory) NODISCARD;

/*
 * True when there is a good record; `*payload` is then a copy in `a`. It sees what was there when the
 * cache was opened. Any number of threads may ask at once.
 */
bool cache_get(struct cache *c, uint8_t kind, const struct digest *key, struct arena *a, struct str *payload);

/* Remembers a record, at the latest until cache_close. One thread at a time. */
void cache_put(struct cache *c, uint8_t kind, const struct digest *key, struct str payload);

/* Starts to write what was put, without waiting for it. From the thread that puts. */
void cache_commit(struct cache *c);

/* Writes what was put, and frees the cache. `*trouble` is set when there is something to tell; may be NULL. */
void cache_close(struct cache *c, struct error *trouble);

#endif
