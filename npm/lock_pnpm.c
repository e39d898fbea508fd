/* pnpm-lock.yaml, lockfileVersion 6.x and 9.x. */
#include "analyzer/base/strbuf.h"
#include "npm/lock_internal.h"
#include "npm/ydoc.h"

struct needs_of {
    const char *member;
    enum lock_need need;
};

static const struct needs_of needs[] = {
    {"dependencies", LOCK_PRODUCTION},
    {"optionalDependencies", LOCK_OPTIONAL},
    {"devDependencies", LOCK_DEVELOPMENT},
};

/* A pnpm lock file being read. */
struct pnpm {
    struct lock_reader *r;
    bool slashes;                 /* version 6: keys begin with a slash */
    const struct jdoc *packages;  /* key without peers -> resolution */
    const struct jdoc *snapshots; /* key -> dependencies; version 6 has both in one */
    const struct jdoc *importers;
};

static struct str without_peers(struct str key)
{
    return str_slice(key, 0, str_find(key, STR("("), 0));
}

static struct str text_of(struct lock_reader *r, const char *format, struct str first, struct str second)
{
    struct strbuf out;

    strbuf_init(&out, &r->scratch);
    strbuf_printf(&out, format, STR_ARG(first), STR_ARG(second));
    return strbuf_text(&out);
}

/* "name@1.0.0" or "/name@1.0.0" in its parts; false when it is neither. */
static bool split_key(struct str key, struct str *name, struct str *version)
{
    size_t at = 0;

    key = without_peers(key);
    if (str_starts(key, STR("/")))
        key = str_slice(key, 1, key.len);
    at = str_find(key, STR("@"), 1);
    if (key.len < 2 || at == key.len)
        return false;
    *name = str_slice(key, 0, at);
    *version = str_slice(key, at + 1, key.len);
    return true;
}

/* "1.0.0(peer@2.0.0)" of the dependency `name`, or "other@1.0.0" of an alias, as a key of snapshots. */
static struct str key_of(const struct pnpm *p, struct str name, struct str version)
{
    struct str plain = without_peers(version);

    if (p->slashes)
        return str_starts(version, STR("/")) ? version : text_of(p->r, "/%.*s@%.*s", name, version);
    if (plain.len > 1 && str_find(plain, STR("@"), 1) < plain.len && plain.ptr[0] != '/' &&
        str_find(plain, STR(":"), 0) == plain.len)
        return version;
    return text_of(p->r, "%.*s@%.*s", name, version);
}

static struct str importer_key(struct lock_reader *r, struct str place)
{
    return text_of(r, "importer %.*s%.*s", place, STR(""));
}

/* A link from the importer `from` ("packages/a") to another ("../b"), as that one's name. */
static struct str linked_importer(struct lock_reader *r, struct str from, struct str link)
{
    struct str at = from;

    if (str_eq(at, STR(".")))
        at = (struct str){0};
    while (str_starts(link, STR("../")) || str_eq(link, STR(".."))) {
        size_t slash = str_find_last(at, '/');
        at = str_slice(at, 0, slash == at.len ? 0 : slash);
        link = str_slice(link, link.len == 2 ? 2 : 3, link.len);
    }
    if (at.len == 0)
        return link.len == 0 ? STR(".") : link;
    return link.len == 0 ? at : text_of(r, "%.*s/%.*s", at, link);
}

static uint32_t target_of(const struct pnpm *p, struct str importer, struct str name, struct str version)
{
    struct str link = STR("link:");

    if (!str_starts(version, link))
        return lock_lookup(p->r, key_of(p, name, version));
    return lock_lookup(p->r,
                       importer_key(p->r, linked_importer(p->r, importer, str_slice(version, link.len, version.len))));
}

/* The edges in `doc`: a version is a text, or, of importers, the member "version" of an object. */
static void add_edges(const struct pnpm *p, uint32_t from, struct str importer, const struct jdoc *doc)
{
    for (size_t n = 0; n < ARRAY_LEN(needs); n++) {
        const struct jdoc *list = jdoc_member(doc, needs[n].member);
        for (uint32_t i = 0; jdoc_is(list, JDOC_OBJECT) && i < list->count; i++) {
            struct str name = list->members[i].key;
            struct str version = {0};
            if (!jdoc_text(list->members[i].value, &version))
                version = lock_member_text(list->members[i].value, "version");
            vec_push(p->r->arena, &p->r->out->packages.items[from].edges,
                     (struct lock_edge){name, needs[n].need, target_of(p, importer, name, version)});
        }
    }
}

static enum lock_source source_of(const struct jdoc *resolution, struct str resolved)
{
    if (jdoc_member(resolution, "directory") != NULL)
        return LOCK_OTHER;
    if (str_starts(resolved, STR("http://")) || str_starts(resolved, STR("https://")) ||
        (resolved.len == 0 && lock_member_text(resolution, "integrity").len > 0))
        return LOCK_REGISTRY;
    return LOCK_OTHER;
}

static enum err add_package(const struct pnpm *p, uint32_t number)
{
    struct lock_reader *r = p->r;
    struct str key = p->snapshots->members[number].key;
    const struct jdoc *snapshot = p->snapshots->members[number].value;
    const struct jdoc *doc = jdoc_member_str(p->packages, p->slashes ? key : without_peers(key));
    const struct jdoc *resolution = jdoc_member(doc, "resolution");
    struct lock_package package = {.optional = str_eq(lock_member_text(snapshot, "optional"), STR("true"))};

    if (!split_key(key, &package.name, &package.version) || !jdoc_is(resolution, JDOC_OBJECT))
        return lock_refuse(r, "\"%.*s\" is no package, or one without a resolution", STR_ARG(key));
    package.integrity = lock_member_text(resolution, "integrity");
    package.resolved = lock_member_text(resolution, "tarball");
    package.source = source_of(resolution, package.resolved);
    package.wants = platform_wants_of(r->arena, doc);
    if (lock_member_text(doc, "version").len > 0)
        package.version = lock_member_text(doc, "version");
    package.place = lock_store_place(r, package.name, package.version, number + 1);
    (void)lock_add(r, key, &package);
    return OK;
}

static void add_importer(const struct pnpm *p, struct str path)
{
    struct lock_reader *r = p->r;
    struct str place = str_eq(path, STR(".")) ? (struct str){0} : path;
    const struct jdoc *manifest = lock_manifest(r, place);
    struct lock_package package = {.place = place,
                                   .name = lock_member_text(manifest, "name"),
                                   .version = lock_member_text(manifest, "version"),
                                   .source = LOCK_LOCAL,
                                   .start = true};

    (void)lock_add(r, importer_key(r, path), &package);
}

static enum err read_all(const struct pnpm *p)
{
    struct lock_reader *r = p->r;
    enum err e = OK;

    if (p->importers == NULL)
        add_importer(p, STR("."));
    for (uint32_t i = 0; p->importers != NULL && i < p->importers->count; i++)
        add_importer(p, p->importers->members[i].key);
    for (uint32_t i = 0; e == OK && jdoc_is(p->snapshots, JDOC_OBJECT) && i < p->snapshots->count; i++)
        e = add_package(p, i);
    return r->out->packages.len > 0 || e != OK ? e : lock_refuse(r, "it lists no project");
}

static void add_all_edges(const struct pnpm *p, const struct jdoc *doc)
{
    if (p->importers == NULL)
        add_edges(p, 0, STR("."), doc);
    for (uint32_t i = 0; p->importers != NULL && i < p->importers->count; i++) {
        struct str path = p->importers->members[i].key;
        add_edges(p, lock_lookup(p->r, importer_key(p->r, path)), path, p->importers->members[i].value);
    }
    for (uint32_t i = 0; jdoc_is(p->snapshots, JDOC_OBJECT) && i < p->snapshots->count; i++)
        add_edges(p, lock_lookup(p->r, p->snapshots->members[i].key), STR("."), p->snapshots->members[i].value);
    lock_link_edges(p->r);
}

enum err lock_read_pnpm(struct lock_reader *r)
{
    const struct jdoc *doc = NULL;
    struct pnpm p = {.r = r};
    struct error trouble = {0};
    struct str version;
    enum err e = ydoc_parse(r->arena, r->text, &doc, &trouble);

    r->out->format = LOCK_PNPM;
    if (e != OK)
        return lock_refuse(r, "%s", trouble.text);
    version = lock_member_text(doc, "lockfileVersion");
    p.slashes = str_starts(version, STR("6."));
    if (!p.slashes && !str_starts(version, STR("9.")))
        return lock_refuse(r, "its lockfileVersion is none that cordon knows (6.0, 9.0)");
    p.packages = jdoc_member(doc, "packages");
    p.snapshots = p.slashes ? p.packages : jdoc_member(doc, "snapshots");
    p.importers = jdoc_member(doc, "importers");
    if (p.importers != NULL && p.importers->kind != JDOC_OBJECT)
        return lock_refuse(r, "\"importers\" is no mapping");
    e = read_all(&p);
    if (e == OK)
        add_all_edges(&p, doc);
    return e;
}
