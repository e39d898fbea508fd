/* Writing the database anew, in a child process: what is kept goes into a folder that takes the old one's place. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cache/lmdb_env.h"

/* Records of one transaction. */
enum { REWRITE_BATCH = 4096 };

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
    if (!lmdb_is_in_place(r->from, folder_fd))
        rc = ESTALE;
    else if (renameat2(folder_fd, DATABASE_NEXT, folder_fd, DATABASE_NAME, RENAME_EXCHANGE) != 0)
        rc = errno;
    database_unlock(folder_fd);
    return rc;
}

static int open_next(struct rewrite *r, const char *folder, int folder_fd)
{
    struct arena scratch = {0};
    int rc = 0;

    if (mkdirat(folder_fd, DATABASE_NEXT, S_IRWXU) != 0)
        return errno;
    rc = lmdb_open(lmdb_path(&scratch, folder, DATABASE_NEXT), MDB_NOTLS | MDB_NOSYNC, lmdb_map_size(folder_fd, 0),
                   &r->to);
    arena_reset(&scratch);
    return rc;
}

/* Whoever holds the write transaction of the database in its place is alone with the folder beside it. */
static int rewrite_into_place(struct rewrite *r, const char *folder, int folder_fd)
{
    int rc = lmdb_begin_write(r->from, &r->old);

    if (rc == 0 && !lmdb_is_in_place(r->from, folder_fd))
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
    rc = lmdb_open(lmdb_path(&scratch, folder, DATABASE_NAME), LMDB_WRITER_FLAGS, lmdb_map_size(folder_fd, 0), &r.from);
    database_unlock(folder_fd);
    if (rc == 0)
        rc = rewrite_into_place(&r, folder, folder_fd);
    if (r.to != NULL)
        mdb_env_close(r.to);
    if (r.from != NULL)
        mdb_env_close(r.from);
    arena_reset(&scratch);
    return rc == EBUSY || rc == ESTALE ? OUTCOME_BUSY : lmdb_outcome(rc);
}
