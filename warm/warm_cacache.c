#include "warm/warm_cacache.h"

#include "analyzer/base/fsread.h"
#include "analyzer/base/jdoc.h"
#include "npm/cacache.h"

enum { INDEX_MAX = 16 * 1024 * 1024 };

/* One line of an index file. */
static bool take_line(struct arena *a, struct str line, struct str content, struct warm_job *out)
{
    size_t tab = str_find(line, STR("\t"), 0);
    const struct jdoc *doc = NULL;
    struct str key = {0};
    struct str integrity = {0};
    struct str path = {0};

    if (tab >= line.len || jdoc_parse(a, str_slice(line, tab + 1, line.len), &doc, NULL) != OK ||
        !jdoc_text(jdoc_member(doc, "key"), &key) || !jdoc_text(jdoc_member(doc, "integrity"), &integrity))
        return false;
    if (!str_ends(key, STR(".tgz")))
        return false;
    path = cacache_content(a, content, integrity);
    if (path.len == 0)
        return false;
    *out = (struct warm_job){.path = path, .integrity = integrity};
    return true;
}

/* The last line about an archive counts: earlier ones are history. */
bool warm_cacache_entry(struct arena *a, struct str path, struct str content, struct warm_job *out)
{
    struct str text = {0};
    bool found = false;

    if (fs_read(a, path.ptr, INDEX_MAX, &text, NULL) != OK)
        return false;
    for (size_t at = 0; at < text.len;) {
        size_t end = str_find(text, STR("\n"), at);

        found = take_line(a, str_slice(text, at, end), content, out) || found;
        at = end + 1;
    }
    return found;
}
