/*
 * store.h - where the analyser keeps bytes between runs: an interface, so that it need not know LMDB.
 *
 * Bytes that come back are untrusted: the caller decodes them with every check. A store never
 * fails a run; what it cannot do is a miss.
 */
#ifndef CORDON_BASE_STORE_H
#define CORDON_BASE_STORE_H

#include <stdbool.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/str.h"

enum store_kind {
    STORE_SUMMARY, /* what a file does, by its content (summary.h) */
    STORE_FACTS,   /* a summary held against the effect tables (unit_facts.h) */
    STORE_KIND_COUNT
};

struct store {
    void *payload;
    /* True and `*out` (in `a`) set when there is a record; safe from several threads at once. */
    bool (*get)(void *payload, enum store_kind kind, const struct digest *key, struct arena *a, struct str *out);
    /* Remembers a record; from the main thread only; written in batches. */
    void (*put)(void *payload, enum store_kind kind, const struct digest *key, struct str bytes);
};

#endif
