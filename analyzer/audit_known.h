/*
 * audit_known.h - an audit of a lock file by what the store knows of its packages: none of them is opened.
 *
 * The lock file is believed: a package is what its integrity says. Each is judged alone, as `cordon warm` does, for
 * whatever program it may come to stand in, so what is said of it does not depend on the others.
 */
#ifndef CORDON_AUDIT_KNOWN_H
#define CORDON_AUDIT_KNOWN_H

#include "analyzer/answers.h"
#include "analyzer/audit.h"

/* A lock file: its folder and its name there, both NUL-terminated. */
struct audit_lock {
    struct str folder;
    struct str name;
};

/* The lock file that `operand` (a folder or the file; NULL: the current folder) means, in `a`. ERR_NOT_FOUND. */
enum err audit_lock_find(struct arena *a, const char *operand, struct audit_lock *out, struct error *why) NODISCARD;

/*
 * The audit of the packages of `lock` that the request (workspace, omit_dev, scripts_only) asks for, in `run`.
 * `unknown` counts those that the store does not know, which are not analysed.
 */
enum err audit_known(struct arena *run, const struct audit_request *request, const struct audit_lock *lock,
                     const struct answers *answers, const struct store *store, struct audit **out, uint32_t *unknown,
                     struct error *why) NODISCARD;

/* What those that the store does not know are said to be. */
#define AUDIT_NOT_KNOWN "nothing is known of its integrity"

#endif
