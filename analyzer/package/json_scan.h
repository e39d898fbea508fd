/*
 * json_scan.h - the members of a JSON object as text, once the whole text is known to be JSON.
 *
 * A package.json is full of members that no reader of ours cares about. They must be JSON, because Node 20
 * refuses the file otherwise, but what is in them (keys given twice, numbers of a thousand digits, lone
 * surrogates) means nothing to Node, so it must not make us refuse the file either.
 */
#ifndef CORDON_PACKAGE_JSON_SCAN_H
#define CORDON_PACKAGE_JSON_SCAN_H

#include <stdbool.h>

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct json_member {
    struct str key;   /* as written, without its quotes */
    struct str value; /* as written */
};

VEC_TYPE(struct json_member, json_members);

/*
 * The members of the object `text` (ECMA-404, a BOM is skipped), borrowed from it, in their order; the list is in `a`.
 * ERR_FORMAT for anything but one JSON object, ERR_LIMIT beyond LIMIT_JSON_SCAN_DEPTH levels.
 */
enum err json_scan_object(struct arena *a, struct str text, struct json_members *out, struct error *why) NODISCARD;

#endif
