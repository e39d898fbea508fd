/*
 * The readers of lock files on damaged ones: lock_damage ROUNDS SEED FOLDER NAME. The lock file NAME in FOLDER is cut
 * at many places and changed ROUNDS times, written back and read. Sanitizers watch. What is read must be whole: no edge
 * or link that leads nowhere, every place below the project. Prints how many were read and refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/fsread.h"
#include "npm/lock.h"

struct damage {
    const char *folder;
    const char *name;
    char path[4096];
    uint64_t random;
    unsigned long outcomes[2]; /* read, refused */
};

static uint64_t next_random(struct damage *d)
{
    d->random ^= d->random << 13;
    d->random ^= d->random >> 7;
    d->random ^= d->random << 17;
    return d->random;
}

static void fail(const char *what)
{
    (void)fprintf(stderr, "%s\n", what);
    exit(1);
}

static void check_whole(const struct lock *lock)
{
    for (uint32_t i = 0; i < lock->packages.len; i++) {
        const struct lock_package *package = &lock->packages.items[i];
        if (str_starts(package->place, STR("/")) || str_find(package->place, STR("/../"), 0) < package->place.len)
            fail("a place outside of the project");
        for (uint32_t k = 0; k < package->edges.len; k++)
            if (package->edges.items[k].to != LOCK_NONE && package->edges.items[k].to >= lock->packages.len)
                fail("an edge that leads nowhere");
    }
    for (uint32_t i = 0; i < lock->links.len; i++)
        if (lock->links.items[i].to >= lock->packages.len)
            fail("a link that leads nowhere");
}

static void read_one(struct damage *d, struct str text)
{
    struct arena a = {0};
    struct lock lock = {0};
    struct error why = {0};
    FILE *file = fopen(d->path, "wb");
    enum err e = OK;

    if (file == NULL || (text.len > 0 && fwrite(text.ptr, text.len, 1, file) != 1) || fclose(file) != 0)
        fail("the lock file cannot be written");
    e = lock_read(&a, str_from(d->folder), str_from(d->name), &lock, &why);
    if (e == OK) {
        check_whole(&lock);
        (void)lock_reach(&a, &lock, LOCK_NONE, next_random(d) % 2 == 0);
    } else if (why.text[0] == '\0') {
        fail("a refusal without a sentence");
    }
    d->outcomes[e != OK]++;
    arena_reset(&a);
}

/* One small change: a byte, a line taken out, or a piece of the text put somewhere else. */
static struct str change(struct damage *d, struct arena *a, struct str text)
{
    size_t at = next_random(d) % text.len;
    size_t len = 1 + next_random(d) % 60;
    size_t from = next_random(d) % text.len;
    char *out = arena_alloc(a, text.len + len + 1);
    size_t used = 0;

    if (from + len > text.len)
        len = text.len - from;
    switch (next_random(d) % 3) {
    case 0:
        memcpy(out, text.ptr, text.len);
        out[at] = (char)next_random(d);
        return (struct str){out, text.len};
    case 1:
        used = at + len < text.len ? text.len - len : at;
        memcpy(out, text.ptr, at);
        if (used > at)
            memcpy(out + at, text.ptr + at + len, used - at);
        return (struct str){out, used};
    default:
        memcpy(out, text.ptr, at);
        memcpy(out + at, text.ptr + from, len);
        memcpy(out + at + len, text.ptr + at, text.len - at);
        return (struct str){out, text.len + len};
    }
}

int main(int argc, char **argv)
{
    struct damage d = {0};
    struct arena a = {0};
    struct error why = {0};
    struct str text = {0};

    if (argc != 5)
        fail("usage: lock_damage ROUNDS SEED FOLDER NAME");
    d.folder = argv[3];
    d.name = argv[4];
    d.random = strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15U + 1;
    (void)snprintf(d.path, sizeof(d.path), "%s/%s", d.folder, d.name);
    if (fs_read(&a, d.path, 1 << 24, &text, &why) != OK)
        fail(why.text);
    read_one(&d, text);
    if (d.outcomes[0] != 1)
        fail("the lock file is not read when it is whole");
    for (size_t len = 0; len < text.len; len += 1 + text.len / 400)
        read_one(&d, str_slice(text, 0, len));
    for (unsigned long i = strtoul(argv[1], NULL, 10); i > 0; i--) {
        struct arena round = {0};
        struct str changed = change(&d, &round, text);
        if (next_random(&d) % 2 == 0 && changed.len > 0)
            changed = change(&d, &round, changed);
        read_one(&d, changed);
        arena_reset(&round);
    }
    (void)printf("%lu read, %lu refused\n", d.outcomes[0], d.outcomes[1]);
    arena_reset(&a);
    return 0;
}
