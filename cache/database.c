#include "cache/database.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/base/strbuf.h"

#define NEXT_NAME DATABASE_NAME ".next"
#define OLD_NAME DATABASE_NAME ".old"

enum {
    MAX_READERS = 1024,
    OPEN_TRIES = 100,     /* of a writer whose database was replaced while it waited */
    REWRITE_BATCH = 4096, /* records of one transaction of a rewrite */
    FOLDER_LOCK_TRIES = 200,
    FOLDER_LOCK_NANOSECONDS = 10 * 1000 * 1000,
};

static const size_t map_initial = (size_t)256 * 1024 * 1024;
static const size_t map_max = (size_t)1 << 42;
/* Without a sync of the meta page a crash of the machine may lose the last batch, and nothing else. */
static const unsigned writer_flags = MDB_NOTLS | MDB_NOMETASYNC;

const char *outcome_text(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_DONE:
        return "it was done";
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

static bool is_denied(int rc)
{
    return rc == EACCES || rc == EROFS || rc == EPERM;
}

/* True for what LMDB says about a file, as opposed to what the system says about us. */
static bool is_damage(int rc)
{
    return rc < 0 && rc != MDB_MAP_FULL && rc != MDB_MAP_RESIZED && rc != MDB_READERS_FULL && rc != MDB_TLS_FULL;
}

static enum outcome outcome_of(int rc)
{
    if (rc == 0)
        return OUTCOME_DONE;
    if (is_damage(rc))
        return OUTCOME_DAMAGED;
    if (rc == ENOSPC || rc == EDQUOT || rc == EFBIG || rc == MDB_MAP_FULL)
        return OUTCOME_FULL;
    return is_denied(rc) ? OUTCOME_DENIED : OUTCOME_FAILED;
}

bool database_lock(int folder_fd, bool alone)
{
    struct timespec pause = {.tv_nsec = FOLDER_LOCK_NANOSECONDS};

    for (int i = 0; i < FOLDER_LOCK_TRIES; i++) {
        if (flock(folder_fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

void database_unlock(int folder_fd)
{
    (void)flock(folder_fd, LOCK_UN);
}

/* "FOLDER/NAME" in `a`. */
static const char *path_of(struct arena *a, const char *folder, const char *name)
{
    struct strbuf path;

    strbuf_init(&path, a);
    strbuf_printf(&path, "%s/%s", folder, name);
    return strbuf_text(&path).ptr;
}

/* An open environment, or NULL and why. */
static int open_env(const char *path, unsigned flags, size_t map_size, MDB_env **out)
{
    MDB_env *env = NULL;
    int rc = mdb_env_create(&env);

    if (rc == 0 && map_size > 0)
        rc = mdb_env_set_mapsize(env, map_size);
    if (rc == 0)
        rc = mdb_env_set_maxreaders(env, MAX_READERS);
    if (rc == 0)
        rc = mdb_env_open(env, path, flags, S_IRUSR | S_IWUSR);
    if (rc != 0 && env != NULL)
        mdb_env_close(env);
    else
        *out = env;
    return rc;
}

/* --- reading --- */

struct database_pin {
    MDB_env *env;
    MDB_txn *snapshot;
};

static int begin_snapshot(struct database_pin *pin)
{
    int dead = 0;
    int rc = mdb_txn_begin(pin->env, NULL, MDB_RDONLY, &pin->snapshot);

    if (rc == MDB_READERS_FULL && mdb_reader_check(pin->env, &dead) == 0)
        rc = mdb_txn_begin(pin->env, NULL, MDB_RDONLY, &pin->snapshot);
    if (rc == MDB_MAP_RESIZED) {
        rc = mdb_env_set_mapsize(pin->env, 0);
        if (rc == 0)
            rc = mdb_txn_begin(pin->env, NULL, MDB_RDONLY, &pin->snapshot);
    }
    return rc;
}

int database_pin_fd(const struct database_pin *pin)
{
    mdb_filehandle_t fd = -1;

    (void)mdb_env_get_fd(pin->env, &fd);
    return fd;
}

bool database_pin_renew(struct database_pin *pin)
{
    int rc = 0;

    mdb_txn_reset(pin->snapshot);
    rc = mdb_txn_renew(pin->snapshot);
    if (rc == MDB_MAP_RESIZED && mdb_env_set_mapsize(pin->env, 0) == 0)
        rc = mdb_txn_renew(pin->snapshot);
    return rc == 0;
}

void database_unpin(struct database_pin *pin)
{
    if (pin == NULL)
        return;
    if (pin->snapshot != NULL)
        mdb_txn_abort(pin->snapshot);
    if (pin->env != NULL)
        mdb_env_close(pin->env);
    free(pin);
}

enum outcome database_pin(const char *folder, struct database_pin **out, bool *locked, struct error *why)
{
    struct arena scratch = {0};
    const char *path = path_of(&scratch, folder, DATABASE_NAME);
    struct database_pin *pin = calloc(1, sizeof(*pin));
    int rc = 0;

    if (pin == NULL)
        abort();
    rc = open_env(path, MDB_NOTLS | MDB_RDONLY, 0, &pin->env);
    *locked = rc == 0;
    if (is_denied(rc))
        rc = open_env(path, MDB_NOTLS | MDB_RDONLY | MDB_NOLOCK, 0, &pin->env);
    if (rc == 0)
        rc = begin_snapshot(pin);
    if (rc == 0)
        *out = pin;
    else
        database_unpin(pin);
    if (rc != 0 && !is_damage(rc))
        (void)error_set(why, ERR_IO, "the cache %s cannot be read: %s", path, mdb_strerror(rc));
    arena_reset(&scratch);
    return outcome_of(rc);
}

/* --- writing --- */

static int put_all(const struct database_source *source, MDB_txn *txn)
{
    struct database_item item = {0};
    MDB_dbi dbi = 0;
    int rc = mdb_dbi_open(txn, NULL, 0, &dbi);

    source->rewind(source->payload);
    while (rc == 0 && source->next(source->payload, &item)) {
        MDB_val key = {sizeof(item.key), item.key};
        MDB_val value = {item.record.len, (char *)item.record.ptr};

        rc = mdb_put(txn, dbi, &key, &value, item.keep_old ? MDB_NOOVERWRITE : 0);
        if (rc == MDB_KEYEXIST)
            rc = 0;
    }
    return rc == 0 && source->failed != NULL && *source->failed ? EIO : rc;
}

static int begin_write(MDB_env *env, MDB_txn **txn)
{
    int rc = mdb_txn_begin(env, NULL, 0, txn);

    if (rc == MDB_MAP_RESIZED) { /* another process made it larger */
        rc = mdb_env_set_mapsize(env, 0);
        if (rc == 0)
            rc = mdb_txn_begin(env, NULL, 0, txn);
    }
    return rc;
}

/* True when the environment's data file is still the one in its place. */
static bool is_in_place(MDB_env *env, int folder_fd)
{
    mdb_filehandle_t fd = -1;
    struct stat open_file;
    struct stat placed;

    return mdb_env_get_fd(env, &fd) == 0 && fstat(fd, &open_file) == 0 &&
           fstatat(folder_fd, DATABASE_DATA, &placed, AT_SYMLINK_NOFOLLOW) == 0 && open_file.st_dev == placed.st_dev &&
           open_file.st_ino == placed.st_ino;
}

/* One attempt: MDB_MAP_FULL when the map must grow, ESTALE when the database was replaced meanwhile. */
static int put_in_transaction(const struct database_write *w, MDB_env *env)
{
    MDB_txn *txn = NULL;
    int rc = begin_write(env, &txn);

    if (rc != 0)
        return rc;
    rc = is_in_place(env, w->folder_fd) ? put_all(&w->source, txn) : ESTALE;
    if (rc == 0)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return rc;
}

static int grow_map(MDB_env *env)
{
    MDB_envinfo info;
    int rc = mdb_env_info(env, &info);

    if (rc == 0 && info.me_mapsize >= map_max)
        return MDB_MAP_FULL;
    return rc == 0 ? mdb_env_set_mapsize(env, info.me_mapsize * 2) : rc;
}

/* Doubles the map until the batch fits. */
static int put_with_growth(const struct database_write *w, MDB_env *env)
{
    int rc = put_in_transaction(w, env);

    while (rc == MDB_MAP_FULL) {
        rc = grow_map(env);
        if (rc == 0)
            rc = put_in_transaction(w, env);
        else
            return rc;
    }
    return rc;
}

/* A map with room for what is there and `more`; LMDB itself takes the larger of this and what is in the file. */
static size_t map_size_for(int folder_fd, uint64_t more)
{
    struct stat st;
    size_t size = map_initial;
    size_t needed = more;

    if (fstatat(folder_fd, DATABASE_DATA, &st, AT_SYMLINK_NOFOLLOW) == 0)
        needed += (size_t)st.st_size;
    while (size < map_max && size / 2 < needed)
        size *= 2;
    return size;
}

/* A database that others left for new, or a new one, open for writing. */
static int open_for_writing(const struct database_write *w, MDB_env **env)
{
    struct arena scratch = {0};
    int rc = 0;

    if (mkdirat(w->folder_fd, DATABASE_NAME, S_IRWXU) != 0 && errno != EEXIST)
        return errno;
    rc = open_env(path_of(&scratch, w->folder, DATABASE_NAME), writer_flags, map_size_for(w->folder_fd, w->bytes), env);
    arena_reset(&scratch);
    return rc;
}

static int write_once(const struct database_write *w)
{
    MDB_env *env = NULL;
    int dead = 0;
    int rc = open_for_writing(w, &env);

    database_unlock(w->folder_fd);
    if (rc != 0)
        return rc;
    rc = mdb_reader_check(env, &dead);
    if (rc == 0)
        rc = put_with_growth(w, env);
    mdb_env_close(env);
    return rc;
}

enum outcome database_write(const struct database_write *w)
{
    int rc = ESTALE;

    for (int i = 0; rc == ESTALE && i < OPEN_TRIES; i++) {
        if (!database_lock(w->folder_fd, false))
            return OUTCOME_BUSY;
        rc = write_once(w);
    }
    return rc == ESTALE ? OUTCOME_BUSY : outcome_of(rc);
}

/* --- writing anew --- */

struct rewrite {
    const struct database_filter *filter;
    MDB_env *from;
    MDB_env *to;
    MDB_txn *old; /* a write transaction: no other writer comes in between */
    MDB_txn *fresh;
    MDB_dbi dbi;
    uint32_t pending;
};

static int commit_fresh(struct rewrite *r)
{
    int rc = mdb_txn_commit(r->fresh);

    r->fresh = NULL;
    r->pending = 0;
    return rc;
}

static int append(struct rewrite *r, MDB_val *key, MDB_val *value)
{
    int rc = 0;

    if (r->fresh == NULL) {
        rc = mdb_txn_begin(r->to, NULL, 0, &r->fresh);
        if (rc == 0)
            rc = mdb_dbi_open(r->fresh, NULL, 0, &r->dbi);
    }
    if (rc == 0)
        rc = mdb_put(r->fresh, r->dbi, key, value, MDB_APPEND);
    if (rc == 0 && ++r->pending == REWRITE_BATCH)
        rc = commit_fresh(r);
    return rc;
}

static int copy_kept(struct rewrite *r)
{
    MDB_cursor *cursor = NULL;
    MDB_dbi dbi = 0;
    MDB_val key;
    MDB_val value;
    int rc = mdb_dbi_open(r->old, NULL, 0, &dbi);

    if (rc == 0)
        rc = mdb_cursor_open(r->old, dbi, &cursor);
    if (rc == 0)
        rc = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    while (rc == 0) {
        struct str record = {value.mv_data, value.mv_size};

        if (r->filter->keep(r->filter->payload, (struct str){key.mv_data, key.mv_size}, &record)) {
            MDB_val kept = {record.len, (char *)record.ptr};

            rc = append(r, &key, &kept);
        }
        if (rc == 0)
            rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    if (rc == MDB_NOTFOUND)
        rc = r->fresh != NULL ? commit_fresh(r) : 0;
    return rc;
}

/* A sync, and then the new folder stands where the old one stood. */
static int take_place(const struct rewrite *r, int folder_fd)
{
    int rc = mdb_env_sync(r->to, 1);

    if (rc != 0)
        return rc;
    if (!database_lock(folder_fd, true))
        return EBUSY;
    if (!is_in_place(r->from, folder_fd))
        rc = ESTALE;
    else if (renameat2(folder_fd, NEXT_NAME, folder_fd, DATABASE_NAME, RENAME_EXCHANGE) != 0)
        rc = errno;
    database_unlock(folder_fd);
    return rc;
}

static int open_next(struct rewrite *r, const char *folder, int folder_fd)
{
    struct arena scratch = {0};
    int rc = 0;

    if (mkdirat(folder_fd, NEXT_NAME, S_IRWXU) != 0)
        return errno;
    rc = open_env(path_of(&scratch, folder, NEXT_NAME), MDB_NOTLS | MDB_NOSYNC, map_size_for(folder_fd, 0), &r->to);
    arena_reset(&scratch);
    return rc;
}

/* Whoever holds the write transaction of the database in its place is alone with the folder beside it. */
static int rewrite_into_place(struct rewrite *r, const char *folder, int folder_fd)
{
    int rc = begin_write(r->from, &r->old);

    if (rc == 0 && !is_in_place(r->from, folder_fd))
        rc = ESTALE;
    if (rc == 0) {
        database_sweep(folder_fd);
        rc = open_next(r, folder, folder_fd);
    }
    if (rc == 0)
        rc = copy_kept(r);
    if (rc == 0)
        rc = take_place(r, folder_fd);
    if (rc == 0)
        database_sweep(folder_fd);
    if (r->fresh != NULL)
        mdb_txn_abort(r->fresh);
    if (r->old != NULL)
        mdb_txn_abort(r->old);
    return rc;
}

enum outcome database_rewrite(const char *folder, int folder_fd, const struct database_filter *filter)
{
    struct rewrite r = {.filter = filter};
    struct arena scratch = {0};
    int rc = 0;

    if (!database_lock(folder_fd, false))
        return OUTCOME_BUSY;
    rc = open_env(path_of(&scratch, folder, DATABASE_NAME), writer_flags, map_size_for(folder_fd, 0), &r.from);
    database_unlock(folder_fd);
    if (rc == 0)
        rc = rewrite_into_place(&r, folder, folder_fd);
    if (r.to != NULL)
        mdb_env_close(r.to);
    if (r.from != NULL)
        mdb_env_close(r.from);
    arena_reset(&scratch);
    return rc == EBUSY || rc == ESTALE ? OUTCOME_BUSY : outcome_of(rc);
}

/* --- throwing away --- */

/* A folder with LMDB's two files, if there is one. */
static bool remove_folder(int folder_fd, const char *name)
{
    int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    bool good = true;

    if (fd < 0)
        return errno == ENOENT || (errno == ENOTDIR && unlinkat(folder_fd, name, 0) == 0);
    good =
        (unlinkat(fd, "data.mdb", 0) == 0 || errno == ENOENT) && (unlinkat(fd, "lock.mdb", 0) == 0 || errno == ENOENT);
    (void)close(fd);
    return good && unlinkat(folder_fd, name, AT_REMOVEDIR) == 0;
}

void database_sweep(int folder_fd)
{
    (void)remove_folder(folder_fd, NEXT_NAME);
    (void)remove_folder(folder_fd, OLD_NAME);
}

bool database_remove(int folder_fd)
{
    if (!remove_folder(folder_fd, OLD_NAME))
        return false;
    if (renameat(folder_fd, DATABASE_NAME, folder_fd, OLD_NAME) != 0)
        return errno == ENOENT;
    return remove_folder(folder_fd, OLD_NAME);
}
