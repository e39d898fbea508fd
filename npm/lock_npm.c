/* package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3. */
#include "analyzer/base/strbuf.h"
#include "npm/lock_internal.h"

struct needs_of {
    const char *member;
    enum lock_need need;
};

static const struct needs_of needs[] = {
    {"dependencies", LOCK_PRODUCTION},
    {"optionalDependencies", LOCK_OPTIONAL},
    {"peerDependencies", LOCK_PEER},
    {"devDependencies", LOCK_DEVELOPMENT},
};

static bool is_true(const struct jdoc *doc, const char *key)
{
    return jdoc_is(jdoc_member(doc, key), JDOC_TRUE);
}

/* Where `name` stands when it is installed for `folder`. */
static struct str modules_place(struct arena *a, struct str folder, struct str name)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_printf(&out, "%.*s%snode_modules/%.*s", STR_ARG(folder), folder.len > 0 ? "/" : "", STR_ARG(name));
    return strbuf_text(&out);
}

static bool is_web(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
}

/* Where a package comes from, from the address it was fetched from and what its place is. */
static enum lock_source source_of(const struct lock_package *package)
{
    if (package->resolved.len == 0 || is_web(package->resolved))
        return LOCK_REGISTRY;
    return LOCK_OTHER;
}

/* --- lockfileVersion 2 and 3: "packages", by place --- */

static struct lock_package package_at(struct arena *a, struct str place, const struct jdoc *doc)
{
    struct lock_package package = {
        .place = place,
        .name = lock_member_text(doc, "name"),
        .version = lock_member_text(doc, "version"),
        .integrity = lock_member_text(doc, "integrity"),
        .resolved = lock_member_text(doc, "resolved"),
        .optional = is_true(doc, "optional") || is_true(doc, "devOptional"),
        .wants = platform_wants_of(a, doc),
    };
    struct str folder = lock_folder_name(place);

    if (folder.len == 0) {
        package.source = LOCK_LOCAL;
        package.start = true;
    } else if (is_true(doc, "inBundle")) {
        package.source = LOCK_BUNDLED;
    } else {
        package.source = source_of(&package);
    }
    if (package.name.len == 0)
        package.name = folder;
    return package;
}

/* What npm finds under `name` from the folder `from`: the first in a node_modules there or above. */
static uint32_t installed(struct lock_reader *r, struct str from, struct str name)
{
    for (;;) {
        uint32_t found = LOCK_NONE;
        if (!str_ends(from, STR("node_modules")))
            found = lock_lookup(r, modules_place(&r->scratch, from, name));
        if (found != LOCK_NONE || from.len == 0)
            return found;
        from = str_slice(from, 0, str_find_last(from, '/') == from.len ? 0 : str_find_last(from, '/'));
    }
}

static void add_edge(struct lock_reader *r, uint32_t from, struct str name, enum lock_need need)
{
    struct lock_package *package = &r->out->packages.items[from];
    uint32_t to = installed(r, package->place, name);

    for (uint32_t i = 0; i < package->edges.len; i++)
        if (str_eq(package->edges.items[i].name, name))
            return;
    vec_push(r->arena, &package->edges, (struct lock_edge){name, need, to});
}

/* The dependencies in `doc`; of packages that are no part of the project the development ones are not installed. */
static void add_edges(struct lock_reader *r, uint32_t from, const struct jdoc *doc)
{
    for (size_t n = 0; n < ARRAY_LEN(needs); n++) {
        const struct jdoc *list = jdoc_member(doc, needs[n].member);
        if (!jdoc_is(list, JDOC_OBJECT) || (needs[n].need == LOCK_DEVELOPMENT && !r->out->packages.items[from].start))
            continue;
        for (uint32_t i = 0; i < list->count; i++)
            add_edge(r, from, list->members[i].key, needs[n].need);
    }
}

static enum err add_places(struct lock_reader *r, const struct jdoc *places)
{
    for (uint32_t i = 0; i < places->count; i++) {
        struct str place = places->members[i].key;
        const struct jdoc *doc = places->members[i].value;
        struct lock_package package;
        if (!jdoc_is(doc, JDOC_OBJECT))
            return lock_refuse(r, "\"packages\" has \"%.*s\", which is no place of a package", STR_ARG(place));
        if (is_true(doc, "link"))
            continue;
        package = package_at(r->arena, place, doc);
        (void)lock_add(r, place, &package);
    }
    return OK;
}

/* Links lead to workspaces and other folders of the project; what they lead to is listed by its own place. */
static enum err add_links(struct lock_reader *r, const struct jdoc *places)
{
    for (uint32_t i = 0; i < places->count; i++) {
        struct str place = places->members[i].key;
        const struct jdoc *doc = places->members[i].value;
        uint32_t to = LOCK_NONE;
        if (!is_true(doc, "link"))
            continue;
        to = lock_lookup(r, lock_member_text(doc, "resolved"));
        if (to == LOCK_NONE)
            return lock_refuse(r, "the link %.*s leads to a folder that it does not list", STR_ARG(place));
        if (r->out->packages.items[to].name.len == 0)
            r->out->packages.items[to].name = lock_folder_name(place);
        vec_push(r->arena, &r->out->links, (struct lock_link){place, to});
        map_put(&r->index, sym_intern(&r->names, place).i, to);
    }
    return OK;
}

static enum err read_places(struct lock_reader *r, const struct jdoc *places)
{
    enum err e = OK;

    if (!jdoc_is(places, JDOC_OBJECT) || jdoc_member(places, "") == NULL)
        return lock_refuse(r, "\"packages\" does not list the project");
    e = add_places(r, places);
    if (e == OK)
        e = add_links(r, places);
    for (uint32_t i = 0; e == OK && i < places->count; i++) {
        uint32_t package = lock_lookup(r, places->members[i].key);
        if (!is_true(places->members[i].value, "link"))
            add_edges(r, package, places->members[i].value);
    }
    return e;
}

/* --- lockfileVersion 1: "dependencies", nested --- */

/* A list of dependencies on its way, and the folder they are installed in. */
struct nested {
    struct str folder;
    const struct jdoc *list;
};

VEC_TYPE(struct nested, nested_list);

/* "npm:is-number@7.0.0" as a version names another package. */
static void take_version(struct lock_package *package)
{
    struct str version = package->version;
    size_t at = 0;

    if (!str_starts(version, STR("npm:"))) {
        if (str_starts(version, STR("file:"))) {
            package->source = LOCK_LOCAL; /* a link to a workspace or another folder */
            package->start = true;
        } else if (is_web(version)) {
            package->resolved = version;
        } else if (str_find(version, STR(":"), 0) < version.len || str_find(version, STR("/"), 0) < version.len) {
            package->source = LOCK_OTHER;
            package->resolved = version;
        }
        return;
    }
    version = str_slice(version, 4, version.len);
    at = str_find_last(version, '@');
    if (at == version.len || at == 0)
        return;
    package->name = str_slice(version, 0, at);
    package->version = str_slice(version, at + 1, version.len);
}

static void add_nested(struct lock_reader *r, struct nested_list *todo, const struct nested *in)
{
    for (uint32_t i = 0; i < in->list->count; i++) {
        const struct jdoc *doc = in->list->members[i].value;
        struct str name = in->list->members[i].key;
        struct str place = modules_place(r->arena, in->folder, name);
        struct lock_package package = package_at(r->arena, place, doc);
        const struct jdoc *inner = jdoc_member(doc, "dependencies");
        package.name = name;
        package.source = is_true(doc, "bundled") ? LOCK_BUNDLED : package.source;
        take_version(&package);
        (void)lock_add(r, place, &package);
        if (jdoc_is(inner, JDOC_OBJECT))
            vec_push(&r->scratch, todo, (struct nested){place, inner});
    }
}

static void add_requires(struct lock_reader *r, const struct nested *in)
{
    for (uint32_t i = 0; i < in->list->count; i++) {
        const struct jdoc *requires = jdoc_member(in->list->members[i].value, "requires");
        struct str place = modules_place(&r->scratch, in->folder, in->list->members[i].key);
        for (uint32_t k = 0; jdoc_is(requires, JDOC_OBJECT) && k < requires->count; k++)
            add_edge(r, lock_lookup(r, place), requires->members[k].key, LOCK_PRODUCTION);
    }
}

static enum err read_nested(struct lock_reader *r, const struct jdoc *doc)
{
    const struct jdoc *list = jdoc_member(doc, "dependencies");
    const struct jdoc *manifest = lock_manifest(r, (struct str){0});
    struct lock_package project = {.name = lock_member_text(doc, "name"),
                                   .version = lock_member_text(doc, "version"),
                                   .source = LOCK_LOCAL,
                                   .start = true};
    struct nested_list todo = {0};

    (void)lock_add(r, (struct str){0}, &project);
    if (list != NULL && list->kind != JDOC_OBJECT)
        return lock_refuse(r, "\"dependencies\" is no object");
    if (manifest == NULL)
        return lock_refuse(r, "there is no package.json that can be read beside it");
    if (list != NULL)
        vec_push(&r->scratch, &todo, (struct nested){.list = list});
    for (uint32_t i = 0; i < todo.len; i++) {
        struct nested in = todo.items[i];
        for (uint32_t k = 0; k < in.list->count; k++)
            if (!jdoc_is(in.list->members[k].value, JDOC_OBJECT))
                return lock_refuse(r, "\"dependencies\" has \"%.*s\", which is no package",
                                   STR_ARG(in.list->members[k].key));
        add_nested(r, &todo, &in);
    }
    add_edges(r, 0, manifest);
    for (uint32_t i = 0; i < todo.len; i++)
        add_requires(r, &todo.items[i]);
    return OK;
}

enum err lock_read_npm(struct lock_reader *r)
{
    const struct jdoc *doc = NULL;
    const struct jdoc *version = NULL;
    enum err e = jdoc_parse(r->arena, r->text, &doc, r->why);

    r->out->format = LOCK_NPM;
    if (e != OK)
        return e;
    version = jdoc_member(doc, "lockfileVersion");
    if (jdoc_is(version, JDOC_NUMBER) && (version->number == 2 || version->number == 3))
        return read_places(r, jdoc_member(doc, "packages"));
    if (jdoc_is(doc, JDOC_OBJECT) && (version == NULL || (version->kind == JDOC_NUMBER && version->number == 1)))
        return read_nested(r, doc);
    return lock_refuse(r, "its lockfileVersion is none that cordon knows (1, 2, 3)");
}
