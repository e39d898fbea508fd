/*
 * lock_text.h - cordon.lock.json from what a program does: the lines, and the text of the file.
 */
#ifndef CORDON_CLI_LOCK_TEXT_H
#define CORDON_CLI_LOCK_TEXT_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/effect_lines.h"

struct lock_content {
    struct effect_lines lines; /* sorted, none implied by another; keys are ways from the root */
    uint32_t left; /* findings that no line can allow: what was not understood, and packages without a name */
};

/*
 * What a lock file must have for every finding of `r` that a line can allow; `r` must have been made without the lock.
 * In `a`.
 */
void lock_content_of(struct arena *a, const struct report *r, struct lock_content *out);
/* The text of the file: one line per package and effect. */
void lock_text(struct strbuf *out, const struct effect_lines *lines);

#endif
