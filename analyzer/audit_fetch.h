/*
 * audit_fetch.h - archives of packages, from the registry or a file, and where they are put in a tree.
 */
#ifndef CORDON_AUDIT_FETCH_H
#define CORDON_AUDIT_FETCH_H

#include "analyzer/audit_input.h"
#include "analyzer/package/tarball_tree.h"
#include "npm/registry.h"

/* The client for what npm is configured for in `folder`; to be freed with registry_free. */
enum err audit_registry(struct arena *run, struct str folder, struct registry **out, struct error *why) NODISCARD;

/*
 * Reads `archive` and mounts it at the place's folder; one that is refused makes the place not analysed. ERR_FORMAT
 * when it is cut short.
 */
enum err audit_mount(struct arena *run, struct tarball_tree *tree, struct str archive, struct audit_place *place,
                     struct error *why) NODISCARD;

#endif
