/*
 * cjs_scan.c - characters, tokens and patterns of the lexer that cjs_lexer.h describes.
 */
#include "analyzer/syntax/cjs_lexer_internal.h"

#include "analyzer/base/utf8.h"

struct str cjs_slice(const struct cjs_scan *s, int64_t from, int64_t to)
{
    int64_t len = (int64_t)s->text.len;

    to = to > len ? len : to;
    return from < to ? str_slice(s->text, (size_t)from, (size_t)to) : STR("");
}

bool cjs_has(const struct cjs_scan *s, int64_t at, struct str what)
{
    return at >= 0 && at <= (int64_t)s->text.len - (int64_t)what.len &&
           str_eq(str_slice(s->text, (size_t)at, (size_t)at + what.len), what);
}

/* U+00A0 is white space to cjs-module-lexer, and no other character beyond ASCII is. */
static bool is_wide_space(const struct cjs_scan *s, int64_t at)
{
    return s->lexer == CJS_MODULE_LEXER && cjs_at(s, at) == 0xC2 && cjs_at(s, at + 1) == 0xA0;
}

static bool is_plain_space(int c)
{
    return c == ' ' || (c > 8 && c < 14);
}

bool cjs_is_space(const struct cjs_scan *s, int64_t at)
{
    return is_plain_space(cjs_at(s, at)) || is_wide_space(s, at);
}

bool cjs_is_punctuator(int c)
{
    return c == '!' || c == '%' || c == '&' || (c > 39 && c < 48) || (c > 57 && c < 64) || c == '[' || c == ']' ||
           c == '^' || (c > 122 && c < 127);
}

bool cjs_starts_word(const struct cjs_scan *s, int64_t at)
{
    int before = cjs_at(s, at - 1);

    return at == 0 || is_plain_space(before) || (cjs_is_punctuator(before) && before != '.') ||
           is_wide_space(s, at - 2);
}

bool cjs_ends_word(const struct cjs_scan *s, int64_t end, struct str word)
{
    int64_t start = end - (int64_t)word.len + 1;

    return cjs_has(s, start, word) && (cjs_is_old(s) || cjs_starts_word(s, start));
}

int cjs_next(struct cjs_scan *s)
{
    for (; s->pos < (int64_t)s->text.len; s->pos++) {
        int c = cjs_at(s, s->pos);

        if (c == '/' && cjs_at(s, s->pos + 1) == '/')
            cjs_line_comment(s);
        else if (c == '/' && cjs_at(s, s->pos + 1) == '*')
            cjs_block_comment(s);
        else if (is_wide_space(s, s->pos))
            s->pos++;
        else if (!is_plain_space(c))
            return c;
    }
    return -1;
}

void cjs_line_comment(struct cjs_scan *s)
{
    while (++s->pos < (int64_t)s->text.len)
        if (cjs_at(s, s->pos) == '\n' || cjs_at(s, s->pos) == '\r')
            return;
}

void cjs_block_comment(struct cjs_scan *s)
{
    s->pos++;
    while (++s->pos < (int64_t)s->text.len) {
        if (cjs_at(s, s->pos) == '*' && cjs_at(s, s->pos + 1) == '/') {
            s->pos++;
            return;
        }
    }
}

void cjs_string(struct cjs_scan *s, int quote)
{
    while (++s->pos < (int64_t)s->text.len) {
        int c = cjs_at(s, s->pos);

        if (c == quote)
            return;
        if (c == '\n' || c == '\r')
            break;
        if (c == '\\' && cjs_at(s, ++s->pos) == '\r' && cjs_at(s, s->pos + 1) == '\n')
            s->pos++;
    }
    s->failed = true;
}

static void regexp_class(struct cjs_scan *s)
{
    while (++s->pos < (int64_t)s->text.len) {
        int c = cjs_at(s, s->pos);

        if (c == ']')
            return;
        if (c == '\n' || c == '\r')
            break;
        if (c == '\\')
            s->pos++;
    }
    s->failed = true;
}

void cjs_regexp(struct cjs_scan *s)
{
    while (++s->pos < (int64_t)s->text.len && !s->failed) {
        int c = cjs_at(s, s->pos);

        if (c == '/')
            return;
        if (c == '\n' || c == '\r')
            break;
        if (c == '[')
            regexp_class(s);
        else if (c == '\\')
            s->pos++;
    }
    s->failed = true;
}

void cjs_template(struct cjs_scan *s)
{
    while (++s->pos < (int64_t)s->text.len) {
        int c = cjs_at(s, s->pos);

        if (c == '$' && cjs_at(s, s->pos + 1) == '{') {
            s->pos++;
            vec_push(s->arena, &s->templates, s->template_depth);
            s->template_depth = ++s->depth;
            return;
        }
        if (c == '`')
            return;
        if (c == '\\')
            s->pos++;
    }
    s->failed = true;
}

bool cjs_is_id_start(const struct cjs_scan *s, uint32_t code)
{
    return s->lexer == CJS_MERVE && code >= 0x80 ? true : utf8_is_id_start(code);
}

bool cjs_is_id_part(const struct cjs_scan *s, uint32_t code)
{
    return s->lexer == CJS_MERVE && code >= 0x80 ? true : utf8_is_id_part(code);
}

bool cjs_identifier(struct cjs_scan *s)
{
    size_t len = 0;

    if (s->pos >= (int64_t)s->text.len || !cjs_is_id_start(s, utf8_next(s->text, (size_t)s->pos, &len)))
        return false;
    do {
        s->pos += (int64_t)len;
    } while (s->pos < (int64_t)s->text.len && cjs_is_id_part(s, utf8_next(s->text, (size_t)s->pos, &len)));
    return true;
}

bool cjs_quoted(struct cjs_scan *s, struct str *out)
{
    int quote = cjs_next(s);
    int64_t start = s->pos;

    if (quote != '\'' && quote != '"')
        return false;
    cjs_string(s, quote);
    s->pos++;
    *out = cjs_slice(s, start, s->pos);
    return !s->failed;
}

bool cjs_exports_word(struct cjs_scan *s)
{
    int64_t start = s->pos;

    if (cjs_has(s, s->pos, STR("module"))) {
        s->pos += 6;
        if (cjs_next(s) != '.') {
            s->pos = start;
            return false;
        }
        s->pos++;
        (void)cjs_next(s);
    }
    if (!cjs_has(s, s->pos, STR("exports"))) {
        s->pos = start;
        return false;
    }
    s->pos += 7;
    return true;
}

static bool match_text(struct cjs_scan *s, struct str text)
{
    if (!cjs_has(s, s->pos, text))
        return false;
    s->pos += (int64_t)text.len;
    return true;
}

static bool match_token(struct cjs_scan *s, struct str token)
{
    int64_t start = 0;

    if (token.ptr[0] == '~')
        token = str_slice(token, 1, token.len);
    else
        (void)cjs_next(s);
    start = s->pos;
    if (str_eq(token, STR("E")))
        return cjs_exports_word(s);
    if (str_eq(token, STR("I")))
        return cjs_identifier(s);
    if (token.len == 2 && token.ptr[0] == '=' && token.ptr[1] >= '1' && token.ptr[1] <= '2')
        return match_text(s, s->id[token.ptr[1] - '1']);
    if (token.ptr[0] != '$')
        return match_text(s, token);
    if (!cjs_identifier(s))
        return false;
    s->id[token.ptr[1] - '1'] = cjs_slice(s, start, s->pos);
    return true;
}

bool cjs_match(struct cjs_scan *s, const char *pattern)
{
    struct str rest = str_from(pattern);

    while (rest.len > 0) {
        size_t end = str_find(rest, STR(" "), 0);

        if (!match_token(s, str_slice(rest, 0, end)))
            return false;
        rest = str_slice(rest, end < rest.len ? end + 1 : end, rest.len);
    }
    return true;
}
