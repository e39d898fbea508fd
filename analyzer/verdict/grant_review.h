/*
 * grant_review.h - which grants and host libraries of a policy should not be as they are: unused, expired, or wider
 * than what they are used for.
 */
#ifndef CORDON_VERDICT_GRANT_REVIEW_H
#define CORDON_VERDICT_GRANT_REVIEW_H

#include "analyzer/verdict/report.h"

enum grant_trouble { GRANT_STALE, GRANT_EXPIRED, GRANT_TOO_WIDE, GRANT_HOST_UNUSED, GRANT_HOST_MISSING };

struct grant_problem {
    enum grant_trouble trouble;
    const struct report_grant *grant; /* NULL for a host library */
    const struct report_host *host;   /* else NULL: nothing imports it, or it is not installed */
    VEC(struct report_use) instead;   /* GRANT_TOO_WIDE: the grants that would do, sorted; never empty */
};

VEC_TYPE(struct grant_problem, grant_problems);

/* Host libraries, then grants in the order of the files, in `a`; `r` must have been made with REPORT_ALLOWED, and is
 * borrowed. */
struct grant_problems grant_review(struct arena *a, const struct report *r);

#endif
