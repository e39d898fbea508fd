/*
 * repair.h - same-length changes to a copy of the text, for valid programs that the grammar misreads.
 *
 * The tree that the changed copy gives is put on the original text, and then the guard decides whether it is an
 * ECMAScript derivation of that original. So a repair can never make a wrong tree pass: it only
 * offers the parser another reading.
 */
#ifndef CORDON_SYNTAX_REPAIR_H
#define CORDON_SYNTAX_REPAIR_H

#include "analyzer/base/vec.h"
#include "analyzer/syntax/tree.h"

enum repair_kind {
    REPAIR_BLANK,     /* spaces: a newline or comment that changes the reading, an attributes clause */
    REPAIR_SEMICOLON, /* `;` and spaces: an automatic semicolon in a gap */
    REPAIR_AWAIT,     /* `await` becomes the operator `!`, and that in the tree becomes an await expression */
    REPAIR_LET,       /* `let` becomes `var`, and that in the tree becomes `let` */
    REPAIR_USING,     /* `using` becomes `const`, and that in the tree becomes `using` */
    REPAIR_NAME,      /* a word that the grammar takes for a keyword becomes an ordinary name */
    REPAIR_NUMBER,    /* a legacy octal number becomes a name, and that in the tree becomes a number */
    REPAIR_COMMENT,   /* the start of an HTML-like comment becomes `//` */
};

struct repair {
    uint32_t from; /* the bytes it changes */
    uint32_t to;
    enum repair_kind kind;
};

VEC_TYPE(struct repair, repairs);

/* Adds a repair unless one that overlaps is there; true when it was added. */
bool repair_add(struct arena *a, struct repairs *list, struct repair repair);
/* The text with all repairs made; in `a`. */
struct str repair_apply(struct arena *a, struct str text, const struct repairs *list);
/* True when the byte `at` is a semicolon that a repair made. */
bool repair_made_semicolon(const struct repairs *list, uint32_t at);
/*
 * Turns what stands for an await expression, a `let`, a `using` or a number in the tree of the changed text back into
 * it. False when a replacement does not stand where it was expected.
 */
bool repair_restore(struct tree *t, const struct repairs *list);
/*
 * Looks through a text that the grammar refused for what it is known to refuse wrongly, and adds repairs. It guesses
 * where regular expressions begin, so it may be wrong: then nothing is gained. True when it added any.
 */
bool repair_guess(struct arena *a, struct str text, enum goal goal, struct repairs *list);

#endif
