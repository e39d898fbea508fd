/*
 * placed_import.h - what an import by a place (semantic/placed.h) asks for in one file: Node's own arguments.
 */
#ifndef CORDON_LINK_PLACED_IMPORT_H
#define CORDON_LINK_PLACED_IMPORT_H

#include "analyzer/package/resolve.h"

struct placed_question {
    struct str from;      /* the importing file, or what createRequire takes for it */
    struct str specifier; /* the text that Node gets */
};

/*
 * The question that `specifier` of the file `file` (absolute and real) is; a plain specifier is the question itself.
 * The texts are in `a`. False, with `*reason` (a sentence without a full stop), when what Node makes of it is not
 * followed.
 */
bool placed_import_question(struct arena *a, struct file_tree *tree, struct str file, struct str specifier,
                            struct placed_question *out, struct str *reason);

/* resolve_specifier for a specifier that may be of a place; `a` is for the texts of the question only. */
void placed_import_resolve(struct arena *a, struct resolver *r, struct str file, struct str specifier,
                           enum import_kind kind, enum node_major major, struct resolution *out);

#endif
