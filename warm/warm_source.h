/*
 * warm_source.h - where archives come from: folders of them, npm's cache, lock files, lists.
 *
 *   a folder         every .tgz and .tar.gz below it (a Verdaccio storage is one), in the order of their paths, so that
 *                    versions of a package follow each other; npm's cache is recognised ("_cacache")
 *   a project        the packages of its lock file, each by its integrity
 *   a file           an archive; a lock file, by its name; anything else is a list
 *   a list           a line is a path or NAME@VERSION, perhaps followed by an integrity; "#" starts a comment
 *   NAME@VERSION     is fetched from the registry that npm is configured for
 *   changes+URL      a registry's change feed (warm_feed.h), from where the last run that finished left it
 *
 * Folders are read one at a time, so that a mirror with millions of archives costs no memory.
 */
#ifndef CORDON_WARM_WARM_SOURCE_H
#define CORDON_WARM_WARM_SOURCE_H

#include <stdbool.h>

#include "analyzer/base/err.h"
#include "warm/warm_job.h"

struct warm_sources;

/* How far feeds were read by earlier runs. */
struct warm_cursors {
    void *payload;
    /* The sequence, in `a`, or empty. */
    struct str (*get)(void *payload, struct str url, struct arena *a);
};

/* The sources named by `words`, in their order; borrowed, as `cursors` is, without which feeds are passed over. */
struct warm_sources *warm_sources_new(const char *const *words, uint32_t count, const struct warm_cursors *cursors);
void warm_sources_free(struct warm_sources *s);

enum warm_next { WARM_NEXT_JOB, WARM_NEXT_END, WARM_NEXT_ERROR };

/*
 * The next job, which lives until the next call. With WARM_NEXT_ERROR `why` says what could not be read; asking
 * goes on after it.
 */
enum warm_next warm_sources_next(struct warm_sources *s, struct warm_job *out, struct error *why) NODISCARD;

/* True when a feed is being read, or was read last: its URL, and how far all of it was given out. Borrowed. */
bool warm_sources_cursor(const struct warm_sources *s, struct str *url, struct str *sequence);

/* True when the file's name is that of an archive. */
bool warm_is_archive(struct str path);

#endif
