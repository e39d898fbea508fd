/*
 * render_calls.h - a call graph on its way out: edge by edge, or the functions of one package and what they call.
 */
#ifndef CORDON_CLI_RENDER_CALLS_H
#define CORDON_CLI_RENDER_CALLS_H

#include "analyzer/link/call_graph.h"

/*
 * One function a line, { "function", "name" }, each followed by the calls in it: { "from", "to", "reason", "line",
 * "column" }. A function is named by the place where its text begins, "lib/a.js:3:1", a file's top level by the file.
 */
void render_calls_ndjson(struct arena *a, struct strbuf *out, const struct call_graph *g);
/* The functions of the package that the first file is of, with what they call; other packages in one line each. */
void render_calls_text(struct arena *a, struct strbuf *out, const struct call_graph *g, bool color);
/* The same for graphviz: a box for each file of that package, and one for each other package that it calls. */
void render_calls_dot(struct arena *a, struct strbuf *out, const struct call_graph *g);

#endif
