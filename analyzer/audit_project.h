/*
 * audit_project.h - the packages of a project: those that its lock file lists, as they are installed or as its registry
 * has them.
 */
#ifndef CORDON_AUDIT_PROJECT_H
#define CORDON_AUDIT_PROJECT_H

#include "analyzer/audit_input.h"

/*
 * The packages of the project in `root` (absolute, real, NUL-terminated), whose lock file is `lock`, or, with an empty
 * name, those in its node_modules. ERR_FORMAT naming the package when lock file and installation disagree.
 */
enum err audit_project(struct arena *run, const struct audit_request *request, struct str root, struct str lock,
                       struct audit_input *out, struct error *why) NODISCARD;

/*
 * The packages alone that the lock file `lock` in `root` lists, without a tree to find their files in: not those that
 * stand inside another one's archive. Those that come from no registry are not analysed.
 */
enum err audit_project_list(struct arena *run, const struct audit_request *request, struct str root, struct str lock,
                            struct audit_input *out, struct error *why) NODISCARD;

#endif
