#include "cli/quantity.h"

#include <inttypes.h>
#include <string.h>

struct unit {
    char letter;
    uint64_t factor;
};

static const struct unit byte_units[] = {
    {'K', 1024},
    {'M', 1024 * 1024},
    {'G', 1024 * 1024 * 1024},
    {'T', (uint64_t)1024 * 1024 * 1024 * 1024},
};
static const struct unit second_units[] = {
    {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'y', (uint64_t)365 * 86400},
};

/* A whole number and one letter; without a letter `plain` is the factor, 0: there must be one. */
static bool parse(const char *text, const struct unit *units, size_t count, uint64_t plain, uint64_t *out)
{
    uint64_t value = 0;
    uint64_t factor = plain;
    const char *at = text;

    for (; *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, (uint64_t)(*at - '0'), &value))
            return false;
    if (*at != '\0') {
        factor = 0;
        for (size_t i = 0; i < count; i++)
            if (units[i].letter == *at)
                factor = units[i].factor;
        at++;
    }
    return at > text && *at == '\0' && !__builtin_mul_overflow(value, factor, out) && *out > 0;
}

bool quantity_bytes(const char *text, uint64_t *out)
{
    return parse(text, byte_units, ARRAY_LEN(byte_units), 1, out);
}

bool quantity_seconds(const char *text, uint64_t *out)
{
    return parse(text, second_units, ARRAY_LEN(second_units), 0, out);
}

void quantity_put_bytes(struct strbuf *out, uint64_t bytes)
{
    static const char *const names[] = {"KiB", "MiB", "GiB", "TiB"};
    uint64_t unit = 1024;
    size_t i = 0;

    if (bytes < unit) {
        strbuf_printf(out, "%" PRIu64 " B", bytes);
        return;
    }
    while (i + 1 < ARRAY_LEN(names) && bytes / unit >= 1024) {
        unit *= 1024;
        i++;
    }
    strbuf_printf(out, "%" PRIu64 ".%" PRIu64 " %s", bytes / unit, bytes % unit * 10 / unit, names[i]);
}

void quantity_put_seconds(struct strbuf *out, uint64_t seconds)
{
    if (seconds < 2 * (uint64_t)60)
        strbuf_printf(out, "%" PRIu64 " s", seconds);
    else if (seconds < 2 * (uint64_t)3600)
        strbuf_printf(out, "%" PRIu64 " min", seconds / 60);
    else if (seconds < 2 * (uint64_t)86400)
        strbuf_printf(out, "%" PRIu64 " h", seconds / 3600);
    else
        strbuf_printf(out, "%" PRIu64 " d", seconds / 86400);
}
