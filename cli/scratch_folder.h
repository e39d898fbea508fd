/*
 * scratch_folder.h - a folder of its own for a few files that exist for one run.
 */
#ifndef CORDON_CLI_SCRATCH_FOLDER_H
#define CORDON_CLI_SCRATCH_FOLDER_H

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

/* A new folder in $TMPDIR with the .npmrc of the current folder, when there is one; its path is in `a`. ERR_IO. */
enum err scratch_folder_new(struct arena *a, struct str *folder, struct error *why) NODISCARD;
/* The path of the file `name` in it, NUL-terminated in `a`. */
struct str scratch_folder_file(struct arena *a, struct str folder, const char *name);
/* Takes it and its files away; an empty name is none. */
void scratch_folder_remove(struct str folder);

/*
 * Runs `words` (NULL at the end; the first is looked up in PATH) with its output in the file `out`, or thrown away
 * when NULL, and its errors in `errors`, likewise. ERR_IO when it cannot be started; `*success` is that it ended with
 * 0.
 */
enum err scratch_run(char *const words[], const char *out, const char *errors, bool *success,
                     struct error *why) NODISCARD;

#endif
