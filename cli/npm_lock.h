/*
 * npm_lock.h - a published package with all that it needs, as a lock file.
 *
 * npm itself chooses the versions (ranges, peers, optional packages, its own cache before the network), so that what is
 * audited is what npm would install. It runs no script and writes nothing but the lock file.
 */
#ifndef CORDON_CLI_NPM_LOCK_H
#define CORDON_CLI_NPM_LOCK_H

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

struct npm_lock {
    struct str folder;  /* for scratch_folder_remove, also after a failure; empty: there is none */
    struct str file;    /* the lock file, NUL-terminated */
    struct str subject; /* "x@1.0.0 with what it needs" */
};

/*
 * The lock file of a project that depends on `spec` ("x@1.0.0") alone, everything in `a`, for the registry that npm is
 * configured for in the current folder. ERR_USAGE for what names no single version, ERR_NOT_FOUND when npm finds no
 * way to install it, ERR_IO without npm.
 */
enum err npm_lock_make(struct arena *a, const char *spec, struct npm_lock *out, struct error *why) NODISCARD;

#endif
