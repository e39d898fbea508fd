#include "analyzer/package/gunzip.h"

#include <limits.h>
#include <string.h>
#define ZLIB_CONST /* zlib does not change its input */
#include <zlib.h>

#include "analyzer/base/limits.h"

enum {
    GZIP_WINDOW = 15 + 16, /* zlib: the largest window, and a gzip header and trailer around it */
    TRAILER_BYTES = 8,     /* CRC-32 and the length, RFC 1952 */
    STEP_BYTES = 1 << 16,  /* how much is unpacked at once, so that a bomb is seen early */
};

/* Output under construction: `cap` bytes of room. */
struct output {
    struct arena *arena;
    char *ptr;
    size_t len;
    size_t cap;
};

/*
 * Room for what the trailer announces, so that honest input is unpacked in place; bounded by what deflate could
 * make of the input (1032 bytes of each), so that a lie costs nothing.
 */
static size_t announced_length(struct str bytes, uint64_t max)
{
    uint64_t length = 0;
    uint64_t possible = (uint64_t)bytes.len * 1032;

    for (size_t i = 0; bytes.len >= TRAILER_BYTES && i < 4; i++)
        length |= (uint64_t)(unsigned char)bytes.ptr[bytes.len - 4 + i] << (8 * i);
    length = length < possible ? length : possible;
    return (size_t)(length < max ? length : max) + 1;
}

static void make_room(struct output *out)
{
    char *larger = NULL;

    if (out->len < out->cap)
        return;
    out->cap *= 2;
    larger = arena_alloc(out->arena, out->cap);
    memcpy(larger, out->ptr, out->len);
    out->ptr = larger;
}

/* Small packages may be as repetitive as they like; from LIMIT_ARCHIVE_RATIO_FROM on it is a bomb. */
static bool is_bomb(const z_stream *z)
{
    return z->total_out > LIMIT_ARCHIVE_RATIO_FROM && z->total_out / LIMIT_ARCHIVE_RATIO > z->total_in;
}

static enum gunzip_outcome say(enum gunzip_outcome outcome, const char **reason, const char *text)
{
    *reason = text;
    return outcome;
}

static enum gunzip_outcome judge_end(const z_stream *z, int status, const char **reason)
{
    if (status == Z_STREAM_END)
        return z->avail_in == 0 ? GUNZIP_OK : say(GUNZIP_ODD, reason, "data after the end of the gzip member");
    if (status == Z_BUF_ERROR && z->avail_in == 0)
        return say(GUNZIP_TRUNCATED, reason, "the gzip data ends too early");
    if (z->msg != NULL && strcmp(z->msg, "incorrect data check") == 0)
        return say(GUNZIP_ODD, reason, "the gzip checksum does not match");
    if (z->msg != NULL && strcmp(z->msg, "incorrect length check") == 0)
        return say(GUNZIP_ODD, reason, "the gzip length does not match");
    if (z->msg != NULL && strcmp(z->msg, "incorrect header check") == 0)
        return say(GUNZIP_ODD, reason, "it is not gzip");
    return say(GUNZIP_ODD, reason, "the gzip data is damaged");
}

static enum gunzip_outcome unpack(z_stream *z, struct output *out, uint64_t max, const char **reason)
{
    int status = Z_OK;

    while (status == Z_OK) {
        size_t room = 0;
        make_room(out);
        room = out->cap - out->len;
        z->next_out = (Bytef *)out->ptr + out->len;
        z->avail_out = (uInt)(room < STEP_BYTES ? room : STEP_BYTES);
        status = inflate(z, Z_NO_FLUSH);
        out->len = (size_t)((char *)z->next_out - out->ptr);
        if (out->len > max)
            return say(GUNZIP_LIMIT, reason, "it unpacks to more than the limit");
        if (is_bomb(z))
            return say(GUNZIP_LIMIT, reason, "it unpacks to suspiciously many times its size");
    }
    return judge_end(z, status, reason);
}

enum gunzip_outcome gunzip(struct arena *a, struct str bytes, uint64_t max, struct str *out, const char **reason)
{
    z_stream z = {0};
    struct output unpacked = {.arena = a};
    enum gunzip_outcome outcome = GUNZIP_OK;

    if (bytes.len == 0)
        return say(GUNZIP_TRUNCATED, reason, "it is empty");
    if (bytes.len > UINT_MAX)
        return say(GUNZIP_LIMIT, reason, "it is larger than 4 GiB");
    unpacked.cap = announced_length(bytes, max);
    unpacked.ptr = arena_alloc(a, unpacked.cap);
    z.next_in = (const Bytef *)bytes.ptr;
    z.avail_in = (uInt)bytes.len;
    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return say(GUNZIP_LIMIT, reason, "there is no memory to unpack it");
    outcome = unpack(&z, &unpacked, max, reason);
    (void)inflateEnd(&z);
    if (outcome == GUNZIP_OK)
        *out = (struct str){unpacked.ptr, unpacked.len};
    return outcome;
}
