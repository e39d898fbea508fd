/*
 * judge.h - a program's facts held against a policy: the report.
 *
 * An effect is allowed when the profile allows its tier or a grant gives it to the package. What is left is
 * FAIL when the code names it and UNKNOWN when it only may happen, unless a launch condition that the
 * deployment keeps closes it.
 */
#ifndef CORDON_VERDICT_JUDGE_H
#define CORDON_VERDICT_JUDGE_H

#include "analyzer/link/program.h"
#include "analyzer/verdict/report.h"

/* The report about `p`, in `run`, with `detail`: a set of enum report_detail. */
struct report *judge_program(struct arena *run, const struct program *p, uint32_t detail);

#endif
