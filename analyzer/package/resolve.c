#include "analyzer/package/resolve.h"

#include <stdarg.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/base/utf8.h"
#include "analyzer/package/path.h"
#include "analyzer/package/resolve_internal.h"

/* Ways to ask for one specifier: import or require, per major. */
enum { WAYS = 2 * NODE_MAJOR_COUNT };

struct resolver *resolver_new(struct arena *a, const struct resolver_config *config)
{
    struct resolver *r = arena_new(a, struct resolver);

    r->arena = a;
    r->config = *config;
    r->manifests = manifests_new(a, config->tree);
    r->packages = packages_new(a, config->tree, r->manifests);
    sym_table_init(&r->texts, a);
    map_init(&r->slots, a);
    return r;
}

struct file_tree *resolver_tree(struct resolver *r)
{
    return r->config.tree;
}

struct manifests *resolver_manifests(struct resolver *r)
{
    return r->manifests;
}

struct packages *resolver_packages(struct resolver *r)
{
    return r->packages;
}

enum answer query_error(struct query *q, struct str code)
{
    q->code = code;
    return ANSWER_ERROR;
}

void query_unsure(struct query *q, const char *format, ...)
{
    struct strbuf b;
    va_list args;

    if (q->reason.len > 0)
        return;
    strbuf_init(&b, q->r->arena);
    va_start(args, format);
    strbuf_vprintf(&b, format, args);
    va_end(args);
    q->reason = strbuf_text(&b);
}

/* What stat(2) gets of a text with a NUL byte in it. */
static struct str before_nul(struct str path)
{
    size_t nul = str_find(path, (struct str){"", 1}, 0);

    return str_slice(path, 0, nul);
}

enum place_kind query_stat(struct query *q, struct str path)
{
    struct str seen = before_nul(path);
    enum place_kind kind = file_tree_kind(q->r->config.tree, seen);

    if (kind == PLACE_OTHER) {
        query_unsure(q, "%.*s cannot be looked at, or is a device, pipe or socket", STR_ARG(seen));
        return PLACE_MISSING;
    }
    return kind;
}

enum answer query_real(struct query *q, struct str path, struct str *real)
{
    if (str_has_nul(path))
        return query_error(q, STR("ERR_INVALID_ARG_VALUE"));
    if (file_tree_real(q->r->config.tree, path, real) == PLACE_MISSING)
        query_unsure(q, "%.*s vanished", STR_ARG(path));
    else if (!utf8_valid(*real) || real->len >= PLACE_PATH_BYTES)
        query_unsure(q, "the path of the file is not valid UTF-8, or too long");
    return ANSWER_FOUND;
}

enum answer query_manifest(struct query *q, const struct manifest *manifest)
{
    if (manifest->state == MANIFEST_NOT_UNDERSTOOD)
        query_unsure(q, "%.*s: %.*s", STR_ARG(file_tree_relative(q->r->config.tree, manifest->folder)),
                     STR_ARG(manifest->reason));
    if (manifest_throws(manifest, q->major))
        return query_error(q, STR("ERR_INVALID_PACKAGE_CONFIG"));
    return ANSWER_FOUND;
}

bool query_builtin(struct query *q, struct str specifier)
{
    return q->r->config.is_builtin(q->r->config.payload, specifier, q->major);
}

bool query_skims(const struct query *q)
{
    return node_major_number(q->major) < 24;
}

bool query_condition(const struct query *q, struct str name)
{
    const struct resolver_config *config = &q->r->config;

    if (str_eq(name, STR("node")) || str_eq(name, STR("module-sync")) ||
        str_eq(name, q->import ? STR("import") : STR("require")))
        return true;
    if (str_eq(name, STR("node-addons")) && !config->no_addons)
        return true;
    for (uint32_t i = 0; i < config->condition_count; i++)
        if (str_eq(name, config->conditions[i]))
            return true;
    return false;
}

static void set_unsure(struct resolution *out, struct str reason)
{
    struct str url = out->url;

    *out = (struct resolution){.outcome = RESOLVE_NOT_UNDERSTOOD, .reason = reason, .url = url};
}

/* Fills in what is known about a file by its real path. */
static void describe_file(struct resolver *r, struct str real, enum import_kind kind, enum node_major major,
                          struct resolution *out)
{
    struct format_answer format = file_format_of(r->manifests, real, kind, major);

    out->outcome = RESOLVED_FILE;
    out->path = real;
    out->file = file_tree_relative(r->config.tree, real);
    out->outside = !file_tree_inside(r->config.tree, real);
    out->format = format.format;
    out->code = format.code;
    out->reason = format.reason;
    out->package = package_of(r->packages, real);
}

/* An import looks for the format while it resolves, so that a broken manifest stops it there. */
static void refuse_manifest(struct resolution *out)
{
    if (out->format == FORMAT_UNSURE)
        set_unsure(out, out->reason);
    else if (out->format == FORMAT_REFUSED && str_eq(out->code, STR("ERR_INVALID_PACKAGE_CONFIG")))
        *out = (struct resolution){.outcome = RESOLVE_FAILED, .code = out->code};
}

static bool is_import(enum import_kind kind)
{
    return kind == IMPORT_STATIC || kind == IMPORT_REEXPORT || kind == IMPORT_DYNAMIC;
}

static void run_require(struct query *q, struct str specifier, struct resolution *out, struct str *real)
{
    struct target builtin = {0};
    enum answer answer = resolve_require(q, specifier, &builtin, real);

    if (answer == ANSWER_ERROR) {
        out->outcome = RESOLVE_FAILED;
        out->code = q->code;
    } else if (builtin.builtin) {
        out->outcome = RESOLVED_BUILTIN;
        out->builtin = builtin.name;
    } else {
        out->outcome = RESOLVED_FILE;
    }
}

/*
 * Yarn's Plug'n'Play keeps no packages in node_modules: its .pnp.cjs is a loader hook, and what is not found
 * without it says nothing.
 */
static bool is_plug_and_play(struct query *q)
{
    static const struct str names[] = {STR_INIT(".pnp.cjs"), STR_INIT(".pnp.js")};
    struct str folder = path_folder(q->from);

    for (;;) {
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            if (file_tree_kind(q->r->config.tree, path_join(q->a, folder, names[i])) == PLACE_FILE)
                return true;
        if (folder.len == 1)
            return false;
        folder = path_folder(folder);
    }
}

/* Moves the texts of an answer out of the query's memory, and completes it. */
static void settle(struct query *q, struct str real, enum import_kind kind, struct resolution *out)
{
    struct arena *a = q->r->arena;

    out->suffix = str_dup(a, out->suffix);
    out->builtin = str_dup(a, out->builtin);
    out->url = str_dup(a, out->url);
    if (out->outcome == RESOLVE_FAILED && q->hole == HOLE_PACKAGE && is_plug_and_play(q))
        query_unsure(q,
                     "the package is not in node_modules, but this is a Yarn Plug'n'Play tree (.pnp.cjs); install it "
                     "with \"nodeLinker: node-modules\"");
    if (q->reason.len > 0) {
        set_unsure(out, q->reason);
        return;
    }
    if (out->outcome == RESOLVED_FILE)
        describe_file(q->r, real, kind, q->major, out);
    if (q->import && out->outcome == RESOLVED_FILE)
        refuse_manifest(out);
    if (out->outcome == RESOLVE_FAILED && q->hole != HOLE_NONE) {
        out->hole = q->hole;
        out->assumed = q->hole == HOLE_FILE ? file_tree_relative(q->r->config.tree, q->assumed) : q->assumed;
        out->assumed = str_dup(a, out->assumed);
    }
}

static void run_query(struct resolver *r, struct str from, struct str specifier, enum import_kind kind,
                      enum node_major major, struct resolution *out)
{
    struct query q = {.r = r, .a = &r->scratch, .major = major, .import = is_import(kind), .from = from};
    struct str real = {0};

    *out = (struct resolution){.outcome = RESOLVE_FAILED};
    if (!utf8_valid(specifier) || !utf8_valid(from)) {
        set_unsure(out, STR("the specifier or the importing file's name is not valid Unicode"));
        return;
    }
    if (q.import) {
        q.base = url_of_path(q.a, from);
        resolve_import(&q, specifier, out, &real);
    } else {
        run_require(&q, specifier, out, &real);
    }
    settle(&q, real, kind, out);
    arena_reset(&r->scratch);
}

/* Where the answer to one way of asking is kept; NULL there when it was never given. */
static struct resolution **answer_slot(struct resolver *r, struct str folder, struct str specifier, uint32_t way)
{
    uint32_t high = sym_intern(&r->texts, folder).i;
    uint32_t low = sym_intern(&r->texts, specifier).i;
    uint32_t base = 0;

    if (!map_get(&r->slots, map_pair(high, low), &base)) {
        base = r->answers.len;
        for (uint32_t i = 0; i < WAYS; i++)
            vec_push(r->arena, &r->answers, NULL);
        map_put(&r->slots, map_pair(high, low), base);
    }
    return &r->answers.items[base + way];
}

void resolve_specifier(struct resolver *r, struct str from, struct str specifier, enum import_kind kind,
                       enum node_major major, struct resolution *out)
{
    uint32_t way = (uint32_t)major * 2 + (is_import(kind) ? 1 : 0);
    struct resolution **slot = answer_slot(r, path_folder(from), specifier, way);
    struct resolution *answer = *slot;

    if (answer == NULL) {
        answer = arena_new(r->arena, struct resolution);
        *slot = answer;
        run_query(r, from, specifier, kind, major, answer);
    }
    *out = *answer;
}

/* `shouldUseESMLoader` of lib/internal/modules/run_main.js, without loader flags. */
static enum import_kind kind_of_main(struct resolver *r, struct str real, enum node_major major)
{
    const struct manifest *scope = NULL;

    if (str_ends(real, STR(".mjs")) || str_ends(real, STR(".wasm")))
        return IMPORT_STATIC;
    if (str_ends(real, STR(".cjs")))
        return IMPORT_REQUIRE;
    scope = package_scope(r->manifests, real, false, major);
    return scope->state == MANIFEST_READ && scope->type == MANIFEST_TYPE_MODULE ? IMPORT_STATIC : IMPORT_REQUIRE;
}

void resolve_main(struct resolver *r, struct str path, enum node_major major, struct resolution *out)
{
    struct query q = {.r = r, .a = &r->scratch, .major = major, .from = path};
    struct str real = {0};

    *out = (struct resolution){.outcome = RESOLVED_FILE};
    if (!utf8_valid(path))
        query_unsure(&q, "the path is not valid Unicode");
    else if (resolve_absolute(&q, path, &real) == ANSWER_ERROR)
        *out = (struct resolution){.outcome = RESOLVE_FAILED, .code = q.code};
    settle(&q, real, real.len > 0 ? kind_of_main(r, real, major) : IMPORT_REQUIRE, out);
    arena_reset(&r->scratch);
}

void resolve_file(struct resolver *r, struct str path, enum import_kind kind, enum node_major major,
                  struct resolution *out)
{
    struct query q = {.r = r, .a = &r->scratch, .major = major, .from = path};
    struct str real = {0};

    *out = (struct resolution){.outcome = RESOLVED_FILE};
    if (!utf8_valid(path))
        query_unsure(&q, "the path is not valid Unicode");
    else if (query_stat(&q, path) != PLACE_FILE)
        *out = (struct resolution){.outcome = RESOLVE_FAILED, .code = STR("MODULE_NOT_FOUND")};
    else if (query_real(&q, path, &real) == ANSWER_ERROR)
        *out = (struct resolution){.outcome = RESOLVE_FAILED, .code = q.code};
    settle(&q, real, kind, out);
    arena_reset(&r->scratch);
}

void resolve_of_package(struct resolver *r, struct str folder, struct str subpath, enum import_kind kind,
                        enum node_major major, struct resolution *out)
{
    struct query q = {.r = r, .a = &r->scratch, .major = major, .import = is_import(kind), .from = folder};
    struct str real = {0};

    *out = (struct resolution){.outcome = RESOLVED_FILE};
    if (!utf8_valid(folder) || !utf8_valid(subpath))
        query_unsure(&q, "a path that is not valid Unicode");
    else if (q.import)
        import_of_package(&q, folder, subpath, out, &real);
    else if (require_of_package(&q, folder, subpath, &real) == ANSWER_ERROR)
        *out = (struct resolution){.outcome = RESOLVE_FAILED, .code = q.code};
    settle(&q, real, kind, out);
    arena_reset(&r->scratch);
}
