/*
 * guard.h - agrees with a tree only when it is the one reading that ECMAScript has for the text.
 *
 * The grammar of ECMAScript is unambiguous. So the tree is right when it is a derivation of that grammar for the goal:
 * its leaves are, by an independent lexer, the tokens that stand there, with nothing but white space and comments
 * between them; every part stands where the grammar allows it; and every automatic semicolon is one that the rules
 * insert. Everything that is not known to be right is refused. Early errors that do not change how a text is read are
 * not looked for: Node does not run such a text at all.
 */
#ifndef CORDON_SYNTAX_GUARD_H
#define CORDON_SYNTAX_GUARD_H

#include "analyzer/syntax/repair.h"
#include "analyzer/syntax/tree.h"

struct guard_report {
    bool agrees;
    bool repairable;      /* does not agree, but repairs were added that may help */
    bool html_comment;    /* an HTML-like comment was read as operators */
    bool module_syntax;   /* has syntax that only a module can have */
    bool redeclares;      /* declares a name of the CommonJS wrapper at the top level */
    uint32_t at;          /* the first place that is wrong, when it does not agree */
    const char *sentence; /* why, without a full stop */
};

/* Checks `t`, which has no error, for `t->goal`. What may help is added to `list`. Scratch memory is from `a`. */
struct guard_report guard_check(struct arena *a, const struct tree *t, struct repairs *list);

#endif
