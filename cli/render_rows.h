/*
 * render_rows.h - effects of modules and their exports on their way out.
 */
#ifndef CORDON_CLI_RENDER_ROWS_H
#define CORDON_CLI_RENDER_ROWS_H

#include "analyzer/effect_rows.h"

/*
 * One row a line: { "file", "package", "version", "load" or "export", "effects": [ { "effect", "file", "line", "column"
 * } ], "doubts": the same with "rule" }.
 */
void render_rows_ndjson(struct strbuf *out, const struct effect_rows *rows);
/* For each module that a program imports: what loading it does, and each of its exports. */
void render_rows_text(struct strbuf *out, const struct effect_rows *rows, bool color);

#endif
