/*
 * render_github.h - a report as annotations of a GitHub workflow, and as the summary of its step.
 */
#ifndef CORDON_CLI_RENDER_GITHUB_H
#define CORDON_CLI_RENDER_GITHUB_H

#include "analyzer/base/err.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

void render_github(struct arena *scratch, struct strbuf *out, const struct report *r);
/* Appends the report as Markdown to the file that GITHUB_STEP_SUMMARY names, if it does. ERR_IO. */
enum err render_github_summary(struct arena *scratch, const struct report *r, struct error *why) NODISCARD;

#endif
