/*
 * resolve_internal.h - what the parts of the resolver share; nobody outside of it includes this.
 *
 * Node's functions throw; ours return ANSWER_ERROR with the code in the query. Whatever was looked at and
 * not understood on the way is kept in `reason`, and makes the whole answer "not understood" in the end.
 */
#ifndef CORDON_PACKAGE_RESOLVE_INTERNAL_H
#define CORDON_PACKAGE_RESOLVE_INTERNAL_H

#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/package/resolve.h"
#include "analyzer/package/url.h"

struct resolver {
    struct arena *arena;
    struct arena scratch; /* of one query */
    struct resolver_config config;
    struct manifests *manifests;
    struct packages *packages;
    struct sym_table texts;           /* folders and specifiers that were asked about */
    struct map slots;                 /* (folder, specifier) -> index of `answers`, one per way to ask */
    VEC(struct resolution *) answers; /* NULL until asked */
};

enum answer {
    ANSWER_FOUND,
    ANSWER_NONE,  /* undefined: the caller goes on */
    ANSWER_NULL,  /* a target of null */
    ANSWER_ERROR, /* thrown: `code` of the query */
};

/* One specifier being resolved. */
struct query {
    struct resolver *r;
    struct arena *a; /* freed after the answer */
    enum node_major major;
    bool import;          /* which conditions hold: import or require */
    struct str from;      /* the importing file */
    struct file_url base; /* the same as a URL */
    struct str code;      /* ANSWER_ERROR */
    struct str reason;    /* something on the way was not understood */
    enum resolve_hole hole;
    struct str assumed;
};

/* Where a package's "exports" or "imports", or a specifier, leads: a URL. */
struct target {
    bool builtin; /* `name` is a builtin module, without "node:" */
    struct str name;
    struct file_url url; /* else */
};

enum answer query_error(struct query *q, struct str code);
/* Notes that the answer is not understood; the first reason stays. */
void query_unsure(struct query *q, const char *format, ...) PRINTF_LIKE(2, 3);

/* `internalModuleStat`: the path ends at a NUL byte, as C texts do. Never PLACE_OTHER. */
enum place_kind query_stat(struct query *q, struct str path);
/* `toRealPath` of a file that query_stat found. */
enum answer query_real(struct query *q, struct str path, struct str *real);
/* Any manifest that is looked at goes through here, so that none is looked at in silence. */
enum answer query_manifest(struct query *q, const struct manifest *manifest);
bool query_builtin(struct query *q, struct str specifier);
/* True when the major's URL parser overlooks dots: url_skims. */
bool query_skims(const struct query *q);
bool query_condition(const struct query *q, struct str name);

/* resolve_cjs.c: the real path of what require(request) loads, or a builtin. */
enum answer resolve_require(struct query *q, struct str request, struct target *builtin, struct str *real);
/* `Module._findPath(path, null, true)`: what `node PATH` finds. */
enum answer resolve_absolute(struct query *q, struct str path, struct str *real);
/* resolve_cjs.c: what `subpath` ("." or "./x") of the package in `folder` is to a require() from outside. */
enum answer require_of_package(struct query *q, struct str folder, struct str subpath, struct str *real);

/* resolve_esm.c: the same for an import; sets `outcome`, `code` and `suffix`. */
void import_of_package(struct query *q, struct str folder, struct str subpath, struct resolution *out,
                       struct str *real);
/* resolve_esm.c: PACKAGE_RESOLVE(specifier, base) */
enum answer resolve_package(struct query *q, struct str specifier, const struct file_url *base, struct target *out);
/* resolve_esm.c: ESM_RESOLVE without its last steps (7 and on, the format). */
void resolve_import(struct query *q, struct str specifier, struct resolution *out, struct str *real);

/* package_exports.c: PACKAGE_EXPORTS_RESOLVE; `manifest_url` is that of the package.json. Never ANSWER_NONE or _NULL.
 */
enum answer package_exports_resolve(struct query *q, const struct file_url *manifest_url, struct str subpath,
                                    const struct jdoc *exports, struct target *out);
/* package_exports.c: PACKAGE_IMPORTS_RESOLVE for the file `base`. Never ANSWER_NONE or _NULL. */
enum answer package_imports_resolve(struct query *q, struct str name, struct target *out);

#endif
