#include "analyzer/workers.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WORKERS_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WORKERS_SANITIZED 1
#endif

/* Sanitizers spread locals over several times their size. */
#ifdef WORKERS_SANITIZED
enum { STACK_SIZE = 2 * 1024 * 1024 };
#else
enum { STACK_SIZE = 256 * 1024 };
#endif

enum { TICK_NANOSECONDS = 100 * 1000 * 1000 };

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t wake; /* a new round, or the end */
    pthread_cond_t idle; /* the last thread of a round is done */
    const struct workers_job *job;
    uint32_t count;
    uint32_t round;
    uint32_t busy; /* threads that have not finished the round */
    bool ending;
    atomic_uint_fast32_t next;
    atomic_uint_fast32_t done;
    uint32_t threads;
    struct worker {
        struct workers *pool;
        pthread_t id;
        uint32_t index;
    } worker[WORKERS_MAX];
};

static void work(struct workers *w, uint32_t thread, const struct workers_job *job, uint32_t count)
{
    for (;;) {
        uint32_t index = (uint32_t)atomic_fetch_add_explicit(&w->next, 1, memory_order_relaxed);
        if (index >= count)
            return;
        job->run(job->payload, thread, index);
        (void)atomic_fetch_add_explicit(&w->done, 1, memory_order_relaxed);
    }
}

static void *worker_main(void *argument)
{
    struct worker *self = argument;
    struct workers *w = self->pool;
    uint32_t seen = 0;

    (void)pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->ending && w->round == seen)
            (void)pthread_cond_wait(&w->wake, &w->lock);
        if (w->ending)
            break;
        seen = w->round;
        const struct workers_job *job = w->job;
        uint32_t count = w->count;
        (void)pthread_mutex_unlock(&w->lock);
        work(w, self->index, job, count);
        (void)pthread_mutex_lock(&w->lock);
        if (--w->busy == 0)
            (void)pthread_cond_signal(&w->idle);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

static int start_thread(struct workers *w, uint32_t index)
{
    struct worker *self = &w->worker[index];
    pthread_attr_t attributes;
    int code = pthread_attr_init(&attributes);

    if (code != 0)
        return code;
    *self = (struct worker){.pool = w, .index = index};
    code = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    if (code == 0)
        code = pthread_create(&self->id, &attributes, worker_main, self);
    (void)pthread_attr_destroy(&attributes);
    return code;
}

static void init_sync(struct workers *w)
{
    pthread_condattr_t clock;

    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->wake, NULL);
    (void)pthread_condattr_init(&clock);
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&w->idle, &clock);
    (void)pthread_condattr_destroy(&clock);
}

enum err workers_new(struct workers **out, uint32_t threads, struct error *why)
{
    struct workers *w = calloc(1, sizeof(*w));

    assert(threads >= 1 && threads <= WORKERS_MAX);
    if (w == NULL)
        return error_set(why, ERR_LIMIT, "no memory for %u threads", (unsigned)threads);
    init_sync(w);
    for (; w->threads < threads; w->threads++) {
        int code = start_thread(w, w->threads);
        if (code != 0) {
            workers_free(w);
            return error_set(why, ERR_LIMIT, "cannot start %u threads: %s", (unsigned)threads, strerror(code));
        }
    }
    *out = w;
    return OK;
}

void workers_free(struct workers *w)
{
    if (w == NULL)
        return;
    (void)pthread_mutex_lock(&w->lock);
    w->ending = true;
    (void)pthread_cond_broadcast(&w->wake);
    (void)pthread_mutex_unlock(&w->lock);
    for (uint32_t i = 0; i < w->threads; i++)
        (void)pthread_join(w->worker[i].id, NULL);
    (void)pthread_cond_destroy(&w->idle);
    (void)pthread_cond_destroy(&w->wake);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}

static struct timespec next_tick(void)
{
    struct timespec at = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += TICK_NANOSECONDS;
    if (at.tv_nsec >= 1000 * 1000 * 1000) {
        at.tv_nsec -= 1000 * 1000 * 1000;
        at.tv_sec++;
    }
    return at;
}

/* Called with the lock held. */
static void wait_until_idle(struct workers *w, const struct workers_job *job)
{
    struct timespec at = next_tick();

    while (w->busy > 0) {
        if (job->tick == NULL) {
            (void)pthread_cond_wait(&w->idle, &w->lock);
        } else if (pthread_cond_timedwait(&w->idle, &w->lock, &at) == ETIMEDOUT) {
            job->tick(job->payload, (uint32_t)atomic_load_explicit(&w->done, memory_order_relaxed));
            at = next_tick();
        }
    }
}

void workers_run(struct workers *w, const struct workers_job *job, uint32_t count)
{
    if (count == 0)
        return;
    (void)pthread_mutex_lock(&w->lock);
    w->job = job;
    w->count = count;
    w->busy = w->threads;
    w->round++;
    atomic_store(&w->next, 0);
    atomic_store(&w->done, 0);
    (void)pthread_cond_broadcast(&w->wake);
    wait_until_idle(w, job);
    w->job = NULL;
    (void)pthread_mutex_unlock(&w->lock);
}
