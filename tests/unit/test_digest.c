#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <string.h>

#include "analyzer/base/digest.h"

static struct digest of_fields(const char *purpose, const char *tag, struct str first, struct str second)
{
    struct digest_state d;

    digest_begin(&d, purpose);
    digest_field(&d, tag, first);
    digest_field(&d, tag, second);
    return digest_end(&d);
}

static void digest_of_is_blake2b_256(void **state)
{
    static const struct {
        struct str bytes;
        const char *hex;
    } cases[] = {
        /* `b2sum -l 256` */
        {STR_INIT(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
        {STR_INIT("abc"), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"},
    };
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct digest d = digest_of(cases[i].bytes);

        digest_hex(&d, hex);
        assert_string_equal(hex, cases[i].hex);
    }
}

static void digest_fields_never_run_together(void **state)
{
    struct digest reference = of_fields("p", "t", STR("ab"), STR("c"));
    struct digest others[] = {
        of_fields("p", "t", STR("a"), STR("bc")), of_fields("p", "t", STR("abc"), STR("")),
        of_fields("p", "t", STR(""), STR("abc")), of_fields("q", "t", STR("ab"), STR("c")),
        of_fields("p", "u", STR("ab"), STR("c")), of_fields("p", "t", STR("ab\0"), STR("c")),
        of_fields("pt", "", STR("ab"), STR("c")),
    };
    struct digest again = of_fields("p", "t", STR("ab"), STR("c"));

    (void)state;
    assert_true(digest_eq(&reference, &again));
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        assert_false(digest_eq(&reference, &others[i]));
        for (size_t k = 0; k < i; k++)
            assert_false(digest_eq(&others[k], &others[i]));
    }
}

static void digest_numbers_are_little_endian_on_every_machine(void **state)
{
    struct digest_state number;
    struct digest_state text;
    struct digest a;
    struct digest b;

    (void)state;
    digest_begin(&number, "p");
    digest_field_u32(&number, "n", 0x01020304);
    a = digest_end(&number);
    digest_begin(&text, "p");
    digest_field(&text, "n", STR("\x04\x03\x02\x01"));
    b = digest_end(&text);
    assert_true(digest_eq(&a, &b));
}

static void digest_hex_round_trips(void **state)
{
    struct digest d = digest_of(STR("x"));
    struct digest back = {{0}};
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    digest_hex(&d, hex);
    assert_int_equal(strlen(hex), 64);
    assert_true(digest_from_hex(str_from(hex), &back));
    assert_true(digest_eq(&d, &back));
}

static void digest_from_hex_refuses_anything_else(void **state)
{
    static const char good[] = "00112233445566778899aabbccddeeffAABBCCDDEEFF00112233445566778899";
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("0011"),
        STR_INIT("00112233445566778899aabbccddeeff00112233445566778899aabbccddeef"),
        STR_INIT("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0"),
        STR_INIT("00112233445566778899aabbccddeeff00112233445566778899aabbccddeefg"),
        STR_INIT("00112233445566778899aabbccddeeff00112233445566778899aabbccddee f"),
        STR_INIT("00112233445566778899aabbccddeeff00112233445566778899aabbccddee\0f"),
        STR_INIT("0x112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
    };
    struct digest out = {{1, 2, 3}};
    struct digest before = out;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_false(digest_from_hex(bad[i], &out));
        assert_true(digest_eq(&out, &before));
    }
    assert_true(digest_from_hex(str_from(good), &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_of_is_blake2b_256),
        cmocka_unit_test(digest_fields_never_run_together),
        cmocka_unit_test(digest_numbers_are_little_endian_on_every_machine),
        cmocka_unit_test(digest_hex_round_trips),
        cmocka_unit_test(digest_from_hex_refuses_anything_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
