/*
 * audit_difference.h - what the packages of one audit can do that those of another could not.
 */
#ifndef CORDON_AUDIT_DIFFERENCE_H
#define CORDON_AUDIT_DIFFERENCE_H

#include "analyzer/audit.h"
#include "analyzer/verdict/package_diff.h"

/*
 * The difference, in `run`; it borrows from both audits. Exports are looked at of packages whose content differs, with
 * the threads, store and progress of `what`.
 */
enum err audit_difference(struct arena *run, const struct analysis_request *what, const struct audit *before,
                          const struct audit *after, struct package_diff *out, struct error *why) NODISCARD;

#endif
