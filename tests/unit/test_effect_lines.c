/* Lines of effects: which says more than which, and what is left of many. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/verdict/effect_lines.h"

static void a_line_implies_narrower_ones(void **state)
{
    static const struct {
        struct effect_line wide;
        struct effect_line line;
        bool implies;
    } cases[] = {
        {{STR_INIT("a"), STR_INIT("fs.read"), false, NULL}, {STR_INIT("a"), STR_INIT("fs.read"), false, NULL}, true},
        {{STR_INIT("a"), STR_INIT("fs.read"), false, NULL}, {STR_INIT("a"), STR_INIT("fs.read:x"), false, NULL}, true},
        {{STR_INIT("a"), STR_INIT("fs.read"), false, NULL}, {STR_INIT("a"), STR_INIT("fs.read"), true, NULL}, true},
        {{STR_INIT("a"), STR_INIT("fs.read"), true, NULL}, {STR_INIT("a"), STR_INIT("fs.read"), false, NULL}, false},
        {{STR_INIT("a"), STR_INIT("fs.read:x"), false, NULL}, {STR_INIT("a"), STR_INIT("fs.read"), false, NULL}, false},
        {{STR_INIT("a"), STR_INIT("fs.read:x"), false, NULL},
         {STR_INIT("a"), STR_INIT("fs.read:y"), false, NULL},
         false},
        {{STR_INIT("a"), STR_INIT("fs.read"), false, NULL}, {STR_INIT("b"), STR_INIT("fs.read"), false, NULL}, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(effect_line_implies(&cases[i].wide, &cases[i].line), cases[i].implies);
}

/* Every subset of these lines, reduced: no line left implies another, and each one that went is implied. */
static void what_is_left_implies_what_went(void **state)
{
    static const struct effect_line all[] = {
        {STR_INIT("b"), STR_INIT("fs.read:y"), true, NULL}, {STR_INIT("a"), STR_INIT("fs.read:x"), false, NULL},
        {STR_INIT("a"), STR_INIT("fs.read"), true, NULL},   {STR_INIT("a"), STR_INIT("fs.read:x"), true, NULL},
        {STR_INIT("a"), STR_INIT("fs.read:y"), true, NULL}, {STR_INIT("a"), STR_INIT("fs.read"), false, NULL},
        {STR_INIT("a"), STR_INIT("code.eval"), true, NULL}, {STR_INIT("a"), STR_INIT("fs.write:x"), false, NULL},
        {STR_INIT("b"), STR_INIT("fs.read"), true, NULL},
    };
    struct arena a = {0};

    (void)state;
    for (uint32_t set = 0; set < 1U << ARRAY_LEN(all); set++) {
        struct effect_lines lines = {0};
        for (uint32_t i = 0; i < ARRAY_LEN(all); i++)
            if ((set >> i & 1) != 0)
                vec_push(&a, &lines, all[i]);
        effect_lines_reduce(&lines);
        for (uint32_t i = 0; i < lines.len; i++)
            for (uint32_t k = 0; k < lines.len; k++)
                assert_true(i == k || !effect_line_implies(&lines.items[i], &lines.items[k]));
        for (uint32_t i = 0; i < ARRAY_LEN(all); i++) {
            bool implied = (set >> i & 1) == 0;
            for (uint32_t k = 0; k < lines.len && !implied; k++)
                implied = effect_line_implies(&lines.items[k], &all[i]);
            assert_true(implied);
        }
    }
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_implies_narrower_ones),
        cmocka_unit_test(what_is_left_implies_what_went),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
