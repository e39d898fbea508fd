#include "analyzer/package/package.h"

#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "analyzer/package/path.h"

struct packages {
    struct arena *arena;
    struct file_tree *tree;
    struct manifests *manifests;
    struct sym_table folders;
    struct map by_folder; /* symbol of `folders`, a package's or any other, -> index */
    VEC(struct package *) items;
};

struct packages *packages_new(struct arena *a, struct file_tree *tree, struct manifests *manifests)
{
    struct packages *p = arena_new(a, struct packages);

    p->arena = a;
    p->tree = tree;
    p->manifests = manifests;
    sym_table_init(&p->folders, a);
    map_init(&p->by_folder, a);
    return p;
}

/* The end of the path segment that starts at `at`. */
static size_t segment_end(struct str path, size_t at)
{
    return str_find(path, STR("/"), at);
}

/*
 * The folder of the innermost node_modules/NAME or node_modules/@scope/NAME in `path` beyond byte `from`; false
 * when there is none.
 */
static bool installed_folder(struct str path, size_t from, struct str *folder, struct str *name)
{
    bool found = false;

    for (size_t at = from; at < path.len;) {
        size_t end = segment_end(path, at);
        size_t start = end + 1;

        if (str_eq(str_slice(path, at, end), STR("node_modules")) && start < path.len) {
            size_t last = segment_end(path, start);

            if (path.ptr[start] == '@' && last < path.len)
                last = segment_end(path, last + 1);
            *folder = str_slice(path, 0, last);
            *name = str_slice(path, start, last);
            found = true;
        }
        at = start;
    }
    return found;
}

/* The nearest folder at or above `folder` whose manifest has a name; else the root of the tree, or `folder` outside. */
static struct str named_folder(struct packages *p, struct str folder)
{
    struct str root = file_tree_root(p->tree);
    struct str at = folder;

    for (;;) {
        if (str_eq(at, root) || manifest_of(p->manifests, at)->name.len > 0)
            return at;
        if (at.len == 1)
            return folder;
        at = path_folder(at);
    }
}

static uint32_t add_package(struct packages *p, struct str folder, struct str installed)
{
    struct package *package = arena_new(p->arena, struct package);

    package->index = p->items.len;
    package->folder = str_dup(p->arena, folder);
    package->path = file_tree_relative(p->tree, package->folder);
    package->outside = !file_tree_inside(p->tree, package->folder);
    package->installed = str_dup(p->arena, installed);
    package->manifest = manifest_of(p->manifests, package->folder);
    package->name = package->manifest->name.len > 0 ? package->manifest->name : package->installed;
    package->version = package->manifest->version;
    vec_push(p->arena, &p->items, package);
    map_put(&p->by_folder, sym_intern(&p->folders, folder).i, package->index);
    return package->index;
}

static const struct package *find_package(struct packages *p, struct str path)
{
    struct str root = file_tree_root(p->tree);
    bool inside = file_tree_inside(p->tree, path);
    struct str folder = path;
    struct str installed = {0};
    uint32_t index = 0;

    if (!installed_folder(path, inside ? root.len : 0, &folder, &installed)) {
        if (file_tree_kind(p->tree, path) != PLACE_FOLDER)
            folder = path_folder(path);
        folder = named_folder(p, folder);
    }
    if (!map_get(&p->by_folder, sym_intern(&p->folders, folder).i, &index) ||
        !str_eq(p->items.items[index]->folder, folder))
        index = add_package(p, folder, installed);
    return p->items.items[index];
}

const struct package *package_of(struct packages *p, struct str path)
{
    struct str folder = path_folder(path);
    uint32_t index = 0;
    const struct package *package = NULL;
    sym symbol;

    /* A single file directly below node_modules is a package of its own. */
    if (str_eq(path_name(folder), STR("node_modules")) || file_tree_kind(p->tree, path) == PLACE_FOLDER)
        return find_package(p, path);
    symbol = sym_intern(&p->folders, folder);
    if (map_get(&p->by_folder, symbol.i, &index))
        return p->items.items[index];
    package = find_package(p, path);
    map_put(&p->by_folder, symbol.i, package->index);
    return package;
}

const struct package *package_root(struct packages *p)
{
    return find_package(p, file_tree_root(p->tree));
}
