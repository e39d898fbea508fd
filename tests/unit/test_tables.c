/* vec, map, sym and the hash below them: what everything else counts and looks up with. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <stdio.h>

#include "analyzer/base/keyed_hash.h"
#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"

static void vec_keeps_its_items_while_growing(void **state)
{
    struct arena a = {0};
    VEC(uint64_t) v = {0};

    (void)state;
    for (uint64_t i = 0; i < 100000; i++)
        vec_push(&a, &v, i * i);
    assert_int_equal(v.len, 100000);
    for (uint64_t i = 0; i < 100000; i++)
        assert_int_equal(v.items[i], i * i);
    arena_reset(&a);
}

static void vec_holds_structs_with_commas_in_their_literal(void **state)
{
    struct pair {
        int a;
        int b;
    };
    struct arena a = {0};
    VEC(struct pair) v = {0};

    (void)state;
    vec_push(&a, &v, (struct pair){.a = 1, .b = 2});
    vec_push(&a, &v, (struct pair){3, 4});
    assert_int_equal(v.items[0].b, 2);
    assert_int_equal(v.items[1].a, 3);
    arena_reset(&a);
}

static void map_finds_what_was_put_and_nothing_else(void **state)
{
    struct arena a = {0};
    struct map m;
    uint32_t value = 7;

    (void)state;
    map_init(&m, &a);
    assert_false(map_get(&m, 0, &value));
    assert_int_equal(value, 7);
    for (uint32_t i = 0; i < 50000; i++)
        map_put(&m, map_pair(i, i / 3), i);
    for (uint32_t i = 0; i < 50000; i++) {
        assert_true(map_get(&m, map_pair(i, i / 3), &value));
        assert_int_equal(value, i);
    }
    assert_false(map_get(&m, map_pair(50000, 1), &value));
    assert_int_equal(m.len, 50000);
    arena_reset(&a);
}

static void map_replaces_the_value_of_a_known_key(void **state)
{
    struct arena a = {0};
    struct map m;
    uint32_t value = 0;

    (void)state;
    map_init(&m, &a);
    map_put(&m, 0, 1);
    map_put(&m, 0, 2);
    map_put(&m, UINT64_MAX, UINT32_MAX);
    assert_true(map_get(&m, 0, &value));
    assert_int_equal(value, 2);
    assert_true(map_get(&m, UINT64_MAX, &value));
    assert_int_equal(value, UINT32_MAX);
    assert_int_equal(m.len, 2);
    arena_reset(&a);
}

static void map_adds_only_what_is_new(void **state)
{
    struct arena a = {0};
    struct map m;
    uint32_t value = 0;

    (void)state;
    map_init(&m, &a);
    for (uint32_t i = 0; i < 1000; i++)
        assert_true(map_add(&m, i, i));
    assert_false(map_add(&m, 7, 8));
    assert_true(map_get(&m, 7, &value));
    assert_int_equal(value, 7);
    assert_int_equal(m.len, 1000);
    arena_reset(&a);
}

/* What is put into one of them afterwards is not in the other, and both outgrow the memory they shared. */
static void copies_are_apart_from_what_they_were_made_of(void **state)
{
    struct arena a = {0};
    struct map m, map;
    struct sym_table t, names;
    VEC(int) v = {0};
    VEC(int) w = {0};
    sym found = {0};
    uint32_t value = 0;

    (void)state;
    map_init(&m, &a);
    sym_table_init(&t, &a);
    map_put(&m, 1, 10);
    (void)sym_intern(&t, STR("one"));
    vec_push(&a, &v, 5);
    map_copy(&map, &a, &m);
    sym_table_copy(&names, &a, &t);
    vec_copy(&a, &w, &v);
    for (uint32_t i = 2; i < 500; i++) {
        char text[16];
        map_put(&map, i, i);
        (void)sym_intern(&names, (struct str){text, (size_t)snprintf(text, sizeof(text), "%u", i)});
        vec_push(&a, &w, 6);
    }
    assert_int_equal(m.len, 1);
    assert_int_equal(t.texts.len, 2);
    assert_int_equal(v.len, 1);
    assert_int_equal(w.items[0], 5);
    assert_int_equal(w.len, 499);
    assert_true(map_get(&map, 1, &value));
    assert_int_equal(value, 10);
    assert_true(sym_find(&names, STR("one"), &found));
    assert_int_equal(found.i, 1);
    assert_true(sym_find(&names, STR("499"), &found));
    assert_int_equal(found.i, 499);
    arena_reset(&a);
}

static void sym_numbers_texts_in_the_order_first_seen(void **state)
{
    struct arena a = {0};
    struct sym_table t;
    sym found = {0};

    (void)state;
    sym_table_init(&t, &a);
    assert_int_equal(sym_intern(&t, STR("")).i, 0);
    assert_int_equal(sym_intern(&t, STR("b")).i, 1);
    assert_int_equal(sym_intern(&t, STR("a")).i, 2);
    assert_int_equal(sym_intern(&t, STR("b")).i, 1);
    assert_true(sym_find(&t, STR("a"), &found));
    assert_int_equal(found.i, 2);
    assert_false(sym_find(&t, STR("c"), &found));
    assert_int_equal(sym_intern(&t, STR("c")).i, 3);
    arena_reset(&a);
}

static void sym_tells_texts_with_nul_apart(void **state)
{
    struct arena a = {0};
    struct sym_table t;
    sym one, two;

    (void)state;
    sym_table_init(&t, &a);
    one = sym_intern(&t, STR("a\0x"));
    two = sym_intern(&t, STR("a\0y"));
    assert_int_not_equal(one.i, two.i);
    assert_int_not_equal(one.i, sym_intern(&t, STR("a")).i);
    assert_true(str_eq(sym_text(&t, two), STR("a\0y")));
    arena_reset(&a);
}

static void sym_copies_the_text_it_keeps(void **state)
{
    struct arena a = {0};
    struct sym_table t;
    char text[32];

    (void)state;
    sym_table_init(&t, &a);
    for (int i = 0; i < 20000; i++) {
        int len = snprintf(text, sizeof(text), "name%d", i);

        assert_int_equal(sym_intern(&t, (struct str){text, (size_t)len}).i, i + 1);
    }
    assert_true(str_eq(sym_text(&t, (sym){1}), STR("name0")));
    assert_true(str_eq(sym_text(&t, (sym){20000}), STR("name19999")));
    arena_reset(&a);
}

/* The reference implementation's vectors: key 00..0f, message 00..len-1. */
static void hash_is_siphash_1_3(void **state)
{
    static const struct {
        size_t len;
        uint64_t hash;
    } cases[] = {
        {0, UINT64_C(0xabac0158050fc4dc)}, {1, UINT64_C(0xc9f49bf37d57ca93)}, {2, UINT64_C(0x82cb9b024dc7d44d)},
        {7, UINT64_C(0xd3927d989bb11140)}, {8, UINT64_C(0x369095118d299a8e)}, {63, UINT64_C(0x9d199062b7bbb3a8)},
    };
    const struct hash_key key = {{UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)}};
    char message[64];

    (void)state;
    for (size_t i = 0; i < sizeof(message); i++)
        message[i] = (char)i;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_true(hash_str(&key, (struct str){message, cases[i].len}) == cases[i].hash);
    assert_true(hash_str(&key, (struct str){NULL, 0}) == cases[0].hash);
}

static void hash_key_is_one_per_run(void **state)
{
    struct hash_key a = hash_key_of_run();
    struct hash_key b = hash_key_of_run();

    (void)state;
    assert_memory_equal(&a, &b, sizeof(a));
    assert_true(a.words[0] != 0 || a.words[1] != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vec_keeps_its_items_while_growing),
        cmocka_unit_test(vec_holds_structs_with_commas_in_their_literal),
        cmocka_unit_test(map_finds_what_was_put_and_nothing_else),
        cmocka_unit_test(map_replaces_the_value_of_a_known_key),
        cmocka_unit_test(map_adds_only_what_is_new),
        cmocka_unit_test(copies_are_apart_from_what_they_were_made_of),
        cmocka_unit_test(sym_numbers_texts_in_the_order_first_seen),
        cmocka_unit_test(sym_tells_texts_with_nul_apart),
        cmocka_unit_test(sym_copies_the_text_it_keeps),
        cmocka_unit_test(hash_is_siphash_1_3),
        cmocka_unit_test(hash_key_is_one_per_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
