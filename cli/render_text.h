/*
 * render_text.h - a report for people: what failed and how it is reached, what would help, one line at the end.
 *
 * The bytes depend on the report and the options alone; times and cache counts are not in it.
 */
#ifndef CORDON_CLI_RENDER_TEXT_H
#define CORDON_CLI_RENDER_TEXT_H

#include <stdbool.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

struct text_options {
    bool color;
    bool full;  /* nothing shortened */
    bool quiet; /* only the last line */
};

/* Appends the report. `scratch` holds what is needed on the way. */
void render_text(struct arena *scratch, struct strbuf *out, const struct report *r,
                 const struct text_options *options);

#endif
