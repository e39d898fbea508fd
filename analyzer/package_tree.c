#include "analyzer/package_tree.h"

#include "analyzer/base/bytes.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/package/path.h"

struct str package_tree_manifest_text(struct arena *a, const struct tarball *archive, const char *member)
{
    const struct tarball_file *file = tarball_find(archive, STR("package.json"));
    const struct jdoc *doc = NULL;
    struct str text = {0};

    if (file != NULL && jdoc_parse(a, file->bytes, &doc, NULL) == OK)
        (void)jdoc_text(jdoc_member(doc, member), &text);
    return text;
}

static void add_file(struct digest_state *d, struct str path, const struct digest *content)
{
    digest_field(d, "path", path);
    digest_field(d, "content", (struct str){(const char *)content->bytes, sizeof(content->bytes)});
}

struct digest package_tree_content(const struct tarball *archive)
{
    struct digest_state d;

    digest_begin(&d, "package");
    for (uint32_t i = 0; i < archive->files.len; i++) {
        struct digest content = digest_of(archive->files.items[i].bytes);
        add_file(&d, archive->files.items[i].path, &content);
    }
    return digest_end(&d);
}

struct digest package_tree_key(const struct digest *content)
{
    struct digest_state d;

    digest_begin(&d, "package tree");
    digest_field_u32(&d, "format", PACKAGE_TREE_FORMAT);
    digest_field(&d, "content", (struct str){(const char *)content->bytes, sizeof(content->bytes)});
    return digest_end(&d);
}

static bool has(struct str bytes, struct str text)
{
    return str_find(bytes, text, 0) < bytes.len;
}

/* True when the package may have names of its own for what it imports: "imports": { "#x": ... }. */
static bool may_rename(const struct tarball *archive)
{
    const struct tarball_file *manifest = tarball_find(archive, STR("package.json"));

    return manifest != NULL && has(manifest->bytes, STR("\"imports\""));
}

/* What a file does with such a name is asked of its text again. One that is missed here is opened when it matters. */
static bool is_kept(const struct tarball_file *file, bool renames)
{
    if (str_eq(path_name(file->path), STR("package.json")))
        return true;
    return renames && (has(file->bytes, STR("\"#")) || has(file->bytes, STR("'#")) || has(file->bytes, STR("`#")));
}

struct str package_tree_record(struct arena *a, const struct tarball *archive)
{
    bool renames = may_rename(archive);
    struct strbuf out;

    strbuf_init(&out, a);
    writer_u32(&out, PACKAGE_TREE_FORMAT);
    writer_u32(&out, archive->files.len);
    for (uint32_t i = 0; i < archive->files.len; i++) {
        const struct tarball_file *file = &archive->files.items[i];
        struct digest content = digest_of(file->bytes);
        writer_str(&out, file->path);
        strbuf_put(&out, (struct str){(const char *)content.bytes, DIGEST_SIZE});
        writer_u8(&out, is_kept(file, renames));
        if (is_kept(file, renames))
            writer_str(&out, file->bytes);
    }
    return strbuf_text(&out);
}

/* Adds a file of the record; false for a manifest that is another one than its digest says. */
static bool take_file(struct arena *a, struct reader *r, struct digest_state *content, struct tarball *out)
{
    struct tarball_file file = {.path = reader_str(r)};
    struct digest *digest = arena_new(a, struct digest);
    bool good = true;
    uint8_t kept = 0;

    for (uint32_t i = 0; i < DIGEST_SIZE; i++)
        digest->bytes[i] = reader_u8(r);
    kept = reader_u8(r);
    if (kept == 1) {
        struct digest found;
        file.bytes = reader_str(r);
        found = digest_of(file.bytes);
        good = digest_eq(&found, digest);
    } else {
        file.digest = digest;
    }
    add_file(content, file.path, digest);
    vec_push(a, &out->files, file);
    return good && kept <= 1;
}

bool package_tree_find(struct arena *a, const struct store *store, const struct digest *content, struct tarball *out)
{
    struct digest key = package_tree_key(content);
    struct reader r = {0};
    struct digest_state d;
    struct digest found;
    bool good = true;
    uint32_t count = 0;

    *out = (struct tarball){0};
    if (store == NULL || !store->get(store->payload, STORE_TREE, &key, a, &r.bytes) ||
        reader_u32(&r) != PACKAGE_TREE_FORMAT)
        return false;
    count = reader_count(&r, 4 + DIGEST_SIZE + 1);
    digest_begin(&d, "package");
    for (uint32_t i = 0; i < count && reader_ok(&r) && good; i++)
        good = take_file(a, &r, &d, out);
    found = digest_end(&d);
    return good && reader_done(&r) && digest_eq(&found, content);
}
