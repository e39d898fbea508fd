#include "analyzer/base/signature.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(crypto_sign_state) <= SIGNATURE_STATE_SIZE, "the state fits");
_Static_assert(crypto_sign_PUBLICKEYBYTES == SIGNATURE_PUBLIC_SIZE, "libsodium's public keys");
_Static_assert(crypto_sign_SECRETKEYBYTES == SIGNATURE_SECRET_SIZE, "libsodium's secret keys");
_Static_assert(crypto_sign_BYTES == SIGNATURE_SIZE, "libsodium's signatures");

static crypto_sign_state *state_of(struct signature_state *s)
{
    return (crypto_sign_state *)(void *)s->opaque;
}

static void start(void)
{
    if (sodium_init() < 0)
        abort();
}

void signature_new_keys(struct secret_key *secret, struct public_key *public)
{
    start();
    (void)crypto_sign_keypair(public->bytes, secret->bytes);
}

struct public_key signature_public(const struct secret_key *secret)
{
    struct public_key public;

    start();
    (void)crypto_sign_ed25519_sk_to_pk(public.bytes, secret->bytes);
    return public;
}

void signature_begin(struct signature_state *s)
{
    start();
    (void)crypto_sign_init(state_of(s));
}

void signature_add(struct signature_state *s, struct str bytes)
{
    if (bytes.len > 0)
        (void)crypto_sign_update(state_of(s), (const unsigned char *)bytes.ptr, bytes.len);
}

void signature_make(struct signature_state *s, const struct secret_key *key, unsigned char out[SIGNATURE_SIZE])
{
    (void)crypto_sign_final_create(state_of(s), out, NULL, key->bytes);
}

bool signature_check(struct signature_state *s, const struct public_key *key,
                     const unsigned char signature[SIGNATURE_SIZE])
{
    return crypto_sign_final_verify(state_of(s), signature, key->bytes) == 0;
}
