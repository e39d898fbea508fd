#include "analyzer/base/strbuf.h"


#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void strbuf_init(struct strbuf *b, struct arena *a)
{
    *b = (struct strbuf){.arena = a};
}

/* Makes room for `extra` bytes and a NUL. */
static void reserve(struct strbuf *b, size_t extra)
{
    size_t wanted = 0;
    char *grown = NULL;

    if (__builtin_add_overflow(b->len, extra, &wanted) || wanted > SIZE_MAX / 2 - 1)
        abort();
    wanted += 1;
    if (wanted <= b->cap)
        return;
    if (wanted < b->cap * 2)
        wanted = b->cap * 2;
    if (wanted < 64)
        wanted = 64;
    grown = arena_alloc(b->arena, wanted);
    if (b->len > 0)
        memcpy(grown, b->ptr, b->len);
    b->ptr = grown;
    b->cap = wanted;
}

void strbuf_put(struct strbuf *b, struct str s)
{
    reserve(b, s.len);
    if (s.len > 0)
        memcpy(b->ptr + b->len, s.ptr, s.len);
    b->len += s.len;
}

void strbuf_put_c(struct strbuf *b, const char *text)
{
    strbuf_put(b, str_from(text));
}

void strbuf_put_char(struct strbuf *b, char c)
{
    strbuf_put(b, (struct str){&c, 1});
}

void strbuf_vprintf(struct strbuf *b, const char *format, va_list args)
{
    va_list again;
    int len = 0;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    if (len < 0)
        abort();
    reserve(b, (size_t)len);
    (void)vsnprintf(b->ptr + b->len, (size_t)len + 1, format, again);
    va_end(again);
    b->len += (size_t)len;
}

void strbuf_printf(struct strbuf *b, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    strbuf_vprintf(b, format, args);
    va_end(args);
}

struct str strbuf_text(struct strbuf *b)
{
    reserve(b, 0);
    b->ptr[b->len] = '\0';
    return (struct str){b->ptr, b->len};
}
