/*
 * memory_store.h - a store for one run: what one part of it found, the next need not find again.
 */
#ifndef CORDON_MEMORY_STORE_H
#define CORDON_MEMORY_STORE_H

#include "analyzer/base/store.h"

/*
 * A store in `a` that asks `below` (which may be NULL) for what it does not have, and passes on what it is given. What
 * it gives is borrowed from `a`.
 */
struct store *memory_store_new(struct arena *a, struct store *below);

#endif
