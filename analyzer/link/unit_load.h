/*
 * unit_load.h - one file of a program: read, hashed, and its summary fetched or made.
 *
 * This is the part of a run that happens on many threads: a loader belongs to one of them.
 */
#ifndef CORDON_LINK_UNIT_LOAD_H
#define CORDON_LINK_UNIT_LOAD_H

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "analyzer/store.h"
#include "analyzer/summary/summary.h"

struct unit_result {
    struct digest digest;          /* of the file's content; unset when it could not be read */
    const struct summary *summary; /* NULL when the file could not be read */
    struct str reason;             /* then why: a sentence without a full stop */
    struct digest key;             /* of the summary in the store */
    struct str record;             /* what to put there; empty when it came from there */
};

struct unit_loader;

/* A loader over `store`, which may be NULL; ERR_FORMAT when the linked grammar is not the expected one. */
enum err unit_loader_new(struct unit_loader **out, const struct store *store, struct error *why) NODISCARD;
/* `l` may be NULL. */
void unit_loader_free(struct unit_loader *l);

/*
 * Loads the file `path` (NUL-terminated), compiled for `goal`. Results live until unit_loader_reset; never
 * fails: what could not be read says so, what was not understood is in the summary.
 */
void unit_load(struct unit_loader *l, const char *path, enum goal goal, struct unit_result *out);
/* Forgets all results. */
void unit_loader_reset(struct unit_loader *l);

#endif
