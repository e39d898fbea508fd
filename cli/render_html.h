/*
 * render_html.h - a report as one page that needs nothing else: no network, no second file.
 *
 * The page's own program (html/report.js) draws everything from a block of JSON; what packages wrote reaches the page
 * only as text in that block, and the page's policy lets no other program run.
 */
#ifndef CORDON_CLI_RENDER_HTML_H
#define CORDON_CLI_RENDER_HTML_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

/* `r` must have been made with REPORT_LINKS. */
void render_html(struct arena *scratch, struct strbuf *out, const struct report *r);

#endif
