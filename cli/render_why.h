/*
 * render_why.h - the answer to `cordon why`, for people and for programs.
 */
#ifndef CORDON_CLI_RENDER_WHY_H
#define CORDON_CLI_RENDER_WHY_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/why.h"
#include "cli/json_out.h"
#include "cli/render_text.h"

struct why_asked {
    struct str effect;  /* as asked for */
    struct str package; /* as asked for, or empty */
};

void render_why_text(struct arena *scratch, struct strbuf *out, const struct report *r, const struct why *why,
                     const struct why_asked *asked, const struct text_options *options);
/* Opens the answer and says what was asked for, and by what it is sorted. */
void render_why_asked(struct json_out *j, const struct why_asked *asked, const char *by);
/* cli/why.schema.json describes it. */
void render_why_json(struct strbuf *out, const struct report *r, const struct why *why, const struct why_asked *asked);

#endif
