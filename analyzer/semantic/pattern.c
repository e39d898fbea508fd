/*
 * pattern.c - regular expressions as automata: every part has a state where it begins and one where it ends.
 */
#include "analyzer/semantic/pattern.h"

#include <assert.h>
#include <string.h>

#include "analyzer/base/vec.h"

/* Nobody honest takes names out of a text with more than this. */
enum { SOURCE_MAX = 512, GROUPS_MAX = 32, DEPTH_MAX = 32, STATES_MAX = 4096 };
enum { ASCII = 128, OTHER = 0x100 }; /* any character that no name has */
#define LENGTH_ANY UINT32_MAX

struct charset {
    uint64_t bits[2];
};

static const struct charset EVERY = {{UINT64_MAX, UINT64_MAX}};

/* A state: it goes on to two others, without a character, or to the first of them with one of `set`. */
struct state {
    uint32_t next[2]; /* numbers + 1 */
    struct charset set;
    bool takes;
};

/* A part of the pattern, and how long what it matches can be. */
struct part {
    uint32_t start;
    uint32_t end;
    uint32_t least;
    uint32_t most;
};

struct pattern {
    VEC(struct state) states;
    struct part groups[GROUPS_MAX + 1]; /* the whole match first */
    uint32_t group_count;
};

/* A group that is being read. */
struct frame {
    struct part whole;    /* its alternatives so far */
    struct part sequence; /* the alternative that is being read */
    uint32_t group;       /* 0 when it does not capture */
    bool aside;           /* a lookahead or lookbehind: it takes nothing */
    bool some;            /* an alternative has been read */
};

struct reader {
    struct arena *arena;
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
    if (c < ASCII)
        s->bits[c / 64] |= (uint64_t)1 << (c % 64);
}

static bool charset_has(const struct charset *s, uint32_t c)
{
    return c < ASCII && (s->bits[c / 64] >> (c % 64) & 1) != 0;
}

static void charset_add_range(struct charset *s, uint32_t from, uint32_t to)
{
    for (uint32_t c = from; c < ASCII && c <= to; c++)
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

static uint32_t state_new(struct reader *r)
{
    if (r->p->states.len >= STATES_MAX)
        r->failed = true;
    vec_push(r->arena, &r->p->states, (struct state){{0, 0}, {{0, 0}}, false});
    return r->p->states.len - 1;
}

static void link_states(struct reader *r, uint32_t from, uint32_t to)
{
    struct state *s = &r->p->states.items[from];

    assert(s->next[1] == 0);
    s->next[s->next[0] != 0] = to + 1;
}

static uint32_t add_lengths(uint32_t a, uint32_t b)
{
    uint32_t sum = 0;

    return a == LENGTH_ANY || b == LENGTH_ANY || __builtin_add_overflow(a, b, &sum) ? LENGTH_ANY : sum;
}

static uint32_t multiply_length(uint32_t a, uint32_t times)
{
    uint32_t product = 0;

    if (a == 0 || times == 0)
        return 0;
    return a == LENGTH_ANY || times == LENGTH_ANY || __builtin_mul_overflow(a, times, &product) ? LENGTH_ANY : product;
}

static struct part part_empty(struct reader *r)
{
    uint32_t at = state_new(r);

    return (struct part){at, at, 0, 0};
}

static struct part part_char(struct reader *r, struct charset set)
{
    struct part p = {state_new(r), 0, 1, 1};

    p.end = state_new(r);
    r->p->states.items[p.start].set = set;
    r->p->states.items[p.start].takes = true;
    link_states(r, p.start, p.end);
    return p;
}

/* Any text at all. */
static struct part part_anything(struct reader *r)
{
    struct part p = {state_new(r), 0, 0, LENGTH_ANY};
    struct part one = part_char(r, EVERY);

    p.end = state_new(r);
    link_states(r, p.start, one.start);
    link_states(r, p.start, p.end);
    link_states(r, one.end, p.start);
    return p;
}

static struct part part_sequence(struct reader *r, struct part a, struct part b)
{
    link_states(r, a.end, b.start);
    return (struct part){a.start, b.end, add_lengths(a.least, b.least), add_lengths(a.most, b.most)};
}

static struct part part_either(struct reader *r, struct part a, struct part b)
{
    struct part p = {state_new(r), 0, a.least < b.least ? a.least : b.least, a.most > b.most ? a.most : b.most};

    p.end = state_new(r);
    link_states(r, p.start, a.start);
    link_states(r, p.start, b.start);
    link_states(r, a.end, p.end);
    link_states(r, b.end, p.end);
    return p;
}

/* `inner` from `least` to `most` times: as often as one likes, and no more than the length says. */
static struct part part_repeat(struct reader *r, struct part inner, uint32_t least, uint32_t most)
{
    struct part p = {state_new(r), 0, multiply_length(inner.least, least), multiply_length(inner.most, most)};
    uint32_t after = state_new(r);

    p.end = state_new(r);
    link_states(r, p.start, inner.start);
    if (least == 0)
        link_states(r, p.start, p.end);
    link_states(r, inner.end, after);
    link_states(r, after, p.end);
    if (most > 1)
        link_states(r, after, inner.start);
    return p;
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

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* `count` hexadecimal digits; false when there are fewer. */
static bool take_hex(struct reader *r, unsigned count, uint32_t *out)
{
    *out = 0;
    for (unsigned i = 0; i < count; i++) {
        int digit = r->at + i < r->text.len ? hex_digit(r->text.ptr[r->at + i]) : -1;
        if (digit < 0)
            return false;
        *out = *out * 16 + (uint32_t)digit;
    }
    r->at += count;
    return true;
}

/* One character that stands for itself; OTHER for all that are not ASCII. */
static uint32_t take_plain(struct reader *r)
{
    unsigned char c = (unsigned char)peek(r);

    r->at++;
    if (c < ASCII)
        return c;
    while (((unsigned char)peek(r) & 0xc0U) == 0x80U)
        r->at++;
    return OTHER;
}

/* \d and its like: the set in `out`, of ASCII. False for any other escape. */
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
    bool other;   /* a character that is not ASCII */
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
static struct part read_class(struct reader *r)
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
        c.other = c.other || from >= ASCII || to >= ASCII;
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
    /* Case folding may turn a character that is not ASCII into one that is. */
    return part_char(r, c.unknown || (r->ignores_case && c.other) ? EVERY : c.set);
}

/* A character by itself. */
static struct part read_char(struct reader *r, uint32_t c)
{
    struct charset set = {{0, 0}};

    charset_add(&set, c);
    if (r->ignores_case)
        charset_fold(&set);
    return part_char(r, r->ignores_case && c >= ASCII ? EVERY : set);
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
static struct part read_escape(struct reader *r)
{
    struct charset set;
    uint32_t c = 0;

    if (peek(r) == 'b' || peek(r) == 'B') {
        r->at++;
        return part_empty(r);
    }
    if (class_escape(peek(r), &set)) {
        bool complement = peek(r) < 'a';
        r->at++;
        return part_char(r, r->ignores_case && complement ? EVERY : set);
    }
    if (char_escape(r, &c))
        return read_char(r, c);
    if (take_anything(r))
        return part_anything(r);
    r->failed = true;
    return part_empty(r);
}

static void frame_open(struct reader *r, bool captures, bool aside)
{
    struct frame *f = NULL;

    if (r->depth == DEPTH_MAX || (captures && r->p->group_count == GROUPS_MAX)) {
        r->failed = true;
        return;
    }
    f = &r->stack[r->depth++];
    *f = (struct frame){.group = captures ? ++r->p->group_count : 0, .aside = aside};
    f->sequence = part_empty(r);
}

/* The alternative that was read becomes one of its group. */
static void frame_alternative(struct reader *r)
{
    struct frame *f = &r->stack[r->depth - 1];

    f->whole = f->some ? part_either(r, f->whole, f->sequence) : f->sequence;
    f->some = true;
    f->sequence = part_empty(r);
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
static void append(struct reader *r, struct part p)
{
    struct frame *f = &r->stack[r->depth - 1];
    uint32_t least = 0;
    uint32_t most = 0;

    if (take_quantifier(r, &least, &most))
        p = part_repeat(r, p, least, most);
    f->sequence = part_sequence(r, f->sequence, p);
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
        struct part wrapped = part_sequence(r, part_sequence(r, part_empty(r), done.whole), part_empty(r));
        r->p->groups[done.group] = wrapped;
        append(r, wrapped);
        return;
    }
    append(r, done.aside ? part_empty(r) : done.whole);
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
        append(r, part_char(r, EVERY));
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
    struct reader r = {.arena = a, .p = arena_new(a, struct pattern)};
    size_t slash = text.len;

    while (slash > 0 && text.ptr[slash - 1] != '/')
        slash--;
    if (slash < 2 || slash > SOURCE_MAX)
        return NULL;
    for (size_t i = slash; i < text.len; i++) {
        r.ignores_case = r.ignores_case || text.ptr[i] == 'i';
        r.has_sets = r.has_sets || text.ptr[i] == 'v';
    }
    r.text = str_slice(text, 1, slash - 1);
    frame_open(&r, false, false);
    while (more(&r) && !r.failed)
        read_term(&r);
    if (r.failed || r.depth != 1)
        return NULL;
    frame_alternative(&r);
    r.p->groups[0] = part_sequence(&r, r.stack[0].whole, part_empty(&r));
    return r.failed ? NULL : r.p;
}

uint32_t pattern_groups(const struct pattern *p)
{
    return p->group_count;
}

/* The states that one run is in, as a list and by number. */
struct states {
    uint32_t *list;
    uint32_t count;
    bool *in;
};

static void enter(struct states *s, uint32_t state)
{
    if (s->in[state])
        return;
    s->in[state] = true;
    s->list[s->count++] = state;
}

/* Adds all that is reached without a character, up to the end of the part. */
static void settle(const struct pattern *p, const struct part *part, struct states *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct state *at = &p->states.items[s->list[i]];
        if (s->list[i] == part->end || at->takes)
            continue;
        for (unsigned k = 0; k < 2; k++) {
            if (at->next[k] != 0)
                enter(s, at->next[k] - 1);
        }
    }
}

static struct states states_new(struct arena *a, const struct pattern *p)
{
    return (struct states){.list = arena_array(a, p->states.len, sizeof(uint32_t)),
                           .in = arena_array(a, p->states.len, sizeof(bool))};
}

bool pattern_may_give(struct arena *scratch, const struct pattern *p, uint32_t group, struct str name)
{
    const struct part *part = &p->groups[group];
    struct states now;
    struct states next;

    if (name.len < part->least || name.len > part->most)
        return false;
    now = states_new(scratch, p);
    next = states_new(scratch, p);
    enter(&now, part->start);
    settle(p, part, &now);
    for (size_t c = 0; c < name.len; c++) {
        struct states swap = now;
        next.count = 0;
        memset(next.in, 0, p->states.len * sizeof(bool));
        for (uint32_t i = 0; i < now.count; i++) {
            const struct state *at = &p->states.items[now.list[i]];
            if (at->takes && charset_has(&at->set, (unsigned char)name.ptr[c]))
                enter(&next, at->next[0] - 1);
        }
        settle(p, part, &next);
        now = next;
        next = swap;
    }
    return now.in[part->end];
}
