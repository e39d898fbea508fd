#include "cache/bundle_format.h"

#include <string.h>

#include "analyzer/base/bytes.h"
#include "analyzer/base/store.h"
#include "cache/record.h"

struct digest bundle_digest(struct str key)
{
    struct digest digest;

    memcpy(digest.bytes, key.ptr + 1, DIGEST_SIZE);
    return digest;
}

bool bundle_is_good(struct str key, struct str record)
{
    struct digest digest;
    struct str payload = {0};

    if (key.len != RECORD_KEY_SIZE || key.ptr[0] == STORE_ORIGIN || key.ptr[0] == STORE_RUN ||
        (uint8_t)key.ptr[0] >= STORE_KIND_COUNT)
        return false;
    digest = bundle_digest(key);
    return record_open(record, (uint8_t)key.ptr[0], &digest, &payload) == RECORD_GOOD;
}

struct digest bundle_sequence_key(const char *direction, const struct public_key *signer)
{
    struct digest_state d;

    digest_begin(&d, "bundle sequence");
    digest_field(&d, "direction", str_from(direction));
    digest_field(&d, "signer", (struct str){(const char *)signer->bytes, sizeof(signer->bytes)});
    return digest_end(&d);
}

uint64_t bundle_last_sequence(struct cache *c, const struct digest *key)
{
    struct arena scratch = {0};
    struct str payload = {0};
    struct reader r = {0};
    uint64_t sequence = 0;

    if (cache_peek(c, STORE_ORIGIN, key, &scratch, &payload)) {
        r.bytes = payload;
        sequence = reader_u64(&r);
        if (!reader_done(&r))
            sequence = 0;
    }
    arena_reset(&scratch);
    return sequence;
}

struct str bundle_sequence_payload(struct arena *a, uint64_t sequence)
{
    struct strbuf out;

    strbuf_init(&out, a);
    writer_u64(&out, sequence);
    return strbuf_text(&out);
}
