/*
 * cache.h - bytes that outlive a run, under digests.
 *
 * A cache can make cordon slower, never wrong, and never fails a check. So nothing that a check uses returns an
 * error: whatever goes wrong is a miss, and the one sentence that cache_close gives. Records are
 * checksummed (record.h), read without trusting the file (pages.h), and written in one transaction
 * by a child process (database.h, writer.h), which a damaged file may crash without harm to the run.
 *
 * One folder may be used by any number of processes at once. One process opens a cache once at a time;
 * a child that inherits it through fork gets only misses.
 */
#ifndef CORDON_CACHE_CACHE_H
#define CORDON_CACHE_CACHE_H

#include <stdbool.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "cache/counters.h"
#include "cache/pages.h"
#include "cache/record.h"
#include "cache/touched.h"

struct cache;

/* The cache in `directory`, NULL for the user's own (cache_dir.h). Never NULL; freed by cache_close. */
struct cache *cache_open(const char *directory) NODISCARD;

/*
 * True when there is a good record; `*payload` is then a copy in `a`. It sees what was there when the
 * cache was opened or last renewed. Any number of threads may ask at once.
 */
bool cache_get(struct cache *c, uint8_t kind, const struct digest *key, struct arena *a, struct str *payload);

/* The same, and the hit or miss is not counted. */
bool cache_peek(struct cache *c, uint8_t kind, const struct digest *key, struct arena *a, struct str *payload);

/* Remembers a record, at the latest until cache_close. One thread at a time. */
void cache_put(struct cache *c, uint8_t kind, const struct digest *key, struct str payload);

/* Starts to write what was put, without waiting for it. From the thread that puts. */
void cache_commit(struct cache *c);

/* Writes what was put, waits, and sees it and what others wrote. While no thread asks. False: it was not written. */
bool cache_flush(struct cache *c);

/* Sees what was written since, by whomever. While no thread asks. */
void cache_renew(struct cache *c);

/*
 * For a process that must not write, and one that does so for it. What is read long after it was written is not noted
 * by `c` itself from now on, but given out, each record once: `*used` lives until the next call. The other process
 * notes it.
 */
void cache_lend_ages(struct cache *c);
uint32_t cache_take_used(struct cache *c, const struct touched_record **used);
void cache_note_used(struct cache *c, const struct touched_record *used);
/* Writes when old records were used, as cache_close does. */
void cache_write_used(struct cache *c);

/* Writes what was put, and when old records were used, and frees the cache. `*trouble` is set when there is something
 * to tell; may be NULL. */
void cache_close(struct cache *c, struct error *trouble);

/* --- for those who look after a cache --- */

/* The cache's folder, or NULL, and a descriptor of it, or -1: it is not used at all. */
const char *cache_folder(const struct cache *c);
int cache_folder_fd(const struct cache *c);
/* Why the cache is not used, or what else is wrong with it so far; code OK: nothing. */
const struct error *cache_trouble(const struct cache *c);
/* The state that is read: false when there is nothing to read. Valid until the next renewal. */
bool cache_pages(const struct cache *c, struct pages *out);
/* True when something of the state that is read was found to be damaged: the next writer makes it anew. */
bool cache_is_damaged(const struct cache *c);
/* Hits and misses of this run alone. */
void cache_counts(struct cache *c, struct counters *out);
struct database_filter;
/* Writes the database anew with what `filter` (database.h) keeps. */
enum err cache_rewrite(struct cache *c, const struct database_filter *filter, struct error *why) NODISCARD;
struct database_source;
/* Writes all records of `source`, `bytes` long, or none. */
enum err cache_write_all(struct cache *c, const struct database_source *source, uint64_t bytes,
                         struct error *why) NODISCARD;

#endif
