#include "cache/cache_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/base/strbuf.h"

/* The value of the variable when it is an absolute path: the XDG specification ignores any other. */
static const char *absolute_variable(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] == '/' ? value : NULL;
}

enum err cache_dir_default(struct arena *a, const char **out, struct error *why)
{
    const char *base = absolute_variable("XDG_CACHE_HOME");
    const char *rest = "/cordon";
    struct strbuf path;

    if (base == NULL) {
        base = absolute_variable("HOME");
        rest = "/.cache/cordon";
    }
    if (base == NULL)
        return error_set(why, ERR_NOT_FOUND, "there is no place for the cache: neither XDG_CACHE_HOME nor HOME is set");
    strbuf_init(&path, a);
    strbuf_put_c(&path, base);
    strbuf_put_c(&path, rest);
    *out = strbuf_text(&path).ptr;
    return OK;
}

/* Makes the folder and its parents; whether that worked shows when it is opened. */
static void make_folders(const char *path)
{
    struct arena scratch = {0};
    char *copy = str_to_c(&scratch, str_from(path));

    for (char *at = copy + 1; *copy != '\0' && *at != '\0'; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        (void)mkdir(copy, S_IRWXU);
        *at = '/';
    }
    (void)mkdir(copy, S_IRWXU);
    arena_reset(&scratch);
}

enum err cache_dir_check_owner(int fd, const char *path, struct error *why)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return error_sys(why, "the cache %s", path);
    if (st.st_uid != geteuid())
        return error_set(why, ERR_USAGE, "the cache %s belongs to another user", path);
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return error_set(why, ERR_USAGE, "others can write to the cache %s", path);
    return OK;
}

enum err cache_dir_open(const char *path, int *out, struct error *why)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err e = OK;

    if (fd < 0 && errno == ENOENT) {
        make_folders(path);
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (fd < 0)
        return error_sys(why, "the cache %s", path);
    e = cache_dir_check_owner(fd, path, why);
    if (e != OK) {
        (void)close(fd);
        return e;
    }
    *out = fd;
    return OK;
}
