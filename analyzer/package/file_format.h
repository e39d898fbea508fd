/*
 * file_format.h - what Node takes a file for: its extension, the nearest "type", and how it is asked for.
 */
#ifndef CORDON_PACKAGE_FILE_FORMAT_H
#define CORDON_PACKAGE_FILE_FORMAT_H

#include <stdbool.h>

#include "analyzer/base/str.h"
#include "analyzer/package/manifest.h"
#include "analyzer/semantic/facts.h"
#include "analyzer/syntax/source.h"
#include "rules/node_major.h"

enum file_format {
    FORMAT_COMMONJS,
    FORMAT_MODULE,
    FORMAT_DETECT, /* by its syntax: CommonJS, unless only a module parses; also unknown extensions in require */
    FORMAT_JSON,   /* data; import wants `with { type: "json" }` */
    FORMAT_ADDON,  /* native code */
    FORMAT_WASM,
    FORMAT_TYPESCRIPT, /* JavaScript once Node has stripped its types */
    FORMAT_REFUSED,    /* Node throws `code` when it loads the file */
    FORMAT_UNSURE,     /* depends on something that is not understood: `reason` */
};

struct format_answer {
    enum file_format format;
    struct str code;
    struct str reason;
};

/* How Node `major` loads the file `path` (absolute, without links) when it is imported in the way `kind`. */
struct format_answer file_format_of(struct manifests *m, struct str path, enum import_kind kind, enum node_major major);

/* "commonjs", "module", ... */
const char *file_format_name(enum file_format format);
/* True for the formats that are JavaScript text, and then the goal to parse it with. */
bool file_format_goal(enum file_format format, enum goal *goal);

/*
 * The manifest that decides about the file `path`: Node's "package scope" as ECMAScript modules (`import`) or
 * CommonJS look for it; they differ at node_modules folders and at the root of the file system. An absent
 * manifest when there is none.
 */
const struct manifest *package_scope(struct manifests *m, struct str path, bool import, enum node_major major);

#endif
