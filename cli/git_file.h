/*
 * git_file.h - a file as a revision of a git repository has it.
 */
#ifndef CORDON_CLI_GIT_FILE_H
#define CORDON_CLI_GIT_FILE_H

#include <stdbool.h>

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

/* True for "REVISION:PATH", as git writes it, unless a file is called so. */
bool git_file_is(const char *operand);
/*
 * Copies the file, and the package.json beside it if the revision has one, into a new folder, with the .npmrc of the
 * current folder. `*file` is its path and `*folder` that of the folder, both NUL-terminated in `a`;
 * scratch_folder_remove() takes it away. ERR_NOT_FOUND when git has no such file, ERR_IO.
 */
enum err git_file_fetch(struct arena *a, const char *operand, struct str *folder, struct str *file,
                        struct error *why) NODISCARD;

#endif
