#include "npm/integrity.h"

#include <assert.h>
#include <sha1.h>
#include <sha2.h>
#include <string.h>

#include "analyzer/base/strbuf.h"
#include "npm/base64.h"

enum { DIGEST_BYTES_MAX = SHA512_DIGEST_LENGTH };

struct algorithm_info {
    const char *name;
    size_t bytes;
};

static const struct algorithm_info infos[] = {
    [INTEGRITY_NONE] = {"none", 0},
    [INTEGRITY_SHA1] = {"sha1", SHA1_DIGEST_LENGTH},
    [INTEGRITY_SHA256] = {"sha256", SHA256_DIGEST_LENGTH},
    [INTEGRITY_SHA384] = {"sha384", SHA384_DIGEST_LENGTH},
    [INTEGRITY_SHA512] = {"sha512", SHA512_DIGEST_LENGTH},
};

const char *integrity_algorithm_name(enum integrity_algorithm algorithm)
{
    return infos[algorithm].name;
}

/* One "sha512-DIGEST?options" of the metadata. */
struct item {
    enum integrity_algorithm algorithm;
    struct str digest; /* base 64 */
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct item parse_item(struct str text)
{
    size_t dash = str_find(text, STR("-"), 0);
    struct str digest = dash == text.len ? (struct str){0} : str_slice(text, dash + 1, text.len);

    for (size_t i = INTEGRITY_SHA1; i < ARRAY_LEN(infos); i++)
        if (dash < text.len && str_eq(str_slice(text, 0, dash), str_from(infos[i].name)))
            return (struct item){(enum integrity_algorithm)i, str_slice(digest, 0, str_find(digest, STR("?"), 0))};
    return (struct item){0};
}

/* Takes the next item off `rest`; false at its end. */
static bool next_item(struct str *rest, struct item *out)
{
    size_t start = 0;
    size_t end = 0;

    while (start < rest->len && is_space(rest->ptr[start]))
        start++;
    end = start;
    while (end < rest->len && !is_space(rest->ptr[end]))
        end++;
    *out = parse_item(str_slice(*rest, start, end));
    *rest = str_slice(*rest, end, rest->len);
    return end > start;
}

enum integrity_algorithm integrity_strongest(struct str metadata)
{
    enum integrity_algorithm strongest = INTEGRITY_NONE;
    struct item item;

    while (next_item(&metadata, &item))
        strongest = item.algorithm > strongest ? item.algorithm : strongest;
    return strongest;
}

static struct str digest_with(enum integrity_algorithm algorithm, struct str bytes, uint8_t out[DIGEST_BYTES_MAX])
{
    const uint8_t *data = (const uint8_t *)(bytes.len > 0 ? bytes.ptr : "");
    SHA1_CTX sha1;
    SHA2_CTX sha2;

    switch (algorithm) {
    case INTEGRITY_NONE:
        break;
    case INTEGRITY_SHA1:
        SHA1Init(&sha1);
        SHA1Update(&sha1, data, bytes.len);
        SHA1Final(out, &sha1);
        break;
    case INTEGRITY_SHA256:
        SHA256Init(&sha2);
        SHA256Update(&sha2, data, bytes.len);
        SHA256Final(out, &sha2);
        break;
    case INTEGRITY_SHA384:
        SHA384Init(&sha2);
        SHA384Update(&sha2, data, bytes.len);
        SHA384Final(out, &sha2);
        break;
    case INTEGRITY_SHA512:
        SHA512Init(&sha2);
        SHA512Update(&sha2, data, bytes.len);
        SHA512Final(out, &sha2);
        break;
    }
    return (struct str){(const char *)out, infos[algorithm].bytes};
}

bool integrity_matches(struct str metadata, struct str bytes)
{
    enum integrity_algorithm strongest = integrity_strongest(metadata);
    uint8_t digest[DIGEST_BYTES_MAX] = {0};
    struct arena scratch = {0};
    struct str expected = base64_encode(&scratch, digest_with(strongest, bytes, digest));
    struct item item;
    bool matches = false;

    while (strongest != INTEGRITY_NONE && next_item(&metadata, &item))
        matches = matches || (item.algorithm == strongest && str_eq(item.digest, expected));
    arena_reset(&scratch);
    return matches;
}

static struct str metadata_of(struct arena *a, enum integrity_algorithm algorithm, struct str digest)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_printf(&out, "%s-%.*s", infos[algorithm].name, STR_ARG(base64_encode(a, digest)));
    return strbuf_text(&out);
}

struct str integrity_of(struct arena *a, struct str bytes)
{
    uint8_t digest[DIGEST_BYTES_MAX];

    return metadata_of(a, INTEGRITY_SHA512, digest_with(INTEGRITY_SHA512, bytes, digest));
}

struct str integrity_from_shasum(struct arena *a, struct str hex)
{
    char digest[SHA1_DIGEST_LENGTH];

    if (hex.len != 2 * sizeof(digest))
        return (struct str){0};
    for (size_t i = 0; i < hex.len; i += 2) {
        int high = str_hex_value(hex.ptr[i]);
        int low = str_hex_value(hex.ptr[i + 1]);
        if (high < 0 || low < 0)
            return (struct str){0};
        digest[i / 2] = (char)(high << 4 | low);
    }
    return metadata_of(a, INTEGRITY_SHA1, (struct str){digest, sizeof(digest)});
}

struct str integrity_hex(struct arena *a, struct str metadata)
{
    enum integrity_algorithm strongest = integrity_strongest(metadata);
    struct str digest = {0};
    struct item item;
    struct strbuf out;

    if (strongest == INTEGRITY_NONE)
        return (struct str){0};
    do
        (void)next_item(&metadata, &item);
    while (item.algorithm != strongest);
    if (!base64_decode(a, item.digest, &digest) || digest.len != infos[strongest].bytes)
        return (struct str){0};
    strbuf_init(&out, a);
    for (size_t i = 0; i < digest.len; i++)
        strbuf_printf(&out, "%02x", (unsigned)(unsigned char)digest.ptr[i]);
    return strbuf_text(&out);
}
