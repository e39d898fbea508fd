#include "analyzer/base/keyed_hash.h"

#include <assert.h>
#include <endian.h>
#include <string.h>
#include <sys/auxv.h>

struct hash_key hash_key_of_run(void)
{
    /* 16 random bytes that the kernel gives to every program. */
    const void *random = (const void *)getauxval(AT_RANDOM); /* NOLINT(performance-no-int-to-ptr) */
    struct hash_key key;

    assert(random != NULL);
    memcpy(&key, random, sizeof(key));
    return key;
}

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static inline void sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

/* Words are little-endian, as the specification has it: its test vectors hold on every machine. */
static inline uint64_t load_word(const unsigned char *bytes, size_t len)
{
    uint64_t word = 0;

    memcpy(&word, bytes, len);
    return le64toh(word);
}

uint64_t hash_str(const struct hash_key *key, struct str text)
{
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    uint64_t v[4] = {key->words[0] ^ 0x736f6d6570736575U, key->words[1] ^ 0x646f72616e646f6dU,
                     key->words[0] ^ 0x6c7967656e657261U, key->words[1] ^ 0x7465646279746573U};
    uint64_t last = 0;
    size_t at = 0;

    for (; text.len - at >= 8; at += 8)
        sip_word(v, load_word(bytes + at, 8));
    last = text.len > at ? load_word(bytes + at, text.len - at) : 0;
    sip_word(v, last | (uint64_t)(text.len & 0xff) << 56);
    v[2] ^= 0xff;
    sip_round(v);
    sip_round(v);
    sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
