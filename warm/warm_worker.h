/*
 * warm_worker.h - a process that judges archives one after another, so that none of them can take the run down.
 *
 * It reads the cache and never writes it: what it finds out goes to the process that hands out work, together with the
 * result. What that has not written yet is remembered here, so that the next version of the same package finds it.
 */
#ifndef CORDON_WARM_WARM_WORKER_H
#define CORDON_WARM_WARM_WORKER_H

#include "analyzer/answers.h"
#include "warm/warm_job.h"

struct warm_setting {
    const char *cache;             /* the folder, NULL: the user's */
    const struct answers *answers; /* what is asked */
    uint64_t memory;               /* bytes that one archive may take; 0: any */
    uint32_t seconds;              /* that it may take */
};

/* Does the jobs that come through `fd` until it is closed. Does not return. */
void warm_worker_run(const struct warm_setting *setting, int fd) __attribute__((noreturn));

/* The body of WARM_RESULT; records follow each other until the end. */
struct warm_result warm_result_decode(struct reader *r);
/* False when there is none left, or it is broken. */
bool warm_record_decode(struct reader *r, struct answers_record *out);

#endif
