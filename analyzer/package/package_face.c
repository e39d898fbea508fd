#include <stdlib.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/map.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/package/package_entries.h"
#include "analyzer/package/path.h"

VEC_TYPE(struct str, texts);

/* A package's face under construction. */
struct collector {
    struct resolver *r;
    struct arena *a;
    struct arena scratch;
    enum node_major major;
    struct str folder;
    struct client_face *out;
    struct sym_table seen_paths;
    struct map seen;    /* (path, format) */
    struct texts files; /* all files of the package, relative to it, once listed */
};

static void miss(struct collector *c, const char *what, struct str path)
{
    struct strbuf b;

    if (c->out->missed.len > 0)
        return;
    strbuf_init(&b, c->a);
    strbuf_printf(&b, "%s %.*s", what, STR_ARG(path));
    c->out->missed = strbuf_text(&b);
}

/* Of an archive it is not known which of the two npm writes (tarball_tree.h): who loads one is not understood. */
static bool is_ignore_file(struct str name)
{
    return str_eq(name, STR(".gitignore")) || str_eq(name, STR(".npmignore"));
}

/* One folder's entries: files are added, folders put on the list of those to go. */
static enum err list_one(struct collector *c, struct str folder, struct texts *todo, struct error *why)
{
    struct fs_entries entries = {0};

    if (file_tree_list(resolver_tree(c->r), &c->scratch, path_resolve(&c->scratch, c->folder, folder), &entries,
                       NULL) != OK) {
        miss(c, "a folder that cannot be listed:", folder);
        return OK;
    }
    for (uint32_t i = 0; i < entries.len; i++) {
        const struct fs_entry *entry = &entries.items[i];
        struct str path = folder.len == 0 ? entry->name : path_join(c->a, folder, entry->name);

        if (c->files.len + todo->len >= LIMIT_PROGRAM_FILES)
            return error_set(why, ERR_LIMIT, "%.*s has more than %d files", STR_ARG(c->folder), LIMIT_PROGRAM_FILES);
        if (entry->kind == FS_DIR && !str_eq(entry->name, STR("node_modules")))
            vec_push(&c->scratch, todo, path);
        else if (entry->kind == FS_FILE)
            vec_push(c->a, &c->files, str_dup(c->a, path));
        else if (entry->kind == FS_LINK || (entry->kind == FS_OTHER && !is_ignore_file(entry->name)))
            miss(c, "a link or special file:", path);
    }
    return OK;
}

static enum err list_files(struct collector *c, struct error *why)
{
    struct texts todo = {0};
    enum err e = OK;

    vec_push(&c->scratch, &todo, (struct str){0});
    for (uint32_t i = 0; e == OK && i < todo.len; i++)
        e = list_one(c, todo.items[i], &todo, why);
    return e;
}

/* Asks for `subpath` in one way and keeps the file it gives, once per format. */
static void add_face(struct collector *c, struct str subpath, enum import_kind kind)
{
    struct resolution found;
    uint32_t known = 0;
    uint64_t key = 0;

    resolve_of_package(c->r, c->folder, subpath, kind, c->major, &found);
    if (found.outcome != RESOLVED_FILE && found.outcome != RESOLVE_NOT_UNDERSTOOD)
        return;
    key = map_pair(sym_intern(&c->seen_paths, found.outcome == RESOLVED_FILE ? found.path : subpath).i, found.format);
    if (map_get(&c->seen, key, &known))
        return;
    map_put(&c->seen, key, 1);
    vec_push(c->a, &c->out->files,
             (struct client_file){.subpath = str_dup(c->a, subpath), .kind = kind, .found = found});
}

static void add_both(struct collector *c, struct str subpath)
{
    add_face(c, subpath, IMPORT_REQUIRE);
    add_face(c, subpath, IMPORT_STATIC);
}

static struct str replace_star(struct collector *c, struct str text, struct str with)
{
    size_t star = str_find(text, STR("*"), 0);
    struct strbuf b;

    strbuf_init(&b, &c->scratch);
    strbuf_put(&b, str_slice(text, 0, star));
    strbuf_put(&b, with);
    strbuf_put(&b, str_slice(text, star + 1, text.len));
    return strbuf_text(&b);
}

/*
 * What "*" in `target` ("./src/" + "*" + ".js", perhaps several times) must stand for to give `file`; false when
 * nothing does.
 */
static bool match_star(struct str target, struct str file, struct str *star_text)
{
    size_t stars = 0;
    size_t first = str_find(target, STR("*"), 0);
    size_t length = 0;
    size_t at = 0;

    for (size_t i = 0; i < target.len; i++)
        stars += target.ptr[i] == '*';
    if (stars == 0 || file.len + stars < target.len || (file.len + stars - target.len) % stars != 0)
        return false;
    length = (file.len + stars - target.len) / stars;
    if (length == 0)
        return false;
    *star_text = str_slice(file, first, first + length);
    for (size_t i = 0; i < target.len; i++) {
        struct str want = target.ptr[i] == '*' ? *star_text : str_slice(target, i, i + 1);

        if (!str_starts(str_slice(file, at, file.len), want))
            return false;
        at += want.len;
    }
    return true;
}

/* Every subpath of the pattern `key` that leads to a file of the package through the target `text`. */
static void add_pattern_target(struct collector *c, struct str key, struct str text)
{
    struct str star_text;

    if (!str_starts(text, STR("./")))
        return;
    for (uint32_t i = 0; i < c->files.len; i++)
        if (match_star(str_slice(text, 2, text.len), c->files.items[i], &star_text))
            add_both(c, replace_star(c, key, star_text));
}

/* All texts inside of a target: whatever the conditions are, only these can be reached. */
static void add_pattern(struct collector *c, struct str key, const struct jdoc *target)
{
    VEC(const struct jdoc *) todo = {0};

    vec_push(&c->scratch, &todo, target);
    for (uint32_t i = 0; i < todo.len; i++) {
        const struct jdoc *doc = todo.items[i];
        struct str text;

        if (jdoc_text(doc, &text))
            add_pattern_target(c, key, text);
        for (uint32_t k = 0; doc->kind == JDOC_ARRAY && k < doc->count; k++)
            vec_push(&c->scratch, &todo, &doc->items[k]);
        for (uint32_t k = 0; doc->kind == JDOC_OBJECT && k < doc->count; k++)
            vec_push(&c->scratch, &todo, doc->members[k].value);
    }
}

static void add_exports(struct collector *c, const struct jdoc *exports)
{
    add_both(c, STR("."));
    for (uint32_t i = 0; exports->kind == JDOC_OBJECT && i < exports->count; i++) {
        struct str key = exports->members[i].key;

        if (!str_starts(key, STR("./")))
            continue;
        if (str_find(key, STR("*"), 0) == key.len)
            add_both(c, key);
        else
            add_pattern(c, key, exports->members[i].value);
    }
}

static void add_all_files(struct collector *c)
{
    add_both(c, STR("."));
    for (uint32_t i = 0; i < c->files.len; i++) {
        struct strbuf b;

        strbuf_init(&b, &c->scratch);
        strbuf_put_c(&b, "./");
        strbuf_put(&b, c->files.items[i]);
        add_face(c, strbuf_text(&b), IMPORT_REQUIRE);
    }
}

static int compare_files(const void *left, const void *right)
{
    const struct client_file *a = left;
    const struct client_file *b = right;
    int order = str_cmp(a->found.path, b->found.path);

    if (order == 0)
        order = str_cmp(a->subpath, b->subpath);
    return order != 0 ? order : (int)a->kind - (int)b->kind;
}

enum err package_client_files(struct resolver *r, struct arena *a, struct str folder, enum node_major major,
                              struct client_face *out, struct error *why)
{
    struct collector c = {.r = r, .a = a, .major = major, .folder = folder, .out = out};
    const struct manifest *manifest = manifest_of(resolver_manifests(r), folder);
    enum err e = OK;

    *out = (struct client_face){0};
    sym_table_init(&c.seen_paths, &c.scratch);
    map_init(&c.seen, &c.scratch);
    if (manifest->state == MANIFEST_NOT_UNDERSTOOD)
        miss(&c, "not understood:", manifest->reason);
    e = list_files(&c, why);
    if (e == OK && manifest_exports(manifest, major) != NULL)
        add_exports(&c, manifest_exports(manifest, major));
    else if (e == OK)
        add_all_files(&c);
    if (out->files.len > 1)
        qsort(out->files.items, out->files.len, sizeof(*out->files.items), compare_files);
    arena_reset(&c.scratch);
    return e;
}
