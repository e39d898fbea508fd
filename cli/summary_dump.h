/*
 * summary_dump.h - a file's scopes and summary as text, for `cordon dump` and the tests.
 *
 * One fact a line, places as line:column; the same bytes for the same file.
 */
#ifndef CORDON_CLI_SUMMARY_DUMP_H
#define CORDON_CLI_SUMMARY_DUMP_H

#include "analyzer/base/strbuf.h"
#include "analyzer/semantic/scope.h"
#include "analyzer/summary/summary.h"

/* Functions, their bindings, and every identifier with what it means. `source` is the tree's text. */
void scopes_dump(struct arena *a, struct source *source, const struct scopes *scopes, struct strbuf *out);
/* Every fact of the summary of `source`. */
void summary_dump(struct arena *a, struct source *source, const struct summary *s, struct strbuf *out);

#endif
