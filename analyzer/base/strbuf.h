/*
 * strbuf.h - text under construction, in an arena.
 */
#ifndef CORDON_BASE_STRBUF_H
#define CORDON_BASE_STRBUF_H

#include <stdarg.h>

#include "analyzer/base/str.h"

struct strbuf {
    struct arena *arena; /* where the bytes live; set by strbuf_init */
    char *ptr;
    size_t len;
    size_t cap;
};

/* An empty buffer whose bytes will live in `a`. */
void strbuf_init(struct strbuf *b, struct arena *a);
void strbuf_put(struct strbuf *b, struct str s);
void strbuf_put_c(struct strbuf *b, const char *text);
void strbuf_put_char(struct strbuf *b, char c);
void strbuf_printf(struct strbuf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void strbuf_vprintf(struct strbuf *b, const char *format, va_list args) PRINTF_LIKE(2, 0);
/* The text so far, NUL-terminated, borrowed from the buffer's arena. */
struct str strbuf_text(struct strbuf *b);

#endif
