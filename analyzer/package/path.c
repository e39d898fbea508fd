#include "analyzer/package/path.h"

#include <assert.h>

#include "analyzer/base/strbuf.h"

/* Cuts the last name off the path under construction; the empty text is the root. */
static void drop_last(struct strbuf *out)
{
    while (out->len > 0 && out->ptr[out->len - 1] != '/')
        out->len--;
    if (out->len > 0)
        out->len--;
}

static void put_segments(struct strbuf *out, struct str text)
{
    size_t at = 0;

    while (at < text.len) {
        size_t end = str_find(text, STR("/"), at);
        struct str segment = str_slice(text, at, end);

        at = end + 1;
        if (segment.len == 0 || str_eq(segment, STR(".")))
            continue;
        if (str_eq(segment, STR(".."))) {
            drop_last(out);
            continue;
        }
        strbuf_put_char(out, '/');
        strbuf_put(out, segment);
    }
}

struct str path_resolve(struct arena *a, struct str base, struct str more)
{
    struct strbuf out;

    strbuf_init(&out, a);
    if (!str_starts(more, STR("/")))
        put_segments(&out, base);
    put_segments(&out, more);
    if (out.len == 0)
        strbuf_put_char(&out, '/');
    return strbuf_text(&out);
}

struct str path_join(struct arena *a, struct str folder, struct str name)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put(&out, folder);
    if (!str_ends(folder, STR("/")))
        strbuf_put_char(&out, '/');
    strbuf_put(&out, name);
    return strbuf_text(&out);
}

struct str path_folder(struct str path)
{
    size_t slash = str_find_last(path, '/');

    assert(slash < path.len);
    return str_slice(path, 0, slash == 0 ? 1 : slash);
}

struct str path_name(struct str path)
{
    size_t slash = str_find_last(path, '/');

    return slash == path.len ? path : str_slice(path, slash + 1, path.len);
}
