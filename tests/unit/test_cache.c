/* The cache over a real folder: what it keeps, and where it is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cache/cache_dir.h"
#include "tests/unit/cache_content.h"

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
    struct digest key = cache_key(1);
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
        struct digest key = cache_key(i);

        memset(bytes, (int)i, size);
        cache_put(c, 0, &key, (struct str){bytes, size});
    }
    cache_close(c, &trouble);
    assert_string_equal(trouble.text, "");
    c = cache_open("cache");
    for (uint32_t i = 0; i < 12; i++) {
        struct digest key = cache_key(i);

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(cache_keeps_records_of_every_size),
        IN_FOLDER(cache_replaces_a_record),
        IN_FOLDER(cache_answers_several_threads),
        IN_FOLDER(cache_writes_more_than_one_batch_and_map),
        IN_FOLDER(cache_reads_what_another_process_wrote_and_grew),
        cmocka_unit_test(cache_lives_where_the_environment_says),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
