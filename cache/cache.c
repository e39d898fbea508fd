#include "cache/cache.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/base/vec.h"
#include "cache/cache_dir.h"
#include "cache/pages.h"
#include "cache/record.h"

/* A later format gets another name, so that two versions of cordon can share a folder. */
#define DATA_NAME "cordon-1.mdb"
#define LOCK_NAME DATA_NAME "-lock"

enum {
    KEY_SIZE = 1 + DIGEST_SIZE,
    MAX_READERS = 1024,
    WRITER_SECONDS = 120,          /* longer than any batch takes, even behind another writer */
    WRITER_CPU_SECONDS = 10,       /* a batch takes one; LMDB may go round for ever in a damaged file */
    FOLDER_LOCK_TRIES = 200,
    FOLDER_LOCK_NANOSECONDS = 10 * 1000 * 1000,
};

static const size_t batch_bytes = (size_t)64 * 1024 * 1024;
static const size_t map_initial = (size_t)256 * 1024 * 1024;
static const size_t map_max = (size_t)1 << 42;

/* What became of a batch: the exit code of the process that wrote it. Sanitizers use 99. */
enum outcome {
    OUTCOME_WRITTEN = 0,
    OUTCOME_DAMAGED = 10, /* the file is not what LMDB left */
    OUTCOME_FULL,
    OUTCOME_DENIED,
    OUTCOME_BUSY, /* another process held the cache for too long */
    OUTCOME_FAILED,
};

struct batch_item {
    char key[KEY_SIZE];
    struct str record;
};

struct cache {
    struct arena memory;   /* of the cache itself */
    const char *folder;
    const char *data_path;
    int folder_fd;         /* -1: the cache is not used at all */
    pid_t process;         /* that opened it */
    MDB_env *env;          /* for reading; NULL when there is nothing to read */
    MDB_txn *snapshot;     /* pins the pages that cache_get reads */
    struct pages pages;
    bool pinned;           /* with a snapshot, so that what is wrong is damage and not a writer's work */
    atomic_bool damaged;
    struct arena batch_memory;
    VEC(struct batch_item) batch;
    pid_t writer;          /* the process that is writing a batch, or 0 */
    bool unwritable;       /* a batch could not be written: later ones are not tried */
    struct error trouble;
};

/*
 * Others hold this lock while they open the two files, and the one who replaces them alone: nobody
 * can pair an old lock file with a new data file. False when it cannot be had.
 */
static bool lock_folder(int folder_fd, int how)
{
    struct timespec pause = {.tv_nsec = FOLDER_LOCK_NANOSECONDS};

    for (int i = 0; i < FOLDER_LOCK_TRIES; i++) {
        if (flock(folder_fd, how | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static void unlock_folder(int folder_fd)
{
    (void)flock(folder_fd, LOCK_UN);
}

/* --- reading --- */

/* Looks at the data file before LMDB maps it. */
static enum pages_state inspect_data(struct cache *c)
{
    int fd = openat(c->folder_fd, DATA_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    enum pages_state state = PAGES_MISSING;
    struct stat st;

    if (fd < 0 && errno == ENOENT)
        return PAGES_MISSING;
    if (fd < 0 || fstat(fd, &st) != 0)
        (void)error_sys(&c->trouble, "the cache %s", c->data_path);
    else if (!S_ISREG(st.st_mode))
        (void)error_set(&c->trouble, ERR_USAGE, "the cache %s is not a regular file", c->data_path);
    else if (cache_dir_check_owner(fd, c->data_path, &c->trouble) == OK)
        state = pages_open(&c->pages, fd);
    if (fd >= 0)
        (void)close(fd);
    if (c->trouble.code != OK)
        c->unwritable = true;
    return state;
}

static void close_snapshot(struct cache *c)
{
    if (c->snapshot != NULL)
        mdb_txn_abort(c->snapshot);
    if (c->env != NULL)
        mdb_env_close(c->env);
    c->snapshot = NULL;
    c->env = NULL;
}

static bool is_denied(int rc)
{
    return rc == EACCES || rc == EROFS || rc == EPERM;
}

/* True for what LMDB says about a file, as opposed to what the system says about us. */
static bool is_damage(int rc)
{
    return rc < 0 && rc != MDB_MAP_FULL && rc != MDB_MAP_RESIZED && rc != MDB_READERS_FULL && rc != MDB_TLS_FULL;
}

static int open_env(struct cache *c, unsigned flags)
{
    int rc = mdb_env_create(&c->env);

    if (rc == 0)
        rc = mdb_env_set_maxreaders(c->env, MAX_READERS);
    if (rc == 0)
        rc = mdb_env_open(c->env, c->data_path, MDB_NOSUBDIR | MDB_NOTLS | MDB_RDONLY | flags, S_IRUSR | S_IWUSR);
    if (rc != 0)
        close_snapshot(c);
    return rc;
}

static int begin_snapshot(struct cache *c)
{
    int dead = 0;
    int rc = mdb_txn_begin(c->env, NULL, MDB_RDONLY, &c->snapshot);

    if (rc == MDB_READERS_FULL && mdb_reader_check(c->env, &dead) == 0)
        rc = mdb_txn_begin(c->env, NULL, MDB_RDONLY, &c->snapshot);
    if (rc == MDB_MAP_RESIZED) {
        rc = mdb_env_set_mapsize(c->env, 0);
        if (rc == 0)
            rc = mdb_txn_begin(c->env, NULL, MDB_RDONLY, &c->snapshot);
    }
    return rc;
}

/* Opens what is there for reading. A folder in which no lock can be taken is read without one. */
static int open_snapshot(struct cache *c)
{
    int rc = open_env(c, 0);

    c->pinned = rc == 0;
    if (is_denied(rc))
        rc = open_env(c, MDB_NOLOCK);
    if (rc == 0)
        rc = begin_snapshot(c);
    if (rc != 0)
        close_snapshot(c);
    return rc;
}

static void open_for_reading(struct cache *c)
{
    enum pages_state state = inspect_data(c);
    mdb_filehandle_t fd = -1;
    int rc = 0;

    if (state == PAGES_GOOD) {
        rc = open_snapshot(c);
        if (rc == 0 && (rc = mdb_env_get_fd(c->env, &fd)) == 0)
            state = pages_open(&c->pages, fd);
    }
    if (state == PAGES_FOREIGN || state == PAGES_DAMAGED || is_damage(rc))
        atomic_store(&c->damaged, true);
    else if (rc != 0)
        (void)error_set(&c->trouble, ERR_IO, "the cache %s cannot be read: %s", c->data_path, mdb_strerror(rc));
    if (state != PAGES_GOOD || rc != 0)
        close_snapshot(c);
}

struct cache *cache_open(const char *directory)
{
    struct cache *c = calloc(1, sizeof(*c));
    struct strbuf path;

    if (c == NULL)
        abort();
    c->folder_fd = -1;
    c->process = getpid();
    atomic_init(&c->damaged, false);
    if (directory == NULL && cache_dir_default(&c->memory, &directory, &c->trouble) != OK)
        return c;
    c->folder = str_to_c(&c->memory, str_from(directory));
    if (cache_dir_open(c->folder, &c->folder_fd, &c->trouble) != OK)
        return c;
    strbuf_init(&path, &c->memory);
    strbuf_printf(&path, "%s/%s", c->folder, DATA_NAME);
    c->data_path = strbuf_text(&path).ptr;
    if (lock_folder(c->folder_fd, LOCK_SH)) {
        open_for_reading(c);
        unlock_folder(c->folder_fd);
    }
    return c;
}

static void make_key(char key[KEY_SIZE], uint8_t kind, const struct digest *digest)
{
    key[0] = (char)kind;
    memcpy(key + 1, digest->bytes, DIGEST_SIZE);
}

bool cache_get(struct cache *c, uint8_t kind, const struct digest *key, struct arena *a, struct str *payload)
{
    struct str bytes = {NULL, 0};
    char name[KEY_SIZE];
    enum pages_state state = PAGES_MISSING;
    enum record_state record = RECORD_FOREIGN;

    if (c->snapshot == NULL || c->process != getpid())
        return false;
    make_key(name, kind, key);
    state = pages_find(&c->pages, (struct str){name, sizeof(name)}, a, &bytes);
    if (state == PAGES_GOOD)
        record = record_open(bytes, kind, key, payload);
    if (c->pinned && (state == PAGES_DAMAGED || record == RECORD_DAMAGED))
        atomic_store(&c->damaged, true);
    return record == RECORD_GOOD;
}

/* --- writing, in the child --- */

static enum outcome outcome_of(int rc)
{
    if (rc == 0)
        return OUTCOME_WRITTEN;
    if (is_damage(rc))
        return OUTCOME_DAMAGED;
    if (rc == ENOSPC || rc == EDQUOT || rc == EFBIG || rc == MDB_MAP_FULL)
        return OUTCOME_FULL;
    return is_denied(rc) ? OUTCOME_DENIED : OUTCOME_FAILED;
}

static int put_all(const struct cache *c, MDB_txn *txn)
{
    MDB_dbi dbi = 0;
    int rc = mdb_dbi_open(txn, NULL, 0, &dbi);

    for (uint32_t i = 0; rc == 0 && i < c->batch.len; i++) {
        struct batch_item *item = &c->batch.items[i];
        MDB_val key = {sizeof(item->key), item->key};
        MDB_val value = {item->record.len, (char *)item->record.ptr};

        rc = mdb_put(txn, dbi, &key, &value, 0);
    }
    return rc;
}

static int put_in_transaction(const struct cache *c, MDB_env *env)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(env, NULL, 0, &txn);

    if (rc == MDB_MAP_RESIZED) { /* another process made it larger */
        rc = mdb_env_set_mapsize(env, 0);
        if (rc == 0)
            rc = mdb_txn_begin(env, NULL, 0, &txn);
    }
    if (rc != 0)
        return rc;
    rc = put_all(c, txn);
    if (rc == 0)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return rc;
}

/* Doubles the map until the batch fits. */
static int put_with_growth(const struct cache *c, MDB_env *env)
{
    for (;;) {
        int rc = put_in_transaction(c, env);
        MDB_envinfo info;

        if (rc != MDB_MAP_FULL)
            return rc;
        rc = mdb_env_info(env, &info);
        if (rc == 0 && info.me_mapsize >= map_max)
            return MDB_MAP_FULL;
        if (rc == 0)
            rc = mdb_env_set_mapsize(env, info.me_mapsize * 2);
        if (rc != 0)
            return rc;
    }
}

/* A map with room for what is there and the batch; LMDB itself takes the larger of this and what is in the file. */
static size_t map_size_for(const struct cache *c)
{
    struct stat st;
    size_t size = map_initial;

    if (fstatat(c->folder_fd, DATA_NAME, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return size;
    while (size < map_max && size / 2 < (size_t)st.st_size)
        size *= 2;
    return size;
}

/* Without a sync of the meta page a crash of the machine may lose the last batch, and nothing else. */
static int write_batch(const struct cache *c)
{
    const unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | MDB_NOMETASYNC;
    MDB_env *env = NULL;
    int dead = 0;
    int rc = mdb_env_create(&env);

    if (rc == 0)
        rc = mdb_env_set_mapsize(env, map_size_for(c));
    if (rc == 0)
        rc = mdb_env_set_maxreaders(env, MAX_READERS);
    if (rc == 0)
        rc = mdb_env_open(env, c->data_path, flags, S_IRUSR | S_IWUSR);
    unlock_folder(c->folder_fd);
    if (rc == 0)
        rc = mdb_reader_check(env, &dead);
    if (rc == 0)
        rc = put_with_growth(c, env);
    return rc;
}

/* A file size limit must be an error and not a signal, and a crash is expected and leaves nothing behind. */
static void prepare_child(void)
{
    struct rlimit no_core = {0, 0};
    struct rlimit cpu = {WRITER_CPU_SECONDS, WRITER_CPU_SECONDS + 1};
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    (void)signal(SIGXFSZ, SIG_IGN);
    (void)signal(SIGALRM, SIG_DFL);
    (void)signal(SIGSEGV, SIG_DFL);
    (void)signal(SIGBUS, SIG_DFL);
    (void)signal(SIGFPE, SIG_DFL);
    (void)signal(SIGXCPU, SIG_DFL);
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)setrlimit(RLIMIT_CPU, &cpu);
    if (null >= 0)
        (void)dup2(null, STDERR_FILENO);
    (void)alarm(WRITER_SECONDS);
}

static NORETURN void run_child(struct cache *c)
{
    prepare_child();
    /* A lock belongs to an open file: the parent's would be let go together with ours. */
    c->folder_fd = open(c->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c->folder_fd < 0)
        _exit(OUTCOME_FAILED);
    if (!lock_folder(c->folder_fd, LOCK_SH))
        _exit(OUTCOME_BUSY);
    _exit(outcome_of(write_batch(c)));
}

/* --- writing, in the parent --- */

/* Throws the files away: whoever has them open keeps what they had. */
static void discard_data(struct cache *c)
{
    if (!lock_folder(c->folder_fd, LOCK_EX)) {
        (void)error_set(&c->trouble, ERR_IO, "the cache %s is damaged, and another process uses it", c->data_path);
        c->unwritable = true;
        return;
    }
    if ((unlinkat(c->folder_fd, DATA_NAME, 0) != 0 && errno != ENOENT) ||
        (unlinkat(c->folder_fd, LOCK_NAME, 0) != 0 && errno != ENOENT)) {
        (void)error_sys(&c->trouble, "the cache %s is damaged and cannot be removed", c->data_path);
        c->unwritable = true;
    } else {
        (void)error_set(&c->trouble, ERR_FORMAT, "the cache %s was damaged or of another kind; it is made anew",
                        c->data_path);
    }
    unlock_folder(c->folder_fd);
}

static void start_writer(struct cache *c)
{
    pid_t child = fork();

    if (child == 0)
        run_child(c);
    if (child < 0) {
        (void)error_sys(&c->trouble, "the cache %s cannot be written", c->data_path);
        c->unwritable = true;
        return;
    }
    c->writer = child;
}

static enum outcome wait_for_writer(pid_t writer)
{
    int status = 0;
    pid_t got = -1;

    do
        got = waitpid(writer, &status, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0) /* somebody made children vanish unseen (SIGCHLD ignored) */
        return OUTCOME_WRITTEN;
    if (WIFSIGNALED(status)) {
        switch (WTERMSIG(status)) {
        case SIGALRM:
            return OUTCOME_BUSY;
        case SIGKILL:
        case SIGTERM:
        case SIGINT:
        case SIGHUP:
            return OUTCOME_FAILED;
        default:
            return OUTCOME_DAMAGED;
        }
    }
    switch (WEXITSTATUS(status)) {
    case OUTCOME_WRITTEN:
    case OUTCOME_FULL:
    case OUTCOME_DENIED:
    case OUTCOME_BUSY:
    case OUTCOME_FAILED:
        return (enum outcome)WEXITSTATUS(status);
    default: /* also what a sanitizer says about a crash */
        return OUTCOME_DAMAGED;
    }
}

static const char *outcome_text(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_WRITTEN:
        return "it was written";
    case OUTCOME_DAMAGED:
        return "it is damaged";
    case OUTCOME_FULL:
        return "there is no space left";
    case OUTCOME_DENIED:
        return "permission denied";
    case OUTCOME_BUSY:
        return "another process held it for too long";
    case OUTCOME_FAILED:
        return "the writing process failed";
    }
    return "";
}

/* Waits for the batch under way, and forgets it. */
static void finish_writer(struct cache *c)
{
    enum outcome outcome = OUTCOME_WRITTEN;

    if (c->writer == 0)
        return;
    outcome = wait_for_writer(c->writer);
    if (outcome == OUTCOME_DAMAGED) { /* once more, into a new file */
        discard_data(c);
        if (!c->unwritable)
            start_writer(c);
        outcome = c->unwritable ? OUTCOME_WRITTEN : wait_for_writer(c->writer);
    }
    c->writer = 0;
    if (outcome != OUTCOME_WRITTEN) {
        (void)error_set(&c->trouble, ERR_IO, "the cache %s cannot be written: %s", c->data_path,
                        outcome_text(outcome));
        c->unwritable = true;
    }
    arena_reset(&c->batch_memory);
    memset(&c->batch, 0, sizeof(c->batch));
}

static int compare_items(const void *left, const void *right)
{
    return memcmp(((const struct batch_item *)left)->key, ((const struct batch_item *)right)->key, KEY_SIZE);
}

void cache_commit(struct cache *c)
{
    if (c->folder_fd < 0 || c->process != getpid() || c->writer != 0)
        return;
    /* Whatever cannot be written for another reason cannot be removed either. */
    if (!c->unwritable && atomic_exchange(&c->damaged, false))
        discard_data(c);
    if (c->unwritable || c->batch.len == 0)
        return;
    /* In the order of keys neighbours share pages, and the file's bytes depend on nothing else. */
    qsort(c->batch.items, c->batch.len, sizeof(*c->batch.items), compare_items);
    start_writer(c);
}

void cache_put(struct cache *c, uint8_t kind, const struct digest *key, struct str payload)
{
    struct batch_item item;
    struct strbuf record;

    if (c->folder_fd < 0 || c->unwritable || c->process != getpid())
        return;
    if (c->writer != 0)
        finish_writer(c);
    make_key(item.key, kind, key);
    strbuf_init(&record, &c->batch_memory);
    record_wrap(&record, kind, key, payload);
    item.record = strbuf_text(&record);
    vec_push(&c->batch_memory, &c->batch, item);
    if (c->batch_memory.used > batch_bytes)
        cache_commit(c);
}

void cache_close(struct cache *c, struct error *trouble)
{
    if (c->process == getpid()) {
        finish_writer(c);
        cache_commit(c);
        finish_writer(c);
        close_snapshot(c);
    }
    if (c->folder_fd >= 0)
        (void)close(c->folder_fd);
    if (trouble != NULL)
        *trouble = c->trouble;
    arena_reset(&c->batch_memory);
    arena_reset(&c->memory);
    free(c);
}
