/*
 * dot.h - texts in graphviz's DOT language.
 */
#ifndef CORDON_CLI_DOT_H
#define CORDON_CLI_DOT_H

#include "analyzer/base/strbuf.h"

/* Appends `text`, made harmless as term_put does, as a part of a quoted string; `a` is for what does not stay. */
void dot_put(struct arena *a, struct strbuf *out, struct str text);

#endif
