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
#include "cache/database.h"
#include "cache/touched.h"
#include "tests/unit/cache_folder.h"

#define DATA "cache/cordon-2/data.mdb"

enum { RECORDS = 3000, BIG = 6 * 1024 * 1024 };

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
        struct digest key = cache_key(i);

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
        struct digest key = cache_key(i);
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

/* Writes for ever, a hundred records at a time, and tells `out` how far it got. */
static NORETURN void write_for_ever(int out)
{
    for (uint32_t at = 50;; at += 100) {
        struct cache *c = cache_open("cache");
        struct error trouble = {0};
        uint32_t reached = at + 100;

        put_records(c, at, reached);
        cache_close(c, &trouble);
        if (trouble.code != OK || write(out, &reached, sizeof(reached)) != (ssize_t)sizeof(reached))
            _exit(1);
    }
}

/* How far the writer says it got, after it was killed together with the process that writes for it. */
static uint32_t kill_writer(uint32_t milliseconds)
{
    uint32_t reached = 50;
    int ends[2];
    int status = 0;
    pid_t child = 0;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        (void)setpgid(0, 0);
        write_for_ever(ends[1]);
    }
    (void)setpgid(child, child);
    (void)usleep(1000 * milliseconds);
    assert_int_equal(kill(-child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(close(ends[1]), 0);
    while (read(ends[0], &reached, sizeof(reached)) == (ssize_t)sizeof(reached))
        continue;
    assert_int_equal(close(ends[0]), 0);
    return reached;
}

/* A number of rounds that the environment may raise: tests/ci does. */
static uint32_t rounds_of(const char *variable, uint32_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? (uint32_t)strtoul(text, NULL, 10) : otherwise;
}

/* Writers are killed at any moment: what was committed is there and right, and nobody waits for the dead. */
static void cache_survives_killed_writers(void **state)
{
    uint32_t rounds = rounds_of("CORDON_KILLS", 25);
    uint32_t spread = 40; /* milliseconds; more on a machine that is so busy that nothing is written by then */
    uint32_t committed = 50;
    struct error trouble;

    (void)state;
    write_records(0, 50);
    for (uint32_t round = 0; round < rounds || (committed == 50 && spread < 100 * 1000); round++) {
        uint32_t reached = kill_writer(round * 7 % spread);

        committed = reached > committed ? reached : committed;
        if (round % 10 == 9 && committed == 50)
            spread *= 2;
        assert_int_equal(count_all(committed, &trouble), committed);
        assert_int_equal(trouble.code, OK);
    }
    assert_true(committed > 50);
}

enum { WRITERS = 2, READERS = 8, EACH = 400 };

/* Whatever a reader finds is right (count_records), and it finds at least what it found before. */
static bool read_many_times(void)
{
    uint32_t before = 0;

    for (uint32_t round = 0; round < 12; round++) {
        struct cache *c = cache_open("cache");
        uint32_t found = count_records(c, 0, WRITERS * EACH);
        struct error own = {0};

        if (round % 2 == 1) {
            cache_renew(c);
            if (count_records(c, 0, WRITERS * EACH) < found)
                return false;
        }
        cache_close(c, &own);
        if (own.code != OK || found < before)
            return false;
        before = found;
    }
    return true;
}

static bool write_many_times(uint32_t first)
{
    for (uint32_t at = first; at < first + EACH; at += 40) {
        struct cache *c = cache_open("cache");
        struct error own = {0};

        put_records(c, at, at + 40);
        if (!cache_flush(c) || count_records(c, at, at + 40) != 40)
            return false;
        cache_close(c, &own);
        if (own.code != OK)
            return false;
    }
    return true;
}

static void cache_serves_two_writers_and_eight_readers_at_once(void **state)
{
    pid_t children[WRITERS + READERS];
    struct error trouble;

    (void)state;
    for (uint32_t i = 0; i < ARRAY_LEN(children); i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit((i < WRITERS ? write_many_times(i * EACH) : read_many_times()) ? 0 : 1);
    }
    for (uint32_t i = 0; i < ARRAY_LEN(children); i++) {
        int status = 0;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_all(WRITERS * EACH, &trouble), WRITERS * EACH);
    assert_int_equal(trouble.code, OK);
}

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

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, cache_folder_enter, cache_folder_leave)

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
        IN_FOLDER(cache_serves_two_writers_and_eight_readers_at_once),
        IN_FOLDER(cache_of_two_versions_gives_each_its_own),
        IN_FOLDER(cache_believes_records_whatever_the_clock_said),
        IN_FOLDER(cache_remembers_when_old_records_were_used),
        IN_FOLDER(cache_gives_what_it_has_while_another_makes_it_anew),
        cmocka_unit_test(cache_lives_where_the_environment_says),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
