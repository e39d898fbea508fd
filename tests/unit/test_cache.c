/* The cache over a real folder: what it keeps, what it survives. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cache/cache.h"
#include "cache/cache_dir.h"

#define DATA "cache/cordon-1.mdb"

enum { RECORDS = 3000, BIG = 6 * 1024 * 1024 };

/* Goes to a fresh, empty folder. */
static int set_up(void **state)
{
    const char *tmp = getenv("TMPDIR");
    char *folder = NULL;

    assert_true(asprintf(&folder, "%s/cache-XXXXXX", tmp != NULL ? tmp : "/tmp") > 0);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    char *command = NULL;

    assert_true(asprintf(&command, "chmod -R u+rwx '%s'; rm -rf '%s'", (char *)*state, (char *)*state) > 0);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a path of our own making */
    free(command);
    free(*state);
    return 0;
}

static struct digest key_of(uint32_t number)
{
    struct digest_state d;

    digest_begin(&d, "test");
    digest_field_u32(&d, "number", number);
    return digest_end(&d);
}

/* The payload of record `number`: sizes from nothing to several pages, and one large one. */
static struct str payload_of(struct arena *a, uint32_t number)
{
    size_t len = number == RECORDS - 1 ? BIG : (size_t)number * number % 9000;
    char *bytes = arena_alloc(a, len + 1);

    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 31 + number);
    return (struct str){bytes, len};
}

static void put_records(struct cache *c, uint32_t from, uint32_t to)
{
    struct arena a = {0};

    for (uint32_t i = from; i < to; i++) {
        struct digest key = key_of(i);

        cache_put(c, (uint8_t)(i % 2), &key, payload_of(&a, i));
    }
    arena_reset(&a);
}

/* How many of the records [from, to) are there; one that is there must be right. */
static uint32_t count_records(struct cache *c, uint32_t from, uint32_t to)
{
    struct arena a = {0};
    uint32_t found = 0;

    for (uint32_t i = from; i < to; i++) {
        struct digest key = key_of(i);
        struct str got = {NULL, 0};

        if (cache_get(c, (uint8_t)(i % 2), &key, &a, &got)) {
            assert_true(str_eq(got, payload_of(&a, i)));
            found++;
        }
        if (a.used > 64 * 1024 * 1024)
            arena_reset(&a);
    }
    arena_reset(&a);
    return found;
}

static void write_records(uint32_t from, uint32_t to)
{
    struct cache *c = cache_open("cache");
    struct error trouble = {0};

    put_records(c, from, to);
    cache_close(c, &trouble);
    assert_string_equal(trouble.text, "");
}

/* Opens, counts, closes; `*trouble` as the cache gave it. */
static uint32_t count_all(uint32_t to, struct error *trouble)
{
    struct cache *c = cache_open("cache");
    uint32_t found = count_records(c, 0, to);

    memset(trouble, 0, sizeof(*trouble));
    cache_close(c, trouble);
    return found;
}

static void cache_keeps_records_of_every_size(void **state)
{
    struct error trouble;

    (void)state;
    write_records(0, RECORDS / 2);
    write_records(RECORDS / 2, RECORDS);
    assert_int_equal(count_all(RECORDS + 100, &trouble), RECORDS);
    assert_int_equal(trouble.code, OK);
}

static void cache_replaces_a_record(void **state)
{
    struct digest key = key_of(1);
    struct arena a = {0};
    struct str got = {NULL, 0};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct cache *c = cache_open("cache");

        cache_put(c, 0, &key, i == 0 ? STR("old") : STR("new"));
        cache_close(c, NULL);
    }
    struct cache *c = cache_open("cache");

    assert_true(cache_get(c, 0, &key, &a, &got));
    assert_true(str_eq(got, STR("new")));
    assert_false(cache_get(c, 1, &key, &a, &got));
    cache_close(c, NULL);
    arena_reset(&a);
}

static void *count_in_thread(void *c)
{
    return (void *)(uintptr_t)count_records(c, 0, RECORDS); /* NOLINT(performance-no-int-to-ptr) */
}

static void cache_answers_several_threads(void **state)
{
    pthread_t threads[4];
    struct cache *c = NULL;

    (void)state;
    write_records(0, RECORDS);
    c = cache_open("cache");
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_in_thread, c), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        void *found = NULL;

        assert_int_equal(pthread_join(threads[i], &found), 0);
        assert_int_equal((uintptr_t)found, RECORDS);
    }
    cache_close(c, NULL);
}

static void cache_writes_more_than_one_batch_and_map(void **state)
{
    struct cache *c = cache_open("cache");
    struct arena a = {0};
    struct error trouble = {0};
    size_t size = (size_t)30 * 1024 * 1024;
    char *bytes = arena_alloc(&a, size);
    struct str got = {NULL, 0};

    (void)state;
    for (uint32_t i = 0; i < 12; i++) { /* 360 MB: the first map has 256 */
        struct digest key = key_of(i);

        memset(bytes, (int)i, size);
        cache_put(c, 0, &key, (struct str){bytes, size});
    }
    cache_close(c, &trouble);
    assert_string_equal(trouble.text, "");
    c = cache_open("cache");
    for (uint32_t i = 0; i < 12; i++) {
        struct digest key = key_of(i);

        assert_true(cache_get(c, 0, &key, &a, &got));
        assert_int_equal(got.len, size);
        assert_int_equal(got.ptr[size - 1], i);
        arena_reset(&a);
    }
    cache_close(c, NULL);
}

static void cache_reads_what_another_process_wrote_and_grew(void **state)
{
    struct cache *c = NULL;
    int status = 0;
    pid_t child = 0;

    (void)state;
    write_records(0, 10);
    c = cache_open("cache");
    child = fork();
    if (child == 0) {
        struct cache *other = NULL;

        /* What is inherited answers nothing. */
        if (count_records(c, 0, 10) != 0)
            _exit(1);
        other = cache_open("cache");
        put_records(other, 10, RECORDS);
        cache_close(other, NULL);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(count_records(c, 0, RECORDS), 10); /* the state it was opened in */
    put_records(c, RECORDS, RECORDS + 10);
    cache_close(c, NULL);
    c = cache_open("cache");
    assert_int_equal(count_records(c, 0, RECORDS + 10), RECORDS + 10);
    cache_close(c, NULL);
}

static long size_of_data(void)
{
    struct stat st;

    assert_int_equal(stat(DATA, &st), 0);
    return (long)st.st_size;
}

static void change_byte(long at, unsigned char mask)
{
    FILE *file = fopen(DATA, "r+b");
    int byte = 0;

    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    byte = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_not_equal(fputc(byte ^ mask, file), EOF);
    assert_int_equal(fclose(file), 0);
}

/* A run over a damaged file reads what it can and writes the rest; how many are there afterwards. */
static uint32_t run_once(uint32_t records)
{
    struct cache *c = cache_open("cache");
    uint32_t found = count_records(c, 0, records);
    struct error trouble = {0};

    put_records(c, 0, records);
    cache_close(c, &trouble);
    assert_true(trouble.code == OK || trouble.code == ERR_FORMAT);
    return found;
}

/* The cache heals by use: a second run may meet what the first one's writing made of damage unseen before. */
static void survive(uint32_t records)
{
    for (int run = 0; run < 3; run++)
        (void)run_once(records);
    assert_int_equal(run_once(records), records);
}

static void cache_survives_a_changed_byte_anywhere(void **state)
{
    const uint32_t records = 60;
    long size = 0;
    uint32_t random = 1;

    (void)state;
    write_records(100, 100 + records);
    write_records(0, records);
    size = size_of_data();
    for (int i = 0; i < 60; i++) {
        random = random * 1664525 + 1013904223;
        /* Half of them in the headers of pages, where the structure is. */
        long at = (long)((random >> 4) % (uint64_t)size);

        change_byte(i % 2 == 0 ? at : at / 4096 * 4096 + at % 64, (unsigned char)(1 << (random >> 2 & 7)));
        survive(records);
        size = size_of_data();
    }
}

static void cache_survives_a_changed_byte_in_each_part_of_the_meta_pages(void **state)
{
    (void)state;
    for (long at = 0; at < 160; at += 5) {
        write_records(0, 20);
        change_byte(at, 0xff);
        survive(20);
        change_byte(4096 + at, 0x10);
        survive(20);
    }
}

static void cache_survives_truncation(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++) {
        write_records(0, 200);
        assert_int_equal(truncate(DATA, size_of_data() * i / 12), 0);
        survive(200);
    }
}

static void overwrite_data(const char *bytes, size_t len)
{
    FILE *file = fopen(DATA, "wb");

    assert_non_null(file);
    for (int i = 0; i < 40; i++)
        assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void cache_makes_a_foreign_file_anew_and_says_so_once(void **state)
{
    struct error trouble;

    (void)state;
    write_records(0, 20);
    overwrite_data("SQLite format 3 or so", 21);
    assert_int_equal(count_all(20, &trouble), 0);
    assert_non_null(strstr(trouble.text, "made anew"));
    survive(20);
    assert_int_equal(count_all(20, &trouble), 20);
    assert_string_equal(trouble.text, "");
}

static void cache_of_a_future_format_is_made_anew(void **state)
{
    struct error trouble;

    (void)state;
    write_records(0, 20);
    change_byte(20, 3); /* LMDB's version, in both meta pages */
    change_byte(4096 + 20, 3);
    assert_int_equal(count_all(20, &trouble), 0);
    assert_non_null(strstr(trouble.text, "made anew"));
}

static void expect_unused(const char *folder, const char *sentence)
{
    struct cache *c = cache_open(folder);
    struct error trouble = {0};

    assert_int_equal(count_records(c, 0, 5), 0);
    put_records(c, 0, 5);
    cache_close(c, &trouble);
    if (strstr(trouble.text, sentence) == NULL)
        fail_msg("expected \"%s\", got \"%s\"", sentence, trouble.text);
}

static void cache_refuses_a_folder_that_others_can_write(void **state)
{
    (void)state;
    write_records(0, 5);
    assert_int_equal(chmod("cache", 0770), 0);
    expect_unused("cache", "others can write");
    assert_int_equal(chmod("cache", 0702), 0);
    expect_unused("cache", "others can write");
    assert_int_equal(chmod("cache", 0700), 0);
    assert_int_equal(chmod(DATA, 0666), 0);
    expect_unused("cache", "others can write");
}

static void cache_refuses_what_is_no_folder_or_no_file(void **state)
{
    FILE *file = fopen("plain", "w");

    (void)state;
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    expect_unused("plain", "Not a directory");
    expect_unused("plain/below", "Not a directory");
    assert_int_equal(mkdir("links", 0700), 0);
    assert_int_equal(symlink("/etc/passwd", "links/cordon-1.mdb"), 0);
    expect_unused("links", "symbolic links");
    assert_int_equal(mkdir("folders", 0700), 0);
    assert_int_equal(mkdir("folders/cordon-1.mdb", 0700), 0);
    expect_unused("folders", "not a regular file");
    assert_int_equal(mkdir("pipes", 0700), 0);
    assert_int_equal(mkfifo("pipes/cordon-1.mdb", 0600), 0);
    expect_unused("pipes", "not a regular file");
}

static void cache_refuses_the_folder_of_another_user(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(mkdir("theirs", 0700), 0);
    assert_int_equal(chown("theirs", 12345, 12345), 0);
    expect_unused("theirs", "another user");
}

static void cache_that_cannot_be_written_is_still_read(void **state)
{
    int status = 0;
    pid_t child = 0;

    (void)state;
    if (geteuid() != 0)
        skip();
    write_records(0, 20);
    assert_int_equal(system("chown -R 12345:12345 . && chmod 500 cache && chmod 400 cache/*"), 0); /* NOLINT */
    child = fork();
    if (child == 0) {
        struct error trouble = {0};
        struct cache *c = NULL;
        bool good = setgid(12345) == 0 && setuid(12345) == 0;

        c = cache_open("cache");
        good = good && count_records(c, 0, 20) == 20;
        put_records(c, 20, 30);
        cache_close(c, &trouble);
        _exit(good && strstr(trouble.text, "permission denied") != NULL ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void cache_goes_on_when_the_disk_is_full(void **state)
{
    struct rlimit old;
    struct rlimit low;
    struct error trouble = {0};
    struct cache *c = NULL;

    (void)state;
    write_records(0, 20);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low = (struct rlimit){(rlim_t)size_of_data() + 8192, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    c = cache_open("cache");
    put_records(c, 20, 400);
    cache_close(c, &trouble);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(strstr(trouble.text, "cannot be written"));
    assert_int_equal(count_all(400, &trouble), 20);
    assert_int_equal(trouble.code, OK);
}

/* Children write for ever and are killed at any moment; nothing that was committed may be lost or wrong. */
static void cache_survives_killed_writers(void **state)
{
    struct error trouble;

    (void)state;
    write_records(0, 50);
    for (int round = 0; round < 25; round++) {
        pid_t child = fork();
        int status = 0;

        if (child == 0) {
            (void)setpgid(0, 0);
            for (uint32_t at = 50;; at += 100) {
                struct cache *c = cache_open("cache");

                put_records(c, at, at + 100);
                cache_close(c, NULL);
            }
        }
        (void)setpgid(child, child);
        (void)usleep((useconds_t)(1000 * (round % 20)));
        assert_int_equal(kill(-child, SIGKILL), 0); /* with the process that writes */
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(count_all(300, &trouble) >= 50);
        assert_int_equal(trouble.code, OK);
    }
}

static void cache_serves_two_writers_and_readers_at_once(void **state)
{
    pid_t children[4];
    struct error trouble;

    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        children[i] = fork();
        if (children[i] != 0)
            continue;
        for (uint32_t round = 0; round < 10; round++) {
            struct cache *c = cache_open("cache");
            struct error own = {0};

            (void)count_records(c, 0, 800);
            if (i < 2)
                put_records(c, i * 400 + round * 40, i * 400 + round * 40 + 40);
            cache_close(c, &own);
            if (own.code != OK)
                _exit(1);
        }
        _exit(0);
    }
    for (uint32_t i = 0; i < 4; i++) {
        int status = 0;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_all(800, &trouble), 800);
}

static void cache_lives_where_the_environment_says(void **state)
{
    struct arena a = {0};
    const char *path = NULL;

    (void)state;
    assert_int_equal(setenv("XDG_CACHE_HOME", "/x/y", 1), 0);
    assert_int_equal(cache_dir_default(&a, &path, NULL), OK);
    assert_string_equal(path, "/x/y/cordon");
    assert_int_equal(setenv("XDG_CACHE_HOME", "relative", 1), 0);
    assert_int_equal(setenv("HOME", "/home/me", 1), 0);
    assert_int_equal(cache_dir_default(&a, &path, NULL), OK);
    assert_string_equal(path, "/home/me/.cache/cordon");
    assert_int_equal(unsetenv("HOME"), 0);
    assert_int_equal(cache_dir_default(&a, &path, NULL), ERR_NOT_FOUND);
    arena_reset(&a);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(cache_keeps_records_of_every_size),
        IN_FOLDER(cache_replaces_a_record),
        IN_FOLDER(cache_answers_several_threads),
        IN_FOLDER(cache_writes_more_than_one_batch_and_map),
        IN_FOLDER(cache_reads_what_another_process_wrote_and_grew),
        IN_FOLDER(cache_survives_a_changed_byte_anywhere),
        IN_FOLDER(cache_survives_a_changed_byte_in_each_part_of_the_meta_pages),
        IN_FOLDER(cache_survives_truncation),
        IN_FOLDER(cache_makes_a_foreign_file_anew_and_says_so_once),
        IN_FOLDER(cache_of_a_future_format_is_made_anew),
        IN_FOLDER(cache_refuses_a_folder_that_others_can_write),
        IN_FOLDER(cache_refuses_what_is_no_folder_or_no_file),
        IN_FOLDER(cache_refuses_the_folder_of_another_user),
        IN_FOLDER(cache_that_cannot_be_written_is_still_read),
        IN_FOLDER(cache_goes_on_when_the_disk_is_full),
        IN_FOLDER(cache_survives_killed_writers),
        IN_FOLDER(cache_serves_two_writers_and_readers_at_once),
        cmocka_unit_test(cache_lives_where_the_environment_says),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
