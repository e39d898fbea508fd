/*
 * steps_text.h - a way from an entry to a place, as aligned lines of text.
 */
#ifndef CORDON_CLI_STEPS_TEXT_H
#define CORDON_CLI_STEPS_TEXT_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

/* What is shown of a long sentence without --full, in columns. */
enum { STEPS_SENTENCE = 400 };

struct steps_style {
    const char *indent;
    struct str last; /* what the last step says instead of its own text; empty = that */
    bool color;
    bool full; /* nothing is shortened */
};

void steps_text(struct strbuf *out, const struct report_steps *steps, const struct steps_style *style);
/* "lib/a.js:3:9"; without line and column for a file as a whole. As it is, not made harmless. In `a`. */
struct str steps_place(struct arena *a, const struct report_step *step);

#endif
