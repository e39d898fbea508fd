/*
 * warm_handout.c - jobs on their way to the workers, and how far the feeds were read.
 */
#include "warm/warm_handout.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LATER_MS = 100 }; /* between two looks at what another run is judging */

uint64_t run_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void arrived(void *payload, struct str path)
{
    struct run *r = payload;
    struct warm_job job = {.path = path};

    if (warm_is_archive(path))
        vec_push(&r->queue_memory, &r->queue, warm_job_copy(&r->queue_memory, &job));
}

/* All jobs of a list that was put into the watched folder, which is then taken away. */
static void arrived_list(struct run *r, struct str path)
{
    const char *word = path.ptr;
    struct warm_sources *sources = warm_sources_new(&word, 1, NULL);
    struct warm_job job;
    struct error why = {0};
    enum warm_next next = WARM_NEXT_END;

    while ((next = warm_sources_next(sources, &job, &why)) != WARM_NEXT_END)
        if (next == WARM_NEXT_JOB)
            vec_push(&r->queue_memory, &r->queue, warm_job_copy(&r->queue_memory, &job));
    warm_sources_free(sources);
    (void)unlink(path.ptr);
}

void handout_arrived(void *payload, struct str path)
{
    if (str_ends(path, STR(".list")))
        arrived_list(payload, path);
    else
        arrived(payload, path);
}

void handout_present(void *payload, struct str path)
{
    if (str_ends(path, STR(".list")))
        arrived_list(payload, path);
}

static bool next_of_queue(struct run *r, struct warm_job *out)
{
    if (r->queue_at < r->queue.len) {
        *out = r->queue.items[r->queue_at++];
        return true;
    }
    arena_reset(&r->queue_memory);
    memset(&r->queue, 0, sizeof(r->queue));
    r->queue_at = 0;
    return false;
}

static bool next_of_sources(struct run *r, struct warm_job *out)
{
    while (!r->drained) {
        struct error why = {0};

        switch (warm_sources_next(r->sources, out, &why)) {
        case WARM_NEXT_JOB:
            return true;
        case WARM_NEXT_END:
            r->drained = true;
            break;
        case WARM_NEXT_ERROR:
            r->totals->sources_failed++;
            r->request->trouble(r->request->payload, &why);
            break;
        }
    }
    return false;
}

/* --- how far feeds were read --- */

static struct digest cursor_key(struct str url)
{
    struct digest_state d;

    digest_begin(&d, "change feed");
    digest_field(&d, "url", url);
    return digest_end(&d);
}

struct str handout_cursor(void *payload, struct str url, struct arena *a)
{
    struct run *r = payload;
    struct digest key = cursor_key(url);
    struct str sequence = {0};

    return cache_peek(r->request->cache, STORE_ORIGIN, &key, a, &sequence) ? sequence : STR("");
}

/* Notes how far the feed is now, when what was noted last is written. */
static void note_cursor(struct run *r)
{
    struct str url = {0};
    struct str sequence = {0};

    if (r->cursor.len > 0 || !warm_sources_cursor(r->sources, &url, &sequence) || str_eq(sequence, r->kept))
        return;
    r->cursor_url = str_dup(&r->cursor_memory, url);
    r->cursor = str_dup(&r->cursor_memory, sequence);
    r->cursor_number = r->handed_out;
}

/* Every job before the cursor is finished, and none is left for later. */
static bool cursor_is_reached(const struct run *r)
{
    for (uint32_t i = 0; i < r->request->workers; i++)
        if (r->slots[i].busy && r->slots[i].number <= r->cursor_number)
            return false;
    return r->later.len == 0 && r->queue_at == r->queue.len;
}

/* Puts the cursor behind the answers that it stands for: they are written together. */
static void put_cursor(struct run *r)
{
    struct digest key;

    note_cursor(r);
    if (r->cursor.len == 0 || !cursor_is_reached(r))
        return;
    key = cursor_key(r->cursor_url);
    cache_put(r->request->cache, STORE_ORIGIN, &key, r->cursor);
    r->written = true;
    arena_reset(&r->kept_memory);
    r->kept = str_dup(&r->kept_memory, r->cursor);
    r->cursor = (struct str){0};
    arena_reset(&r->cursor_memory);
}

bool handout_write(struct run *r)
{
    r->committed_ms = run_now_ms();
    put_cursor(r);
    if (r->written && !cache_flush(r->request->cache))
        return false;
    r->written = false;
    cache_write_used(r->request->cache);
    warm_claims_release(&r->claims);
    return true;
}

void handout_ask_again(struct run *r)
{
    if (r->later.len == 0 || !r->drained || run_now_ms() - r->later_ms < LATER_MS)
        return;
    r->later_ms = run_now_ms();
    for (uint32_t i = 0; i < r->later.len; i++)
        vec_push(&r->queue_memory, &r->queue, warm_job_copy(&r->queue_memory, &r->later.items[i]));
    arena_reset(&r->later_memory);
    memset(&r->later, 0, sizeof(r->later));
}

bool handout_next(struct run *r, struct warm_job *out)
{
    return !r->ending && (next_of_queue(r, out) || next_of_sources(r, out));
}
