#include "cli/term.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/base/utf8.h"

/* Code points that print as nothing, or change how others are shown or read. */
struct range {
    uint32_t from;
    uint32_t to;
};

static const struct range deceptive[] = {
    {0x00, 0x1f},        /* C0 controls */
    {0x7f, 0x9f},        /* DEL and C1 controls */
    {0xad, 0xad},        /* soft hyphen */
    {0x34f, 0x34f},      /* combining grapheme joiner */
    {0x61c, 0x61c},      /* Arabic letter mark */
    {0x115f, 0x1160},    /* Hangul fillers */
    {0x17b4, 0x17b5},    /* Khmer inherent vowels */
    {0x180b, 0x180f},    /* Mongolian variation selectors */
    {0x2000, 0x200f},    /* spaces of all widths, zero-width characters, direction marks */
    {0x2028, 0x202f},    /* line and paragraph separators, direction overrides, narrow space */
    {0x205f, 0x206f},    /* invisible operators, direction isolates */
    {0x3164, 0x3164},    /* Hangul filler */
    {0xd800, 0xf8ff},    /* surrogates, private use */
    {0xfe00, 0xfe0f},    /* variation selectors */
    {0xfeff, 0xfeff},    /* byte order mark */
    {0xffa0, 0xffa0},    /* halfwidth Hangul filler */
    {0xfff0, 0xffff},    /* specials; U+FFFD also stands for what could not be decoded */
    {0x1d173, 0x1d17a},  /* musical formatting */
    {0xe0000, 0x10ffff}, /* tags, more variation selectors, private use */
};

static bool is_deceptive(uint32_t code)
{
    for (size_t i = 0; i < ARRAY_LEN(deceptive); i++)
        if (code >= deceptive[i].from && code <= deceptive[i].to)
            return true;
    return false;
}

enum { UNIT_MAX = 40 };

/* What byte `at` of `text` and those that belong to it become; `*columns` wide, `*taken` bytes of text. */
static struct str harmless(struct str text, size_t at, char out[UNIT_MAX], size_t *taken, uint32_t *columns)
{
    unsigned char first = (unsigned char)text.ptr[at];
    uint32_t code = utf8_next(text, at, taken);
    int len = 0;

    if (!is_deceptive(code)) {
        *columns = 1;
        return str_slice(text, at, at + *taken);
    }
    if (code == 0xfffd && !(*taken == 3 && memcmp(text.ptr + at, "\xef\xbf\xbd", 3) == 0)) {
        *taken = 1; /* one escape per byte says exactly what is there */
        len = snprintf(out, UNIT_MAX, "\\x%02x", first);
    } else if (code < 0x100) {
        len = snprintf(out, UNIT_MAX, code == '\n' ? "\\n" : code == '\t' ? "\\t" : "\\x%02x", code);
    } else {
        len = snprintf(out, UNIT_MAX, "\\u{%x}", code);
    }
    *columns = (uint32_t)len;
    return (struct str){out, (size_t)len};
}

uint32_t term_put_cut(struct strbuf *out, struct str text, uint32_t width)
{
    char unit[UNIT_MAX];
    uint32_t used = 0;
    size_t taken = 0;

    for (size_t at = 0; at < text.len; at += taken) {
        uint32_t columns = 0;
        struct str piece = harmless(text, at, unit, &taken, &columns);
        /* What is left over needs a column for the mark that says so. */
        uint32_t reserve = at + taken < text.len ? 1 : 0;

        if (columns > width - used || columns + reserve > width - used) {
            strbuf_put_c(out, "…");
            return used + 1;
        }
        strbuf_put(out, piece);
        used += columns;
    }
    return used;
}

/* Where the run of printable ASCII at `at` ends: most of what is printed is nothing else. */
static size_t plain_end(struct str text, size_t at)
{
    while (at < text.len && text.ptr[at] >= ' ' && text.ptr[at] <= '~')
        at++;
    return at;
}

void term_put(struct strbuf *out, struct str text)
{
    char unit[UNIT_MAX];
    size_t taken = 0;

    for (size_t at = 0; at < text.len; at += taken) {
        size_t end = plain_end(text, at);
        uint32_t columns = 0;

        strbuf_put(out, str_slice(text, at, end));
        at = end;
        taken = 0;
        if (at < text.len)
            strbuf_put(out, harmless(text, at, unit, &taken, &columns));
    }
}

uint32_t term_width(struct str text)
{
    char unit[UNIT_MAX];
    uint32_t width = 0;
    size_t taken = 0;

    for (size_t at = 0; at < text.len; at += taken) {
        uint32_t columns = 0;

        (void)harmless(text, at, unit, &taken, &columns);
        width += columns;
    }
    return width;
}

void term_style(struct strbuf *out, bool color, enum style style)
{
    static const char *const codes[] = {
        [STYLE_PLAIN] = "0",   [STYLE_BOLD] = "1",   [STYLE_DIM] = "2",
        [STYLE_GOOD] = "1;32", [STYLE_BAD] = "1;31", [STYLE_DOUBT] = "1;33",
    };

    if (color)
        strbuf_printf(out, "\x1b[%sm", codes[style]);
}

bool term_wants_color(const char *when, int fd)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (when != NULL && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    if (no_color != NULL && *no_color != '\0')
        return false;
    return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

enum err term_write(struct str text, struct error *why)
{
    if (text.len > 0 && fwrite(text.ptr, 1, text.len, stdout) != text.len)
        return error_sys(why, "cannot write the output");
    if (fflush(stdout) != 0)
        return error_sys(why, "cannot write the output");
    return OK;
}

void term_complain(const char *sentence)
{
    struct arena scratch = {0};
    struct strbuf line;

    strbuf_init(&line, &scratch);
    strbuf_put_c(&line, "cordon: ");
    term_put(&line, str_from(sentence));
    (void)fprintf(stderr, "%s\n", strbuf_text(&line).ptr);
    arena_reset(&scratch);
}
