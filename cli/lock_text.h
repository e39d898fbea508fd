/*
 * lock_text.h - cordon.lock.json from what a program does: the lines, and the text of the file.
 */
#ifndef CORDON_CLI_LOCK_TEXT_H
#define CORDON_CLI_LOCK_TEXT_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

struct lock_line {
    struct str key;    /* "a>b" */
    struct str effect; /* "fs.read:./a" */
    bool unproven;
};

VEC_TYPE(struct lock_line, lock_lines);

struct lock_content {
    struct lock_lines lines; /* sorted, unique, none implied by another */
    uint32_t left;           /* findings that no line can allow: what was not understood, and packages without a name */
};

/*
 * What a lock file must have for every finding of `r` that a line can allow; `r` must have been made without the lock.
 * In `a`.
 */
void lock_content_of(struct arena *a, const struct report *r, struct lock_content *out);
/* The text of the file: one line per package and effect. */
void lock_text(struct strbuf *out, const struct lock_lines *lines);
/* <0, 0, >0 in the order of the file. */
int lock_line_compare(const struct lock_line *a, const struct lock_line *b);

#endif
