/*
 * fsread.h - reading files and folders that somebody else wrote.
 *
 * Sizes are capped, special files (devices, pipes, sockets) are refused, and a file that changes
 * while it is read is an error. A path whose last part is a symbolic link is refused by fs_read and
 * fs_list: callers that mean to follow it call fs_realpath first.
 */
#ifndef CORDON_BASE_FSREAD_H
#define CORDON_BASE_FSREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

enum fs_kind { FS_MISSING, FS_FILE, FS_DIR, FS_LINK, FS_OTHER };

/* What is at `path` (NUL-terminated); links are not followed. Any error but absence gives FS_OTHER. */
enum fs_kind fs_kind(const char *path);
/* The same with links followed. */
enum fs_kind fs_kind_followed(const char *path);

/*
 * The bytes of the regular file `path`, at most `max` of them, in `a`. ERR_NOT_FOUND, ERR_IO
 * (also for anything but a regular file), ERR_LIMIT when it is larger.
 */
enum err fs_read(struct arena *a, const char *path, uint64_t max, struct str *out, struct error *why) NODISCARD;

struct fs_entry {
    struct str name;
    enum fs_kind kind; /* links are FS_LINK */
};

VEC_TYPE(struct fs_entry, fs_entries);

/* The entries of folder `path` without "." and "..", sorted by bytes; ERR_LIMIT beyond `max` entries. */
enum err fs_list(struct arena *a, const char *path, uint32_t max, struct fs_entries *out, struct error *why) NODISCARD;

/* The absolute path of `path` with every link resolved, in `a`; ERR_NOT_FOUND, ERR_IO (a loop). */
enum err fs_realpath(struct arena *a, const char *path, struct str *out, struct error *why) NODISCARD;

#endif
