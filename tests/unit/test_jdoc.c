#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/base/jdoc.h"
#include "analyzer/base/limits.h"

static const struct jdoc *parsed(struct arena *a, struct str text)
{
    struct error why = {0};
    const struct jdoc *doc = NULL;

    if (jdoc_parse(a, text, &doc, &why) != OK)
        fail_msg("%s", why.text);
    return doc;
}

static void jdoc_reads_each_kind(void **state)
{
    static const struct {
        struct str text;
        enum jkind kind;
    } cases[] = {
        {STR_INIT("null"), JDOC_NULL},   {STR_INIT("false"), JDOC_FALSE},   {STR_INIT("true"), JDOC_TRUE},
        {STR_INIT("0"), JDOC_NUMBER},    {STR_INIT("-1.5e3"), JDOC_NUMBER}, {STR_INIT("\"\""), JDOC_STRING},
        {STR_INIT(" [ ] "), JDOC_ARRAY}, {STR_INIT("{\n}\n"), JDOC_OBJECT}, {STR_INIT("[1,2]"), JDOC_ARRAY},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(parsed(&a, cases[i].text)->kind, cases[i].kind);
    arena_reset(&a);
}

static void jdoc_keeps_members_in_the_order_of_the_text(void **state)
{
    static const char *const keys[] = {"z", "2", "a", "1", "__proto__", ""};
    struct arena a = {0};
    const struct jdoc *doc = parsed(&a, STR("{\"z\":0,\"2\":1,\"a\":2,\"1\":3,\"__proto__\":4,\"\":5}"));

    (void)state;
    assert_int_equal(doc->count, ARRAY_LEN(keys));
    for (uint32_t i = 0; i < doc->count; i++) {
        assert_true(str_eq(doc->members[i].key, str_from(keys[i])));
        assert_true(doc->members[i].value->number == i);
        assert_ptr_equal(jdoc_member(doc, keys[i]), doc->members[i].value);
    }
    assert_null(jdoc_member(doc, "b"));
    arena_reset(&a);
}

static void jdoc_copies_nested_values_whole(void **state)
{
    struct arena a = {0};
    const struct jdoc *doc = parsed(&a, STR("{\"a\":[[],[1,{\"b\":\"x\\u0000y\\n\\ud83d\\ude00\"}],null],\"c\":{}}"));
    const struct jdoc *list = jdoc_member(doc, "a");
    struct str text;

    (void)state;
    assert_int_equal(list->count, 3);
    assert_int_equal(list->items[0].count, 0);
    assert_true(list->items[1].items[0].number == 1);
    assert_true(jdoc_text(jdoc_member(&list->items[1].items[1], "b"), &text));
    assert_true(str_eq(text, STR("x\0y\n\xf0\x9f\x98\x80")));
    assert_int_equal(list->items[2].kind, JDOC_NULL);
    assert_int_equal(jdoc_member(doc, "c")->count, 0);
    arena_reset(&a);
}

static void jdoc_refuses_what_is_not_one_strict_value(void **state)
{
    static const struct str texts[] = {
        STR_INIT(""),
        STR_INIT(" "),
        STR_INIT("{"),
        STR_INIT("}"),
        STR_INIT("[1,]"),
        STR_INIT("{\"a\":1,}"),
        STR_INIT("{a:1}"),
        STR_INIT("{'a':1}"),
        STR_INIT("[1] 2"),
        STR_INIT("{} {}"),
        STR_INIT("// c\n{}"),
        STR_INIT("nul"),
        STR_INIT("NaN"),
        STR_INIT("Infinity"),
        STR_INIT("+1"),
        STR_INIT("01"),
        STR_INIT("1."),
        STR_INIT(".5"),
        STR_INIT("0x10"),
        STR_INIT("\"a"),
        STR_INIT("\"\t\""),
        STR_INIT("\"\\x\""),
        STR_INIT("\"\\u12\""),
        STR_INIT("\"\\ud800\""),
        STR_INIT("\"\\udc00x\""),
        STR_INIT("\"\xff\""),
        STR_INIT("\"\xc0\x80\""),
        STR_INIT("\"\xed\xa0\x80\""),
        STR_INIT("{}\0"),
        STR_INIT("\0"),
        STR_INIT("[\"a\0b\"]"),
        STR_INIT("\xef\xbb\xbf"),
        STR_INIT("\xef\xbb\xbf\xef\xbb\xbf{}"),
        STR_INIT("\xff\xfe{\0}\0"),
        STR_INIT("{\"a\":1 \"b\":2}"),
        STR_INIT("{1:2}"),
        STR_INIT("[1}"),
        STR_INIT("\xc2\xa0{}"),
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        const struct jdoc *doc = NULL;
        struct error why = {0};

        if (jdoc_parse(&a, texts[i], &doc, &why) != ERR_FORMAT)
            fail_msg("text %zu was not refused", i);
        assert_null(doc);
        assert_memory_equal(why.text, "line ", 5);
    }
    arena_reset(&a);
}

static void jdoc_refuses_duplicate_keys_also_when_escaped(void **state)
{
    static const struct str texts[] = {
        STR_INIT("{\"a\":1,\"a\":1}"),
        STR_INIT("{\"a\":1,\"\\u0061\":2}"),
        STR_INIT("{\"\\u002f\":1,\"/\":2}"),
        STR_INIT("{\"\\/\":1,\"/\":2}"),
        STR_INIT("[{\"x\":{\"\":1,\"\":2}}]"),
        STR_INIT("{\"\xc3\xa9\":1,\"\\u00e9\":2}"),
        STR_INIT("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}"),
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        const struct jdoc *doc = NULL;

        assert_int_equal(jdoc_parse(&a, texts[i], &doc, NULL), ERR_FORMAT);
    }
    arena_reset(&a);
}

/* "a" and "a\u0000b" must never be taken for one key. */
static void jdoc_refuses_nul_in_keys(void **state)
{
    struct arena a = {0};
    const struct jdoc *doc = NULL;
    struct error why = {0};

    (void)state;
    assert_int_equal(jdoc_parse(&a, STR("{\"a\\u0000b\":1}"), &doc, &why), ERR_FORMAT);
    assert_null(doc);
    arena_reset(&a);
}

static void jdoc_skips_one_byte_order_mark(void **state)
{
    struct arena a = {0};

    (void)state;
    assert_int_equal(parsed(&a, STR("\xef\xbb\xbf{}"))->kind, JDOC_OBJECT);
    arena_reset(&a);
}

static void jdoc_reads_huge_numbers_or_says_no(void **state)
{
    struct arena a = {0};
    const struct jdoc *doc = NULL;
    struct error why = {0};
    struct strbuf digits;

    (void)state;
    assert_true(parsed(&a, STR("123456789012345678901234567890"))->number > 1e29);
    assert_true(parsed(&a, STR("-9223372036854775809"))->number < -9e18);
    assert_true(parsed(&a, STR("1e-999"))->number == 0);
    assert_int_equal(jdoc_parse(&a, STR("[1e999]"), &doc, &why), ERR_FORMAT);
    strbuf_init(&digits, &a);
    for (int i = 0; i < 100000; i++)
        strbuf_put_char(&digits, '9');
    assert_int_equal(jdoc_parse(&a, strbuf_text(&digits), &doc, NULL), ERR_FORMAT);
    arena_reset(&a);
}

static void jdoc_errors_name_line_and_column(void **state)
{
    static const struct {
        struct str text;
        const char *place;
    } cases[] = {
        {STR_INIT("{\n  \"a\": 1,\n  \"b\" 2\n}"), "line 3 column "},
        {STR_INIT("\xef\xbb\xbf[x]"), "line 1 column 2"},
        {STR_INIT("[\"\xc3\xa9\", ?]"), "line 1 column 7"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct jdoc *doc = NULL;
        struct error why = {0};

        assert_int_equal(jdoc_parse(&a, cases[i].text, &doc, &why), ERR_FORMAT);
        if (strncmp(why.text, cases[i].place, strlen(cases[i].place)) != 0)
            fail_msg("\"%s\" does not start with \"%s\"", why.text, cases[i].place);
    }
    arena_reset(&a);
}

static void jdoc_errors_show_no_control_characters(void **state)
{
    struct arena a = {0};
    const struct jdoc *doc = NULL;
    struct error why = {0};

    (void)state;
    assert_int_equal(jdoc_parse(&a, STR("[\"\x1b]0;title\x07\"]"), &doc, &why), ERR_FORMAT);
    for (const char *c = why.text; *c != '\0'; c++)
        assert_true((unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7f);
    arena_reset(&a);
}

/* `depth` opening brackets (objects when `key`), a value, and as many closing ones. */
static struct str nested(struct arena *a, int depth, bool key, bool closed)
{
    struct strbuf b;

    strbuf_init(&b, a);
    for (int i = 0; i < depth; i++)
        strbuf_put_c(&b, key ? "{\"k\":" : "[");
    strbuf_put_c(&b, "1");
    for (int i = 0; closed && i < depth; i++)
        strbuf_put_char(&b, key ? '}' : ']');
    return strbuf_text(&b);
}

static void jdoc_limits_depth_before_it_costs_stack(void **state)
{
    static const int depths[] = {LIMIT_JSON_DEPTH + 1, 2048, 2049, 200 * 1000, 3 * 1000 * 1000};
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(depths) * 4; i++) {
        const struct jdoc *doc = NULL;
        struct error why = {0};
        struct str text = nested(&a, depths[i / 4], i % 2 == 0, i / 2 % 2 == 0);

        assert_int_equal(jdoc_parse(&a, text, &doc, &why), ERR_LIMIT);
        assert_non_null(strstr(why.text, "nested deeper than"));
    }
    arena_reset(&a);
}

static void jdoc_counts_no_brackets_inside_strings(void **state)
{
    struct arena a = {0};
    struct strbuf b;
    struct str text;

    (void)state;
    strbuf_init(&b, &a);
    strbuf_put_c(&b, "[\"\\\"");
    for (int i = 0; i < 5000; i++)
        strbuf_put_c(&b, "[{");
    strbuf_put_c(&b, "\\\\\"]");
    assert_true(jdoc_text(&parsed(&a, strbuf_text(&b))->items[0], &text));
    assert_int_equal(text.len, 10002);
    arena_reset(&a);
}

static void *parse_deepest(void *argument)
{
    struct arena a = {0};
    const struct jdoc *doc = NULL;
    bool *ok = argument;

    *ok = jdoc_parse(&a, nested(&a, LIMIT_JSON_DEPTH, true, true), &doc, NULL) == OK &&
          jdoc_parse(&a, nested(&a, LIMIT_JSON_DEPTH, false, true), &doc, NULL) == OK;
    arena_reset(&a);
    return NULL;
}

/* Worker threads have 256 KiB; half of it must be enough for the deepest document that is let in. */
static void jdoc_needs_little_stack(void **state)
{
    pthread_attr_t attributes;
    pthread_t thread;
    bool ok = false;

    (void)state;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 128 * 1024), 0);
    assert_int_equal(pthread_create(&thread, &attributes, parse_deepest, &ok), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)pthread_attr_destroy(&attributes);
    assert_true(ok);
}

static void jdoc_questions_about_nothing_are_answered(void **state)
{
    struct arena a = {0};
    const struct jdoc *list = parsed(&a, STR("[\"x\"]"));
    struct str text = STR("untouched");

    (void)state;
    assert_null(jdoc_member(NULL, "a"));
    assert_null(jdoc_member(list, "a"));
    assert_false(jdoc_text(NULL, &text));
    assert_false(jdoc_text(list, &text));
    assert_true(str_eq(text, STR("untouched")));
    assert_false(jdoc_is(NULL, JDOC_NULL));
    arena_reset(&a);
}

static void jdoc_writes_strings_any_reader_accepts(void **state)
{
    static const struct {
        struct str text;
        const char *json;
    } cases[] = {
        {STR_INIT(""), "\"\""},
        {STR_INIT("a\"b\\c/"), "\"a\\\"b\\\\c/\""},
        {STR_INIT("\n\r\t\b\f"), "\"\\n\\r\\t\\u0008\\u000c\""},
        {STR_INIT("a\0b\x1b\x7f"), "\"a\\u0000b\\u001b\\u007f\""},
        {STR_INIT("\xc3\xa9\xf0\x9f\x98\x80"), "\"\xc3\xa9\xf0\x9f\x98\x80\""},
        {STR_INIT("\xc2\x9b\xe2\x80\xae\xe2\x80\xa8"), "\"\\u009b\\u202e\\u2028\""},
        {STR_INIT("x\xffy"), "\"x\xef\xbf\xbdy\""},
        {STR_INIT("\xf0\x9f"), "\"\xef\xbf\xbd\""},
        {STR_INIT("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct strbuf b;

        strbuf_init(&b, &a);
        jdoc_write_str(&b, cases[i].text);
        assert_string_equal(strbuf_text(&b).ptr, cases[i].json);
        assert_int_equal(parsed(&a, strbuf_text(&b))->kind, JDOC_STRING);
    }
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jdoc_reads_each_kind),
        cmocka_unit_test(jdoc_keeps_members_in_the_order_of_the_text),
        cmocka_unit_test(jdoc_copies_nested_values_whole),
        cmocka_unit_test(jdoc_refuses_what_is_not_one_strict_value),
        cmocka_unit_test(jdoc_refuses_duplicate_keys_also_when_escaped),
        cmocka_unit_test(jdoc_refuses_nul_in_keys),
        cmocka_unit_test(jdoc_skips_one_byte_order_mark),
        cmocka_unit_test(jdoc_reads_huge_numbers_or_says_no),
        cmocka_unit_test(jdoc_errors_name_line_and_column),
        cmocka_unit_test(jdoc_errors_show_no_control_characters),
        cmocka_unit_test(jdoc_limits_depth_before_it_costs_stack),
        cmocka_unit_test(jdoc_counts_no_brackets_inside_strings),
        cmocka_unit_test(jdoc_needs_little_stack),
        cmocka_unit_test(jdoc_questions_about_nothing_are_answered),
        cmocka_unit_test(jdoc_writes_strings_any_reader_accepts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
