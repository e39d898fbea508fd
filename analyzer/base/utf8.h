/*
 * utf8.h - Unicode text as Node decodes and as JavaScript sees it.
 *
 * A lone surrogate written as an escape in JavaScript is kept as three bytes (WTF-8), so that
 * constant texts compare exactly as ECMAScript compares them.
 */
#ifndef CORDON_BASE_UTF8_H
#define CORDON_BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"
#include "analyzer/base/strbuf.h"

/*
 * The code point at byte `at` of `s` (`at < s.len`) and, in `*len`, its bytes. An invalid sequence
 * gives U+FFFD and the length of its maximal subpart (WHATWG Encoding, "UTF-8 decode").
 */
uint32_t utf8_next(struct str s, size_t at, size_t *len);
/* Appends `code` (at most 0x10FFFF; a surrogate as three bytes). */
void utf8_put(struct strbuf *out, uint32_t code);
/* True when `s` is well-formed UTF-8 (no surrogates, no overlong forms). */
bool utf8_valid(struct str s);
/* `s` with each invalid sequence replaced by U+FFFD, as Node decodes a source file; `s` itself when valid. */
struct str utf8_sanitize(struct arena *a, struct str s);
/* ECMAScript 2025 section 12.2 WhiteSpace and 12.3 LineTerminator. */
bool utf8_is_space(uint32_t code);
bool utf8_is_newline(uint32_t code);
/* ECMAScript 2025 section 12.7: ID_Start, `$`, `_` and ID_Continue, ZWNJ, ZWJ. */
bool utf8_is_id_start(uint32_t code);
bool utf8_is_id_part(uint32_t code);

#endif
