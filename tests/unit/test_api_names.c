/* The recorded names of real Nodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/strbuf.h"
#include "rules/api_names.h"
#include "tests/unit/temp_tree.h"

static struct arena arena;

static void a_recording_is_read(void **state)
{
    struct api_names names = {0};
    struct error why = {0};
    bool open = false;
    bool map = false;
    bool argv = false;

    (void)state;
    assert_int_equal(api_names_load(&arena, CORDON_ROOT "/rules/members.tsv", &names, &why), OK);
    for (uint32_t i = 0; i < names.len; i++) {
        const struct api_name *name = &names.items[i];

        open = open || (str_eq(name->print, STR("sqlite.DatabaseSync")) && name->root == API_MODULE && name->function &&
                        (name->majors & node_major_bit(NODE_20)) == 0);
        map = map || (str_eq(name->print, STR("Array.prototype.map")) && name->root == API_GLOBAL &&
                      name->majors == NODE_MAJORS_ALL);
        argv = argv || (str_eq(name->print, STR("process.argv")) && name->root == API_MODULE && !name->function);
    }
    assert_true(open && map && argv);
}

static void a_path_has_a_step_for_each_name(void **state)
{
    struct api_path path = api_name_path(&arena, API_MODULE, STR("fs/promises.constants.O_RDONLY"));
    struct api_path meta = api_name_path(&arena, API_IMPORT_META, STR("import.meta.url"));
    struct api_path bare = api_name_path(&arena, API_GLOBAL, STR("fetch"));

    (void)state;
    assert_true(str_eq(path.name, STR("fs/promises")));
    assert_int_equal(path.count, 2);
    assert_true(str_eq(path.steps[1].name, STR("O_RDONLY")));
    assert_int_equal(meta.count, 1);
    assert_true(str_eq(meta.steps[0].name, STR("url")));
    assert_int_equal(bare.count, 0);
    assert_true(str_eq(bare.name, STR("fetch")));
}

static void anything_else_is_an_error_with_its_line(void **state)
{
    static const char *const wrong[] = {
        "package fs\tfunction\t20\n",
        "module fs.x\tfunction\n",
        "module fs.x\tfunction\t21\n",
        "module \tfunction\t20\n",
        "\n",
        "module fs.x function 20\n",
        "module\tfunction\t20\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        const struct temp_file file = {"members.tsv", wrong[i]};
        struct api_names names = {0};
        struct error why = {0};
        struct temp_tree tree;
        struct strbuf path;

        temp_tree_make(&tree, &file, 1);
        strbuf_init(&path, &arena);
        strbuf_put(&path, tree.root);
        strbuf_put_c(&path, "/members.tsv");
        assert_int_equal(api_names_load(&arena, strbuf_text(&path).ptr, &names, &why), ERR_FORMAT);
        assert_non_null(strstr(why.text, ":1: "));
        temp_tree_free(&tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recording_is_read),
        cmocka_unit_test(a_path_has_a_step_for_each_name),
        cmocka_unit_test(anything_else_is_an_error_with_its_line),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    arena_reset(&arena);
    return failed;
}
