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

/* The numbers are part of the cache's keys: they are never used for anything else. */
enum store_kind {
    STORE_SUMMARY = 0, /* what a file does, by its content (summary.h) */
    STORE_FACTS = 1,   /* a summary held against the effect tables (unit_facts.h) */
    STORE_PACKAGE = 3, /* what a package does, by its content */
    STORE_VERDICT = 4, /* a package held against a policy */
    STORE_ALIAS = 5,   /* from npm's integrity of an archive to the package's content */
    STORE_ORIGIN = 6,  /* the last bundle of each signer (cache/bundle.h) */
    STORE_RUN = 7,     /* what a run over a program asked, and its report; never leaves the machine (recall.h) */
    STORE_TREE = 8,    /* the files of a package, by its content (package_tree.h) */
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
