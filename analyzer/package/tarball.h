/*
 * tarball.h - a package's archive, read in memory and never extracted.
 *
 * What an odd archive contains depends on who extracts it: npm, pnpm, yarn, GNU tar and libarchive disagree on which of
 * two entries wins, on links, on sizes of folders, on what follows the end. So only a canonical subset is read, of
 * which all of them write the same files: one gzip member; ustar headers (v7 and GNU ones without their own fields),
 * perhaps with a pax path, size or times; files and folders; one root segment of any name; no two names that some file
 * system takes for one; the end marker, and zeros. Anything else is refused with the entry that shows it.
 */
#ifndef CORDON_PACKAGE_TARBALL_H
#define CORDON_PACKAGE_TARBALL_H

#include "analyzer/base/digest.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

enum tarball_outcome {
    TARBALL_OK,
    TARBALL_TRUNCATED,     /* it ends too early: a broken download */
    TARBALL_NOT_CANONICAL, /* rule "archive.not-canonical" */
    TARBALL_LIMIT,         /* rule "limit.archive": larger than LIMIT_ARCHIVE_*, or a bomb */
};

struct tarball_file {
    struct str path;             /* relative to the package, '/' only, no "." or "..": "lib/a.js" */
    struct str bytes;            /* as in the archive */
    const struct digest *digest; /* set: the bytes are not at hand, and this is what they are (package_tree.h) */
};

struct tarball {
    VEC(struct tarball_file) files; /* sorted by path */
};

/* Why an archive was refused. */
struct tarball_refusal {
    struct str entry;  /* as the archive spells it; empty when it is about the archive as a whole */
    struct str reason; /* a phrase: "is a symbolic link" */
};

/*
 * Reads `archive`, which must outlive nothing: what `out` holds lives in `a`. For anything but TARBALL_OK `*out` is
 * empty and
 * `*refusal` is set.
 */
enum tarball_outcome tarball_read(struct arena *a, struct str archive, struct tarball *out,
                                  struct tarball_refusal *refusal) NODISCARD;

/* "archive.not-canonical" or "limit.archive"; NULL for the two others, which are no findings. */
const char *tarball_rule(enum tarball_outcome outcome);

/* The file `path` of the archive, or NULL. */
const struct tarball_file *tarball_find(const struct tarball *t, struct str path);

/*
 * The name under which npm writes `file`: its path, but a ".gitignore" becomes the folder's ".npmignore"; empty when
 * the folder has that too, and npm drops the file. Other clients keep the name. In `a` or borrowed.
 */
struct str tarball_npm_path(struct arena *a, const struct tarball *t, const struct tarball_file *file);

#endif
