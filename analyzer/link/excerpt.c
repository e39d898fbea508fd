#include "analyzer/link/excerpt.h"

#include "analyzer/base/strbuf.h"

enum { BYTES_BEFORE = 40 }; /* of the place, when a line is cut */

static struct str trim(struct str s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
        s = str_slice(s, 1, s.len);
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t' || s.ptr[s.len - 1] == '\r'))
        s = str_slice(s, 0, s.len - 1);
    return s;
}

/* The start of the character that byte `at` is part of. */
static size_t character_start(struct str s, size_t at)
{
    while (at > 0 && at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
        at--;
    return at;
}

struct str excerpt_of(struct arena *a, struct str line, struct str text, uint32_t at)
{
    struct str shown = trim(line);
    size_t place = 0; /* in `shown` */
    size_t from = 0;
    size_t to = 0;
    struct strbuf out;

    if (shown.len <= EXCERPT_BYTES)
        return str_dup(a, shown);
    if (text.ptr + at > shown.ptr)
        place = (size_t)(text.ptr + at - shown.ptr);
    if (place > shown.len)
        place = shown.len;
    from = place > BYTES_BEFORE ? place - BYTES_BEFORE : 0;
    if (shown.len - from < EXCERPT_BYTES)
        from = shown.len - EXCERPT_BYTES;
    from = character_start(shown, from);
    to = from + EXCERPT_BYTES < shown.len ? character_start(shown, from + EXCERPT_BYTES) : shown.len;
    strbuf_init(&out, a);
    if (from > 0)
        strbuf_put_c(&out, "...");
    strbuf_put(&out, str_slice(shown, from, to));
    if (to < shown.len)
        strbuf_put_c(&out, "...");
    return strbuf_text(&out);
}
