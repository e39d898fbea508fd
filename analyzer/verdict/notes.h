/*
 * notes.h - what a report says besides findings: assumptions and warnings.
 */
#ifndef CORDON_VERDICT_NOTES_H
#define CORDON_VERDICT_NOTES_H

#include "analyzer/link/program.h"
#include "analyzer/verdict/report.h"

/* What the verdict assumes about the run: the program's own assumptions, sorted, each once. */
void notes_assumptions(struct arena *run, const struct program *p, struct report *report);
/* Puts an assumption before all others. */
void notes_add_first(struct arena *run, struct report *report, struct str assumption);
/* Host libraries that nothing uses, grants that have expired or that nothing needs. */
void notes_warnings(struct arena *run, struct report *report);
/* Sorts texts by bytes and drops repeated ones; returns how many are left. */
uint32_t notes_sort_unique(struct str *items, uint32_t count);

#endif
