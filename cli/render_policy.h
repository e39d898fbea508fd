/*
 * render_policy.h - what `cordon policy check` and `cordon policy update` have to say.
 */
#ifndef CORDON_CLI_RENDER_POLICY_H
#define CORDON_CLI_RENDER_POLICY_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/grant_review.h"
#include "cli/lock_text.h"

void render_policy_text(struct strbuf *out, const struct report *r, const struct grant_problems *problems);
/* cli/policy-check.schema.json describes it. */
void render_policy_json(struct strbuf *out, const struct report *r, const struct grant_problems *problems);
/* "+ a>b  fs.read" and "- ..." for each line that is in only one of the two. Returns how many. */
uint32_t render_lock_changes(struct strbuf *out, const struct effect_lines *before, const struct effect_lines *after);

#endif
