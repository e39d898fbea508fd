#include "cli/file_out.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/base/strbuf.h"

/* The permissions of what is replaced, or those that a new file gets. */
static mode_t mode_for(const char *path)
{
    struct stat st;
    mode_t mask = umask(0);

    (void)umask(mask);
    return stat(path, &st) == 0 ? st.st_mode & 0777 : 0666 & ~mask;
}

static enum err write_all(int fd, const char *path, struct str text, struct error *why)
{
    FILE *file = fdopen(fd, "wb");
    enum err e = OK;

    if (file == NULL) {
        (void)close(fd);
        return error_sys(why, "write %s", path);
    }
    if (fwrite(text.ptr, 1, text.len, file) != text.len || fflush(file) != 0 || fsync(fd) != 0 ||
        fchmod(fd, mode_for(path)) != 0)
        e = error_sys(why, "write %s", path);
    if (fclose(file) != 0 && e == OK)
        e = error_sys(why, "write %s", path);
    return e;
}

enum err file_replace(const char *path, struct str text, struct error *why)
{
    struct arena scratch = {0};
    struct strbuf beside;
    char *name = NULL;
    enum err e = OK;
    int fd = -1;

    strbuf_init(&beside, &scratch);
    strbuf_printf(&beside, "%s.XXXXXX", path);
    name = str_to_c(&scratch, strbuf_text(&beside));
    fd = mkstemp(name);
    if (fd < 0) {
        e = error_sys(why, "write %s", path);
    } else {
        e = write_all(fd, path, text, why);
        if (e == OK && rename(name, path) != 0)
            e = error_sys(why, "write %s", path);
        if (e != OK)
            (void)unlink(name);
    }
    arena_reset(&scratch);
    return e;
}
