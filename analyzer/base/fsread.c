#include "analyzer/base/fsread.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum fs_kind kind_of_mode(mode_t mode)
{
    if (S_ISREG(mode))
        return FS_FILE;
    if (S_ISDIR(mode))
        return FS_DIR;
    if (S_ISLNK(mode))
        return FS_LINK;
    return FS_OTHER;
}

/* The kind at `path` relative to the folder `folder`; `flags` as for fstatat. */
static enum fs_kind kind_at(int folder, const char *path, int flags)
{
    struct stat st;

    if (fstatat(folder, path, &st, flags) == 0)
        return kind_of_mode(st.st_mode);
    return errno == ENOENT || errno == ENOTDIR ? FS_MISSING : FS_OTHER;
}

enum fs_kind fs_kind(const char *path)
{
    return kind_at(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
}

enum fs_kind fs_kind_followed(const char *path)
{
    return kind_at(AT_FDCWD, path, 0);
}

/* Up to `len` bytes: fewer only at the end of the file, -1 with errno on failure. */
static ssize_t read_fully(int fd, char *to, size_t len)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = read(fd, to + done, len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

static bool same_state(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* The content of the open regular file `fd`, whose size was `before->st_size` a moment ago. */
static enum err read_open(struct arena *a, int fd, const struct stat *before, const char *path, struct str *out,
                          struct error *why)
{
    size_t size = (size_t)before->st_size;
    /* One byte more than expected, so that a file that grew shows; it also ends the text with NUL. */
    char *bytes = arena_raw(a, size + 1);
    ssize_t got = read_fully(fd, bytes, size + 1);
    struct stat after;

    if (got < 0 || fstat(fd, &after) != 0)
        return error_sys(why, "read %s", path);
    if ((size_t)got != size || !same_state(before, &after))
        return error_set(why, ERR_IO, "read %s: the file changed while it was read", path);
    bytes[size] = '\0';
    *out = (struct str){bytes, size};
    return OK;
}

enum err fs_read(struct arena *a, const char *path, uint64_t max, struct str *out, struct error *why)
{
    struct stat st;
    enum err e = OK;
    int fd = -1;

    /* Looked at before it is opened, because opening a device can do something. */
    if (lstat(path, &st) != 0)
        return error_sys(why, "open %s", path);
    if (!S_ISREG(st.st_mode))
        return error_set(why, ERR_IO, "open %s: not a regular file", path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error_sys(why, "open %s", path);
    if (fstat(fd, &st) != 0)
        e = error_sys(why, "stat %s", path);
    else if (!S_ISREG(st.st_mode))
        e = error_set(why, ERR_IO, "open %s: not a regular file", path);
    else if ((uint64_t)st.st_size > max)
        e = error_set(why, ERR_LIMIT, "%s has %llu bytes, the limit is %llu", path, (unsigned long long)st.st_size,
                      (unsigned long long)max);
    else
        e = read_open(a, fd, &st, path, out, why);
    (void)close(fd);
    return e;
}

static enum fs_kind kind_of_entry(int folder, const struct dirent *entry)
{
    switch (entry->d_type) {
    case DT_REG:
        return FS_FILE;
    case DT_DIR:
        return FS_DIR;
    case DT_LNK:
        return FS_LINK;
    case DT_UNKNOWN: /* a file system that does not say */
        return kind_at(folder, entry->d_name, AT_SYMLINK_NOFOLLOW);
    default:
        return FS_OTHER;
    }
}

static bool is_dot_or_dotdot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static enum err list_open(struct arena *a, DIR *dir, const char *path, uint32_t max, struct fs_entries *out,
                          struct error *why)
{
    for (;;) {
        struct dirent *entry = NULL;

        errno = 0;
        entry = readdir(dir);
        if (entry == NULL)
            return errno == 0 ? OK : error_sys(why, "list %s", path);
        if (is_dot_or_dotdot(entry->d_name))
            continue;
        if (out->len >= max)
            return error_set(why, ERR_LIMIT, "%s has more than %u entries", path, max);
        vec_push(
            a, out,
            (struct fs_entry){.name = str_dup(a, str_from(entry->d_name)), .kind = kind_of_entry(dirfd(dir), entry)});
    }
}

static int compare_entries(const void *left, const void *right)
{
    const struct fs_entry *a = left;
    const struct fs_entry *b = right;

    return str_cmp(a->name, b->name);
}

enum err fs_list(struct arena *a, const char *path, uint32_t max, struct fs_entries *out, struct error *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY);
    struct fs_entries entries = {0};
    enum err e = OK;
    DIR *dir = NULL;

    if (fd < 0)
        return error_sys(why, "list %s", path);
    dir = fdopendir(fd);
    if (dir == NULL) {
        e = error_sys(why, "list %s", path);
        (void)close(fd);
        return e;
    }
    e = list_open(a, dir, path, max, &entries, why);
    (void)closedir(dir);
    if (e != OK)
        return e;
    if (entries.len > 1)
        qsort(entries.items, entries.len, sizeof(*entries.items), compare_entries);
    *out = entries;
    return OK;
}

enum err fs_realpath(struct arena *a, const char *path, struct str *out, struct error *why)
{
    char *resolved = realpath(path, NULL);

    if (resolved == NULL)
        return error_sys(why, "%s", path);
    *out = str_dup(a, str_from(resolved));
    free(resolved);
    return OK;
}
