/* source and tree: positions, navigation, goals, and texts that nobody should write. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <pthread.h>
#include <string.h>

#include "analyzer/base/compiler.h"
#include "analyzer/base/limits.h"
#include "analyzer/syntax/tree_dump.h"

struct fixture {
    struct arena arena;
    struct parser *parser;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct error why = {0};

    *state = &f;
    return parser_new(&f.parser, &why) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    parser_free(f->parser);
    arena_reset(&f->arena);
    return 0;
}

static struct tree parse(struct fixture *f, const char *text, enum goal goal)
{
    return tree_parse(&f->arena, f->parser, str_from(text), goal);
}

static void source_positions_count_as_editors_do(void **state)
{
    struct fixture *f = *state;
    struct source s = source_decode(&f->arena, STR("\xEF\xBB\xBF"
                                                   "a\r\nb\rc\xE2\x80\xA8\xF0\x9F\x98\x80x\n"));
    static const struct {
        uint32_t at;
        uint32_t line;
        uint32_t column;
    } cases[] = {{0, 1, 1}, {1, 1, 2}, {3, 2, 1}, {5, 3, 1}, {9, 4, 1}, {13, 4, 3}, {15, 5, 1}, {99, 5, 1}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct position p = source_position(&f->arena, &s, cases[i].at);

        assert_int_equal(p.line, cases[i].line);
        assert_int_equal(p.column, cases[i].column);
    }
    assert_true(str_eq(source_line(&f->arena, &s, 2), STR("b")));
    assert_true(str_eq(source_line(&f->arena, &s, 5), STR("")));
    assert_true(str_eq(source_line(&f->arena, &s, 6), STR("")));
    assert_true(str_eq(source_line(&f->arena, &s, 0), STR("")));
}

static void tree_is_walked_by_its_parts(void **state)
{
    struct fixture *f = *state;
    struct tree t = parse(f, "/* c */ async function f(a) { return a }", GOAL_COMMONJS);
    node_id function = tree_named_first(&t, 0);
    node_id name = tree_field(&t, function, FIELD_NAME);

    assert_false(t.has_error);
    assert_int_equal(tree_kind(&t, function), KIND_FUNCTION_DECLARATION);
    assert_true(tree_token(&t, function, TOKEN_ASYNC) == tree_first(&t, function));
    assert_true(tree_token(&t, function, TOKEN_STAR) == NODE_NONE);
    assert_true(str_eq(tree_text(&t, name), STR("f")));
    assert_true(tree_named_first(&t, function) == name);
    assert_int_equal(tree_kind(&t, tree_named_next(&t, name)), KIND_FORMAL_PARAMETERS);
    assert_true(tree_next(&t, function) == NODE_NONE && tree_next(&t, 0) == NODE_NONE);
    assert_true(tree_first(&t, name) == NODE_NONE);
    assert_int_equal(tree_node(&t, 0)->size, t.count);
}

static void tree_dumps_tokens_and_nodes(void **state)
{
    struct fixture *f = *state;
    struct tree t = parse(f, "a(\"b\\n\", /c/g)", GOAL_SCRIPT);
    struct strbuf out;

    strbuf_init(&out, &f->arena);
    tree_dump_tokens(&t, &out);
    assert_string_equal(strbuf_text(&out).ptr, "identifier 0 1\n( 1 2\nstring 2 7\n, 7 8\nregex 9 13\n) 13 14\n");
    strbuf_init(&out, &f->arena);
    tree_dump_nodes(&t, &out);
    assert_non_null(strstr(strbuf_text(&out).ptr, "\n   function: identifier [0, 1) a\n"));
}

static void tree_goal_is_found_as_node_finds_it(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text;
        enum goal goal;
        bool error;
    } cases[] = {
        {"a", GOAL_COMMONJS, false},
        {"await (a)", GOAL_COMMONJS, false},
        {"await a", GOAL_MODULE, false},
        {"import a from 'a'", GOAL_MODULE, false},
        {"import('a')", GOAL_COMMONJS, false},
        {"import.meta", GOAL_MODULE, false},
        {"const require = 1", GOAL_MODULE, false},
        {"var require = 1", GOAL_COMMONJS, false},
        {"return; export {}", GOAL_MODULE, true},
        {"a b", GOAL_COMMONJS, true},
        {"x = <!-- y\n1", GOAL_COMMONJS, false},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct tree t = parse(f, cases[i].text, GOAL_DETECT);

        assert_int_equal(t.goal, cases[i].goal);
        assert_int_equal(t.has_error, cases[i].error);
        assert_int_equal(t.error_text != NULL, cases[i].error);
    }
}

static void tree_repairs_are_not_to_be_seen(void **state)
{
    struct fixture *f = *state;
    struct tree t = parse(f, "await (a)(b)\nx = () => {}\n(c)", GOAL_MODULE);
    node_id statement = tree_named_first(&t, 0);
    node_id await = tree_named_first(&t, statement);

    assert_false(t.has_error);
    assert_int_equal(tree_kind(&t, await), KIND_AWAIT_EXPRESSION);
    assert_true(str_eq(tree_text(&t, tree_first(&t, await)), STR("await")));
    assert_int_equal(tree_kind(&t, tree_named_first(&t, await)), KIND_CALL_EXPRESSION);
    for (node_id n = 0; n < t.count; n++)
        assert_int_not_equal(tree_kind(&t, n), TOKEN_SEMICOLON);
}

struct shape {
    const char *open;
    const char *close;
    uint32_t count;
    bool error;
};

static char *put(char *at, const char *what, uint32_t count)
{
    size_t len = strlen(what);

    for (uint32_t i = 0; i < count; i++) {
        memcpy(at, what, len);
        at += len;
    }
    return at;
}

static bool parses_as_expected(const struct shape *shape)
{
    struct arena a = {0};
    struct parser *parser;
    struct error why = {0};
    struct tree t = {0};
    char *text = arena_alloc(&a, (strlen(shape->open) + strlen(shape->close)) * shape->count);
    char *end = put(put(text, shape->open, shape->count), shape->close, shape->count);
    bool good = parser_new(&parser, &why) == OK;

    if (good) {
        t = tree_parse(&a, parser, (struct str){text, (size_t)(end - text)}, GOAL_DETECT);
        good = t.has_error == shape->error;
        parser_free(parser);
    }
    arena_reset(&a);
    return good;
}

static void *run(void *shape)
{
    return parses_as_expected(shape) ? shape : NULL;
}

static void tree_survives_hostile_shapes_on_a_small_stack(void **state)
{
    static struct shape shapes[] = {
        {"[", "]", 200000, true},     {"[", "]", 9999, false},        {"(", "", 200000, true},
        {"//x\n", "", 100000, false}, {"a\n//x\n", "", 50000, false}, {"`${", "}`", 20000, true},
        {"{", "}", 100000, true},     {";", "", 12000000, true},
    };
    pthread_attr_t attributes;

    (void)state;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        pthread_t thread;
        void *good = NULL;

        assert_int_equal(pthread_create(&thread, &attributes, run, &shapes[i]), 0);
        assert_int_equal(pthread_join(thread, &good), 0);
        if (good == NULL)
            print_error("%s\n", shapes[i].open);
        assert_non_null(good);
    }
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(source_positions_count_as_editors_do),
        cmocka_unit_test(tree_is_walked_by_its_parts),
        cmocka_unit_test(tree_dumps_tokens_and_nodes),
        cmocka_unit_test(tree_goal_is_found_as_node_finds_it),
        cmocka_unit_test(tree_repairs_are_not_to_be_seen),
        cmocka_unit_test(tree_survives_hostile_shapes_on_a_small_stack),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
