/*
 * finding.h - a fact that the policy does not allow, in words.
 */
#ifndef CORDON_VERDICT_FINDING_H
#define CORDON_VERDICT_FINDING_H

#include "analyzer/link/program.h"
#include "analyzer/verdict/report.h"
#include "analyzer/verdict/standing.h"

/* "fs.read:./a", or "fs.read" without a literal argument. In `a`. */
struct str finding_effect(struct arena *a, const struct program *p, const struct fact *fact);
/* Everything of the finding but its place and path; `standing` is the package's. In `a`. */
struct report_finding finding_of(struct arena *a, const struct program *p, const struct fact *fact,
                                 const struct standing *standing);
/* Sorts by verdict (FAIL, UNKNOWN, PASS), file, line, column, rule, effect, argument. */
void findings_sort(struct report_finding *items, uint32_t count);

#endif
