/*
 * literal.h - the value of a literal or name, as ECMAScript computes it from the source text.
 */
#ifndef CORDON_SYNTAX_LITERAL_H
#define CORDON_SYNTAX_LITERAL_H

#include "analyzer/base/strbuf.h"
#include "analyzer/syntax/tree.h"

/*
 * The value of the string literal node `n` (KIND_STRING), escapes decoded (ECMAScript 2025 section
 * 12.9.4 and Annex B.1.2), as WTF-8 in `a`. False when the text is no valid literal.
 */
bool literal_string(struct arena *a, const struct tree *t, node_id n, struct str *out);
/*
 * The cooked value of the template piece of source text `raw` (between backquote, `${` and `}`);
 * false when it has no cooked value.
 */
bool literal_template_piece(struct arena *a, struct str raw, struct str *out);
/* The value of a numeric literal (KIND_NUMBER); false for a BigInt or text that is none. */
bool literal_number(struct str text, double *out);
/*
 * The StringValue of an identifier, `\u` escapes decoded; `text` itself when there are none.
 * A private name keeps its `#`.
 */
struct str literal_identifier(struct arena *a, struct str text);

#endif
