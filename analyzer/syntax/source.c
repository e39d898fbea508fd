#include "analyzer/syntax/source.h"

#include <assert.h>
#include <string.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf8.h"
#include "analyzer/base/vec.h"

struct source source_decode(struct arena *a, struct str bytes)
{
    struct str marked;
    struct str text;

    assert(bytes.len <= LIMIT_SOURCE_BYTES);
    marked = utf8_sanitize(a, bytes);
    text = str_starts(marked, STR("\xEF\xBB\xBF")) ? str_slice(marked, 3, marked.len) : marked;
    return (struct source){.text = text, .marked = marked};
}

/* The length of the line terminator at `at`, or 0 when there is none; CR LF counts as one. */
static size_t terminator_length(struct str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];

    if (c == '\n')
        return 1;
    if (c == '\r')
        return at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1;
    if (c == 0xE2 && at + 2 < text.len && (unsigned char)text.ptr[at + 1] == 0x80 &&
        ((unsigned char)text.ptr[at + 2] & 0xFE) == 0xA8)
        return 3;
    return 0;
}

static void find_lines(struct arena *a, struct source *s)
{
    VEC(uint32_t) starts = {0};

    vec_push(a, &starts, 0);
    for (size_t i = 0; i < s->text.len;) {
        size_t len = terminator_length(s->text, i);

        i += len > 0 ? len : 1;
        if (len > 0)
            vec_push(a, &starts, (uint32_t)i);
    }
    s->line_start = starts.items;
    s->line_count = starts.len;
}

/* The index of the line that holds byte `at`. */
static uint32_t line_of(const struct source *s, uint32_t at)
{
    uint32_t low = 0;
    uint32_t high = s->line_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (s->line_start[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct position source_position(struct arena *a, struct source *s, uint32_t at)
{
    struct position pos = {.column = 1};
    uint32_t line;

    if (s->line_count == 0)
        find_lines(a, s);
    if (at > s->text.len)
        at = (uint32_t)s->text.len;
    line = line_of(s, at);
    pos.line = line + 1;
    for (size_t i = s->line_start[line]; i < at;) {
        size_t len;

        pos.column += utf8_next(s->text, i, &len) > 0xFFFF ? 2 : 1;
        i += len;
    }
    return pos;
}

struct str source_line(struct arena *a, struct source *s, uint32_t line)
{
    size_t from;
    size_t to;

    if (s->line_count == 0)
        find_lines(a, s);
    if (line == 0 || line > s->line_count)
        return (struct str){0};
    from = s->line_start[line - 1];
    to = from;
    while (to < s->text.len && terminator_length(s->text, to) == 0)
        to++;
    return str_slice(s->text, from, to);
}
