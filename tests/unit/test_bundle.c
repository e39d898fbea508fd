/* Bundles and keys: what may enter a cache from elsewhere. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cache/bundle.h"
#include "cache/key_file.h"
#include "cache/upkeep.h"
#include "tests/unit/cache_records.h"

/* Of a bundle: before its first record. */
enum { HEADER = 48 };

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
    records_put("mirror", 0, RECORDS);
    assert_int_equal(export_to("mirror", "b", "k"), OK);
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
    records_write_file(path, strbuf_text(&out));
    arena_reset(&a);
}

static void expect_refused(const char *bundle, const char *key, const char *sentence)
{
    struct bundle_info info;
    struct error why;

    assert_int_not_equal(import_to("ours", bundle, key, &info, &why), OK);
    if (strstr(why.text, sentence) == NULL)
        fail_msg("expected \"%s\", got \"%s\"", sentence, why.text);
    assert_int_equal(records_count("ours"), 0);
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
    assert_int_equal(records_count("ours"), RECORDS);
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
    good = records_read_file(&a, "b");
    copy = str_to_c(&a, good);
    for (size_t at = 0; at < good.len; at += at < 200 || at + 200 > good.len ? 1 : 97) {
        copy[at] = (char)(copy[at] ^ 1 << at % 8);
        records_write_file("bad", (struct str){copy, good.len});
        copy[at] = good.ptr[at];
        assert_int_not_equal(import_to("ours", "bad", "k.pub", &info, &why), OK);
    }
    assert_int_equal(records_count("ours"), 0);
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
    good = records_read_file(&a, "b");
    for (size_t len = 0; len < good.len; len += len < 200 ? 1 : 211) {
        records_write_file("bad", str_slice(good, 0, len));
        assert_int_not_equal(import_to("ours", "bad", "k.pub", &info, &why), OK);
    }
    strbuf_init(&longer, &a);
    strbuf_put(&longer, good);
    strbuf_put_char(&longer, '\0');
    records_write_file("bad", strbuf_text(&longer));
    assert_int_not_equal(import_to("ours", "bad", "k.pub", &info, &why), OK);
    assert_int_equal(records_count("ours"), 0);
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
    good = records_read_file(&a, "b");
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
    good = records_read_file(&a, "b");
    copy = str_to_c(&a, good);
    copy[7] = BUNDLE_FORMAT + 1;
    write_signed("bad", (struct str){copy, good.len - SIGNATURE_SIZE}, "k");
    expect_refused("bad", "k.pub", "which this cordon does not know");
    records_write_file("bad", STR("hello"));
    expect_refused("bad", "k.pub", "damaged");
    arena_reset(&a);
}

static void bundle_is_not_taken_again_and_an_older_one_never(void **state)
{
    struct bundle_info info;
    struct error why;

    (void)state;
    make_bundle();
    records_put("mirror", RECORDS, RECORDS + 5);
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
    assert_int_equal(records_count("ours"), 0);
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
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
