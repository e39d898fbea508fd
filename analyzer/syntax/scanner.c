/*
 * scanner.c - the part of the JavaScript grammar that is written by hand: comments, automatic semicolons,
 * template characters, regular expression bodies, and the `?` of a conditional.
 *
 * Takes the place of the grammar's own scanner, behind the same documented interface of tree-sitter,
 * because that one follows the C locale and looks at characters where ECMAScript looks at tokens. It does
 * not know a file's goal: HTML-like comments, the only thing that depends on it, are never comments here
 * (repair.c turns those of a script into comments that are).
 *
 * Linear: a run of comments is one token, so no comment is looked at more than twice. Whether an
 * automatic semicolon is right can depend on more than can be seen here: guard.c decides.
 */
#include <stdlib.h>
#include <tree_sitter/parser.h>

#include "analyzer/base/utf8.h"

/* The grammar's external tokens, in its order. */
enum token_type {
    AUTOMATIC_SEMICOLON,
    TEMPLATE_CHARS,
    TERNARY_QMARK,
    HTML_COMMENT,
    LOGICAL_OR,
    ESCAPE_SEQUENCE,
    REGEX_PATTERN,
    JSX_TEXT,
};

void *tree_sitter_javascript_external_scanner_create(void);
void tree_sitter_javascript_external_scanner_destroy(void *payload);
unsigned tree_sitter_javascript_external_scanner_serialize(void *payload, char *buffer);
void tree_sitter_javascript_external_scanner_deserialize(void *payload, const char *buffer, unsigned length);
bool tree_sitter_javascript_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid);

/* What the scanner remembers from one of its tokens to the next. */
struct scanner {
    bool after_pattern; /* its last token was the body of a regular expression */
    bool after_newline; /* its last token was a semicolon that took comments and a line terminator with it */
};

/* What stands between two tokens. */
struct gap {
    bool newline;
    bool comment;
    bool space;
    bool slash; /* a slash that starts no comment follows, and was taken */
    bool open;  /* a comment without an end follows */
};

static void take(TSLexer *lexer)
{
    lexer->advance(lexer, false);
}

static bool at_newline(const TSLexer *lexer)
{
    return utf8_is_newline((uint32_t)lexer->lookahead);
}

static bool at_end(const TSLexer *lexer)
{
    return lexer->lookahead == 0 && lexer->eof(lexer);
}

static bool accept(TSLexer *lexer, enum token_type type)
{
    lexer->result_symbol = (TSSymbol)type;
    return true;
}

static void take_line_comment(TSLexer *lexer)
{
    while (!at_newline(lexer) && !at_end(lexer))
        take(lexer);
}

/* The rest of a block comment, after its opening; false when it has no end. */
static bool take_block_comment(TSLexer *lexer, struct gap *gap)
{
    while (!at_end(lexer)) {
        if (lexer->lookahead == '*') {
            take(lexer);
            if (lexer->lookahead == '/') {
                take(lexer);
                return true;
            }
            continue;
        }
        gap->newline = gap->newline || at_newline(lexer);
        take(lexer);
    }
    return false;
}

/*
 * Goes over white space and comments. The token then starts at the first comment and ends before the next
 * token, or is empty when there was no comment.
 */
static struct gap take_gap(TSLexer *lexer)
{
    struct gap gap = {0};

    lexer->mark_end(lexer);
    for (;;) {
        while (utf8_is_space((uint32_t)lexer->lookahead)) {
            gap.newline = gap.newline || at_newline(lexer);
            gap.space = true;
            lexer->advance(lexer, !gap.comment);
        }
        if (gap.comment)
            lexer->mark_end(lexer);
        if (lexer->lookahead != '/')
            return gap;
        take(lexer);
        if (lexer->lookahead == '/') {
            take_line_comment(lexer);
        } else if (lexer->lookahead == '*') {
            take(lexer);
            gap.open = !take_block_comment(lexer, &gap);
        } else {
            gap.slash = true;
        }
        if (gap.slash || gap.open)
            return gap;
        gap.comment = true;
        lexer->mark_end(lexer);
    }
}

/* True when the next characters are the rest of a keyword and the name ends there. */
static bool take_word(TSLexer *lexer, const char *rest)
{
    for (; *rest != '\0'; rest++) {
        if (lexer->lookahead != *rest)
            return false;
        take(lexer);
    }
    return lexer->lookahead != '\\' && !utf8_is_id_part((uint32_t)lexer->lookahead);
}

/* The next token is `in` or `instanceof`. */
static bool at_in(TSLexer *lexer)
{
    if (lexer->lookahead != 'i')
        return false;
    take(lexer);
    if (lexer->lookahead != 'n')
        return false;
    take(lexer);
    return lexer->lookahead == 's' ? take_word(lexer, "stanceof") : take_word(lexer, "");
}

/* True when the token on a new line cannot go on with the expression before it. */
static bool offends_expression(TSLexer *lexer)
{
    switch (lexer->lookahead) {
    case '`':
    case ',':
    case ':':
    case ';':
    case '*':
    case '%':
    case '>':
    case '<':
    case '=':
    case '[':
    case ']':
    case '(':
    case ')':
    case '?':
    case '^':
    case '|':
    case '&':
    case '/':
        return false;
    case '.': /* a number such as .5 offends, a member access does not */
        take(lexer);
        return lexer->lookahead >= '0' && lexer->lookahead <= '9';
    case '+': /* restricted production: ++ and -- after a newline are prefixes */
        take(lexer);
        return lexer->lookahead == '+';
    case '-':
        take(lexer);
        return lexer->lookahead == '-';
    case '!':
        take(lexer);
        return lexer->lookahead != '=';
    case 'i':
        return !at_in(lexer);
    default:
        return true;
    }
}

/* The same after something that is no expression: `return`, a declared name, the name of a field. */
static bool offends_rest(TSLexer *lexer)
{
    switch (lexer->lookahead) {
    case ',':
    case ';':
    case '=':
    case ')':
    case ']':
        return false;
    case 'i':
        return !at_in(lexer);
    case 'o': /* `for (var x of y)` */
        take(lexer);
        return !take_word(lexer, "f");
    default:
        return true;
    }
}

static bool scan_question_mark(TSLexer *lexer)
{
    take(lexer);
    if (lexer->lookahead == '?')
        return false;
    lexer->mark_end(lexer);
    if (lexer->lookahead == '.') {
        take(lexer);
        if (lexer->lookahead < '0' || lexer->lookahead > '9')
            return false;
    }
    return accept(lexer, TERNARY_QMARK);
}

/*
 * True when a semicolon belongs before the token after `gap`, as far as can be seen from here. A block and the
 * statement that it ends may both want one, and the first took the comments: `after_newline`. That may also have been
 * some tokens ago, so it does not count where only the place makes a semicolon of it.
 */
static bool wants_semicolon(TSLexer *lexer, const struct gap *gap, bool after_expression, bool after_newline)
{
    bool adjacent = !gap->space && !gap->comment;
    bool newline = gap->newline || (after_newline && after_expression && adjacent && lexer->lookahead != '+' &&
                                    lexer->lookahead != '-');

    if (gap->open)
        return false;
    if (gap->slash)
        return gap->newline && !after_expression;
    if (lexer->lookahead == '}' || at_end(lexer))
        return true;
    return newline && (after_expression ? offends_expression(lexer) : offends_rest(lexer));
}

static bool scan_between(struct scanner *scanner, TSLexer *lexer, const bool *valid)
{
    struct gap gap = take_gap(lexer);
    bool question_mark = lexer->lookahead == '?' && !gap.slash;
    bool after_newline = scanner->after_newline;

    scanner->after_newline = gap.newline && gap.comment;
    if (valid[AUTOMATIC_SEMICOLON] && wants_semicolon(lexer, &gap, valid[LOGICAL_OR], after_newline))
        return accept(lexer, AUTOMATIC_SEMICOLON);
    if (gap.comment)
        return accept(lexer, HTML_COMMENT);
    return valid[TERNARY_QMARK] && question_mark && scan_question_mark(lexer);
}

static bool scan_template_chars(TSLexer *lexer)
{
    bool some = false;

    for (; !at_end(lexer); some = true) {
        lexer->mark_end(lexer);
        if (lexer->lookahead == '`')
            return some && accept(lexer, TEMPLATE_CHARS);
        if (lexer->lookahead == '$') {
            take(lexer);
            if (lexer->lookahead == '{')
                return some && accept(lexer, TEMPLATE_CHARS);
            continue;
        }
        if (lexer->lookahead == '\\')
            take(lexer);
        if (!at_end(lexer))
            take(lexer);
    }
    return false;
}

static bool scan_regex_pattern(TSLexer *lexer)
{
    bool in_class = false;

    if (lexer->lookahead == '/' || lexer->lookahead == '*')
        return false;
    while (!at_newline(lexer) && !at_end(lexer)) {
        if (lexer->lookahead == '/' && !in_class) {
            lexer->mark_end(lexer);
            return accept(lexer, REGEX_PATTERN);
        }
        if (lexer->lookahead == '[')
            in_class = true;
        else if (lexer->lookahead == ']')
            in_class = false;
        else if (lexer->lookahead == '\\')
            take(lexer);
        if (at_newline(lexer) || at_end(lexer))
            return false;
        take(lexer);
    }
    return false;
}

/* The generated lexer takes a NUL in a string for the end of the text. */
static bool scan_string_nul(TSLexer *lexer)
{
    if (lexer->lookahead != 0 || at_end(lexer))
        return false;
    take(lexer);
    lexer->mark_end(lexer);
    return accept(lexer, ESCAPE_SEQUENCE);
}

static bool scan(struct scanner *scanner, TSLexer *lexer, const bool *valid)
{
    /* Everything is valid only while the parser recovers from an error, and then the tree is refused. */
    if (valid[TEMPLATE_CHARS])
        return !valid[AUTOMATIC_SEMICOLON] && scan_template_chars(lexer);
    if (valid[REGEX_PATTERN])
        return scan_regex_pattern(lexer);
    if (valid[ESCAPE_SEQUENCE])
        return scan_string_nul(lexer);
    /* This slash may end a regular expression; should it start a comment, the grammar has a rule for that. */
    if (valid[JSX_TEXT] || (scanner->after_pattern && lexer->lookahead == '/'))
        return false;
    return scan_between(scanner, lexer, valid);
}

bool tree_sitter_javascript_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid)
{
    struct scanner *scanner = payload;
    bool found = scan(scanner, lexer, valid);

    scanner->after_pattern = found && lexer->result_symbol == REGEX_PATTERN;
    scanner->after_newline = found && lexer->result_symbol == AUTOMATIC_SEMICOLON && scanner->after_newline;
    return found;
}

void *tree_sitter_javascript_external_scanner_create(void)
{
    struct scanner *scanner = calloc(1, sizeof(*scanner));

    if (scanner == NULL)
        abort(); /* as tree-sitter does; there is no way to report it */
    return scanner;
}

void tree_sitter_javascript_external_scanner_destroy(void *payload)
{
    free(payload);
}

unsigned tree_sitter_javascript_external_scanner_serialize(void *payload, char *buffer)
{
    const struct scanner *scanner = payload;

    buffer[0] = (char)((scanner->after_pattern ? 1 : 0) + (scanner->after_newline ? 2 : 0));
    return buffer[0] != 0 ? 1 : 0;
}

void tree_sitter_javascript_external_scanner_deserialize(void *payload, const char *buffer, unsigned length)
{
    struct scanner *scanner = payload;

    scanner->after_pattern = length > 0 && (buffer[0] & 1) != 0;
    scanner->after_newline = length > 0 && (buffer[0] & 2) != 0;
}
