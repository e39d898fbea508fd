#include "cli/json_out.h"

#include <assert.h>
#include <inttypes.h>

#include "analyzer/base/jdoc.h"

void json_begin(struct json_out *j, struct strbuf *text)
{
    *j = (struct json_out){.text = text, .first = true};
}

void json_begin_compact(struct json_out *j, struct strbuf *text)
{
    *j = (struct json_out){.text = text, .first = true, .compact = true};
}

void json_end(struct json_out *j)
{
    assert(j->depth == 0);
    strbuf_put_char(j->text, '\n');
}

static void new_line(struct json_out *j)
{
    if (!j->compact)
        strbuf_printf(j->text, "\n%*s", (int)(2 * j->depth), "");
}

static void start(struct json_out *j, const char *key)
{
    if (j->depth > 0) {
        if (!j->first)
            strbuf_put_char(j->text, ',');
        new_line(j);
    }
    j->first = false;
    if (key != NULL)
        strbuf_printf(j->text, j->compact ? "\"%s\":" : "\"%s\": ", key);
}

static void open_value(struct json_out *j, const char *key, char bracket)
{
    start(j, key);
    strbuf_put_char(j->text, bracket);
    j->depth++;
    j->first = true;
}

static void close_value(struct json_out *j, char bracket)
{
    assert(j->depth > 0);
    j->depth--;
    if (!j->first)
        new_line(j);
    strbuf_put_char(j->text, bracket);
    j->first = false;
}

void json_object(struct json_out *j, const char *key)
{
    open_value(j, key, '{');
}

void json_array(struct json_out *j, const char *key)
{
    open_value(j, key, '[');
}

void json_close_object(struct json_out *j)
{
    close_value(j, '}');
}

void json_close_array(struct json_out *j)
{
    close_value(j, ']');
}

void json_str(struct json_out *j, const char *key, struct str value)
{
    start(j, key);
    jdoc_write_str(j->text, value);
}

void json_c(struct json_out *j, const char *key, const char *value)
{
    json_str(j, key, str_from(value));
}

void json_number(struct json_out *j, const char *key, uint64_t value)
{
    start(j, key);
    strbuf_printf(j->text, "%" PRIu64, value);
}

void json_bool(struct json_out *j, const char *key, bool value)
{
    start(j, key);
    strbuf_put_c(j->text, value ? "true" : "false");
}

void json_null(struct json_out *j, const char *key)
{
    start(j, key);
    strbuf_put_c(j->text, "null");
}
