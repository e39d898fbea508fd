/*
 * path.h - Node's `path.posix` on absolute and relative paths: text only, no disk.
 */
#ifndef CORDON_PACKAGE_PATH_H
#define CORDON_PACKAGE_PATH_H

#include <stdbool.h>

#include "analyzer/base/str.h"

/* path.resolve(base, more): absolute, without ".", ".." and double or trailing slashes. `base` is absolute. */
struct str path_resolve(struct arena *a, struct str base, struct str more);
/* `folder` + "/" + `name` without cleaning anything but a slash at the end of `folder`. */
struct str path_join(struct arena *a, struct str folder, struct str name);
/* path.dirname of an absolute path. */
struct str path_folder(struct str path);
/* path.basename: what follows the last slash. */
struct str path_name(struct str path);

#endif
