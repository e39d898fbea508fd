/*
 * tarball_tree.h - archives and single files as a tree of folders, perhaps laid over a disk.
 *
 * What an installation would write, without writing it: each archive stands in its folder ("/p/node_modules/x"). A
 * folder called node_modules that is named in a path given here is wholly of this tree, whatever the disk has there;
 * elsewhere what this tree does not have is asked of the tree below, if there is one.
 */
#ifndef CORDON_PACKAGE_TARBALL_TREE_H
#define CORDON_PACKAGE_TARBALL_TREE_H

#include "analyzer/package/file_tree.h"
#include "analyzer/package/tarball.h"

struct tarball_tree;

/* An empty tree in `a`; `below` may be NULL. It must outlive the tree. */
struct tarball_tree *tarball_tree_new(struct arena *a, const struct file_tree_source *below);
/*
 * Puts the archive's files below `folder` (absolute, clean), as npm and its relatives write them. Borrows the bytes. A
 * file of which only the digest is at hand cannot be read: that somebody tried is remembered (tarball_tree_asked).
 */
void tarball_tree_mount(struct tarball_tree *t, struct str folder, const struct tarball *archive);
/* A symbolic link that says `target`, at `path` (absolute, clean). */
void tarball_tree_add_link(struct tarball_tree *t, struct str path, struct str target);
/*
 * The next file behind number `*from`, which it advances, that was read in vain because only its digest is at hand.
 * False when there is none. While no thread reads.
 */
bool tarball_tree_asked(const struct tarball_tree *t, uint32_t *from, struct str *path);
/*
 * The tree as a source of files, after which nothing may be added. It can be asked from several threads. Of two things
 * at one path the one that was added first counts; but what an archive has in the folder of another one cannot be told.
 */
struct file_tree_source tarball_tree_source(struct tarball_tree *t);

#endif
