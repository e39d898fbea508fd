#include "cache/lmdb_env.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "analyzer/base/strbuf.h"

enum { MAX_READERS = 1024 };

static const size_t map_initial = (size_t)256 * 1024 * 1024;

bool lmdb_is_denied(int rc)
{
    return rc == EACCES || rc == EROFS || rc == EPERM;
}

bool lmdb_is_damage(int rc)
{
    return rc < 0 && rc != MDB_MAP_FULL && rc != MDB_MAP_RESIZED && rc != MDB_READERS_FULL && rc != MDB_TLS_FULL;
}

enum outcome lmdb_outcome(int rc)
{
    if (rc == 0)
        return OUTCOME_DONE;
    if (lmdb_is_damage(rc))
        return OUTCOME_DAMAGED;
    if (rc == ENOSPC || rc == EDQUOT || rc == EFBIG || rc == MDB_MAP_FULL)
        return OUTCOME_FULL;
    return lmdb_is_denied(rc) ? OUTCOME_DENIED : OUTCOME_FAILED;
}

const char *lmdb_path(struct arena *a, const char *folder, const char *name)
{
    struct strbuf path;

    strbuf_init(&path, a);
    strbuf_printf(&path, "%s/%s", folder, name);
    return strbuf_text(&path).ptr;
}

int lmdb_open(const char *path, unsigned flags, size_t map_size, MDB_env **out)
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

size_t lmdb_map_size(int folder_fd, uint64_t more)
{
    struct stat st;
    size_t size = map_initial;
    size_t needed = more;

    if (fstatat(folder_fd, DATABASE_DATA, &st, AT_SYMLINK_NOFOLLOW) == 0)
        needed += (size_t)st.st_size;
    while (size < lmdb_map_max && size / 2 < needed)
        size *= 2;
    return size;
}

int lmdb_begin_write(MDB_env *env, MDB_txn **txn)
{
    int rc = mdb_txn_begin(env, NULL, 0, txn);

    if (rc == MDB_MAP_RESIZED) { /* another process made it larger */
        rc = mdb_env_set_mapsize(env, 0);
        if (rc == 0)
            rc = mdb_txn_begin(env, NULL, 0, txn);
    }
    return rc;
}

bool lmdb_is_in_place(MDB_env *env, int folder_fd)
{
    mdb_filehandle_t fd = -1;
    struct stat open_file;
    struct stat placed;

    return mdb_env_get_fd(env, &fd) == 0 && fstat(fd, &open_file) == 0 &&
           fstatat(folder_fd, DATABASE_DATA, &placed, AT_SYMLINK_NOFOLLOW) == 0 && open_file.st_dev == placed.st_dev &&
           open_file.st_ino == placed.st_ino;
}
