/* pattern: which texts a regular expression can match. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/base/compiler.h"
#include "analyzer/semantic/pattern.h"

struct pattern_case {
    struct str pattern;
    uint32_t group;
    struct str name;
    bool given;
};

static void pattern_may_give_what_a_group_can_take(void **state)
{
    static const struct pattern_case cases[] = {
        {STR_INIT("/a|b/"), 0, STR_INIT("b"), true},
        {STR_INIT("/a|b/"), 0, STR_INIT("ab"), false},
        {STR_INIT("/(\\d+)(ms|s)?/"), 2, STR_INIT("ms"), true},
        {STR_INIT("/(\\d+)(ms|s)?/"), 2, STR_INIT("m"), false},
        {STR_INIT("/(\\d+)(ms|s)?/"), 0, STR_INIT("12"), true},
        {STR_INIT("/[a-z]{2,4}/"), 0, STR_INIT("abcd"), true},
        {STR_INIT("/[a-z]{2,4}/"), 0, STR_INIT("abcde"), false},
        {STR_INIT("/[^a-z]+/"), 0, STR_INIT("abc"), false},
        {STR_INIT("/[^a-z]+/"), 0, STR_INIT("__"), true},
        {STR_INIT("/[^A-Z]+/i"), 0, STR_INIT("abc"), true},
        {STR_INIT("/ABC/i"), 0, STR_INIT("abc"), true},
        {STR_INIT("/\xC5\xBF/iu"), 0, STR_INIT("s"), true},
        {STR_INIT("/\xC5\xBF/u"), 0, STR_INIT("s"), false},
        {STR_INIT("/\\x61\\u0062/"), 0, STR_INIT("ab"), true},
        {STR_INIT("/(a)(.*)\\2/"), 0, STR_INIT("axyzxyz"), true},
        {STR_INIT("/(?<n>x)\\k<n>y/"), 0, STR_INIT("xxy"), true},
        {STR_INIT("/(?=(abc))./"), 1, STR_INIT("abc"), true},
        {STR_INIT("/(?=(abc))./"), 0, STR_INIT("abc"), false},
        {STR_INIT("/(?:a(b)+)*/"), 1, STR_INIT("b"), true},
        {STR_INIT("/(?:a(b)+)*/"), 1, STR_INIT("bb"), false},
        {STR_INIT("/(|a)/"), 1, STR_INIT(""), true},
        {STR_INIT("/^\\b$/"), 0, STR_INIT(""), true},
        {STR_INIT("/[\\p{L}]/u"), 0, STR_INIT("a"), true},
        {STR_INIT("/\\p{L}+/u"), 0, STR_INIT("abc"), true},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct pattern *p = pattern_parse(&a, cases[i].pattern);
        assert_non_null(p);
        assert_int_equal(pattern_may_give(&a, p, cases[i].group, cases[i].name), cases[i].given);
    }
    arena_reset(&a);
}

static void pattern_parse_gives_up_on_what_it_does_not_understand(void **state)
{
    static const struct str cases[] = {STR_INIT("/a{/"),   STR_INIT("/(?i:a)/"), STR_INIT("/[a[b]]/v"),
                                       STR_INIT("/\\cA/"), STR_INIT("/]/"),      STR_INIT("/\\u{61}/u")};
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_null(pattern_parse(&a, cases[i]));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pattern_may_give_what_a_group_can_take),
        cmocka_unit_test(pattern_parse_gives_up_on_what_it_does_not_understand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
