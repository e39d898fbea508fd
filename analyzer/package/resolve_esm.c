#include "analyzer/package/path.h"
#include "analyzer/package/resolve_internal.h"

#include "analyzer/base/strbuf.h"
#include "analyzer/base/utf8.h"

/* "/package.json" */
enum { MANIFEST_NAME_BYTES = 13 };

/* A specifier taken apart, as PACKAGE_RESOLVE does. */
struct bare {
    struct str name;
    struct str subpath; /* "." or "./..." */
    bool scoped;
};

/* PACKAGE_RESOLVE, steps 1 to 8 */
static enum answer parse_package_name(struct query *q, struct str specifier, struct bare *out)
{
    size_t slash = str_find(specifier, STR("/"), 0);
    bool valid = true;
    struct strbuf subpath;

    if (specifier.len > 0 && specifier.ptr[0] == '@') {
        out->scoped = true;
        valid = slash < specifier.len;
        if (valid)
            slash = str_find(specifier, STR("/"), slash + 1);
    }
    out->name = str_slice(specifier, 0, slash);
    if (str_starts(out->name, STR(".")) || str_find(out->name, STR("%"), 0) < out->name.len ||
        str_find(out->name, STR("\\"), 0) < out->name.len)
        valid = false;
    if (!valid)
        return query_error(q, STR("ERR_INVALID_MODULE_SPECIFIER"));
    strbuf_init(&subpath, q->a);
    strbuf_put_char(&subpath, '.');
    strbuf_put(&subpath, str_slice(specifier, slash, specifier.len));
    out->subpath = strbuf_text(&subpath);
    return ANSWER_FOUND;
}

/* new URL(text, base) of a file: false when it is something else, which none of our own texts can be. */
static bool join_url(struct query *q, struct str text, const struct file_url *base, struct file_url *out)
{
    struct str scheme = {0};

    if (url_parse(q->a, text, base, query_skims(q), out, &scheme) == URL_FILE)
        return true;
    query_unsure(q, "the URL %.*s", STR_ARG(text));
    return false;
}

static struct str text_of(struct query *q, const char *before, struct str name, const char *after)
{
    struct strbuf b;

    strbuf_init(&b, q->a);
    strbuf_put_c(&b, before);
    strbuf_put(&b, name);
    strbuf_put_c(&b, after);
    return strbuf_text(&b);
}

static enum answer path_of_url(struct query *q, const struct file_url *url, struct str *path)
{
    return url_to_path(q->a, url, path) ? ANSWER_FOUND : query_error(q, STR("URIError"));
}

/* The manifest whose path is `path`, which is in the folder `path` without its last name in all but odd cases. */
static const struct manifest *manifest_at(struct query *q, struct str path)
{
    if (str_ends(path, STR("/package.json")))
        return manifest_of(q->r->manifests, str_slice(path, 0, path.len - MANIFEST_NAME_BYTES));
    if (query_stat(q, path) == PLACE_FILE)
        query_unsure(q, "%.*s is read as a package.json", STR_ARG(path));
    return manifest_none();
}

/* LOOKUP_PACKAGE_SCOPE of an importing file: the manifest, and its URL. */
static const struct manifest *scope_of_url(struct query *q, const struct file_url *base, struct file_url *url)
{
    struct str path = {0};
    const struct manifest *scope = NULL;

    if (!url_to_path(q->a, base, &path) || path.ptr[path.len - 1] == '/')
        return manifest_none();
    scope = package_scope(q->r->manifests, path, true, q->major);
    if (manifest_is_there(scope, q->major))
        *url = url_of_path(q->a, path_join(q->a, scope->folder, STR("package.json")));
    return scope;
}

/* PACKAGE_RESOLVE, steps 9 (self-reference) and 10 (the walk up); finds the URL of a package.json. */
static enum answer find_package_url(struct query *q, const struct bare *bare, const struct file_url *base,
                                    struct file_url *url, struct str *path)
{
    const struct manifest *scope = scope_of_url(q, base, url);
    enum answer answer = query_manifest(q, scope);
    size_t last_length = 0;

    if (answer == ANSWER_ERROR)
        return answer;
    if (manifest_exports(scope, q->major) != NULL && scope->has_name && str_eq(scope->name, bare->name))
        return path_of_url(q, url, path);
    if (!join_url(q, text_of(q, "./node_modules/", bare->name, "/package.json"), base, url))
        return ANSWER_NONE;
    do {
        answer = path_of_url(q, url, path);
        if (answer != ANSWER_FOUND)
            return answer;
        if (path->len > MANIFEST_NAME_BYTES &&
            query_stat(q, str_slice(*path, 0, path->len - MANIFEST_NAME_BYTES)) == PLACE_FOLDER)
            return ANSWER_FOUND;
        if (path->len == last_length)
            break;
        last_length = path->len;
        if (!join_url(q,
                      text_of(q, bare->scoped ? "../../../../node_modules/" : "../../../node_modules/", bare->name,
                              "/package.json"),
                      url, url))
            return ANSWER_NONE;
    } while (true);
    q->hole = HOLE_PACKAGE;
    q->assumed = bare->name;
    return query_error(q, STR("ERR_MODULE_NOT_FOUND"));
}

/* The endings that LEGACY_MAIN_RESOLVE tries, the first group after "main". */
static const struct str main_endings[] = {STR_INIT(""),           STR_INIT(".js"),       STR_INIT(".json"),
                                          STR_INIT(".node"),      STR_INIT("/index.js"), STR_INIT("/index.json"),
                                          STR_INIT("/index.node")};
static const struct str index_names[] = {STR_INIT("index.js"), STR_INIT("index.json"), STR_INIT("index.node")};

/* The ending after which `path` is a file; false when there is none. */
static bool find_ending(struct query *q, struct str path, struct str *ending)
{
    for (size_t i = 0; i < ARRAY_LEN(main_endings); i++) {
        if (query_stat(q, text_of(q, "", path, main_endings[i].ptr)) != PLACE_FILE)
            continue;
        *ending = main_endings[i];
        return true;
    }
    return false;
}

/* Node 20: "main" is a relative URL. */
static enum answer main_as_url(struct query *q, struct str main, const struct file_url *url, struct target *out)
{
    struct file_url guess;
    struct str path = {0};
    struct str ending = {0};
    struct str text = text_of(q, "./", main, "");

    if (!join_url(q, text, url, &guess))
        return ANSWER_NONE;
    if (url_hides_slash(guess.path)) /* fileURLToPath refuses "%2f"; "%5c" is refused in the end */
        return query_error(q, STR("ERR_INVALID_FILE_URL_PATH"));
    if (!url_to_path(q->a, &guess, &path)) {
        query_unsure(q, "\"main\" %.*s with a broken percent escape", STR_ARG(main));
        return ANSWER_NONE;
    }
    if (!find_ending(q, path, &ending))
        return ANSWER_NONE;
    return join_url(q, text_of(q, "", text, ending.ptr), url, &out->url) ? ANSWER_FOUND : ANSWER_NONE;
}

/* Node 22 and later: "main" is a path; the ending is tried behind the clean path and applied to the raw one. */
static enum answer main_as_path(struct query *q, struct str main, struct str folder, struct target *out)
{
    struct str ending = {0};
    struct str raw = main.len > 0 ? main : STR("./");

    if (!find_ending(q, path_resolve(q->a, folder, main), &ending))
        return ANSWER_NONE;
    out->url = url_of_path(q->a, path_resolve(q->a, folder, text_of(q, "", raw, ending.ptr)));
    return ANSWER_FOUND;
}

/* LEGACY_MAIN_RESOLVE (`legacyMainResolve`): "main" with endings, then index files. */
static enum answer resolve_legacy_main(struct query *q, const struct manifest *manifest, const struct file_url *url,
                                       struct target *out)
{
    struct str folder = {0};
    struct file_url folder_url;
    enum answer answer = ANSWER_NONE;

    if (!join_url(q, STR("."), url, &folder_url))
        return ANSWER_NONE;
    answer = path_of_url(q, &folder_url, &folder);
    if (answer != ANSWER_FOUND)
        return answer;
    if (manifest->has_main) {
        answer = q->major == NODE_20 ? main_as_url(q, manifest->main, url, out)
                                     : main_as_path(q, manifest->main, folder, out);
        if (answer != ANSWER_NONE)
            return answer;
    }
    for (size_t i = 0; i < ARRAY_LEN(index_names); i++) {
        struct str path = path_resolve(q->a, folder, index_names[i]);

        if (query_stat(q, path) != PLACE_FILE)
            continue;
        out->url = url_of_path(q->a, path);
        return ANSWER_FOUND;
    }
    return query_error(q, STR("ERR_MODULE_NOT_FOUND"));
}

/* PACKAGE_RESOLVE, steps 10.3 to 10.7: `subpath` of the package whose package.json is at `url`. */
static enum answer resolve_in_package(struct query *q, const struct manifest *manifest, const struct file_url *url,
                                      struct str subpath, struct target *out)
{
    enum answer answer = query_manifest(q, manifest);

    if (answer == ANSWER_ERROR)
        return answer;
    if (manifest_exports(manifest, q->major) != NULL)
        return package_exports_resolve(q, url, subpath, manifest_exports(manifest, q->major), out);
    if (str_eq(subpath, STR(".")))
        return resolve_legacy_main(q, manifest, url, out);
    return join_url(q, subpath, url, &out->url) ? ANSWER_FOUND : ANSWER_NONE;
}

enum answer resolve_package(struct query *q, struct str specifier, const struct file_url *base, struct target *out)
{
    struct bare bare = {0};
    struct file_url url = {0};
    struct str path = {0};
    enum answer answer = ANSWER_NONE;

    /* PACKAGE_RESOLVE, step 3: a builtin module that needs no "node:". */
    if (!str_starts(specifier, STR("node:")) && query_builtin(q, specifier)) {
        out->builtin = true;
        out->name = specifier;
        return ANSWER_FOUND;
    }
    answer = parse_package_name(q, specifier, &bare);
    if (answer == ANSWER_FOUND)
        answer = find_package_url(q, &bare, base, &url, &path);
    if (answer != ANSWER_FOUND)
        return answer;
    return resolve_in_package(q, manifest_at(q, path), &url, bare.subpath, out);
}

/* `shouldBeTreatedAsRelativeOrAbsolutePath` */
static bool is_path(struct str s)
{
    return str_starts(s, STR("/")) || str_eq(s, STR(".")) || str_eq(s, STR("..")) || str_starts(s, STR("./")) ||
           str_starts(s, STR("../"));
}

/* A URL that is no file: found by Node, and mostly refused when it is loaded. */
static void resolve_other_url(struct query *q, struct str specifier, struct str scheme, struct str rest,
                              struct resolution *out)
{
    bool is_node = str_eq(scheme, STR("node"));

    out->outcome = RESOLVE_FAILED;
    out->at_load = true;
    out->url = is_node ? specifier : text_of(q, "", scheme, text_of(q, ":", rest, "").ptr);
    out->code = is_node ? STR("ERR_UNKNOWN_BUILTIN_MODULE") : STR("ERR_UNSUPPORTED_ESM_URL_SCHEME");
    if (is_node && !str_starts(specifier, STR("node:")))
        query_unsure(q, "\"node:\" is spelled in another way");
    if (str_eq(scheme, STR("data")))
        query_unsure(q, "a data: URL, which is code of its own");
    if (is_node && query_builtin(q, specifier)) {
        *out = (struct resolution){.outcome = RESOLVED_BUILTIN};
        out->builtin = str_slice(specifier, 5, specifier.len);
    }
}

/* `finalizeResolution`: ESM_RESOLVE, step 6. */
static enum answer finalize(struct query *q, const struct file_url *url, bool host, struct resolution *out,
                            struct str *real)
{
    struct str path = {0};
    struct strbuf suffix;

    if (url_hides_slash(url->path))
        return query_error(q, STR("ERR_INVALID_MODULE_SPECIFIER"));
    if (host)
        return query_error(q, STR("ERR_INVALID_FILE_URL_HOST"));
    if (!url_to_path(q->a, url, &path))
        return query_error(q, STR("URIError"));
    if (path.ptr[path.len - 1] == '/')
        return query_error(q, STR("ERR_UNSUPPORTED_DIR_IMPORT"));
    switch (query_stat(q, path)) {
    case PLACE_FOLDER:
        return query_error(q, STR("ERR_UNSUPPORTED_DIR_IMPORT"));
    case PLACE_MISSING:
    case PLACE_OTHER:
        q->hole = HOLE_FILE;
        q->assumed = path;
        return query_error(q, STR("ERR_MODULE_NOT_FOUND"));
    case PLACE_FILE:
        break;
    }
    strbuf_init(&suffix, q->a);
    strbuf_put(&suffix, url->query);
    strbuf_put(&suffix, url->hash);
    out->suffix = strbuf_text(&suffix);
    out->outcome = RESOLVED_FILE;
    return query_real(q, path, real);
}

static enum answer finish(struct query *q, const struct target *target, struct resolution *out, struct str *real)
{
    if (target->builtin) {
        out->outcome = RESOLVED_BUILTIN;
        out->builtin = target->name;
        return ANSWER_FOUND;
    }
    return finalize(q, &target->url, false, out, real);
}

/* A specifier that is no path and no "#name": a URL, or else a package's name. */
static enum answer resolve_named(struct query *q, struct str specifier, struct resolution *out, struct str *real)
{
    struct target target = {0};
    struct str scheme = {0};
    enum answer answer = ANSWER_NONE;

    switch (url_parse(q->a, specifier, NULL, query_skims(q), &target.url, &scheme)) {
    case URL_NONE:
        answer = resolve_package(q, specifier, &q->base, &target);
        return answer == ANSWER_FOUND ? finish(q, &target, out, real) : answer;
    case URL_FILE:
        return finalize(q, &target.url, false, out, real);
    case URL_HOST:
        return finalize(q, &target.url, true, out, real);
    case URL_OTHER:
        resolve_other_url(q, specifier, scheme, target.url.path, out);
        return ANSWER_NONE;
    case URL_UNSURE:
        break;
    }
    query_unsure(q, "a URL that may or may not be well-formed");
    return ANSWER_NONE;
}

static enum answer resolve_path(struct query *q, struct str specifier, struct resolution *out, struct str *real)
{
    struct file_url url = {0};
    struct str scheme = {0};
    enum url_kind kind = url_parse(q->a, specifier, &q->base, query_skims(q), &url, &scheme);

    if (kind == URL_FILE || kind == URL_HOST)
        return finalize(q, &url, kind == URL_HOST, out, real);
    query_unsure(q, "a URL that may or may not be well-formed");
    return ANSWER_NONE;
}

void resolve_import(struct query *q, struct str specifier, struct resolution *out, struct str *real)
{
    enum answer answer = ANSWER_NONE;
    struct target target = {0};

    out->outcome = RESOLVE_FAILED;
    if (is_path(specifier)) {
        answer = resolve_path(q, specifier, out, real);
    } else if (str_starts(specifier, STR("#"))) {
        answer = package_imports_resolve(q, specifier, &target);
        if (answer == ANSWER_FOUND)
            answer = finish(q, &target, out, real);
    } else {
        answer = resolve_named(q, specifier, out, real);
    }
    if (answer == ANSWER_ERROR) {
        out->outcome = RESOLVE_FAILED;
        out->code = q->code;
    }
}

void import_of_package(struct query *q, struct str folder, struct str subpath, struct resolution *out, struct str *real)
{
    struct file_url url = url_of_path(q->a, path_join(q->a, folder, STR("package.json")));
    struct target target = {0};
    enum answer answer = resolve_in_package(q, manifest_of(q->r->manifests, folder), &url, subpath, &target);

    if (answer == ANSWER_FOUND)
        answer = finish(q, &target, out, real);
    if (answer == ANSWER_ERROR) {
        out->outcome = RESOLVE_FAILED;
        out->code = q->code;
    }
}
