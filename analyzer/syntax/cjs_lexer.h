/*
 * cjs_lexer.h - the names that an `import` sees of a CommonJS module, before any of it has run.
 *
 * Node does not run a CommonJS module to link modules that import from it: a lexer that knows a few forms of exports
 * looks over its text. What it finds is heuristic, so the answer can be had in one way only, by doing the same. Two
 * lexers are in use: cjs-module-lexer 2.2.0 in Node 20 and 22, and merve 1.2.2 in Node 24 and 26. They differ in
 * corners that real code does not visit; each such place in these files asks which of the two it is.
 */
#ifndef CORDON_SYNTAX_CJS_LEXER_H
#define CORDON_SYNTAX_CJS_LEXER_H

#include <stdbool.h>

#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

enum cjs_lexer { CJS_MODULE_LEXER, CJS_MERVE, CJS_LEXER_COUNT };

VEC_TYPE(struct str, cjs_names);

struct cjs_exports {
    struct cjs_names names;     /* in the order of the text, each once */
    struct cjs_names reexports; /* specifiers of modules whose names are names of this one too */
    bool unsure;                /* nested so deeply that the lexer's own memory is overrun: nobody knows what it says */
};

/*
 * What `lexer` finds in `text` (decoded source, as Node hands it over), in `a`. A text that the lexer gives up on has
 * no names at all.
 */
void cjs_exports_find(struct arena *a, struct str text, enum cjs_lexer lexer, struct cjs_exports *out);

#endif
