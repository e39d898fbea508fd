/*
 * lmdb_env.h - LMDB's environments as the files of the database use them; the only header that includes LMDB's.
 *
 * What they return as int is LMDB's: 0, its own negative numbers, or an errno.
 */
#ifndef CORDON_CACHE_LMDB_ENV_H
#define CORDON_CACHE_LMDB_ENV_H

#include <lmdb.h>

#include "analyzer/base/arena.h"
#include "cache/database.h"

/* The folders of a database that takes the old one's place, and of one that is being thrown away. */
#define DATABASE_NEXT DATABASE_NAME ".next"
#define DATABASE_OLD DATABASE_NAME ".old"

enum {
    /* Without a sync of the meta page a crash of the machine may lose the last batch, and nothing else. */
    LMDB_WRITER_FLAGS = MDB_NOTLS | MDB_NOMETASYNC,
};

static const size_t lmdb_map_max = (size_t)1 << 42;

/* True when the system does not let us. */
bool lmdb_is_denied(int rc);
/* True for what LMDB says about a file, as opposed to what the system says about us. */
bool lmdb_is_damage(int rc);
enum outcome lmdb_outcome(int rc);

/* "FOLDER/NAME" in `a`. */
const char *lmdb_path(struct arena *a, const char *folder, const char *name);
/* Opens the environment in `path`; `*out` is untouched on failure. A `map_size` of 0 leaves LMDB's own. */
int lmdb_open(const char *path, unsigned flags, size_t map_size, MDB_env **out) NODISCARD;
/* A map with room for what is there and `more` bytes; LMDB itself takes the larger of this and what is in the file. */
size_t lmdb_map_size(int folder_fd, uint64_t more);
/* Begins a write transaction, also when another process made the map larger. */
int lmdb_begin_write(MDB_env *env, MDB_txn **txn) NODISCARD;
/* True when the environment's data file is still the one in its place. */
bool lmdb_is_in_place(MDB_env *env, int folder_fd);

#endif
