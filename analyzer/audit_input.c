#include "analyzer/audit_input.h"

#include "analyzer/audit_fetch.h"
#include "analyzer/audit_project.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/package/manifest.h"
#include "analyzer/package/path.h"
#include "analyzer/package_tree.h"
#include "npm/lock.h"

static bool is_archive(struct str path)
{
    return str_ends(path, STR(".tgz")) || str_ends(path, STR(".tar.gz"));
}

/* --- one archive --- */

/* A tree in which nothing but one package is installed. */
static const struct str archive_root = STR_INIT("/archive");

static struct str place_of(struct arena *run, struct str name)
{
    return path_join(run, path_join(run, archive_root, STR("node_modules")),
                     registry_name_ok(name) ? name : STR("package"));
}

/* A tree with nothing but the archive. */
static enum err take_archive(struct arena *run, struct str archive, struct audit_place *place, struct audit_input *out,
                             struct error *why)
{
    struct tarball_tree *files = tarball_tree_new(run, NULL);
    enum err e = OK;

    place->folder = place_of(run, place->name);
    e = audit_mount(run, files, archive, place, why);
    if (e != OK)
        return e;
    out->alone = true;
    out->tree = file_tree_new(run, tarball_tree_source(files), archive_root);
    vec_push(run, &out->places, *place);
    return OK;
}

static enum err find_archive(struct arena *run, struct str path, struct audit_input *out, struct error *why)
{
    struct audit_place place = {0};
    struct tarball files = {0};
    struct tarball_refusal refusal = {0};
    struct str bytes = {0};
    enum err e = fs_read(run, path.ptr, LIMIT_ARCHIVE_BYTES, &bytes, why);

    if (e != OK)
        return e;
    out->source = "archive";
    out->subject = path_name(path);
    place.name = out->subject;
    if (tarball_read(run, bytes, &files, &refusal) == TARBALL_OK) {
        if (tarball_find(&files, STR("package.json")) == NULL)
            return error_set(why, ERR_FORMAT, "%.*s: there is no package.json in it", STR_ARG(out->subject));
        place.name = package_tree_manifest_text(run, &files, "name");
        place.version = package_tree_manifest_text(run, &files, "version");
    }
    return take_archive(run, bytes, &place, out, why);
}

/* --- NAME@VERSION --- */

enum err audit_parse_spec(struct str spec, struct str *name, struct str *version, struct error *why)
{
    size_t at = spec.len > 0 ? str_find(spec, STR("@"), 1) : 0;

    *name = str_slice(spec, 0, at);
    *version = at < spec.len ? str_slice(spec, at + 1, spec.len) : (struct str){0};
    if (!registry_name_ok(*name))
        return error_set(why, ERR_NOT_FOUND, "%.*s: no such file or folder, and no name of a package", STR_ARG(spec));
    if (at == spec.len)
        return error_set(why, ERR_USAGE,
                         "%.*s: no such file or folder, and as a package it would mean whatever version is latest "
                         "that day; name one: %.*s@1.2.3",
                         STR_ARG(spec), STR_ARG(*name));
    if (!registry_version_ok(*version))
        return error_set(why, ERR_USAGE,
                         "%.*s: \"%.*s\" is a range or a tag, which means another version from day to day; name one: "
                         "%.*s@1.2.3",
                         STR_ARG(spec), STR_ARG(*version), STR_ARG(*name));
    return OK;
}

static enum err find_published(struct arena *run, struct str spec, struct audit_input *out, struct error *why)
{
    struct audit_place place = {0};
    struct registry *registry = NULL;
    struct registry_wish wish = {0};
    struct registry_tarball got = {0};
    struct str here = {0};
    enum err e = audit_parse_spec(spec, &wish.name, &wish.version, why);

    if (e == OK)
        e = fs_realpath(run, ".", &here, why);
    if (e == OK)
        e = audit_registry(run, here, &registry, why);
    if (e != OK)
        return e;
    registry_fetch(registry, &wish, 1, &got);
    registry_free(registry);
    if (got.e != OK) {
        *why = got.why;
        return got.e;
    }
    out->source = "registry";
    out->subject = spec;
    place.name = wish.name;
    place.version = wish.version;
    place.integrity = got.integrity;
    return take_archive(run, got.bytes, &place, out, why);
}

/* --- a folder --- */

static enum err find_package(struct arena *run, struct str folder, struct audit_input *out, struct error *why)
{
    struct audit_place place = {.folder = folder, .prepared = true};
    const struct manifest *manifest = NULL;

    out->tree = file_tree_new(run, file_tree_disk(), folder);
    manifest = manifest_of(manifests_new(run, out->tree), folder);
    if (manifest->state == MANIFEST_ABSENT)
        return error_set(why, ERR_NOT_FOUND, "%.*s: no lock file, no node_modules and no package.json to audit",
                         STR_ARG(folder));
    out->source = "folder";
    out->alone = true;
    out->subject = path_name(folder);
    place.name = manifest->name.len > 0 ? manifest->name : path_name(folder);
    place.version = manifest->version;
    vec_push(run, &out->places, place);
    return OK;
}

static bool has_modules(struct arena *run, struct str folder)
{
    return fs_kind_followed(path_join(run, folder, STR("node_modules")).ptr) == FS_DIR;
}

/* A folder below a node_modules is a package, whatever lock file its author forgot in it. */
static enum err find_folder(struct arena *run, const struct audit_request *request, struct str folder,
                            struct audit_input *out, struct error *why)
{
    struct str lock = lock_find(run, folder);
    bool installed = str_find(folder, STR("/node_modules/"), 0) < folder.len;

    if (!installed && (lock.len > 0 || has_modules(run, folder)))
        return audit_project(run, request, folder, lock, out, why);
    if (request->workspace != NULL || request->omit_dev)
        return error_set(why, ERR_USAGE, "%.*s has no lock file, so nobody knows what %s", STR_ARG(folder),
                         request->workspace != NULL ? "its workspaces need" : "is there for development only");
    return find_package(run, folder, out, why);
}

static enum err find_file(struct arena *run, const struct audit_request *request, struct str path,
                          struct audit_input *out, struct error *why)
{
    if (is_archive(path))
        return find_archive(run, path, out, why);
    return audit_project(run, request, str_dup(run, path_folder(path)), path_name(path), out, why);
}

enum err audit_input_find(struct arena *run, const struct audit_request *request, struct audit_input *out,
                          struct error *why)
{
    const char *operand = request->operand == NULL ? "." : request->operand;
    enum fs_kind kind = fs_kind_followed(operand);
    struct str path = {0};
    enum err e = OK;

    if (kind == FS_MISSING)
        return find_published(run, str_from(operand), out, why);
    e = fs_realpath(run, operand, &path, why);
    if (e != OK)
        return e;
    if (kind == FS_DIR)
        return find_folder(run, request, path, out, why);
    return find_file(run, request, path, out, why);
}
