/*
 * database.h - the files in which the cache keeps its records; the only module that knows LMDB (lmdb_env.h).
 *
 * A database is a folder with LMDB's two files, data.mdb and lock.mdb. It is replaced as a whole, by exchanging two
 * folders in one step, so that nobody can pair an old lock with new data; whoever has the old files open keeps
 * what they had, and a writer that waited for its turn notices and starts anew.
 *
 * LMDB trusts its file, which damage can make it read outside its map. So everything that lets it look into pages runs
 * in a child process (the functions that return an enum outcome); the parent has LMDB pin a snapshot, which touches the
 * two meta pages only, and reads the pages itself (pages.h).
 */
#ifndef CORDON_CACHE_DATABASE_H
#define CORDON_CACHE_DATABASE_H

#include <stdbool.h>

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"
#include "cache/pages.h"
#include "cache/record.h"

/* The folder of the database in the cache's, and its data file. A later format gets another name. */
#define DATABASE_NAME "cordon-2"
#define DATABASE_DATA DATABASE_NAME "/data.mdb"

/* What became of an attempt. */
enum outcome {
    OUTCOME_DONE = 0,
    OUTCOME_DAMAGED = 10, /* the file is not what LMDB left */
    OUTCOME_FULL,
    OUTCOME_DENIED,
    OUTCOME_BUSY, /* another process held the cache for too long */
    OUTCOME_FAILED,
};

/* As the end of a sentence: "there is no space left". */
const char *outcome_text(enum outcome outcome);

/*
 * Others hold this lock on the cache's folder while they open the two files, and the one who replaces them alone. False
 * when it cannot be had within two seconds.
 */
bool database_lock(int folder_fd, bool alone) NODISCARD;
void database_unlock(int folder_fd);

/* --- reading, in the parent --- */

struct database_pin;

/*
 * Pins the newest snapshot of the database in `folder`, under database_lock; `*locked` tells whether writers know
 * of it, which they cannot where no lock can be taken. With OUTCOME_DONE `*out` is set, else it is untouched.
 */
enum outcome database_pin(const char *folder, struct database_pin **out, bool *locked, struct error *why) NODISCARD;
/* The data file, open as long as the pin is. */
int database_pin_fd(const struct database_pin *pin);
/* Lets go of the snapshot and pins the newest one of the same file. False: only unpinning is possible. */
bool database_pin_renew(struct database_pin *pin) NODISCARD;
/* `pin` may be NULL. */
void database_unpin(struct database_pin *pin);

/* --- writing, in a child --- */

struct database_item {
    unsigned char key[RECORD_KEY_SIZE];
    struct str record;
    bool keep_old; /* a record that is there already stays */
};

/* Where the records of one transaction come from: front to back, more than once when the map has to grow. */
struct database_source {
    void *payload;
    void (*rewind)(void *payload);
    /* The next record; false after the last one. It must live until the next call. */
    bool (*next)(void *payload, struct database_item *out);
    const bool *failed; /* set when the records ended too early: nothing is written then; may be NULL */
};

struct database_write {
    const char *folder; /* the cache's */
    int folder_fd;      /* opened by this process */
    uint64_t bytes;     /* of all records, about: the map starts large enough */
    struct database_source source;
};

/* Writes all of it in one transaction, into a new database when there is none. */
enum outcome database_write(const struct database_write *w) NODISCARD;

/* Which records stay when a database is written anew, and how: may replace the record. */
struct database_filter {
    void *payload;
    bool (*keep)(void *payload, struct str key, struct str *record);
};

/*
 * Writes the database anew with the records that `filter` keeps, and puts it in the place of the old one, in one step.
 * Other writers wait; readers go on with what they have open.
 */
enum outcome database_rewrite(const char *folder, int folder_fd, const struct database_filter *filter) NODISCARD;

/* --- throwing away --- */

/*
 * Removes the database, under database_lock(alone); false with errno when that fails. What is left of an
 * interrupted rewrite goes too.
 */
bool database_remove(int folder_fd) NODISCARD;
/* Removes what an interrupted rewrite or removal left. */
void database_sweep(int folder_fd);

#endif
