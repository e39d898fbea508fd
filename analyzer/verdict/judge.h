/*
 * judge.h - a program's facts held against a policy: the report.
 *
 * An effect is allowed when the profile allows its tier or a grant gives it to the package. What is left is
 * FAIL when the code names it and UNKNOWN when it only may happen, unless a launch condition that the
 * deployment keeps closes it.
 */
#ifndef CORDON_VERDICT_JUDGE_H
#define CORDON_VERDICT_JUDGE_H

#include "analyzer/base/err.h"
#include "analyzer/link/program.h"
#include "analyzer/verdict/report.h"

/*
 * The report about `p`, in `run`. Source lines are read again: ERR_IO when a file is not what was analysed.
 */
enum err judge_program(struct arena *run, struct program *p, struct report **out, struct error *why) NODISCARD;

#endif
