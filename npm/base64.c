#include "npm/base64.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct str base64_encode(struct arena *a, struct str bytes)
{
    size_t len = (bytes.len + 2) / 3 * 4;
    char *out = arena_alloc(a, len + 1);

    for (size_t i = 0, o = 0; i < bytes.len; i += 3, o += 4) {
        size_t left = bytes.len - i;
        uint32_t bits = (uint32_t)(unsigned char)bytes.ptr[i] << 16;
        bits |= left > 1 ? (uint32_t)(unsigned char)bytes.ptr[i + 1] << 8 : 0;
        bits |= left > 2 ? (uint32_t)(unsigned char)bytes.ptr[i + 2] : 0;
        out[o] = alphabet[bits >> 18];
        out[o + 1] = alphabet[bits >> 12 & 63];
        out[o + 2] = '=';
        out[o + 3] = '=';
        if (left > 1)
            out[o + 2] = alphabet[bits >> 6 & 63];
        if (left > 2)
            out[o + 3] = alphabet[bits & 63];
    }
    return (struct str){out, len};
}

bool base64_decode(struct arena *a, struct str text, struct str *out)
{
    char *bytes = arena_alloc(a, text.len + 1);
    uint32_t bits = 0;
    uint32_t have = 0;
    size_t len = 0;

    while (text.len > 0 && text.ptr[text.len - 1] == '=')
        text.len--;
    for (size_t i = 0; i < text.len; i++) {
        const char *at = text.ptr[i] == '\0' ? NULL : strchr(alphabet, text.ptr[i]);
        if (at == NULL)
            return false;
        bits = bits << 6 | (uint32_t)(at - alphabet);
        have += 6;
        if (have >= 8) {
            have -= 8;
            bytes[len++] = (char)(bits >> have & 0xff);
        }
    }
    *out = (struct str){bytes, len};
    return text.len % 4 != 1;
}
