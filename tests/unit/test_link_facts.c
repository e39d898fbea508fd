/* Unit facts as bytes: what the cache may hand back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/link/unit_facts.h"
#include "analyzer/semantic/facts.h"

static struct str sample(struct arena *a)
{
    struct unit_facts *f = arena_new(a, struct unit_facts);
    uint32_t some = 0;
    struct strbuf out;

    sym_table_init(&f->texts, a);
    some = sym_intern(&f->texts, STR("some text")).i;
    f->renamed = true;
    vec_push(a, &f->imports, (struct unit_import){some, IMPORT_STATIC, IMPORT_STAR, 1, {1, 2, some}});
    vec_push(
        a, &f->charges,
        (struct unit_charge){.rule = some, .effect = FACT_NO_EFFECT, .certainty = POSSIBLE, .more = 3, .closes = 4});
    vec_push(a, &f->uses, (struct unit_use){.specifier = some, .needed = some, .writes = 1});
    strbuf_init(&out, a);
    unit_facts_encode(f, &out);
    return strbuf_text(&out);
}

static void facts_survive_their_record(void **state)
{
    struct arena a = {0};
    struct str record = sample(&a);
    struct unit_facts *f = unit_facts_decode(&a, record);
    struct strbuf again;

    (void)state;
    assert_non_null(f);
    assert_int_equal(f->charges.items[0].more, 3);
    assert_true(f->renamed);
    strbuf_init(&again, &a);
    unit_facts_encode(f, &again);
    assert_true(str_eq(strbuf_text(&again), record));
    arena_reset(&a);
}

static void a_record_of_another_length_is_refused(void **state)
{
    struct arena a = {0};
    struct str record = sample(&a);

    (void)state;
    for (size_t len = 0; len < record.len; len++) {
        char *exact = arena_alloc(&a, len + 1);
        memcpy(exact, record.ptr, len);
        assert_null(unit_facts_decode(&a, (struct str){exact, len}));
    }
    arena_reset(&a);
}

static void no_changed_byte_leads_out_of_the_record(void **state)
{
    struct arena a = {0};
    struct str record = sample(&a);
    char *bytes = arena_alloc(&a, record.len);

    (void)state;
    for (size_t at = 0; at < record.len; at++) {
        for (unsigned value = 0; value < 256; value += 3) {
            struct unit_facts *f = NULL;
            memcpy(bytes, record.ptr, record.len);
            bytes[at] = (char)value;
            f = unit_facts_decode(&a, (struct str){bytes, record.len});
            if (f == NULL)
                continue;
            assert_true(f->charges.items[0].effect <= FACT_NO_EFFECT);
            assert_true(f->charges.items[0].rule < f->texts.texts.len);
            assert_true(f->uses.items[0].specifier < f->texts.texts.len);
            assert_true(f->imports.items[0].kind < IMPORT_KIND_COUNT);
        }
    }
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_survive_their_record),
        cmocka_unit_test(a_record_of_another_length_is_refused),
        cmocka_unit_test(no_changed_byte_leads_out_of_the_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
