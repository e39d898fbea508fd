#include "analyzer/audit_installed.h"

#include <stdlib.h>

#include "analyzer/base/limits.h"
#include "analyzer/package/manifest.h"
#include "analyzer/package/path.h"

/* Folders of packages on their way to be looked into. */
VEC_TYPE(struct str, folders);

struct walk {
    struct arena *run;
    struct arena scratch;
    struct file_tree *tree;
    struct manifests *manifests;
    struct folders modules; /* folders called node_modules, still to be listed */
    struct installed_packages *out;
};

static bool has_folder(struct walk *w, struct str path)
{
    return file_tree_kind(w->tree, path) == PLACE_FOLDER;
}

static void add_modules_of(struct walk *w, struct str folder)
{
    struct str modules = path_join(w->run, folder, STR("node_modules"));

    if (has_folder(w, modules))
        vec_push(&w->scratch, &w->modules, modules);
}

static void add_package(struct walk *w, struct str folder, struct str name)
{
    const struct manifest *manifest = manifest_of(w->manifests, folder);

    vec_push(w->run, w->out,
             (struct installed_package){folder, manifest->name.len > 0 ? manifest->name : name, manifest->version});
    add_modules_of(w, folder);
}

/* The packages of a scope, or the folders of pnpm's store, each of which has a node_modules. */
static void add_inner(struct walk *w, struct str folder, struct str name, bool store)
{
    struct fs_entries entries = {0};

    if (file_tree_list(w->tree, &w->scratch, folder, &entries, NULL) != OK)
        return;
    for (uint32_t i = 0; i < entries.len; i++) {
        struct str inner = path_join(w->run, folder, entries.items[i].name);
        if (entries.items[i].kind != FS_DIR)
            continue;
        if (store)
            add_modules_of(w, inner);
        else
            add_package(w, inner, path_join(w->run, name, entries.items[i].name));
    }
}

static void list_modules(struct walk *w, struct str modules)
{
    struct fs_entries entries = {0};

    if (file_tree_list(w->tree, &w->scratch, modules, &entries, NULL) != OK)
        return;
    for (uint32_t i = 0; i < entries.len; i++) {
        struct str name = str_dup(w->run, entries.items[i].name);
        struct str folder = path_join(w->run, modules, name);
        bool store = str_eq(name, STR(".pnpm")) || str_eq(name, STR(".store"));
        if (entries.items[i].kind != FS_DIR || (str_starts(name, STR(".")) && !store))
            continue;
        if (store || str_starts(name, STR("@")))
            add_inner(w, folder, name, store);
        else
            add_package(w, folder, name);
    }
}

static int compare(const void *left, const void *right)
{
    const struct installed_package *a = left;
    const struct installed_package *b = right;

    return str_cmp(a->folder, b->folder);
}

enum err installed_packages_find(struct arena *run, struct file_tree *tree, struct installed_packages *out,
                                 struct error *why)
{
    struct walk w = {.run = run, .tree = tree, .manifests = manifests_new(run, tree), .out = out};
    enum err e = OK;

    add_modules_of(&w, file_tree_root(tree));
    for (uint32_t i = 0; i < w.modules.len && e == OK; i++) {
        list_modules(&w, w.modules.items[i]);
        if (out->len > LIMIT_PROGRAM_FILES)
            e = error_set(why, ERR_LIMIT, "more than %d packages are installed", LIMIT_PROGRAM_FILES);
    }
    arena_reset(&w.scratch);
    if (out->len > 1)
        qsort(out->items, out->len, sizeof(*out->items), compare);
    return e;
}
