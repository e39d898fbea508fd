#include "warm/warm_run.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "warm/warm_handout.h"

enum {
    COMMIT_MS = 5000, /* answers of this long are lost when everything is killed */
    TICK_MS = 100,
    EXTRA_FDS = 2, /* signals, the watch */
};

/* --- workers --- */

static enum err start_worker(struct run *r, struct slot *slot)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return error_sys(r->why, "no connection to a worker");
    slot->process = fork();
    if (slot->process == 0) {
        /* Whoever holds the other end of a worker's connection keeps it from seeing that this process is gone. */
        for (uint32_t i = 0; i < r->request->workers; i++)
            if (r->slots[i].fd >= 0)
                (void)close(r->slots[i].fd);
        (void)close(ends[0]);
        warm_worker_run(&r->request->setting, ends[1]);
    }
    (void)close(ends[1]);
    if (slot->process < 0) {
        slot->process = 0;
        (void)close(ends[0]);
        return error_sys(r->why, "no process for a worker");
    }
    slot->fd = ends[0];
    slot->busy = false;
    slot->timed_out = false;
    return OK;
}

/* Closes the connection and waits for the process; its exit status. */
static int end_worker(struct slot *slot)
{
    int status = 0;

    if (slot->fd >= 0)
        (void)close(slot->fd);
    slot->fd = -1;
    while (slot->process > 0 && waitpid(slot->process, &status, 0) < 0 && errno == EINTR)
        continue;
    slot->process = 0;
    warm_inbox_free(&slot->inbox);
    return status;
}

static void finish(struct run *r, const struct warm_result *result)
{
    switch (result->state) {
    case WARM_DONE:
        r->totals->done++;
        r->totals->verdicts[result->verdict]++;
        break;
    case WARM_CACHED:
        r->totals->cached++;
        r->totals->verdicts[result->verdict]++;
        break;
    case WARM_FAILED:
        r->totals->failed++;
        break;
    }
    r->request->result(r->request->payload, result);
}

/* The worker is gone, and its archive with it. */
static void lose_worker(struct run *r, struct slot *slot)
{
    int status = end_worker(slot);
    struct warm_result result = {.state = WARM_FAILED};
    struct strbuf reason;

    if (slot->busy) {
        strbuf_init(&reason, &slot->memory);
        if (slot->timed_out)
            strbuf_printf(&reason, "took longer than %u s", r->request->setting.seconds);
        else if (WIFSIGNALED(status))
            strbuf_printf(&reason, "the analysis was ended by signal %d: too much memory, or a fault of cordon",
                          WTERMSIG(status));
        else
            strbuf_printf(&reason, "the analysis ended with status %d: too much memory, or a fault of cordon",
                          WEXITSTATUS(status));
        result.label = warm_job_label(&slot->memory, &slot->job);
        result.reason = strbuf_text(&reason);
        slot->busy = false;
        finish(r, &result);
    }
}

static bool any_busy(const struct run *r)
{
    for (uint32_t i = 0; i < r->request->workers; i++)
        if (r->slots[i].busy)
            return true;
    return false;
}

static enum err give_job(struct run *r, struct slot *slot, const struct warm_job *job)
{
    struct strbuf body;

    arena_reset(&slot->memory);
    slot->job = warm_job_copy(&slot->memory, job);
    if (slot->process == 0 && start_worker(r, slot) != OK)
        return r->why->code;
    strbuf_init(&body, &slot->memory);
    warm_job_encode(&slot->job, &body);
    slot->busy = true;
    slot->number = ++r->handed_out;
    slot->later = false;
    slot->deadline = run_now_ms() + 1000 * (uint64_t)r->request->setting.seconds;
    if (!warm_send(slot->fd, WARM_JOB, strbuf_text(&body)))
        lose_worker(r, slot);
    return OK;
}

static enum err give_jobs(struct run *r)
{
    for (uint32_t i = 0; i < r->request->workers; i++) {
        struct warm_job job;

        if (r->slots[i].busy)
            continue;
        if (!handout_next(r, &job))
            return OK;
        if (give_job(r, &r->slots[i], &job) != OK)
            return r->why->code;
    }
    return OK;
}

/* --- what workers say --- */

static void answer_claim(struct run *r, struct slot *slot, struct str integrity)
{
    slot->later = warm_claims_take(&r->claims, integrity) != WARM_CLAIM_NEW;
    if (!warm_send(slot->fd, slot->later ? WARM_SKIP : WARM_GO, (struct str){0}))
        lose_worker(r, slot);
}

static void take_used(struct run *r, struct str body)
{
    struct reader reader = {.bytes = body};

    while (!reader_done(&reader) && reader_ok(&reader)) {
        struct touched_record used = {.kind = reader_u8(&reader)};
        for (uint32_t i = 0; i < DIGEST_SIZE; i++)
            used.key.bytes[i] = reader_u8(&reader);
        if (reader_ok(&reader) && used.kind < STORE_KIND_COUNT)
            cache_note_used(r->request->cache, &used);
    }
}

static void take_result(struct run *r, struct slot *slot, struct str body)
{
    struct reader reader = {.bytes = body};
    struct warm_result result = warm_result_decode(&reader);
    struct answers_record record;

    slot->busy = false;
    if (slot->later && result.state == WARM_CACHED) {
        vec_push(&r->later_memory, &r->later, warm_job_copy(&r->later_memory, &slot->job));
        return;
    }
    while (warm_record_decode(&reader, &record)) {
        cache_put(r->request->cache, (uint8_t)record.kind, &record.key, record.bytes);
        r->written = true;
    }
    finish(r, &result);
}

static void take_messages(struct run *r, struct slot *slot)
{
    enum warm_message kind = WARM_MESSAGE_COUNT;
    struct str body = {0};

    if (!warm_inbox_read(&slot->inbox, slot->fd)) {
        lose_worker(r, slot);
        return;
    }
    while (slot->process > 0 && warm_inbox_first(&slot->inbox, &kind, &body)) {
        if (kind == WARM_CLAIM)
            answer_claim(r, slot, body);
        else if (kind == WARM_USED)
            take_used(r, body);
        else if (kind == WARM_RESULT)
            take_result(r, slot, body);
        if (slot->process > 0)
            warm_inbox_drop(&slot->inbox);
    }
}

static void end_late_ones(struct run *r)
{
    uint64_t now = run_now_ms();

    for (uint32_t i = 0; i < r->request->workers; i++) {
        struct slot *slot = &r->slots[i];

        if (!slot->busy || slot->timed_out || now < slot->deadline)
            continue;
        slot->timed_out = true;
        (void)kill(slot->process, SIGKILL);
    }
}

/* --- the loop --- */

static void take_signal(struct run *r)
{
    struct signalfd_siginfo info;

    if (read(r->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
        r->ending = true;
}

static void take_arrivals(struct run *r)
{
    const struct warm_listener listener = {handout_arrived, r};
    bool lost = false;

    warm_watch_read(r->watch, &listener, &lost);
    if (lost) { /* look at everything again */
        warm_sources_free(r->sources);
        r->sources = warm_sources_new(&r->request->watch, 1, NULL);
        r->drained = false;
    }
}

static void wait_for_something(struct run *r)
{
    uint32_t workers = r->request->workers;
    struct pollfd *fds = r->polled;

    for (uint32_t i = 0; i < workers; i++)
        fds[i] = (struct pollfd){.fd = r->slots[i].fd, .events = POLLIN};
    fds[workers] = (struct pollfd){.fd = r->signals, .events = POLLIN};
    fds[workers + 1] = (struct pollfd){.fd = r->watch != NULL ? warm_watch_fd(r->watch) : -1, .events = POLLIN};
    if (poll(fds, workers + EXTRA_FDS, TICK_MS) <= 0)
        return;
    for (uint32_t i = 0; i < workers; i++)
        if (fds[i].revents != 0)
            take_messages(r, &r->slots[i]);
    if (fds[workers].revents != 0)
        take_signal(r);
    if (fds[workers + 1].revents != 0)
        take_arrivals(r);
}

static bool is_finished(const struct run *r)
{
    if (any_busy(r))
        return false;
    if (r->ending)
        return true;
    return r->watch == NULL && r->drained && r->queue_at == r->queue.len && r->later.len == 0;
}

static enum err loop(struct run *r)
{
    r->committed_ms = run_now_ms();
    for (;;) {
        bool idle = false;

        if (give_jobs(r) != OK)
            return r->why->code;
        idle = !any_busy(r);
        if (idle || run_now_ms() - r->committed_ms > COMMIT_MS)
            if (!handout_write(r))
                return error_set(r->why, ERR_IO, "%s", cache_trouble(r->request->cache)->text);
        if (idle)
            handout_ask_again(r);
        if (is_finished(r))
            return OK;
        wait_for_something(r);
        end_late_ones(r);
        r->request->tick(r->request->payload, r->totals);
    }
}

/* Signals that end the run are read like anything else. */
static enum err open_signals(struct run *r, sigset_t *before)
{
    sigset_t wanted;

    (void)sigemptyset(&wanted);
    (void)sigaddset(&wanted, SIGINT);
    (void)sigaddset(&wanted, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &wanted, before) != 0 || (r->signals = signalfd(-1, &wanted, SFD_CLOEXEC)) < 0)
        return error_sys(r->why, "signals");
    return OK;
}

enum err warm_run(const struct warm_request *request, struct warm_totals *out, struct error *why)
{
    struct arena memory = {0};
    struct run r = {.request = request, .totals = out, .signals = -1, .why = why};
    const struct warm_listener present = {handout_present, &r};
    const struct warm_cursors cursors = {&r, handout_cursor};
    sigset_t before;
    enum err e = OK;

    assert(request->workers >= 1);
    *out = (struct warm_totals){0};
    (void)sigemptyset(&before);
    r.slots = arena_array(&memory, request->workers, sizeof(*r.slots));
    r.polled = arena_array(&memory, request->workers + EXTRA_FDS, sizeof(*r.polled));
    for (uint32_t i = 0; i < request->workers; i++)
        r.slots[i].fd = -1;
    warm_claims_open(&r.claims, cache_folder_fd(request->cache));
    r.sources = warm_sources_new(request->words, request->count, &cursors);
    if (request->watch != NULL)
        e = warm_watch_new(request->watch, &present, &r.watch, why);
    if (e == OK)
        e = open_signals(&r, &before);
    if (e == OK)
        e = loop(&r);
    for (uint32_t i = 0; i < request->workers; i++) {
        (void)end_worker(&r.slots[i]);
        arena_reset(&r.slots[i].memory);
    }
    warm_sources_free(r.sources);
    warm_watch_free(r.watch);
    warm_claims_close(&r.claims);
    if (r.signals >= 0) {
        (void)close(r.signals);
        (void)sigprocmask(SIG_SETMASK, &before, NULL);
    }
    arena_reset(&r.queue_memory);
    arena_reset(&r.later_memory);
    arena_reset(&r.cursor_memory);
    arena_reset(&r.kept_memory);
    arena_reset(&memory);
    return e;
}
