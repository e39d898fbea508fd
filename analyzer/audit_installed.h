/*
 * audit_installed.h - the packages that stand in a project's node_modules folders.
 */
#ifndef CORDON_AUDIT_INSTALLED_H
#define CORDON_AUDIT_INSTALLED_H

#include "analyzer/base/vec.h"
#include "analyzer/package/file_tree.h"

struct installed_package {
    struct str folder; /* absolute, without links */
    struct str name;   /* the manifest's word, else the folder's */
    struct str version;
};

VEC_TYPE(struct installed_package, installed_packages);

/*
 * Every package folder below the root's node_modules, those nested in others and those in pnpm's store included, sorted
 * by folder; links are not followed. ERR_LIMIT beyond LIMIT_PROGRAM_FILES.
 */
enum err installed_packages_find(struct arena *run, struct file_tree *tree, struct installed_packages *out,
                                 struct error *why) NODISCARD;

#endif
