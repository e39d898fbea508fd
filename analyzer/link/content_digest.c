#include "analyzer/link/content_digest.h"

#include <stdlib.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/vec.h"
#include "analyzer/package/path.h"

/* Paths relative to the package's folder; "" is the folder itself. */
struct listing {
    struct arena *arena;
    struct file_tree *tree;
    struct str folder;
    VEC(struct str) folders; /* still to be listed */
    VEC(struct str) files;
};

static struct str below(struct arena *a, struct str folder, struct str name)
{
    return folder.len == 0 ? str_dup(a, name) : path_join(a, folder, name);
}

static enum err add_entry(struct listing *l, struct str folder, const struct fs_entry *entry, struct error *why)
{
    struct str path = below(l->arena, folder, entry->name);

    switch (entry->kind) {
    case FS_FILE:
        vec_push(l->arena, &l->files, path);
        if (l->files.len > LIMIT_PROGRAM_FILES)
            return error_set(why, ERR_LIMIT, "it has too many files");
        return OK;
    case FS_DIR:
        if (!str_eq(entry->name, STR("node_modules")))
            vec_push(l->arena, &l->folders, path);
        return OK;
    case FS_LINK:
    case FS_OTHER:
    case FS_MISSING:
        break;
    }
    return error_set(why, ERR_FORMAT, "%.*s is no regular file", STR_ARG(path));
}

static enum err list_files(struct listing *l, struct error *why)
{
    vec_push(l->arena, &l->folders, STR(""));
    while (l->folders.len > 0) {
        struct str folder = l->folders.items[--l->folders.len];
        struct fs_entries entries = {0};
        enum err e = file_tree_list(l->tree, l->arena, below(l->arena, l->folder, folder), &entries, why);
        for (uint32_t i = 0; i < entries.len && e == OK; i++)
            e = add_entry(l, folder, &entries.items[i], why);
        if (e != OK)
            return e;
    }
    return OK;
}

static int compare_paths(const void *left, const void *right)
{
    const struct str *a = left;
    const struct str *b = right;

    return str_cmp(*a, *b);
}

static enum err digest_files(struct listing *l, struct digest *out, struct error *why)
{
    struct digest_state d;
    struct arena file = {0};

    digest_begin(&d, "package");
    for (uint32_t i = 0; i < l->files.len; i++) {
        struct str bytes = {0};
        struct digest content = {0};
        enum err e = file_tree_read(l->tree, &file, path_join(l->arena, l->folder, l->files.items[i]),
                                    LIMIT_SOURCE_BYTES, &bytes, why);
        if (e != OK) {
            arena_reset(&file);
            return e;
        }
        content = digest_of(bytes);
        digest_field(&d, "path", l->files.items[i]);
        digest_field(&d, "content", (struct str){(const char *)content.bytes, sizeof(content.bytes)});
        arena_reset(&file);
    }
    *out = digest_end(&d);
    return OK;
}

enum err content_digest(struct file_tree *tree, struct str folder, struct digest *out, struct error *why)
{
    struct arena arena = {0};
    struct listing l = {.arena = &arena, .tree = tree, .folder = folder};
    enum err e = list_files(&l, why);

    if (l.files.len > 0)
        qsort(l.files.items, l.files.len, sizeof(struct str), compare_paths);
    if (e == OK)
        e = digest_files(&l, out, why);
    arena_reset(&arena);
    return e;
}
