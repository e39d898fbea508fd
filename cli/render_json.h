/*
 * render_json.h - a report as JSON, for other programs; cli/report.schema.json is its published schema.
 */
#ifndef CORDON_CLI_RENDER_JSON_H
#define CORDON_CLI_RENDER_JSON_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

/* Appends the document; the same report gives the same bytes. */
void render_json(struct strbuf *out, const struct report *r);

#endif
