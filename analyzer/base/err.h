/*
 * err.h - how the world fails: a code to branch on, and one sentence for a person.
 *
 * A finding about a package is never an error; see docs/design.md. The first error wins: setting a
 * `struct error` twice keeps the first sentence, which is the cause.
 */
#ifndef CORDON_BASE_ERR_H
#define CORDON_BASE_ERR_H

#include "analyzer/base/compiler.h"

enum err {
    OK = 0,
    ERR_IO,        /* the operating system said no */
    ERR_NOT_FOUND, /* no such file, member, module */
    ERR_FORMAT,    /* bytes that are not what they should be */
    ERR_LIMIT,     /* one of our limits was reached */
    ERR_USAGE,     /* the caller or the user asked for something that makes no sense */
};

enum { ERROR_TEXT_MAX = 1024 };

struct error {
    enum err code;
    char text[ERROR_TEXT_MAX]; /* one sentence, no newline, NUL-terminated */
};

/* Sets `why` (when it is not NULL and not set yet) and returns `code`. */
enum err error_set(struct error *why, enum err code, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same with the reason of the current errno appended; ENOENT and ENOTDIR give ERR_NOT_FOUND. */
enum err error_sys(struct error *why, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
