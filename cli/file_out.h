/*
 * file_out.h - writing a file of the project so that it is never half there.
 */
#ifndef CORDON_CLI_FILE_OUT_H
#define CORDON_CLI_FILE_OUT_H

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

/* The file `path` (NUL-terminated) becomes `text`, at once; what was there stays when that fails. ERR_IO. */
enum err file_replace(const char *path, struct str text, struct error *why) NODISCARD;

#endif
