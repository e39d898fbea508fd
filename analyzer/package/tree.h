/*
 * tree.h - the folders and files that a program is looked up in, as stat(2) and realpath(3) see them.
 *
 * Every question is answered from a cache of folder listings, so that the many paths Node tries cost
 * no system call each. What is below the cache is an interface: a disk, or the file list of an archive.
 * A tree is asked by one thread at a time. It assumes that nobody changes the files meanwhile.
 */
#ifndef CORDON_PACKAGE_TREE_H
#define CORDON_PACKAGE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/err.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/str.h"

struct tree;

/* Linux: PATH_MAX with its NUL. To longer paths Node finds nothing. */
enum { TREE_PATH_BYTES = 4096 };

enum tree_kind {
    TREE_MISSING, /* nothing, as for Node: no such name, a loop of links, a path that is too long */
    TREE_FILE,    /* a regular file */
    TREE_FOLDER,
    TREE_OTHER,   /* a device, pipe or socket, or something that we may not look at */
};

/*
 * Where the answers come from. Paths are absolute and NUL-terminated (not counted in their length);
 * none goes through a symbolic link, except perhaps the last name.
 */
struct tree_source {
    void *payload;
    /* What is at `path`; links are not followed. */
    enum fs_kind (*kind)(void *payload, struct str path);
    /* All names in the folder, in `a`. */
    enum err (*list)(void *payload, struct arena *a, struct str folder, struct fs_entries *out, struct error *why);
    /* What the link at `path` says, in `a`. */
    enum err (*link)(void *payload, struct arena *a, struct str path, struct str *target, struct error *why);
    /* The bytes of a regular file, at most `max`, in `a`. */
    enum err (*read)(void *payload, struct arena *a, struct str path, uint64_t max, struct str *out, struct error *why);
};

/* The real disk. */
struct tree_source tree_disk(void);

/*
 * A tree over `source` with everything it remembers in `a`. `root` is absolute and real: no links, no
 * "." or "..", no slash at its end (but "/" itself). Only folders at and below it are listed whole;
 * above it names are looked at one by one.
 */
struct tree *tree_new(struct arena *a, struct tree_source source, struct str root);
struct str tree_root(const struct tree *t);

/* What is at the absolute `path`, links followed. */
enum tree_kind tree_kind(struct tree *t, struct str path);
/* The same; for anything but TREE_MISSING also the path without links, borrowed from the tree. */
enum tree_kind tree_real(struct tree *t, struct str path, struct str *real);
/* The names in the folder `path`, links followed to it, sorted by bytes, in `a`. */
enum err tree_list(struct tree *t, struct arena *a, struct str path, struct fs_entries *out, struct error *why) NODISCARD;
/* The bytes of the file `path`, links followed to it, in `a`; ERR_LIMIT beyond `max`. */
enum err tree_read(struct tree *t, struct arena *a, struct str path, uint64_t max, struct str *out,
                   struct error *why) NODISCARD;

/* True when the absolute, real `path` is the root or below it. */
bool tree_inside(const struct tree *t, struct str path);
/* `path` relative to the root with '/', "." for the root itself; `path` unchanged when it is not inside. */
struct str tree_relative(const struct tree *t, struct str path);

#endif
