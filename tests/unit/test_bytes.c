#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/base/bytes.h"

static struct str sample(struct arena *a)
{
    struct strbuf b;

    strbuf_init(&b, a);
    writer_u8(&b, 0xfe);
    writer_u32(&b, 0x01020304);
    writer_u64(&b, UINT64_C(0xfedcba9876543210));
    writer_str(&b, STR("a\0b"));
    writer_str(&b, STR(""));
    return strbuf_text(&b);
}

static void reader_reads_what_the_writer_wrote(void **state)
{
    struct arena a = {0};
    struct reader r = {.bytes = sample(&a)};

    (void)state;
    assert_int_equal(reader_u8(&r), 0xfe);
    assert_int_equal(reader_u32(&r), 0x01020304);
    assert_true(reader_u64(&r) == UINT64_C(0xfedcba9876543210));
    assert_true(str_eq(reader_str(&r), STR("a\0b")));
    assert_false(reader_done(&r));
    assert_int_equal(reader_str(&r).len, 0);
    assert_true(reader_done(&r));
    arena_reset(&a);
}

static void writer_is_little_endian(void **state)
{
    struct arena a = {0};
    struct str s = sample(&a);

    (void)state;
    assert_int_equal(s.len, 1 + 4 + 8 + 4 + 3 + 4);
    assert_memory_equal(s.ptr, "\xfe\x04\x03\x02\x01\x10\x32\x54\x76\x98\xba\xdc\xfe\x03\0\0\0", 17);
    arena_reset(&a);
}

/* Every shorter record fails, and a failed reader yields only zeros and empty texts. */
static void reader_fails_on_every_truncated_record(void **state)
{
    struct arena a = {0};
    struct str whole = sample(&a);

    (void)state;
    for (size_t len = 0; len < whole.len; len++) {
        struct reader r = {.bytes = str_dup(&a, str_slice(whole, 0, len))};

        (void)reader_u8(&r);
        (void)reader_u32(&r);
        (void)reader_u64(&r);
        (void)reader_str(&r);
        (void)reader_str(&r);
        assert_false(reader_ok(&r));
        assert_false(reader_done(&r));
        assert_int_equal(reader_u8(&r), 0);
        assert_int_equal(reader_u64(&r), 0);
        assert_int_equal(reader_str(&r).len, 0);
        assert_int_equal(reader_count(&r, 1), 0);
    }
    arena_reset(&a);
}

static void reader_refuses_lengths_beyond_the_record(void **state)
{
    static const struct str records[] = {
        STR_INIT("\xff\xff\xff\xff"),
        STR_INIT("\xff\xff\xff\xff"
                 "abc"),
        STR_INIT("\x04\0\0\0abc"),
        STR_INIT("\0\0\0\x80"),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(records); i++) {
        struct reader r = {.bytes = records[i]};

        assert_int_equal(reader_str(&r).len, 0);
        assert_false(reader_ok(&r));
    }
}

static void reader_count_cannot_exceed_the_rest(void **state)
{
    static const struct {
        struct str record;
        size_t min_size;
        uint32_t count;
        bool ok;
    } cases[] = {
        {STR_INIT("\x03\0\0\0abc"), 1, 3, true},
        {STR_INIT("\x04\0\0\0abc"), 1, 0, false},
        {STR_INIT("\x01\0\0\0abc"), 3, 1, true},
        {STR_INIT("\x01\0\0\0abc"), 4, 0, false},
        {STR_INIT("\xff\xff\xff\xff"), 64, 0, false},
        {STR_INIT("\0\0\0\0"), 64, 0, true},
        {STR_INIT("\x01\0\0"), 1, 0, false},
        {STR_INIT("\xff\xff\xff\xff"
                  "abc"),
         SIZE_MAX, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct reader r = {.bytes = cases[i].record};

        assert_int_equal(reader_count(&r, cases[i].min_size), cases[i].count);
        assert_int_equal(reader_ok(&r), cases[i].ok);
    }
}

static void reader_stays_failed(void **state)
{
    struct reader r = {.bytes = STR("abcd")};

    (void)state;
    assert_true(reader_ok(&r));
    reader_fail(&r);
    assert_int_equal(reader_u32(&r), 0);
    assert_false(reader_ok(&r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reader_reads_what_the_writer_wrote),
        cmocka_unit_test(writer_is_little_endian),
        cmocka_unit_test(reader_fails_on_every_truncated_record),
        cmocka_unit_test(reader_refuses_lengths_beyond_the_record),
        cmocka_unit_test(reader_count_cannot_exceed_the_rest),
        cmocka_unit_test(reader_stays_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
