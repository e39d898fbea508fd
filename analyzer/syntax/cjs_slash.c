/*
 * cjs_slash.c - whether a `/` divides or begins a regular expression, as the two lexers guess it.
 */
#include "analyzer/syntax/cjs_lexer_internal.h"

/* True when a `/` behind the last token begins a regular expression because of that token itself. */
static bool is_operator(const struct cjs_scan *s, int last)
{
    int before = cjs_at(s, s->last_token - 1);

    if (!cjs_is_punctuator(last) || last == ')' || last == ']' || last == '}' || last == '/')
        return false;
    if (last == '.')
        return before < '0' || before > '9';
    return (last != '+' && last != '-') || before != last;
}

/* Words behind which an expression begins; those that cjs-module-lexer also knows at the start of a text come first. */
static const char *const operator_words[] = {"else",   "case",       "in",     "do",     "new",   "void",     "yield",
                                             "delete", "instanceof", "typeof", "return", "throw", "debugger", "await"};
enum { WORDS_AT_START = 5 };

static bool is_operator_word(const struct cjs_scan *s)
{
    for (size_t i = 0; i < sizeof(operator_words) / sizeof(operator_words[0]); i++) {
        struct str word = str_from(operator_words[i]);
        int64_t start = s->last_token - (int64_t)word.len + 1;
        if (cjs_has(s, start, word) && cjs_starts_word(s, start))
            return start > 0 || i < WORDS_AT_START || !cjs_is_old(s);
    }
    return false;
}

/* What stood before the bracket that was closed last. */
static struct cjs_open closed_bracket(const struct cjs_scan *s)
{
    return s->depth < s->open.len ? s->open.items[s->depth] : (struct cjs_open){.before = CJS_NEVER_OPENED};
}

static bool is_parenthesis_word(const struct cjs_scan *s, int64_t end)
{
    if (cjs_is_old(s))
        return cjs_has(s, end - 4, STR("while")) || cjs_has(s, end - 2, STR("for")) || cjs_has(s, end - 1, STR("if"));
    return cjs_ends_word(s, end, STR("while")) || cjs_ends_word(s, end, STR("for")) || cjs_ends_word(s, end, STR("if"));
}

/* True when a brace behind `end` begins a statement. */
static bool is_statement_start(const struct cjs_scan *s, int64_t end)
{
    int c = cjs_at(s, end);

    if (c == '>')
        return cjs_at(s, end - 1) == '=';
    return c == ';' || c == ')' || (c < 0 && !cjs_is_old(s)) || cjs_ends_word(s, end, STR("catch")) ||
           cjs_ends_word(s, end, STR("finally")) || cjs_ends_word(s, end, STR("else"));
}

void cjs_slash(struct cjs_scan *s)
{
    int last = cjs_at(s, s->last_token);
    struct cjs_open closed = closed_bracket(s);

    /* merve reads from a pointer that is null then. */
    s->unsure = s->unsure || (!cjs_is_old(s) && last == ')' && closed.before == CJS_NEVER_OPENED);
    if (last <= 0 || is_operator(s, last) || is_operator_word(s) ||
        (last == ')' && is_parenthesis_word(s, closed.before)) ||
        (last == '}' && (is_statement_start(s, closed.before) || closed.is_class)) ||
        (last == '/' && s->last_slash_divides)) {
        cjs_regexp(s);
        s->last_slash_divides = false;
    } else {
        s->last_slash_divides = true;
    }
}
