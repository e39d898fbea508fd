#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/summary/summary_codec.h"

/* A summary with one item of every kind. */
static struct summary *sample(struct arena *a)
{
    struct summary *s = arena_new(a, struct summary);
    sym fs = {0};
    sym read = {0};

    s->goal = GOAL_MODULE;
    s->flags = SUMMARY_STRICT | SUMMARY_EXPORTS_OPAQUE;
    sym_table_init(&s->texts, a);
    fs = sym_intern(&s->texts, STR("fs"));
    read = sym_intern(&s->texts, STR("readFile"));
    vec_push(a, &s->paths, (struct path){PATH_MODULE, SUMMARY_NONE, fs.i});
    vec_push(a, &s->paths, (struct path){PATH_STEP_MEMBER, 0, read.i});
    vec_push(a, &s->uses,
             (struct use){.path = 1,
                          .op = USE_CALL,
                          .flags = USE_IN_TRY,
                          .at = 3,
                          .end = 9,
                          .func = 1,
                          .arg = {fs.i, SUMMARY_NONE, SUMMARY_NONE}});
    vec_push(a, &s->amplifiers, (struct amplifier){AMP_WITH, 4, 8, 0, SUMMARY_NONE});
    vec_push(a, &s->imports, (struct import){fs.i, IMPORT_STATIC, IMPORT_STAR, 0, 2, 0});
    vec_push(a, &s->exports, (struct export){read.i, 1, SUMMARY_NONE});
    vec_push(a, &s->functions, (struct function){0, 0, 10, SUMMARY_NONE});
    vec_push(a, &s->functions, (struct function){read.i, 2, 9, 0});
    vec_push(a, &s->calls, (struct call){0, 1, 5});
    return s;
}

static struct str encoded(struct arena *a, const struct summary *s)
{
    struct strbuf out;

    strbuf_init(&out, a);
    summary_encode(s, &out);
    return strbuf_text(&out);
}

static void a_summary_survives_its_record(void **state)
{
    struct arena a = {0};
    struct str record = encoded(&a, sample(&a));
    struct summary *s = summary_decode(&a, record);
    struct str again;

    (void)state;
    assert_non_null(s);
    assert_int_equal(s->goal, GOAL_MODULE);
    assert_int_equal(s->uses.items[0].op, USE_CALL);
    assert_int_equal(s->functions.items[1].parent, 0);
    assert_true(str_eq(sym_text(&s->texts, (sym){s->exports.items[0].name}), STR("readFile")));
    again = encoded(&a, s);
    assert_true(str_eq(again, record));
    arena_reset(&a);
}

static void an_empty_summary_has_a_record(void **state)
{
    struct arena a = {0};
    struct summary *s = arena_new(&a, struct summary);

    (void)state;
    sym_table_init(&s->texts, &a);
    assert_non_null(summary_decode(&a, encoded(&a, s)));
    arena_reset(&a);
}

static void a_record_of_another_length_is_refused(void **state)
{
    struct arena a = {0};
    struct str record = encoded(&a, sample(&a));
    char *longer = arena_alloc(&a, record.len + 1);

    (void)state;
    for (size_t len = 0; len < record.len; len++) {
        char *exact = arena_alloc(&a, len + 1); /* so that a sanitizer sees a read past the end */
        memcpy(exact, record.ptr, len);
        assert_null(summary_decode(&a, (struct str){exact, len}));
    }
    memcpy(longer, record.ptr, record.len);
    assert_null(summary_decode(&a, (struct str){longer, record.len + 1}));
    arena_reset(&a);
}

/* Everything that a decoded summary says must be within its own tables. */
static void check_indices(const struct summary *s)
{
    for (uint32_t i = 0; i < s->paths.len; i++)
        assert_true(s->paths.items[i].parent == SUMMARY_NONE || s->paths.items[i].parent < i);
    for (uint32_t i = 0; i < s->uses.len; i++) {
        assert_true(s->uses.items[i].path < s->paths.len);
        assert_true(s->uses.items[i].op < USE_OP_COUNT);
    }
    for (uint32_t i = 0; i < s->amplifiers.len; i++)
        assert_true(s->amplifiers.items[i].kind < AMPLIFIER_COUNT);
    for (uint32_t i = 0; i < s->imports.len; i++)
        assert_true(s->imports.items[i].specifier < s->texts.texts.len);
    for (uint32_t i = 0; i < s->texts.texts.len; i++)
        assert_true(s->texts.texts.items[i].len <= 64);
}

static void no_changed_byte_leads_out_of_the_record(void **state)
{
    struct arena a = {0};
    struct str record = encoded(&a, sample(&a));
    char *bytes = arena_alloc(&a, record.len);

    (void)state;
    for (size_t at = 0; at < record.len; at++) {
        for (unsigned value = 0; value < 256; value += 5) {
            struct arena decoded = {0};
            struct summary *s = NULL;
            memcpy(bytes, record.ptr, record.len);
            bytes[at] = (char)value;
            s = summary_decode(&decoded, (struct str){bytes, record.len});
            if (s != NULL)
                check_indices(s);
            arena_reset(&decoded);
        }
    }
    arena_reset(&a);
}

static void huge_counts_cost_no_memory(void **state)
{
    struct arena a = {0};
    struct str record = encoded(&a, sample(&a));
    char *bytes = arena_alloc(&a, record.len);

    (void)state;
    for (size_t count = 0; count < 9; count++) {
        struct arena decoded = {0};
        memcpy(bytes, record.ptr, record.len);
        memset(bytes + 9 + 4 * count, 0xff, 4);
        assert_null(summary_decode(&decoded, (struct str){bytes, record.len}));
        assert_true(decoded.used < 4096);
        arena_reset(&decoded);
    }
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_summary_survives_its_record),
        cmocka_unit_test(an_empty_summary_has_a_record),
        cmocka_unit_test(a_record_of_another_length_is_refused),
        cmocka_unit_test(no_changed_byte_leads_out_of_the_record),
        cmocka_unit_test(huge_counts_cost_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
