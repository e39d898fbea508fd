#include "analyzer/syntax/lexer.h"

#include <string.h>

#include "analyzer/base/compiler.h"
#include "analyzer/base/utf8.h"

/* Classes of ASCII characters. */
enum {
    IS_START = 1, /* starts a name */
    IS_DIGIT = 2,
    IS_SPACE = 4,
    IS_BREAK = 8,
    IS_HEX = 16,
};

static const unsigned char classes[128] = {
    ['\t'] = IS_SPACE,
    ['\v'] = IS_SPACE,
    ['\f'] = IS_SPACE,
    [' '] = IS_SPACE,
    ['\n'] = IS_SPACE | IS_BREAK,
    ['\r'] = IS_SPACE | IS_BREAK,
    ['$'] = IS_START,
    ['_'] = IS_START,
#define LETTER(c) [c] = IS_START, [(c) + 32] = IS_START
#define HEX(c) [c] = IS_START | IS_HEX, [(c) + 32] = IS_START | IS_HEX
#define DIGIT(c) [c] = IS_DIGIT | IS_HEX
    HEX('A'),
    HEX('B'),
    HEX('C'),
    HEX('D'),
    HEX('E'),
    HEX('F'),
    LETTER('G'),
    LETTER('H'),
    LETTER('I'),
    LETTER('J'),
    LETTER('K'),
    LETTER('L'),
    LETTER('M'),
    LETTER('N'),
    LETTER('O'),
    LETTER('P'),
    LETTER('Q'),
    LETTER('R'),
    LETTER('S'),
    LETTER('T'),
    LETTER('U'),
    LETTER('V'),
    LETTER('W'),
    LETTER('X'),
    LETTER('Y'),
    LETTER('Z'),
    DIGIT('0'),
    DIGIT('1'),
    DIGIT('2'),
    DIGIT('3'),
    DIGIT('4'),
    DIGIT('5'),
    DIGIT('6'),
    DIGIT('7'),
    DIGIT('8'),
    DIGIT('9'),
#undef LETTER
#undef HEX
#undef DIGIT
};

/* The byte at `at`, or -1 at the end: NUL is an ordinary character of a text. */
static int byte_at(struct str text, uint32_t at)
{
    return at < text.len ? (unsigned char)text.ptr[at] : -1;
}

static bool has_class(int byte, unsigned mask)
{
    return byte >= 0 && byte < 128 && (classes[byte] & mask) != 0;
}

/* The length of the line terminator at `at`, or 0; CR and LF are two. */
static uint32_t break_length(struct str text, uint32_t at)
{
    int c = byte_at(text, at);

    if (has_class(c, IS_BREAK))
        return 1;
    if (c == 0xE2 && byte_at(text, at + 1) == 0x80 && (byte_at(text, at + 2) & 0xFE) == 0xA8)
        return 3;
    return 0;
}

/* The length of the white space or line terminator at `at`, or 0. */
static uint32_t space_length(struct str text, uint32_t at)
{
    int c = byte_at(text, at);
    size_t len;

    if (c < 128)
        return has_class(c, IS_SPACE) ? 1 : 0;
    return utf8_is_space(utf8_next(text, at, &len)) ? (uint32_t)len : 0;
}

static uint32_t skip_line(struct str text, uint32_t at)
{
    while (at < text.len && break_length(text, at) == 0)
        at++;
    return at;
}

/* After the block comment at `at`. */
static uint32_t skip_block(struct str text, uint32_t at, bool *newline)
{
    for (at += 2; at < text.len; at++) {
        if (text.ptr[at] == '*' && byte_at(text, at + 1) == '/')
            return at + 2;
        if (break_length(text, at) > 0)
            *newline = true;
    }
    return LEX_NONE;
}

static bool starts(struct str text, uint32_t at, const char *what)
{
    size_t len = strlen(what);

    return text.len - at >= len && memcmp(text.ptr + at, what, len) == 0;
}

/* After the comment at `at`; `at` itself when there is none. */
static uint32_t skip_comment(struct str text, uint32_t at, bool html, bool *newline, bool line_start)
{
    int c = byte_at(text, at);

    if (c == '/' && byte_at(text, at + 1) == '/')
        return skip_line(text, at);
    if (c == '/' && byte_at(text, at + 1) == '*')
        return skip_block(text, at, newline);
    if (html && c == '<' && starts(text, at, "<!--"))
        return skip_line(text, at);
    if (html && c == '-' && line_start && starts(text, at, "-->"))
        return skip_line(text, at);
    return at;
}

uint32_t lex_gap(struct str text, uint32_t at, bool html, bool *newline)
{
    bool first = at == 0;

    if (first && starts(text, 0, "#!"))
        at = skip_line(text, 0);
    for (;;) {
        uint32_t space = space_length(text, at);
        uint32_t next;

        if (space > 0) {
            *newline = *newline || break_length(text, at) > 0;
            at += space;
            continue;
        }
        next = skip_comment(text, at, html, newline, first || *newline);
        if (next == at || next == LEX_NONE)
            return next;
        at = next;
    }
}

/* The code point of the `\u` escape at `at`. */
static uint32_t lex_unicode_escape(struct str text, uint32_t at, uint32_t *code)
{
    bool braces = byte_at(text, at + 2) == '{';
    uint32_t from = at + (braces ? 3 : 2);
    uint32_t i = from;
    uint32_t value = 0;

    if (byte_at(text, at) != '\\' || byte_at(text, at + 1) != 'u')
        return LEX_NONE;
    while (has_class(byte_at(text, i), IS_HEX) && (braces || i < from + 4)) {
        int c = (unsigned char)text.ptr[i++];

        value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        if (value > 0x10FFFF)
            return LEX_NONE;
    }
    *code = value;
    if (!braces)
        return i == from + 4 ? i : LEX_NONE;
    return i > from && byte_at(text, i) == '}' ? i + 1 : LEX_NONE;
}

/* One character of a name at `at`, escaped or not ASCII. */
static uint32_t lex_name_character(struct str text, uint32_t at, bool first, bool *escaped)
{
    uint32_t code;
    uint32_t end;
    size_t len;

    if (byte_at(text, at) == '\\') {
        *escaped = true;
        end = lex_unicode_escape(text, at, &code);
    } else if (byte_at(text, at) >= 128) {
        code = utf8_next(text, at, &len);
        end = at + (uint32_t)len;
    } else {
        return LEX_NONE;
    }
    if (end == LEX_NONE || !(first ? utf8_is_id_start(code) : utf8_is_id_part(code)))
        return LEX_NONE;
    return end;
}

uint32_t lex_name(struct str text, uint32_t at, bool *escaped)
{
    uint32_t end = at;

    for (;;) {
        int c = byte_at(text, end);
        uint32_t next;

        if (has_class(c, end == at ? IS_START : IS_START | IS_DIGIT)) {
            end++;
            continue;
        }
        if (c < 128 && c != '\\')
            break;
        next = lex_name_character(text, end, end == at, escaped);
        if (next == LEX_NONE)
            return c == '\\' ? LEX_NONE : (end > at ? end : LEX_NONE);
        end = next;
    }
    return end > at ? end : LEX_NONE;
}

uint32_t lex_private_name(struct str text, uint32_t at)
{
    bool escaped = false;

    return byte_at(text, at) == '#' ? lex_name(text, at + 1, &escaped) : LEX_NONE;
}

static bool is_digit_of(int c, unsigned base)
{
    if (base == 16)
        return has_class(c, IS_HEX);
    return c >= '0' && c < (int)('0' + base);
}

/* Digits of `base` with separators between them; LEX_NONE when a separator stands elsewhere. */
static uint32_t lex_digits(struct str text, uint32_t at, unsigned base, bool separators)
{
    uint32_t i = at;

    while (is_digit_of(byte_at(text, i), base) || (separators && byte_at(text, i) == '_')) {
        if (text.ptr[i] == '_' && (i == at || !is_digit_of(byte_at(text, i + 1), base) || text.ptr[i - 1] == '_'))
            return LEX_NONE;
        i++;
    }
    return i;
}

/* A number must not run into a name or a digit (section 12.9.3). */
static uint32_t end_number(struct str text, uint32_t end)
{
    bool escaped = false;

    if (end == LEX_NONE || has_class(byte_at(text, end), IS_START | IS_DIGIT) ||
        (end < text.len && lex_name(text, end, &escaped) != LEX_NONE))
        return LEX_NONE;
    return end;
}

static unsigned base_of_prefix(int c)
{
    switch (c) {
    case 'x':
    case 'X':
        return 16;
    case 'o':
    case 'O':
        return 8;
    case 'b':
    case 'B':
        return 2;
    default:
        return 10;
    }
}

/* What follows the integer part of a decimal literal that ends at `i`. */
static uint32_t lex_fraction(struct str text, uint32_t i)
{
    uint32_t from;

    if (i != LEX_NONE && byte_at(text, i) == '.')
        i = lex_digits(text, i + 1, 10, true);
    if (i == LEX_NONE || (byte_at(text, i) | 0x20) != 'e')
        return i;
    from = i + 1;
    if (byte_at(text, from) == '+' || byte_at(text, from) == '-')
        from++;
    i = lex_digits(text, from, 10, true);
    return i == from ? LEX_NONE : i;
}

/* A literal that starts with 0 and a digit: octal, or decimal when it holds an 8 or a 9. */
static uint32_t lex_legacy(struct str text, uint32_t at)
{
    uint32_t octal = lex_digits(text, at, 8, false);
    uint32_t decimal = lex_digits(text, at, 10, false);

    return octal == decimal ? octal : lex_fraction(text, decimal);
}

uint32_t lex_number(struct str text, uint32_t at)
{
    uint32_t i = at;
    unsigned base = byte_at(text, at) == '0' ? base_of_prefix(byte_at(text, at + 1)) : 10;

    if (base != 10) {
        i = lex_digits(text, at + 2, base, true);
        if (i == at + 2)
            return LEX_NONE;
        return end_number(text, i != LEX_NONE && byte_at(text, i) == 'n' ? i + 1 : i);
    }
    if (byte_at(text, at) == '0' && has_class(byte_at(text, at + 1), IS_DIGIT))
        return end_number(text, lex_legacy(text, at));
    if (byte_at(text, at) == '.' && !has_class(byte_at(text, at + 1), IS_DIGIT))
        return LEX_NONE;
    if (byte_at(text, at) != '.' && !has_class(byte_at(text, at), IS_DIGIT))
        return LEX_NONE;
    /* `0_1` is no number. */
    i = byte_at(text, at) == '0' ? at + 1 : lex_digits(text, at, 10, true);
    if (i != LEX_NONE && byte_at(text, i) == 'n' && i > at)
        return end_number(text, i + 1);
    return end_number(text, lex_fraction(text, i));
}

/* After the escape whose backslash is at `at`. */
static uint32_t lex_escape(struct str text, uint32_t at)
{
    uint32_t code;
    size_t len;

    switch (byte_at(text, at + 1)) {
    case -1:
        return LEX_NONE;
    case 'x':
        return has_class(byte_at(text, at + 2), IS_HEX) && has_class(byte_at(text, at + 3), IS_HEX) ? at + 4 : LEX_NONE;
    case 'u':
        return lex_unicode_escape(text, at, &code);
    case '\r':
        return byte_at(text, at + 2) == '\n' ? at + 3 : at + 2;
    default:
        (void)utf8_next(text, at + 1, &len);
        return at + 1 + (uint32_t)len;
    }
}

uint32_t lex_string(struct str text, uint32_t at)
{
    int quote = byte_at(text, at);
    uint32_t i = at + 1;

    if (quote != '"' && quote != '\'')
        return LEX_NONE;
    while (i < text.len) {
        int c = byte_at(text, i);

        if (c == quote)
            return i + 1;
        if (has_class(c, IS_BREAK))
            return LEX_NONE;
        if (c == '\\')
            i = lex_escape(text, i);
        else
            i++;
        if (i == LEX_NONE)
            return LEX_NONE;
    }
    return LEX_NONE;
}

uint32_t lex_template(struct str text, uint32_t at)
{
    for (; at < text.len; at++) {
        int c = byte_at(text, at);

        if (c == '`' || (c == '$' && byte_at(text, at + 1) == '{'))
            return at;
        /* Only the next byte matters: no later byte of a character looks like a backquote or a dollar. */
        if (c == '\\')
            at++;
    }
    return LEX_NONE;
}

/* After the slash that ends the body which starts at `at`. */
static uint32_t lex_regex_body(struct str text, uint32_t at)
{
    bool in_class = false;

    if (byte_at(text, at) == '*' || byte_at(text, at) == '/')
        return LEX_NONE;
    for (; at < text.len; at++) {
        int c = byte_at(text, at);

        if (c == '\\')
            at++;
        if (at >= text.len || break_length(text, at) > 0)
            return LEX_NONE;
        if (c == '/' && !in_class)
            return at;
        if (c == '[')
            in_class = true;
        else if (c == ']')
            in_class = false;
    }
    return LEX_NONE;
}

uint32_t lex_regex(struct str text, uint32_t at, uint32_t *body_end)
{
    uint32_t end = byte_at(text, at) == '/' ? lex_regex_body(text, at + 1) : LEX_NONE;
    bool escaped = false;

    if (end == LEX_NONE)
        return LEX_NONE;
    *body_end = end++;
    while (byte_at(text, end) >= 'a' && byte_at(text, end) <= 'z')
        end++;
    /* All flags are small letters; anything else that continues a name is an error. */
    if (has_class(byte_at(text, end), IS_START | IS_DIGIT) || byte_at(text, end) == '\\' ||
        (end < text.len && lex_name(text, end, &escaped) != LEX_NONE))
        return LEX_NONE;
    return end;
}

uint32_t lex_punctuator(struct str text, uint32_t at)
{
    /* Longest first among those that start alike. */
    static const char *const table[] = {
        ">>>=", "...", "<<=", ">>=", ">>>", "===", "!==", "**=", "&&=", "||=", "?\?=",
        "=>",   "==",  "!=",  "<=",  ">=",  "&&",  "||",  "??",  "?.",  "++",  "--",
        "+=",   "-=",  "*=",  "/=",  "%=",  "&=",  "|=",  "^=",  "<<",  ">>",  "**",
    };
    static const char single[] = "{}()[].;,<>+-*/%&|^!~?:=@";
    int c = byte_at(text, at);

    if (c <= 0 || strchr(single, c) == NULL)
        return LEX_NONE;
    if (strchr("{}()[];,~:@", c) != NULL)
        return at + 1;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (table[i][0] != c || !starts(text, at, table[i]))
            continue;
        if (strcmp(table[i], "?.") == 0 && has_class(byte_at(text, at + 2), IS_DIGIT))
            continue;
        return at + (uint32_t)strlen(table[i]);
    }
    return at + 1;
}

bool lex_is_reserved(struct str name)
{
    static const struct str words[] = {
        STR_INIT("break"),    STR_INIT("case"),       STR_INIT("catch"),    STR_INIT("class"),   STR_INIT("const"),
        STR_INIT("continue"), STR_INIT("debugger"),   STR_INIT("default"),  STR_INIT("delete"),  STR_INIT("do"),
        STR_INIT("else"),     STR_INIT("enum"),       STR_INIT("export"),   STR_INIT("extends"), STR_INIT("false"),
        STR_INIT("finally"),  STR_INIT("for"),        STR_INIT("function"), STR_INIT("if"),      STR_INIT("import"),
        STR_INIT("in"),       STR_INIT("instanceof"), STR_INIT("new"),      STR_INIT("null"),    STR_INIT("return"),
        STR_INIT("super"),    STR_INIT("switch"),     STR_INIT("this"),     STR_INIT("throw"),   STR_INIT("true"),
        STR_INIT("try"),      STR_INIT("typeof"),     STR_INIT("var"),      STR_INIT("void"),    STR_INIT("while"),
        STR_INIT("with"),
    };

    if (name.len < 2 || name.len > 10 || name.ptr[0] < 'b' || name.ptr[0] > 'w')
        return false;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (words[i].ptr[0] == name.ptr[0] && words[i].len == name.len && memcmp(words[i].ptr, name.ptr, name.len) == 0)
            return true;
    }
    return false;
}
