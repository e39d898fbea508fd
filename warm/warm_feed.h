/*
 * warm_feed.h - a registry's change feed: which packages were published since, in order.
 *
 * The feed is CouchDB's, as npm's registry replicates by: GET URL?since=SEQUENCE&limit=N gives
 * { "results": [ { "seq", "id", "deleted"? } ], "last_seq" }. Each changed package is asked for its versions, at the
 * registry that npm is configured for, and each version is a job.
 */
#ifndef CORDON_WARM_WARM_FEED_H
#define CORDON_WARM_WARM_FEED_H

#include "warm/warm_source.h"

struct warm_feed;

/* The feed at `url` from the sequence `since` on (empty: from its start); both are copied. */
struct warm_feed *warm_feed_new(struct str url, struct str since);
void warm_feed_free(struct warm_feed *f);

/*
 * As warm_sources_next. WARM_NEXT_END when there are no more changes now. A package that cannot be asked for is an
 * error, and then the feed's cursor does not pass it.
 */
enum warm_next warm_feed_next(struct warm_feed *f, struct warm_job *out, struct error *why) NODISCARD;

/* False after an error that ends the feed: a page could not be had. */
bool warm_feed_goes_on(const struct warm_feed *f);

/* The sequence up to which all versions were given out; borrowed until the next call. */
struct str warm_feed_cursor(const struct warm_feed *f);

#endif
