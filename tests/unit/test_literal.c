/* literal: what strings, templates, numbers and names mean. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <stdlib.h>

#include "analyzer/base/compiler.h"
#include "analyzer/syntax/literal.h"

struct text_case {
    struct str in;
    bool valid;
    struct str out;
};

/* A tree that consists of one node, the whole of `text`. */
static bool string_value(struct arena *a, struct str text, struct str *out)
{
    struct node node = {.kind = KIND_STRING, .end = (uint32_t)text.len, .parent = NODE_NONE, .size = 1};
    struct tree t = {.text = text, .nodes = &node, .count = 1};

    return literal_string(a, &t, 0, out);
}

static void literal_string_decodes_every_escape(void **state)
{
    static const struct text_case cases[] = {
        {STR_INIT("'plain'"), true, STR_INIT("plain")},
        {STR_INIT("\"\""), true, STR_INIT("")},
        {STR_INIT("'\\n\\t\\b\\v\\f\\r\\q\\\\\\''"), true, STR_INIT("\n\t\b\v\f\rq\\'")},
        {STR_INIT("'\\x41\\u0042\\u{43}\\u{1F600}'"), true, STR_INIT("ABC\xF0\x9F\x98\x80")},
        {STR_INIT("'\\uD83D\\uDE00'"), true, STR_INIT("\xF0\x9F\x98\x80")},
        {STR_INIT("'\\uD83D'"), true, STR_INIT("\xED\xA0\xBD")},
        {STR_INIT("'\\uDE00\\uD83D'"), true, STR_INIT("\xED\xB8\x80\xED\xA0\xBD")},
        {STR_INIT("'\\0\\101\\377\\400'"), true, STR_INIT("\0A\xC3\xBF\x20\x30")},
        {STR_INIT("'\\8\\9'"), true, STR_INIT("89")},
        {STR_INIT("'a\\\nb\\\r\nc\\\xE2\x80\xA8"
                  "d'"),
         true, STR_INIT("abcd")},
        {STR_INIT("'\\x4'"), false, STR_INIT("")},
        {STR_INIT("'\\u{110000}'"), false, STR_INIT("")},
        {STR_INIT("'\\u{}'"), false, STR_INIT("")},
        {STR_INIT("'"), false, STR_INIT("")},
        {STR_INIT("'a\""), false, STR_INIT("")},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str out = {0};

        assert_int_equal(string_value(&a, cases[i].in, &out), cases[i].valid);
        if (cases[i].valid)
            assert_true(str_eq(out, cases[i].out));
    }
    arena_reset(&a);
}

static void literal_template_piece_has_no_octal_and_one_newline(void **state)
{
    static const struct text_case cases[] = {
        {STR_INIT(""), true, STR_INIT("")},      {STR_INIT("a\r\nb\rc\n"), true, STR_INIT("a\nb\nc\n")},
        {STR_INIT("\\0"), true, STR_INIT("\0")}, {STR_INIT("\\x41\\`\\${"), true, STR_INIT("A`${")},
        {STR_INIT("\\01"), false, STR_INIT("")}, {STR_INIT("\\1"), false, STR_INIT("")},
        {STR_INIT("\\8"), false, STR_INIT("")},  {STR_INIT("\\u{zz}"), false, STR_INIT("")},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str out = {0};

        assert_int_equal(literal_template_piece(&a, cases[i].in, &out), cases[i].valid);
        if (cases[i].valid)
            assert_true(str_eq(out, cases[i].out));
    }
    arena_reset(&a);
}

static void literal_number_rounds_once_and_prints_as_ecmascript(void **state)
{
    static const struct {
        struct str in;
        const char *out; /* NULL: no number */
    } cases[] = {
        {STR_INIT("0"), "0"},
        {STR_INIT("1_000"), "1000"},
        {STR_INIT(".5"), "0.5"},
        {STR_INIT("5."), "5"},
        {STR_INIT("1e21"), "1e+21"},
        {STR_INIT("1e20"), "100000000000000000000"},
        {STR_INIT("1e-7"), "1e-7"},
        {STR_INIT("123e-7"), "0.0000123"},
        {STR_INIT("0.1"), "0.1"},
        {STR_INIT("5e-324"), "5e-324"},
        {STR_INIT("1.7976931348623157e308"), "1.7976931348623157e+308"},
        {STR_INIT("1e400"), "Infinity"},
        {STR_INIT("0x1F"), "31"},
        {STR_INIT("0B101"), "5"},
        {STR_INIT("0o17"), "15"},
        {STR_INIT("017"), "15"},
        {STR_INIT("019"), "19"},
        {STR_INIT("0x20000000000001"), "9007199254740992"},
        {STR_INIT("0x20000000000003"), "9007199254740996"},
        {STR_INIT("0x8000000000000401"), "9223372036854778000"},
        {STR_INIT("123456789012345680000"), "123456789012345680000"},
        {STR_INIT("1n"), NULL},
        {STR_INIT("1e"), NULL},
        {STR_INIT("."), NULL},
        {STR_INIT(""), NULL},
        {STR_INIT("0b2"), NULL},
        {STR_INIT("inf"), NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        double value = -1;
        bool valid = literal_number(cases[i].in, &value);

        assert_int_equal(valid, cases[i].out != NULL);
        if (valid)
            assert_true(value == strtod(cases[i].out, NULL));
    }
}

static void literal_identifier_decodes_escapes(void **state)
{
    struct arena a = {0};

    (void)state;
    assert_true(str_eq(literal_identifier(&a, STR("plain")), STR("plain")));
    assert_true(str_eq(literal_identifier(&a, STR("\\u0061\\u{62}c")), STR("abc")));
    assert_true(str_eq(literal_identifier(&a, STR("#\\u0061")), STR("#a")));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literal_string_decodes_every_escape),
        cmocka_unit_test(literal_template_piece_has_no_octal_and_one_newline),
        cmocka_unit_test(literal_number_rounds_once_and_prints_as_ecmascript),
        cmocka_unit_test(literal_identifier_decodes_escapes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
