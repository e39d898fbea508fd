/*
 * warm_cacache.h - archives in npm's own cache.
 *
 * npm's cache (cacache) keeps each content once, under its digest, and an index of what it was fetched as: files of
 * lines "digest TAB json". What was fetched as an archive is one.
 */
#ifndef CORDON_WARM_WARM_CACACHE_H
#define CORDON_WARM_WARM_CACACHE_H

#include <stdbool.h>

#include "warm/warm_job.h"

/* True when the index file at `path` is about an archive that is there; its bytes are below `content`. In `a`. */
bool warm_cacache_entry(struct arena *a, struct str path, struct str content, struct warm_job *out);

#endif
