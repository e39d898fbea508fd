#include "analyzer/semantic/placed.h"

/* Longer ones are not followed: no path is. */
enum { PLACED_BYTES_MAX = 4096 };

enum { MARK_PLACE = '\xff', MARK_STEP = '\xfe', MARK_BY = '\xfd' };

/* The first mark, and how far quoting moves marks. */
enum { MARKS = 0xfd, MARK_DISTANCE = 4 };

static struct str put(struct arena *a, struct str before, char mark, char what, struct str text)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put(&out, before);
    strbuf_put_char(&out, mark);
    strbuf_put_char(&out, what);
    strbuf_put(&out, text);
    return strbuf_text(&out);
}

struct str placed_begin(struct arena *a, enum placed_start start, struct str text)
{
    return put(a, STR(""), MARK_PLACE, (char)start, text);
}

bool placed_next(struct str place, size_t *at, char *what, struct str *text)
{
    size_t end = 0;

    if (*at + 2 > place.len)
        return false;
    *what = place.ptr[*at + 1];
    for (end = *at + 2; end < place.len && place.ptr[end] != MARK_STEP; end++)
        continue;
    *text = str_slice(place, *at + 2, end);
    *at = end;
    return true;
}

enum placed_type placed_type_of(struct str place)
{
    enum placed_type type = PLACED_IS_PATH;
    struct str text = {0};
    size_t at = 0;
    char what = 0;

    while (placed_next(place, &at, &what, &text)) {
        if (what == PLACED_URL || what == PLACED_HREF)
            type = PLACED_IS_OWN_URL;
        else if (what == PLACED_TO_URL || what == PLACED_AS_URL)
            type = PLACED_IS_URL;
        else if (what == PLACED_TO_PATH || what == PLACED_PATHNAME)
            type = PLACED_IS_PATH;
    }
    return type;
}

/* The text with its marks, which are bytes from `from` on, moved by `by`: there are three. */
static struct str with_marks(struct arena *a, struct str text, unsigned char from, int by)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        strbuf_put_char(&out, (char)(c >= from && c < from + 3 ? c + by : c));
    }
    return strbuf_text(&out);
}

struct str placed_find(struct arena *a, struct str specifier)
{
    return placed_begin(a, PLACED_FOUND, with_marks(a, specifier, MARKS, -MARK_DISTANCE));
}

bool placed_found(struct arena *a, struct str place, struct str *specifier)
{
    size_t at = 0;
    char what = 0;

    if (!placed_next(place, &at, &what, specifier) || what != PLACED_FOUND || at != place.len)
        return false;
    *specifier = with_marks(a, *specifier, MARKS - MARK_DISTANCE, MARK_DISTANCE);
    return true;
}

bool placed_can_import(struct str place)
{
    struct str text = {0};
    size_t at = 0;
    char what = 0;
    char first = 0;

    for (; placed_next(place, &at, &what, &text); first = first == 0 ? what : first)
        continue;
    return first != PLACED_FOUND && (placed_type_of(place) != PLACED_IS_OWN_URL || what == PLACED_HREF);
}

bool placed_by_url(char step)
{
    return step == PLACED_TO_URL || step == PLACED_AS_URL || step == PLACED_HREF || step == PLACED_PATHNAME;
}

static bool fits(enum placed_type type, enum placed_step step)
{
    switch (step) {
    case PLACED_APPEND:
    case PLACED_JOIN:
    case PLACED_RESOLVE:
    case PLACED_PARENT:
    case PLACED_AS_URL:
        return type == PLACED_IS_PATH;
    case PLACED_TO_URL:
    case PLACED_TO_PATH:
        return type != PLACED_IS_PATH;
    case PLACED_HREF:
    case PLACED_PATHNAME:
        return type == PLACED_IS_URL;
    case PLACED_FIND:
        break;
    }
    return false;
}

bool placed_step(struct arena *a, struct str place, enum placed_step step, struct str text, struct str *out)
{
    if (!fits(placed_type_of(place), step) || place.len + text.len + 2 > PLACED_BYTES_MAX)
        return false;
    *out = put(a, place, MARK_STEP, (char)step, text);
    return true;
}

struct str placed_by(struct arena *a, struct str place, struct str text)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put_char(&out, MARK_BY);
    strbuf_put(&out, place);
    strbuf_put_char(&out, MARK_BY);
    strbuf_put(&out, text);
    return strbuf_text(&out);
}

bool placed_split(struct str specifier, struct str *place, struct str *text)
{
    char mark = MARK_BY;
    size_t end = 0;

    if (specifier.len == 0 || specifier.ptr[0] != MARK_BY)
        return false;
    end = str_find(specifier, (struct str){&mark, 1}, 1);
    *place = str_slice(specifier, 1, end);
    *text = str_slice(specifier, end == specifier.len ? end : end + 1, specifier.len);
    return true;
}

bool placed_is_own_name(struct str specifier)
{
    struct str place = {0};
    struct str text = specifier;

    (void)placed_split(specifier, &place, &text);
    return str_starts(text, STR("#"));
}

bool placed_is(struct str specifier)
{
    return specifier.len > 0 && (specifier.ptr[0] == MARK_PLACE || specifier.ptr[0] == MARK_BY);
}

static void show_start(struct strbuf *out, char start, struct str text)
{
    if (start == PLACED_LITERAL)
        strbuf_put(out, text);
    else
        strbuf_put_c(out, start == PLACED_FOLDER ? "${__dirname}" : start == PLACED_FILE ? "${__filename}" : "");
}

static void show_step(struct strbuf *out, char step, struct str text)
{
    switch (step) {
    case PLACED_JOIN:
    case PLACED_RESOLVE:
        if (text.len > 0 && text.ptr[0] != '/')
            strbuf_put_char(out, '/');
        break;
    case PLACED_PARENT:
        strbuf_put_c(out, "/..");
        break;
    default: /* the rest need nothing before the text */
        break;
    }
    strbuf_put(out, text);
}

struct str placed_shown(struct arena *a, struct str specifier)
{
    struct str place = {0};
    struct str text = {0};
    struct strbuf out;
    size_t at = 0;
    char what = 0;
    bool first = true;

    if (placed_split(specifier, &place, &text))
        return text;
    if (!placed_is(specifier))
        return specifier;
    strbuf_init(&out, a);
    for (; placed_next(specifier, &at, &what, &text); first = false) {
        if (first)
            show_start(&out, what, text);
        else
            show_step(&out, what, text);
    }
    return strbuf_text(&out);
}
