#include "cache/record.h"

#include <string.h>

#include "analyzer/base/bytes.h"

static const char magic[4] = {'c', 'd', 'n', 'R'};

static struct digest checksum_of(uint8_t kind, const struct digest *key, struct str payload)
{
    struct digest_state d;

    digest_begin(&d, "record");
    digest_field_u32(&d, "format", RECORD_FORMAT);
    digest_field_u32(&d, "kind", kind);
    digest_field(&d, "key", (struct str){(const char *)key->bytes, DIGEST_SIZE});
    digest_field(&d, "payload", payload);
    return digest_end(&d);
}

void record_wrap(struct strbuf *out, uint8_t kind, const struct digest *key, struct str payload)
{
    struct digest checksum = checksum_of(kind, key, payload);

    strbuf_put(out, (struct str){magic, sizeof(magic)});
    writer_u8(out, RECORD_FORMAT);
    writer_u8(out, kind);
    writer_u64(out, payload.len);
    strbuf_put(out, (struct str){(const char *)checksum.bytes, DIGEST_SIZE});
    strbuf_put(out, payload);
}

enum record_state record_open(struct str bytes, uint8_t kind, const struct digest *key, struct str *payload)
{
    struct reader r = {.bytes = bytes};
    struct str content = {NULL, 0};
    struct digest stored;
    struct digest actual;

    if (bytes.len < RECORD_HEADER_SIZE || memcmp(bytes.ptr, magic, sizeof(magic)) != 0)
        return RECORD_DAMAGED;
    r.at = sizeof(magic);
    if (reader_u8(&r) != RECORD_FORMAT || reader_u8(&r) != kind)
        return RECORD_FOREIGN;
    if (reader_u64(&r) != bytes.len - RECORD_HEADER_SIZE)
        return RECORD_DAMAGED;
    memcpy(stored.bytes, bytes.ptr + r.at, DIGEST_SIZE);
    content = str_slice(bytes, RECORD_HEADER_SIZE, bytes.len);
    actual = checksum_of(kind, key, content);
    if (!digest_eq(&stored, &actual))
        return RECORD_DAMAGED;
    *payload = content;
    return RECORD_GOOD;
}
