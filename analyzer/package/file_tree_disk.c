#include <errno.h>
#include <unistd.h>

#include "analyzer/base/limits.h"
#include "analyzer/package/file_tree.h"

enum { LINK_MAX = 4096 };

static enum fs_kind disk_kind(void *payload, struct str path)
{
    (void)payload;
    return fs_kind(path.ptr);
}

static enum err disk_list(void *payload, struct arena *a, struct str folder, struct fs_entries *out, struct error *why)
{
    (void)payload;
    return fs_list(a, folder.ptr, LIMIT_FOLDER_ENTRIES, out, why);
}

static enum err disk_link(void *payload, struct arena *a, struct str path, struct str *target, struct error *why)
{
    char text[LINK_MAX];
    ssize_t len = readlink(path.ptr, text, sizeof(text));

    (void)payload;
    if (len < 0)
        return error_sys(why, "read the link %s", path.ptr);
    if ((size_t)len == sizeof(text))
        return error_set(why, ERR_LIMIT, "the link %s says more than %d bytes", path.ptr, LINK_MAX - 1);
    *target = str_dup(a, (struct str){text, (size_t)len});
    return OK;
}

static enum err disk_read(void *payload, struct arena *a, struct str path, uint64_t max, struct str *out,
                          struct error *why)
{
    (void)payload;
    return fs_read(a, path.ptr, max, out, why);
}

struct file_tree_source file_tree_disk(void)
{
    return (struct file_tree_source){.kind = disk_kind, .list = disk_list, .link = disk_link, .read = disk_read};
}
