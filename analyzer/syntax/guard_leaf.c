#include <string.h>

#include "analyzer/syntax/guard_internal.h"
#include "analyzer/syntax/lexer.h"
#include "analyzer/syntax/literal.h"

/* The text of each token and of the named leaves that are always spelled alike. */
static const struct spelling {
    const char *text;
    uint8_t len;
    bool word;
} spellings[KIND_COUNT] = {
#define X(id, name, named) [id] = {name, sizeof(name) - 1, (name)[0] >= 'a' && (name)[0] <= 'z'},
#include "analyzer/syntax/kind.def"
#undef X
};

static int byte_at(const struct guard *g, uint32_t at)
{
    return at < g->tree->text.len ? (unsigned char)g->tree->text.ptr[at] : -1;
}

static bool text_is(const struct guard *g, uint32_t from, uint32_t to, const char *text, size_t len)
{
    return to - from == len && memcmp(g->tree->text.ptr + from, text, len) == 0;
}

static uint32_t skip_gap(const struct guard *g, uint32_t at)
{
    bool newline = false;

    return lex_gap(g->tree->text, at, g->html, &newline);
}

/* After the punctuator `c` at `at`, and the gap before it; LEX_NONE when it is not there. */
static uint32_t skip_char(const struct guard *g, uint32_t at, char c)
{
    at = at == LEX_NONE ? at : skip_gap(g, at);
    return at != LEX_NONE && byte_at(g, at) == c ? at + 1 : LEX_NONE;
}

/* After one `key: "value"` of an attributes clause. */
static uint32_t skip_attribute(const struct guard *g, uint32_t at)
{
    bool escaped = false;
    uint32_t end;

    at = skip_gap(g, at);
    if (at == LEX_NONE)
        return LEX_NONE;
    end = lex_string(g->tree->text, at);
    if (end == LEX_NONE)
        end = lex_name(g->tree->text, at, &escaped);
    at = skip_char(g, end, ':');
    at = at == LEX_NONE ? at : skip_gap(g, at);
    return at == LEX_NONE ? at : lex_string(g->tree->text, at);
}

/* After the attributes clause `with { ... }` that follows `at`; `at` itself when there is none. */
static uint32_t skip_attributes(const struct guard *g, uint32_t at)
{
    bool escaped = false;
    uint32_t from = skip_gap(g, at);
    uint32_t end = from == LEX_NONE ? LEX_NONE : lex_name(g->tree->text, from, &escaped);

    if (end == LEX_NONE || escaped || !text_is(g, from, end, "with", 4))
        return at;
    end = skip_char(g, end, '{');
    while (end != LEX_NONE && skip_char(g, end, '}') == LEX_NONE) {
        uint32_t comma;

        end = skip_attribute(g, end);
        comma = skip_char(g, end, ',');
        if (comma == LEX_NONE)
            break;
        end = comma;
    }
    end = skip_char(g, end, '}');
    return end == LEX_NONE ? at : end;
}

/* The grammar has no attributes after `export ... from "x"`: repair.c hides them from it. */
static bool may_have_attributes(const struct guard *g, node_id n)
{
    const struct node *node = n == NODE_NONE ? NULL : tree_node(g->tree, n);

    return node != NULL && node->kind == KIND_STRING && node->field == FIELD_SOURCE &&
           tree_kind(g->tree, node->parent) == KIND_EXPORT_STATEMENT;
}

uint32_t guard_end_of(const struct guard *g, node_id n)
{
    uint32_t end = tree_node(g->tree, n)->end;
    node_id source = tree_kind(g->tree, n) == KIND_EXPORT_STATEMENT ? tree_field(g->tree, n, FIELD_SOURCE) : NODE_NONE;

    return may_have_attributes(g, source) && tree_node(g->tree, source)->end == end ? skip_attributes(g, end) : end;
}

/* Where the token after the last one starts; LEX_NONE when that is not clear. */
static uint32_t next_start(const struct guard *g)
{
    uint32_t at = g->pos;

    if (may_have_attributes(g, g->last))
        at = skip_attributes(g, at);
    return skip_gap(g, at);
}

/* Checks that only white space and comments stand between the last token and the one at `start`. */
static bool check_gap(struct guard *g, uint32_t start)
{
    uint32_t at = g->pos;
    struct str rest;

    if (at == start && byte_at(g, at) > ' ' && byte_at(g, at) < 128 && byte_at(g, at) != '/' && byte_at(g, at) != '<' &&
        byte_at(g, at) != '-' && at > 0)
        return true;
    at = next_start(g);
    if (at == start)
        return true;
    rest = str_slice(g->tree->text, start, g->tree->text.len);
    g->report.html_comment = g->html && (str_starts(rest, STR("<!--")) || str_starts(rest, STR("-->")));
    if (g->report.html_comment)
        guard_repair(g, REPAIR_COMMENT, start, start + (rest.ptr[0] == '<' ? 4 : 3),
                     "an HTML-like comment was not understood");
    guard_refuse(g, g->pos, "the text between two tokens is neither white space nor a comment");
    return false;
}

static void expect_end(struct guard *g, const struct node *node, uint32_t end)
{
    if (end != node->end)
        guard_refuse(g, node->start, "a token was read differently here than ECMAScript reads it");
}

/* `await` and `yield` as names. `n` is a name that reads so. */
static void check_contextual_name(struct guard *g, node_id n, bool await)
{
    const struct node *node = tree_node(g->tree, n);
    unsigned context = g->context[n];
    bool keyword = (context & (await ? IN_AWAIT : IN_YIELD)) != 0;
    bool forbidden = (context & (await ? NO_AWAIT : NO_YIELD)) != 0;

    if (forbidden)
        guard_refuse(g, node->start, await ? "`await` may not stand here" : "`yield` may not stand here");
    else if (keyword && await && node->end - node->start == 5 && node->kind == KIND_IDENTIFIER)
        guard_repair(g, REPAIR_AWAIT, node->start, node->end, "this `await` was not understood");
    else if (keyword)
        guard_refuse(g, node->start, await ? "`await` is no name here" : "`yield` is no name here");
}

/* The same as keywords. */
static void check_contextual_token(struct guard *g, node_id n, bool await)
{
    const struct node *node = tree_node(g->tree, n);
    unsigned context = g->context[n];

    if ((context & (await ? NO_AWAIT : NO_YIELD)) != 0)
        guard_refuse(g, node->start, await ? "`await` may not stand here" : "`yield` may not stand here");
    else if ((context & (await ? IN_AWAIT : IN_YIELD)) == 0 &&
             !(tree_kind(g->tree, node->parent) == KIND_FOR_IN_STATEMENT && node->field == FIELD_NONE))
        guard_repair(g, REPAIR_NAME, node->start, node->end, "this name was taken for a keyword");
    else if ((context & (await ? IN_AWAIT : IN_YIELD)) == 0)
        guard_refuse(g, node->start, "`for await` may not stand here");
}

/* True where any IdentifierName may stand, or where a wrong one is only an early error. */
static bool is_exchange_name(const struct guard *g, const struct node *node)
{
    enum kind parent = tree_kind(g->tree, node->parent);

    return parent == KIND_EXPORT_SPECIFIER || parent == KIND_NAMESPACE_EXPORT || parent == KIND_IMPORT_SPECIFIER;
}

/* Notes a name of the CommonJS wrapper that the file declares itself. */
static void note_redeclaration(struct guard *g, unsigned context, struct str name)
{
    static const struct str wrapper[] = {STR_INIT("exports"), STR_INIT("require"), STR_INIT("module"),
                                         STR_INIT("__filename"), STR_INIT("__dirname")};

    if ((context & IN_TOP_LEVEL) == 0 || (context & IN_BINDING) == 0)
        return;
    for (size_t i = 0; i < sizeof(wrapper) / sizeof(wrapper[0]); i++) {
        if (str_eq(name, wrapper[i]))
            g->report.redeclares = true;
    }
}

static void check_name(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);
    struct str name = tree_text(g->tree, n);
    bool escaped = false;

    expect_end(g, node, lex_name(g->tree->text, node->start, &escaped));
    if (escaped)
        name = literal_identifier(g->arena, name);
    if (lex_is_reserved(name) && !is_exchange_name(g, node)) {
        uint32_t next = node->end < g->tree->text.len ? skip_gap(g, node->end) : LEX_NONE;

        /* `export`, a newline and a clause. */
        if (next != LEX_NONE && guard_newline(g, node->end, next))
            guard_repair(g, REPAIR_BLANK, node->end, next, "a reserved word is no name");
        else
            guard_refuse(g, node->start, "a reserved word is no name");
    } else if (name.len == 5 && (memcmp(name.ptr, "await", 5) == 0 || memcmp(name.ptr, "yield", 5) == 0)) {
        if (!is_exchange_name(g, node))
            check_contextual_name(g, n, name.ptr[0] == 'a');
    }
    note_redeclaration(g, g->context[n], name);
}

static void check_number(struct guard *g, const struct node *node)
{
    uint32_t end = lex_number(g->tree->text, node->start);

    if (end == LEX_NONE || end >= node->end || byte_at(g, node->start) != '0' || end < node->start + 2)
        expect_end(g, node, end);
    else
        guard_repair(g, REPAIR_NUMBER, node->start, end, "a legacy octal number was read differently");
}

static void check_regex(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);
    node_id pattern = tree_field(g->tree, n, FIELD_PATTERN);
    uint32_t body_end = 0;

    expect_end(g, node, lex_regex(g->tree->text, node->start, &body_end));
    if (pattern == NODE_NONE || tree_node(g->tree, pattern)->start != node->start + 1 ||
        tree_node(g->tree, pattern)->end != body_end)
        guard_refuse(g, node->start, "a regular expression was read differently here than ECMAScript reads it");
}

/* A part of a template other than its first backquote: no gap is allowed before it. */
static void check_template_part(struct guard *g, const struct node *node)
{
    uint32_t end = lex_template(g->tree->text, g->pos);
    uint32_t expected = node->kind == KIND_STRING_FRAGMENT ? node->end : node->start;

    if (node->start != g->pos || end != expected)
        guard_refuse(g, node->start, "a template was read differently here than ECMAScript reads it");
}

static bool is_template_part(const struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);

    if (node->kind == KIND_STRING_FRAGMENT || node->kind == TOKEN_TEMPLATE_OPEN)
        return true;
    return node->kind == TOKEN_BACKQUOTE && n != node->parent + 1;
}

/* A punctuator or keyword, which must be spelled as its kind says and be a whole token. */
static void check_spelling(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);
    const struct spelling *s = &spellings[node->kind];
    bool escaped = false;
    uint32_t end;

    if (node->kind == TOKEN_BACKQUOTE || (node->end - node->start == 1 && strchr("(){}[];,", s->text[0]) != NULL))
        end = node->start + 1;
    else if (s->word)
        end = lex_name(g->tree->text, node->start, &escaped);
    else
        end = lex_punctuator(g->tree->text, node->start);
    expect_end(g, node, end);
    if (!text_is(g, node->start, node->end, s->text, s->len))
        guard_refuse(g, node->start, "a token was read differently here than ECMAScript reads it");
    if (node->kind == TOKEN_AWAIT || node->kind == TOKEN_YIELD)
        check_contextual_token(g, n, node->kind == TOKEN_AWAIT);
}

static void check_token(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);
    bool escaped = false;

    switch (node->kind) {
    case KIND_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
    case KIND_STATEMENT_IDENTIFIER:
        check_name(g, n);
        break;
    case KIND_PROPERTY_IDENTIFIER:
        expect_end(g, node, lex_name(g->tree->text, node->start, &escaped));
        break;
    case KIND_PRIVATE_PROPERTY_IDENTIFIER:
        expect_end(g, node, lex_private_name(g->tree->text, node->start));
        break;
    case KIND_NUMBER:
        check_number(g, node);
        break;
    case KIND_STRING:
        expect_end(g, node, lex_string(g->tree->text, node->start));
        break;
    case KIND_REGEX:
        check_regex(g, n);
        break;
    case KIND_EMPTY_STATEMENT:
    case KIND_OPTIONAL_CHAIN:
        expect_end(g, node, lex_punctuator(g->tree->text, node->start));
        if (byte_at(g, node->start) != (node->kind == KIND_EMPTY_STATEMENT ? ';' : '?') ||
            node->end - node->start != (node->kind == KIND_EMPTY_STATEMENT ? 1U : 2U))
            guard_refuse(g, node->start, "a token was read differently here than ECMAScript reads it");
        break;
    case KIND_THIS:
    case KIND_SUPER:
    case KIND_TRUE:
    case KIND_FALSE:
    case KIND_NULL:
    case KIND_UNDEFINED:
    case KIND_IMPORT:
        check_spelling(g, n);
        break;
    default: /* kinds of the grammar, not an enumeration of ours to be complete over: tokens, or refused */
        if (node->named != 0 || node->kind == TOKEN_AT || node->kind == TOKEN_JSX_SELF_CLOSE ||
            node->kind == TOKEN_JSX_CLOSE_OPEN)
            guard_refuse(g, node->start, "this syntax is not part of ECMAScript");
        else
            check_spelling(g, n);
    }
}

node_id guard_leaf(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);

    if (is_template_part(g, n)) {
        check_template_part(g, node);
        if (node->kind != KIND_STRING_FRAGMENT &&
            !text_is(g, node->start, node->end, spellings[node->kind].text, spellings[node->kind].len))
            guard_refuse(g, node->start, "a template was read differently here than ECMAScript reads it");
    } else if (check_gap(g, node->start)) {
        check_token(g, n);
    }
    g->pos = node->end;
    g->last = n;
    return n + node->size;
}

void guard_end(struct guard *g)
{
    uint32_t end = next_start(g);

    if (end != g->tree->text.len)
        guard_refuse(g, g->pos, "the end of the text is neither white space nor a comment");
}
