/*
 * package_tree.h - the files of a package without their bytes: enough to link a program that has it, when what each
 * file does is known too.
 *
 *   tree       = format:u32 files:u32 file*                          under (format, content)
 *   file       = path digest:32 kept:u8 bytes{kept}                  sorted by path
 *   path, bytes = length:u32 byte{length}
 *
 * `bytes` are those of manifests (package.json), which say how other files are found, and of files that import under
 * names of the package's own ("#x"). The content is the digest over all paths and digests (content_digest.h): a record
 * that does not give it is none.
 */
#ifndef CORDON_PACKAGE_TREE_H
#define CORDON_PACKAGE_TREE_H

#include "analyzer/base/digest.h"
#include "analyzer/base/store.h"
#include "analyzer/package/tarball.h"

/*
 * Version history, part of every key.
 *   1  first
 */
enum { PACKAGE_TREE_FORMAT = 1 };

/* The text `member` of the archive's manifest, in `a`, or empty. */
struct str package_tree_manifest_text(struct arena *a, const struct tarball *archive, const char *member);

/* The content of an archive: that of the folder on disk, where an installation writes just these files. */
struct digest package_tree_content(const struct tarball *archive);

struct digest package_tree_key(const struct digest *content);
/* The archive's record, in `a`. */
struct str package_tree_record(struct arena *a, const struct tarball *archive);
/* The archive of this content as the store knows it, without bytes but for manifests, in `a`; false when it does not.
 */
bool package_tree_find(struct arena *a, const struct store *store, const struct digest *content, struct tarball *out);

#endif
