/*
 * render_sarif.h - a report as SARIF 2.1.0, for code scanning services.
 */
#ifndef CORDON_CLI_RENDER_SARIF_H
#define CORDON_CLI_RENDER_SARIF_H

#include "analyzer/base/err.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

void render_sarif(struct arena *scratch, struct strbuf *out, const struct report *r);

#endif
