/* Many processes at one cache, and writers that are killed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/cache_content.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(cache_survives_killed_writers),
        IN_FOLDER(cache_serves_two_writers_and_eight_readers_at_once),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
