#include "rules/json_place.h"

struct cursor {
    struct str text;
    size_t at;
};

static char here(const struct cursor *c)
{
    return c->at < c->text.len ? c->text.ptr[c->at] : '\0';
}

static void skip_space(struct cursor *c)
{
    while (here(c) == ' ' || here(c) == '\t' || here(c) == '\n' || here(c) == '\r')
        c->at++;
}

/* The text between the quotes, as written. */
static struct str take_string(struct cursor *c)
{
    size_t from = c->at + 1;

    for (c->at++; c->at < c->text.len && here(c) != '"'; c->at++)
        if (here(c) == '\\')
            c->at++;
    if (c->at > c->text.len)
        c->at = c->text.len;
    c->at += c->at < c->text.len;
    return str_slice(c->text, from < c->at ? from : c->at, c->at > from ? c->at - 1 : c->at);
}

/* Leaves the cursor behind the value that starts there. */
static void skip_value(struct cursor *c)
{
    uint32_t depth = 0;

    while (c->at < c->text.len) {
        char first = here(c);

        if (depth == 0 && (first == ',' || first == '}' || first == ']'))
            return;
        if (first == '"') {
            (void)take_string(c);
            continue;
        }
        if (first == '{' || first == '[')
            depth++;
        if (first == '}' || first == ']')
            depth--;
        c->at++;
    }
}

/* From the start of an object or array to the step; `*place` is the start of the key or item. */
static bool enter(struct cursor *c, const struct json_step *step, size_t *place)
{
    bool object = step->key.ptr != NULL;

    if (here(c) != (object ? '{' : '['))
        return false;
    c->at++;
    for (uint32_t i = 0; c->at < c->text.len; i++) {
        struct str key = {0};

        skip_space(c);
        *place = c->at;
        if (here(c) == '}' || here(c) == ']')
            return false;
        if (object) {
            key = take_string(c);
            skip_space(c);
            c->at++; /* the colon */
            skip_space(c);
        }
        if (object ? str_eq(key, step->key) : i == step->index)
            return true;
        skip_value(c);
        c->at++; /* the comma */
    }
    return false;
}

bool json_place(struct str text, const struct json_step *steps, uint32_t count, uint32_t *line, uint32_t *column)
{
    struct cursor c = {.text = text};
    size_t place = 0;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        c.at = 3;
    skip_space(&c);
    place = c.at;
    for (uint32_t i = 0; i < count; i++)
        if (!enter(&c, &steps[i], &place))
            return false;
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < place; i++) {
        (*column)++;
        if (text.ptr[i] == '\n') {
            (*line)++;
            *column = 1;
        }
    }
    return true;
}
