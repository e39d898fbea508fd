/*
 * lexer.h - the lexical grammar of ECMAScript (2025, section 12), written from the specification alone.
 *
 * The guard uses it to check what the parser's generated lexer made of a text: nothing here knows the
 * grammar or its tables. Each function looks at one element that starts at byte `at` of well-formed
 * UTF-8 and gives the byte after it; when there is no such element there, it gives LEX_NONE.
 */
#ifndef CORDON_SYNTAX_LEXER_H
#define CORDON_SYNTAX_LEXER_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

#define LEX_NONE UINT32_MAX

/*
 * White space, line terminators and comments from `at` on, possibly none; a hashbang line when `at` is 0, and
 * HTML-like comments (Annex B.1.1) when `html`. Sets `*newline` when a line terminator is among them.
 * LEX_NONE when a comment has no end.
 */
uint32_t lex_gap(struct str text, uint32_t at, bool html, bool *newline);
/* An IdentifierName; sets `*escaped` when it contains a `\u` escape. */
uint32_t lex_name(struct str text, uint32_t at, bool *escaped);
/* `#` and an IdentifierName. */
uint32_t lex_private_name(struct str text, uint32_t at);
/* A NumericLiteral, legacy forms included. */
uint32_t lex_number(struct str text, uint32_t at);
/* A StringLiteral, legacy escapes included. */
uint32_t lex_string(struct str text, uint32_t at);
/* The characters of a template up to a backquote or `${`, which are not included; may be none. */
uint32_t lex_template(struct str text, uint32_t at);
/* A RegularExpressionLiteral; its body ends at `*body_end`, before the second slash. */
uint32_t lex_regex(struct str text, uint32_t at, uint32_t *body_end);
/* The longest punctuator; a slash is division here, and `}` is always one. */
uint32_t lex_punctuator(struct str text, uint32_t at);
/* True for a ReservedWord (section 12.7.2) other than `await` and `yield`. */
bool lex_is_reserved(struct str name);

#endif
