/*
 * manifest.h - package.json as Node reads it, and what else an analysis wants to know from it.
 *
 * Majors of Node parse this file differently: 20 as JSON, 22 and later with a reader that looks at a few
 * keys only, compares them before unescaping and forgives bad JSON elsewhere. Where they could see
 * different things in one file, the file is "not understood", and so is all that depends on it.
 */
#ifndef CORDON_PACKAGE_MANIFEST_H
#define CORDON_PACKAGE_MANIFEST_H

#include <stdbool.h>

#include "analyzer/base/jdoc.h"
#include "analyzer/base/str.h"
#include "analyzer/package/file_tree.h"
#include "rules/node_major.h"

enum manifest_state {
    MANIFEST_ABSENT, /* Node finds no package.json here */
    MANIFEST_READ,
    MANIFEST_NOT_UNDERSTOOD, /* `reason` says why */
    MANIFEST_LOOP,           /* its links lead in a circle: an error since Node 24, absent before */
};

/* "type", which is exact: "Module" is no type. */
enum manifest_type { MANIFEST_TYPE_NONE, MANIFEST_TYPE_COMMONJS, MANIFEST_TYPE_MODULE };

struct manifest {
    enum manifest_state state;
    struct str folder; /* absolute, as asked for */
    struct str reason; /* MANIFEST_NOT_UNDERSTOOD: a sentence without a full stop */

    /* The rest is for MANIFEST_READ; texts are empty and documents NULL when the file has none. */
    struct str name;
    struct str main;
    bool has_name; /* a text, perhaps an empty one */
    bool has_main;
    bool invalid_since_22; /* Node >= 22 throws ERR_INVALID_PACKAGE_CONFIG: "name" or "type" is no text */
    enum manifest_type type;
    const struct jdoc *exports; /* NULL also for null */
    const struct jdoc *imports;

    /* What resolution does not read; `other` is NULL, and `other_reason` a sentence, when it is not understood. */
    struct str version;
    const struct jdoc *bin;
    const struct jdoc *dependencies;
    const struct jdoc *other;
    struct str other_reason;
};

struct manifests;

/* A cache of manifests over `tree`; both live at least as long as the manifests, which are in `a`. */
struct manifests *manifests_new(struct arena *a, struct file_tree *tree);
struct file_tree *manifests_tree(struct manifests *m);
/* The manifest `folder`/package.json; read once. Never NULL. */
const struct manifest *manifest_of(struct manifests *m, struct str folder);

/* The manifest of no folder: absent. */
const struct manifest *manifest_none(void);

/* False when Node `major` goes on as if there were no such file. */
bool manifest_is_there(const struct manifest *m, enum node_major major);
/* What "exports" and "imports" mean to Node `major`: NULL when it acts as if there were none. */
const struct jdoc *manifest_exports(const struct manifest *m, enum node_major major);
const struct jdoc *manifest_imports(const struct manifest *m, enum node_major major);
/*
 * True when the package that `specifier` names is for others to install: a peer, or one whose installation may fail
 * ("peerDependencies", "optionalDependencies").
 */
bool manifest_leaves_to_others(const struct manifest *m, struct str specifier);
/* True when reading it makes Node `major` throw ERR_INVALID_PACKAGE_CONFIG. */
bool manifest_throws(const struct manifest *m, enum node_major major);

/* A command that npm runs by itself when it installs the package. */
struct manifest_hook {
    struct str name; /* "preinstall", "install", "postinstall", ... */
    struct str command;
};

VEC_TYPE(struct manifest_hook, manifest_hooks);

/*
 * The install hooks, in the order in which npm runs them, in `a`. A binding.gyp beside the manifest is
 * npm's implicit `node-gyp rebuild` when there is neither an install nor a preinstall script and "gypfile" is not
 * false.
 */
struct manifest_hooks manifest_install_hooks(struct manifests *m, struct arena *a, const struct manifest *manifest);

#endif
