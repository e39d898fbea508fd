#include "analyzer/package/manifest.h"

#include "analyzer/base/limits.h"
#include "analyzer/base/map.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/utf8.h"
#include "analyzer/package/json_scan.h"
#include "analyzer/package/path.h"

struct manifests {
    struct arena *arena;
    struct file_tree *tree;
    struct sym_table folders;
    struct map by_folder; /* symbol of `folders` -> index */
    VEC(struct manifest *) items;
};

struct manifests *manifests_new(struct arena *a, struct file_tree *tree)
{
    struct manifests *m = arena_new(a, struct manifests);

    m->arena = a;
    m->tree = tree;
    sym_table_init(&m->folders, a);
    map_init(&m->by_folder, a);
    return m;
}

struct file_tree *manifests_tree(struct manifests *m)
{
    return m->tree;
}

static void not_understood(struct manifests *m, struct manifest *out, const char *what, struct str detail)
{
    struct strbuf b;

    strbuf_init(&b, m->arena);
    strbuf_put_c(&b, what);
    strbuf_put(&b, detail);
    out->state = MANIFEST_NOT_UNDERSTOOD;
    out->reason = strbuf_text(&b);
}

/* What resolution reads; and what is only information about the package. */
static const struct str resolution_keys[] = {STR_INIT("name"), STR_INIT("main"), STR_INIT("type"), STR_INIT("exports"),
                                             STR_INIT("imports")};
static const struct str other_keys[] = {
    STR_INIT("version"),      STR_INIT("bin"),         STR_INIT("scripts"),          STR_INIT("gypfile"),
    STR_INIT("dependencies"), STR_INIT("directories"), STR_INIT("peerDependencies"), STR_INIT("optionalDependencies")};

static bool is_one_of(struct str key, const struct str *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(key, keys[i]))
            return true;
    return false;
}

/* The object with only those members of `members` whose key is one of `keys`, which jdoc then holds to be unique. */
static enum err parse_some(struct manifests *m, const struct json_members *members, const struct str *keys,
                           size_t count, const struct jdoc **out, struct error *why)
{
    struct strbuf b;

    strbuf_init(&b, m->arena);
    strbuf_put_char(&b, '{');
    for (uint32_t i = 0; i < members->len; i++) {
        if (!is_one_of(members->items[i].key, keys, count))
            continue;
        strbuf_put_c(&b, b.len > 1 ? ",\"" : "\"");
        strbuf_put(&b, members->items[i].key);
        strbuf_put_c(&b, "\":");
        strbuf_put(&b, members->items[i].value);
    }
    strbuf_put_char(&b, '}');
    return jdoc_parse(m->arena, strbuf_text(&b), out, why);
}

/* Node >= 22 compares keys as they are written, Node 20 after unescaping. */
static bool escapes_a_key(const struct json_members *members)
{
    for (uint32_t i = 0; i < members->len; i++)
        if (str_find(members->items[i].key, STR("\\"), 0) < members->items[i].key.len)
            return true;
    return false;
}

/* A text that Node >= 22 parses a second time, because it looks like an object or array. */
static bool looks_like_json(const struct jdoc *doc)
{
    struct str text;

    return jdoc_text(doc, &text) && text.len > 0 && (text.ptr[0] == '{' || text.ptr[0] == '[');
}

static const struct jdoc *unless_null(const struct jdoc *doc)
{
    return jdoc_is(doc, JDOC_NULL) ? NULL : doc;
}

static void read_resolution_members(struct manifests *m, const struct jdoc *doc, struct manifest *out)
{
    const struct jdoc *name = jdoc_member(doc, "name");
    const struct jdoc *type = jdoc_member(doc, "type");
    struct str type_text = {0};

    out->has_name = jdoc_text(name, &out->name);
    out->has_main = jdoc_text(jdoc_member(doc, "main"), &out->main);
    if (jdoc_text(type, &type_text)) {
        if (str_eq(type_text, STR("module")))
            out->type = MANIFEST_TYPE_MODULE;
        else if (str_eq(type_text, STR("commonjs")))
            out->type = MANIFEST_TYPE_COMMONJS;
    }
    out->invalid_since_22 = (name != NULL && !out->has_name) || (type != NULL && type->kind != JDOC_STRING);
    out->exports = unless_null(jdoc_member(doc, "exports"));
    out->imports = unless_null(jdoc_member(doc, "imports"));
    out->state = MANIFEST_READ;
    if (looks_like_json(out->exports) || looks_like_json(out->imports))
        not_understood(m, out, "package.json: \"exports\" or \"imports\" is a text that Node parses as JSON again",
                       (struct str){0});
}

static void parse_manifest(struct manifests *m, struct str text, struct manifest *out)
{
    struct json_members members = {0};
    const struct jdoc *doc = NULL;
    struct error why = {0};

    if (!utf8_valid(text)) {
        not_understood(m, out, "package.json is not valid UTF-8", (struct str){0});
        return;
    }
    if (json_scan_object(m->arena, text, &members, &why) != OK ||
        parse_some(m, &members, resolution_keys, ARRAY_LEN(resolution_keys), &doc, &why) != OK) {
        not_understood(m, out, "package.json: ", str_from(why.text));
        return;
    }
    if (escapes_a_key(&members)) {
        not_understood(m, out, "package.json: a key is written with an escape, which Node majors read differently",
                       (struct str){0});
        return;
    }
    read_resolution_members(m, doc, out);
    if (parse_some(m, &members, other_keys, ARRAY_LEN(other_keys), &out->other, &why) != OK) {
        out->other_reason = str_dup(m->arena, str_from(why.text));
        return;
    }
    (void)jdoc_text(jdoc_member(out->other, "version"), &out->version);
    out->bin = jdoc_member(out->other, "bin");
    out->dependencies = jdoc_member(out->other, "dependencies");
}

static struct manifest *read_manifest(struct manifests *m, struct str folder)
{
    struct manifest *out = arena_new(m->arena, struct manifest);
    struct str path = path_join(m->arena, folder, STR("package.json"));
    struct error why = {0};
    struct str text = {0};

    out->folder = str_dup(m->arena, folder);
    switch (file_tree_kind(m->tree, path)) {
    case PLACE_MISSING:
        out->state = file_tree_loops(m->tree, path) ? MANIFEST_LOOP : MANIFEST_ABSENT;
        return out;
    case PLACE_FOLDER: /* reading it fails, which Node takes for absence */
        return out;
    case PLACE_OTHER:
        not_understood(m, out, "package.json is not a regular file that may be looked at", (struct str){0});
        return out;
    case PLACE_FILE:
        break;
    }
    if (file_tree_read(m->tree, m->arena, path, LIMIT_MANIFEST_BYTES, &text, &why) != OK)
        not_understood(m, out, "", str_dup(m->arena, str_from(why.text)));
    else
        parse_manifest(m, text, out);
    return out;
}

const struct manifest *manifest_of(struct manifests *m, struct str folder)
{
    sym symbol = sym_intern(&m->folders, folder);
    uint32_t index = 0;

    if (!map_get(&m->by_folder, symbol.i, &index)) {
        index = m->items.len;
        vec_push(m->arena, &m->items, read_manifest(m, folder));
        map_put(&m->by_folder, symbol.i, index);
    }
    return m->items.items[index];
}

const struct manifest *manifest_none(void)
{
    static const struct manifest none = {.state = MANIFEST_ABSENT};

    return &none;
}

bool manifest_is_there(const struct manifest *m, enum node_major major)
{
    return m->state != MANIFEST_ABSENT && (m->state != MANIFEST_LOOP || node_major_number(major) >= 24);
}

/* Node >= 22 keeps objects, arrays and texts; Node 20 keeps everything but null. */
static const struct jdoc *as_seen_by(const struct jdoc *doc, enum node_major major)
{
    if (doc == NULL || major == NODE_20)
        return doc;
    return doc->kind == JDOC_OBJECT || doc->kind == JDOC_ARRAY || doc->kind == JDOC_STRING ? doc : NULL;
}

const struct jdoc *manifest_exports(const struct manifest *m, enum node_major major)
{
    return as_seen_by(m->exports, major);
}

const struct jdoc *manifest_imports(const struct manifest *m, enum node_major major)
{
    return as_seen_by(m->imports, major);
}

/* "x" of "x/lib/a", "@s/x" of "@s/x/lib/a". */
static struct str name_in_specifier(struct str specifier)
{
    size_t slash = str_find(specifier, STR("/"), 0);

    if (str_starts(specifier, STR("@")) && slash < specifier.len)
        slash = str_find(specifier, STR("/"), slash + 1);
    return str_slice(specifier, 0, slash);
}

bool manifest_leaves_to_others(const struct manifest *m, struct str specifier)
{
    struct str name = name_in_specifier(specifier);

    return jdoc_member_str(jdoc_member(m->other, "peerDependencies"), name) != NULL ||
           jdoc_member_str(jdoc_member(m->other, "optionalDependencies"), name) != NULL;
}

bool manifest_throws(const struct manifest *m, enum node_major major)
{
    if (m->state == MANIFEST_LOOP)
        return node_major_number(major) >= 24;
    return m->state == MANIFEST_READ && m->invalid_since_22 && major != NODE_20;
}

struct manifest_hooks manifest_install_hooks(struct manifests *m, struct arena *a, const struct manifest *manifest)
{
    static const char *const names[] = {"preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"};
    const struct jdoc *scripts = jdoc_member(manifest->other, "scripts");
    struct manifest_hooks hooks = {0};
    struct str command;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (jdoc_text(jdoc_member(scripts, names[i]), &command))
            vec_push(a, &hooks, (struct manifest_hook){str_from(names[i]), command});
    if (!jdoc_text(jdoc_member(scripts, "install"), &command) &&
        !jdoc_text(jdoc_member(scripts, "preinstall"), &command) &&
        !jdoc_is(jdoc_member(manifest->other, "gypfile"), JDOC_FALSE) &&
        file_tree_kind(m->tree, path_join(a, manifest->folder, STR("binding.gyp"))) != PLACE_MISSING)
        vec_push(a, &hooks, (struct manifest_hook){STR("install"), STR("node-gyp rebuild")});
    return hooks;
}
