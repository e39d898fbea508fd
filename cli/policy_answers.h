/*
 * policy_answers.h - what packages alone are held against: the tables of this installation, and --policy.
 */
#ifndef CORDON_CLI_POLICY_ANSWERS_H
#define CORDON_CLI_POLICY_ANSWERS_H

#include "analyzer/answers.h"
#include "cli/args.h"

struct policy_answers {
    struct policy policy;
    struct answers answers; /* borrows the policy */
};

/*
 * By the options --policy (none: the default policy), --main-only and --commands. Without `judging` the tables are not read, only
 * hashed, which is enough to ask. Everything lives in `a`; `out` must not move.
 */
enum err policy_answers_load(struct arena *a, const struct args *args, bool judging, struct policy_answers *out,
                             struct error *why) NODISCARD;

#endif
