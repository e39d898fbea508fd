/*
 * audit_input.h - which packages an audit is about, and a tree of files in which they stand.
 */
#ifndef CORDON_AUDIT_INPUT_H
#define CORDON_AUDIT_INPUT_H

#include "analyzer/audit.h"
#include "analyzer/package/file_tree.h"

/* A package to be audited. */
struct audit_place {
    struct str folder; /* absolute, in the tree */
    struct str name;   /* these two as the lock file or the manifest has them */
    struct str version;
    struct str not_analysed; /* set: it is not in the tree, and why */
    struct str not_analysed_rule;
    bool dev;
    bool optional;
    bool has_files; /* set by the audit: clients can load something of it */
    bool left_out;  /* an installation on the request's platform leaves it out: it is no part of the audit */
    bool prepared;  /* npm runs its "prepare" too: it comes from a folder or a repository */
    VEC(struct str) via;
    struct str integrity;
};

struct audit_input {
    struct str subject;
    const char *source;
    struct file_tree *tree;
    bool alone; /* a single package: its dependencies are no part of the audit */
    VEC(struct audit_place) places;
    VEC(struct audit_left_out) left_out;
    VEC(struct report_note) warnings;
};

/* Finds them, and fetches what has to be fetched. Everything lives in `run`. */
enum err audit_input_find(struct arena *run, const struct audit_request *request, struct audit_input *out,
                          struct error *why) NODISCARD;

#endif
