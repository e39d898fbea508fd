/*
 * pattern_read.c - the text of a regular expression becomes an automaton (ECMAScript 2025 sections 22.2.1 and B.1.2).
 */
#include "analyzer/semantic/pattern_internal.h"

#include <string.h>

/* Nobody honest takes names out of a text with more than this. */
enum { SOURCE_MAX = 512, DEPTH_MAX = 32 };
enum { OTHER = 0x100 }; /* any character that no name has */

/* A group that is being read. */
struct frame {
    struct pattern_part whole;    /* its alternatives so far */
    struct pattern_part sequence; /* the alternative that is being read */
    uint32_t group;               /* 0 when it does not capture */
    bool aside;                   /* a lookahead or lookbehind: it takes nothing */
    bool some;                    /* an alternative has been read */
};

struct reader {
    struct pattern *p;
    struct str text;
    size_t at;
    struct frame stack[DEPTH_MAX];
    uint32_t depth;
    bool ignores_case;
    bool has_sets; /* flag v: classes of classes, and of texts */
    bool failed;
};

static void charset_add(struct charset *s, uint32_t c)
{
    if (c < CHARSET_ASCII)
        s->bits[c / 64] |= (uint64_t)1 << (c % 64);
}

static void charset_add_range(struct charset *s, uint32_t from, uint32_t to)
{
    for (uint32_t c = from; c < CHARSET_ASCII && c <= to; c++)
        charset_add(s, c);
}

/* Both cases of each letter. */
static void charset_fold(struct charset *s)
{
    for (uint32_t c = 'a'; c <= 'z'; c++) {
        if (!charset_has(s, c) && !charset_has(s, c - 'a' + 'A'))
            continue;
        charset_add(s, c);
        charset_add(s, c - 'a' + 'A');
    }
}

static bool more(const struct reader *r)
{
    return r->at < r->text.len;
}

static char peek(const struct reader *r)
{
    return more(r) ? r->text.ptr[r->at] : '\0';
}

static bool take(struct reader *r, const char *what)
{
    if (!str_starts(str_slice(r->text, r->at, r->text.len), str_from(what)))
        return false;
    r->at += strlen(what);
    return true;
}

/* `count` hexadecimal digits; false when there are fewer. */
static bool take_hex(struct reader *r, unsigned count, uint32_t *out)
{
    *out = 0;
    for (unsigned i = 0; i < count; i++) {
        int digit = r->at + i < r->text.len ? str_hex_value(r->text.ptr[r->at + i]) : -1;
        if (digit < 0)
            return false;
        *out = *out * 16 + (uint32_t)digit;
    }
    r->at += count;
    return true;
}

/* One character that stands for itself; OTHER for all that are not CHARSET_ASCII. */
static uint32_t take_plain(struct reader *r)
{
    unsigned char c = (unsigned char)peek(r);

    r->at++;
    if (c < CHARSET_ASCII)
        return c;
    while (((unsigned char)peek(r) & 0xc0U) == 0x80U)
        r->at++;
    return OTHER;
}

/* \d and its like: the set in `out`, of CHARSET_ASCII. False for any other escape. */
static bool class_escape(char c, struct charset *out)
{
    struct charset set = {{0, 0}};

    switch (c) {
    case 'd':
    case 'D':
        charset_add_range(&set, '0', '9');
        break;
    case 'w':
    case 'W':
        charset_add_range(&set, '0', '9');
        charset_add_range(&set, 'a', 'z');
        charset_add_range(&set, 'A', 'Z');
        charset_add(&set, '_');
        break;
    case 's':
    case 'S':
        charset_add_range(&set, '\t', '\r');
        charset_add(&set, ' ');
        break;
    default:
        return false;
    }
    if (c < 'a') {
        set.bits[0] = ~set.bits[0];
        set.bits[1] = ~set.bits[1];
    }
    *out = set;
    return true;
}

/* Behind a backslash: the character that is meant. False for what is not one. */
static bool char_escape(struct reader *r, uint32_t *out)
{
    static const char letters[] = "tnvfr";
    static const char meant[] = "\t\n\v\f\r";
    const char *letter = NULL;
    char c = peek(r);

    if (c == 'x' || c == 'u') {
        r->at++;
        return take_hex(r, c == 'x' ? 2 : 4, out);
    }
    letter = c == '\0' ? NULL : strchr(letters, c);
    if (letter != NULL) {
        r->at++;
        *out = (unsigned char)meant[letter - letters];
        return true;
    }
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\0')
        return false;
    *out = take_plain(r);
    return true;
}

/* What a class has in it besides its ranges. */
struct class_reader {
    struct charset set;
    bool other;   /* a character that is not CHARSET_ASCII */
    bool unknown; /* something that is not understood */
};

/* One end of a range: a character, or OTHER + 1 for a set of them. */
static uint32_t class_atom(struct reader *r, struct class_reader *c)
{
    struct charset set;
    uint32_t meant = 0;

    if (peek(r) != '\\')
        return take_plain(r);
    r->at++;
    if (class_escape(peek(r), &set)) {
        c->other = c->other || peek(r) < 'a';
        r->at++;
        c->set.bits[0] |= set.bits[0];
        c->set.bits[1] |= set.bits[1];
        return OTHER + 1;
    }
    if (peek(r) == 'b') {
        r->at++;
        return '\b';
    }
    if (char_escape(r, &meant))
        return meant;
    c->unknown = true;
    return OTHER + 1;
}

/* [...]; the bracket is taken. */
static struct pattern_part read_class(struct reader *r)
{
    struct class_reader c = {{{0, 0}}, false, false};
    bool negated = take(r, "^");

    while (more(r) && peek(r) != ']') {
        uint32_t from = class_atom(r, &c);
        uint32_t to = from;
        if (peek(r) == '-' && r->at + 1 < r->text.len && r->text.ptr[r->at + 1] != ']') {
            r->at++;
            to = class_atom(r, &c);
            c.unknown = c.unknown || from == OTHER + 1 || to == OTHER + 1;
        }
        c.other = c.other || from >= CHARSET_ASCII || to >= CHARSET_ASCII;
        if (from <= OTHER)
            charset_add_range(&c.set, from, to);
    }
    if (!take(r, "]") || r->has_sets)
        r->failed = true;
    if (negated) {
        c.set.bits[0] = ~c.set.bits[0];
        c.set.bits[1] = ~c.set.bits[1];
    }
    if (r->ignores_case)
        charset_fold(&c.set);
    /* Case folding may turn a character that is not CHARSET_ASCII into one that is. */
    return pattern_char(r->p, c.unknown || (r->ignores_case && c.other) ? CHARSET_EVERY : c.set);
}

/* A character by itself. */
static struct pattern_part read_char(struct reader *r, uint32_t c)
{
    struct charset set = {{0, 0}};

    charset_add(&set, c);
    if (r->ignores_case)
        charset_fold(&set);
    return pattern_char(r->p, r->ignores_case && c >= CHARSET_ASCII ? CHARSET_EVERY : set);
}

/* Takes everything up to and with `last`. */
static void skip_to(struct reader *r, char last)
{
    while (more(r) && peek(r) != last)
        r->at++;
    r->failed = r->failed || !more(r);
    r->at++;
}

/* Behind a backslash: back references, properties and numbers, which may be anything. False for all others. */
static bool take_anything(struct reader *r)
{
    char c = peek(r);

    if (c >= '0' && c <= '9') {
        while (peek(r) >= '0' && peek(r) <= '9')
            r->at++;
        return true;
    }
    if (take(r, "k<"))
        skip_to(r, '>');
    else if (take(r, "p{") || take(r, "P{"))
        skip_to(r, '}');
    else
        return false;
    return true;
}

/* \x; the backslash is taken. */
static struct pattern_part read_escape(struct reader *r)
{
    struct charset set;
    uint32_t c = 0;

    if (peek(r) == 'b' || peek(r) == 'B') {
        r->at++;
        return pattern_empty(r->p);
    }
    if (class_escape(peek(r), &set)) {
        bool complement = peek(r) < 'a';
        r->at++;
        return pattern_char(r->p, r->ignores_case && complement ? CHARSET_EVERY : set);
    }
    if (char_escape(r, &c))
        return read_char(r, c);
    if (take_anything(r))
        return pattern_anything(r->p);
    r->failed = true;
    return pattern_empty(r->p);
}

static void frame_open(struct reader *r, bool captures, bool aside)
{
    struct frame *f = NULL;

    if (r->depth == DEPTH_MAX || (captures && r->p->group_count == PATTERN_GROUPS_MAX)) {
        r->failed = true;
        return;
    }
    f = &r->stack[r->depth++];
    *f = (struct frame){.group = captures ? ++r->p->group_count : 0, .aside = aside};
    f->sequence = pattern_empty(r->p);
}

/* The alternative that was read becomes one of its group. */
static void frame_alternative(struct reader *r)
{
    struct frame *f = &r->stack[r->depth - 1];

    f->whole = f->some ? pattern_either(r->p, f->whole, f->sequence) : f->sequence;
    f->some = true;
    f->sequence = pattern_empty(r->p);
}

/* (...: what kind of group it opens. The parenthesis is taken. */
static void read_open(struct reader *r)
{
    if (!take(r, "?")) {
        frame_open(r, true, false);
        return;
    }
    if (take(r, ":")) {
        frame_open(r, false, false);
    } else if (take(r, "=") || take(r, "!") || take(r, "<=") || take(r, "<!")) {
        frame_open(r, false, true);
    } else if (take(r, "<")) {
        skip_to(r, '>');
        r->p->has_names = true;
        frame_open(r, true, false);
    } else {
        r->failed = true; /* modifiers */
    }
}

/* Digits; false when there are none. */
static bool take_number(struct reader *r, uint32_t *out)
{
    size_t start = r->at;

    *out = 0;
    while (peek(r) >= '0' && peek(r) <= '9') {
        *out = *out > 10000 ? *out : *out * 10 + (uint32_t)(peek(r) - '0');
        r->at++;
    }
    return r->at > start;
}

/* * + ? {n} {n,} {n,m}, lazy or not: false when there is none. */
static bool take_quantifier(struct reader *r, uint32_t *least, uint32_t *most)
{
    if (take(r, "*")) {
        *least = 0;
        *most = LENGTH_ANY;
    } else if (take(r, "+")) {
        *least = 1;
        *most = LENGTH_ANY;
    } else if (take(r, "?")) {
        *least = 0;
        *most = 1;
    } else if (take(r, "{")) {
        bool counted = take_number(r, least);
        *most = *least;
        if (take(r, ",") && !take_number(r, most))
            *most = LENGTH_ANY;
        /* Annex B takes other braces for themselves. */
        r->failed = r->failed || !counted || !take(r, "}");
    } else {
        return false;
    }
    (void)take(r, "?");
    return true;
}

/* Appends what was read to the alternative, as often as the quantifier behind it says. */
static void append(struct reader *r, struct pattern_part p)
{
    struct frame *f = &r->stack[r->depth - 1];
    uint32_t least = 0;
    uint32_t most = 0;

    if (take_quantifier(r, &least, &most))
        p = pattern_repeat(r->p, p, least, most);
    f->sequence = pattern_sequence(r->p, f->sequence, p);
}

/* ): the group is complete. */
static void read_close(struct reader *r)
{
    struct frame done;

    if (r->depth == 1) {
        r->failed = true;
        return;
    }
    frame_alternative(r);
    done = r->stack[--r->depth];
    if (done.group != 0) {
        /* A state of its own, which nothing but this group ends at. */
        struct pattern_part wrapped =
            pattern_sequence(r->p, pattern_sequence(r->p, pattern_empty(r->p), done.whole), pattern_empty(r->p));
        r->p->groups[done.group] = wrapped;
        append(r, wrapped);
        return;
    }
    append(r, done.aside ? pattern_empty(r->p) : done.whole);
}

static void read_term(struct reader *r)
{
    if (take(r, "(")) {
        read_open(r);
    } else if (take(r, ")")) {
        read_close(r);
    } else if (take(r, "|")) {
        frame_alternative(r);
    } else if (take(r, "^") || take(r, "$")) {
        /* holds somewhere */
    } else if (take(r, ".")) {
        append(r, pattern_char(r->p, CHARSET_EVERY));
    } else if (take(r, "[")) {
        append(r, read_class(r));
    } else if (take(r, "\\")) {
        append(r, read_escape(r));
    } else if (peek(r) == '{' || peek(r) == '}' || peek(r) == ']' || peek(r) == '*' || peek(r) == '+' ||
               peek(r) == '?') {
        r->failed = true;
    } else {
        append(r, read_char(r, take_plain(r)));
    }
}

const struct pattern *pattern_parse(struct arena *a, struct str text)
{
    struct reader r = {.p = arena_new(a, struct pattern)};
    size_t slash = text.len;

    while (slash > 0 && text.ptr[slash - 1] != '/')
        slash--;
    if (slash < 2 || slash > SOURCE_MAX)
        return NULL;
    r.p->arena = a;
    for (size_t i = slash; i < text.len; i++) {
        r.ignores_case = r.ignores_case || text.ptr[i] == 'i';
        r.has_sets = r.has_sets || text.ptr[i] == 'v';
    }
    r.text = str_slice(text, 1, slash - 1);
    frame_open(&r, false, false);
    while (more(&r) && !r.failed && !r.p->too_large)
        read_term(&r);
    if (r.failed || r.p->too_large || r.depth != 1)
        return NULL;
    frame_alternative(&r);
    r.p->groups[0] = pattern_sequence(r.p, r.stack[0].whole, pattern_empty(r.p));
    return r.p->too_large ? NULL : r.p;
}
