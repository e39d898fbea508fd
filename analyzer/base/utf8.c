#include "analyzer/base/utf8.h"

#include <string.h>

#include "analyzer/base/compiler.h"

struct code_range {
    uint32_t from;
    uint32_t to;
};

#include "analyzer/base/utf8_id.inc"

enum { REPLACEMENT = 0xFFFD };

/* What a lead byte promises: how many bytes follow, and the bounds of the first of them. */
struct lead {
    uint32_t bits;
    unsigned follow;
    unsigned char low;
    unsigned char high;
};

/* False when `byte` starts no sequence of two bytes or more (Unicode table 3-7). */
static bool read_lead(unsigned char byte, struct lead *lead)
{
    *lead = (struct lead){.low = 0x80, .high = 0xBF};
    if (byte >= 0xC2 && byte <= 0xDF) {
        lead->bits = byte & 0x1FU;
        lead->follow = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        lead->bits = byte & 0x0FU;
        lead->follow = 2;
        lead->low = byte == 0xE0 ? 0xA0 : 0x80;
        lead->high = byte == 0xED ? 0x9F : 0xBF;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        lead->bits = byte & 0x07U;
        lead->follow = 3;
        lead->low = byte == 0xF0 ? 0x90 : 0x80;
        lead->high = byte == 0xF4 ? 0x8F : 0xBF;
    } else {
        return false;
    }
    return true;
}

/* As utf8_next; `*good` tells a real U+FFFD from a replacement. */
static uint32_t decode(struct str s, size_t at, size_t *len, bool *good)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    struct lead lead;
    size_t left = s.len - at;
    uint32_t code;

    *len = 1;
    *good = true;
    if (p[0] < 0x80)
        return p[0];
    *good = false;
    if (!read_lead(p[0], &lead))
        return REPLACEMENT;
    code = lead.bits;
    for (unsigned i = 1; i <= lead.follow; i++) {
        unsigned char low = i == 1 ? lead.low : 0x80;
        unsigned char high = i == 1 ? lead.high : 0xBF;

        if (i >= left || p[i] < low || p[i] > high)
            return REPLACEMENT;
        code = code << 6 | (p[i] & 0x3FU);
        *len = i + 1;
    }
    *good = true;
    return code;
}

uint32_t utf8_next(struct str s, size_t at, size_t *len)
{
    bool good;

    return decode(s, at, len, &good);
}

void utf8_put(struct strbuf *out, uint32_t code)
{
    if (code < 0x80) {
        strbuf_put_char(out, (char)code);
        return;
    }
    if (code < 0x800) {
        strbuf_put_char(out, (char)(0xC0 | code >> 6));
    } else {
        if (code < 0x10000) {
            strbuf_put_char(out, (char)(0xE0 | code >> 12));
        } else {
            strbuf_put_char(out, (char)(0xF0 | code >> 18));
            strbuf_put_char(out, (char)(0x80 | (code >> 12 & 0x3F)));
        }
        strbuf_put_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
    }
    strbuf_put_char(out, (char)(0x80 | (code & 0x3F)));
}

/* The first byte at or after `at` that is not ASCII, or s.len. */
static size_t skip_ascii(struct str s, size_t at)
{
    while (at + sizeof(uint64_t) <= s.len) {
        uint64_t chunk;

        memcpy(&chunk, s.ptr + at, sizeof(chunk));
        if ((chunk & 0x8080808080808080ULL) != 0)
            break;
        at += sizeof(chunk);
    }
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
        at++;
    return at;
}

/* The first byte at or after `at` that starts an invalid sequence, or s.len. */
static size_t find_invalid(struct str s, size_t at)
{
    for (at = skip_ascii(s, at); at < s.len; at = skip_ascii(s, at)) {
        size_t len;
        bool good;

        (void)decode(s, at, &len, &good);
        if (!good)
            return at;
        at += len;
    }
    return s.len;
}

bool utf8_valid(struct str s)
{
    return find_invalid(s, 0) == s.len;
}

struct str utf8_sanitize(struct arena *a, struct str s)
{
    size_t bad = find_invalid(s, 0);
    size_t done = 0;
    struct strbuf out;

    if (bad == s.len)
        return s;
    strbuf_init(&out, a);
    while (bad < s.len) {
        size_t len;

        (void)utf8_next(s, bad, &len);
        strbuf_put(&out, str_slice(s, done, bad));
        utf8_put(&out, REPLACEMENT);
        done = bad + len;
        bad = find_invalid(s, done);
    }
    strbuf_put(&out, str_slice(s, done, s.len));
    return strbuf_text(&out);
}

bool utf8_is_newline(uint32_t code)
{
    return code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
}

bool utf8_is_space(uint32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r');
    return code == 0xA0 || code == 0xFEFF || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

static bool in_ranges(const struct code_range *ranges, size_t count, uint32_t code)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (code > ranges[middle].to)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && code >= ranges[low].from;
}

static bool is_ascii_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || code == '$' || code == '_';
}

bool utf8_is_id_start(uint32_t code)
{
    if (code < 0x80)
        return is_ascii_letter(code);
    return in_ranges(id_start, ARRAY_LEN(id_start), code);
}

bool utf8_is_id_part(uint32_t code)
{
    if (code < 0x80)
        return is_ascii_letter(code) || (code >= '0' && code <= '9');
    return code == 0x200C || code == 0x200D || in_ranges(id_part, ARRAY_LEN(id_part), code);
}
