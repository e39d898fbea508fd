/* utf8: text as Node decodes it, and the character classes of ECMAScript. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/base/compiler.h"
#include "analyzer/base/utf8.h"

static void utf8_sanitize_replaces_maximal_subparts(void **state)
{
    static const struct {
        struct str in;
        struct str out;
    } cases[] = {
        {STR_INIT("plain"), STR_INIT("plain")},
        {STR_INIT("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80"), STR_INIT("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80")},
        {STR_INIT("a\x80z"), STR_INIT("a\xEF\xBF\xBDz")},
        {STR_INIT("\xC0\xAF"), STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD")},
        {STR_INIT("\xE2\x80"), STR_INIT("\xEF\xBF\xBD")},
        {STR_INIT("\xE2\x80x"), STR_INIT("\xEF\xBF\xBDx")},
        {STR_INIT("\xED\xA0\x80"), STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")},
        {STR_INIT("\xF0\x9F\x98"), STR_INIT("\xEF\xBF\xBD")},
        {STR_INIT("\xF4\x90\x80\x80"), STR_INIT("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")},
        {STR_INIT("12345678\xFF"), STR_INIT("12345678\xEF\xBF\xBD")},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str out = utf8_sanitize(&a, cases[i].in);

        assert_true(str_eq(out, cases[i].out));
        assert_true(utf8_valid(out));
        assert_int_equal(utf8_valid(cases[i].in), out.ptr == cases[i].in.ptr);
    }
    arena_reset(&a);
}

static void utf8_put_and_next_agree(void **state)
{
    static const uint32_t codes[] = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF};
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        struct strbuf b;
        size_t len;

        strbuf_init(&b, &a);
        utf8_put(&b, codes[i]);
        assert_int_equal(utf8_next(strbuf_text(&b), 0, &len), codes[i]);
        assert_int_equal(len, b.len);
    }
    arena_reset(&a);
}

static void utf8_classes_are_those_of_ecmascript(void **state)
{
    (void)state;
    assert_true(utf8_is_space(' ') && utf8_is_space(0xA0) && utf8_is_space(0xFEFF) && utf8_is_space(0x3000));
    assert_true(utf8_is_space('\r') && utf8_is_space(0x2028));
    assert_false(utf8_is_space(0x180E) || utf8_is_space(0x200B) || utf8_is_space(0x2060) || utf8_is_space(0x85));
    assert_true(utf8_is_newline('\n') && utf8_is_newline('\r') && utf8_is_newline(0x2029));
    assert_false(utf8_is_newline('\v') || utf8_is_newline(0x85));
    assert_true(utf8_is_id_start('$') && utf8_is_id_start('_') && utf8_is_id_start(0xE9) && utf8_is_id_start(0x2118));
    assert_false(utf8_is_id_start('0') || utf8_is_id_start(0x200C) || utf8_is_id_start(0xD7) || utf8_is_id_start('@'));
    assert_true(utf8_is_id_part('0') && utf8_is_id_part(0x200C) && utf8_is_id_part(0x300) && utf8_is_id_part(0xB7));
    assert_false(utf8_is_id_part('-') || utf8_is_id_part(0x2028) || utf8_is_id_part(0x10FFFF));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_sanitize_replaces_maximal_subparts),
        cmocka_unit_test(utf8_put_and_next_agree),
        cmocka_unit_test(utf8_classes_are_those_of_ecmascript),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
