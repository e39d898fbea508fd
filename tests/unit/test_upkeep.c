/* Upkeep: what leaves a cache, and what is found to be damaged. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cache/database.h"
#include "cache/upkeep.h"
#include "tests/unit/cache_records.h"

static struct upkeep_result gc(struct cache *c, uint64_t max_bytes, uint64_t max_age, uint64_t now)
{
    const struct upkeep_limits limits = {max_bytes, max_age, now};
    struct upkeep_result result;
    struct error why = {0};

    assert_int_equal(upkeep_gc(c, &limits, &result, &why), OK);
    return result;
}

/* A source with one record per item, written at a time of its own. */
struct dated {
    uint32_t at;
    uint32_t count;
    uint64_t first; /* seconds */
    uint64_t step;
    struct arena memory;
};

static void rewind_dated(void *payload)
{
    ((struct dated *)payload)->at = 0;
}

static bool next_dated(void *payload, struct database_item *out)
{
    struct dated *d = payload;
    struct digest key = cache_key(d->at);
    struct strbuf record;

    if (d->at == d->count)
        return false;
    strbuf_init(&record, &d->memory);
    record_wrap(&record, STORE_ALIAS, &key, d->first + d->at * d->step, records_payload(&d->memory, d->at));
    record_key(out->key, STORE_ALIAS, &key);
    out->record = strbuf_text(&record);
    d->at++;
    return true;
}

static void write_dated(uint64_t first, uint64_t step)
{
    struct dated d = {.count = RECORDS, .first = first, .step = step};
    const struct database_source source = {&d, rewind_dated, next_dated, NULL};
    struct cache *c = cache_open("cache");
    struct error why = {0};

    assert_int_equal(cache_write_all(c, &source, 1000, &why), OK);
    cache_close(c, NULL);
    arena_reset(&d.memory);
}

static void gc_drops_what_is_too_old(void **state)
{
    struct cache *c = NULL;

    (void)state;
    write_dated(1000000, 100);
    c = cache_open("cache");
    assert_int_equal(gc(c, 0, 1000, 1000000 + 100 * (RECORDS - 1)).kept, 11);
    assert_int_equal(records_count_in(c), 11);
    cache_close(c, NULL);
    assert_int_equal(records_count("cache"), 11);
}

static void gc_drops_the_oldest_of_what_is_too_much(void **state)
{
    struct upkeep_result result;
    struct cache *c = NULL;
    struct arena a = {0};
    struct digest key = cache_key(RECORDS - 1);
    struct str got = {0};

    (void)state;
    write_dated(1000000, 5000);
    c = cache_open("cache");
    result = gc(c, 30 * 1024, 0, 2000000);
    assert_true(result.bytes_after <= 30 * 1024);
    assert_true(result.kept > 5);
    assert_true(result.dropped > 5);
    assert_true(cache_get(c, STORE_ALIAS, &key, &a, &got)); /* the newest */
    cache_close(c, NULL);
    arena_reset(&a);
}

/* Records of the future are as good as new, and from then on they age. */
static void gc_survives_a_clock_that_went_back(void **state)
{
    struct cache *c = NULL;

    (void)state;
    write_dated(5000000, 1);
    c = cache_open("cache");
    assert_int_equal(gc(c, 0, 100, 2000).kept, RECORDS);
    assert_int_equal(gc(c, 0, 100, 2050).kept, RECORDS);
    assert_int_equal(gc(c, 0, 100, 2101).kept, 0);
    cache_close(c, NULL);
}

static void gc_leaves_running_readers_alone(void **state)
{
    struct cache *reader = NULL;
    int status = 0;
    pid_t child = 0;

    (void)state;
    records_put("cache", 0, RECORDS);
    reader = cache_open("cache");
    child = fork();
    if (child == 0) {
        struct cache *c = cache_open("cache");

        (void)gc(c, 0, 1, (uint64_t)time(NULL) + 1000);
        cache_close(c, NULL);
        records_put("cache", 0, 3);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(records_count_in(reader), RECORDS);
    cache_renew(reader);
    assert_int_equal(records_count_in(reader), 3);
    cache_close(reader, NULL);
}

/* Two of them, and a writer whose every record must be there in the end. */
static void gc_loses_nothing_that_is_written_meanwhile(void **state)
{
    pid_t children[3];

    (void)state;
    records_put("cache", 0, 1);
    for (uint32_t i = 0; i < ARRAY_LEN(children); i++) {
        children[i] = fork();
        if (children[i] != 0)
            continue;
        for (uint32_t n = 0; n < RECORDS; n++) {
            struct cache *c = NULL;
            struct upkeep_limits limits = {.now = (uint64_t)time(NULL)};
            struct upkeep_result result;

            if (i == 0) {
                records_put("cache", n, n + 1);
                continue;
            }
            c = cache_open("cache");
            (void)!upkeep_gc(c, &limits, &result, NULL); /* the other one may be at it */
            cache_close(c, NULL);
        }
        _exit(0);
    }
    for (uint32_t i = 0; i < ARRAY_LEN(children); i++) {
        int status = 0;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(records_count("cache"), RECORDS);
}

static void gc_that_is_killed_changes_nothing(void **state)
{
    (void)state;
    records_put("cache", 0, RECORDS);
    for (uint32_t round = 0; round < 20; round++) {
        int status = 0;
        pid_t child = fork();

        if (child == 0) {
            (void)setpgid(0, 0);
            for (;;) {
                struct cache *c = cache_open("cache");
                struct upkeep_limits limits = {.now = (uint64_t)time(NULL)};
                struct upkeep_result result;

                (void)!upkeep_gc(c, &limits, &result, NULL);
                cache_close(c, NULL);
            }
        }
        (void)setpgid(child, child);
        (void)usleep(1000 * round);
        assert_int_equal(kill(-child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(records_count("cache"), RECORDS);
    }
}

static void verify_counts_what_is_damaged_and_gc_removes_it(void **state)
{
    struct cache *c = NULL;
    struct upkeep_check check;
    struct arena a = {0};
    struct str text = {0};
    struct str needle = STR("20.20.20.20.");
    char *copy = NULL;

    (void)state;
    records_put("cache", 0, RECORDS);
    text = records_read_file(&a, "cache/" DATABASE_DATA);
    copy = str_to_c(&a, text);
    assert_true(str_find(text, needle, 0) < text.len);
    copy[str_find(text, needle, 0)] = '3';
    records_write_file("cache/" DATABASE_DATA, (struct str){copy, text.len});
    c = cache_open("cache");
    upkeep_verify(c, &check);
    assert_int_equal(check.good, RECORDS - 1);
    assert_int_equal(check.damaged, 1);
    assert_int_equal(gc(c, 0, 0, (uint64_t)time(NULL)).kept, RECORDS - 1);
    upkeep_verify(c, &check);
    assert_int_equal(check.damaged, 0);
    assert_int_equal(records_count_in(c), RECORDS - 1);
    cache_close(c, NULL);
    arena_reset(&a);
}

static void stat_counts_records_and_hits(void **state)
{
    struct cache *c = NULL;
    struct arena a = {0};
    struct upkeep_stat *stat = arena_new(&a, struct upkeep_stat);

    (void)state;
    records_put("cache", 0, RECORDS / 2);
    assert_int_equal(records_count("cache"), RECORDS / 2);
    c = cache_open("cache");
    upkeep_stat(c, stat);
    assert_int_equal(stat->kinds[STORE_ALIAS].records, RECORDS / 2);
    assert_int_equal(stat->counters.hits[STORE_ALIAS], RECORDS / 2);
    assert_int_equal(stat->counters.misses[STORE_ALIAS], RECORDS - RECORDS / 2);
    assert_false(stat->damaged);
    cache_close(c, NULL);
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(gc_drops_what_is_too_old),
        IN_FOLDER(gc_drops_the_oldest_of_what_is_too_much),
        IN_FOLDER(gc_survives_a_clock_that_went_back),
        IN_FOLDER(gc_leaves_running_readers_alone),
        IN_FOLDER(gc_loses_nothing_that_is_written_meanwhile),
        IN_FOLDER(gc_that_is_killed_changes_nothing),
        IN_FOLDER(verify_counts_what_is_damaged_and_gc_removes_it),
        IN_FOLDER(stat_counts_records_and_hits),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
