/*
 * harmless.h - text that a package wrote, on its way into a document of some format.
 *
 * Everything is first made harmless as for a terminal (term.h), so that no viewer of a document shows control
 * characters or is deceived by directions; then what the format itself gives a meaning is escaped.
 */
#ifndef CORDON_CLI_HARMLESS_H
#define CORDON_CLI_HARMLESS_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

/* `text` as term_put prints it, in `a`. */
struct str harmless(struct arena *a, struct str text);
/* Appends text for XML and HTML, in content or in quoted attributes. */
void harmless_xml(struct strbuf *out, struct str text);
/* Appends text as a code span of Markdown that also stands in a table. Nothing for an empty text. */
void harmless_code(struct strbuf *out, struct str text);
/* Appends text as prose of Markdown: no markup, mention or link comes of it. */
void harmless_prose(struct strbuf *out, struct str text);
/* Appends a path as a URI reference. */
void harmless_uri(struct strbuf *out, struct str path);

/* "name@1.2.3", or what is known of it. In `a`. */
struct str harmless_package(struct arena *a, const struct report_package *package);
/* "fs.read:./a", or the rule when nothing was understood. In `a`. */
struct str harmless_effect(struct arena *a, const struct report_finding *finding);
/* "lib/a.js:3:9", relative to the root, or without a line when it is about the file. In `a`. */
struct str harmless_place(struct arena *a, const struct report_step *step);
/* The place of the finding itself, relative to the root. The file is in `a`. */
struct report_step harmless_finding_step(struct arena *a, const struct report_package *package,
                                         const struct report_finding *finding);

#endif
