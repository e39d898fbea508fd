/*
 * file_tree.h - the folders and files that a program is looked up in, as stat(2) and realpath(3) see them.
 *
 * Every question is answered from a cache of folder listings, so that the many paths Node tries cost
 * no system call each. What is below the cache is an interface: a disk, or the file list of an archive.
 * A tree is asked by one thread at a time. It assumes that nobody changes the files meanwhile.
 */
#ifndef CORDON_PACKAGE_FILE_TREE_H
#define CORDON_PACKAGE_FILE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/str.h"

struct file_tree;

/* Linux: PATH_MAX with its NUL. To longer paths Node finds nothing. */
enum { PLACE_PATH_BYTES = 4096 };

enum place_kind {
    PLACE_MISSING, /* nothing, as for Node: no such name, a loop of links, a path that is too long */
    PLACE_FILE,    /* a regular file */
    PLACE_FOLDER,
    PLACE_OTHER, /* a device, pipe or socket, or something that we may not look at */
};

/*
 * Where the answers come from. Paths are absolute and NUL-terminated (not counted in their length);
 * none goes through a symbolic link, except perhaps the last name.
 */
struct file_tree_source {
    void *payload;
    /* What is at `path`; links are not followed. */
    enum fs_kind (*kind)(void *payload, struct str path);
    /* All names in the folder, in `a`. */
    enum err (*list)(void *payload, struct arena *a, struct str folder, struct fs_entries *out, struct error *why);
    /* What the link at `path` says, in `a`. */
    enum err (*link)(void *payload, struct arena *a, struct str path, struct str *target, struct error *why);
    /* The bytes of a regular file, at most `max`, in `a`. */
    enum err (*read)(void *payload, struct arena *a, struct str path, uint64_t max, struct str *out, struct error *why);
    /* True and `*out` set when a regular file's digest is known without reading it. NULL: it never is. */
    bool (*digest)(void *payload, struct str path, struct digest *out);
};

/* The real disk. */
struct file_tree_source file_tree_disk(void);

/*
 * A tree over `source` with everything it remembers in `a`. `root` is absolute and real: no links, no
 * "." or "..", no slash at its end (but "/" itself). Only folders at and below it are listed whole;
 * above it names are looked at one by one.
 */
struct file_tree *file_tree_new(struct arena *a, struct file_tree_source source, struct str root);
struct str file_tree_root(const struct file_tree *t);
/* Where its answers come from. It can be asked from several threads. */
const struct file_tree_source *file_tree_source(const struct file_tree *t);

/* What is at the absolute `path`, links followed. */
enum place_kind file_tree_kind(struct file_tree *t, struct str path);
/* The same; for anything but PLACE_MISSING also the path without links, borrowed from the tree. */
enum place_kind file_tree_real(struct file_tree *t, struct str path, struct str *real);
/* True when it is PLACE_MISSING because more links lead on than Linux follows. */
bool file_tree_loops(struct file_tree *t, struct str path);
/* The names in the folder `path`, links followed to it, sorted by bytes, in `a`. */
enum err file_tree_list(struct file_tree *t, struct arena *a, struct str path, struct fs_entries *out,
                        struct error *why) NODISCARD;
/* The bytes of the file `path`, links followed to it, in `a`; ERR_LIMIT beyond `max`. */
enum err file_tree_read(struct file_tree *t, struct arena *a, struct str path, uint64_t max, struct str *out,
                        struct error *why) NODISCARD;

/* True when the absolute, real `path` is the root or below it. */
bool file_tree_inside(const struct file_tree *t, struct str path);
/* `path` relative to the root with '/', "." for the root itself; `path` unchanged when it is not inside. */
struct str file_tree_relative(const struct file_tree *t, struct str path);

#endif
