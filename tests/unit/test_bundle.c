/* Bundles and upkeep: what may enter a cache from elsewhere, and what leaves it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"
#include "cache/bundle.h"
#include "cache/database.h"
#include "cache/key_file.h"
#include "cache/upkeep.h"
#include "tests/unit/cache_folder.h"

enum { RECORDS = 40, BUNDLE_MAX = 1024 * 1024, HEADER = 48 };

static struct str payload_of(struct arena *a, uint32_t number)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (uint32_t i = 0; i < number * 7; i++)
        strbuf_printf(&out, "%u.", number);
    return strbuf_text(&out);
}

static void put_records(const char *folder, uint32_t from, uint32_t to)
{
    struct cache *c = cache_open(folder);
    struct arena a = {0};
    struct error trouble = {0};

    for (uint32_t i = from; i < to; i++) {
        struct digest key = cache_key(i);

        cache_put(c, STORE_ALIAS, &key, payload_of(&a, i));
    }
    cache_close(c, &trouble);
    assert_string_equal(trouble.text, "");
    arena_reset(&a);
}

/* How many of the records are in the cache; what is there must be right. */
static uint32_t count_in(struct cache *c)
{
    struct arena a = {0};
    uint32_t found = 0;

    for (uint32_t i = 0; i < RECORDS; i++) {
        struct digest key = cache_key(i);
        struct str got = {0};

        if (cache_get(c, STORE_ALIAS, &key, &a, &got)) {
            assert_true(str_eq(got, payload_of(&a, i)));
            found++;
        }
    }
    arena_reset(&a);
    return found;
}

static uint32_t count(const char *folder)
{
    struct cache *c = cache_open(folder);
    uint32_t found = count_in(c);

    cache_close(c, NULL);
    return found;
}

static enum err export_to(const char *folder, const char *bundle, const char *key_path)
{
    struct cache *c = cache_open(folder);
    struct secret_key key;
    struct bundle_info info;
    struct error why = {0};
    enum err e = key_file_secret(key_path, &key, &why);

    if (e == OK)
        e = bundle_export(c, bundle, &key, &info, &why);
    cache_close(c, NULL);
    return e;
}

static enum err import_to(const char *folder, const char *bundle, const char *key_path, struct bundle_info *info,
                          struct error *why)
{
    struct cache *c = cache_open(folder);
    struct public_key key;
    enum err e = OK;

    memset(why, 0, sizeof(*why));
    e = key_file_public(key_path, &key, why);
    if (e == OK)
        e = bundle_import(c, bundle, &key, info, why);
    cache_close(c, NULL);
    return e;
}

/* A key "k", a cache "mirror" with all records, and their bundle "b". */
static void make_bundle(void)
{
    assert_int_equal(key_file_make("k", NULL), OK);
    put_records("mirror", 0, RECORDS);
    assert_int_equal(export_to("mirror", "b", "k"), OK);
}

static struct str read_all(struct arena *a, const char *path)
{
    struct str text = {0};

    assert_int_equal(fs_read(a, path, BUNDLE_MAX, &text, NULL), OK);
    return text;
}

static void write_file(const char *path, struct str bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

/* Signs `body` anew with `secret`: what only the holder of the key could do. */
static void write_signed(const char *path, struct str body, const char *secret_path)
{
    struct secret_key secret;
    struct signature_state state;
    unsigned char signature[SIGNATURE_SIZE];
    struct arena a = {0};
    struct strbuf out;

    assert_int_equal(key_file_secret(secret_path, &secret, NULL), OK);
    signature_begin(&state);
    signature_add(&state, body);
    signature_make(&state, &secret, signature);
    strbuf_init(&out, &a);
    strbuf_put(&out, body);
    strbuf_put(&out, (struct str){(char *)signature, sizeof(signature)});
    write_file(path, strbuf_text(&out));
    arena_reset(&a);
}

static void expect_refused(const char *bundle, const char *key, const char *sentence)
{
    struct bundle_info info;
    struct error why;

    assert_int_not_equal(import_to("ours", bundle, key, &info, &why), OK);
    if (strstr(why.text, sentence) == NULL)
        fail_msg("expected \"%s\", got \"%s\"", sentence, why.text);
    assert_int_equal(count("ours"), 0);
}

static void bundle_brings_all_records(void **state)
{
    struct bundle_info info;
    struct error why;

    (void)state;
    make_bundle();
    assert_int_equal(import_to("ours", "b", "k.pub", &info, &why), OK);
    assert_int_equal(info.records, RECORDS);
    assert_int_equal(info.known, 0);
    assert_int_equal(count("ours"), RECORDS);
}

static void bundle_of_another_signer_is_refused(void **state)
{
    (void)state;
    make_bundle();
    assert_int_equal(key_file_make("other", NULL), OK);
    expect_refused("b", "other.pub", "not signed by the given key");
    expect_refused("b", "k", "no public key");
    expect_refused("missing", "k.pub", "missing");
}

static void bundle_with_any_byte_changed_is_refused(void **state)
{
    struct arena a = {0};
    struct str good = {0};
    struct bundle_info info;
    struct error why;
    char *copy = NULL;

    (void)state;
    make_bundle();
    good = read_all(&a, "b");
    copy = str_to_c(&a, good);
    for (size_t at = 0; at < good.len; at += at < 200 || at + 200 > good.len ? 1 : 97) {
        copy[at] = (char)(copy[at] ^ 1 << at % 8);
        write_file("bad", (struct str){copy, good.len});
        copy[at] = good.ptr[at];
        assert_int_not_equal(import_to("ours", "bad", "k.pub", &info, &why), OK);
    }
    assert_int_equal(count("ours"), 0);
    arena_reset(&a);
}

static void bundle_that_is_cut_or_longer_is_refused(void **state)
{
    struct arena a = {0};
    struct str good = {0};
    struct bundle_info info;
    struct error why;
    struct strbuf longer;

    (void)state;
    make_bundle();
    good = read_all(&a, "b");
    for (size_t len = 0; len < good.len; len += len < 200 ? 1 : 211) {
        write_file("bad", str_slice(good, 0, len));
        assert_int_not_equal(import_to("ours", "bad", "k.pub", &info, &why), OK);
    }
    strbuf_init(&longer, &a);
    strbuf_put(&longer, good);
    strbuf_put_char(&longer, '\0');
    write_file("bad", strbuf_text(&longer));
    assert_int_not_equal(import_to("ours", "bad", "k.pub", &info, &why), OK);
    assert_int_equal(count("ours"), 0);
    arena_reset(&a);
}

/* Even the signer cannot bring a record under another key, or one that was changed. */
static void bundle_with_a_swapped_or_poisoned_record_is_refused(void **state)
{
    struct arena a = {0};
    struct str good = {0};
    char *copy = NULL;

    (void)state;
    make_bundle();
    good = read_all(&a, "b");
    copy = str_to_c(&a, good);
    copy[HEADER + 2] ^= 1; /* the digest in the first record's key: the alias of another archive */
    write_signed("bad", (struct str){copy, good.len - SIGNATURE_SIZE}, "k");
    expect_refused("bad", "k.pub", "damaged");
    copy[HEADER + 2] ^= 1;
    copy[HEADER + 1] = STORE_VERDICT;
    write_signed("bad", (struct str){copy, good.len - SIGNATURE_SIZE}, "k");
    expect_refused("bad", "k.pub", "damaged");
    copy[HEADER + 1] = STORE_ALIAS;
    copy[good.len - SIGNATURE_SIZE - 10] ^= 1; /* the last byte of the last payload */
    write_signed("bad", (struct str){copy, good.len - SIGNATURE_SIZE}, "k");
    expect_refused("bad", "k.pub", "damaged");
    arena_reset(&a);
}

static void bundle_of_a_later_version_is_refused(void **state)
{
    struct arena a = {0};
    struct str good = {0};
    char *copy = NULL;

    (void)state;
    make_bundle();
    good = read_all(&a, "b");
    copy = str_to_c(&a, good);
    copy[7] = BUNDLE_FORMAT + 1;
    write_signed("bad", (struct str){copy, good.len - SIGNATURE_SIZE}, "k");
    expect_refused("bad", "k.pub", "which this cordon does not know");
    write_file("bad", STR("hello"));
    expect_refused("bad", "k.pub", "damaged");
    arena_reset(&a);
}

static void bundle_is_not_taken_again_and_an_older_one_never(void **state)
{
    struct bundle_info info;
    struct error why;

    (void)state;
    make_bundle();
    put_records("mirror", RECORDS, RECORDS + 5);
    assert_int_equal(export_to("mirror", "newer", "k"), OK);
    assert_int_equal(import_to("ours", "newer", "k.pub", &info, &why), OK);
    assert_int_equal(import_to("ours", "b", "k.pub", &info, &why), ERR_USAGE);
    assert_non_null(strstr(why.text, "was taken before"));
    assert_int_equal(import_to("ours", "newer", "k.pub", &info, &why), ERR_USAGE);
    /* Not even after everything else was dropped. */
    {
        struct cache *c = cache_open("ours");
        struct upkeep_limits limits = {.max_age = 1, .now = (uint64_t)time(NULL) + 1000};
        struct upkeep_result result;

        assert_int_equal(upkeep_gc(c, &limits, &result, &why), OK);
        cache_close(c, NULL);
    }
    assert_int_equal(count("ours"), 0);
    assert_int_equal(import_to("ours", "b", "k.pub", &info, &why), ERR_USAGE);
    /* Another signer's bundles are counted by themselves. */
    assert_int_equal(key_file_make("other", NULL), OK);
    assert_int_equal(export_to("mirror", "other-bundle", "other"), OK);
    assert_int_equal(import_to("ours", "other-bundle", "other.pub", &info, &why), OK);
}

static void bundle_does_not_replace_what_the_cache_found_out(void **state)
{
    struct bundle_info info;
    struct error why;
    struct digest key = cache_key(3);
    struct cache *c = NULL;
    struct arena a = {0};
    struct str got = {0};

    (void)state;
    make_bundle();
    c = cache_open("ours");
    cache_put(c, STORE_ALIAS, &key, STR("something else"));
    cache_close(c, NULL);
    assert_int_equal(import_to("ours", "b", "k.pub", &info, &why), OK);
    assert_int_equal(info.known, 1);
    assert_int_equal(info.different, 1);
    c = cache_open("ours");
    assert_true(cache_get(c, STORE_ALIAS, &key, &a, &got));
    assert_true(str_eq(got, STR("something else")));
    cache_close(c, NULL);
    arena_reset(&a);
}

static void bundle_is_not_taken_into_a_folder_that_others_can_write(void **state)
{
    struct bundle_info info;
    struct error why;

    (void)state;
    make_bundle();
    assert_int_equal(mkdir("ours", 0700), 0);
    assert_int_equal(chmod("ours", 0777), 0);
    assert_int_not_equal(import_to("ours", "b", "k.pub", &info, &why), OK);
    assert_non_null(strstr(why.text, "others can write"));
}

static void key_files_are_refused_when_others_can_read_them_or_they_are_there(void **state)
{
    struct secret_key key;
    struct error why = {0};

    (void)state;
    assert_int_equal(key_file_make("k", NULL), OK);
    assert_int_equal(key_file_make("k", &why), ERR_USAGE);
    assert_int_equal(key_file_secret("k", &key, NULL), OK);
    assert_int_equal(key_file_secret("k.pub", &key, NULL), ERR_USAGE);
    assert_int_equal(chmod("k", 0640), 0);
    assert_int_equal(key_file_secret("k", &key, NULL), ERR_USAGE);
}

/* --- upkeep --- */

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
    record_wrap(&record, STORE_ALIAS, &key, d->first + d->at * d->step, payload_of(&d->memory, d->at));
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
    assert_int_equal(count_in(c), 11);
    cache_close(c, NULL);
    assert_int_equal(count("cache"), 11);
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
    put_records("cache", 0, RECORDS);
    reader = cache_open("cache");
    child = fork();
    if (child == 0) {
        struct cache *c = cache_open("cache");

        (void)gc(c, 0, 1, (uint64_t)time(NULL) + 1000);
        cache_close(c, NULL);
        put_records("cache", 0, 3);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(count_in(reader), RECORDS);
    cache_renew(reader);
    assert_int_equal(count_in(reader), 3);
    cache_close(reader, NULL);
}

/* Two of them, and a writer whose every record must be there in the end. */
static void gc_loses_nothing_that_is_written_meanwhile(void **state)
{
    pid_t children[3];

    (void)state;
    put_records("cache", 0, 1);
    for (uint32_t i = 0; i < ARRAY_LEN(children); i++) {
        children[i] = fork();
        if (children[i] != 0)
            continue;
        for (uint32_t n = 0; n < RECORDS; n++) {
            struct cache *c = NULL;
            struct upkeep_limits limits = {.now = (uint64_t)time(NULL)};
            struct upkeep_result result;

            if (i == 0) {
                put_records("cache", n, n + 1);
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
    assert_int_equal(count("cache"), RECORDS);
}

static void gc_that_is_killed_changes_nothing(void **state)
{
    (void)state;
    put_records("cache", 0, RECORDS);
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
        assert_int_equal(count("cache"), RECORDS);
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
    put_records("cache", 0, RECORDS);
    text = read_all(&a, "cache/" DATABASE_DATA);
    copy = str_to_c(&a, text);
    assert_true(str_find(text, needle, 0) < text.len);
    copy[str_find(text, needle, 0)] = '3';
    write_file("cache/" DATABASE_DATA, (struct str){copy, text.len});
    c = cache_open("cache");
    upkeep_verify(c, &check);
    assert_int_equal(check.good, RECORDS - 1);
    assert_int_equal(check.damaged, 1);
    assert_int_equal(gc(c, 0, 0, (uint64_t)time(NULL)).kept, RECORDS - 1);
    upkeep_verify(c, &check);
    assert_int_equal(check.damaged, 0);
    assert_int_equal(count_in(c), RECORDS - 1);
    cache_close(c, NULL);
    arena_reset(&a);
}

static void stat_counts_records_and_hits(void **state)
{
    struct cache *c = NULL;
    struct arena a = {0};
    struct upkeep_stat *stat = arena_new(&a, struct upkeep_stat);

    (void)state;
    put_records("cache", 0, RECORDS / 2);
    assert_int_equal(count("cache"), RECORDS / 2);
    c = cache_open("cache");
    upkeep_stat(c, stat);
    assert_int_equal(stat->kinds[STORE_ALIAS].records, RECORDS / 2);
    assert_int_equal(stat->counters.hits[STORE_ALIAS], RECORDS / 2);
    assert_int_equal(stat->counters.misses[STORE_ALIAS], RECORDS - RECORDS / 2);
    assert_false(stat->damaged);
    cache_close(c, NULL);
    arena_reset(&a);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, cache_folder_enter, cache_folder_leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(bundle_brings_all_records),
        IN_FOLDER(bundle_of_another_signer_is_refused),
        IN_FOLDER(bundle_with_any_byte_changed_is_refused),
        IN_FOLDER(bundle_that_is_cut_or_longer_is_refused),
        IN_FOLDER(bundle_with_a_swapped_or_poisoned_record_is_refused),
        IN_FOLDER(bundle_of_a_later_version_is_refused),
        IN_FOLDER(bundle_is_not_taken_again_and_an_older_one_never),
        IN_FOLDER(bundle_does_not_replace_what_the_cache_found_out),
        IN_FOLDER(bundle_is_not_taken_into_a_folder_that_others_can_write),
        IN_FOLDER(key_files_are_refused_when_others_can_read_them_or_they_are_there),
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
