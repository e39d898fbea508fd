/*
 * warm_handout.h - a run's state, and its jobs on their way to the workers: from the sources, from the watched
 * folder, and once more from what was left to another run. Only warm_run.c and warm_handout.c include it.
 */
#ifndef CORDON_WARM_HANDOUT_H
#define CORDON_WARM_HANDOUT_H

#include <sys/types.h>

#include "warm/warm_claims.h"
#include "warm/warm_message.h"
#include "warm/warm_run.h"
#include "warm/warm_watch.h"

/* A worker. */
struct slot {
    pid_t process; /* 0: none */
    int fd;
    struct warm_inbox inbox;
    struct arena memory; /* of the job */
    struct warm_job job;
    bool busy;
    uint64_t number; /* of the job, in the order in which they were handed out */
    bool later;      /* it was told to leave its archive to somebody else */
    bool timed_out;
    uint64_t deadline;
};

struct run {
    const struct warm_request *request;
    struct warm_totals *totals;
    struct warm_sources *sources;
    struct warm_claims claims;
    struct warm_watch *watch;
    struct slot *slots;
    struct pollfd *polled;
    int signals;
    bool ending;         /* told to end: nothing is handed out any more */
    bool drained;        /* the sources have no more */
    bool written;        /* something waits to be written */
    uint64_t handed_out; /* jobs so far */
    struct arena cursor_memory;
    struct str cursor_url; /* how far a feed was read when `cursor_number` jobs had been handed out */
    struct str cursor;
    uint64_t cursor_number;
    struct arena kept_memory;
    struct str kept; /* the cursor that was written last */
    uint64_t committed_ms;
    uint64_t later_ms; /* when `queue` was filled from `later` last */
    struct arena queue_memory;
    VEC(struct warm_job) queue;
    uint32_t queue_at;
    struct arena later_memory;
    VEC(struct warm_job) later;
    struct error *why;
};

/* Milliseconds of a clock that only goes forward. */
uint64_t run_now_ms(void);

/* Listeners of the watched folder, `payload` is the run: a file that arrived, and one that was there from the start
   (archives among those are a source like any other, lists are read now). */
void handout_arrived(void *payload, struct str path);
void handout_present(void *payload, struct str path);
/* How far the feed at `url` was read before, "" when nothing is known; owned by `a`. `payload` is the run. */
struct str handout_cursor(void *payload, struct str url, struct arena *a);
/* Writes the answers that wait, and the cursor that they stand for; false when the cache cannot be written. */
bool handout_write(struct run *r);
/* What others are judging, or this run a moment ago, is asked for again when nothing else is left. */
void handout_ask_again(struct run *r);
/* The next job; false when there is none now. It lasts until the next call. */
bool handout_next(struct run *r, struct warm_job *out);

#endif
