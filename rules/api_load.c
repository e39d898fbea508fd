/*
 * api_load.c - from rules/effects/(anything).json to rows.
 *
 * Strict: what the schema does not know is an error that names file and JSON pointer, because a rule
 * that is skipped is a hole. Rows are read from a queue, parents before members, so that no depth of
 * a table costs stack.
 */
#include "analyzer/base/fsread.h"
#include "rules/api_loader.h"

enum { TABLE_BYTES = 4 * 1024 * 1024, TABLE_FILES = 1000 };

static void put_pointer(const struct loader *l, uint32_t trail, struct strbuf *out)
{
    uint32_t way[64];
    uint32_t count = 0;

    for (; trail != 0 && count < ARRAY_LEN(way); trail = l->trails.items[trail].up)
        way[count++] = trail;
    while (count > 0) {
        const struct trail *step = &l->trails.items[way[--count]];

        if (step->key.len > 0)
            strbuf_printf(out, "/%.*s", STR_ARG(step->key));
        else
            strbuf_printf(out, "/%u", step->index);
    }
}

enum err api_fail(struct loader *l, uint32_t trail, const char *format, ...)
{
    struct strbuf pointer;
    struct strbuf message;
    va_list args;

    strbuf_init(&pointer, &l->scratch);
    strbuf_init(&message, &l->scratch);
    put_pointer(l, trail, &pointer);
    va_start(args, format);
    strbuf_vprintf(&message, format, args);
    va_end(args);
    return error_set(l->why, ERR_FORMAT, "effect table %.*s: %.*s: %.*s", STR_ARG(l->table->files.items[l->file]),
                     STR_ARG(strbuf_text(&pointer)), STR_ARG(strbuf_text(&message)));
}

uint32_t api_trail_key(struct loader *l, uint32_t up, struct str key)
{
    vec_push(&l->scratch, &l->trails, (struct trail){.up = up, .key = key});
    return l->trails.len - 1;
}

uint32_t api_trail_index(struct loader *l, uint32_t up, uint32_t index)
{
    vec_push(&l->scratch, &l->trails, (struct trail){.up = up, .index = index});
    return l->trails.len - 1;
}

/* ---- files ---- */

/* Which row a file is about: a module's own, or one of the containers. */
static enum err file_row(struct loader *l, const struct jdoc *doc, uint32_t *row)
{
    static const struct {
        const char *key;
        enum container container;
    } kinds[] = {{"globals", ROW_GLOBALS}, {"cjs", ROW_CJS}, {"importMeta", ROW_IMPORT_META}};
    const struct jdoc *module = jdoc_member(doc, "module");
    uint32_t found = module != NULL;
    struct str name = {0};

    *row = ROW_TYPES;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const struct jdoc *flag = jdoc_member(doc, kinds[i].key);

        if (flag != NULL && flag->kind != JDOC_TRUE)
            return api_fail(l, api_trail_key(l, 0, str_from(kinds[i].key)), "must be true");
        if (flag != NULL) {
            *row = kinds[i].container;
            found++;
        }
    }
    if (found > 1)
        return api_fail(l, 0, "is about more than one of module, globals, cjs, importMeta");
    if (found == 0 && jdoc_member(doc, "types") == NULL)
        return api_fail(l, 0, "needs one of module, globals, cjs, importMeta, types");
    if (module == NULL)
        return OK;
    if (!jdoc_text(module, &name) || jdoc_member(doc, "default") == NULL || jdoc_member(doc, "load") == NULL)
        return api_fail(l, 0, "a module needs a name, \"load\" and \"default\"");
    *row = l->table->rows.len;
    return api_row_add(l, ROW_MODULES, name, doc, 0, IN_FILE, NULL);
}

/* Whether the file says `key`: true, the only thing that may be said of it. */
static enum err file_flag(struct loader *l, const struct jdoc *doc, const char *key, bool *flag)
{
    const struct jdoc *value = jdoc_member(doc, key);

    *flag = value != NULL;
    return value == NULL || value->kind == JDOC_TRUE ? OK
                                                     : api_fail(l, api_trail_key(l, 0, str_from(key)), "must be true");
}

static enum err read_doc(struct loader *l, const struct jdoc *doc)
{
    uint32_t row = ROW_NONE;
    enum err e = OK;

    if (doc->kind != JDOC_OBJECT)
        return api_fail(l, 0, "must be an object");
    e = file_flag(l, doc, "frozen", &l->frozen);
    if (e == OK)
        e = file_flag(l, doc, "locked", &l->locked);
    if (e == OK)
        e = file_row(l, doc, &row);
    if (e == OK && row < ROW_CONTAINERS)
        api_row_queue(l, doc, row, 0, IN_FILE);
    for (uint32_t i = 0; e == OK && i < l->todo.len; i++)
        e = api_row_read(l, l->todo.items[i]);
    return e;
}

/* The text of a table, in `a`; it becomes part of the digest. */
static enum err read_text(struct arena *a, const char *folder, struct str name, struct digest_state *digest,
                          struct str *text, struct error *why)
{
    struct strbuf path;
    enum err e = OK;

    strbuf_init(&path, a);
    strbuf_printf(&path, "%s/%.*s", folder, STR_ARG(name));
    e = fs_read(a, strbuf_text(&path).ptr, TABLE_BYTES, text, why);
    digest_field(digest, "file", name);
    digest_field(digest, "text", *text);
    return e;
}

static enum err read_file(struct loader *l, const char *folder, struct str name, struct digest_state *digest)
{
    struct api_table *t = l->table;
    struct str text = {0};
    const struct jdoc *doc = NULL;
    struct error parse = {0};
    enum err e = read_text(t->arena, folder, name, digest, &text, l->why);

    if (e != OK)
        return e;
    l->file = t->files.len;
    vec_push(t->arena, &t->files, name);
    l->trails.len = 1;
    l->todo.len = 0;
    e = jdoc_parse(t->arena, text, &doc, &parse);
    if (e != OK)
        return error_set(l->why, e, "effect table %.*s: %s", STR_ARG(name), parse.text);
    return read_doc(l, doc);
}

/* ---- references ---- */

static const struct {
    struct str prefix;
    enum container container;
} reference_kinds[] = {
    {STR_INIT("module:"), ROW_MODULES},
    {STR_INIT("global:"), ROW_GLOBALS},
    {STR_INIT("cjs:"), ROW_CJS},
    {STR_INIT("type:"), ROW_TYPES},
};

/* Any variant of the member: references are about names, majors are checked when they are followed. */
static uint32_t find_member(const struct api_table *t, uint32_t parent, struct str name)
{
    uint32_t row = ROW_NONE;
    sym s = {0};

    if (!sym_find(&t->names, name, &s) || !map_get(&t->members, map_pair(parent, s.i), &row))
        return ROW_NONE;
    return row;
}

/* "module:fs/promises", "module:buffer#Buffer", "global:crypto#subtle" */
static uint32_t find_reference(const struct api_table *t, struct str text)
{
    for (size_t i = 0; i < ARRAY_LEN(reference_kinds); i++) {
        struct str prefix = reference_kinds[i].prefix;
        size_t hash = str_find(text, STR("#"), 0);
        uint32_t row = ROW_NONE;

        if (!str_starts(text, prefix))
            continue;
        row = find_member(t, reference_kinds[i].container, str_slice(text, prefix.len, hash));
        return row != ROW_NONE && hash < text.len ? find_member(t, row, str_slice(text, hash + 1, text.len)) : row;
    }
    return ROW_NONE;
}

static enum err resolve_one(struct loader *l, uint32_t index, struct str text, uint32_t *out)
{
    const struct row *row = &l->table->rows.items[index];

    if (text.len == 0)
        return OK;
    *out = find_reference(l->table, text);
    if (*out != ROW_NONE && *out != index)
        return OK;
    return error_set(l->why, ERR_FORMAT, "effect table %.*s: row %.*s refers to nothing: \"%.*s\"",
                     STR_ARG(l->table->files.items[row->file]), STR_ARG(row->print), STR_ARG(text));
}

static enum err resolve_all(struct loader *l)
{
    struct api_table *t = l->table;
    enum err e = OK;

    for (uint32_t i = ROW_CONTAINERS; e == OK && i < t->rows.len; i++) {
        struct row_body *body = t->rows.items[i].body;

        e = resolve_one(l, i, body->same_text, &body->same);
        if (e == OK)
            e = resolve_one(l, i, body->returns_text, &body->returns);
    }
    for (uint32_t i = ROW_CONTAINERS; e == OK && i < t->rows.len; i++) {
        const struct row *row = &t->rows.items[i];

        if (row->body->same != ROW_NONE && t->rows.items[api_row_follow(t, i)].body->same != ROW_NONE)
            e = error_set(l->why, ERR_FORMAT, "effect table %.*s: row %.*s is another name of itself",
                          STR_ARG(t->files.items[row->file]), STR_ARG(row->print));
    }
    return e;
}

static void digest_vocabulary(struct digest_state *d)
{
    for (uint32_t i = 0; i < EFFECT_COUNT; i++) {
        digest_field(d, "effect", str_from(effect_name((enum effect)i)));
        digest_field_u32(d, "tier", effect_tier((enum effect)i));
    }
    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++)
        digest_field(d, "major", str_from(node_major_name((enum node_major)i)));
}

/* The names of the tables in the folder, sorted, and a digest for them. */
static enum err list_tables(struct arena *a, const char *folder, struct fs_entries *out, struct digest_state *digest,
                            struct error *why)
{
    struct fs_entries all = {0};
    enum err e = fs_list(a, folder, TABLE_FILES, &all, why);

    digest_begin(digest, "effect-tables");
    digest_vocabulary(digest);
    for (uint32_t i = 0; e == OK && i < all.len; i++)
        if (str_ends(all.items[i].name, STR(".json")))
            vec_push(a, out, all.items[i]);
    return e;
}

enum err api_table_digest_folder(const char *folder, struct digest *out)
{
    struct arena scratch = {0};
    struct fs_entries entries = {0};
    struct digest_state digest;
    struct str text = {0};
    enum err e = list_tables(&scratch, folder, &entries, &digest, NULL);

    for (uint32_t i = 0; e == OK && i < entries.len; i++)
        e = read_text(&scratch, folder, entries.items[i].name, &digest, &text, NULL);
    *out = digest_end(&digest);
    arena_reset(&scratch);
    return e;
}

static enum err load_folder(struct loader *l, const char *folder)
{
    struct api_table *t = l->table;
    struct fs_entries entries = {0};
    struct digest_state digest;
    enum err e = list_tables(&l->scratch, folder, &entries, &digest, l->why);

    for (uint32_t i = 0; e == OK && i < entries.len; i++)
        e = read_file(l, folder, str_dup(t->arena, entries.items[i].name), &digest);
    if (e == OK && t->files.len == 0)
        e = error_set(l->why, ERR_NOT_FOUND, "no effect tables in %s", folder);
    if (e == OK)
        e = resolve_all(l);
    t->digest = digest_end(&digest);
    return e;
}

enum err api_table_load(struct arena *a, const char *folder, const struct api_table **out, struct error *why)
{
    struct api_table *t = arena_new(a, struct api_table);
    struct loader l = {.table = t, .why = why};
    enum err e = OK;

    t->arena = a;
    sym_table_init(&t->names, a);
    map_init(&t->members, a);
    for (uint32_t i = 0; i < ROW_CONTAINERS; i++)
        vec_push(a, &t->rows,
                 (struct row){.body = api_row_body(&l, false),
                              .parent = ROW_NONE,
                              .first_child = ROW_NONE,
                              .last_child = ROW_NONE,
                              .next = ROW_NONE,
                              .next_variant = ROW_NONE,
                              .any = ROW_NONE,
                              .majors = NODE_MAJORS_ALL});
    vec_push(&l.scratch, &l.trails, (struct trail){0});
    e = load_folder(&l, folder);
    arena_reset(&l.scratch);
    if (e != OK)
        return e;
    t->type_object = find_member(t, ROW_TYPES, STR("Object"));
    t->type_function = find_member(t, ROW_TYPES, STR("Function"));
    api_row_fill_offers(t);
    *out = t;
    return OK;
}
