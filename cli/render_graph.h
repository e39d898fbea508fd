/*
 * render_graph.h - an import graph on its way out: edge by edge, or collapsed to packages.
 */
#ifndef CORDON_CLI_RENDER_GRAPH_H
#define CORDON_CLI_RENDER_GRAPH_H

#include "analyzer/link/import_graph.h"

/* One edge a line: { "from", "kind", "specifier", "resolved", "line", "column" }, and "reason" when not understood. */
void render_graph_ndjson(struct strbuf *out, const struct import_graph *g);
/* For each package what its files import: packages, modules of Node, and what leads nowhere. */
void render_graph_text(struct arena *a, struct strbuf *out, const struct import_graph *g, bool color);
/* The same for graphviz: a package is a box that lists the modules of Node it imports. */
void render_graph_dot(struct arena *a, struct strbuf *out, const struct import_graph *g);

#endif
