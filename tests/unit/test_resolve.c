#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/package/package_entries.h"
#include "analyzer/package/path.h"
#include "analyzer/package/url.h"

/* A tree in memory: what an archive would be. */
struct item {
    const char *path;
    const char *text; /* NULL: a folder; "-> x": a link */
};

struct memory_tree {
    const struct item *items;
    size_t count;
};

static const struct item *find_item(const struct memory_tree *t, struct str path)
{
    for (size_t i = 0; i < t->count; i++)
        if (str_eq(path, str_from(t->items[i].path)))
            return &t->items[i];
    return NULL;
}

static enum fs_kind kind_of_item(const struct item *item)
{
    if (item == NULL)
        return FS_MISSING;
    if (item->text == NULL)
        return FS_DIR;
    return strncmp(item->text, "-> ", 3) == 0 ? FS_LINK : FS_FILE;
}

static enum fs_kind memory_kind(void *payload, struct str path)
{
    return kind_of_item(find_item(payload, path));
}

static enum err memory_list(void *payload, struct arena *a, struct str folder, struct fs_entries *out,
                            struct error *why)
{
    const struct memory_tree *t = payload;

    (void)why;
    for (size_t i = 0; i < t->count; i++)
        if (strlen(t->items[i].path) > 1 && str_eq(path_folder(str_from(t->items[i].path)), folder))
            vec_push(a, out, (struct fs_entry){path_name(str_from(t->items[i].path)), kind_of_item(&t->items[i])});
    return OK;
}

static enum err memory_link(void *payload, struct arena *a, struct str path, struct str *target, struct error *why)
{
    (void)a;
    (void)why;
    *target = str_from(find_item(payload, path)->text + 3);
    return OK;
}

static enum err memory_read(void *payload, struct arena *a, struct str path, uint64_t max, struct str *out,
                            struct error *why)
{
    (void)a;
    (void)max;
    (void)why;
    *out = str_from(find_item(payload, path)->text);
    return OK;
}

static bool is_builtin(void *payload, struct str specifier, enum node_major major)
{
    (void)payload;
    (void)major;
    return str_eq(specifier, STR("fs")) || str_eq(specifier, STR("node:fs")) || str_eq(specifier, STR("node:test"));
}

struct fixture {
    struct arena arena;
    struct memory_tree memory;
    struct resolver *resolver;
};

static void setup(struct fixture *f, const struct item *items, size_t count)
{
    struct file_tree_source source = {
        .kind = memory_kind, .list = memory_list, .link = memory_link, .read = memory_read};
    struct resolver_config config = {.is_builtin = is_builtin};

    *f = (struct fixture){.memory = {items, count}};
    source.payload = &f->memory;
    config.tree = file_tree_new(&f->arena, source, STR("/r"));
    f->resolver = resolver_new(&f->arena, &config);
}

static const struct item program[] = {
    {"/", NULL},
    {"/r", NULL},
    {"/r/package.json", "{\"name\":\"root\",\"main\":\"lib\",\"bin\":{\"run\":\"./bin.js\",\"gone\":\"gone.js\"}}"},
    {"/r/lib.js", ""},
    {"/r/bin.js", ""},
    {"/r/loop", "-> loop"},
    {"/r/up", "-> ../../.."},
    {"/r/link.js", "-> node_modules/a/index.js"},
    {"/r/packages", NULL},
    {"/r/packages/w", NULL},
    {"/r/packages/w/package.json", "{\"name\":\"w\",\"version\":\"2.0.0\"}"},
    {"/r/packages/w/esm", NULL},
    {"/r/packages/w/esm/package.json", "{\"type\":\"module\"}"},
    {"/r/packages/w/esm/x.js", ""},
    {"/r/node_modules", NULL},
    {"/r/node_modules/a", NULL},
    {"/r/node_modules/a/package.json", "{\"name\":\"liar\",\"version\":\"1.0.0\"}"},
    {"/r/node_modules/a/index.js", ""},
    {"/r/node_modules/a/README.md", ""},
    {"/r/node_modules/a/data.json", ""},
    {"/r/node_modules/a/native.node", ""},
    {"/r/node_modules/a/sub", NULL},
    {"/r/node_modules/a/sub/m.mjs", ""},
    {"/r/node_modules/a/node_modules", NULL},
    {"/r/node_modules/a/node_modules/b", NULL},
    {"/r/node_modules/a/node_modules/b/index.js", ""},
    {"/r/node_modules/@s", NULL},
    {"/r/node_modules/@s/c", NULL},
    {"/r/node_modules/@s/c/package.json",
     "{\"main\":\"gone.js\",\"exports\":{\".\":{\"import\":\"./i.mjs\",\"require\":\"./r.cjs\"},\"./f/*\":\"./src/"
     "*.js\",\"./f/no\":null}}"},
    {"/r/node_modules/@s/c/i.mjs", ""},
    {"/r/node_modules/@s/c/r.cjs", ""},
    {"/r/node_modules/@s/c/secret.js", ""},
    {"/r/node_modules/@s/c/src", NULL},
    {"/r/node_modules/@s/c/src/yes.js", ""},
    {"/r/node_modules/@s/c/src/no.js", ""},
    {"/r/node_modules/w", "-> ../packages/w"},
    {"/r/node_modules/single.js", ""},
};

/* The answer as one text: a file, node:x, !CODE or ?. */
static struct str ask(struct fixture *f, const char *from, const char *specifier, enum import_kind kind)
{
    struct resolution found = {0};
    struct strbuf b;

    resolve_specifier(f->resolver, str_from(from), str_from(specifier), kind, NODE_22, &found);
    strbuf_init(&b, &f->arena);
    switch (found.outcome) {
    case RESOLVED_FILE:
        strbuf_put(&b, found.file);
        break;
    case RESOLVED_BUILTIN:
        strbuf_printf(&b, "node:%.*s", STR_ARG(found.builtin));
        break;
    case RESOLVE_FAILED:
        strbuf_printf(&b, "!%.*s", STR_ARG(found.code));
        break;
    case RESOLVE_NOT_UNDERSTOOD:
        strbuf_put_c(&b, "?");
        break;
    }
    return strbuf_text(&b);
}

static void specifiers_lead_where_node_goes(void **state)
{
    static const struct {
        const char *specifier;
        const char *required;
        const char *imported;
    } cases[] = {
        {"./lib", "lib.js", "!ERR_MODULE_NOT_FOUND"},
        {".", "lib.js", "!ERR_UNSUPPORTED_DIR_IMPORT"},
        {"a", "node_modules/a/index.js", "node_modules/a/index.js"},
        {"./link.js", "node_modules/a/index.js", "node_modules/a/index.js"},
        {"@s/c", "node_modules/@s/c/r.cjs", "node_modules/@s/c/i.mjs"},
        {"@s/c/f/yes", "node_modules/@s/c/src/yes.js", "node_modules/@s/c/src/yes.js"},
        {"@s/c/f/no", "!ERR_PACKAGE_PATH_NOT_EXPORTED", "!ERR_PACKAGE_PATH_NOT_EXPORTED"},
        {"@s/c/secret.js", "!ERR_PACKAGE_PATH_NOT_EXPORTED", "!ERR_PACKAGE_PATH_NOT_EXPORTED"},
        {"single", "node_modules/single.js", "!ERR_MODULE_NOT_FOUND"},
        {"fs", "node:fs", "node:fs"},
        {"node:test", "node:test", "node:test"},
        {"node:nope", "!MODULE_NOT_FOUND", "!ERR_UNKNOWN_BUILTIN_MODULE"},
        {"nope", "!MODULE_NOT_FOUND", "!ERR_MODULE_NOT_FOUND"},
        {"./loop", "!MODULE_NOT_FOUND", "!ERR_MODULE_NOT_FOUND"},
        {"./up/r/lib.js", "lib.js", "lib.js"},
        {"data:text/javascript,0", "!MODULE_NOT_FOUND", "?"},
        {"http://example.invalid/x.js", "!MODULE_NOT_FOUND", "!ERR_UNSUPPORTED_ESM_URL_SCHEME"},
        {"\xed\xa0\x80", "?", "?"},
    };
    struct fixture f;

    (void)state;
    setup(&f, program, ARRAY_LEN(program));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_string_equal(ask(&f, "/r/lib.js", cases[i].specifier, IMPORT_REQUIRE).ptr, cases[i].required);
        assert_string_equal(ask(&f, "/r/lib.js", cases[i].specifier, IMPORT_DYNAMIC).ptr, cases[i].imported);
        assert_string_equal(ask(&f, "/r/lib.js", cases[i].specifier, IMPORT_REQUIRE_RESOLVE).ptr, cases[i].required);
    }
    arena_reset(&f.arena);
}

static void holes_name_what_is_missing(void **state)
{
    struct fixture f;
    struct resolution found;

    (void)state;
    setup(&f, program, ARRAY_LEN(program));
    resolve_specifier(f.resolver, STR("/r/lib.js"), STR("@no/pkg/x"), IMPORT_STATIC, NODE_24, &found);
    assert_int_equal(found.hole, HOLE_PACKAGE);
    assert_string_equal(found.assumed.ptr, "@no/pkg");
    resolve_specifier(f.resolver, STR("/r/lib.js"), STR("./no.js"), IMPORT_REQUIRE, NODE_24, &found);
    assert_int_equal(found.hole, HOLE_FILE);
    assert_string_equal(found.assumed.ptr, "no.js");
    arena_reset(&f.arena);
}

static void plug_and_play_is_recognised(void **state)
{
    static const struct item items[] = {
        {"/", NULL}, {"/r", NULL}, {"/r/.pnp.cjs", ""}, {"/r/lib", NULL}, {"/r/lib/a.js", ""},
    };
    struct fixture f;
    struct resolution found;

    (void)state;
    setup(&f, items, ARRAY_LEN(items));
    resolve_specifier(f.resolver, STR("/r/lib/a.js"), STR("x"), IMPORT_REQUIRE, NODE_24, &found);
    assert_int_equal(found.outcome, RESOLVE_NOT_UNDERSTOOD);
    assert_non_null(strstr(found.reason.ptr, "Plug'n'Play"));
    assert_string_equal(ask(&f, "/r/lib/a.js", "./b", IMPORT_REQUIRE).ptr, "!MODULE_NOT_FOUND");
    arena_reset(&f.arena);
}

static void files_belong_to_packages(void **state)
{
    static const struct {
        const char *file;
        const char *package;
        const char *name;
        const char *installed;
    } cases[] = {
        {"/r/lib.js", ".", "root", ""},
        {"/r/packages/w/esm/x.js", "packages/w", "w", ""},
        {"/r/node_modules/a/sub/m.mjs", "node_modules/a", "liar", "a"},
        {"/r/node_modules/a/node_modules/b/index.js", "node_modules/a/node_modules/b", "b", "b"},
        {"/r/node_modules/@s/c/i.mjs", "node_modules/@s/c", "@s/c", "@s/c"},
        {"/r/node_modules/single.js", "node_modules/single.js", "single.js", "single.js"},
        {"/r/node_modules/a", "node_modules/a", "liar", "a"},
        {"/r", ".", "root", ""},
    };
    struct fixture f;

    (void)state;
    setup(&f, program, ARRAY_LEN(program));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct package *package = package_of(resolver_packages(f.resolver), str_from(cases[i].file));

        assert_true(str_eq(package->path, str_from(cases[i].package)));
        assert_true(str_eq(package->name, str_from(cases[i].name)));
        assert_true(str_eq(package->installed, str_from(cases[i].installed)));
        assert_ptr_equal(package, package_of(resolver_packages(f.resolver), package->folder));
    }
    arena_reset(&f.arena);
}

static void a_folder_has_entries(void **state)
{
    struct fixture f;
    struct entries entries;
    struct error why = {0};

    (void)state;
    setup(&f, program, ARRAY_LEN(program));
    assert_int_equal(program_entries(f.resolver, &f.arena, STR("/r"), NODE_22, &entries, &why), OK);
    assert_int_equal(entries.len, 3);
    assert_true(str_eq(entries.items[0].found.file, STR("lib.js")));
    assert_true(str_eq(entries.items[1].label, STR("bin run")) && str_eq(entries.items[1].found.file, STR("bin.js")));
    assert_int_equal(entries.items[2].found.outcome, RESOLVE_FAILED);
    assert_int_equal(program_entries(f.resolver, &f.arena, STR("/r/node_modules/@s/c"), NODE_22, &entries, &why), OK);
    assert_int_equal(entries.len, 2);
    assert_int_equal(entries.items[0].why, ENTRY_REQUIRE);
    assert_true(str_eq(entries.items[1].found.file, STR("node_modules/@s/c/i.mjs")));
    assert_int_equal(program_entries(f.resolver, &f.arena, STR("/r/bin.js"), NODE_22, &entries, &why), OK);
    assert_int_equal(entries.items[0].found.format, FORMAT_DETECT);
    assert_int_equal(program_entries(f.resolver, &f.arena, STR("/r/packages"), NODE_22, &entries, &why), ERR_NOT_FOUND);
    arena_reset(&f.arena);
}

static void clients_can_load_what_is_offered(void **state)
{
    struct fixture f;
    struct client_face face;

    (void)state;
    setup(&f, program, ARRAY_LEN(program));
    assert_int_equal(package_client_files(f.resolver, &f.arena, STR("/r/node_modules/@s/c"), NODE_22, &face, NULL), OK);
    assert_int_equal(face.files.len, 3);
    assert_true(str_eq(face.files.items[2].subpath, STR("./f/yes")));
    assert_int_equal(package_client_files(f.resolver, &f.arena, STR("/r/node_modules/a"), NODE_22, &face, NULL), OK);
    assert_int_equal(face.files.len, 6);
    assert_int_equal(face.missed.len, 0);
    arena_reset(&f.arena);
}

static void urls_are_parsed_as_the_standard_says(void **state)
{
    static const struct {
        const char *text;
        const char *path;
        const char *suffix;
    } cases[] = {
        {"./x.js", "/a/x.js", ""},
        {"../x", "/x", ""},
        {"../../../x", "/x", ""},
        {".", "/a/", ""},
        {"..", "/", ""},
        {"/", "/", ""},
        {"./%2e%2E/x", "/x", ""},
        {".\\x\\..\\y", "/a/y", ""},
        {" ./x\n.js\t", "/a/x.js", ""},
        {"./x?q#h", "/a/x", "?q#h"},
        {"./x#h?q", "/a/x", "#h?q"},
        {"./x?", "/a/x", ""},
        {"./\xc3\xbc", "/a/%C3%BC", ""},
        {"./a b", "/a/a%20b", ""},
        {"./C|/../x", "/a/x", ""},
        {"/C|/../x", "/C:/x", ""},
        {"file:/y", "/y", ""},
        {"FILE:///y", "/y", ""},
        {"file://LOCALHOST/y", "/y", ""},
        {"./x/.", "/a/x/", ""},
    };
    struct arena a = {0};
    struct file_url base = url_of_path(&a, STR("/a/b.js"));

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct file_url url = {0};
        struct str scheme = {0};
        struct strbuf suffix;

        assert_int_equal(url_parse(&a, str_from(cases[i].text), &base, false, &url, &scheme), URL_FILE);
        strbuf_init(&suffix, &a);
        strbuf_put(&suffix, url.query);
        strbuf_put(&suffix, url.hash);
        if (!str_eq(url.path, str_from(cases[i].path)) || !str_eq(strbuf_text(&suffix), str_from(cases[i].suffix)))
            fail_msg("%s gives %.*s and %.*s", cases[i].text, STR_ARG(url.path), STR_ARG(strbuf_text(&suffix)));
    }
    arena_reset(&a);
}

/* Measured with Node 20.20.2 and 22.23.3: new URL("file:///x/.y/.").href is "file:///x/.y/.". */
static void dots_that_old_parsers_overlook_are_not_followed(void **state)
{
    static const struct {
        const char *text;
        bool skimmed;
    } cases[] = {
        {"file:///x/.y/.", true},      {"file:///x/.y/../z", true},   {"/x/.y/./", true},
        {"file:///x/.y/z/..", true},   {"file:/x/.y/.", true},        {"file:////x/.y/.", true},
        {"file:///a/.b/c/.d/.", true}, {"/x/.y/.?q", true},           {"file://localhost/x/.y/.", true},
        {"file:///x/y/.", false},      {"file:///.y/.", false},       {"file:///x/.y/.z", false},
        {"./x/.y/.", false},           {"file:///x/..y/.", false},    {"file:///x/./.y/.", false},
        {"file:///x/.y", false},       {"file:///x/.y/%41/.", false}, {"file:x/.y/.", false},
        {"file:///x/.y/.\\", false},   {"file:///C:/.y/..", true},
    };
    struct arena a = {0};
    struct file_url base = url_of_path(&a, STR("/a/b.js"));

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct file_url url = {0};
        struct str scheme = {0};
        enum url_kind kind = url_parse(&a, str_from(cases[i].text), &base, true, &url, &scheme);

        if (kind != (cases[i].skimmed ? URL_UNSURE : URL_FILE))
            fail_msg("%s", cases[i].text);
    }
    arena_reset(&a);
}

static void paths_beyond_all_limits_are_missing(void **state)
{
    enum { LEVELS = 100 * 1000 };
    struct fixture f;
    struct strbuf deep;

    (void)state;
    setup(&f, program, ARRAY_LEN(program));
    strbuf_init(&deep, &f.arena);
    for (int i = 0; i < LEVELS; i++)
        strbuf_put_c(&deep, "./a/");
    strbuf_put_c(&deep, "x.js");
    assert_string_equal(ask(&f, "/r/lib.js", strbuf_text(&deep).ptr, IMPORT_REQUIRE).ptr, "!MODULE_NOT_FOUND");
    assert_string_equal(ask(&f, "/r/lib.js", strbuf_text(&deep).ptr, IMPORT_STATIC).ptr, "!ERR_MODULE_NOT_FOUND");
    arena_reset(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specifiers_lead_where_node_goes),
        cmocka_unit_test(holes_name_what_is_missing),
        cmocka_unit_test(plug_and_play_is_recognised),
        cmocka_unit_test(files_belong_to_packages),
        cmocka_unit_test(a_folder_has_entries),
        cmocka_unit_test(clients_can_load_what_is_offered),
        cmocka_unit_test(urls_are_parsed_as_the_standard_says),
        cmocka_unit_test(paths_beyond_all_limits_are_missing),
        cmocka_unit_test(dots_that_old_parsers_overlook_are_not_followed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
