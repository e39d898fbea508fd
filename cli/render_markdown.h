/*
 * render_markdown.h - a report as Markdown, for comments of pull requests.
 */
#ifndef CORDON_CLI_RENDER_MARKDOWN_H
#define CORDON_CLI_RENDER_MARKDOWN_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

void render_markdown(struct arena *scratch, struct strbuf *out, const struct report *r);
/* Only the heading and the table of packages that do not pass, at most 200 of them. */
void render_markdown_brief(struct arena *scratch, struct strbuf *out, const struct report *r);

#endif
