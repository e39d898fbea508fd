/*
 * workers.h - the same job for many items, on several threads.
 *
 * Threads take the next index from one counter and share nothing else; the caller owns all results
 * and finds them by index, so they do not depend on the number of threads. Stacks are small on
 * purpose: recursion over hostile input fails in the first pathological fixture.
 */
#ifndef CORDON_WORKERS_H
#define CORDON_WORKERS_H

#include <stdint.h>

#include "analyzer/base/err.h"

struct workers;

enum { WORKERS_MAX = 256 };

/* A pool of `threads` (1 to WORKERS_MAX) waiting threads; ERR_LIMIT when the system has no more. */
enum err workers_new(struct workers **out, uint32_t threads, struct error *why) NODISCARD;
/* Ends the threads; `w` may be NULL. */
void workers_free(struct workers *w);

struct workers_job {
    /* One item; `thread` is below the pool's number of threads. */
    void (*run)(void *payload, uint32_t thread, uint32_t index);
    /* Called now and then from the calling thread with how many items are done; may be NULL. */
    void (*tick)(void *payload, uint32_t done);
    void *payload;
};

/* Runs the job for 0 to `count` - 1 and returns when all are done. */
void workers_run(struct workers *w, const struct workers_job *job, uint32_t count);

#endif
