#include "analyzer/package/tarball_tree.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "analyzer/base/map.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/package/path.h"

/* Something at a path. */
struct tree_item {
    struct str path; /* absolute */
    enum fs_kind kind;
    struct str bytes;            /* FS_FILE: its content; FS_LINK: what it says */
    const struct digest *digest; /* FS_FILE: its bytes are not at hand, and this is what they are */
    _Atomic bool asked;          /* for those bytes */
    uint32_t order;              /* in which it was added */
    uint32_t mount;              /* the archive that it is from, or NO_MOUNT */
};

enum { NO_MOUNT = UINT32_MAX };

struct tarball_tree {
    struct arena *arena;
    VEC(struct str) mounts; /* the folders of archives */
    const struct file_tree_source *below;
    VEC(struct tree_item) items; /* once sealed: sorted by path, each once, folders included */
    bool sealed;
};

struct tarball_tree *tarball_tree_new(struct arena *a, const struct file_tree_source *below)
{
    struct tarball_tree *t = arena_new(a, struct tarball_tree);

    t->arena = a;
    t->below = below;
    return t;
}

static void add(struct tarball_tree *t, struct str path, enum fs_kind kind, struct str bytes)
{
    assert(!t->sealed && path.len > 1 && path.ptr[0] == '/');
    vec_push(
        t->arena, &t->items,
        (struct tree_item){
            .path = str_dup(t->arena, path), .kind = kind, .bytes = bytes, .order = t->items.len, .mount = NO_MOUNT});
}

/*
 * npm renames or drops a .gitignore, others keep it: what is there under both names cannot be told, and a program that
 * asks for one of them is not understood.
 */
static void add_unsure(struct tarball_tree *t, struct str folder, const struct tarball *archive,
                       const struct tarball_file *file)
{
    struct str renamed = tarball_npm_path(t->arena, archive, file);

    add(t, path_join(t->arena, folder, file->path), FS_OTHER, (struct str){0});
    if (renamed.len > 0)
        add(t, path_join(t->arena, folder, renamed), FS_OTHER, (struct str){0});
}

static void add_file(struct tarball_tree *t, struct str path, const struct tarball_file *file)
{
    add(t, path, FS_FILE, file->bytes);
    t->items.items[t->items.len - 1].digest = file->digest;
}

void tarball_tree_mount(struct tarball_tree *t, struct str folder, const struct tarball *archive)
{
    uint32_t first = t->items.len;

    for (uint32_t i = 0; i < archive->files.len; i++) {
        const struct tarball_file *file = &archive->files.items[i];
        if (str_eq(path_name(file->path), STR(".gitignore")))
            add_unsure(t, folder, archive, file);
        else
            add_file(t, path_join(t->arena, folder, file->path), file);
    }
    for (uint32_t i = first; i < t->items.len; i++)
        t->items.items[i].mount = t->mounts.len;
    vec_push(t->arena, &t->mounts, str_dup(t->arena, folder));
}

void tarball_tree_add_link(struct tarball_tree *t, struct str path, struct str target)
{
    add(t, path, FS_LINK, str_dup(t->arena, target));
}

static int compare_items(const void *left, const void *right)
{
    const struct tree_item *a = left;
    const struct tree_item *b = right;
    int order = str_cmp(a->path, b->path);

    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

/* Every folder on the way to something is an item too. */
static void add_folders(struct tarball_tree *t)
{
    uint32_t count = t->items.len;
    struct arena scratch = {0};
    struct sym_table known;
    struct map seen;
    uint32_t ignored = 0;

    sym_table_init(&known, &scratch);
    map_init(&seen, &scratch);
    for (uint32_t i = 0; i < count; i++) {
        struct str folder = path_folder(t->items.items[i].path);
        while (folder.len > 1) {
            sym symbol = sym_intern(&known, folder);
            if (map_get(&seen, symbol.i, &ignored))
                break;
            map_put(&seen, symbol.i, 1);
            add(t, folder, FS_DIR, (struct str){0});
            folder = path_folder(folder);
        }
    }
    arena_reset(&scratch);
}

/* True when the item stands in the folder of another archive, inside of its own. */
static bool is_in_another(const struct tarball_tree *t, const struct sym_table *mounts, const struct tree_item *item)
{
    struct str own = t->mounts.items[item->mount];
    sym ignored;

    for (struct str folder = path_folder(item->path); folder.len > own.len; folder = path_folder(folder))
        if (sym_find(mounts, folder, &ignored))
            return true;
    return false;
}

/*
 * An archive that has files where another package is installed: which of the two npm writes last is a matter of luck,
 * so what is there cannot be told. (What an archive bundles is no package of its own to a lock file.)
 */
static void doubt_overlaps(struct tarball_tree *t)
{
    struct arena scratch = {0};
    struct sym_table mounts;

    sym_table_init(&mounts, &scratch);
    for (uint32_t i = 0; i < t->mounts.len; i++)
        (void)sym_intern(&mounts, t->mounts.items[i]);
    for (uint32_t i = 0; i < t->items.len; i++) {
        struct tree_item *item = &t->items.items[i];
        if (item->mount != NO_MOUNT && is_in_another(t, &mounts, item)) {
            item->kind = FS_OTHER;
            item->bytes = (struct str){0};
            item->digest = NULL;
        }
    }
    arena_reset(&scratch);
}

static void seal(struct tarball_tree *t)
{
    uint32_t kept = 0;

    if (t->sealed)
        return;
    doubt_overlaps(t);
    add_folders(t);
    t->sealed = true;
    if (t->items.len > 1)
        qsort(t->items.items, t->items.len, sizeof(*t->items.items), compare_items);
    for (uint32_t i = 0; i < t->items.len; i++)
        if (kept == 0 || !str_eq(t->items.items[kept - 1].path, t->items.items[i].path))
            t->items.items[kept++] = t->items.items[i];
        else if (t->items.items[i].kind == FS_OTHER)
            t->items.items[kept - 1] = t->items.items[i];
    t->items.len = kept;
}

/* Index of the first item whose path is not below `path` in order. */
static uint32_t lower_bound(const struct tarball_tree *t, struct str path)
{
    uint32_t low = 0;
    uint32_t high = t->items.len;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(t->items.items[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct tree_item *find(const struct tarball_tree *t, struct str path)
{
    uint32_t at = lower_bound(t, path);

    return at < t->items.len && str_eq(t->items.items[at].path, path) ? &t->items.items[at] : NULL;
}

/* True when `path` is or stands in a folder called node_modules that this tree has: the disk has no say there. */
static bool is_covered(const struct tarball_tree *t, struct str path)
{
    static const struct str name = STR_INIT("/node_modules");

    if (t->below == NULL)
        return true;
    for (size_t at = str_find(path, name, 0); at < path.len; at = str_find(path, name, at + 1)) {
        size_t end = at + name.len;
        bool is_segment = end == path.len || path.ptr[end] == '/';
        if (is_segment && find(t, str_slice(path, 0, end)) != NULL)
            return true;
    }
    return false;
}

static enum fs_kind tree_kind(void *payload, struct str path)
{
    const struct tarball_tree *t = payload;
    const struct tree_item *item = find(t, path);

    if (path.len == 1)
        return FS_DIR;
    if (item != NULL)
        return item->kind;
    return is_covered(t, path) ? FS_MISSING : t->below->kind(t->below->payload, path);
}

/* True when one of the first `count` entries has the name. */
static bool has_entry(const struct fs_entries *entries, uint32_t count, struct str name)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_eq(entries->items[i].name, name))
            return true;
    return false;
}

static int compare_entries(const void *left, const void *right)
{
    const struct fs_entry *a = left;
    const struct fs_entry *b = right;

    return str_cmp(a->name, b->name);
}

/* Index of the first item behind all that is in `folder`: '0' follows '/'. */
static uint32_t behind_folder(const struct tarball_tree *t, struct arena *a, struct str folder)
{
    struct strbuf behind;

    strbuf_init(&behind, a);
    strbuf_put(&behind, folder);
    strbuf_put_char(&behind, '/' + 1);
    return lower_bound(t, strbuf_text(&behind));
}

/* Adds the names that this tree has in `folder`: its children, each found behind all that is below the one before. */
static void list_own(const struct tarball_tree *t, struct arena *a, struct str folder, struct fs_entries *out)
{
    struct str prefix = path_join(a, folder, STR(""));
    uint32_t already = out->len;
    uint32_t at = lower_bound(t, prefix);

    while (at < t->items.len && str_starts(t->items.items[at].path, prefix)) {
        const struct tree_item *item = &t->items.items[at];
        struct str rest = str_slice(item->path, prefix.len, item->path.len);
        size_t slash = str_find(rest, STR("/"), 0);

        if (slash < rest.len) {
            at = behind_folder(t, a, str_slice(item->path, 0, prefix.len + slash));
            continue;
        }
        if (!has_entry(out, already, rest))
            vec_push(a, out, (struct fs_entry){rest, item->kind});
        at++;
    }
}

static enum err tree_list(void *payload, struct arena *a, struct str folder, struct fs_entries *out, struct error *why)
{
    const struct tarball_tree *t = payload;
    const struct tree_item *item = find(t, folder);
    enum err e = OK;

    *out = (struct fs_entries){0};
    if (!is_covered(t, folder)) {
        e = t->below->list(t->below->payload, a, folder, out, why);
        if (e == ERR_NOT_FOUND && item != NULL)
            e = OK;
    } else if (folder.len > 1 && (item == NULL || item->kind != FS_DIR)) {
        e = error_set(why, ERR_NOT_FOUND, "list %.*s: no such folder", STR_ARG(folder));
    }
    if (e == OK)
        list_own(t, a, folder, out);
    if (e == OK && out->len > 1)
        qsort(out->items, out->len, sizeof(*out->items), compare_entries);
    return e;
}

static enum err tree_link(void *payload, struct arena *a, struct str path, struct str *target, struct error *why)
{
    const struct tarball_tree *t = payload;
    const struct tree_item *item = find(t, path);

    if (item == NULL && !is_covered(t, path))
        return t->below->link(t->below->payload, a, path, target, why);
    if (item == NULL || item->kind != FS_LINK)
        return error_set(why, ERR_IO, "%.*s is no link", STR_ARG(path));
    *target = item->bytes;
    return OK;
}

static enum err tree_read(void *payload, struct arena *a, struct str path, uint64_t max, struct str *out,
                          struct error *why)
{
    const struct tarball_tree *t = payload;
    struct tree_item *item = find(t, path);

    if (item == NULL && !is_covered(t, path))
        return t->below->read(t->below->payload, a, path, max, out, why);
    if (item == NULL)
        return error_set(why, ERR_NOT_FOUND, "read %.*s: no such file", STR_ARG(path));
    if (item->kind != FS_FILE)
        return error_set(why, ERR_IO, "read %.*s: not a regular file", STR_ARG(path));
    if (item->digest != NULL) {
        atomic_store(&item->asked, true);
        return error_set(why, ERR_NOT_FOUND, "read %.*s: only its digest is known", STR_ARG(path));
    }
    if (item->bytes.len > max)
        return error_set(why, ERR_LIMIT, "read %.*s: it is larger than %llu bytes", STR_ARG(path),
                         (unsigned long long)max);
    *out = item->bytes;
    return OK;
}

static bool tree_digest(void *payload, struct str path, struct digest *out)
{
    const struct tarball_tree *t = payload;
    const struct tree_item *item = find(t, path);

    if (item == NULL || item->digest == NULL)
        return false;
    *out = *item->digest;
    return true;
}

bool tarball_tree_asked(const struct tarball_tree *t, uint32_t *from, struct str *path)
{
    for (; *from < t->items.len; (*from)++)
        if (atomic_load(&t->items.items[*from].asked)) {
            *path = t->items.items[(*from)++].path;
            return true;
        }
    return false;
}

struct file_tree_source tarball_tree_source(struct tarball_tree *t)
{
    seal(t);
    return (struct file_tree_source){t, tree_kind, tree_list, tree_link, tree_read, tree_digest};
}
