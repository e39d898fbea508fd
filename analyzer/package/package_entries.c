#include "analyzer/package/package_entries.h"

#include "analyzer/base/strbuf.h"
#include "analyzer/package/path.h"

/* Entries under construction. */
struct collector {
    struct resolver *r;
    struct arena *a;
    enum node_major major;
    struct str folder;
    struct entries *out;
};

static bool is_listed(const struct entries *list, const struct resolution *found)
{
    for (uint32_t i = 0; i < list->len; i++) {
        const struct resolution *other = &list->items[i].found;

        if (other->outcome == RESOLVED_FILE && found->outcome == RESOLVED_FILE && str_eq(other->path, found->path) &&
            other->format == found->format && str_eq(other->suffix, found->suffix))
            return true;
    }
    return false;
}

static void add_entry(struct collector *c, enum entry_why why, struct str label, const struct resolution *found)
{
    if (!is_listed(c->out, found))
        vec_push(c->a, c->out, (struct entry){.why = why, .label = label, .found = *found});
}

/* True when the failure says that the package does not offer this way in, and not that it is broken. */
static bool is_not_offered(struct collector *c, const struct resolution *found)
{
    const struct manifest *manifest = manifest_of(resolver_manifests(c->r), c->folder);

    if (found->outcome != RESOLVE_FAILED)
        return false;
    if (str_eq(found->code, STR("ERR_PACKAGE_PATH_NOT_EXPORTED")))
        return true;
    return manifest_exports(manifest, c->major) == NULL && manifest->main.len == 0;
}

static void add_bin(struct collector *c, struct str name, struct str path)
{
    struct resolution found;
    struct strbuf label;

    resolve_main(c->r, path_resolve(c->a, c->folder, path), c->major, &found);
    strbuf_init(&label, c->a);
    strbuf_printf(&label, "bin %.*s", STR_ARG(name));
    add_entry(c, ENTRY_BIN, strbuf_text(&label), &found);
}

/* "directories": { "bin": FOLDER }: every file in it is a command. */
static void add_bin_folder(struct collector *c, struct str path)
{
    struct str folder = path_resolve(c->a, c->folder, path);
    struct fs_entries files = {0};

    if (file_tree_list(resolver_tree(c->r), c->a, folder, &files, NULL) != OK)
        return;
    for (uint32_t i = 0; i < files.len; i++)
        if (!str_starts(files.items[i].name, STR(".")) && files.items[i].kind != FS_DIR)
            add_bin(c, files.items[i].name, path_join(c->a, folder, files.items[i].name));
}

static void add_bins(struct collector *c, const struct manifest *manifest)
{
    struct str text;

    if (jdoc_text(manifest->bin, &text)) {
        add_bin(c, path_name(manifest->name), text);
    } else if (jdoc_is(manifest->bin, JDOC_OBJECT)) {
        for (uint32_t i = 0; i < manifest->bin->count; i++)
            if (jdoc_text(manifest->bin->members[i].value, &text))
                add_bin(c, manifest->bin->members[i].key, text);
    } else if (jdoc_text(jdoc_member(jdoc_member(manifest->other, "directories"), "bin"), &text)) {
        add_bin_folder(c, text);
    }
}

void package_commands(struct resolver *r, struct arena *a, struct str folder, enum node_major major,
                      struct entries *out)
{
    struct collector c = {.r = r, .a = a, .major = major, .folder = folder, .out = out};

    add_bins(&c, manifest_of(resolver_manifests(r), folder));
}

/* A dependency is judged as what its importers get: its commands are programs of their own. */
static bool is_dependency(struct str folder)
{
    return str_find(folder, STR("/node_modules/"), 0) < folder.len;
}

/* A package that offers subpaths only: each file that a client can load is a way in. */
static enum err add_subpaths(struct collector *c, struct error *why)
{
    struct client_face face;
    enum err e = package_client_files(c->r, c->a, c->folder, c->major, &face, why);

    if (e != OK)
        return e;
    for (uint32_t i = 0; i < face.files.len; i++) {
        const struct client_file *file = &face.files.items[i];

        add_entry(c, file->kind == IMPORT_REQUIRE ? ENTRY_REQUIRE : ENTRY_IMPORT, file->subpath, &file->found);
    }
    return OK;
}

/* Importers of a dependency with "exports" never get its "main". */
static bool ignores_main(const struct collector *c, const struct manifest *manifest)
{
    return is_dependency(c->folder) && manifest_exports(manifest, c->major) != NULL;
}

static enum err add_folder_entries(struct collector *c, struct error *why)
{
    const struct manifest *manifest = manifest_of(resolver_manifests(c->r), c->folder);
    struct resolution found;

    resolve_main(c->r, c->folder, c->major, &found);
    if (found.outcome != RESOLVE_FAILED || (manifest->main.len > 0 && !ignores_main(c, manifest)))
        add_entry(c, ENTRY_MAIN, STR("main"), &found);
    resolve_of_package(c->r, c->folder, STR("."), IMPORT_REQUIRE, c->major, &found);
    if (!is_not_offered(c, &found))
        add_entry(c, ENTRY_REQUIRE, STR("require"), &found);
    resolve_of_package(c->r, c->folder, STR("."), IMPORT_STATIC, c->major, &found);
    if (!is_not_offered(c, &found))
        add_entry(c, ENTRY_IMPORT, STR("import"), &found);
    if (c->out->len == 0 && manifest_exports(manifest, c->major) != NULL)
        return add_subpaths(c, why);
    if (c->out->len == 0 || !is_dependency(c->folder))
        add_bins(c, manifest);
    return OK;
}

enum err program_entries(struct resolver *r, struct arena *a, struct str target, enum node_major major,
                         struct entries *out, struct error *why)
{
    struct collector c = {.r = r, .a = a, .major = major, .folder = target, .out = out};
    struct resolution found;
    enum err e = OK;

    *out = (struct entries){0};
    switch (file_tree_kind(resolver_tree(r), target)) {
    case PLACE_MISSING:
        return error_set(why, ERR_NOT_FOUND, "%.*s: no such file or folder", STR_ARG(target));
    case PLACE_OTHER:
        return error_set(why, ERR_IO, "%.*s cannot be looked at, or is neither a file nor a folder", STR_ARG(target));
    case PLACE_FILE:
        resolve_main(r, target, major, &found);
        add_entry(&c, ENTRY_FILE, file_tree_relative(resolver_tree(r), target), &found);
        return OK;
    case PLACE_FOLDER:
        break;
    }
    e = add_folder_entries(&c, why);
    if (e != OK)
        return e;
    if (out->len == 0)
        return error_set(why, ERR_NOT_FOUND,
                         "%.*s: nothing to run: no package.json with \"main\", \"exports\" or \"bin\", and no index.js",
                         STR_ARG(target));
    return OK;
}
