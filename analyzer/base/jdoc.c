#include "analyzer/base/jdoc.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf8.h"
#include "analyzer/base/vec.h"

/* A value that is still to be copied, and where to. */
struct pending {
    const json_t *from;
    struct jdoc *to;
};

VEC_TYPE(struct pending, pending_values);

/* A copy under way: the document's memory, and the worklist with its own. */
struct copier {
    struct arena *arena;
    struct arena scratch;
    struct pending_values todo;
};

/* Where in the text the byte `at` is, for a person: lines and columns from 1, in code points, as jansson counts. */
static enum err too_deep(struct str text, size_t at, struct error *why)
{
    unsigned line = 1;
    unsigned column = 0;

    for (size_t i = 0; i <= at; i++) {
        if (text.ptr[i] == '\n') {
            line++;
            column = 0;
        } else if (((unsigned char)text.ptr[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    return error_set(why, ERR_LIMIT, "line %u column %u: nested deeper than %d levels", line, column, LIMIT_JSON_DEPTH);
}

/*
 * Refuses text that nests too deep before jansson sees it: jansson calls itself for each level, and
 * our threads have small stacks. Brackets inside strings do not count; broken text is jansson's.
 */
static enum err check_depth(struct str text, struct error *why)
{
    uint32_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"')
            in_string = !in_string;
        else if (in_string)
            i += c == '\\';
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && depth > 0)
            depth--;
        if (depth > LIMIT_JSON_DEPTH)
            return too_deep(text, i, why);
    }
    return OK;
}

/* jansson quotes the text it stumbled over: no control character of it may reach a terminal. */
static void make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || (unsigned char)*text >= 0x7f)
            *text = '?';
}

static enum err parse_error(json_error_t *error, struct error *why)
{
    enum json_error_code code = json_error_code(error);

    make_printable(error->text);
    if (code == json_error_out_of_memory || code == json_error_stack_overflow)
        return error_set(why, ERR_LIMIT, "line %d column %d: %s", error->line, error->column, error->text);
    return error_set(why, ERR_FORMAT, "line %d column %d: %s", error->line, error->column, error->text);
}

static enum jkind kind_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return JDOC_OBJECT;
    case JSON_ARRAY:
        return JDOC_ARRAY;
    case JSON_STRING:
        return JDOC_STRING;
    case JSON_INTEGER:
    case JSON_REAL:
        return JDOC_NUMBER;
    case JSON_TRUE:
        return JDOC_TRUE;
    case JSON_FALSE:
        return JDOC_FALSE;
    case JSON_NULL:
        return JDOC_NULL;
    }
    assert(!"unreachable");
    return JDOC_NULL;
}

static void copy_array(struct copier *c, const json_t *from, struct jdoc *to)
{
    size_t count = json_array_size(from);
    struct jdoc *items = arena_array(c->arena, count, sizeof(*items));

    for (size_t i = 0; i < count; i++)
        vec_push(&c->scratch, &c->todo, (struct pending){json_array_get(from, i), &items[i]});
    to->items = items;
    to->count = (uint32_t)count;
}

static void copy_object(struct copier *c, json_t *from, struct jdoc *to)
{
    size_t count = json_object_size(from);
    struct jmember *members = arena_array(c->arena, count, sizeof(*members));
    struct jdoc *values = arena_array(c->arena, count, sizeof(*values));
    void *iter = json_object_iter(from);

    for (size_t i = 0; i < count; i++) {
        members[i].key = str_dup(c->arena, str_from(json_object_iter_key(iter)));
        members[i].value = &values[i];
        vec_push(&c->scratch, &c->todo, (struct pending){json_object_iter_value(iter), &values[i]});
        iter = json_object_iter_next(from, iter);
    }
    assert(iter == NULL);
    to->members = members;
    to->count = (uint32_t)count;
}

static void copy_value(struct copier *c, struct pending value)
{
    struct jdoc *to = value.to;

    to->kind = kind_of(value.from);
    switch (to->kind) {
    case JDOC_NULL:
    case JDOC_FALSE:
    case JDOC_TRUE:
        break;
    case JDOC_NUMBER:
        to->number = json_number_value(value.from);
        break;
    case JDOC_STRING:
        to->text = str_dup(c->arena, (struct str){json_string_value(value.from), json_string_length(value.from)});
        break;
    case JDOC_ARRAY:
        copy_array(c, value.from, to);
        break;
    case JDOC_OBJECT:
        /* jansson's iterator wants a mutable object and changes nothing. */
        copy_object(c, (json_t *)value.from, to);
        break;
    }
}

static const struct jdoc *copy_document(struct arena *a, const json_t *root)
{
    struct copier c = {.arena = a};
    struct jdoc *copy = arena_new(a, struct jdoc);

    vec_push(&c.scratch, &c.todo, (struct pending){root, copy});
    while (c.todo.len > 0)
        copy_value(&c, c.todo.items[--c.todo.len]);
    arena_reset(&c.scratch);
    return copy;
}

enum err jdoc_parse(struct arena *a, struct str text, const struct jdoc **out, struct error *why)
{
    static const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL;
    json_error_t error = {0};
    json_t *root = NULL;
    enum err e = OK;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_slice(text, 3, text.len);
    e = check_depth(text, why);
    if (e != OK)
        return e;
    root = json_loadb(text.len > 0 ? text.ptr : "", text.len, flags, &error);
    if (root == NULL)
        return parse_error(&error, why);
    *out = copy_document(a, root);
    json_decref(root);
    return OK;
}

const struct jdoc *jdoc_member_str(const struct jdoc *doc, struct str key)
{
    if (!jdoc_is(doc, JDOC_OBJECT))
        return NULL;
    for (uint32_t i = 0; i < doc->count; i++)
        if (str_eq(doc->members[i].key, key))
            return doc->members[i].value;
    return NULL;
}

const struct jdoc *jdoc_member(const struct jdoc *doc, const char *key)
{
    return jdoc_member_str(doc, str_from(key));
}

bool jdoc_text(const struct jdoc *doc, struct str *out)
{
    if (!jdoc_is(doc, JDOC_STRING))
        return false;
    *out = doc->text;
    return true;
}

bool jdoc_is(const struct jdoc *doc, enum jkind kind)
{
    return doc != NULL && doc->kind == kind;
}

static void write_escape(struct strbuf *out, unsigned char c)
{
    switch (c) {
    case '"':
        strbuf_put_c(out, "\\\"");
        return;
    case '\\':
        strbuf_put_c(out, "\\\\");
        return;
    case '\n':
        strbuf_put_c(out, "\\n");
        return;
    case '\r':
        strbuf_put_c(out, "\\r");
        return;
    case '\t':
        strbuf_put_c(out, "\\t");
        return;
    default:
        strbuf_printf(out, "\\u%04x", c);
        return;
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* Characters that move, hide or reorder what a terminal or an editor shows. */
static bool is_deceptive(uint32_t code)
{
    return (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

static void write_code(struct strbuf *out, uint32_t code)
{
    if (is_deceptive(code))
        strbuf_printf(out, "\\u%04x", (unsigned)code);
    else
        utf8_put(out, code);
}

void jdoc_write_str(struct strbuf *out, struct str text)
{
    strbuf_put_char(out, '"');
    for (size_t i = 0; i < text.len;) {
        size_t run = i;
        size_t len = 1;

        while (run < text.len && is_plain((unsigned char)text.ptr[run]))
            run++;
        strbuf_put(out, str_slice(text, i, run));
        i = run;
        if (i == text.len)
            break;
        if ((unsigned char)text.ptr[i] < 0x80)
            write_escape(out, (unsigned char)text.ptr[i]);
        else
            write_code(out, utf8_next(text, i, &len));
        i += len;
    }
    strbuf_put_char(out, '"');
}
