/*
 * resolve.h - from an import specifier to the file Node would load.
 *
 * Two algorithms of Node's documentation, followed step by step: "All together" of CommonJS modules
 * (resolve_cjs.c) and the "Resolution Algorithm Specification" of ECMAScript modules (resolve_esm.c), with
 * what each supported major really does where the text leaves it open. They read a `struct file_tree` only.
 *
 * Assumed of the run, and worth a line in every report: no loader hooks, no --conditions but those
 * configured, no --preserve-symlinks, no NODE_PATH, nothing in ~/.node_modules, ~/.node_libraries and
 * $PREFIX/lib/node.
 *
 * A resolver belongs to one thread at a time.
 */
#ifndef CORDON_PACKAGE_RESOLVE_H
#define CORDON_PACKAGE_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"
#include "analyzer/package/file_format.h"
#include "analyzer/package/manifest.h"
#include "analyzer/package/package.h"
#include "analyzer/package/file_tree.h"
#include "analyzer/semantic/facts.h"
#include "rules/node_major.h"

struct resolver;

struct resolver_config {
    struct file_tree *tree;
    /* True when Node `major` itself answers the specifier, written with "node:" or without. */
    bool (*is_builtin)(void *payload, struct str specifier, enum node_major major);
    void *payload;
    const struct str *conditions; /* names given by --conditions */
    uint32_t condition_count;
    bool no_addons; /* --no-addons: the condition "node-addons" is off */
};

enum resolve_outcome {
    RESOLVED_FILE,
    RESOLVED_BUILTIN,
    RESOLVE_FAILED,         /* Node throws `code` */
    RESOLVE_NOT_UNDERSTOOD, /* may go anywhere: `reason` */
};

/* What is assumed when Node finds nothing: a hole that a later install could fill. */
enum resolve_hole {
    HOLE_NONE,
    HOLE_PACKAGE, /* no package of the name `assumed` is installed */
    HOLE_FILE,    /* no file is at the path `assumed`, relative to the root */
};

/* All texts live as long as the resolver. */
struct resolution {
    enum resolve_outcome outcome;

    /* RESOLVED_FILE */
    struct str path;         /* absolute, without symbolic links: what the file is known by */
    struct str file;         /* the same relative to the root of the tree; absolute when it is outside of it */
    bool outside;            /* of the root of the tree */
    struct str suffix;       /* import: "?query#hash", for which Node makes an instance of the module of its own */
    enum file_format format; /* how this import loads it; FORMAT_REFUSED: `code` is thrown on loading */
    const struct package *package;

    /* RESOLVED_BUILTIN: the name without "node:" */
    struct str builtin;

    /*
     * RESOLVE_FAILED: "MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED", ... (the name of the exception when
     * it has no code: "URIError"). With `at_load`, finding succeeds with `url` and loading throws `code`.
     */
    struct str code;
    bool at_load;
    struct str url;
    enum resolve_hole hole;
    struct str assumed;

    /* RESOLVE_NOT_UNDERSTOOD: a sentence without a full stop; `code` is "" then. data: URLs are in `url`. */
    struct str reason;
};

/* A resolver with all it remembers in `a`; the texts of `config` are borrowed. */
struct resolver *resolver_new(struct arena *a, const struct resolver_config *config);

/*
 * What `specifier` (the constant text, WTF-8) means in the file `from` (absolute, without links) to Node
 * `major`, imported in the way `kind`. Never fails: what is not followed is RESOLVE_NOT_UNDERSTOOD.
 * Answers are remembered per folder of `from`.
 */
void resolve_specifier(struct resolver *r, struct str from, struct str specifier, enum import_kind kind,
                       enum node_major major, struct resolution *out);

/*
 * What `node PATH` runs (`path` absolute): a file, or a folder's main. RESOLVE_FAILED when there is nothing to run.
 */
void resolve_main(struct resolver *r, struct str path, enum node_major major, struct resolution *out);

/* A file known by its absolute path, as `kind` would load it; RESOLVE_FAILED when it is no file. */
void resolve_file(struct resolver *r, struct str path, enum import_kind kind, enum node_major major,
                  struct resolution *out);

/*
 * What a client gets of the package in `folder` (absolute, without links): `subpath` is "." or "./x", as if it stood
 * behind the package's name in a specifier.
 */
void resolve_of_package(struct resolver *r, struct str folder, struct str subpath, enum import_kind kind,
                        enum node_major major, struct resolution *out);

struct file_tree *resolver_tree(struct resolver *r);
struct manifests *resolver_manifests(struct resolver *r);
struct packages *resolver_packages(struct resolver *r);

#endif
