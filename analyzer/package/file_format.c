#include "analyzer/package/file_format.h"

#include <assert.h>

#include "analyzer/base/limits.h"
#include "analyzer/package/path.h"

static bool is_import(enum import_kind kind)
{
    return kind == IMPORT_STATIC || kind == IMPORT_REEXPORT || kind == IMPORT_DYNAMIC;
}

static bool strips_types(enum node_major major)
{
    return major != NODE_20;
}

/*
 * True where the search for a scope ends: at a node_modules folder. Node 20's import compares the end of
 * the URL's text without the slash before it, so that "my_node_modules" ends its search too.
 */
static bool ends_search(struct str folder, bool import, enum node_major major)
{
    if (import && major == NODE_20)
        return str_ends(folder, STR("node_modules"));
    return str_ends(folder, STR("/node_modules"));
}

const struct manifest *package_scope(struct manifests *m, struct str path, bool import, enum node_major major)
{
    struct str folder = path_folder(path);

    for (;;) {
        const struct manifest *found = NULL;

        if (ends_search(folder, import, major))
            return manifest_none();
        /* CommonJS since Node 24 (BindingData::TraverseParent) does not ask for /package.json. */
        if (folder.len == 1 && !import && node_major_number(major) >= 24)
            return manifest_none();
        found = manifest_of(m, folder);
        if (manifest_is_there(found, major) || folder.len == 1)
            return found;
        folder = path_folder(folder);
    }
}

static struct format_answer plain(enum file_format format)
{
    return (struct format_answer){.format = format};
}

static struct format_answer refused(struct str code)
{
    return (struct format_answer){.format = FORMAT_REFUSED, .code = code};
}

/* What "type" of the scope makes of a file: `module`, `commonjs` or, without one, `none`. */
static struct format_answer by_type(const struct manifest *scope, enum node_major major, enum file_format module,
                                    enum file_format commonjs, enum file_format none)
{
    if (scope->state == MANIFEST_NOT_UNDERSTOOD)
        return (struct format_answer){.format = FORMAT_UNSURE, .reason = scope->reason};
    if (manifest_throws(scope, major))
        return refused(STR("ERR_INVALID_PACKAGE_CONFIG"));
    switch (scope->type) {
    case MANIFEST_TYPE_MODULE:
        return plain(module);
    case MANIFEST_TYPE_COMMONJS:
        return plain(commonjs);
    case MANIFEST_TYPE_NONE:
        return plain(none);
    }
    assert(!"unreachable");
    return plain(none);
}

/* Types are stripped outside of node_modules only. */
static struct format_answer typescript(struct str path)
{
    if (str_find(path, STR("/node_modules/"), 0) < path.len)
        return refused(STR("ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING"));
    return plain(FORMAT_TYPESCRIPT);
}

/* `findLongestRegisteredExtension` of the CommonJS loader, which knows .js, .json and .node; ".js" for all others. */
static struct str registered_extension(struct str path)
{
    struct str name = path_name(path);

    for (size_t dot = 1; dot < name.len; dot++) {
        struct str extension = str_slice(name, dot, name.len);

        if (str_eq(extension, STR(".js")) || str_eq(extension, STR(".json")) || str_eq(extension, STR(".node")))
            return extension;
    }
    return STR(".js");
}

/* path.extname(path) is empty. */
static bool has_no_extension(struct str path)
{
    struct str name = path_name(path);
    size_t dot = str_find_last(name, '.');

    return dot == name.len || dot == 0 || str_eq(name, STR(".."));
}

/* `Module._extensions` of lib/internal/modules/cjs/loader.js. */
static struct format_answer required(struct manifests *m, struct str path, enum node_major major)
{
    struct str extension = registered_extension(path);

    if (str_eq(extension, STR(".json")))
        return plain(FORMAT_JSON);
    if (str_eq(extension, STR(".node")))
        return plain(FORMAT_ADDON);
    if (str_ends(path, STR(".cjs")))
        return plain(FORMAT_COMMONJS);
    if (str_ends(path, STR(".mjs")))
        return plain(FORMAT_MODULE);
    if (str_ends(path, STR(".js")))
        return by_type(package_scope(m, path, false, major), major, FORMAT_MODULE, FORMAT_COMMONJS, FORMAT_DETECT);
    if (strips_types(major) &&
        (str_ends(path, STR(".ts")) || str_ends(path, STR(".mts")) || str_ends(path, STR(".cts"))))
        return typescript(path);
    if (node_major_number(major) >= 26 && has_no_extension(path))
        return by_type(package_scope(m, path, false, major), major, FORMAT_MODULE, FORMAT_COMMONJS, FORMAT_DETECT);
    return plain(FORMAT_DETECT);
}

/* `extname` of lib/internal/modules/esm/get_format.js: from the last dot, unless that starts the name. */
static struct str url_extension(struct str path)
{
    struct str name = path_name(path);
    size_t dot = str_find_last(name, '.');

    return dot == name.len || dot == 0 ? (struct str){0} : str_slice(name, dot, name.len);
}

/* EXTENSIONLESS_FORMAT_WASM: the file starts with "\0asm". */
static bool is_wasm(struct manifests *m, struct str path)
{
    static const char magic[] = {0, 'a', 's', 'm'};
    struct arena a = {0};
    struct str bytes = {0};
    bool wasm = file_tree_read(manifests_tree(m), &a, path, LIMIT_SOURCE_BYTES, &bytes, NULL) == OK &&
                str_starts(bytes, (struct str){magic, sizeof(magic)});

    arena_reset(&a);
    return wasm;
}

static struct format_answer imported_without_extension(struct manifests *m, struct str path, enum node_major major)
{
    const struct manifest *scope = package_scope(m, path, true, major);
    struct format_answer answer = by_type(scope, major, FORMAT_MODULE, FORMAT_COMMONJS, FORMAT_DETECT);

    if (answer.format != FORMAT_MODULE && answer.format != FORMAT_DETECT)
        return answer;
    return major != NODE_20 && is_wasm(m, path) ? plain(FORMAT_WASM) : answer;
}

/* The "type" of the scope only chooses the goal of the stripped text, but the manifest is read for it. */
static struct format_answer imported_typescript(struct manifests *m, struct str path, enum node_major major)
{
    struct format_answer answer =
        by_type(package_scope(m, path, true, major), major, FORMAT_TYPESCRIPT, FORMAT_TYPESCRIPT, FORMAT_TYPESCRIPT);

    return answer.format == FORMAT_TYPESCRIPT ? typescript(path) : answer;
}

/* `getFileProtocolModuleFormat` of lib/internal/modules/esm/get_format.js. */
static struct format_answer imported(struct manifests *m, struct str path, enum node_major major)
{
    struct str extension = url_extension(path);

    if (str_eq(extension, STR(".js")))
        return by_type(package_scope(m, path, true, major), major, FORMAT_MODULE, FORMAT_COMMONJS, FORMAT_DETECT);
    if (extension.len == 0)
        return imported_without_extension(m, path, major);
    if (str_eq(extension, STR(".mjs")))
        return plain(FORMAT_MODULE);
    if (str_eq(extension, STR(".cjs")))
        return plain(FORMAT_COMMONJS);
    if (str_eq(extension, STR(".json")))
        return plain(FORMAT_JSON);
    if (str_eq(extension, STR(".wasm")) && major != NODE_20)
        return plain(FORMAT_WASM);
    if (str_eq(extension, STR(".node")) && node_major_number(major) >= 24)
        return plain(FORMAT_ADDON);
    if (strips_types(major) && str_eq(extension, STR(".ts")))
        return imported_typescript(m, path, major);
    if (strips_types(major) && (str_eq(extension, STR(".mts")) || str_eq(extension, STR(".cts"))))
        return typescript(path);
    return refused(STR("ERR_UNKNOWN_FILE_EXTENSION"));
}

struct format_answer file_format_of(struct manifests *m, struct str path, enum import_kind kind, enum node_major major)
{
    return is_import(kind) ? imported(m, path, major) : required(m, path, major);
}

const char *file_format_name(enum file_format format)
{
    switch (format) {
    case FORMAT_COMMONJS:
        return "commonjs";
    case FORMAT_MODULE:
        return "module";
    case FORMAT_DETECT:
        return "detect";
    case FORMAT_JSON:
        return "json";
    case FORMAT_ADDON:
        return "addon";
    case FORMAT_WASM:
        return "wasm";
    case FORMAT_TYPESCRIPT:
        return "typescript";
    case FORMAT_REFUSED:
        return "refused";
    case FORMAT_UNSURE:
        return "unsure";
    }
    assert(!"unreachable");
    return "unsure";
}

bool file_format_goal(enum file_format format, enum goal *goal)
{
    switch (format) {
    case FORMAT_COMMONJS:
        *goal = GOAL_COMMONJS;
        return true;
    case FORMAT_MODULE:
        *goal = GOAL_MODULE;
        return true;
    case FORMAT_DETECT:
        *goal = GOAL_DETECT;
        return true;
    case FORMAT_JSON:
    case FORMAT_ADDON:
    case FORMAT_WASM:
    case FORMAT_TYPESCRIPT:
    case FORMAT_REFUSED:
    case FORMAT_UNSURE:
        return false;
    }
    assert(!"unreachable");
    return false;
}
