/*
 * policy_reading.h - what the readers of cordon.json share: the way to a value, refusals that name the place, and
 * the few kinds of values. Only the files that read a policy include it.
 */
#ifndef CORDON_RULES_POLICY_READING_H
#define CORDON_RULES_POLICY_READING_H

#include "analyzer/base/compiler.h"
#include "analyzer/base/jdoc.h"
#include "rules/json_place.h"
#include "rules/policy.h"

enum { TRAIL_MAX = 6 };

/* The way from the document to the value being read. */
struct trail {
    struct json_step steps[TRAIL_MAX];
    uint32_t count;
};

struct reading {
    struct arena *arena;
    struct str file;
    struct str text;
    struct str today;
    struct policy *policy;
    struct error *why;
};

VEC_TYPE(struct str, texts);

/* One step further: a member, or an element. */
struct trail trail_key(struct trail t, struct str key);
struct trail trail_index(struct trail t, uint32_t index);
/* The way as a JSON pointer (RFC 6901), control characters as "?"; owned by `a`. */
struct str trail_pointer(struct arena *a, const struct trail *t);

/* Refuses the value at `t`: ERR_FORMAT, with file, line, column, pointer and the message. */
enum err reading_fail(const struct reading *r, struct trail t, const char *format, ...) PRINTF_LIKE(3, 4);
/* `text` as it may be shown: control characters become "?", what is behind 80 bytes is left out. */
struct str reading_shown(const struct reading *r, struct str text);
/* OK when the value is of this kind, else a refusal. */
enum err reading_kind(const struct reading *r, const struct jdoc *doc, enum jkind kind, struct trail t);
/* A text without control characters, at least one character long. */
enum err reading_text(const struct reading *r, const struct jdoc *doc, struct trail t, struct str *out);
/* An array of different texts, at least one. */
enum err reading_texts(const struct reading *r, const struct jdoc *doc, struct trail t, struct texts *out);

/* The members "host" and "allow": fill r->policy, or refuse. */
enum err policy_read_host(struct reading *r, const struct jdoc *doc, struct trail t);
enum err policy_read_allow(struct reading *r, const struct jdoc *doc, struct trail t);

#endif
