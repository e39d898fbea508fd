/* trace: every kind of answer is noticed when it changes, and only then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/trace.h"
#include "tests/unit/temp_tree.h"

static const struct temp_file files[] = {{"a/package.json", "{}"}, {"a/index.js", "1"}, {"b/x", "y"}};

static struct str path_of(struct temp_tree *tree, const char *name)
{
    struct strbuf path;

    strbuf_init(&path, &tree->arena);
    strbuf_printf(&path, "%.*s/%s", STR_ARG(tree->root), name);
    return str_dup(&tree->arena, strbuf_text(&path));
}

/* Asks one question of each kind, also about what is not there. */
static void ask_all(struct temp_tree *tree, struct trace *t)
{
    struct file_tree_source source = trace_source(t);
    struct arena *a = &tree->arena;
    struct fs_entries entries = {0};
    struct str text = {0};

    (void)symlink("b", path_of(tree, "link").ptr);
    assert_int_equal(source.kind(source.payload, path_of(tree, "a")), FS_DIR);
    assert_int_equal(source.kind(source.payload, path_of(tree, "absent")), FS_MISSING);
    assert_int_equal(source.list(source.payload, a, path_of(tree, "a"), &entries, NULL), OK);
    assert_int_equal(entries.len, 2);
    assert_int_equal(source.list(source.payload, a, path_of(tree, "c"), &entries, NULL), ERR_NOT_FOUND);
    assert_int_equal(source.link(source.payload, a, path_of(tree, "link"), &text, NULL), OK);
    assert_true(str_eq(text, STR("b")));
    assert_int_equal(source.read(source.payload, a, path_of(tree, "a/index.js"), 100, &text, NULL), OK);
    assert_true(str_eq(text, STR("1")));
    assert_int_equal(source.read(source.payload, a, path_of(tree, "a/none.js"), 100, &text, NULL), ERR_NOT_FOUND);
}

static uint32_t count_changed(const struct trace *t)
{
    struct arena scratch = {0};
    uint32_t changed = 0;

    for (uint32_t i = 0; i < t->facts.len; i++)
        changed += !trace_holds(&t->facts.items[i], &scratch);
    arena_reset(&scratch);
    return changed;
}

/* Writes the trace and reads it back. */
static void renew(struct temp_tree *tree, struct trace *t)
{
    struct strbuf out;
    struct reader r = {0};

    strbuf_init(&out, &tree->arena);
    trace_encode(t, &out);
    r.bytes = strbuf_text(&out);
    trace_init(t, &tree->arena);
    trace_decode(t, &r);
    assert_true(reader_done(&r));
}

static void setup(struct temp_tree *tree, struct trace *t)
{
    temp_tree_make(tree, files, ARRAY_LEN(files));
    trace_init(t, &tree->arena);
    ask_all(tree, t);
    renew(tree, t);
    assert_int_equal(t->facts.len, 7);
    assert_int_equal(count_changed(t), 0);
}

static void nothing_else_matters(void **state)
{
    struct temp_tree tree;
    struct trace t;

    (void)state;
    setup(&tree, &t);
    temp_tree_add(&tree, "b/new", "z");
    temp_tree_add(&tree, "a/index.js", "1"); /* again: another time, the same bytes */
    assert_int_equal(count_changed(&t), 0);
    temp_tree_free(&tree);
}

static void a_change_is_noticed(void **state)
{
    static const struct {
        const char *path;
        const char *text;
        uint32_t changed;
    } cases[] = {
        {"a/index.js", "2", 1}, /* what it says */
        {"a/none.js", "", 2},   /* it is there, and in the folder */
        {"absent", "", 1},      /* it is there */
        {"c/new", "", 1},       /* the folder is there */
        {"a/sub/x", "", 1},     /* a name in a folder */
        {"a/index.js",
         "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111"
         "1111111111111111",
         1}, /* too long */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct temp_tree tree;
        struct trace t;

        setup(&tree, &t);
        temp_tree_add(&tree, cases[i].path, cases[i].text);
        assert_int_equal(count_changed(&t), cases[i].changed);
        temp_tree_free(&tree);
    }
}

static void links_and_kinds_are_noticed(void **state)
{
    struct temp_tree tree;
    struct trace t;

    (void)state;
    setup(&tree, &t);
    assert_int_equal(unlink(path_of(&tree, "link").ptr), 0);
    assert_int_equal(symlink("a", path_of(&tree, "link").ptr), 0);
    assert_int_equal(count_changed(&t), 1);
    /* The same name, but no file any more: the listing and the reading differ. */
    assert_int_equal(unlink(path_of(&tree, "a/index.js").ptr), 0);
    assert_int_equal(symlink("package.json", path_of(&tree, "a/index.js").ptr), 0);
    assert_int_equal(count_changed(&t), 3);
    temp_tree_free(&tree);
}

static void a_bad_record_is_refused(void **state)
{
    struct temp_tree tree;
    struct trace t;
    struct strbuf out;
    char *copy = NULL;

    (void)state;
    setup(&tree, &t);
    strbuf_init(&out, &tree.arena);
    trace_encode(&t, &out);
    for (size_t len = 0; len < out.len; len++) {
        struct reader r = {.bytes = {strbuf_text(&out).ptr, len}};
        trace_init(&t, &tree.arena);
        trace_decode(&t, &r);
        assert_false(reader_done(&r));
    }
    for (size_t i = 0; i < out.len; i++) {
        struct reader r = {0};
        copy = str_to_c(&tree.arena, strbuf_text(&out));
        copy[i] = (char)~copy[i];
        r.bytes = (struct str){copy, out.len};
        trace_init(&t, &tree.arena);
        trace_decode(&t, &r);
        for (uint32_t k = 0; k < t.facts.len; k++)
            assert_int_equal(t.facts.items[k].path.ptr[t.facts.items[k].path.len], '\0');
    }
    temp_tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_else_matters),
        cmocka_unit_test(a_change_is_noticed),
        cmocka_unit_test(links_and_kinds_are_noticed),
        cmocka_unit_test(a_bad_record_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
