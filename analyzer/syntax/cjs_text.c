/*
 * cjs_text.c - names and specifiers of string literals, as the lexer that cjs_lexer.h describes decodes them.
 */
#include "analyzer/syntax/cjs_lexer_internal.h"

#include "analyzer/base/strbuf.h"
#include "analyzer/base/utf8.h"

/* A literal under way. */
struct decoding {
    struct str text; /* between the quotes */
    size_t at;
    struct strbuf out;
    uint32_t high; /* a surrogate that waits for its other half, or 0 */
    bool braced;   /* it was written with braces: merve wants both halves alike */
    bool old;
    bool bad;
};

static int hex_of(const struct decoding *d, size_t at)
{
    return at < d->text.len ? str_hex_value(d->text.ptr[at]) : -1;
}

static uint32_t take_hex(struct decoding *d, int digits)
{
    uint32_t code = 0;

    for (int i = 0; i < digits; i++, d->at++) {
        int digit = hex_of(d, d->at);
        d->bad = d->bad || digit < 0;
        code = code << 4 | (uint32_t)(digit < 0 ? 0 : digit);
    }
    return code;
}

/* From behind `u`. */
static uint32_t take_unicode(struct decoding *d)
{
    bool braced = d->at < d->text.len && d->text.ptr[d->at] == '{';
    uint32_t code = 0;

    d->bad = d->bad || (!d->old && d->high != 0 && d->braced != braced);
    d->braced = braced;
    if (!braced)
        return take_hex(d, 4);
    d->at++;
    do {
        code = code << 4 | take_hex(d, 1);
        d->bad = d->bad || code > 0x10FFFF;
    } while (!d->bad && d->at < d->text.len && d->text.ptr[d->at] != '}');
    d->bad = d->bad || d->at >= d->text.len;
    d->at++;
    return code;
}

/* Octal escapes, which merve does not know. */
static uint32_t take_octal(struct decoding *d, uint32_t first)
{
    uint32_t code = first;

    for (int left = first <= 3 ? 2 : 1; left > 0 && d->at < d->text.len; left--, d->at++) {
        char c = d->text.ptr[d->at];
        if (c < '0' || c > '7')
            break;
        code = code * 8 + (uint32_t)(c - '0');
    }
    return code;
}

/* One UTF-16 surrogate or code point more. cjs-module-lexer takes what lies above the surrogates for one of them. */
static void put(struct decoding *d, uint32_t code)
{
    if (code >= 0xD800 && code <= 0xDBFF && d->high == 0) {
        d->high = code;
        return;
    }
    if (d->high != 0) {
        d->bad = d->bad || code < 0xDC00 || code > 0xDFFF;
        code = 0x10000 + ((d->high - 0xD800) << 10) + (code & 0x3FF);
        d->high = 0;
    } else if (code >= 0xDC00 && code <= (d->old ? 0xFFFFU : 0xDFFFU)) {
        d->bad = true;
    }
    if (!d->bad)
        utf8_put(&d->out, code);
}

/* A byte to merve, which may then be no UTF-8; else a code point. */
static void put_byte(struct decoding *d, uint32_t code)
{
    char byte = (char)code;

    if (d->old || code < 0x80)
        put(d, code);
    else
        strbuf_put(&d->out, (struct str){&byte, 1});
    d->bad = d->bad || d->high != 0;
}

static void put_escape(struct decoding *d)
{
    static const char simple[] = "n\nr\rt\tb\bf\fv\v";
    size_t len = 0;
    uint32_t code = utf8_next(d->text, d->at, &len);

    d->at += len;
    for (size_t i = 0; i + 1 < sizeof(simple); i += 2) {
        if (code == (uint32_t)simple[i]) {
            put(d, (uint32_t)simple[i + 1]);
            return;
        }
    }
    if (code == 'x') {
        put_byte(d, take_hex(d, 2));
    } else if (code == 'u') {
        put(d, take_unicode(d));
    } else if (d->old && code >= '0' && code <= '7') {
        put(d, take_octal(d, code - '0'));
    } else if (code == '0') {
        put(d, 0);
    } else if (d->old && utf8_is_newline(code)) {
        if (code == '\r' && d->at < d->text.len && d->text.ptr[d->at] == '\n')
            d->at++;
    } else {
        put(d, code);
    }
}

bool cjs_decode(const struct cjs_scan *s, struct str literal, struct str *out)
{
    struct decoding d = {.old = s->lexer == CJS_MODULE_LEXER};
    size_t len = 0;

    *out = literal;
    if (literal.len == 0 || (literal.ptr[0] != '"' && literal.ptr[0] != '\''))
        return true;
    if (literal.len < 2 || literal.ptr[literal.len - 1] != literal.ptr[0])
        return false;
    d.text = str_slice(literal, 1, literal.len - 1);
    strbuf_init(&d.out, s->arena);
    while (d.at < d.text.len && !d.bad) {
        if (d.text.ptr[d.at] == '\\') {
            d.at++;
            d.bad = d.bad || d.at >= d.text.len;
            if (!d.bad)
                put_escape(&d);
        } else {
            uint32_t code = utf8_next(d.text, d.at, &len);
            d.at += len;
            put(&d, code);
        }
    }
    *out = utf8_sanitize(s->arena, strbuf_text(&d.out));
    return !d.bad && d.high == 0;
}

void cjs_add_name(struct cjs_scan *s, struct str literal)
{
    struct str name = {0};

    if (cjs_decode(s, literal, &name))
        vec_push(s->arena, &s->found, sym_intern(&s->names, name).i);
}

void cjs_add_reexport(struct cjs_scan *s, struct str literal)
{
    struct str name = {0};

    if (cjs_decode(s, literal, &name))
        vec_push(s->arena, &s->reexports, name);
}
