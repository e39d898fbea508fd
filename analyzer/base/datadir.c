#include "analyzer/base/datadir.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"

#ifndef CORDON_SOURCE_DIR
#define CORDON_SOURCE_DIR ""
#endif

static bool holds_rules(struct arena *a, struct str folder)
{
    struct strbuf path;

    strbuf_init(&path, a);
    strbuf_put(&path, folder);
    strbuf_put_c(&path, "/rules");
    return fs_kind_followed(strbuf_text(&path).ptr) == FS_DIR;
}

/* <prefix>/share/cordon for a program that runs as <prefix>/bin/cordon; empty when nobody can tell. */
static struct str installed_folder(struct arena *a)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof(path));
    struct str program = {path, len > 0 && (size_t)len < sizeof(path) ? (size_t)len : 0};
    struct str prefix = str_slice(program, 0, program.len == 0 ? 0 : str_find_last(program, '/'));
    struct strbuf folder;

    if (!str_ends(prefix, STR("/bin")))
        return STR("");
    strbuf_init(&folder, a);
    strbuf_put(&folder, str_slice(prefix, 0, prefix.len - STR("/bin").len));
    strbuf_put_c(&folder, "/share/cordon");
    return strbuf_text(&folder);
}

enum err datadir_find(struct arena *a, struct str *out, struct error *why)
{
    const char *chosen = getenv("CORDON_DATA");
    struct str installed = installed_folder(a);
    struct str source = STR(CORDON_SOURCE_DIR);

    if (chosen != NULL && chosen[0] != '\0') {
        if (!holds_rules(a, str_from(chosen)))
            return error_set(why, ERR_NOT_FOUND, "CORDON_DATA is %s, which has no folder rules", chosen);
        *out = str_dup(a, str_from(chosen));
        return OK;
    }
    if (installed.len > 0 && holds_rules(a, installed)) {
        *out = installed;
        return OK;
    }
    if (source.len > 0 && holds_rules(a, source)) {
        *out = source;
        return OK;
    }
    return error_set(why, ERR_NOT_FOUND, "the program's rules are neither in \"%.*s\" nor in \"%.*s\"; set CORDON_DATA",
                     STR_ARG(installed), STR_ARG(source));
}
