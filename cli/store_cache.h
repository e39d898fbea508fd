/*
 * store_cache.h - the analyser's store, kept in the cache.
 */
#ifndef CORDON_CLI_STORE_CACHE_H
#define CORDON_CLI_STORE_CACHE_H

#include "analyzer/base/store.h"
#include "cache/cache.h"

/* A store over `c`, which must outlive it. */
struct store store_cache(struct cache *c);

#endif
