/* Writing into the database, in a child process. */
#include <errno.h>
#include <sys/stat.h>

#include "cache/lmdb_env.h"

/* Of a writer whose database was replaced while it waited. */
enum { OPEN_TRIES = 100 };

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

/* One attempt: MDB_MAP_FULL when the map must grow, ESTALE when the database was replaced meanwhile. */
static int put_in_transaction(const struct database_write *w, MDB_env *env)
{
    MDB_txn *txn = NULL;
    int rc = lmdb_begin_write(env, &txn);

    if (rc != 0)
        return rc;
    rc = lmdb_is_in_place(env, w->folder_fd) ? put_all(&w->source, txn) : ESTALE;
    if (rc == 0)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return rc;
}

static int grow_map(MDB_env *env)
{
    MDB_envinfo info;
    int rc = mdb_env_info(env, &info);

    if (rc == 0 && info.me_mapsize >= lmdb_map_max)
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

/* A database that others left for new, or a new one, open for writing. */
static int open_for_writing(const struct database_write *w, MDB_env **env)
{
    struct arena scratch = {0};
    int rc = 0;

    if (mkdirat(w->folder_fd, DATABASE_NAME, S_IRWXU) != 0 && errno != EEXIST)
        return errno;
    rc = lmdb_open(lmdb_path(&scratch, w->folder, DATABASE_NAME), LMDB_WRITER_FLAGS,
                   lmdb_map_size(w->folder_fd, w->bytes), env);
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
    return rc == ESTALE ? OUTCOME_BUSY : lmdb_outcome(rc);
}
