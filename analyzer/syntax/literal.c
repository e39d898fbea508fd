#include "analyzer/syntax/literal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/utf8.h"

/* Reads exactly `digits` hexadecimal digits at `*at`; false, and nothing moved, when they are not there. */
static bool read_hex(struct str s, size_t *at, unsigned digits, uint32_t *code)
{
    uint32_t value = 0;

    if (s.len - *at < digits)
        return false;
    for (unsigned i = 0; i < digits; i++) {
        int digit = str_hex_value(s.ptr[*at + i]);

        if (digit < 0)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    *at += digits;
    *code = value;
    return true;
}

/* What follows `\u`: four digits, or one code point in braces. */
static bool read_unicode_escape(struct str s, size_t *at, uint32_t *code)
{
    size_t i = *at;
    uint32_t value = 0;

    if (i >= s.len || s.ptr[i] != '{')
        return read_hex(s, at, 4, code);
    for (i++; i < s.len && str_hex_value(s.ptr[i]) >= 0; i++) {
        value = value << 4 | (uint32_t)str_hex_value(s.ptr[i]);
        if (value > 0x10FFFF)
            return false;
    }
    if (i >= s.len || s.ptr[i] != '}' || i == *at + 1)
        return false;
    *at = i + 1;
    *code = value;
    return true;
}

/* Text under construction in which an escaped pair of surrogates becomes one code point. */
struct cooked {
    struct strbuf text;
    uint32_t high; /* a high surrogate that waits for a low one, or 0 */
};

static void put_code(struct cooked *c, uint32_t code)
{
    uint32_t high = c->high;

    c->high = 0;
    if (high != 0 && code >= 0xDC00 && code <= 0xDFFF) {
        utf8_put(&c->text, 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00));
        return;
    }
    if (high != 0)
        utf8_put(&c->text, high);
    if (code >= 0xD800 && code <= 0xDBFF)
        c->high = code;
    else
        utf8_put(&c->text, code);
}

static struct str cooked_end(struct cooked *c)
{
    if (c->high != 0)
        utf8_put(&c->text, c->high);
    c->high = 0;
    return strbuf_text(&c->text);
}

/* A legacy octal escape (Annex B.1.2) whose first digit is at `*at`: at most \377. */
static uint32_t read_octal(struct str s, size_t *at)
{
    unsigned most = s.ptr[*at] <= '3' ? 3 : 2;
    uint32_t value = 0;

    for (unsigned i = 0; i < most && *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '7'; i++)
        value = value * 8 + (uint32_t)(s.ptr[(*at)++] - '0');
    return value;
}

static bool is_digit(struct str s, size_t at)
{
    return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

/* A backslash before a line terminator stands for nothing. True when there was one at `*at`. */
static bool skip_continuation(struct str s, size_t *at)
{
    size_t len;
    uint32_t code = utf8_next(s, *at, &len);

    if (!utf8_is_newline(code))
        return false;
    *at += len;
    if (code == '\r' && *at < s.len && s.ptr[*at] == '\n')
        (*at)++;
    return true;
}

/* Decodes the escape whose backslash ends at `*at`. */
static bool cook_escape(struct cooked *out, struct str s, size_t *at, bool template)
{
    static const char from[] = "bfnrtv";
    static const char to[] = "\b\f\n\r\t\v";
    const char *simple;
    uint32_t code = 0;
    size_t len;
    char c;

    if (*at >= s.len)
        return false;
    if (skip_continuation(s, at))
        return true;
    c = s.ptr[*at];
    if (c >= '0' && c <= '7') {
        if (template && (c != '0' || is_digit(s, *at + 1)))
            return false;
        put_code(out, read_octal(s, at));
        return true;
    }
    if (template && (c == '8' || c == '9'))
        return false;
    if (c == 'x' || c == 'u') {
        (*at)++;
        if (c == 'x' ? !read_hex(s, at, 2, &code) : !read_unicode_escape(s, at, &code))
            return false;
        put_code(out, code);
        return true;
    }
    simple = c == '\0' ? NULL : strchr(from, c);
    code = utf8_next(s, *at, &len);
    put_code(out, simple != NULL ? (uint32_t)to[simple - from] : code);
    *at += len;
    return true;
}

bool literal_string(struct arena *a, const struct tree *t, node_id n, struct str *out)
{
    struct str s = tree_text(t, n);
    struct cooked cooked = {0};

    if (s.len < 2 || (s.ptr[0] != '"' && s.ptr[0] != '\'') || s.ptr[s.len - 1] != s.ptr[0])
        return false;
    s = str_slice(s, 1, s.len - 1);
    if (s.len == 0 || memchr(s.ptr, '\\', s.len) == NULL) {
        *out = s;
        return true;
    }
    strbuf_init(&cooked.text, a);
    for (size_t i = 0; i < s.len;) {
        size_t len;

        if (s.ptr[i] == '\\') {
            i++;
            if (!cook_escape(&cooked, s, &i, false))
                return false;
            continue;
        }
        put_code(&cooked, utf8_next(s, i, &len));
        i += len;
    }
    *out = cooked_end(&cooked);
    return true;
}

bool literal_template_piece(struct arena *a, struct str raw, struct str *out)
{
    struct cooked cooked = {0};

    if (raw.len == 0 || (memchr(raw.ptr, '\\', raw.len) == NULL && memchr(raw.ptr, '\r', raw.len) == NULL)) {
        *out = raw;
        return true;
    }
    strbuf_init(&cooked.text, a);
    for (size_t i = 0; i < raw.len;) {
        size_t len;
        uint32_t code = utf8_next(raw, i, &len);

        i += len;
        if (code == '\\') {
            if (!cook_escape(&cooked, raw, &i, true))
                return false;
            continue;
        }
        /* A template sees CR and CR LF as LF (section 12.9.6.1, TRV). */
        if (code == '\r' && i < raw.len && raw.ptr[i] == '\n')
            i++;
        put_code(&cooked, code == '\r' ? '\n' : code);
    }
    *out = cooked_end(&cooked);
    return true;
}

/* The base of a literal that starts with 0x, 0o, 0b (either case), or 10. */
static unsigned prefix_base(struct str s)
{
    if (s.len < 3 || s.ptr[0] != '0')
        return 10;
    switch (s.ptr[1] | 0x20) {
    case 'x':
        return 16;
    case 'o':
        return 8;
    case 'b':
        return 2;
    default:
        return 10;
    }
}

/* True for a legacy octal literal such as 017: only octal digits after a 0. */
static bool is_legacy_octal(struct str s)
{
    if (s.len < 2 || s.ptr[0] != '0')
        return false;
    for (size_t i = 1; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '7')
            return false;
    }
    return true;
}

/*
 * The value of `digits` in a base that is a power of two, rounded once, to nearest and ties to even, as
 * section 12.9.3 asks: 64 bits are kept, and one more tells whether anything was beyond them.
 */
static bool read_binary(struct str digits, unsigned base, double *out)
{
    unsigned shift = base == 16 ? 4 : base == 8 ? 3 : 1;
    uint64_t bits = 0;
    int exponent = 0;
    bool sticky = false;

    for (size_t i = 0; i < digits.len; i++) {
        int digit = str_hex_value(digits.ptr[i]);

        if (digit < 0 || (unsigned)digit >= base)
            return false;
        for (unsigned bit = shift; bit-- > 0;) {
            if ((bits >> 62) == 0) {
                bits = bits << 1 | ((unsigned)digit >> bit & 1U);
            } else {
                sticky = sticky || ((unsigned)digit >> bit & 1U) != 0;
                exponent += exponent < 4096;
            }
        }
    }
    *out = ldexp((double)(bits | (sticky ? 1U : 0U)), exponent);
    return digits.len > 0;
}

/* Checks the form of a decimal literal (section 12.9.3) that has no separators any more. */
static bool is_decimal(struct str s)
{
    size_t i = 0;
    size_t digits = 0;

    for (; is_digit(s, i); i++)
        digits++;
    if (i < s.len && s.ptr[i] == '.') {
        for (i++; is_digit(s, i); i++)
            digits++;
    }
    if (digits == 0)
        return false;
    if (i < s.len && (s.ptr[i] | 0x20) == 'e') {
        i++;
        if (i < s.len && (s.ptr[i] == '+' || s.ptr[i] == '-'))
            i++;
        if (!is_digit(s, i))
            return false;
        while (is_digit(s, i))
            i++;
    }
    return i == s.len;
}

bool literal_number(struct str text, double *out)
{
    /* Longer literals are valid, but nobody writes them, and false is always a safe answer. */
    char plain[512];
    struct str s = {.ptr = plain};
    unsigned base;

    if (text.len == 0 || text.len >= sizeof(plain))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '_')
            plain[s.len++] = text.ptr[i];
    }
    plain[s.len] = '\0';
    base = prefix_base(s);
    if (base != 10)
        return read_binary(str_slice(s, 2, s.len), base, out);
    if (is_legacy_octal(s))
        return read_binary(str_slice(s, 1, s.len), 8, out);
    if (!is_decimal(s))
        return false;
    *out = strtod(plain, NULL); /* nothing here calls setlocale: this reads the C locale's form */
    return true;
}

struct str literal_identifier(struct arena *a, struct str text)
{
    struct strbuf out;

    if (text.len == 0 || memchr(text.ptr, '\\', text.len) == NULL)
        return text;
    strbuf_init(&out, a);
    for (size_t i = 0; i < text.len;) {
        size_t at = i + 2;
        uint32_t code;

        if (text.ptr[i] == '\\' && at < text.len && text.ptr[i + 1] == 'u' && read_unicode_escape(text, &at, &code)) {
            utf8_put(&out, code);
            i = at;
        } else {
            strbuf_put_char(&out, text.ptr[i++]);
        }
    }
    return strbuf_text(&out);
}
