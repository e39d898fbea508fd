#include "npm/cacache.h"

#include <stdlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "npm/integrity.h"

enum { HEX_MIN = 8 };

struct str cacache_folder(struct arena *a, const struct npmrc *rc)
{
    struct str folder = npmrc_get(rc, STR("cache"));
    const char *home = getenv("HOME");
    struct strbuf out;

    strbuf_init(&out, a);
    if (folder.len > 0 && !str_starts(folder, STR("~/"))) {
        strbuf_put(&out, folder);
    } else if (home == NULL) {
        return (struct str){0};
    } else {
        strbuf_put_c(&out, home);
        strbuf_put(&out, folder.len > 0 ? str_slice(folder, 1, folder.len) : STR("/.npm"));
    }
    strbuf_put_c(&out, "/_cacache");
    return strbuf_text(&out);
}

struct str cacache_content(struct arena *a, struct str content, struct str integrity)
{
    struct str hex = integrity_hex(a, integrity);
    struct strbuf path;

    if (hex.len < HEX_MIN)
        return (struct str){0};
    strbuf_init(&path, a);
    strbuf_printf(&path, "%.*s/%s/%.*s/%.*s/%.*s", STR_ARG(content),
                  integrity_algorithm_name(integrity_strongest(integrity)), 2, hex.ptr, 2, hex.ptr + 2,
                  (int)hex.len - 4, hex.ptr + 4);
    return fs_kind(strbuf_text(&path).ptr) == FS_FILE ? strbuf_text(&path) : (struct str){0};
}

bool cacache_read(struct arena *a, struct str folder, struct str integrity, struct str *bytes)
{
    struct strbuf content;
    struct str path = {0};

    if (folder.len == 0 || integrity_strongest(integrity) == INTEGRITY_NONE)
        return false;
    strbuf_init(&content, a);
    strbuf_printf(&content, "%.*s/content-v2", STR_ARG(folder));
    path = cacache_content(a, strbuf_text(&content), integrity);
    return path.len > 0 && fs_read(a, path.ptr, LIMIT_ARCHIVE_BYTES, bytes, NULL) == OK &&
           integrity_matches(integrity, *bytes);
}
