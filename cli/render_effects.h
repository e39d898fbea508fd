/*
 * render_effects.h - `cordon effects` as text and as JSON.
 */
#ifndef CORDON_CLI_RENDER_EFFECTS_H
#define CORDON_CLI_RENDER_EFFECTS_H

#include "analyzer/base/strbuf.h"
#include "cli/effects_view.h"

/* One entry after the other, with notes and proofs below; majors are named where not all of `majors` have it. */
void render_effects_text(struct strbuf *out, const struct effects_entries *entries, uint32_t majors, bool color);
/* An array of objects. */
void render_effects_json(struct strbuf *out, const struct effects_entries *entries);

#endif
