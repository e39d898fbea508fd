#include "cache/record.h"

#include <string.h>

#include "analyzer/base/bytes.h"

static const char magic[4] = {'c', 'd', 'n', 'R'};

void record_key(unsigned char key[RECORD_KEY_SIZE], uint8_t kind, const struct digest *digest)
{
    key[0] = kind;
    memcpy(key + 1, digest->bytes, DIGEST_SIZE);
}

static struct digest checksum_of(uint8_t kind, const struct digest *key, uint64_t written, struct str payload)
{
    struct digest_state d;

    digest_begin(&d, "record");
    digest_field_u32(&d, "format", RECORD_FORMAT);
    digest_field_u32(&d, "kind", kind);
    digest_field(&d, "key", (struct str){(const char *)key->bytes, DIGEST_SIZE});
    digest_field_u32(&d, "written", (uint32_t)written);
    digest_field_u32(&d, "written, high", (uint32_t)(written >> 32));
    digest_field(&d, "payload", payload);
    return digest_end(&d);
}

void record_wrap(struct strbuf *out, uint8_t kind, const struct digest *key, uint64_t written, struct str payload)
{
    struct digest checksum = checksum_of(kind, key, written, payload);

    strbuf_put(out, (struct str){magic, sizeof(magic)});
    writer_u8(out, RECORD_FORMAT);
    writer_u8(out, kind);
    writer_u64(out, written);
    writer_u64(out, payload.len);
    strbuf_put(out, (struct str){(const char *)checksum.bytes, DIGEST_SIZE});
    strbuf_put(out, payload);
}

enum record_state record_look(struct str bytes, struct record_head *head)
{
    struct reader r = {.bytes = bytes, .at = sizeof(magic)};

    if (bytes.len < RECORD_HEADER_SIZE || memcmp(bytes.ptr, magic, sizeof(magic)) != 0)
        return RECORD_DAMAGED;
    if (reader_u8(&r) != RECORD_FORMAT)
        return RECORD_FOREIGN;
    head->kind = reader_u8(&r);
    head->written = reader_u64(&r);
    head->length = reader_u64(&r);
    return RECORD_GOOD;
}

enum record_state record_open(struct str bytes, uint8_t kind, const struct digest *key, struct str *payload)
{
    struct record_head head = {0};
    struct str content = {NULL, 0};
    struct digest stored;
    struct digest actual;
    enum record_state state = record_look(bytes, &head);

    if (state != RECORD_GOOD)
        return state;
    if (head.kind != kind)
        return RECORD_FOREIGN;
    if (head.length != bytes.len - RECORD_HEADER_SIZE)
        return RECORD_DAMAGED;
    memcpy(stored.bytes, bytes.ptr + RECORD_HEADER_SIZE - DIGEST_SIZE, DIGEST_SIZE);
    content = str_slice(bytes, RECORD_HEADER_SIZE, bytes.len);
    actual = checksum_of(kind, key, head.written, content);
    if (!digest_eq(&stored, &actual))
        return RECORD_DAMAGED;
    *payload = content;
    return RECORD_GOOD;
}
