/*
 * package.h - which package a file belongs to, what runs it, and what others can load of it.
 *
 * A package is a folder below a node_modules: node_modules/x or node_modules/@scope/x, whatever its
 * manifest says. Elsewhere it is a folder whose package.json has a "name" (a workspace), or the root.
 * A package.json deeper inside, which dual packages use to set "type", makes no package.
 */
#ifndef CORDON_PACKAGE_PACKAGE_H
#define CORDON_PACKAGE_PACKAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/vec.h"
#include "analyzer/package/manifest.h"
#include "analyzer/package/file_tree.h"

struct package {
    uint32_t index;       /* numbered in the order in which they were asked for */
    struct str folder;    /* absolute */
    struct str path;      /* relative to the root of the tree: ".", "node_modules/x"; absolute when outside */
    struct str installed; /* the name it is installed under: "x", "@scope/x"; empty when not below node_modules */
    struct str name;      /* the manifest's word, else `installed`, else empty */
    struct str version;   /* the manifest's word, or empty */
    bool outside;         /* of the root of the tree */
    const struct manifest *manifest;
};

struct packages;

struct packages *packages_new(struct arena *a, struct file_tree *tree, struct manifests *manifests);
/* The package that the file or folder `path` (absolute, without links) belongs to. */
const struct package *package_of(struct packages *p, struct str path);
/* The root's own package. */
const struct package *package_root(struct packages *p);

#endif
