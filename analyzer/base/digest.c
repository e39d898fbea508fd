#include "analyzer/base/digest.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_ALIGNMENT = _Alignof(crypto_generichash_state) };

_Static_assert(sizeof(crypto_generichash_state) + STATE_ALIGNMENT <= DIGEST_STATE_SIZE,
               "the state fits at any address");

/* libsodium wants more alignment than an arena gives, and than a sanitizer's frames have: aligned in place. */
static crypto_generichash_state *state_of(struct digest_state *d)
{
    uintptr_t start = (uintptr_t)d->opaque;
    size_t skip = (STATE_ALIGNMENT - start % STATE_ALIGNMENT) % STATE_ALIGNMENT;

    return (crypto_generichash_state *)(void *)(d->opaque + skip);
}

static void add_bytes(struct digest_state *d, struct str bytes)
{
    if (bytes.len > 0)
        (void)crypto_generichash_update(state_of(d), (const unsigned char *)bytes.ptr, bytes.len);
}

static void add_length(struct digest_state *d, size_t length)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)((uint64_t)length >> (8 * i) & 0xff);
    (void)crypto_generichash_update(state_of(d), bytes, sizeof(bytes));
}

/* sodium_init picks the fastest implementation; it may be called by every thread, at any time. */
static void start(struct digest_state *d)
{
    if (sodium_init() < 0)
        abort();
    (void)crypto_generichash_init(state_of(d), NULL, 0, DIGEST_SIZE);
}

void digest_begin(struct digest_state *d, const char *purpose)
{
    start(d);
    digest_field(d, "purpose", str_from(purpose));
}

void digest_field(struct digest_state *d, const char *tag, struct str value)
{
    struct str name = str_from(tag);

    add_length(d, name.len);
    add_bytes(d, name);
    add_length(d, value.len);
    add_bytes(d, value);
}

void digest_field_u32(struct digest_state *d, const char *tag, uint32_t value)
{
    char bytes[4];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)(value >> (8 * i) & 0xff);
    digest_field(d, tag, (struct str){bytes, sizeof(bytes)});
}

struct digest digest_end(struct digest_state *d)
{
    struct digest result;

    (void)crypto_generichash_final(state_of(d), result.bytes, sizeof(result.bytes));
    return result;
}

struct digest digest_of(struct str bytes)
{
    struct digest_state d;

    start(&d);
    add_bytes(&d, bytes);
    return digest_end(&d);
}

bool digest_eq(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

void digest_hex(const struct digest *d, char out[DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        out[2 * i] = digits[d->bytes[i] >> 4];
        out[2 * i + 1] = digits[d->bytes[i] & 15];
    }
    out[DIGEST_HEX_SIZE - 1] = '\0';
}

bool digest_from_hex(struct str text, struct digest *out)
{
    struct digest result;

    if (text.len != DIGEST_HEX_SIZE - 1)
        return false;
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        int high = str_hex_value(text.ptr[2 * i]);
        int low = str_hex_value(text.ptr[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        result.bytes[i] = (unsigned char)(high << 4 | low);
    }
    *out = result;
    return true;
}

_Static_assert(sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL) ==
                   DIGEST_SHA256_SIZE,
               "a digest and its end fit");

void digest_sha256_base64(struct str bytes, char out[DIGEST_SHA256_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    (void)crypto_hash_sha256(hash, (const unsigned char *)(bytes.len > 0 ? bytes.ptr : ""), bytes.len);
    (void)sodium_bin2base64(out, DIGEST_SHA256_SIZE, hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
}
