#include "cache/counters.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/base/bytes.h"

#define FILE_NAME "cordon-2.counters"

enum { FILE_SIZE = 8 + 8 + COUNTERS_KINDS * 16 };

static const char magic[8] = {'c', 'd', 'n', 'C', 'n', 't', '2', '\n'};

static void load(int fd, struct counters *out)
{
    char bytes[FILE_SIZE];
    struct reader r = {.bytes = {bytes, sizeof(bytes)}, .at = sizeof(magic)};

    memset(out, 0, sizeof(*out));
    if (pread(fd, bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes) || memcmp(bytes, magic, sizeof(magic)) != 0)
        return;
    out->since = reader_u64(&r);
    for (uint32_t i = 0; i < COUNTERS_KINDS; i++) {
        out->hits[i] = reader_u64(&r);
        out->misses[i] = reader_u64(&r);
    }
}

static void save(int fd, const struct counters *sums)
{
    struct arena scratch = {0};
    struct strbuf out;
    ssize_t written = 0;

    strbuf_init(&out, &scratch);
    strbuf_put(&out, (struct str){magic, sizeof(magic)});
    writer_u64(&out, sums->since);
    for (uint32_t i = 0; i < COUNTERS_KINDS; i++) {
        writer_u64(&out, sums->hits[i]);
        writer_u64(&out, sums->misses[i]);
    }
    written = pwrite(fd, out.ptr, out.len, 0);
    (void)written; /* see the header */
    arena_reset(&scratch);
}

void counters_read(int folder_fd, struct counters *out)
{
    int fd = openat(folder_fd, FILE_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    memset(out, 0, sizeof(*out));
    if (fd < 0)
        return;
    load(fd, out);
    (void)close(fd);
}

/* A limit on the size of files is a signal that would end the run. */
static bool may_write(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur >= FILE_SIZE;
}

void counters_add(int folder_fd, const struct counters *more)
{
    int fd = openat(folder_fd, FILE_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, S_IRUSR | S_IWUSR);
    struct counters sums;

    if (fd < 0)
        return;
    /* Whoever is stopped in the middle must not stop others. */
    if (may_write() && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        load(fd, &sums);
        if (sums.since == 0)
            sums.since = (uint64_t)time(NULL);
        for (uint32_t i = 0; i < COUNTERS_KINDS; i++) {
            sums.hits[i] += more->hits[i];
            sums.misses[i] += more->misses[i];
        }
        save(fd, &sums);
    }
    (void)close(fd);
}
