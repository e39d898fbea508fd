#include "cache/cache.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/base/strbuf.h"
#include "cache/cache_dir.h"
#include "cache/cache_state.h"

/* --- reading --- */

/* The cache is not what it should be, and nothing of it is touched. */
static void refuse(struct cache *c, const struct error *why)
{
    (void)error_set(&c->trouble, why->code, "%s", why->text);
    c->unwritable = true;
}

/* Looks at the data file before LMDB maps it. */
static enum pages_state inspect_data(struct cache *c)
{
    int fd = openat(c->folder_fd, DATABASE_DATA, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    enum pages_state state = PAGES_MISSING;
    struct error why = {0};
    struct stat st;

    c->seen = (struct identity){0};
    if (fd < 0 && errno == ENOENT)
        return PAGES_MISSING;
    if (fd < 0 || fstat(fd, &st) != 0) {
        (void)error_sys(&why, "the cache %s", c->data_path);
    } else if (!S_ISREG(st.st_mode)) {
        (void)error_set(&why, ERR_USAGE, "the cache %s is not a regular file", c->data_path);
    } else if (cache_dir_check_owner(fd, c->data_path, &why) == OK) {
        c->seen = (struct identity){st.st_dev, st.st_ino};
        state = pages_open(&c->pages, fd);
    }
    if (fd >= 0)
        (void)close(fd);
    if (why.code != OK)
        refuse(c, &why);
    return state;
}

static void open_for_reading(struct cache *c)
{
    enum pages_state state = inspect_data(c);
    enum outcome outcome = OUTCOME_DONE;

    if (state == PAGES_GOOD) {
        outcome = database_pin(c->folder, &c->pin, &c->pinned, &c->trouble);
        if (outcome == OUTCOME_DONE)
            state = pages_open(&c->pages, database_pin_fd(c->pin));
    }
    if (state == PAGES_FOREIGN || state == PAGES_DAMAGED || outcome == OUTCOME_DAMAGED)
        atomic_store(&c->damaged, true);
    if (state != PAGES_GOOD || outcome != OUTCOME_DONE) {
        database_unpin(c->pin);
        c->pin = NULL;
    }
}

/* The folder of the database, when there is one, must be the user's alone like the cache's own. */
static bool check_database_folder(struct cache *c)
{
    int fd = openat(c->folder_fd, DATABASE_NAME, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    struct error why = {0};
    enum err e = OK;

    if (fd < 0 && errno == ENOENT)
        return true;
    if (fd < 0)
        e = error_sys(&why, "the cache %s/%s", c->folder, DATABASE_NAME);
    else
        e = cache_dir_check_owner(fd, c->folder, &why);
    if (fd >= 0)
        (void)close(fd);
    if (e != OK)
        refuse(c, &why);
    return e == OK;
}

static void pin_newest(struct cache *c)
{
    if (!database_lock(c->folder_fd, false))
        return;
    if (check_database_folder(c))
        open_for_reading(c);
    database_unlock(c->folder_fd);
}

struct cache *cache_open(const char *directory)
{
    struct cache *c = calloc(1, sizeof(*c));
    struct strbuf path;

    if (c == NULL)
        abort();
    c->folder_fd = -1;
    c->process = getpid();
    c->now = (uint64_t)time(NULL);
    touched_init(&c->touched);
    atomic_init(&c->damaged, false);
    if (directory == NULL && cache_dir_default(&c->memory, &directory, &c->trouble) != OK)
        return c;
    c->folder = str_to_c(&c->memory, str_from(directory));
    if (cache_dir_open(c->folder, &c->folder_fd, &c->trouble) != OK)
        return c;
    strbuf_init(&path, &c->memory);
    strbuf_printf(&path, "%s/%s", c->folder, DATABASE_DATA);
    c->data_path = strbuf_text(&path).ptr;
    pin_newest(c);
    return c;
}

bool cache_is_own(const struct cache *c)
{
    return c->process == getpid();
}

bool cache_is_in_place(const struct cache *c)
{
    struct stat st;

    return fstatat(c->folder_fd, DATABASE_DATA, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_dev == c->seen.device &&
           st.st_ino == c->seen.inode;
}

void cache_renew(struct cache *c)
{
    if (c->folder_fd < 0 || !cache_is_own(c) || c->trouble.code == ERR_USAGE)
        return;
    c->now = (uint64_t)time(NULL);
    if (c->pin != NULL && cache_is_in_place(c) && database_pin_renew(c->pin) &&
        pages_open(&c->pages, database_pin_fd(c->pin)) == PAGES_GOOD)
        return;
    database_unpin(c->pin);
    c->pin = NULL;
    pin_newest(c);
}

/* `*bytes` is the whole record. */
static bool look_up(struct cache *c, uint8_t kind, const struct digest *key, struct arena *a, struct str *bytes_out,
                    struct str *payload)
{
    struct str bytes = {NULL, 0};
    unsigned char name[RECORD_KEY_SIZE];
    enum pages_state state = PAGES_MISSING;
    enum record_state record = RECORD_FOREIGN;

    assert(kind < COUNTERS_KINDS);
    if (c->folder_fd < 0 || !cache_is_own(c))
        return false;
    if (c->pin != NULL) {
        record_key(name, kind, key);
        state = pages_find(&c->pages, (struct str){(char *)name, sizeof(name)}, a, &bytes);
    }
    if (state == PAGES_GOOD)
        record = record_open(bytes, kind, key, payload);
    if (c->pinned && (state == PAGES_DAMAGED || record == RECORD_DAMAGED))
        atomic_store(&c->damaged, true);
    *bytes_out = bytes;
    return record == RECORD_GOOD;
}

bool cache_peek(struct cache *c, uint8_t kind, const struct digest *key, struct arena *a, struct str *payload)
{
    struct str bytes = {0};

    return look_up(c, kind, key, a, &bytes, payload);
}

bool cache_get(struct cache *c, uint8_t kind, const struct digest *key, struct arena *a, struct str *payload)
{
    struct str bytes = {0};
    struct record_head head = {0};
    bool found = look_up(c, kind, key, a, &bytes, payload);

    if (found && record_look(bytes, &head) == RECORD_GOOD)
        touched_add(&c->touched, kind, key, head.written, c->now);
    atomic_fetch_add_explicit(found ? &c->hits[kind] : &c->misses[kind], 1, memory_order_relaxed);
    return found;
}

void cache_lend_ages(struct cache *c)
{
    c->lends_ages = true;
}

uint32_t cache_take_used(struct cache *c, const struct touched_record **used)
{
    return touched_take(&c->touched, used);
}

void cache_note_used(struct cache *c, const struct touched_record *used)
{
    touched_add(&c->touched, used->kind, &used->key, 0, c->now);
}

/* Nobody is told when that fails: they are only older than they might be. */
void cache_write_used(struct cache *c)
{
    const struct error trouble = c->trouble;
    const struct touched_record *used = NULL;
    struct arena scratch = {0};
    uint32_t count = 0;

    if (c->lends_ages || c->touched.records.len == 0 || c->unwritable || c->pin == NULL ||
        faccessat(c->folder_fd, ".", W_OK, 0) != 0)
        return;
    count = touched_take(&c->touched, &used);
    for (uint32_t i = 0; i < count; i++) {
        struct str payload = {0};
        if (cache_peek(c, used[i].kind, &used[i].key, &scratch, &payload))
            cache_put(c, used[i].kind, &used[i].key, payload);
        arena_reset(&scratch);
    }
    cache_commit(c);
    cache_finish_writer(c);
    c->trouble = trouble;
    c->unwritable = false;
}

static void save_counts(struct cache *c)
{
    struct counters counts;
    uint64_t sum = 0;

    cache_counts(c, &counts);
    for (uint32_t i = 0; i < COUNTERS_KINDS; i++)
        sum += counts.hits[i] + counts.misses[i];
    if (sum > 0 && c->trouble.code != ERR_USAGE)
        counters_add(c->folder_fd, &counts);
}

void cache_close(struct cache *c, struct error *trouble)
{
    if (c->folder_fd >= 0 && cache_is_own(c)) {
        cache_finish_writer(c);
        cache_commit(c);
        cache_finish_writer(c);
        cache_write_used(c);
        save_counts(c);
        database_unpin(c->pin);
    }
    if (c->folder_fd >= 0)
        (void)close(c->folder_fd);
    if (trouble != NULL)
        *trouble = c->trouble;
    touched_free(&c->touched);
    arena_reset(&c->batch_memory);
    arena_reset(&c->memory);
    free(c);
}

/* --- for those who look after a cache --- */

const char *cache_folder(const struct cache *c)
{
    return c->folder;
}

int cache_folder_fd(const struct cache *c)
{
    return c->folder_fd;
}

const struct error *cache_trouble(const struct cache *c)
{
    return &c->trouble;
}

bool cache_pages(const struct cache *c, struct pages *out)
{
    if (c->pin == NULL || !cache_is_own(c))
        return false;
    *out = c->pages;
    return true;
}

bool cache_is_damaged(const struct cache *c)
{
    return atomic_load(&c->damaged);
}

void cache_counts(struct cache *c, struct counters *out)
{
    memset(out, 0, sizeof(*out));
    for (uint32_t i = 0; i < COUNTERS_KINDS; i++) {
        out->hits[i] = atomic_load_explicit(&c->hits[i], memory_order_relaxed);
        out->misses[i] = atomic_load_explicit(&c->misses[i], memory_order_relaxed);
    }
}
