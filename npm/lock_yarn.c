/* yarn.lock: the classic format, version 1, and the one of yarn 2 and later. */
#include <stdlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "npm/integrity.h"
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

static struct str pattern_of(struct lock_reader *r, struct str name, const char *between, struct str range)
{
    struct strbuf out;

    strbuf_init(&out, &r->scratch);
    strbuf_printf(&out, "%.*s@%s%.*s", STR_ARG(name), between, STR_ARG(range));
    return strbuf_text(&out);
}

/* "@s/x" of "@s/x@^1.0.0", and what follows. */
static bool split_pattern(struct str pattern, struct str *name, struct str *range)
{
    size_t at = pattern.len > 0 ? str_find(pattern, STR("@"), 1) : 0;

    if (at == pattern.len)
        return false;
    *name = str_slice(pattern, 0, at);
    *range = str_slice(pattern, at + 1, pattern.len);
    return true;
}

/* The package that a dependency on `name` at `range` leads to. */
static uint32_t find_package(struct lock_reader *r, struct str name, struct str range)
{
    uint32_t found = lock_lookup(r, pattern_of(r, name, "", range));

    if (found == LOCK_NONE)
        found = lock_lookup(r, pattern_of(r, name, "npm:", range));
    return found != LOCK_NONE ? found : lock_lookup(r, pattern_of(r, name, "workspace", (struct str){0}));
}

static void add_edge(struct lock_reader *r, uint32_t from, struct str name, struct str range, enum lock_need need)
{
    vec_push(r->arena, &r->out->packages.items[from].edges,
             (struct lock_edge){name, need, find_package(r, name, range)});
}

/* The dependencies of the project or a workspace, from its package.json. */
static void add_manifest_edges(struct lock_reader *r, uint32_t from, const struct jdoc *manifest)
{
    for (size_t n = 0; n < ARRAY_LEN(needs); n++) {
        const struct jdoc *list = jdoc_member(manifest, needs[n].member);
        for (uint32_t i = 0; jdoc_is(list, JDOC_OBJECT) && i < list->count; i++) {
            struct str range = {0};
            (void)jdoc_text(list->members[i].value, &range);
            add_edge(r, from, list->members[i].key, range, needs[n].need);
        }
    }
}

/* --- where the project and its workspaces are --- */

static enum err add_start(struct lock_reader *r, struct str place)
{
    const struct jdoc *manifest = lock_manifest(r, place);
    struct lock_package package = {.place = str_dup(r->arena, place), .source = LOCK_LOCAL, .start = true};

    if (manifest == NULL)
        return place.len > 0 ? OK : lock_refuse(r, "there is no package.json that can be read beside it");
    package.name = lock_member_text(manifest, "name");
    package.version = lock_member_text(manifest, "version");
    (void)lock_add(r, pattern_of(r, place.len == 0 ? STR("") : package.name, "workspace", (struct str){0}), &package);
    return OK;
}

/* "packages/a", or "packages/" and a star: every folder there. */
static enum err add_workspaces(struct lock_reader *r, struct str pattern)
{
    struct fs_entries entries = {0};
    struct strbuf folder;
    enum err e = OK;

    if (str_find(pattern, STR("*"), 0) == pattern.len)
        return add_start(r, pattern);
    if (!str_ends(pattern, STR("/*")) || str_find(pattern, STR("*"), 0) + 1 < pattern.len)
        return lock_refuse(r, "cordon does not know which workspaces \"%.*s\" names", STR_ARG(pattern));
    pattern = str_slice(pattern, 0, pattern.len - 2);
    strbuf_init(&folder, &r->scratch);
    strbuf_printf(&folder, "%.*s/%.*s", STR_ARG(r->folder), STR_ARG(pattern));
    if (fs_list(&r->scratch, strbuf_text(&folder).ptr, LIMIT_FOLDER_ENTRIES, &entries, NULL) != OK)
        return OK; /* yarn finds nothing there either */
    for (uint32_t i = 0; e == OK && i < entries.len; i++) {
        struct strbuf place;
        strbuf_init(&place, &r->scratch);
        strbuf_printf(&place, "%.*s/%.*s", STR_ARG(pattern), STR_ARG(entries.items[i].name));
        if (entries.items[i].kind == FS_DIR)
            e = add_start(r, strbuf_text(&place));
    }
    return e;
}

static enum err add_starts(struct lock_reader *r)
{
    const struct jdoc *list = jdoc_member(lock_manifest(r, (struct str){0}), "workspaces");
    struct str pattern;
    enum err e = add_start(r, (struct str){0});

    if (jdoc_is(list, JDOC_OBJECT))
        list = jdoc_member(list, "packages");
    for (uint32_t i = 0; e == OK && jdoc_is(list, JDOC_ARRAY) && i < list->count; i++)
        if (jdoc_text(&list->items[i], &pattern))
            e = add_workspaces(r, pattern);
    return e;
}

static void add_start_edges(struct lock_reader *r)
{
    for (uint32_t i = 0; i < r->out->packages.len; i++)
        if (r->out->packages.items[i].start)
            add_manifest_edges(r, i, lock_manifest(r, r->out->packages.items[i].place));
}

/* --- the classic format: an entry's patterns, and two levels of indented lines --- */

/* A dependency that an entry names; entries may come in any order, so they are resolved at the end. */
struct wanted {
    uint32_t from;
    struct str name;
    struct str range;
    enum lock_need need;
};

struct classic {
    struct lock_reader *r;
    VEC(struct wanted) wanted;
    struct lock_package package; /* of the entry being read */
    VEC(struct str) patterns;    /* of it */
    uint32_t first_wanted;       /* of it */
    bool in_entry;
    bool in_list; /* of dependencies */
    enum lock_need need;
};

/* Takes a word off `rest`: in quotes, or up to a space, a comma or a colon at the end. */
static struct str take_word(struct lock_reader *r, struct str *rest)
{
    const struct jdoc *doc = NULL;
    struct str word = {0};
    size_t end = 0;

    while (rest->len > 0 && (rest->ptr[0] == ' ' || rest->ptr[0] == ','))
        *rest = str_slice(*rest, 1, rest->len);
    if (!str_starts(*rest, STR("\""))) {
        while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != ',' &&
               (rest->ptr[end] != ':' || end + 1 < rest->len))
            end++;
        word = str_slice(*rest, 0, end);
    } else {
        end = str_find(*rest, STR("\""), 1);
        end += end < rest->len;
        if (jdoc_parse(r->arena, str_slice(*rest, 0, end), &doc, NULL) == OK)
            (void)jdoc_text(doc, &word);
    }
    *rest = str_slice(*rest, end, rest->len);
    return word;
}

static bool is_web(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
}

/* "https://h/x.tgz#SHA1" is an address and a digest; an alias "a@npm:x@1" is of package x. */
static enum err complete(struct classic *c, struct lock_package *package)
{
    struct str range = {0};
    size_t hash = str_find(package->resolved, STR("#"), 0);

    if (!split_pattern(c->patterns.items[0], &package->name, &range) || package->version.len == 0)
        return lock_refuse(c->r, "\"%.*s\" is no package with a version", STR_ARG(c->patterns.items[0]));
    if (str_starts(range, STR("npm:")))
        (void)split_pattern(str_slice(range, 4, range.len), &package->name, &range);
    if (hash < package->resolved.len && package->integrity.len == 0)
        package->integrity =
            integrity_from_shasum(c->r->arena, str_slice(package->resolved, hash + 1, package->resolved.len));
    package->resolved = str_slice(package->resolved, 0, hash);
    package->source = is_web(package->resolved) ? LOCK_REGISTRY : LOCK_OTHER;
    if (package->resolved.len == 0 && package->integrity.len > 0)
        package->source = LOCK_REGISTRY;
    package->place = lock_store_place(c->r, package->name, package->version, c->r->out->packages.len);
    return OK;
}

static enum err end_entry(struct classic *c)
{
    struct lock_reader *r = c->r;
    uint32_t index = 0;
    enum err e = OK;

    if (!c->in_entry)
        return OK;
    c->in_entry = false;
    e = complete(c, &c->package);
    if (e != OK)
        return e;
    index = lock_add(r, c->patterns.items[0], &c->package);
    for (uint32_t i = 1; i < c->patterns.len; i++)
        map_put(&r->index, sym_intern(&r->names, c->patterns.items[i]).i, index);
    for (uint32_t i = c->first_wanted; i < c->wanted.len; i++)
        c->wanted.items[i].from = index;
    return OK;
}

static enum err begin_entry(struct classic *c, struct str line)
{
    enum err e = end_entry(c);

    c->package = (struct lock_package){0};
    c->patterns.len = 0;
    c->first_wanted = c->wanted.len;
    c->in_entry = true;
    c->in_list = false;
    while (e == OK && line.len > 0 && !str_eq(line, STR(":"))) {
        struct str pattern = take_word(c->r, &line);
        if (pattern.len == 0)
            return lock_refuse(c->r, "an entry without a name");
        vec_push(&c->r->scratch, &c->patterns, pattern);
    }
    return e == OK && c->patterns.len == 0 ? lock_refuse(c->r, "an entry without a name") : e;
}

static void take_field(struct classic *c, struct str line)
{
    struct str key = take_word(c->r, &line);

    c->in_list = false;
    if (str_eq(line, STR(":"))) {
        c->in_list = str_eq(key, STR("dependencies")) || str_eq(key, STR("optionalDependencies"));
        c->need = str_eq(key, STR("dependencies")) ? LOCK_PRODUCTION : LOCK_OPTIONAL;
    } else if (str_eq(key, STR("version"))) {
        c->package.version = take_word(c->r, &line);
    } else if (str_eq(key, STR("resolved"))) {
        c->package.resolved = take_word(c->r, &line);
    } else if (str_eq(key, STR("integrity"))) {
        c->package.integrity = line.len > 0 ? str_slice(line, 1, line.len) : line;
    }
}

static enum err take_line(struct classic *c, struct str line)
{
    struct str name;

    if (line.len == 0 || line.ptr[0] == '#')
        return OK;
    if (line.ptr[0] != ' ')
        return begin_entry(c, line);
    if (!c->in_entry || !str_starts(line, STR("  ")))
        return lock_refuse(c->r, "a line is indented where none may be");
    if (!str_starts(line, STR("    "))) {
        take_field(c, str_slice(line, 2, line.len));
    } else if (c->in_list) {
        line = str_slice(line, 4, line.len);
        name = take_word(c->r, &line);
        vec_push(&c->r->scratch, &c->wanted, (struct wanted){0, name, take_word(c->r, &line), c->need});
    }
    return OK;
}

static enum err read_classic(struct lock_reader *r)
{
    struct classic c = {.r = r};
    enum err e = add_starts(r);

    r->out->format = LOCK_YARN_CLASSIC;
    for (size_t at = 0; e == OK && at < r->text.len;) {
        size_t end = str_find(r->text, STR("\n"), at);
        struct str line = str_slice(r->text, at, end);
        if (str_ends(line, STR("\r")))
            line.len--;
        e = take_line(&c, line);
        at = end + 1;
    }
    if (e == OK)
        e = end_entry(&c);
    for (uint32_t i = 0; e == OK && i < c.wanted.len; i++)
        add_edge(r, c.wanted.items[i].from, c.wanted.items[i].name, c.wanted.items[i].range, c.wanted.items[i].need);
    if (e == OK)
        add_start_edges(r);
    if (e == OK)
        lock_link_edges(r);
    return e;
}

/* --- yarn 2 and later --- */

/* "x@npm:1.0.0", "x@workspace:packages/x": name, and what the resolution says of the source. */
static enum err berry_package(struct lock_reader *r, const struct jdoc *doc, struct str key, struct lock_package *out)
{
    struct str resolution = lock_member_text(doc, "resolution");
    struct str how = {0};

    out->version = lock_member_text(doc, "version");
    if (!split_pattern(resolution, &out->name, &how) || out->version.len == 0)
        return lock_refuse(r, "\"%.*s\" is no package with a version and a resolution", STR_ARG(key));
    out->source = str_starts(how, STR("npm:")) ? LOCK_REGISTRY : LOCK_OTHER;
    if (str_find(how, STR("::"), 0) < how.len) /* an address of its own follows */
        out->source = LOCK_OTHER;
    if (str_starts(how, STR("workspace:"))) {
        struct str path = str_slice(how, 10, how.len);
        out->source = LOCK_LOCAL;
        out->start = true;
        out->place = str_eq(path, STR(".")) ? (struct str){0} : path;
    } else {
        out->place = lock_store_place(r, out->name, out->version, r->out->packages.len);
    }
    out->wants = platform_wants_parse(r->arena, lock_member_text(doc, "conditions"));
    return OK;
}

/* The key lists every pattern that leads to the package, separated by ", ". */
static void add_patterns(struct lock_reader *r, struct str key, uint32_t package)
{
    for (size_t at = 0; at < key.len;) {
        size_t end = str_find(key, STR(", "), at);
        map_put(&r->index, sym_intern(&r->names, str_slice(key, at, end)).i, package);
        at = end + 2;
    }
}

static void add_berry_edges(struct lock_reader *r, uint32_t from, const struct jdoc *doc)
{
    const struct jdoc *list = jdoc_member(doc, "dependencies");
    const struct jdoc *meta = jdoc_member(doc, "dependenciesMeta");
    const struct lock_package *package = &r->out->packages.items[from];
    const struct jdoc *development =
        package->start ? jdoc_member(lock_manifest(r, package->place), "devDependencies") : NULL;

    for (uint32_t i = 0; jdoc_is(list, JDOC_OBJECT) && i < list->count; i++) {
        struct str name = list->members[i].key;
        struct str range = {0};
        enum lock_need need = LOCK_PRODUCTION;
        (void)jdoc_text(list->members[i].value, &range);
        if (jdoc_member_str(development, name) != NULL)
            need = LOCK_DEVELOPMENT;
        else if (str_eq(lock_member_text(jdoc_member_str(meta, name), "optional"), STR("true")))
            need = LOCK_OPTIONAL;
        add_edge(r, from, name, range, need);
    }
}

static enum err read_berry(struct lock_reader *r)
{
    const struct jdoc *doc = NULL;
    struct error trouble = {0};
    enum err e = ydoc_parse(r->arena, r->text, &doc, &trouble);
    struct str version;

    r->out->format = LOCK_YARN_BERRY;
    if (e != OK)
        return lock_refuse(r, "%s", trouble.text);
    version = lock_member_text(jdoc_member(doc, "__metadata"), "version");
    if (version.len != 1 || version.ptr[0] < '4' || version.ptr[0] > '8')
        return lock_refuse(r, "its __metadata.version is none that cordon knows (4 to 8)");
    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct lock_package package = {0};
        if (str_eq(doc->members[i].key, STR("__metadata")))
            continue;
        e = berry_package(r, doc->members[i].value, doc->members[i].key, &package);
        if (e == OK)
            add_patterns(r, doc->members[i].key, lock_add(r, doc->members[i].key, &package));
    }
    for (uint32_t i = 0; e == OK && i < doc->count; i++)
        if (!str_eq(doc->members[i].key, STR("__metadata")))
            add_berry_edges(r, lock_lookup(r, doc->members[i].key), doc->members[i].value);
    if (e == OK)
        lock_link_edges(r);
    return e;
}

enum err lock_read_yarn(struct lock_reader *r)
{
    if (str_find(r->text, STR("\n__metadata:"), 0) < r->text.len || str_starts(r->text, STR("__metadata:")))
        return read_berry(r);
    if (str_find(r->text, STR("# yarn lockfile v1"), 0) == r->text.len)
        return lock_refuse(r, "it is no yarn.lock of version 1, nor one of yarn 2 or later");
    return read_classic(r);
}
