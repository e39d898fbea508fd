#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "analyzer/base/name_fold.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/package/path.h"
#include "analyzer/package/tarball_tree.h"
#include "tests/unit/temp_tree.h"

struct text_file {
    struct str path;
    struct str bytes;
};

static const struct text_file files[] = {
    {STR_INIT(".gitignore"), STR_INIT("x")},     {STR_INIT("index.js"), STR_INIT("1")},
    {STR_INIT("lib-x.js"), STR_INIT("2")},       {STR_INIT("lib/a.js"), STR_INIT("3")},
    {STR_INIT("lib/deep/b.js"), STR_INIT("4")},  {STR_INIT("sub/.gitignore"), STR_INIT("x")},
    {STR_INIT("sub/.npmignore"), STR_INIT("y")},
};

static struct tarball archive(struct arena *a)
{
    struct tarball t = {0};

    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        vec_push(a, &t.files, (struct tarball_file){.path = files[i].path, .bytes = files[i].bytes});
    return t;
}

static void assert_list(struct file_tree *tree, struct arena *a, const char *folder, const char *expected)
{
    struct fs_entries entries = {0};
    struct strbuf text;

    strbuf_init(&text, a);
    assert_int_equal(file_tree_list(tree, a, str_from(folder), &entries, NULL), OK);
    for (uint32_t i = 0; i < entries.len; i++)
        strbuf_printf(&text, "%s%.*s", i == 0 ? "" : " ", STR_ARG(entries.items[i].name));
    assert_string_equal(strbuf_text(&text).ptr, expected);
}

static void archives_stand_in_their_folders(void **state)
{
    struct arena a = {0};
    struct tarball t = archive(&a);
    struct tarball_tree *trees = tarball_tree_new(&a, NULL);
    struct file_tree *tree = NULL;
    struct str text = {0};
    struct str real = {0};

    (void)state;
    tarball_tree_mount(trees, STR("/node_modules/x"), &t);
    tarball_tree_mount(trees, STR("/node_modules/x/node_modules/@s/y"), &t);
    tarball_tree_add_link(trees, STR("/node_modules/z"), STR("x/lib"));
    tree = file_tree_new(&a, tarball_tree_source(trees), STR("/"));
    assert_list(tree, &a, "/", "node_modules");
    assert_list(tree, &a, "/node_modules/x", ".gitignore .npmignore index.js lib lib-x.js node_modules sub");
    assert_list(tree, &a, "/node_modules/x/node_modules/@s/y/lib", "a.js deep");
    assert_int_equal(file_tree_real(tree, STR("/node_modules/z/a.js"), &real), PLACE_FILE);
    assert_true(str_eq(real, STR("/node_modules/x/lib/a.js")));
    assert_int_equal(file_tree_read(tree, &a, real, 10, &text, NULL), OK);
    assert_true(str_eq(text, STR("3")));
    assert_int_equal(file_tree_read(tree, &a, real, 0, &text, NULL), ERR_LIMIT);
    assert_int_equal(file_tree_kind(tree, STR("/node_modules/x/none")), PLACE_MISSING);
    arena_reset(&a);
}

static void files_that_are_known_by_their_digest_cannot_be_read_and_that_is_noticed(void **state)
{
    struct arena a = {0};
    struct tarball t = archive(&a);
    struct digest one = digest_of(STR("1"));
    struct digest found = {0};
    struct tarball_tree *trees = tarball_tree_new(&a, NULL);
    struct file_tree_source source;
    struct str text = {0};
    uint32_t at = 0;

    (void)state;
    t.files.items[1] = (struct tarball_file){.path = STR("index.js"), .digest = &one};
    tarball_tree_mount(trees, STR("/node_modules/x"), &t);
    source = tarball_tree_source(trees);
    assert_int_equal(source.kind(source.payload, STR("/node_modules/x/index.js")), FS_FILE);
    assert_true(source.digest(source.payload, STR("/node_modules/x/index.js"), &found));
    assert_true(digest_eq(&found, &one));
    assert_false(source.digest(source.payload, STR("/node_modules/x/lib-x.js"), &found));
    assert_false(tarball_tree_asked(trees, &at, &text));
    assert_int_equal(source.read(source.payload, &a, STR("/node_modules/x/index.js"), 10, &text, NULL), ERR_NOT_FOUND);
    at = 0;
    assert_true(tarball_tree_asked(trees, &at, &text));
    assert_true(str_eq(text, STR("/node_modules/x/index.js")));
    assert_false(tarball_tree_asked(trees, &at, &text));
    arena_reset(&a);
}

/* An archive with files where another package stands: npm writes the two at once. */
static void what_two_archives_write_is_not_understood(void **state)
{
    struct arena a = {0};
    struct tarball outer = {0};
    struct tarball inner = {0};

    (void)state;
    vec_push(&a, &outer.files, (struct tarball_file){.path = STR("index.js"), .bytes = STR("1")});
    vec_push(&a, &outer.files, (struct tarball_file){.path = STR("node_modules/b/index.js"), .bytes = STR("2")});
    vec_push(&a, &outer.files, (struct tarball_file){.path = STR("node_modules/b/x.js"), .bytes = STR("3")});
    vec_push(&a, &outer.files, (struct tarball_file){.path = STR("node_modules/c/x.js"), .bytes = STR("4")});
    vec_push(&a, &inner.files, (struct tarball_file){.path = STR("index.js"), .bytes = STR("5")});
    vec_push(&a, &inner.files, (struct tarball_file){.path = STR("own.js"), .bytes = STR("6")});
    for (int order = 0; order < 2; order++) {
        struct tarball_tree *trees = tarball_tree_new(&a, NULL);
        struct file_tree *tree = NULL;

        if (order == 0)
            tarball_tree_mount(trees, STR("/node_modules/a"), &outer);
        tarball_tree_mount(trees, STR("/node_modules/a/node_modules/b"), &inner);
        if (order == 1)
            tarball_tree_mount(trees, STR("/node_modules/a"), &outer);
        tree = file_tree_new(&a, tarball_tree_source(trees), STR("/"));
        assert_int_equal(file_tree_kind(tree, STR("/node_modules/a/index.js")), PLACE_FILE);
        assert_int_equal(file_tree_kind(tree, STR("/node_modules/a/node_modules/b/index.js")), PLACE_OTHER);
        assert_int_equal(file_tree_kind(tree, STR("/node_modules/a/node_modules/b/x.js")), PLACE_OTHER);
        assert_int_equal(file_tree_kind(tree, STR("/node_modules/a/node_modules/b/own.js")), PLACE_FILE);
        assert_int_equal(file_tree_kind(tree, STR("/node_modules/a/node_modules/c/x.js")), PLACE_FILE);
    }
    arena_reset(&a);
}

static void what_clients_rename_is_not_understood(void **state)
{
    struct arena a = {0};
    struct tarball t = archive(&a);
    struct tarball_tree *trees = tarball_tree_new(&a, NULL);
    struct file_tree *tree = NULL;

    (void)state;
    tarball_tree_mount(trees, STR("/x"), &t);
    tree = file_tree_new(&a, tarball_tree_source(trees), STR("/"));
    assert_int_equal(file_tree_kind(tree, STR("/x/.gitignore")), PLACE_OTHER);
    assert_int_equal(file_tree_kind(tree, STR("/x/.npmignore")), PLACE_OTHER);
    assert_int_equal(file_tree_kind(tree, STR("/x/sub/.gitignore")), PLACE_OTHER);
    assert_int_equal(file_tree_kind(tree, STR("/x/sub/.npmignore")), PLACE_FILE);
    arena_reset(&a);
}

static void a_disk_below_has_no_say_in_node_modules(void **state)
{
    static const struct temp_file disk_files[] = {
        {"package.json", "{}"},
        {"node_modules/x/index.js", "disk"},
        {"node_modules/other/index.js", "disk"},
        {"src/node_modules/kept/index.js", "disk"},
    };
    struct arena a = {0};
    struct tarball t = archive(&a);
    struct temp_tree disk;
    struct file_tree_source below = file_tree_disk();
    struct tarball_tree *trees = tarball_tree_new(&a, &below);
    struct file_tree *tree = NULL;
    struct str text = {0};

    (void)state;
    temp_tree_make(&disk, disk_files, ARRAY_LEN(disk_files));
    tarball_tree_mount(trees, path_join(&a, disk.root, STR("node_modules/x")), &t);
    tree = file_tree_new(&a, tarball_tree_source(trees), disk.root);
    assert_list(tree, &a, disk.root.ptr, "node_modules package.json src");
    assert_list(tree, &a, path_join(&a, disk.root, STR("node_modules")).ptr, "x");
    assert_int_equal(
        file_tree_read(tree, &a, path_join(&a, disk.root, STR("node_modules/x/index.js")), 10, &text, NULL), OK);
    assert_true(str_eq(text, STR("1")));
    assert_int_equal(file_tree_kind(tree, path_join(&a, disk.root, STR("src/node_modules/kept/index.js"))), PLACE_FILE);
    temp_tree_free(&disk);
    arena_reset(&a);
}

static void names_that_file_systems_confuse_fold_alike(void **state)
{
    static const char *const pairs[][2] = {{"README.md", "readme.MD"}, {"\u00e9", "e\u0301"},     {"\u212a", "k"},
                                           {"\u00df", "SS"},           {"a\u200db", "ab"},        {"\uff21", "a"},
                                           {"\u0130", "i\u0307"},      {"\u1e9b\u0323", "\u1e69"}};
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        assert_true(str_eq(name_fold(&a, str_from(pairs[i][0])), name_fold(&a, str_from(pairs[i][1]))));
    assert_false(str_eq(name_fold(&a, STR("a")), name_fold(&a, STR("\u0430"))));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(archives_stand_in_their_folders),
        cmocka_unit_test(what_two_archives_write_is_not_understood),
        cmocka_unit_test(files_that_are_known_by_their_digest_cannot_be_read_and_that_is_noticed),
        cmocka_unit_test(what_clients_rename_is_not_understood),
        cmocka_unit_test(a_disk_below_has_no_say_in_node_modules),
        cmocka_unit_test(names_that_file_systems_confuse_fold_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
