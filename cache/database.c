#include "cache/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "cache/lmdb_env.h"

enum {
    FOLDER_LOCK_TRIES = 200,
    FOLDER_LOCK_NANOSECONDS = 10 * 1000 * 1000,
};

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
    (void)remove_folder(folder_fd, DATABASE_NEXT);
    (void)remove_folder(folder_fd, DATABASE_OLD);
}

bool database_remove(int folder_fd)
{
    if (!remove_folder(folder_fd, DATABASE_OLD))
        return false;
    if (renameat(folder_fd, DATABASE_NAME, folder_fd, DATABASE_OLD) != 0)
        return errno == ENOENT;
    return remove_folder(folder_fd, DATABASE_OLD);
}
