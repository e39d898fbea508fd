/*
 * halves.h - rules in two halves: which facts of a pair are findings.
 *
 * Each half is harmless in a program without the other. In a program with both, one finding is enough to refuse it,
 * and it stands at the half that is rare in honest code; the other half is a bystander, a finding only where a
 * grant lets the first one happen.
 */
#ifndef CORDON_VERDICT_HALVES_H
#define CORDON_VERDICT_HALVES_H

#include "analyzer/link/program.h"

struct halves;

/* What the program's facts say; `is_allowed` is by fact. Lives in `a`. */
struct halves *halves_new(struct arena *a, const struct program *p, const bool *is_allowed);
/* True when the fact's rule has no other half, or the program has it and the fact is no bystander. */
bool halves_blame(const struct halves *h, const struct fact *fact);
/*
 * The same when the program is one package of a larger one: another package may have any other half, and is blamed for
 * its own when it has the rare one. Of the pairs that have no rare half (what finds functions on the stack, or Node's
 * internals, by a computed name) both must be in sight: `check` of the whole program sees them all.
 */
bool halves_blame_alone(const struct halves *h, const struct fact *fact);

#endif
