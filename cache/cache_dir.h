/*
 * cache_dir.h - the folder of the cache, and whether its bytes can be only the user's own.
 */
#ifndef CORDON_CACHE_DIR_H
#define CORDON_CACHE_DIR_H

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

/* $XDG_CACHE_HOME/cordon, else ~/.cache/cordon, in `a`; ERR_NOT_FOUND when neither variable is an absolute path. */
enum err cache_dir_default(struct arena *a, const char **out, struct error *why) NODISCARD;

/*
 * A descriptor of the folder `path`, which is made (mode 0700, parents too) when it is missing. ERR_USAGE
 * when it belongs to another user or others can write to it.
 */
enum err cache_dir_open(const char *path, int *out, struct error *why) NODISCARD;

/* ERR_USAGE when what is open as `fd` belongs to another user or others can write to it. */
enum err cache_dir_check_owner(int fd, const char *path, struct error *why) NODISCARD;

#endif
