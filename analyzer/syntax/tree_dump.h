/*
 * tree_dump.h - a tree as text, for `cordon dump` and the tests; the same bytes for the same tree.
 */
#ifndef CORDON_SYNTAX_TREE_DUMP_H
#define CORDON_SYNTAX_TREE_DUMP_H

#include "analyzer/base/strbuf.h"
#include "analyzer/syntax/tree.h"

/* One token a line: `kind start end`, byte offsets. A literal is one token; template pieces are tokens. */
void tree_dump_tokens(const struct tree *t, struct strbuf *out);
/*
 * The named nodes, one a line, indented by depth: `field: kind [start, end)`, and the text of nodes
 * without named children, control characters escaped.
 */
void tree_dump_nodes(const struct tree *t, struct strbuf *out);

#endif
