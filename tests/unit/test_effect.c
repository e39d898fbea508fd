/* The list of effects, profiles, majors and launch conditions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/effect.h"
#include "rules/launch.h"
#include "rules/node_major.h"

static void names_are_found_and_different(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < EFFECT_COUNT; i++) {
        enum effect found = EFFECT_COUNT;

        assert_true(effect_parse(str_from(effect_name((enum effect)i)), &found));
        assert_int_equal(found, i);
    }
    assert_false(effect_parse(STR("fs"), &(enum effect){0}));
    assert_false(effect_parse(STR("pure"), &(enum effect){0}));
    assert_false(effect_parse(STR(""), &(enum effect){0}));
}

static void families_are_prefixes(void **state)
{
    (void)state;
    assert_int_equal(effect_family(STR("env")), effect_bit(EFFECT_ENV_READ) | effect_bit(EFFECT_ENV_WRITE));
    assert_int_equal(effect_family(STR("fd")), effect_bit(EFFECT_FD));
    assert_int_equal(effect_family(STR("fs.read")), effect_bit(EFFECT_FS_READ));
    assert_true((effect_family(STR("fs")) & effect_bit(EFFECT_FD)) == 0);
    assert_int_equal(effect_family(STR("f")), 0);
    assert_int_equal(effect_family(STR("fs.")), 0);
    assert_int_equal(effect_family(STR("")), 0);
}

static void profiles_allow_whole_tiers(void **state)
{
    enum profile p = PROFILE_COUNT;

    (void)state;
    assert_true(profile_parse(STR("confined"), &p) && p == PROFILE_CONFINED);
    assert_false(profile_parse(STR("Confined"), &p));
    assert_true(profile_allows(PROFILE_CONFINED, EFFECT_CLOCK_READ));
    assert_true(profile_allows(PROFILE_DETERMINISTIC, EFFECT_RES_MEM));
    assert_false(profile_allows(PROFILE_DETERMINISTIC, EFFECT_RANDOM));
    assert_false(profile_allows(PROFILE_CONFINED, EFFECT_ENV_READ));
    assert_true(profile_allows(PROFILE_INFORMED, EFFECT_ENV_READ));
    for (uint32_t i = 0; i < EFFECT_COUNT; i++) {
        enum tier t = effect_tier((enum effect)i);

        assert_int_equal(profile_allows(PROFILE_INFORMED, (enum effect)i), t != TIER_A && t != TIER_X);
        assert_true((effect_of_tier(t) & effect_bit((enum effect)i)) != 0);
        assert_int_equal(strlen(tier_name(t)), 1);
    }
}

static void majors_are_sets(void **state)
{
    enum node_major m = NODE_MAJOR_COUNT;

    (void)state;
    assert_true(node_major_parse(STR("24"), &m) && m == NODE_24);
    assert_false(node_major_parse(STR("23"), &m));
    assert_int_equal(node_majors_between(22, 24), node_major_bit(NODE_22) | node_major_bit(NODE_24));
    assert_int_equal(node_majors_between(0, 0), NODE_MAJORS_ALL);
    assert_int_equal(node_majors_between(24, 20), 0);
}

static void launch_conditions_are_bits(void **state)
{
    uint32_t count = 0;
    const struct launch_info *all = launch_all(&count);
    uint32_t bits = 0;

    (void)state;
    assert_int_equal(count, 6);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bit = 0;

        assert_true(launch_parse(str_from(all[i].name), &bit));
        assert_int_equal(bit, all[i].bit);
        bits |= bit;
    }
    assert_int_equal(bits, 63);
    assert_false(launch_parse(STR("no-evil"), &bits));
}

static void hosts_are_written_one_way(void **state)
{
    static const char *const cases[][2] = {
        {"https://Api.Example/x?y", "api.example:443"},
        {"http://127.0.0.1:9", "127.0.0.1:9"},
        {"ws://h#f", "h:80"},
        {"api.example", "api.example"},
        {"/run/x.sock", "/run/x.sock"},
        {"https://good.example@evil.example/", ""},
        {"https://good.example\\@evil.example/", ""},
        {"https://good.example:80@evil.example/", ""},
        {"https://[::1]/", ""},
        {"https://%61.example/", ""},
        {"https://", ""},
        {"http://h:080/", ""},
        {"HTTPS://h/", ""},
        {" https://h/", ""},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (!str_eq(effect_argument_text(&a, EFFECT_NET_CONNECT, str_from(cases[i][0])), str_from(cases[i][1])))
            fail_msg("%s", cases[i][0]);
    assert_true(str_eq(effect_argument_text(&a, EFFECT_FS_READ, STR("https://x")), STR("https://x")));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_and_different), cmocka_unit_test(families_are_prefixes),
        cmocka_unit_test(profiles_allow_whole_tiers),    cmocka_unit_test(majors_are_sets),
        cmocka_unit_test(launch_conditions_are_bits),    cmocka_unit_test(hosts_are_written_one_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
