#include "npm/lock.h"

#include <stdarg.h>
#include <stdlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "npm/lock_internal.h"

struct lock_kind {
    const char *name;
    enum err (*read)(struct lock_reader *r);
};

/* In the order in which they count: npm's own first, a published one before all. */
static const struct lock_kind kinds[] = {
    {"npm-shrinkwrap.json", lock_read_npm},
    {"package-lock.json", lock_read_npm},
    {"yarn.lock", lock_read_yarn},
    {"pnpm-lock.yaml", lock_read_pnpm},
};

static struct str in_folder(struct arena *a, struct str folder, struct str name)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_printf(&out, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
    return strbuf_text(&out);
}

struct str lock_find(struct arena *a, struct str folder)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (fs_kind_followed(in_folder(a, folder, str_from(kinds[i].name)).ptr) == FS_FILE)
            return str_from(kinds[i].name);
    return (struct str){0};
}

static const struct lock_kind *kind_of(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq(name, str_from(kinds[i].name)))
            return &kinds[i];
    return NULL;
}

static int compare_packages(const void *left, const void *right)
{
    const struct lock_package *const *a = left;
    const struct lock_package *const *b = right;

    return str_cmp((*a)->place, (*b)->place);
}

static int compare_links(const void *left, const void *right)
{
    const struct lock_link *a = left;
    const struct lock_link *b = right;

    return str_cmp(a->place, b->place);
}

/* Sorts packages by place, so that nothing depends on the order of the file, and renumbers what leads to them. */
static void sort(struct lock_reader *r)
{
    struct lock *lock = r->out;
    uint32_t count = lock->packages.len;
    struct lock_package **order = arena_array(&r->scratch, count, sizeof(struct lock_package *));
    uint32_t *moved = arena_array(&r->scratch, count, sizeof(*moved));
    struct lock_package *sorted = arena_array(r->arena, count, sizeof(*sorted));

    for (uint32_t i = 0; i < count; i++)
        order[i] = &lock->packages.items[i];
    qsort(order, count, sizeof(*order), compare_packages);
    for (uint32_t i = 0; i < count; i++) {
        moved[order[i] - lock->packages.items] = i;
        sorted[i] = *order[i];
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < sorted[i].edges.len; k++)
            if (sorted[i].edges.items[k].to != LOCK_NONE)
                sorted[i].edges.items[k].to = moved[sorted[i].edges.items[k].to];
    for (uint32_t i = 0; i < lock->links.len; i++)
        lock->links.items[i].to = moved[lock->links.items[i].to];
    lock->packages.items = sorted;
    lock->packages.cap = count;
    if (lock->links.len > 1)
        qsort(lock->links.items, lock->links.len, sizeof(*lock->links.items), compare_links);
}

/*
 * True when `place` is a plain relative path: it will be looked up on disk, and made in memory. A folder beside the
 * project, which npm links, begins with "..".
 */
static bool is_plain_place(struct str place)
{
    if (str_has_nul(place) || str_starts(place, STR("/")))
        return false;
    while (str_starts(place, STR("../")))
        place = str_slice(place, 3, place.len);
    for (size_t at = 0; at <= place.len;) {
        size_t end = str_find(place, STR("/"), at);
        struct str segment = str_slice(place, at, end);
        if (segment.len == 0 || str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
            return place.len == 0;
        at = end + 1;
    }
    return true;
}

static enum err check_places(struct lock_reader *r)
{
    for (uint32_t i = 0; i < r->out->packages.len; i++)
        if (!is_plain_place(r->out->packages.items[i].place))
            return lock_refuse(r, "\"%.*s\" is no place of a package", STR_ARG(r->out->packages.items[i].place));
    for (uint32_t i = 0; i < r->out->links.len; i++)
        if (!is_plain_place(r->out->links.items[i].place))
            return lock_refuse(r, "\"%.*s\" is no place of a package", STR_ARG(r->out->links.items[i].place));
    return OK;
}

enum err lock_read(struct arena *a, struct str folder, struct str name, struct lock *out, struct error *why)
{
    struct lock_reader r = {.arena = a, .folder = folder, .out = out, .why = why};
    struct str path = {0};
    enum err e = OK;

    *out = (struct lock){.file = name};
    if (kind_of(name) == NULL)
        return error_set(why, ERR_USAGE, "%.*s is no lock file that cordon knows", STR_ARG(name));
    e = fs_realpath(a, in_folder(a, folder, name).ptr, &path, why);
    if (e == OK)
        e = fs_read(a, path.ptr, LOCK_BYTES_MAX, &r.text, why);
    if (e != OK)
        return e;
    sym_table_init(&r.names, &r.scratch);
    map_init(&r.index, &r.scratch);
    e = kind_of(name)->read(&r);
    if (e == OK)
        e = check_places(&r);
    if (e == OK)
        sort(&r);
    arena_reset(&r.scratch);
    return e;
}

/* --- what the readers share --- */

uint32_t lock_add(struct lock_reader *r, struct str key, const struct lock_package *package)
{
    uint32_t index = lock_lookup(r, key);

    if (index != LOCK_NONE) {
        r->out->packages.items[index] = *package;
        return index;
    }
    index = r->out->packages.len;
    vec_push(r->arena, &r->out->packages, *package);
    map_put(&r->index, sym_intern(&r->names, key).i, index);
    return index;
}

uint32_t lock_lookup(struct lock_reader *r, struct str key)
{
    uint32_t index = LOCK_NONE;
    sym symbol;

    if (sym_find(&r->names, key, &symbol))
        (void)map_get(&r->index, symbol.i, &index);
    return index;
}

const struct jdoc *lock_manifest(struct lock_reader *r, struct str below)
{
    struct str folder = below.len == 0 ? r->folder : in_folder(&r->scratch, r->folder, below);
    struct str path = {0};
    struct str text = {0};
    const struct jdoc *doc = NULL;

    if (fs_realpath(r->arena, in_folder(&r->scratch, folder, STR("package.json")).ptr, &path, NULL) != OK ||
        fs_read(r->arena, path.ptr, LIMIT_MANIFEST_BYTES, &text, NULL) != OK ||
        jdoc_parse(r->arena, text, &doc, NULL) != OK || doc->kind != JDOC_OBJECT)
        return NULL;
    return doc;
}

struct str lock_member_text(const struct jdoc *doc, const char *key)
{
    struct str text = {0};

    (void)jdoc_text(jdoc_member(doc, key), &text);
    return text;
}

struct str lock_folder_name(struct str place)
{
    static const struct str modules = STR_INIT("node_modules/");
    size_t start = 0;
    bool found = false;

    for (size_t at = str_find(place, modules, 0); at < place.len; at = str_find(place, modules, at + 1))
        if (at == 0 || place.ptr[at - 1] == '/') {
            start = at + modules.len;
            found = true;
        }
    return found ? str_slice(place, start, place.len) : (struct str){0};
}

enum err lock_refuse(struct lock_reader *r, const char *format, ...)
{
    struct strbuf text;
    va_list args;

    strbuf_init(&text, &r->scratch);
    va_start(args, format);
    strbuf_vprintf(&text, format, args);
    va_end(args);
    return error_set(r->why, ERR_FORMAT, "%.*s: %.*s", STR_ARG(r->out->file), STR_ARG(strbuf_text(&text)));
}

/* A name as one folder's: scopes have a slash, versions may have what an attacker likes. */
static void put_as_folder(struct strbuf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '_' || c == '.' || c == '@';
        strbuf_put_char(out, plain ? c : '+');
    }
}

struct str lock_store_place(struct lock_reader *r, struct str name, struct str version, uint32_t number)
{
    struct strbuf out;

    strbuf_init(&out, r->arena);
    strbuf_put_c(&out, "node_modules/.store/");
    put_as_folder(&out, name);
    strbuf_put_char(&out, '@');
    put_as_folder(&out, version);
    if (number > 0)
        strbuf_printf(&out, "+%u", number);
    strbuf_printf(&out, "/node_modules/%.*s", STR_ARG(name));
    return strbuf_text(&out);
}

/* The folder in whose node_modules the package's dependencies are looked for first. */
static struct str links_folder(struct arena *a, const struct lock_package *package)
{
    struct strbuf out;

    if (!package->start)
        return str_slice(package->place, 0, package->place.len - package->name.len);
    strbuf_init(&out, a);
    strbuf_printf(&out, "%.*s%snode_modules/", STR_ARG(package->place), package->place.len > 0 ? "/" : "");
    return strbuf_text(&out);
}

void lock_link_edges(struct lock_reader *r)
{
    for (uint32_t i = 0; i < r->out->packages.len; i++) {
        const struct lock_package *package = &r->out->packages.items[i];
        struct str folder = links_folder(&r->scratch, package);
        for (uint32_t k = 0; k < package->edges.len; k++) {
            struct strbuf place;
            if (package->edges.items[k].to == LOCK_NONE)
                continue;
            strbuf_init(&place, r->arena);
            strbuf_printf(&place, "%.*s%.*s", STR_ARG(folder), STR_ARG(package->edges.items[k].name));
            if (!str_eq(strbuf_text(&place), package->place))
                vec_push(r->arena, &r->out->links, (struct lock_link){strbuf_text(&place), package->edges.items[k].to});
        }
    }
}
