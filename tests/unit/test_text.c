/* str, strbuf and err: text borrowed, built, and shown to a person. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "analyzer/base/err.h"
#include "analyzer/base/strbuf.h"

static void str_cmp_orders_by_unsigned_bytes(void **state)
{
    static const struct {
        struct str a;
        struct str b;
        int sign;
    } cases[] = {
        {STR_INIT(""), STR_INIT(""), 0},         {STR_INIT("a"), STR_INIT("a"), 0},
        {STR_INIT("a"), STR_INIT("b"), -1},      {STR_INIT("a"), STR_INIT("ab"), -1},
        {STR_INIT("\x80"), STR_INIT("\x7f"), 1}, {STR_INIT("a\0b"), STR_INIT("a\0c"), -1},
        {STR_INIT(""), STR_INIT("\0"), -1},      {STR_INIT("\xff"), STR_INIT("a"), 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int got = str_cmp(cases[i].a, cases[i].b);
        int back = str_cmp(cases[i].b, cases[i].a);

        assert_int_equal((got > 0) - (got < 0), cases[i].sign);
        assert_int_equal((back > 0) - (back < 0), -cases[i].sign);
        assert_int_equal(str_eq(cases[i].a, cases[i].b), cases[i].sign == 0);
    }
}

static void str_empty_texts_are_equal_whatever_their_pointer(void **state)
{
    struct str none = {NULL, 0};

    (void)state;
    assert_true(str_eq(none, STR("")));
    assert_int_equal(str_cmp(none, STR("")), 0);
    assert_true(str_starts(STR("a"), none));
    assert_true(str_ends(none, none));
    assert_false(str_has_nul(none));
}

static void str_find_finds_the_first_at_or_after_a_place(void **state)
{
    static const struct {
        struct str in;
        struct str needle;
        size_t from;
        size_t at;
    } cases[] = {
        {STR_INIT("abcabc"), STR_INIT("bc"), 0, 1}, {STR_INIT("abcabc"), STR_INIT("bc"), 2, 4},
        {STR_INIT("abcabc"), STR_INIT("bc"), 5, 6}, {STR_INIT("abc"), STR_INIT("abcd"), 0, 3},
        {STR_INIT("abc"), STR_INIT("c"), 3, 3},     {STR_INIT("a\0b"), STR_INIT("\0b"), 0, 1},
        {STR_INIT("aab"), STR_INIT("ab"), 0, 1},    {STR_INIT(""), STR_INIT("x"), 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(str_find(cases[i].in, cases[i].needle, cases[i].from), cases[i].at);
    assert_int_equal(str_find_last(STR("a/b/c"), '/'), 3);
    assert_int_equal(str_find_last(STR("abc"), '/'), 3);
    assert_int_equal(str_find_last(STR(""), '/'), 0);
}

static void str_in_list_wants_the_whole_text(void **state)
{
    static const char *const list[] = {"push", "pop"};

    (void)state;
    assert_true(str_in_list(STR("pop"), list, ARRAY_LEN(list)));
    assert_false(str_in_list(STR("po"), list, ARRAY_LEN(list)));
    assert_false(str_in_list(STR("pops"), list, ARRAY_LEN(list)));
    assert_false(str_in_list(STR("pop\0"), list, ARRAY_LEN(list)));
    assert_false(str_in_list(STR(""), list, ARRAY_LEN(list)));
}

static void str_prefixes_and_suffixes_are_exact(void **state)
{
    (void)state;
    assert_true(str_starts(STR("node:fs"), STR("node:")));
    assert_false(str_starts(STR("nod"), STR("node:")));
    assert_true(str_ends(STR("a.mjs"), STR(".mjs")));
    assert_false(str_ends(STR("mjs"), STR(".mjs")));
}

static void str_copies_keep_nul_and_end_with_one(void **state)
{
    struct arena a = {0};
    struct str copy = str_dup(&a, STR("a\0b"));

    (void)state;
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b\0", 4);
    assert_true(str_has_nul(copy));
    assert_string_equal(str_to_c(&a, STR("abc")), "abc");
    assert_string_equal(str_to_c(&a, (struct str){NULL, 0}), "");
    arena_reset(&a);
}

static void strbuf_keeps_its_text_while_growing(void **state)
{
    struct arena a = {0};
    struct strbuf b;
    struct str text;

    (void)state;
    strbuf_init(&b, &a);
    assert_int_equal(strbuf_text(&b).len, 0);
    for (int i = 0; i < 10000; i++)
        strbuf_printf(&b, "%04d", i);
    text = strbuf_text(&b);
    assert_int_equal(text.len, 40000);
    for (int i = 0; i < 10000; i++) {
        char expected[5] = {(char)('0' + i / 1000), (char)('0' + i / 100 % 10), (char)('0' + i / 10 % 10),
                            (char)('0' + i % 10), '\0'};
        assert_memory_equal(text.ptr + 4 * i, expected, 4);
    }
    assert_int_equal(text.ptr[text.len], '\0');
    arena_reset(&a);
}

static void strbuf_accepts_nul_and_nothing(void **state)
{
    struct arena a = {0};
    struct strbuf b;

    (void)state;
    strbuf_init(&b, &a);
    strbuf_put(&b, (struct str){NULL, 0});
    strbuf_put_char(&b, '\0');
    strbuf_put_c(&b, "");
    strbuf_put(&b, STR("x\0y"));
    assert_int_equal(strbuf_text(&b).len, 4);
    assert_memory_equal(strbuf_text(&b).ptr, "\0x\0y", 5);
    arena_reset(&a);
}

static void error_keeps_the_first_sentence(void **state)
{
    struct error why = {0};

    (void)state;
    assert_int_equal(error_set(&why, ERR_FORMAT, "first %d", 1), ERR_FORMAT);
    assert_int_equal(error_set(&why, ERR_LIMIT, "second"), ERR_LIMIT);
    assert_int_equal(why.code, ERR_FORMAT);
    assert_string_equal(why.text, "first 1");
    assert_int_equal(error_set(NULL, ERR_IO, "nobody listens"), ERR_IO);
}

static void error_sys_tells_absence_from_other_failures(void **state)
{
    static const struct {
        int number;
        enum err code;
    } cases[] = {{ENOENT, ERR_NOT_FOUND}, {ENOTDIR, ERR_NOT_FOUND}, {EACCES, ERR_IO}, {ELOOP, ERR_IO}, {EIO, ERR_IO}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct error why = {0};

        errno = cases[i].number;
        assert_int_equal(error_sys(&why, "open %s", "x"), cases[i].code);
        assert_int_equal(why.code, cases[i].code);
        assert_memory_equal(why.text, "open x: ", 8);
    }
}

static void error_cuts_a_sentence_that_is_too_long(void **state)
{
    char name[2 * ERROR_TEXT_MAX];
    struct error why = {0};

    (void)state;
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    errno = EACCES;
    assert_int_equal(error_sys(&why, "open %s", name), ERR_IO);
    assert_int_equal(strlen(why.text), ERROR_TEXT_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str_cmp_orders_by_unsigned_bytes),
        cmocka_unit_test(str_empty_texts_are_equal_whatever_their_pointer),
        cmocka_unit_test(str_find_finds_the_first_at_or_after_a_place),
        cmocka_unit_test(str_in_list_wants_the_whole_text),
        cmocka_unit_test(str_prefixes_and_suffixes_are_exact),
        cmocka_unit_test(str_copies_keep_nul_and_end_with_one),
        cmocka_unit_test(strbuf_keeps_its_text_while_growing),
        cmocka_unit_test(strbuf_accepts_nul_and_nothing),
        cmocka_unit_test(error_keeps_the_first_sentence),
        cmocka_unit_test(error_sys_tells_absence_from_other_failures),
        cmocka_unit_test(error_cuts_a_sentence_that_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
