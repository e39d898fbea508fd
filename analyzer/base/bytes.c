#include "analyzer/base/bytes.h"

#include <assert.h>

static void put_little_endian(struct strbuf *out, uint64_t value, size_t size)
{
    char bytes[sizeof(value)];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(value >> (8 * i) & 0xff);
    strbuf_put(out, (struct str){bytes, size});
}

void writer_u8(struct strbuf *out, uint8_t value)
{
    put_little_endian(out, value, 1);
}

void writer_u32(struct strbuf *out, uint32_t value)
{
    put_little_endian(out, value, 4);
}

void writer_u64(struct strbuf *out, uint64_t value)
{
    put_little_endian(out, value, 8);
}

void writer_str(struct strbuf *out, struct str s)
{
    assert(s.len <= UINT32_MAX);
    writer_u32(out, (uint32_t)s.len);
    strbuf_put(out, s);
}

/* The next `size` bytes, or an empty text after marking the record as bad. */
static struct str take(struct reader *r, size_t size)
{
    struct str taken = {NULL, 0};

    if (r->failed || size > r->bytes.len - r->at) {
        r->failed = true;
        return taken;
    }
    if (size == 0)
        return taken;
    taken = (struct str){r->bytes.ptr + r->at, size};
    r->at += size;
    return taken;
}

static uint64_t take_little_endian(struct reader *r, size_t size)
{
    struct str taken = take(r, size);
    uint64_t value = 0;

    for (size_t i = 0; i < taken.len; i++)
        value |= (uint64_t)(unsigned char)taken.ptr[i] << (8 * i);
    return value;
}

uint8_t reader_u8(struct reader *r)
{
    return (uint8_t)take_little_endian(r, 1);
}

uint32_t reader_u32(struct reader *r)
{
    return (uint32_t)take_little_endian(r, 4);
}

uint64_t reader_u64(struct reader *r)
{
    return take_little_endian(r, 8);
}

struct str reader_str(struct reader *r)
{
    uint32_t len = reader_u32(r);

    return take(r, len);
}

struct str reader_bytes(struct reader *r, size_t size)
{
    return take(r, size);
}

uint32_t reader_count(struct reader *r, size_t min_size)
{
    uint32_t count = reader_u32(r);

    assert(min_size > 0);
    if (r->failed)
        return 0;
    if (count > (r->bytes.len - r->at) / min_size) {
        r->failed = true;
        return 0;
    }
    return count;
}

void reader_fail(struct reader *r)
{
    r->failed = true;
}

bool reader_ok(const struct reader *r)
{
    return !r->failed;
}

bool reader_done(const struct reader *r)
{
    return !r->failed && r->at == r->bytes.len;
}
