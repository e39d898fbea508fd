#include "analyzer/package/path.h"
#include "analyzer/package/resolve_internal.h"

#include "analyzer/base/strbuf.h"

static const struct str extensions[] = {STR_INIT(".js"), STR_INIT(".json"), STR_INIT(".node")};

static struct str with_ending(struct query *q, struct str path, struct str ending)
{
    struct strbuf b;

    strbuf_init(&b, q->a);
    strbuf_put(&b, path);
    strbuf_put(&b, ending);
    return strbuf_text(&b);
}

/* `tryFile` */
static enum answer try_file(struct query *q, struct str path, struct str *real)
{
    return query_stat(q, path) == PLACE_FILE ? query_real(q, path, real) : ANSWER_NONE;
}

/* `tryExtensions`: LOAD_AS_FILE without the file itself. */
static enum answer try_extensions(struct query *q, struct str path, struct str *real)
{
    for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
        enum answer answer = try_file(q, with_ending(q, path, extensions[i]), real);

        if (answer != ANSWER_NONE)
            return answer;
    }
    return ANSWER_NONE;
}

/* LOAD_INDEX */
static enum answer try_index(struct query *q, struct str folder, struct str *real)
{
    return try_extensions(q, path_resolve(q->a, folder, STR("index")), real);
}

/* `tryPackage`: LOAD_AS_DIRECTORY */
static enum answer try_folder(struct query *q, struct str folder, struct str *real)
{
    const struct manifest *manifest = manifest_of(q->r->manifests, path_resolve(q->a, folder, STR("")));
    enum answer answer = query_manifest(q, manifest);
    struct str main;

    if (answer == ANSWER_ERROR)
        return answer;
    if (manifest->main.len == 0)
        return try_index(q, folder, real);
    main = path_resolve(q->a, folder, manifest->main);
    answer = try_file(q, main, real);
    if (answer == ANSWER_NONE)
        answer = try_extensions(q, main, real);
    if (answer == ANSWER_NONE)
        answer = try_index(q, main, real);
    if (answer == ANSWER_NONE)
        answer = try_index(q, folder, real);
    return answer == ANSWER_NONE ? query_error(q, STR("MODULE_NOT_FOUND")) : answer;
}

/* `finalizeEsmResolution` of what "exports" or "imports" named. */
static enum answer finalize(struct query *q, const struct target *target, struct str *real)
{
    struct str path = {0};
    enum answer answer = ANSWER_NONE;

    if (target->builtin) /* the URL "node:fs" is not of the scheme "file" */
        return query_error(q, STR("ERR_INVALID_URL_SCHEME"));
    if (url_hides_slash(url_text(q->a, &target->url)))
        return query_error(q, STR("ERR_INVALID_MODULE_SPECIFIER"));
    if (!url_to_path(q->a, &target->url, &path))
        return query_error(q, STR("URIError"));
    answer = try_file(q, path, real);
    if (answer != ANSWER_NONE)
        return answer;
    q->hole = HOLE_FILE;
    q->assumed = path;
    return query_error(q, STR("MODULE_NOT_FOUND"));
}

/* Errors of the ESM algorithm inside of require(): one code has a name of its own here. */
static enum answer rename_not_found(struct query *q, enum answer answer)
{
    if (answer == ANSWER_ERROR && str_eq(q->code, STR("ERR_MODULE_NOT_FOUND")))
        return query_error(q, STR("MODULE_NOT_FOUND"));
    return answer;
}

/* The part of EXPORTS_PATTERN after the name: it must not contain a line terminator, which `.` does not match. */
static bool has_line_terminator(struct str text)
{
    return str_find(text, STR("\n"), 0) < text.len || str_find(text, STR("\r"), 0) < text.len ||
           str_find(text, STR("\xe2\x80\xa8"), 0) < text.len || str_find(text, STR("\xe2\x80\xa9"), 0) < text.len;
}

/* The end of [^/\\%]* at `at`. */
static size_t name_end(struct str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '/' && text.ptr[at] != '\\' && text.ptr[at] != '%')
        at++;
    return at;
}

/* True when [^./\\%] matches at `at`. */
static bool name_starts(struct str text, size_t at)
{
    return at < text.len && text.ptr[at] != '.' && name_end(text, at) > at;
}

/* /^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/ : the length of the name, 0 when it does not match. */
static size_t match_exports_pattern(struct str request)
{
    size_t end = 0;

    if (str_starts(request, STR("@"))) {
        size_t slash = name_end(request, 1);

        if (slash > 1 && slash < request.len && request.ptr[slash] == '/' && name_starts(request, slash + 1)) {
            end = name_end(request, slash + 1);
            if (end == request.len || request.ptr[end] == '/')
                return has_line_terminator(str_slice(request, end, request.len)) ? 0 : end;
        }
    }
    if (!name_starts(request, 0))
        return 0;
    end = name_end(request, 0);
    if (end < request.len && request.ptr[end] != '/')
        return 0;
    return has_line_terminator(str_slice(request, end, request.len)) ? 0 : end;
}

static enum answer resolve_in_exports(struct query *q, const struct manifest *manifest, struct str expansion,
                                      struct str *real)
{
    struct file_url url = url_of_path(q->a, path_join(q->a, manifest->folder, STR("package.json")));
    struct target target = {0};
    enum answer answer = package_exports_resolve(q, &url, with_ending(q, STR("."), expansion),
                                                 manifest_exports(manifest, q->major), &target);

    return rename_not_found(q, answer == ANSWER_FOUND ? finalize(q, &target, real) : answer);
}

/* `resolveExports`: LOAD_PACKAGE_EXPORTS(X, DIR) */
static enum answer load_package_exports(struct query *q, struct str modules, struct str request, struct str *real)
{
    size_t name = match_exports_pattern(request);
    const struct manifest *manifest = NULL;

    if (name == 0)
        return ANSWER_NONE;
    manifest = manifest_of(q->r->manifests, path_resolve(q->a, modules, str_slice(request, 0, name)));
    if (query_manifest(q, manifest) == ANSWER_ERROR)
        return ANSWER_ERROR;
    if (manifest_exports(manifest, q->major) == NULL)
        return ANSWER_NONE;
    return resolve_in_exports(q, manifest, str_slice(request, name, request.len), real);
}

/* A request that names a folder: it ends in "/", "/.", "/..", or is "." or "..". */
static bool names_folder(struct str request)
{
    return str_ends(request, STR("/")) || str_ends(request, STR("/.")) || str_ends(request, STR("/..")) ||
           str_eq(request, STR(".")) || str_eq(request, STR(".."));
}

/* One turn of the loop in `Module._findPath`: LOAD_AS_FILE and LOAD_AS_DIRECTORY of `folder`/`request`. */
static enum answer find_in(struct query *q, struct str folder, struct str request, struct str *real)
{
    struct str path = path_resolve(q->a, folder, request);
    enum place_kind kind = query_stat(q, path);
    enum answer answer = ANSWER_NONE;

    if (!names_folder(request)) {
        if (kind == PLACE_FILE)
            return query_real(q, path, real);
        answer = try_extensions(q, path, real);
    }
    return answer == ANSWER_NONE && kind == PLACE_FOLDER ? try_folder(q, path, real) : answer;
}

static bool is_relative(struct str request)
{
    return str_eq(request, STR(".")) || str_eq(request, STR("..")) || str_starts(request, STR("./")) ||
           str_starts(request, STR("../"));
}

/* `_resolveLookupPaths` takes ".x" for a package's name, but "..x" for a file beside the importer. */
static bool is_looked_up_beside(struct str request)
{
    return str_starts(request, STR(".")) && (request.len == 1 || request.ptr[1] == '.' || request.ptr[1] == '/');
}

/* LOAD_NODE_MODULES(X, START) over NODE_MODULES_PATHS(START) */
static enum answer load_node_modules(struct query *q, struct str request, struct str *real)
{
    struct str folder = path_folder(q->from);

    for (;;) {
        if (!str_eq(path_name(folder), STR("node_modules"))) {
            struct str modules = path_join(q->a, folder, STR("node_modules"));
            enum answer answer = ANSWER_NONE;

            if (query_stat(q, modules) == PLACE_FOLDER) {
                answer = load_package_exports(q, modules, request, real);
                if (answer == ANSWER_NONE)
                    answer = find_in(q, modules, request, real);
            }
            if (answer != ANSWER_NONE)
                return answer;
        }
        if (folder.len == 1)
            break;
        folder = path_folder(folder);
    }
    q->hole = HOLE_PACKAGE;
    q->assumed = request;
    return query_error(q, STR("MODULE_NOT_FOUND"));
}

enum answer require_of_package(struct query *q, struct str folder, struct str subpath, struct str *real)
{
    const struct manifest *manifest = manifest_of(q->r->manifests, folder);
    enum answer answer = query_manifest(q, manifest);

    if (answer == ANSWER_ERROR)
        return answer;
    if (manifest_exports(manifest, q->major) != NULL)
        return resolve_in_exports(q, manifest, str_slice(subpath, 1, subpath.len), real);
    answer = find_in(q, folder, subpath, real);
    return answer == ANSWER_NONE ? query_error(q, STR("MODULE_NOT_FOUND")) : answer;
}

/* `trySelf`: LOAD_PACKAGE_SELF(X, dirname(Y)) */
static enum answer load_package_self(struct query *q, struct str request, struct str *real)
{
    const struct manifest *scope = package_scope(q->r->manifests, q->from, false, q->major);

    if (query_manifest(q, scope) == ANSWER_ERROR)
        return ANSWER_ERROR;
    if (manifest_exports(scope, q->major) == NULL || !scope->has_name || !str_starts(request, scope->name) ||
        (request.len > scope->name.len && request.ptr[scope->name.len] != '/'))
        return ANSWER_NONE;
    return resolve_in_exports(q, scope, str_slice(request, scope->name.len, request.len), real);
}

/* LOAD_PACKAGE_IMPORTS(X, dirname(Y)) */
static enum answer load_package_imports(struct query *q, struct str request, struct str *real)
{
    const struct manifest *scope = package_scope(q->r->manifests, q->from, false, q->major);
    struct target target = {0};
    enum answer answer = query_manifest(q, scope);

    if (answer == ANSWER_ERROR)
        return answer;
    if (manifest_imports(scope, q->major) == NULL)
        return ANSWER_NONE;
    answer = package_imports_resolve(q, request, &target);
    return rename_not_found(q, answer == ANSWER_FOUND ? finalize(q, &target, real) : answer);
}

static enum answer load_beside(struct query *q, struct str request, struct str *real)
{
    struct str folder = path_folder(q->from);
    enum answer answer = find_in(q, folder, request, real);

    if (answer != ANSWER_NONE)
        return answer;
    q->hole = HOLE_FILE;
    q->assumed = path_resolve(q->a, folder, request);
    return query_error(q, STR("MODULE_NOT_FOUND"));
}

enum answer resolve_absolute(struct query *q, struct str path, struct str *real)
{
    enum answer answer = find_in(q, STR("/"), path, real);

    if (answer != ANSWER_NONE)
        return answer;
    q->hole = HOLE_FILE;
    q->assumed = path_resolve(q->a, STR("/"), path);
    return query_error(q, STR("MODULE_NOT_FOUND"));
}

/* require(X) from module at path Y, "All together", whose steps the cases name. */
enum answer resolve_require(struct query *q, struct str request, struct target *builtin, struct str *real)
{
    enum answer answer = ANSWER_NONE;

    if (query_builtin(q, request)) { /* 1 */
        builtin->builtin = true;
        builtin->name = str_starts(request, STR("node:")) ? str_slice(request, 5, request.len) : request;
        return ANSWER_FOUND;
    }
    if (str_starts(request, STR("#"))) /* 4 */
        answer = load_package_imports(q, request, real);
    if (answer == ANSWER_NONE) /* 5, which Node tries for paths as well */
        answer = load_package_self(q, request, real);
    if (answer != ANSWER_NONE)
        return answer;
    if (str_starts(request, STR("/"))) /* 2 */
        return resolve_absolute(q, request, real);
    if (is_relative(request) || is_looked_up_beside(request)) /* 3 */
        return load_beside(q, request, real);
    return load_node_modules(q, request, real); /* 6, 7 */
}
