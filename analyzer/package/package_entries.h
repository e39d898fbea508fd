/*
 * package_entries.h - where a program starts, and which files of a package others can load.
 */
#ifndef CORDON_PACKAGE_PACKAGE_ENTRIES_H
#define CORDON_PACKAGE_PACKAGE_ENTRIES_H

#include "analyzer/base/vec.h"
#include "analyzer/package/resolve.h"

enum entry_why {
    ENTRY_FILE,    /* the file that was asked for */
    ENTRY_MAIN,    /* what `node FOLDER` runs */
    ENTRY_REQUIRE, /* what require() of the package gives */
    ENTRY_IMPORT,  /* what import of the package gives */
    ENTRY_BIN,     /* a command of the package */
};

struct entry {
    enum entry_why why;
    struct str label;        /* for people: "main", "require", "import", "bin tsc", or the file's path */
    struct resolution found; /* RESOLVED_FILE, or why the place that the manifest names leads nowhere */
};

VEC_TYPE(struct entry, entries);

/*
 * The entries of the program `target` (absolute, without links) for Node `major`, in `a`. A file is its own entry. A
 * folder has what `node FOLDER` runs, what require and import of it give, and each of its commands ("bin",
 * "directories.bin"); a file that is loaded in the same way for two reasons is listed once. What the
 * manifest names but Node cannot load is listed with its failure; what it does not offer is not listed.
 * A folder below a node_modules is a dependency: its commands count only when it has no other entry, and when its
 * "exports" have no ".", each file that they offer is an entry.
 * ERR_NOT_FOUND when there is no such file or folder, or nothing in it to run or load.
 */
enum err program_entries(struct resolver *r, struct arena *a, struct str target, enum node_major major,
                         struct entries *out, struct error *why) NODISCARD;

/* Adds the commands of the package in `folder` (absolute, without links), "bin" and "directories.bin", in `a`. */
void package_commands(struct resolver *r, struct arena *a, struct str folder, enum node_major major,
                      struct entries *out);

/* One file that a client can load, and the way in which it gets it. */
struct client_file {
    struct str subpath;      /* "." or "./lib/x.js": what follows the package's name in a specifier */
    enum import_kind kind;   /* IMPORT_REQUIRE or IMPORT_STATIC */
    struct resolution found; /* RESOLVED_FILE or RESOLVE_NOT_UNDERSTOOD */
};

VEC_TYPE(struct client_file, client_files);

struct client_face {
    struct client_files files; /* sorted by path, then kind; one per file and format */
    struct str missed;         /* a sentence when some folder could not be looked into, else empty */
};

/*
 * The files of the package in `folder` (absolute, without links) that a client of it can load under Node `major`: all
 * of them when there are no "exports", else those that the "exports" name for the conditions of require and
 * import, patterns included. Packages bundled in a node_modules folder are not part of it. ERR_LIMIT beyond
 * LIMIT_PROGRAM_FILES.
 */
enum err package_client_files(struct resolver *r, struct arena *a, struct str folder, enum node_major major,
                              struct client_face *out, struct error *why) NODISCARD;

#endif
