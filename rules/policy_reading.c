/*
 * policy_reading.c - what the readers of cordon.json share.
 */
#include "rules/policy_reading.h"

#include <assert.h>

struct trail trail_key(struct trail t, struct str key)
{
    assert(t.count < TRAIL_MAX);
    t.steps[t.count++] = (struct json_step){.key = {key.ptr != NULL ? key.ptr : "", key.len}};
    return t;
}

struct trail trail_index(struct trail t, uint32_t index)
{
    assert(t.count < TRAIL_MAX);
    t.steps[t.count++] = (struct json_step){.index = index};
    return t;
}

struct str trail_pointer(struct arena *a, const struct trail *t)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct json_step *step = &t->steps[i];

        strbuf_put_char(&out, '/');
        if (step->key.ptr == NULL)
            strbuf_printf(&out, "%u", step->index);
        for (size_t k = 0; step->key.ptr != NULL && k < step->key.len; k++) {
            char c = step->key.ptr[k];

            if (c == '~' || c == '/')
                strbuf_put_c(&out, c == '~' ? "~0" : "~1");
            else
                strbuf_put_char(&out, (unsigned char)c < 0x20 || c == 0x7f ? '?' : c);
        }
    }
    return strbuf_text(&out);
}

enum err reading_fail(const struct reading *r, struct trail t, const char *format, ...)
{
    struct strbuf message;
    struct str pointer = trail_pointer(r->arena, &t);
    va_list args;
    uint32_t line = 0;
    uint32_t column = 0;

    strbuf_init(&message, r->arena);
    va_start(args, format);
    strbuf_vprintf(&message, format, args);
    va_end(args);
    if (json_place(r->text, t.steps, t.count, &line, &column))
        return error_set(r->why, ERR_FORMAT, "%.*s:%u:%u: %.*s: %.*s", STR_ARG(r->file), line, column, STR_ARG(pointer),
                         STR_ARG(strbuf_text(&message)));
    return error_set(r->why, ERR_FORMAT, "%.*s: %.*s: %.*s", STR_ARG(r->file), STR_ARG(pointer),
                     STR_ARG(strbuf_text(&message)));
}

struct str reading_shown(const struct reading *r, struct str text)
{
    char *copy = str_to_c(r->arena, text);

    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
            copy[i] = '?';
    return (struct str){copy, text.len > 80 ? 80 : text.len};
}

static bool printable(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            return false;
    return text.len > 0;
}

enum err reading_kind(const struct reading *r, const struct jdoc *doc, enum jkind kind, struct trail t)
{
    static const char *const names[] = {"null", "false", "true", "a number", "a text", "an array", "an object"};

    if (doc->kind == kind)
        return OK;
    return reading_fail(r, t, "must be %s, not %s", names[kind], names[doc->kind]);
}

enum err reading_text(const struct reading *r, const struct jdoc *doc, struct trail t, struct str *out)
{
    enum err e = reading_kind(r, doc, JDOC_STRING, t);

    if (e != OK)
        return e;
    *out = doc->text;
    return printable(*out) ? OK : reading_fail(r, t, "must not be empty or hold control characters");
}

enum err reading_texts(const struct reading *r, const struct jdoc *doc, struct trail t, struct texts *out)
{
    enum err e = reading_kind(r, doc, JDOC_ARRAY, t);

    if (e == OK && doc->count == 0)
        return reading_fail(r, t, "must not be empty");
    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct str text = {0};

        e = reading_text(r, &doc->items[i], trail_index(t, i), &text);
        for (uint32_t k = 0; e == OK && k < out->len; k++)
            if (str_eq(out->items[k], text))
                e = reading_fail(r, trail_index(t, i), "\"%.*s\" is there twice", STR_ARG(reading_shown(r, text)));
        vec_push(r->arena, out, text);
    }
    return e;
}
