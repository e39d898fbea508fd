#include "analyzer/base/err.h"

#include <errno.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void write_text(struct error *why, enum err code, const char *format, va_list args)
{
    if (why == NULL || why->code != OK)
        return;
    why->code = code;
    (void)vsnprintf(why->text, sizeof(why->text), format, args);
}

enum err error_set(struct error *why, enum err code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_text(why, code, format, args);
    va_end(args);
    return code;
}

enum err error_sys(struct error *why, const char *format, ...)
{
    int number = errno;
    enum err code = number == ENOENT || number == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
    bool first = why != NULL && why->code == OK;
    va_list args;

    va_start(args, format);
    write_text(why, code, format, args);
    va_end(args);
    if (first) {
        size_t len = strlen(why->text);
        (void)snprintf(why->text + len, sizeof(why->text) - len, ": %s", strerror(number));
    }
    return code;
}
