/*
 * render_junit.h - a report as JUnit's XML: a test case per package.
 */
#ifndef CORDON_CLI_RENDER_JUNIT_H
#define CORDON_CLI_RENDER_JUNIT_H

#include "analyzer/base/err.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

void render_junit(struct arena *scratch, struct strbuf *out, const struct report *r);

#endif
