/*
 * The archive reader on damaged archives: tarball_damage ROUNDS SEED FILE. The archive is cut at every byte, as it is
 * and unpacked; then ROUNDS times some of its bytes are changed. Sanitizers watch. A cut archive must never be read; a
 * changed one must, when it is read, have files whose paths are clean. Prints how many of each outcome there were.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/utf8.h"
#include "analyzer/package/gunzip.h"
#include "analyzer/package/tarball.h"

struct damage {
    struct arena arena; /* of one archive */
    uint64_t random;
    unsigned long outcomes[4];
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

static bool is_clean(struct str path)
{
    struct str segments = path;

    if (path.len == 0 || !utf8_valid(path) || str_has_nul(path))
        return false;
    for (;;) {
        size_t slash = str_find(segments, STR("/"), 0);
        struct str segment = str_slice(segments, 0, slash);
        if (segment.len == 0 || str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
            return false;
        if (slash == segments.len)
            return true;
        segments = str_slice(segments, slash + 1, segments.len);
    }
}

/* Reads a copy of exactly the archive's size, so that a read beyond its end is seen. */
static enum tarball_outcome read_one(struct damage *d, struct str bytes)
{
    char *copy = malloc(bytes.len + (bytes.len == 0));
    struct tarball_refusal refusal = {0};
    struct tarball tarball = {0};
    enum tarball_outcome outcome = TARBALL_OK;

    if (copy == NULL)
        fail("no memory");
    if (bytes.len > 0)
        memcpy(copy, bytes.ptr, bytes.len);
    outcome = tarball_read(&d->arena, (struct str){copy, bytes.len}, &tarball, &refusal);
    free(copy);
    if ((outcome == TARBALL_OK) != (refusal.reason.len == 0) || (outcome == TARBALL_OK) != (tarball.files.len > 0))
        fail("an outcome without its reason or its files");
    for (uint32_t i = 0; i < tarball.files.len; i++)
        if (!is_clean(tarball.files.items[i].path))
            fail("a file whose path is not clean");
    d->outcomes[outcome]++;
    arena_reset(&d->arena);
    return outcome;
}

/* `tar` in a gzip member that is in order. */
static struct str pack(struct arena *a, struct str tar)
{
    z_stream z = {0};
    char *out = NULL;

    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        fail("no memory");
    z.avail_out = (uInt)deflateBound(&z, tar.len);
    out = arena_alloc(a, z.avail_out);
    z.next_out = (Bytef *)out;
    z.next_in = (const Bytef *)tar.ptr;
    z.avail_in = (uInt)tar.len;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        fail("the archive could not be packed");
    (void)deflateEnd(&z);
    return (struct str){out, z.total_out};
}

static void cut_everywhere(struct damage *d, struct str archive, struct str tar)
{
    for (size_t len = 0; len < archive.len; len++)
        if (read_one(d, str_slice(archive, 0, len)) == TARBALL_OK)
            fail("an archive that was cut is read");
    for (size_t len = 0; len < tar.len; len++) {
        struct arena a = {0};
        /* Zeros after the end marker may go. */
        if (read_one(d, pack(&a, str_slice(tar, 0, len))) == TARBALL_OK && len + 10240 < tar.len)
            fail("an archive that was cut when unpacked is read");
        arena_reset(&a);
    }
}

/* Sets the checksum of every block that looks like a header, so that changes to other fields are not all refused by it.
 */
static void mend_checksum(char *block)
{
    unsigned sum = 0;

    memset(block + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++)
        sum += (unsigned char)block[i];
    (void)snprintf(block + 148, 8, "%06o", sum);
}

static void change(struct damage *d, struct str archive, struct str tar, unsigned long rounds)
{
    for (unsigned long i = 0; i < rounds; i++) {
        struct arena a = {0};
        bool packed = next_random(d) % 4 == 0;
        size_t len = packed ? archive.len : tar.len;
        char *bytes = str_to_c(&a, packed ? archive : tar);
        for (uint64_t n = 1 + next_random(d) % 3; n > 0; n--) {
            size_t at = next_random(d) % len;
            if (!packed && next_random(d) % 2 == 0)
                at = at / 512 * 512 + next_random(d) % 8 * 64 % 512; /* near the fields of headers */
            bytes[at] = next_random(d) % 2 == 0 ? (char)next_random(d) : (char)(bytes[at] ^ 1 << next_random(d) % 8);
            if (!packed && next_random(d) % 2 == 0 && memcmp(bytes + at / 512 * 512 + 257, "ustar", 5) == 0)
                mend_checksum(bytes + at / 512 * 512);
        }
        (void)read_one(d, packed ? (struct str){bytes, len} : pack(&a, (struct str){bytes, len}));
        arena_reset(&a);
    }
}

int main(int argc, char **argv)
{
    struct damage d = {0};
    struct arena a = {0};
    struct error why = {0};
    struct str archive = {0};
    struct str tar = {0};
    const char *reason = NULL;

    if (argc != 4)
        fail("usage: tarball_damage ROUNDS SEED FILE");
    d.random = strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15U + 1;
    if (fs_read(&a, argv[3], LIMIT_ARCHIVE_BYTES, &archive, &why) != OK)
        fail(why.text);
    if (gunzip(&a, archive, LIMIT_ARCHIVE_UNPACKED, &tar, &reason) != GUNZIP_OK)
        fail(reason);
    if (read_one(&d, archive) != TARBALL_OK)
        fail("the archive is not read when it is whole");
    cut_everywhere(&d, archive, tar);
    change(&d, archive, tar, strtoul(argv[1], NULL, 10));
    (void)printf("%lu read, %lu truncated, %lu not canonical, %lu beyond limits\n", d.outcomes[TARBALL_OK],
                 d.outcomes[TARBALL_TRUNCATED], d.outcomes[TARBALL_NOT_CANONICAL], d.outcomes[TARBALL_LIMIT]);
    arena_reset(&a);
    return 0;
}
