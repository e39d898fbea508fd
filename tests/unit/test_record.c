/* The envelope of cached bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <string.h>

#include "cache/record.h"

static struct digest key_of(const char *text)
{
    return digest_of(str_from(text));
}

static struct str wrapped(struct arena *a, uint8_t kind, const char *key, struct str payload)
{
    struct digest digest = key_of(key);
    struct strbuf out;

    strbuf_init(&out, a);
    record_wrap(&out, kind, &digest, 1700000000, payload);
    return strbuf_text(&out);
}

static enum record_state opened(struct str bytes, uint8_t kind, const char *key, struct str *payload)
{
    struct digest digest = key_of(key);

    return record_open(bytes, kind, &digest, payload);
}

static void record_gives_back_what_was_wrapped(void **state)
{
    static const struct str payloads[] = {STR_INIT(""), STR_INIT("x"), STR_INIT("a\0b\xff\n")};
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
        struct str bytes = wrapped(&a, 3, "key", payloads[i]);
        struct str got = {NULL, 0};

        assert_int_equal(bytes.len, RECORD_HEADER_SIZE + payloads[i].len);
        assert_int_equal(opened(bytes, 3, "key", &got), RECORD_GOOD);
        assert_true(str_eq(got, payloads[i]));
    }
    arena_reset(&a);
}

static void record_of_another_key_or_kind_is_refused(void **state)
{
    struct arena a = {0};
    struct str bytes = wrapped(&a, 3, "key", STR("payload"));
    struct str got = {NULL, 0};

    (void)state;
    assert_int_equal(opened(bytes, 3, "other", &got), RECORD_DAMAGED);
    assert_int_equal(opened(bytes, 4, "key", &got), RECORD_FOREIGN);
    assert_null(got.ptr);
    arena_reset(&a);
}

static void record_with_any_bit_flipped_is_refused(void **state)
{
    struct arena a = {0};
    struct str bytes = wrapped(&a, 3, "key", STR("some payload"));
    char copy[128];
    struct str got = {NULL, 0};

    (void)state;
    assert_true(bytes.len <= sizeof(copy));
    for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
        memcpy(copy, bytes.ptr, bytes.len);
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        assert_int_not_equal(opened((struct str){copy, bytes.len}, 3, "key", &got), RECORD_GOOD);
    }
    assert_null(got.ptr);
    arena_reset(&a);
}

static void record_of_any_other_length_is_refused(void **state)
{
    struct arena a = {0};
    struct str bytes = wrapped(&a, 3, "key", STR("some payload"));
    struct str got = {NULL, 0};

    (void)state;
    for (size_t len = 0; len < bytes.len; len++)
        assert_int_equal(opened(str_slice(bytes, 0, len), 3, "key", &got), RECORD_DAMAGED);
    assert_int_equal(opened((struct str){bytes.ptr, bytes.len + 1}, 3, "key", &got), RECORD_DAMAGED);
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record_gives_back_what_was_wrapped),
        cmocka_unit_test(record_of_another_key_or_kind_is_refused),
        cmocka_unit_test(record_with_any_bit_flipped_is_refused),
        cmocka_unit_test(record_of_any_other_length_is_refused),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
