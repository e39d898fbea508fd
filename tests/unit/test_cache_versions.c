/* Records of other versions and other clocks, and when records were used. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cache/database.h"
#include "cache/touched.h"
#include "tests/unit/cache_content.h"

/* A record as another version or another clock would write it. */
struct foreign_record {
    uint32_t number;
    uint64_t written;
    char format; /* 0: ours */
    bool given;
    struct arena memory;
};

static void rewind_foreign(void *payload)
{
    ((struct foreign_record *)payload)->given = false;
}

static bool next_foreign(void *payload, struct database_item *out)
{
    struct foreign_record *f = payload;
    struct digest key = cache_key(f->number);
    struct strbuf record;
    bool was = f->given;

    strbuf_init(&record, &f->memory);
    record_wrap(&record, (uint8_t)(f->number % 2), &key, f->written, payload_of(&f->memory, f->number));
    if (f->format != 0)
        record.ptr[4] = f->format;
    record_key(out->key, (uint8_t)(f->number % 2), &key);
    out->record = strbuf_text(&record);
    f->given = true;
    return !was;
}

static void write_foreign(struct foreign_record *f)
{
    struct cache *c = cache_open("cache");
    const struct database_source source = {f, rewind_foreign, next_foreign, NULL};
    struct error why = {0};

    assert_int_equal(cache_write_all(c, &source, 1000, &why), OK);
    cache_close(c, NULL);
    arena_reset(&f->memory);
}

static void cache_of_two_versions_gives_each_its_own(void **state)
{
    struct foreign_record theirs = {.number = 7, .written = 1700000000, .format = 9};
    struct error trouble;
    struct cache *c = NULL;

    (void)state;
    write_records(0, 5);
    write_foreign(&theirs);
    assert_int_equal(mkdir("cache/cordon-3", 0700), 0); /* of a later one */
    assert_int_equal(count_all(8, &trouble), 5);
    assert_int_equal(trouble.code, OK);
    c = cache_open("cache");
    put_records(c, 7, 8);
    cache_close(c, &trouble);
    assert_int_equal(trouble.code, OK);
    assert_int_equal(count_all(8, &trouble), 6);
    assert_int_equal(rmdir("cache/cordon-3"), 0);
}

static void cache_believes_records_whatever_the_clock_said(void **state)
{
    static const uint64_t times[] = {0, 1, UINT64_MAX, 99999999999};
    struct error trouble;

    (void)state;
    for (uint32_t i = 0; i < ARRAY_LEN(times); i++) {
        struct foreign_record odd = {.number = i, .written = times[i]};

        write_foreign(&odd);
    }
    assert_int_equal(count_all(10, &trouble), ARRAY_LEN(times));
    assert_int_equal(trouble.code, OK);
}

/* When the record that next_foreign makes of `number` was written, by its own word. */
static uint64_t written_of(uint32_t number)
{
    struct cache *c = cache_open("cache");
    struct digest digest = cache_key(number);
    unsigned char key[RECORD_KEY_SIZE];
    struct record_head head = {0};
    struct arena a = {0};
    struct pages pages;
    struct str bytes = {0};

    record_key(key, (uint8_t)(number % 2), &digest);
    assert_true(cache_pages(c, &pages));
    assert_int_equal(pages_find(&pages, (struct str){(char *)key, sizeof(key)}, &a, &bytes), PAGES_GOOD);
    assert_int_equal(record_look(bytes, &head), RECORD_GOOD);
    cache_close(c, NULL);
    arena_reset(&a);
    return head.written;
}

static void cache_remembers_when_old_records_were_used(void **state)
{
    uint64_t now = (uint64_t)time(NULL);
    uint64_t times[] = {now - 3 * TOUCHED_SECONDS, now - 3 * TOUCHED_SECONDS, now - 3600, now - 3 * TOUCHED_SECONDS};
    struct error trouble = {0};
    struct arena a = {0};
    struct str payload = {0};
    struct digest key;
    struct cache *c = NULL;
    const struct touched_record *used = NULL;
    struct touched_record record;

    (void)state;
    for (uint32_t i = 0; i < ARRAY_LEN(times); i++) {
        struct foreign_record old = {.number = i, .written = times[i]};
        write_foreign(&old);
    }
    c = cache_open("cache");
    for (uint32_t i = 0; i < 3; i++) {
        bool found = false;
        key = cache_key(i);
        found = i == 1 ? cache_peek(c, 1, &key, &a, &payload) : cache_get(c, 0, &key, &a, &payload);
        assert_true(found);
    }
    cache_close(c, &trouble);
    assert_int_equal(trouble.code, OK);
    assert_true(written_of(0) >= now);      /* used */
    assert_true(written_of(1) == times[1]); /* only looked at */
    assert_true(written_of(2) == times[2]); /* young enough */
    assert_true(written_of(3) == times[3]); /* not used */
    c = cache_open("cache");
    cache_lend_ages(c);
    key = cache_key(3);
    assert_true(cache_get(c, 1, &key, &a, &payload));
    assert_int_equal(cache_take_used(c, &used), 1);
    record = used[0];
    assert_true(cache_get(c, 1, &key, &a, &payload));
    assert_int_equal(cache_take_used(c, &used), 0);
    cache_close(c, NULL);
    assert_true(written_of(3) == times[3]); /* it was lent: somebody else notes it */
    c = cache_open("cache");
    cache_note_used(c, &record);
    cache_write_used(c);
    cache_lend_ages(c); /* so that closing writes nothing more */
    cache_close(c, NULL);
    assert_true(written_of(3) >= now);
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(cache_of_two_versions_gives_each_its_own),
        IN_FOLDER(cache_believes_records_whatever_the_clock_said),
        IN_FOLDER(cache_remembers_when_old_records_were_used),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
