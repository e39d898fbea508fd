#include "analyzer/package/json_scan.h"

#include "analyzer/base/vec.h"

/* Levels of nesting. Node 22 and later stop at 1024. */
enum { LIMIT_JSON_SCAN_DEPTH = 1000 };

/* What may come next. */
enum expected { WANT_VALUE, WANT_VALUE_OR_END, WANT_KEY, WANT_KEY_OR_END, WANT_COLON, WANT_COMMA_OR_END, WANT_NOTHING };

struct scanner {
    struct str text;
    size_t at;
    enum expected want;
    uint32_t depth;
    char open[LIMIT_JSON_SCAN_DEPTH]; /* '{' or '[' of each level */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static char peek(const struct scanner *s, size_t ahead)
{
    return s->at + ahead < s->text.len ? s->text.ptr[s->at + ahead] : '\0';
}

static void skip_digits(struct scanner *s)
{
    while (is_digit(peek(s, 0)))
        s->at++;
}

static bool scan_digits(struct scanner *s)
{
    bool some = is_digit(peek(s, 0));

    skip_digits(s);
    return some;
}

static bool scan_number(struct scanner *s)
{
    if (peek(s, 0) == '-')
        s->at++;
    if (peek(s, 0) == '0')
        s->at++;
    else if (!scan_digits(s))
        return false;
    if (peek(s, 0) == '.') {
        s->at++;
        if (!scan_digits(s))
            return false;
    }
    if (peek(s, 0) != 'e' && peek(s, 0) != 'E')
        return true;
    s->at++;
    if (peek(s, 0) == '+' || peek(s, 0) == '-')
        s->at++;
    return scan_digits(s);
}

/* The rest of an escape behind its backslash. */
static bool scan_escape(struct scanner *s)
{
    char c = peek(s, 0);

    s->at++;
    if (c != 'u')
        return c != '\0' && str_find(STR("\"\\/bfnrt"), (struct str){&c, 1}, 0) < 8;
    for (int i = 0; i < 4; i++, s->at++)
        if (!is_hex(peek(s, 0)))
            return false;
    return true;
}

static bool scan_string(struct scanner *s)
{
    s->at++;
    while (s->at < s->text.len) {
        char c = s->text.ptr[s->at++];

        if (c == '"')
            return true;
        if ((unsigned char)c < 0x20 || (c == '\\' && !scan_escape(s)))
            return false;
    }
    return false;
}

static bool scan_word(struct scanner *s)
{
    static const struct str words[] = {STR_INIT("true"), STR_INIT("false"), STR_INIT("null")};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!str_starts(str_slice(s->text, s->at, s->text.len), words[i]))
            continue;
        s->at += words[i].len;
        return true;
    }
    return false;
}

static bool open_level(struct scanner *s, char c)
{
    if (s->depth == LIMIT_JSON_SCAN_DEPTH)
        return false;
    s->open[s->depth++] = c;
    s->at++;
    s->want = c == '{' ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
    return true;
}

static bool close_level(struct scanner *s, char c)
{
    if (s->depth == 0 || s->open[s->depth - 1] != (c == '}' ? '{' : '['))
        return false;
    s->depth--;
    s->at++;
    s->want = s->depth == 0 ? WANT_NOTHING : WANT_COMMA_OR_END;
    return true;
}

static bool scan_value(struct scanner *s)
{
    char c = peek(s, 0);
    bool good = false;

    if (c == '{' || c == '[')
        return open_level(s, c);
    if (c == '"')
        good = scan_string(s);
    else if (c == '-' || is_digit(c))
        good = scan_number(s);
    else
        good = scan_word(s);
    s->want = s->depth == 0 ? WANT_NOTHING : WANT_COMMA_OR_END;
    return good;
}

/* One token, according to what may come; false when it may not. */
static bool scan_token(struct scanner *s)
{
    char c = peek(s, 0);

    switch (s->want) {
    case WANT_VALUE_OR_END:
        return c == ']' ? close_level(s, c) : scan_value(s);
    case WANT_VALUE:
        return scan_value(s);
    case WANT_KEY_OR_END:
        if (c == '}')
            return close_level(s, c);
        s->want = WANT_COLON;
        return c == '"' && scan_string(s);
    case WANT_KEY:
        s->want = WANT_COLON;
        return c == '"' && scan_string(s);
    case WANT_COLON:
        s->want = WANT_VALUE;
        s->at++;
        return c == ':';
    case WANT_COMMA_OR_END:
        if (c == '}' || c == ']')
            return close_level(s, c);
        s->want = s->open[s->depth - 1] == '{' ? WANT_KEY : WANT_VALUE;
        s->at++;
        return c == ',';
    case WANT_NOTHING:
        return false;
    }
    return false;
}

static void skip_space(struct scanner *s)
{
    while (s->at < s->text.len && (peek(s, 0) == ' ' || peek(s, 0) == '\t' || peek(s, 0) == '\n' || peek(s, 0) == '\r'))
        s->at++;
}

static enum err bad(const struct scanner *s, struct error *why)
{
    unsigned line = 1;

    for (size_t i = 0; i < s->at && i < s->text.len; i++)
        line += s->text.ptr[i] == '\n';
    if (s->depth == LIMIT_JSON_SCAN_DEPTH)
        return error_set(why, ERR_LIMIT, "line %u: nested deeper than %d levels", line, LIMIT_JSON_SCAN_DEPTH);
    return error_set(why, ERR_FORMAT, "line %u: not JSON", line);
}

enum err json_scan_object(struct arena *a, struct str text, struct json_members *out, struct error *why)
{
    struct scanner s = {.text = text, .want = WANT_VALUE};
    struct json_member member = {0};
    size_t value_at = 0;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        s.at = 3;
    skip_space(&s);
    if (s.at < text.len && peek(&s, 0) != '{')
        return error_set(why, ERR_FORMAT, "not an object");
    for (; s.at < text.len; skip_space(&s)) {
        size_t at = s.at;
        bool is_key = s.depth == 1 && (s.want == WANT_KEY || s.want == WANT_KEY_OR_END);
        bool is_value = s.depth == 1 && s.want == WANT_VALUE;

        if (!scan_token(&s))
            return bad(&s, why);
        if (is_key && s.want == WANT_COLON)
            member.key = str_slice(text, at + 1, s.at - 1);
        if (is_value)
            value_at = at;
        if (s.depth == 1 && s.want == WANT_COMMA_OR_END) {
            member.value = str_slice(text, value_at, s.at);
            vec_push(a, out, member);
        }
    }
    return s.want == WANT_NOTHING ? OK : bad(&s, why);
}
