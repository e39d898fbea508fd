/*
 * content_digest.h - a package's content as one digest: what a policy pins a host library by.
 *
 * Over the paths and bytes of all its regular files, sorted by path. Folders named node_modules are not
 * part of a package; symbolic links and special files are an error, because their content is elsewhere.
 */
#ifndef CORDON_LINK_CONTENT_DIGEST_H
#define CORDON_LINK_CONTENT_DIGEST_H

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "analyzer/package/file_tree.h"

/* ERR_LIMIT beyond LIMIT_PROGRAM_FILES files or LIMIT_SOURCE_BYTES of one, ERR_FORMAT for a link. */
enum err content_digest(struct file_tree *tree, struct str folder, struct digest *out, struct error *why) NODISCARD;

#endif
