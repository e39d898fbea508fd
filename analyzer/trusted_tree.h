/*
 * trusted_tree.h - a project as npm's lock file says that it is installed, without looking at what is.
 *
 * The project's own files are the disk's. Every node_modules that the lock file fills is what `npm ci --ignore-scripts`
 * would write there: packages are known by their integrity, and those of which the store has alias and tree
 * (answers.h, package_tree.h) are not opened. What the store does not have comes from npm's cache or the registry. What
 * comes from no registry (a repository, an archive or a folder of this machine) is read as it is installed.
 * Only npm's lock files can be believed in this way: yarn's and pnpm's do not say where packages stand.
 */
#ifndef CORDON_TRUSTED_TREE_H
#define CORDON_TRUSTED_TREE_H

#include "analyzer/analyzer.h"
#include "analyzer/package/file_tree.h"

struct trusted_tree;

/*
 * The tree of the project in `root` (absolute, real), for an installation on `platform`, in `run`. Errors are the
 * operator's: no such lock file, a package that cannot be had, or whose archive is not read.
 */
enum err trusted_tree_new(struct arena *run, struct str root, const struct platform *platform, struct store *store,
                          struct trusted_tree **out, struct error *why) NODISCARD;
/* Where its files are read from, until the next call of trusted_tree_open_asked. Any number of threads may ask. */
struct file_tree_source trusted_tree_source(struct trusted_tree *t);
/*
 * Opens the packages of which a file was read in vain, because the store has no more than its digest. `*more` is false
 * when there was none: all answers were right. Else everything has to be asked again, of a new source.
 */
enum err trusted_tree_open_asked(struct trusted_tree *t, bool *more, struct error *why) NODISCARD;

/* Packages that were opened so far. */
uint32_t trusted_tree_opened(const struct trusted_tree *t);
/* What is taken for granted, as a sentence without a full stop, in the run's arena. */
struct str trusted_tree_assumption(const struct trusted_tree *t);

#endif
