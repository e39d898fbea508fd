/*
 * cjs_lexer_internal.h - shared by the files of the lexer that cjs_lexer.h describes.
 *
 * Positions are bytes of the text, from 0; like the lexers themselves, code leaves `pos` on the last byte of what it
 * took, or before the byte that is looked at next: each function says which.
 */
#ifndef CORDON_SYNTAX_CJS_LEXER_INTERNAL_H
#define CORDON_SYNTAX_CJS_LEXER_INTERNAL_H

#include <stdint.h>

#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "analyzer/syntax/cjs_lexer.h"

/* The place before a bracket that was never opened as one: that of `require(` is taken with its word. */
enum { CJS_NEVER_OPENED = -2 };

/* What lies around a bracket that is open. */
struct cjs_open {
    int64_t before; /* the last token before it */
    bool is_class;  /* the brace of a class's body */
};

struct cjs_scan {
    struct arena *arena;
    struct str text;
    enum cjs_lexer lexer;
    int64_t pos;
    int64_t last_token;
    bool failed;
    bool unsure;
    bool last_slash_divides;
    bool next_brace_is_class;
    uint32_t depth;
    int64_t template_depth;
    VEC(struct cjs_open) open; /* by depth; what is deeper is left over */
    VEC(int64_t) templates;
    VEC(struct str)
    bindings;            /* specifiers of `const id = require(specifier)`: of the old lexer decoded, else with quotes */
    struct map bound;    /* symbol of the id -> the binding that counts */
    struct str required; /* the specifier of the last plain require() */
    struct sym_table names;
    VEC(uint32_t) found;  /* symbols, perhaps repeated */
    VEC(uint32_t) hidden; /* names whose getters are not plain */
    struct cjs_names reexports;
    struct str id[2]; /* what cjs_match captured as $1 and $2 */
};

/* The byte at `at`, or -1 outside of the text. */
static inline int cjs_at(const struct cjs_scan *s, int64_t at)
{
    return at < 0 || at >= (int64_t)s->text.len ? -1 : (unsigned char)s->text.ptr[at];
}

/* True for cjs-module-lexer, false for merve, which took its place. */
static inline bool cjs_is_old(const struct cjs_scan *s)
{
    return s->lexer == CJS_MODULE_LEXER;
}

/* The text from byte `from` to before byte `to`. */
struct str cjs_slice(const struct cjs_scan *s, int64_t from, int64_t to);
/* True when `what` stands at `at`. */
bool cjs_has(const struct cjs_scan *s, int64_t at, struct str what);
/* True when a word that begins at `at` does not continue a name or a member before it. */
bool cjs_starts_word(const struct cjs_scan *s, int64_t at);
/* True when the word `word` ends at `end`; merve also looks that it is a whole word. */
bool cjs_ends_word(const struct cjs_scan *s, int64_t end, struct str word);
bool cjs_is_space(const struct cjs_scan *s, int64_t at);
bool cjs_is_punctuator(int c);

/* Moves `pos` over white space and comments from where it is; the byte there, or -1. */
int cjs_next(struct cjs_scan *s);
/* From the opening `/`, quote, or grave accent (or the brace that ends a substitution), to the last byte. */
void cjs_line_comment(struct cjs_scan *s);
void cjs_block_comment(struct cjs_scan *s);
void cjs_string(struct cjs_scan *s, int quote);
void cjs_regexp(struct cjs_scan *s);
void cjs_template(struct cjs_scan *s);
/* Moves `pos` behind an identifier that begins there; false when none does, or it cannot be told. */
bool cjs_identifier(struct cjs_scan *s);
/* True for a code point before or within an identifier, as the lexer has it. */
bool cjs_is_id_part(const struct cjs_scan *s, uint32_t code);
bool cjs_is_id_start(const struct cjs_scan *s, uint32_t code);
/* The whole string literal at `pos` in `*out`, `pos` behind it; false when none is there. */
bool cjs_quoted(struct cjs_scan *s, struct str *out);
/* `exports` or `module.exports`: `pos` behind it, or where it was. */
bool cjs_exports_word(struct cjs_scan *s);
/*
 * Tokens of `pattern`, which has spaces between them, one after the other, white space and comments skipped before
 * each: `E` is cjs_exports_word, `I` an identifier, `$1` one that is kept, `=1` the kept one again; `~x` is x with
 * nothing before it, and any other token itself. `pos` behind the last one, or wherever the first difference is.
 */
bool cjs_match(struct cjs_scan *s, const char *pattern);

/* Decodes a literal, or a name as it is; false when it is no text that a module could name. */
bool cjs_decode(const struct cjs_scan *s, struct str literal, struct str *out);
void cjs_add_name(struct cjs_scan *s, struct str literal);
void cjs_add_reexport(struct cjs_scan *s, struct str literal);

/* At a `/` that begins no comment: `pos` on the last byte of a regular expression, or where it was. */
void cjs_slash(struct cjs_scan *s);

/* From `Object`: a getter or value that is defined, or a loop that copies all names of a module. */
void cjs_object(struct cjs_scan *s, bool keys);

#endif
