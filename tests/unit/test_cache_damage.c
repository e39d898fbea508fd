/* What the cache survives: damaged files, foreign ones, folders that it must not use, and a disk that is full. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/cache_content.h"

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

static void cache_gives_what_it_has_while_another_makes_it_anew(void **state)
{
    struct cache *c = NULL;
    int status = 0;
    pid_t child = 0;

    (void)state;
    write_records(0, 100);
    c = cache_open("cache");
    child = fork();
    if (child == 0) {
        overwrite_data("garbage", 8);
        _exit(run_once(50) == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    /* What this one meets is damage, and it is not the new file that it throws away. */
    (void)count_records(c, 0, 100);
    put_records(c, 50, 100);
    cache_close(c, NULL);
    c = cache_open("cache");
    assert_int_equal(count_records(c, 0, 100), 100);
    cache_close(c, NULL);
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
    assert_int_equal(symlink("/etc", "links/cordon-2"), 0);
    expect_unused("links", "Not a directory");
    assert_int_equal(mkdir("inner", 0700), 0);
    assert_int_equal(mkdir("inner/cordon-2", 0700), 0);
    assert_int_equal(symlink("/etc/passwd", "inner/cordon-2/data.mdb"), 0);
    expect_unused("inner", "symbolic links");
    assert_int_equal(mkdir("folders", 0700), 0);
    assert_int_equal(mkdir("folders/cordon-2", 0700), 0);
    assert_int_equal(mkdir("folders/cordon-2/data.mdb", 0700), 0);
    expect_unused("folders", "not a regular file");
    assert_int_equal(mkdir("pipes", 0700), 0);
    assert_int_equal(mkdir("pipes/cordon-2", 0700), 0);
    assert_int_equal(mkfifo("pipes/cordon-2/data.mdb", 0600), 0);
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
    assert_int_equal(system("chown -R 12345:12345 . && chmod 500 cache cache/cordon-2 && chmod 400 cache/cordon-2/*"),
                     0); /* NOLINT */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(cache_survives_a_changed_byte_anywhere),
        IN_FOLDER(cache_survives_a_changed_byte_in_each_part_of_the_meta_pages),
        IN_FOLDER(cache_survives_truncation),
        IN_FOLDER(cache_makes_a_foreign_file_anew_and_says_so_once),
        IN_FOLDER(cache_of_a_future_format_is_made_anew),
        IN_FOLDER(cache_gives_what_it_has_while_another_makes_it_anew),
        IN_FOLDER(cache_refuses_a_folder_that_others_can_write),
        IN_FOLDER(cache_refuses_what_is_no_folder_or_no_file),
        IN_FOLDER(cache_refuses_the_folder_of_another_user),
        IN_FOLDER(cache_that_cannot_be_written_is_still_read),
        IN_FOLDER(cache_goes_on_when_the_disk_is_full),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
