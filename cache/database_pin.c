/* The state of the database that is read: LMDB pins it and touches no more than its two meta pages. */
#include <stdlib.h>

#include "cache/lmdb_env.h"

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
    const char *path = lmdb_path(&scratch, folder, DATABASE_NAME);
    struct database_pin *pin = calloc(1, sizeof(*pin));
    int rc = 0;

    if (pin == NULL)
        abort();
    rc = lmdb_open(path, MDB_NOTLS | MDB_RDONLY, 0, &pin->env);
    *locked = rc == 0;
    if (lmdb_is_denied(rc))
        rc = lmdb_open(path, MDB_NOTLS | MDB_RDONLY | MDB_NOLOCK, 0, &pin->env);
    if (rc == 0)
        rc = begin_snapshot(pin);
    if (rc == 0)
        *out = pin;
    else
        database_unpin(pin);
    if (rc != 0 && !lmdb_is_damage(rc))
        (void)error_set(why, ERR_IO, "the cache %s cannot be read: %s", path, mdb_strerror(rc));
    arena_reset(&scratch);
    return lmdb_outcome(rc);
}
