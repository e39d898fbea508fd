/*
 * str.h - text we do not own: a pointer and a length.
 *
 * JavaScript text may contain NUL, so C strings are not enough. A `struct str` borrows; whoever
 * made the bytes decides how long they live. The empty text may have a NULL pointer.
 */
#ifndef CORDON_BASE_STR_H
#define CORDON_BASE_STR_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "analyzer/base/arena.h"

struct str {
    const char *ptr;
    size_t len;
};

/* Text of a string literal. */
#define STR(literal) ((struct str){("" literal), sizeof(literal) - 1})
#define STR_INIT(literal) {("" literal), sizeof(literal) - 1}

/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, ((s).len > 0 ? (s).ptr : "")

/* The text of a NUL-terminated string. */
static inline struct str str_from(const char *text)
{
    return (struct str){text, strlen(text)};
}

/* The part [from, to) of `s`; `from <= to <= s.len` is asserted. */
static inline struct str str_slice(struct str s, size_t from, size_t to)
{
    assert(from <= to && to <= s.len);
    return (struct str){s.ptr + from, to - from};
}

static inline bool str_eq(struct str a, struct str b)
{
    if (a.len != b.len || a.len == 0)
        return a.len == b.len;
    assert(a.ptr != NULL && b.ptr != NULL);
    return memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* <0, 0, >0 by unsigned bytes, the shorter first on a tie. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Index of the first `needle` at or after `from`, or s.len when there is none. */
size_t str_find(struct str s, struct str needle, size_t from);
/* Index of the last byte `c`, or s.len when there is none. */
size_t str_find_last(struct str s, char c);

/* The value of a hexadecimal digit of either case, or -1. */
int str_hex_value(char c);

/* A copy in `a`, followed by a NUL byte that is not counted. */
struct str str_dup(struct arena *a, struct str s);
/* The same as a C string; an embedded NUL would end it early, so callers check with str_has_nul. */
char *str_to_c(struct arena *a, struct str s);
bool str_has_nul(struct str s);
/* True when `s` is one of the `count` texts, none of which is empty. */
bool str_in_list(struct str s, const char *const *list, size_t count);

#endif
