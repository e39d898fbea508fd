#include "analyzer/package/file_tree.h"

#include <assert.h>

#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/package/path.h"

enum {
    NAME_BYTES = 255,    /* Linux: NAME_MAX */
    LINKS_FOLLOWED = 40, /* Linux: more links in one path are ELOOP */
    NODE_ROOT = 0,       /* "/" */
};

/* One name in a folder that somebody asked for or that a listing showed. */
struct file_tree_node {
    uint32_t parent;
    enum fs_kind kind;
    bool inside;        /* at or below the root of the tree */
    bool listed;        /* every name in it is a node */
    struct str path;    /* absolute, without links */
    struct str target;  /* FS_LINK, once it was read */
    bool target_failed; /* FS_LINK that cannot be read */
};

struct file_tree {
    struct arena *arena;
    struct arena scratch; /* of one question */
    struct file_tree_source source;
    struct str root;
    struct sym_table names;
    struct map children; /* (node, name) -> node */
    VEC(struct file_tree_node) nodes;
    struct sym_table folders; /* paths of folders that were walked to before */
    struct map walked;        /* symbol of `folders` -> enum walked, or a node + WALKED_NODE */
};

enum walked { WALKED_NOTHING, WALKED_LOOP, WALKED_NODE };

/* Where a walk ended: a node, or nothing. */
struct place {
    bool found;
    bool loop; /* not found because of too many links */
    uint32_t node;
};

struct file_tree *file_tree_new(struct arena *a, struct file_tree_source source, struct str root)
{
    struct file_tree *t = arena_new(a, struct file_tree);

    assert(root.len > 0 && root.ptr[0] == '/');
    t->arena = a;
    t->source = source;
    t->root = str_dup(a, root);
    sym_table_init(&t->names, a);
    sym_table_init(&t->folders, a);
    map_init(&t->children, a);
    map_init(&t->walked, a);
    vec_push(a, &t->nodes, (struct file_tree_node){.kind = FS_DIR, .path = STR("/"), .inside = root.len == 1});
    return t;
}

struct str file_tree_root(const struct file_tree *t)
{
    return t->root;
}

const struct file_tree_source *file_tree_source(const struct file_tree *t)
{
    return &t->source;
}

static uint32_t add_node(struct file_tree *t, uint32_t parent, sym name, enum fs_kind kind)
{
    struct str path = path_join(t->arena, t->nodes.items[parent].path, sym_text(&t->names, name));
    bool inside = t->nodes.items[parent].inside || str_eq(path, t->root);
    uint32_t node = t->nodes.len;

    vec_push(t->arena, &t->nodes,
             (struct file_tree_node){.parent = parent, .kind = kind, .path = path, .inside = inside});
    map_put(&t->children, map_pair(parent, name.i), node);
    return node;
}

/* Lists a folder inside the root once; false when it cannot be listed. */
static bool list_folder(struct file_tree *t, uint32_t folder)
{
    struct arena listing = {0};
    struct fs_entries entries = {0};
    bool listed = t->source.list(t->source.payload, &listing, t->nodes.items[folder].path, &entries, NULL) == OK;

    for (uint32_t i = 0; listed && i < entries.len; i++) {
        sym name = sym_intern(&t->names, entries.items[i].name);
        uint32_t known = 0;

        if (!map_get(&t->children, map_pair(folder, name.i), &known))
            (void)add_node(t, folder, name, entries.items[i].kind);
    }
    t->nodes.items[folder].listed = listed;
    arena_reset(&listing);
    return listed;
}

/* Looks at one name of a folder that cannot or should not be listed whole. */
static uint32_t look_up_one(struct file_tree *t, uint32_t folder, struct str name)
{
    struct str path = path_join(&t->scratch, t->nodes.items[folder].path, name);

    return add_node(t, folder, sym_intern(&t->names, name), t->source.kind(t->source.payload, path));
}

/* The node of `name` in the folder; not found when there is no such name. */
static struct place child_of(struct file_tree *t, uint32_t folder, struct str name)
{
    uint32_t node = 0;
    sym symbol = {0};

    if (name.len > NAME_BYTES || str_has_nul(name))
        return (struct place){0};
    if (!sym_find(&t->names, name, &symbol) || !map_get(&t->children, map_pair(folder, symbol.i), &node)) {
        const struct file_tree_node *at = &t->nodes.items[folder];

        if (at->listed)
            return (struct place){0};
        if (at->inside && list_folder(t, folder)) {
            if (!sym_find(&t->names, name, &symbol) || !map_get(&t->children, map_pair(folder, symbol.i), &node))
                return (struct place){0};
        } else {
            node = look_up_one(t, folder, name);
        }
    }
    return (struct place){.found = t->nodes.items[node].kind != FS_MISSING, .node = node};
}

static bool link_target(struct file_tree *t, uint32_t node, struct str *target)
{
    struct file_tree_node *at = &t->nodes.items[node];

    if (at->target.len == 0 && !at->target_failed)
        at->target_failed =
            t->source.link(t->source.payload, t->arena, at->path, &at->target, NULL) != OK || at->target.len == 0;
    *target = at->target;
    return !at->target_failed;
}

/* A walk under way: the node reached, and the names still to go. */
struct walk {
    uint32_t node;
    struct str rest;
    uint32_t links;
};

/* The rest cannot be looked at: the walk's answer is `node`, which is neither file nor folder. */
static bool walk_ends(struct walk *w, uint32_t node)
{
    w->node = node;
    w->rest = (struct str){0};
    return true;
}

/* One name further, through a link when there is one; false when there is no such thing. */
static bool walk_step(struct file_tree *t, struct walk *w, struct str name)
{
    struct str target = {0};
    struct place next;

    if (t->nodes.items[w->node].kind == FS_OTHER)
        return walk_ends(w, w->node); /* perhaps a folder that we may not look into */
    if (t->nodes.items[w->node].kind != FS_DIR)
        return false;
    if (name.len == 0 || str_eq(name, STR(".")))
        return true;
    if (str_eq(name, STR(".."))) {
        w->node = t->nodes.items[w->node].parent;
        return true;
    }
    next = child_of(t, w->node, name);
    if (!next.found)
        return false;
    if (t->nodes.items[next.node].kind != FS_LINK) {
        w->node = next.node;
        return true;
    }
    if (++w->links > LINKS_FOLLOWED)
        return false;
    if (!link_target(t, next.node, &target))
        return walk_ends(w, next.node);
    if (target.ptr[0] == '/')
        w->node = NODE_ROOT;
    w->rest = w->rest.ptr == NULL ? target : path_join(&t->scratch, target, w->rest);
    return true;
}

static struct place walk_from(struct file_tree *t, uint32_t start, struct str path)
{
    struct walk w = {.node = start, .rest = path};

    while (w.rest.ptr != NULL) {
        size_t slash = str_find(w.rest, STR("/"), 0);
        struct str name = str_slice(w.rest, 0, slash);

        w.rest = slash < w.rest.len ? str_slice(w.rest, slash + 1, w.rest.len) : (struct str){0};
        if (!walk_step(t, &w, name))
            return (struct place){.loop = w.links > LINKS_FOLLOWED};
    }
    return (struct place){.found = true, .node = w.node};
}

/* The folder `path`, remembered: nearly every question is about one that was asked about before. */
static struct place walk_to_folder(struct file_tree *t, struct str path)
{
    struct place found;
    uint32_t node = 0;
    sym symbol = {0};

    if (sym_find(&t->folders, path, &symbol) && map_get(&t->walked, symbol.i, &node))
        return (struct place){.found = node > WALKED_LOOP,
                              .loop = node == WALKED_LOOP,
                              .node = node > WALKED_LOOP ? node - WALKED_NODE : 0};
    found = walk_from(t, NODE_ROOT, path);
    if (found.found && (t->nodes.items[found.node].kind == FS_FILE || t->nodes.items[found.node].kind == FS_MISSING))
        found.found = false;
    map_put(&t->walked, sym_intern(&t->folders, path).i,
            found.found  ? found.node + WALKED_NODE
            : found.loop ? WALKED_LOOP
                         : WALKED_NOTHING);
    return found;
}

static struct place walk_path(struct file_tree *t, struct str path)
{
    struct str folder = path_folder(path);
    struct place at;

    if (path.len >= PLACE_PATH_BYTES)
        return (struct place){0};
    if (path.len == 1)
        return (struct place){.found = true, .node = NODE_ROOT};
    at = walk_to_folder(t, folder);
    if (!at.found)
        return at;
    return walk_from(t, at.node, str_slice(path, folder.len == 1 ? 1 : folder.len + 1, path.len));
}

static enum place_kind kind_of_node(const struct file_tree_node *node)
{
    switch (node->kind) {
    case FS_MISSING:
        return PLACE_MISSING;
    case FS_FILE:
        return PLACE_FILE;
    case FS_DIR:
        return PLACE_FOLDER;
    case FS_LINK: /* a walk never ends at a link */
    case FS_OTHER:
        return PLACE_OTHER;
    }
    assert(!"unreachable");
    return PLACE_OTHER;
}

enum place_kind file_tree_real(struct file_tree *t, struct str path, struct str *real)
{
    struct place at;

    assert(path.len > 0 && path.ptr[0] == '/');
    at = walk_path(t, path);
    arena_reset(&t->scratch);
    if (!at.found)
        return PLACE_MISSING;
    *real = t->nodes.items[at.node].path;
    return kind_of_node(&t->nodes.items[at.node]);
}

enum place_kind file_tree_kind(struct file_tree *t, struct str path)
{
    struct str real;

    return file_tree_real(t, path, &real);
}

bool file_tree_loops(struct file_tree *t, struct str path)
{
    bool loop = walk_path(t, path).loop;

    arena_reset(&t->scratch);
    return loop;
}

enum err file_tree_list(struct file_tree *t, struct arena *a, struct str path, struct fs_entries *out,
                        struct error *why)
{
    struct str real = {0};

    if (file_tree_real(t, path, &real) != PLACE_FOLDER)
        return error_set(why, ERR_NOT_FOUND, "list %.*s: no such folder", STR_ARG(path));
    return t->source.list(t->source.payload, a, real, out, why);
}

enum err file_tree_read(struct file_tree *t, struct arena *a, struct str path, uint64_t max, struct str *out,
                        struct error *why)
{
    struct str real = {0};
    enum place_kind kind = file_tree_real(t, path, &real);

    if (kind == PLACE_MISSING)
        return error_set(why, ERR_NOT_FOUND, "read %.*s: no such file", STR_ARG(path));
    if (kind != PLACE_FILE)
        return error_set(why, ERR_IO, "read %.*s: not a regular file", STR_ARG(path));
    return t->source.read(t->source.payload, a, real, max, out, why);
}

bool file_tree_inside(const struct file_tree *t, struct str path)
{
    if (t->root.len == 1)
        return true;
    return str_starts(path, t->root) && (path.len == t->root.len || path.ptr[t->root.len] == '/');
}

struct str file_tree_relative(const struct file_tree *t, struct str path)
{
    size_t prefix = t->root.len == 1 ? 1 : t->root.len + 1;

    if (!file_tree_inside(t, path))
        return path;
    return path.len < prefix || path.len == 1 ? STR(".") : str_slice(path, prefix, path.len);
}
