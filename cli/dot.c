#include "cli/dot.h"

#include "cli/term.h"

void dot_put(struct arena *a, struct strbuf *out, struct str text)
{
    struct strbuf safe;

    strbuf_init(&safe, a);
    term_put(&safe, text);
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.ptr[i] == '"' || safe.ptr[i] == '\\')
            strbuf_put_char(out, '\\');
        strbuf_put_char(out, safe.ptr[i]);
    }
}
