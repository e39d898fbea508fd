/*
 * effect_lines.h - what packages have that nobody allowed, as lines that can be compared: one per package and effect.
 *
 * A line knows no places, so it stays the same when code moves. One line may imply another: who has an effect with any
 * argument has it with each, and what is certain is more than what is only not proven.
 */
#ifndef CORDON_VERDICT_EFFECT_LINES_H
#define CORDON_VERDICT_EFFECT_LINES_H

#include "analyzer/verdict/report.h"

struct effect_line {
    struct str key;    /* of the package, as the caller names them */
    struct str effect; /* "fs.read:./a"; the rule when it is about something that was not understood */
    bool unproven;     /* it only may happen */
    const struct report_finding *finding; /* the first one, borrowed */
};

VEC_TYPE(struct effect_line, effect_lines);

/* The finding as a line under `key`, in `a`. */
struct effect_line effect_line_of(struct arena *a, struct str key, const struct report_finding *finding);
/* <0, 0, >0 by key, effect, and what is certain first. */
int effect_line_compare(const struct effect_line *a, const struct effect_line *b);
/* True when `wide` says all that `line` does, about the same package. */
bool effect_line_implies(const struct effect_line *wide, const struct effect_line *line);
/* Sorts, and drops lines that another one implies. */
void effect_lines_reduce(struct effect_lines *lines);

#endif
