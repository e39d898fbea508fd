/* Writing: batches, in a child process each, and what replaces the whole database. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/base/strbuf.h"
#include "cache/cache_state.h"
#include "cache/writer.h"

static const size_t batch_bytes = (size_t)64 * 1024 * 1024;

/* --- writing, in the child --- */

/* A lock belongs to an open file: the parent's would be let go together with the child's. */
static int open_folder_again(const struct cache *c)
{
    return open(c->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void rewind_batch(void *payload)
{
    struct cache *c = payload;

    c->next = 0;
}

static bool next_of_batch(void *payload, struct database_item *out)
{
    struct cache *c = payload;

    if (c->next == c->batch.len)
        return false;
    *out = c->batch.items[c->next++];
    return true;
}

static enum outcome write_batch(void *payload)
{
    struct cache *c = payload;
    const struct database_write w = {
        .folder = c->folder,
        .folder_fd = open_folder_again(c),
        .bytes = c->batch_memory.used,
        .source = {c, rewind_batch, next_of_batch, NULL},
    };

    return w.folder_fd < 0 ? OUTCOME_FAILED : database_write(&w);
}

/* --- writing, in the parent --- */

/* Throws the files away, unless others did already: whoever has them open keeps what they had. */
static void discard_data(struct cache *c)
{
    if (!database_lock(c->folder_fd, true)) {
        (void)error_set(&c->trouble, ERR_IO, "the cache %s is damaged, and another process uses it", c->data_path);
        c->unwritable = true;
        return;
    }
    if (cache_is_in_place(c)) {
        if (database_remove(c->folder_fd)) {
            (void)error_set(&c->trouble, ERR_FORMAT, "the cache %s was damaged or of another kind; it is made anew",
                            c->data_path);
        } else {
            (void)error_sys(&c->trouble, "the cache %s is damaged and cannot be removed", c->data_path);
            c->unwritable = true;
        }
    }
    database_unlock(c->folder_fd);
}

static void start_writer(struct cache *c)
{
    const struct writer_job job = {write_batch, c, c->batch_memory.used};
    pid_t child = writer_start(&job);

    if (child < 0) {
        (void)error_sys(&c->trouble, "the cache %s cannot be written", c->data_path);
        c->unwritable = true;
        return;
    }
    c->writer = child;
}

static void note_file_in_place(struct cache *c)
{
    struct stat st;

    if (fstatat(c->folder_fd, DATABASE_DATA, &st, AT_SYMLINK_NOFOLLOW) == 0)
        c->seen = (struct identity){st.st_dev, st.st_ino};
}

static void fail_writing(struct cache *c, enum outcome outcome)
{
    (void)error_set(&c->trouble, ERR_IO, "the cache %s cannot be written: %s", c->data_path, outcome_text(outcome));
    c->unwritable = true;
}

void cache_finish_writer(struct cache *c)
{
    enum outcome outcome = OUTCOME_DONE;

    if (c->writer == 0)
        return;
    outcome = writer_wait(c->writer);
    if (outcome == OUTCOME_DAMAGED) { /* once more, into a new file */
        note_file_in_place(c);
        discard_data(c);
        if (!c->unwritable)
            start_writer(c);
        outcome = c->unwritable ? OUTCOME_DONE : writer_wait(c->writer);
    }
    c->writer = 0;
    if (outcome != OUTCOME_DONE)
        fail_writing(c, outcome);
    arena_reset(&c->batch_memory);
    memset(&c->batch, 0, sizeof(c->batch));
}

static int compare_items(const void *left, const void *right)
{
    return memcmp(((const struct database_item *)left)->key, ((const struct database_item *)right)->key,
                  RECORD_KEY_SIZE);
}

void cache_commit(struct cache *c)
{
    if (c->folder_fd < 0 || !cache_is_own(c) || c->writer != 0)
        return;
    /* Whatever cannot be written for another reason cannot be removed either. */
    if (!c->unwritable && atomic_exchange(&c->damaged, false))
        discard_data(c);
    if (c->unwritable || c->batch.len == 0)
        return;
    /* In the order of keys neighbours share pages. */
    qsort(c->batch.items, c->batch.len, sizeof(*c->batch.items), compare_items);
    start_writer(c);
}

void cache_put(struct cache *c, uint8_t kind, const struct digest *key, struct str payload)
{
    struct database_item item = {0};
    struct strbuf record;

    assert(kind < COUNTERS_KINDS);
    if (c->folder_fd < 0 || c->unwritable || !cache_is_own(c))
        return;
    if (c->writer != 0)
        cache_finish_writer(c);
    record_key(item.key, kind, key);
    strbuf_init(&record, &c->batch_memory);
    record_wrap(&record, kind, key, (uint64_t)time(NULL), payload);
    item.record = strbuf_text(&record);
    vec_push(&c->batch_memory, &c->batch, item);
    if (c->batch_memory.used > batch_bytes)
        cache_commit(c);
}

bool cache_flush(struct cache *c)
{
    if (c->folder_fd < 0 || !cache_is_own(c))
        return false;
    cache_finish_writer(c);
    cache_commit(c);
    cache_finish_writer(c);
    cache_renew(c);
    return !c->unwritable;
}

/* Whoever writes next makes it anew. */
static void mark_damaged(struct cache *c)
{
    atomic_store(&c->damaged, true);
}

/* --- all at once --- */

struct rewrite_job {
    const struct cache *cache;
    const struct database_filter *filter;
};

static enum outcome rewrite(void *payload)
{
    const struct rewrite_job *job = payload;
    int fd = open_folder_again(job->cache);

    return fd < 0 ? OUTCOME_FAILED : database_rewrite(job->cache->folder, fd, job->filter);
}

static enum err finish_job(struct cache *c, const struct writer_job *job, struct error *why)
{
    enum outcome outcome = OUTCOME_DONE;

    if (!cache_flush(c))
        return error_set(why, ERR_IO, "%s", c->trouble.text);
    outcome = writer_run(job);
    if (outcome == OUTCOME_DAMAGED) {
        note_file_in_place(c);
        mark_damaged(c);
    }
    cache_renew(c);
    if (outcome != OUTCOME_DONE)
        return error_set(why, ERR_IO, "the cache %s cannot be written: %s", c->data_path, outcome_text(outcome));
    return OK;
}

enum err cache_rewrite(struct cache *c, const struct database_filter *filter, struct error *why)
{
    struct rewrite_job job = {c, filter};
    const struct writer_job writer = {rewrite, &job, c->pages.bytes};

    return finish_job(c, &writer, why);
}

struct write_job {
    const struct cache *cache;
    struct database_source source;
    uint64_t bytes;
};

static enum outcome write_all(void *payload)
{
    const struct write_job *job = payload;
    const struct database_write w = {
        .folder = job->cache->folder,
        .folder_fd = open_folder_again(job->cache),
        .bytes = job->bytes,
        .source = job->source,
    };

    return w.folder_fd < 0 ? OUTCOME_FAILED : database_write(&w);
}

enum err cache_write_all(struct cache *c, const struct database_source *source, uint64_t bytes, struct error *why)
{
    struct write_job job = {c, *source, bytes};
    const struct writer_job writer = {write_all, &job, bytes};

    return finish_job(c, &writer, why);
}
