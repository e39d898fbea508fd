/*
 * json_out.h - JSON with one member or item a line, written front to back.
 */
#ifndef CORDON_CLI_JSON_OUT_H
#define CORDON_CLI_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/strbuf.h"

struct json_out {
    struct strbuf *text;
    uint32_t depth;
    bool first;   /* nothing was written yet at this depth */
    bool compact; /* all in one line */
};

void json_begin(struct json_out *j, struct strbuf *text);
/* In one line, without spaces: for what is large and only programs read. */
void json_begin_compact(struct json_out *j, struct strbuf *text);
/* Ends the document with a newline; everything that was opened must be closed (asserted). */
void json_end(struct json_out *j);

/* `key` is NULL in arrays. */
void json_object(struct json_out *j, const char *key);
void json_array(struct json_out *j, const char *key);
void json_close_object(struct json_out *j);
void json_close_array(struct json_out *j);
void json_str(struct json_out *j, const char *key, struct str value);
void json_c(struct json_out *j, const char *key, const char *value);
void json_number(struct json_out *j, const char *key, uint64_t value);
void json_bool(struct json_out *j, const char *key, bool value);
void json_null(struct json_out *j, const char *key);

#endif
