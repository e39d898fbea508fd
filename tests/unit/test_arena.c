#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/base/arena.h"

static void arena_memory_is_zeroed_and_aligned(void **state)
{
    static const size_t sizes[] = {1, 7, 16, 100, 4096, 65536, 200 * 1000};
    struct arena a = {0};

    (void)state;
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
            unsigned char *p = arena_alloc(&a, sizes[i]);

            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t k = 0; k < sizes[i]; k++) {
                assert_int_equal(p[k], 0);
                p[k] = 0xee;
            }
        }
    }
    arena_reset(&a);
}

static void arena_can_be_used_after_a_reset(void **state)
{
    struct arena a = {0};
    char *p = arena_alloc(&a, 10);

    (void)state;
    assert_non_null(p);
    arena_reset(&a);
    assert_int_equal(a.used, 0);
    p = arena_alloc(&a, 100 * 1000);
    p[99999] = 1;
    arena_reset(&a);
}

static void arena_gives_distinct_places_even_for_nothing(void **state)
{
    struct arena a = {0};
    char *first = arena_alloc(&a, 1);
    char *nothing = arena_array(&a, 0, 8);
    char *second = arena_alloc(&a, 1);

    (void)state;
    (void)nothing;
    assert_ptr_not_equal(first, second);
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
        cmocka_unit_test(arena_can_be_used_after_a_reset),
        cmocka_unit_test(arena_gives_distinct_places_even_for_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
