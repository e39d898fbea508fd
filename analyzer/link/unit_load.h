/*
 * unit_load.h - one file of a program: read, hashed, and its facts fetched or made.
 *
 * This is the part of a run that happens on many threads: a loader belongs to one of them.
 */
#ifndef CORDON_LINK_UNIT_LOAD_H
#define CORDON_LINK_UNIT_LOAD_H

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "analyzer/base/store.h"
#include "analyzer/link/charge.h"
#include "analyzer/package/file_tree.h"
#include "analyzer/semantic/fixed_env.h"
#include "analyzer/summary/summary.h"

/* Something to put into the store; `record` is empty when there is nothing. */
struct unit_record {
    struct digest key;
    struct str record;
};

struct unit_result {
    struct digest digest;           /* of the file's content; unset when it could not be read */
    const struct unit_facts *facts; /* NULL when the file could not be read */
    struct str reason;              /* then why: a sentence without a full stop */
    const struct summary *summary;  /* these two only when facts->renamed */
    struct str bytes;
    bool parsed; /* the store had no summary */
    struct unit_record new_summary;
    struct unit_record new_facts;
};

/* What loading needs besides the file; the same for all threads. */
struct unit_load_input {
    const struct store *store;            /* or NULL */
    const struct file_tree_source *files; /* NULL: the disk */
    struct charge_input charge;
    struct digest table;                  /* of charge.table */
    struct fixed_env env;
};

struct unit_loader;

/* A loader; `input` is borrowed. ERR_FORMAT when the linked grammar is not the expected one. */
enum err unit_loader_new(struct unit_loader **out, const struct unit_load_input *input, struct error *why) NODISCARD;
/* `l` may be NULL. */
void unit_loader_free(struct unit_loader *l);

/*
 * Loads the file `path` (NUL-terminated), compiled for `goal`. Results live until unit_loader_reset; never
 * fails: what could not be read says so, what was not understood is in the summary.
 */
void unit_load(struct unit_loader *l, const char *path, enum goal goal, struct unit_result *out);
/* The same, but only `digest`, `summary`, `bytes`, `reason`, `parsed` and `new_summary` are set: the file's summary,
 * uncharged. */
void unit_load_summary(struct unit_loader *l, const char *path, enum goal goal, struct unit_result *out);
/* Forgets all results. */
void unit_loader_reset(struct unit_loader *l);

#endif
