#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/package/json_scan.h"
#include "analyzer/package/manifest.h"
#include "analyzer/package/path.h"
#include "tests/unit/temp_tree.h"

struct fixture {
    struct arena arena;
    struct temp_tree disk;
    struct manifests *manifests;
};

static void setup(struct fixture *f, const char *text)
{
    const struct temp_file file = {"package.json", text};

    *f = (struct fixture){0};
    temp_tree_make(&f->disk, &file, 1);
    f->manifests = manifests_new(&f->arena, file_tree_new(&f->arena, file_tree_disk(), f->disk.root));
}

static void teardown(struct fixture *f)
{
    temp_tree_free(&f->disk);
    arena_reset(&f->arena);
}

static void members_are_listed_as_they_are_written(void **state)
{
    struct json_members members = {0};
    struct arena a = {0};

    (void)state;
    assert_int_equal(
        json_scan_object(&a, STR("\xef\xbb\xbf {\"a\" : [1, {\"x\":\"}\"}] ,\n\"\\u0062\":-0.5e+1,\"a\":\"\\\"\"} "),
                         &members, NULL),
        OK);
    assert_int_equal(members.len, 3);
    assert_true(str_eq(members.items[0].key, STR("a")));
    assert_true(str_eq(members.items[0].value, STR("[1, {\"x\":\"}\"}]")));
    assert_true(str_eq(members.items[1].key, STR("\\u0062")));
    assert_true(str_eq(members.items[1].value, STR("-0.5e+1")));
    assert_true(str_eq(members.items[2].value, STR("\"\\\"\"")));
    arena_reset(&a);
}

static void what_is_no_object_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "[]",
                                        "null",
                                        "\"x\"",
                                        "5",
                                        "{",
                                        "}",
                                        "{}}",
                                        "{} x",
                                        "{,}",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "{\"a\":1 \"b\":2}",
                                        "{'a':1}",
                                        "{a:1}",
                                        "{\"a\":01}",
                                        "{\"a\":1.}",
                                        "{\"a\":.5}",
                                        "{\"a\":+1}",
                                        "{\"a\":1e}",
                                        "{\"a\":tru}",
                                        "{\"a\":nulll}",
                                        "{\"a\":[1,]}",
                                        "{\"a\":[}]}",
                                        "{\"a\":[1}",
                                        "{\"a\":\"\n\"}",
                                        "{\"a\":\"\\x\"}",
                                        "{\"a\":\"\\u12g4\"}",
                                        "{\"a\":\"\\u12",
                                        "{\"a\":\"",
                                        "{\"a\"",
                                        "{/**/}",
                                        "\xef\xbb{}"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct json_members members = {0};
        struct arena a = {0};

        if (json_scan_object(&a, str_from(texts[i]), &members, NULL) != ERR_FORMAT)
            fail_msg("accepted: %s", texts[i]);
        arena_reset(&a);
    }
}

static void nesting_is_bounded_without_recursion(void **state)
{
    enum { DEEP = 1000 * 1000 };
    struct json_members members = {0};
    struct arena a = {0};
    char *text = arena_alloc(&a, DEEP + 5);

    (void)state;
    memcpy(text, "{\"a\":", 5);
    memset(text + 5, '[', DEEP);
    assert_int_equal(json_scan_object(&a, (struct str){text, DEEP + 5}, &members, NULL), ERR_LIMIT);
    assert_int_equal(json_scan_object(&a, (struct str){text, 900}, &members, NULL), ERR_FORMAT);
    arena_reset(&a);
}

static void a_manifest_is_read(void **state)
{
    struct fixture f;
    const struct manifest *m = NULL;

    (void)state;
    setup(&f,
          "\xef\xbb\xbf{\"name\":\"x\",\"version\":\"1.2.3\",\"main\":\"a\",\"type\":\"module\",\"exports\":{\".\":\"./"
          "a.js\"},\"imports\":null,"
          "\"bin\":\"b.js\",\"dependencies\":{\"y\":\"1\"},\"devDependencies\":{\"z\":\"1\",\"z\":\"2\"},\"n\":1e999}");
    m = manifest_of(f.manifests, f.disk.root);
    assert_int_equal(m->state, MANIFEST_READ);
    assert_true(str_eq(m->name, STR("x")) && str_eq(m->version, STR("1.2.3")) && str_eq(m->main, STR("a")));
    assert_int_equal(m->type, MANIFEST_TYPE_MODULE);
    assert_non_null(manifest_exports(m, NODE_24));
    assert_null(manifest_imports(m, NODE_20));
    assert_true(jdoc_is(m->bin, JDOC_STRING) && jdoc_is(m->dependencies, JDOC_OBJECT));
    assert_false(manifest_throws(m, NODE_26));
    assert_ptr_equal(m, manifest_of(f.manifests, f.disk.root));
    teardown(&f);
}

static void what_majors_read_differently_is_not_understood(void **state)
{
    static const char *const texts[] = {"{\"main\":\"a.js\",\"main\":\"b.js\"}",
                                        "{\"m\\u0061in\":\"b.js\"}",
                                        "{\"exports\":{\"a\":1,\"a\":2}}",
                                        "[]",
                                        "null",
                                        "",
                                        "{\"main\":\"a.js\",}",
                                        "{\"exports\":\"{}\"}",
                                        "{\"name\":\"\xff\"}",
                                        "{\"foo\":{bad}}"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct fixture f;
        const struct manifest *m = NULL;

        setup(&f, texts[i]);
        m = manifest_of(f.manifests, f.disk.root);
        if (m->state != MANIFEST_NOT_UNDERSTOOD || m->reason.len == 0)
            fail_msg("understood: %s", texts[i]);
        teardown(&f);
    }
}

static void values_of_wrong_kinds_are_as_node_takes_them(void **state)
{
    struct fixture f;
    const struct manifest *m = NULL;

    (void)state;
    setup(&f, "{\"name\":5,\"exports\":false,\"main\":[]}");
    m = manifest_of(f.manifests, f.disk.root);
    assert_int_equal(m->state, MANIFEST_READ);
    assert_false(manifest_throws(m, NODE_20));
    assert_true(manifest_throws(m, NODE_22));
    assert_non_null(manifest_exports(m, NODE_20));
    assert_null(manifest_exports(m, NODE_22));
    assert_false(m->has_name || m->has_main);
    teardown(&f);
}

static void an_absent_manifest_is_absent(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f, "{}");
    temp_tree_add(&f.disk, "folder/package.json/x", "");
    assert_int_equal(manifest_of(f.manifests, path_join(&f.arena, f.disk.root, STR("folder")))->state, MANIFEST_ABSENT);
    assert_int_equal(manifest_of(f.manifests, path_join(&f.arena, f.disk.root, STR("nope")))->state, MANIFEST_ABSENT);
    teardown(&f);
}

static void a_huge_manifest_is_not_understood(void **state)
{
    enum { HUGE_BYTES = 17 * 1024 * 1024 };
    struct fixture f;
    char *text = malloc(HUGE_BYTES + 1);

    (void)state;
    assert_non_null(text);
    memset(text, ' ', HUGE_BYTES);
    memcpy(text, "{}", 2);
    text[HUGE_BYTES] = '\0';
    setup(&f, text);
    assert_int_equal(manifest_of(f.manifests, f.disk.root)->state, MANIFEST_NOT_UNDERSTOOD);
    teardown(&f);
    text[10 * 1024 * 1024] = '\0';
    setup(&f, text);
    assert_int_equal(manifest_of(f.manifests, f.disk.root)->state, MANIFEST_READ);
    teardown(&f);
    free(text);
}

static void install_hooks_are_found(void **state)
{
    struct fixture f;
    struct manifest_hooks hooks;

    (void)state;
    setup(&f, "{\"scripts\":{\"test\":\"t\",\"postinstall\":\"p\",\"install\":\"i\"}}");
    hooks = manifest_install_hooks(f.manifests, &f.arena, manifest_of(f.manifests, f.disk.root));
    assert_int_equal(hooks.len, 2);
    assert_true(str_eq(hooks.items[0].command, STR("i")) && str_eq(hooks.items[1].name, STR("postinstall")));
    teardown(&f);
    setup(&f, "{}");
    temp_tree_add(&f.disk, "binding.gyp", "{}");
    hooks = manifest_install_hooks(f.manifests, &f.arena, manifest_of(f.manifests, f.disk.root));
    assert_int_equal(hooks.len, 1);
    assert_true(str_eq(hooks.items[0].command, STR("node-gyp rebuild")));
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_listed_as_they_are_written),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(nesting_is_bounded_without_recursion),
        cmocka_unit_test(a_manifest_is_read),
        cmocka_unit_test(what_majors_read_differently_is_not_understood),
        cmocka_unit_test(values_of_wrong_kinds_are_as_node_takes_them),
        cmocka_unit_test(an_absent_manifest_is_absent),
        cmocka_unit_test(a_huge_manifest_is_not_understood),
        cmocka_unit_test(install_hooks_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
