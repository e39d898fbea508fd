#include "rules/semver.h"

#include <string.h>

#include "analyzer/base/vec.h"

/* npm refuses longer texts; so do we, before anything else looks at them. */
enum { SEMVER_TEXT_MAX = 256 };
/* npm refuses numbers above 2^53 - 1. */
static const uint64_t number_max = 9007199254740991U;

enum compare { CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_EQ };

struct comparator {
    enum compare op;
    struct semver version;
};

VEC_TYPE(struct comparator, comparator_list);

/* Alternatives joined by `||`; each is a list of comparators that must all hold, none = any release. */
struct semver_range {
    VEC(struct comparator_list) alternatives;
};

/* ---- reading versions ---- */

struct scanner {
    struct str text;
    size_t at;
};

static char peek(const struct scanner *s)
{
    return s->at < s->text.len ? s->text.ptr[s->at] : '\0';
}

static bool accept(struct scanner *s, char c)
{
    if (s->at >= s->text.len || s->text.ptr[s->at] != c)
        return false;
    s->at++;
    return true;
}

static void skip_space(struct scanner *s)
{
    while (s->at < s->text.len && (peek(s) == ' ' || peek(s) == '\t'))
        s->at++;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_identifier_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* A number without leading zeros. */
static bool scan_number(struct scanner *s, uint64_t *out)
{
    size_t from = s->at;

    *out = 0;
    while (is_digit(peek(s))) {
        *out = *out * 10 + (uint64_t)(peek(s) - '0');
        if (*out > number_max)
            return false;
        s->at++;
    }
    return s->at > from && (s->at == from + 1 || s->text.ptr[from] != '0');
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

/* Identifiers joined by dots; numeric ones without leading zeros when they count for order. */
static bool scan_identifiers(struct scanner *s, bool ordered, struct str *out)
{
    size_t from = s->at;

    do {
        size_t start = s->at;
        struct str one = {0};

        while (is_identifier_char(peek(s)))
            s->at++;
        one = str_slice(s->text, start, s->at);
        if (one.len == 0 || (ordered && one.len > 1 && one.ptr[0] == '0' && all_digits(one)))
            return false;
    } while (accept(s, '.'));
    *out = str_slice(s->text, from, s->at);
    return true;
}

static bool scan_suffixes(struct scanner *s, struct semver *out)
{
    struct str build = {0};

    out->prerelease = (struct str){0};
    if (accept(s, '-') && !scan_identifiers(s, true, &out->prerelease))
        return false;
    return !accept(s, '+') || scan_identifiers(s, false, &build);
}

bool semver_parse(struct str text, struct semver *out)
{
    struct scanner s = {.text = text};
    struct semver v = {0};

    if (text.len > SEMVER_TEXT_MAX)
        return false;
    (void)accept(&s, '=');
    (void)accept(&s, 'v');
    if (!scan_number(&s, &v.major) || !accept(&s, '.') || !scan_number(&s, &v.minor) || !accept(&s, '.') ||
        !scan_number(&s, &v.patch) || !scan_suffixes(&s, &v) || s.at != text.len)
        return false;
    *out = v;
    return true;
}

/* ---- order ---- */

static int cmp_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Numbers before names, numbers by value: digits without leading zeros compare by length first. */
static int cmp_identifier(struct str a, struct str b)
{
    bool a_number = all_digits(a);
    bool b_number = all_digits(b);

    if (a_number != b_number)
        return a_number ? -1 : 1;
    if (a_number && a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return str_cmp(a, b);
}

static int cmp_prerelease(struct str a, struct str b)
{
    if (a.len == 0 || b.len == 0)
        return a.len == b.len ? 0 : a.len == 0 ? 1 : -1;
    for (;;) {
        size_t a_end = str_find(a, STR("."), 0);
        size_t b_end = str_find(b, STR("."), 0);
        int order = cmp_identifier(str_slice(a, 0, a_end), str_slice(b, 0, b_end));

        if (order != 0)
            return order;
        if (a_end == a.len || b_end == b.len)
            return a_end == a.len ? (b_end == b.len ? 0 : -1) : 1;
        a = str_slice(a, a_end + 1, a.len);
        b = str_slice(b, b_end + 1, b.len);
    }
}

static int cmp_release(const struct semver *a, const struct semver *b)
{
    int order = cmp_u64(a->major, b->major);

    if (order == 0)
        order = cmp_u64(a->minor, b->minor);
    return order == 0 ? cmp_u64(a->patch, b->patch) : order;
}

int semver_cmp(const struct semver *a, const struct semver *b)
{
    int order = cmp_release(a, b);

    return order == 0 ? cmp_prerelease(a->prerelease, b->prerelease) : order;
}

/* ---- reading ranges ---- */

/* A version whose last parts may be missing or `x`; `parts` of them are given. */
struct partial {
    struct semver version;
    int parts;
};

static bool accept_wildcard(struct scanner *s)
{
    return accept(s, 'x') || accept(s, 'X') || accept(s, '*');
}

static bool scan_partial(struct scanner *s, struct partial *out)
{
    uint64_t *numbers[3] = {&out->version.major, &out->version.minor, &out->version.patch};
    bool open = true; /* no wildcard yet */

    *out = (struct partial){0};
    (void)accept(s, 'v');
    for (int i = 0; i < 3; i++) {
        if (i > 0 && !accept(s, '.'))
            return true;
        if (accept_wildcard(s)) {
            open = false;
            continue;
        }
        if (!scan_number(s, numbers[i]))
            return false;
        if (open)
            out->parts = i + 1;
        else
            *numbers[i] = 0;
    }
    return out->parts < 3 || scan_suffixes(s, &out->version);
}

static void add(struct arena *a, struct comparator_list *list, enum compare op, struct semver version)
{
    vec_push(a, list, (struct comparator){op, version});
}

/* The first version after all that have the given parts; npm marks it with prerelease 0, so that no prerelease of it
 * counts. */
static struct semver next_after(const struct partial *p, int parts)
{
    struct semver v = {.prerelease = STR_INIT("0")};

    v.major = parts == 1 ? p->version.major + 1 : p->version.major;
    v.minor = parts == 1 ? 0 : parts == 2 ? p->version.minor + 1 : p->version.minor;
    v.patch = parts == 3 ? p->version.patch + 1 : 0;
    return v;
}

/* 1.2.3 is itself, 1.2 and 1.2.x all of 1.2, nothing and * everything. */
static void add_exact(struct arena *a, struct comparator_list *list, const struct partial *p)
{
    if (p->parts == 3) {
        add(a, list, CMP_EQ, p->version);
    } else if (p->parts > 0) {
        add(a, list, CMP_GE, p->version);
        add(a, list, CMP_LT, next_after(p, p->parts));
    }
}

static void add_tilde(struct arena *a, struct comparator_list *list, const struct partial *p)
{
    if (p->parts == 0)
        return;
    add(a, list, CMP_GE, p->version);
    add(a, list, CMP_LT, next_after(p, p->parts >= 2 ? 2 : 1));
}

/* Up to the first non-zero part; missing parts make it wider. */
static void add_caret(struct arena *a, struct comparator_list *list, const struct partial *p)
{
    int parts = p->parts;

    if (p->parts == 0)
        return;
    if (p->version.major > 0 || parts == 1)
        parts = 1;
    else if (p->version.minor > 0 || parts == 2)
        parts = 2;
    add(a, list, CMP_GE, p->version);
    add(a, list, CMP_LT, next_after(p, parts));
}

/* No version at all: what `>*` and `<*` mean. */
static void add_nothing(struct arena *a, struct comparator_list *list)
{
    add(a, list, CMP_LT, (struct semver){.prerelease = STR_INIT("0")});
}

static void add_compare(struct arena *a, struct comparator_list *list, enum compare op, const struct partial *p)
{
    bool upwards = op == CMP_GT || op == CMP_LE;

    if (p->parts == 0) {
        if (op == CMP_GT || op == CMP_LT)
            add_nothing(a, list);
        return;
    }
    if (p->parts == 3) {
        add(a, list, op, p->version);
        return;
    }
    if (upwards) { /* >1.2 is >=1.3.0, <=1.2 is <1.3.0-0 */
        struct semver next = next_after(p, p->parts);

        next.prerelease = op == CMP_GT ? (struct str){0} : next.prerelease;
        add(a, list, op == CMP_GT ? CMP_GE : CMP_LT, next);
        return;
    }
    if (op == CMP_LT) { /* <1.2 is <1.2.0-0 */
        struct semver low = p->version;

        low.prerelease = STR("0");
        add(a, list, CMP_LT, low);
        return;
    }
    add(a, list, CMP_GE, p->version);
}

static bool scan_compare(struct scanner *s, enum compare *op)
{
    bool less = false;

    if (!accept(s, '<') && !accept(s, '>'))
        return false;
    less = s->text.ptr[s->at - 1] == '<';
    if (accept(s, '='))
        *op = less ? CMP_LE : CMP_GE;
    else
        *op = less ? CMP_LT : CMP_GT;
    return true;
}

static bool scan_comparator(struct arena *a, struct scanner *s, struct comparator_list *list)
{
    struct partial p = {0};
    enum compare op = CMP_EQ;
    char sign = peek(s);
    bool compares = scan_compare(s, &op);

    if (sign == '~' || sign == '^' || sign == '=')
        s->at++;
    if (sign == '~')
        (void)accept(s, '>');
    skip_space(s);
    if (!scan_partial(s, &p))
        return false;
    if (compares)
        add_compare(a, list, op, &p);
    else if (sign == '~')
        add_tilde(a, list, &p);
    else if (sign == '^')
        add_caret(a, list, &p);
    else
        add_exact(a, list, &p);
    return s->at == s->text.len || peek(s) == ' ' || peek(s) == '\t';
}

/* "1.2 - 2.3": everything between, the ends filled up. */
static bool scan_hyphen(struct arena *a, struct str text, size_t hyphen, struct comparator_list *list)
{
    struct scanner low = {.text = str_slice(text, 0, hyphen)};
    struct scanner high = {.text = str_slice(text, hyphen + 3, text.len)};
    struct partial p = {0};

    skip_space(&low);
    skip_space(&high);
    if (!scan_partial(&low, &p))
        return false;
    if (p.parts > 0)
        add(a, list, CMP_GE, p.version);
    if (!scan_partial(&high, &p))
        return false;
    if (p.parts == 3)
        add(a, list, CMP_LE, p.version);
    else if (p.parts > 0)
        add(a, list, CMP_LT, next_after(&p, p.parts));
    skip_space(&low);
    skip_space(&high);
    return low.at == low.text.len && high.at == high.text.len;
}

static bool scan_alternative(struct arena *a, struct str text, struct comparator_list *list)
{
    struct scanner s = {.text = text};
    size_t hyphen = str_find(text, STR(" - "), 0);

    if (hyphen < text.len)
        return scan_hyphen(a, text, hyphen, list);
    for (skip_space(&s); s.at < text.len; skip_space(&s))
        if (!scan_comparator(a, &s, list))
            return false;
    return true;
}

const struct semver_range *semver_range_parse(struct arena *a, struct str text)
{
    struct semver_range *range = arena_new(a, struct semver_range);
    size_t from = 0;

    if (text.len > SEMVER_TEXT_MAX)
        return NULL;
    for (;;) {
        size_t end = str_find(text, STR("||"), from);
        struct comparator_list list = {0};

        if (!scan_alternative(a, str_slice(text, from, end), &list))
            return NULL;
        vec_push(a, &range->alternatives, list);
        if (end == text.len)
            return range;
        from = end + 2;
    }
}

/* ---- asking ---- */

static bool holds(const struct comparator *c, const struct semver *v)
{
    int order = semver_cmp(v, &c->version);

    switch (c->op) {
    case CMP_LT:
        return order < 0;
    case CMP_LE:
        return order <= 0;
    case CMP_GT:
        return order > 0;
    case CMP_GE:
        return order >= 0;
    case CMP_EQ:
        return order == 0;
    }
    return false;
}

static bool alternative_holds(const struct comparator_list *list, const struct semver *v)
{
    bool prerelease_named = v->prerelease.len == 0;

    for (uint32_t i = 0; i < list->len; i++) {
        const struct comparator *c = &list->items[i];

        if (!holds(c, v))
            return false;
        if (c->version.prerelease.len > 0 && cmp_release(&c->version, v) == 0)
            prerelease_named = true;
    }
    return prerelease_named;
}

bool semver_satisfies(const struct semver_range *range, const struct semver *version)
{
    for (uint32_t i = 0; i < range->alternatives.len; i++)
        if (alternative_holds(&range->alternatives.items[i], version))
            return true;
    return false;
}
