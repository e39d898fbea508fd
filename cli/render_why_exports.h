/*
 * render_why_exports.h - which exports come to have an effect, for people and for other programs.
 */
#ifndef CORDON_CLI_RENDER_WHY_EXPORTS_H
#define CORDON_CLI_RENDER_WHY_EXPORTS_H

#include "analyzer/effect_rows.h"
#include "analyzer/verdict/why.h"
#include "cli/render_why.h"

/* Rows of a program, what is asked of them, and the report about it, which knows its packages by other names too. */
struct why_rows {
    const struct effect_rows *rows;
    const struct why_question *question;
    const struct report *report;
};

void render_why_exports_text(struct strbuf *out, const struct why_rows *w, const struct why_asked *asked,
                             const struct text_options *options);
void render_why_exports_json(struct strbuf *out, const struct why_rows *w, const struct why_asked *asked);

#endif
