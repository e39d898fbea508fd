/* lexer: where the elements of ECMAScript's lexical grammar end. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <string.h>

#include "analyzer/base/compiler.h"
#include "analyzer/syntax/lexer.h"

/* `end` bytes of `text` are the element; -1 when there is none. */
struct lex_case {
    const char *text;
    int end;
};

static void check(const struct lex_case *cases, size_t count, uint32_t (*lex)(struct str text, uint32_t at))
{
    for (size_t i = 0; i < count; i++) {
        uint32_t end = lex(str_from(cases[i].text), 0);

        if (end != (uint32_t)cases[i].end)
            print_error("%s: %u, expected %d\n", cases[i].text, end, cases[i].end);
        assert_int_equal(end, (uint32_t)cases[i].end);
    }
}

static uint32_t lex_name_only(struct str text, uint32_t at)
{
    bool escaped = false;

    return lex_name(text, at, &escaped);
}

static uint32_t lex_regex_only(struct str text, uint32_t at)
{
    uint32_t body_end;

    return lex_regex(text, at, &body_end);
}

static uint32_t lex_gap_html(struct str text, uint32_t at)
{
    bool newline = false;

    return lex_gap(text, at, true, &newline);
}

static void lex_number_knows_every_form(void **state)
{
    static const struct lex_case cases[] = {
        {"0", 1},      {"12+", 2},   {"1.5e+3;", 6},   {"1.e1", 4},  {".5.", 2},   {"5..x", 2},
        {"1_0", 3},    {"1__0", -1}, {"1_", -1},       {"0_1", -1},  {"0x_1", -1}, {"0xFg", -1},
        {"0b12", -1},  {"1n", 2},    {"0x1n", 4},      {"1.5n", -1}, {"01.x", 2},  {"08.5", 4},
        {"01n", -1},   {"3in", -1},  {"1\\u0061", -1}, {"0x", -1},   {".", -1},    {"1e", -1},
        {"0.0000", 6}, {"00", 2},    {"09e1", 4},      {"a", -1},    {"", -1},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases), lex_number);
}

static void lex_string_ends_at_its_quote_on_its_line(void **state)
{
    static const struct lex_case cases[] = {
        {"'a'b", 3},     {"\"'\"", 3},     {"'\\''", 4},    {"'\\\n'", 4},
        {"'\\\r\n'", 5}, {"'\n'", -1},     {"'\r'", -1},    {"'\xE2\x80\xA8'", 5},
        {"'\\x4'", -1},  {"'\\u{61}'", 8}, {"'\\u{}'", -1}, {"'\\", -1},
        {"'", -1},       {"a", -1},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases), lex_string);
}

static void lex_regex_knows_classes_and_escapes(void **state)
{
    static const struct lex_case cases[] = {
        {"/a/g.x", 4},   {"/[/]/", 5},   {"/\\//", 4},
        {"/[\\]/]/", 7}, {"/*/", -1},    {"//", -1},
        {"/a\n/", -1},   {"/\\\n/", -1}, {"/a\xE2\x80\xA8/", -1},
        {"/a/gA", -1},   {"/a/g1", -1},  {"/ /", 3},
        {"/[a/", -1},    {"/a", -1},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases), lex_regex_only);
}

static void lex_name_takes_unicode_and_escapes(void **state)
{
    static const struct lex_case cases[] = {
        {"abc def", 3},       {"$_9-", 3},          {"9a", -1},       {"\\u0061b", 7},
        {"a\\u{62}", 7},      {"a\\x", -1},         {"\\u0030", -1},  {"\xC3\xA9t\xC2\xA0", 3},
        {"a\xE2\x80\x8C", 4}, {"\xE2\x80\x8C", -1}, {"a\\u002d", -1}, {"", -1},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases), lex_name_only);
}

static void lex_punctuator_takes_the_longest(void **state)
{
    static const struct lex_case cases[] = {
        {">>>=", 4}, {">>>", 3}, {"?.5", 1}, {"?.a", 2}, {"?\?=", 3}, {"...", 3}, {"..", 1}, {"=>", 2},
        {"/=", 2},   {"}", 1},   {"--", 2},  {"#", -1},  {"\\", -1},  {"'", -1},  {"a", -1}, {"", -1},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases), lex_punctuator);
}

static void lex_gap_takes_space_and_comments_of_scripts(void **state)
{
    static const struct lex_case cases[] = {
        {" \t\v\f\xC2\xA0\xEF\xBB\xBF"
         "a",
         9},
        {"// a\nb", 5},
        {"//a\rb", 4},
        {"/* * / **/b", 10},
        {"/*", -1},
        {"/ a", 0},
        {"<!-- a\nb", 7},
        {"--> a\nb", 6},
        {"/**/ --> a", 10},
        {"#! a\xE2\x80\xA8"
         "b",
         7},
        {"", 0},
        {"\xE2\x80\x8B", 0},
    };
    struct str code = STR("a --> b");
    bool newline = false;

    (void)state;
    check(cases, ARRAY_LEN(cases), lex_gap_html);
    assert_int_equal(lex_gap(code, 1, true, &newline), 2);
    assert_int_equal(lex_gap(STR("a\n--> b"), 1, true, &newline), 7);
    assert_int_equal(lex_gap(STR("<!--"), 0, false, &newline), 0);
}

static void lex_template_stops_at_backquote_and_substitution(void **state)
{
    static const struct lex_case cases[] = {{"a$b${", 3}, {"\\`\\${`", 5}, {"`", 0},
                                            {"a", -1},    {"\\", -1},      {"$$${", 2}};

    (void)state;
    check(cases, ARRAY_LEN(cases), lex_template);
}

static void lex_is_reserved_knows_the_words(void **state)
{
    (void)state;
    assert_true(lex_is_reserved(STR("enum")) && lex_is_reserved(STR("instanceof")) && lex_is_reserved(STR("do")));
    assert_false(lex_is_reserved(STR("let")) || lex_is_reserved(STR("await")) || lex_is_reserved(STR("whil")) ||
                 lex_is_reserved(STR("")) || lex_is_reserved(STR("functional")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lex_number_knows_every_form),
        cmocka_unit_test(lex_string_ends_at_its_quote_on_its_line),
        cmocka_unit_test(lex_regex_knows_classes_and_escapes),
        cmocka_unit_test(lex_name_takes_unicode_and_escapes),
        cmocka_unit_test(lex_punctuator_takes_the_longest),
        cmocka_unit_test(lex_gap_takes_space_and_comments_of_scripts),
        cmocka_unit_test(lex_template_stops_at_backquote_and_substitution),
        cmocka_unit_test(lex_is_reserved_knows_the_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
