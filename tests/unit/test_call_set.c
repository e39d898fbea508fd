#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/link/call_set.h"

enum { NUMBERS = 2000, SETS = 40 };

/* Multiplicative noise: the same numbers in every run. */
static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void check_equal(const struct call_set *set, const bool *expected)
{
    struct call_cursor at = {0};
    uint32_t number = 0;
    uint32_t count = 0;
    uint32_t low = 0;

    for (uint32_t i = 0; i < NUMBERS; i++) {
        assert_int_equal(call_set_has(set, i), expected[i]);
        count += expected[i];
        low += expected[i] && i < 777;
    }
    assert_int_equal(call_set_count(set, UINT32_MAX), count);
    assert_int_equal(call_set_count(set, 777), low);
    for (uint32_t i = 0; i < NUMBERS; i++)
        if (expected[i]) {
            assert_true(call_set_next(set, &at, &number));
            assert_int_equal(number, i);
        }
    assert_false(call_set_next(set, &at, &number));
}

static void call_set_holds_what_was_added(void **state)
{
    struct arena a = {0};
    struct call_set set = {0};
    struct call_set fresh = {0};
    bool expected[NUMBERS] = {false};
    uint32_t seed = 1;

    (void)state;
    for (int i = 0; i < 500; i++) {
        uint32_t number = next(&seed) % NUMBERS;

        assert_int_equal(call_set_add(&a, &set, &fresh, number), !expected[number]);
        expected[number] = true;
        assert_true(call_set_has(&fresh, number));
    }
    check_equal(&set, expected);
    check_equal(&fresh, expected);
    arena_reset(&a);
}

static void call_set_join_tells_what_is_new(void **state)
{
    struct arena a = {0};
    struct call_set all = {0};
    bool expected[NUMBERS] = {false};
    uint32_t seed = 7;

    (void)state;
    for (int i = 0; i < SETS; i++) {
        struct call_set from = {0};
        struct call_set fresh = {0};
        struct call_set unheeded = {0};
        bool more[NUMBERS] = {false};
        bool any = false;
        uint32_t size = next(&seed) % (i % 2 == 0 ? 3 : 300);

        for (uint32_t k = 0; k < size; k++) {
            uint32_t number = next(&seed) % NUMBERS;

            (void)call_set_add(&a, &from, &unheeded, number);
            more[number] = !expected[number];
        }
        for (uint32_t k = 0; k < NUMBERS; k++)
            any = any || more[k];
        assert_int_equal(call_set_join(&a, &all, &fresh, &from), any);
        check_equal(&fresh, more);
        for (uint32_t k = 0; k < NUMBERS; k++)
            expected[k] = expected[k] || more[k];
        check_equal(&all, expected);
        assert_false(call_set_join(&a, &all, &fresh, &from));
    }
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(call_set_holds_what_was_added),
        cmocka_unit_test(call_set_join_tells_what_is_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
