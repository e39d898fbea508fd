/*
 * audit_exports.h - what each export of an audited package does by the package's own code.
 *
 * What the code of other packages does is theirs, and found where they are audited: so the exports of a package depend
 * on nothing but its content. Rules in two halves take a program to tell, and are left out.
 */
#ifndef CORDON_AUDIT_EXPORTS_H
#define CORDON_AUDIT_EXPORTS_H

#include "analyzer/audit.h"
#include "analyzer/verdict/package_diff.h"

/*
 * Adds to `out[i]` the exports of each package i of the audit that is `wanted`, by what an import of its name and of
 * the subpaths that its "exports" offer gives to the newest of the audit's majors; with the threads, store and progress
 * of `what`. Everything is in `run`.
 */
enum err audit_exports(struct arena *run, const struct audit *audit, const struct analysis_request *what,
                       const bool *wanted, struct diff_exports *out, struct error *why) NODISCARD;

#endif
