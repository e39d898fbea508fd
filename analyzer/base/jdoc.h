/*
 * jdoc.h - JSON documents: the only module that knows jansson.
 *
 * A document is parsed strictly (duplicate keys refused, depth and size bounded) into nodes that
 * live in an arena; members keep their order, which package.json's `exports` needs.
 */
#ifndef CORDON_BASE_JDOC_H
#define CORDON_BASE_JDOC_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"
#include "analyzer/base/strbuf.h"

enum jkind { JDOC_NULL, JDOC_FALSE, JDOC_TRUE, JDOC_NUMBER, JDOC_STRING, JDOC_ARRAY, JDOC_OBJECT };

struct jdoc;

struct jmember {
    struct str key;
    const struct jdoc *value;
};

struct jdoc {
    enum jkind kind;
    double number;                 /* JDOC_NUMBER */
    struct str text;               /* JDOC_STRING, UTF-8 */
    const struct jdoc *items;      /* JDOC_ARRAY */
    const struct jmember *members; /* JDOC_OBJECT, in the order of the text */
    uint32_t count;                /* of items or members */
};

/*
 * The document in `text` (a BOM is skipped), allocated in `a`. ERR_FORMAT with line and column for
 * anything that is not one strict JSON value, ERR_LIMIT when it nests deeper than LIMIT_JSON_DEPTH.
 */
enum err jdoc_parse(struct arena *a, struct str text, const struct jdoc **out, struct error *why) NODISCARD;

/* The member `key` of an object; NULL when `doc` is NULL, no object, or has no such member. */
const struct jdoc *jdoc_member(const struct jdoc *doc, const char *key);
const struct jdoc *jdoc_member_str(const struct jdoc *doc, struct str key);
/* True and `*out` set when `doc` is a string. */
bool jdoc_text(const struct jdoc *doc, struct str *out);
bool jdoc_is(const struct jdoc *doc, enum jkind kind);

/*
 * Appends `text` as a JSON string with its quotes; invalid UTF-8 becomes U+FFFD, and whatever could
 * deceive a reader (controls, direction marks, line separators) is escaped.
 */
void jdoc_write_str(struct strbuf *out, struct str text);

#endif
