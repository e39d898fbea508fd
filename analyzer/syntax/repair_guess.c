#include "analyzer/syntax/lexer.h"
#include "analyzer/syntax/repair.h"

/* What the last word or punctuator says about the next token. */
struct guesser {
    struct arena *arena;
    struct str text;
    struct repairs *repairs;
    bool module;
    bool operand; /* a slash starts a regular expression */
    bool added;
    bool exporting;          /* since the last `export`, nothing ended the statement */
    bool exchange;           /* between the braces of an export or import clause */
    bool after_source;       /* the last tokens were `from "..."` */
    struct str word;         /* the last word, when it was the last token */
    uint32_t gap;            /* where the gap before the next token starts */
    bool newline;            /* a line terminator is in it */
    VEC(uint32_t) templates; /* braces open in each `${` around here */
};

static int byte_at(const struct guesser *g, uint32_t at)
{
    return at < g->text.len ? (unsigned char)g->text.ptr[at] : -1;
}

static void add(struct guesser *g, enum repair_kind kind, uint32_t from, uint32_t to)
{
    if (from < to && repair_add(g->arena, g->repairs, (struct repair){from, to, kind}))
        g->added = true;
}

/* After the braces of `with { ... }`; LEX_NONE when they are not closed soon. */
static uint32_t skip_braces(const struct guesser *g, uint32_t at)
{
    bool newline = false;

    at = lex_gap(g->text, at, false, &newline);
    if (at == LEX_NONE || byte_at(g, at) != '{')
        return LEX_NONE;
    while (at < g->text.len && byte_at(g, at) != '}')
        at++;
    return at < g->text.len ? at + 1 : LEX_NONE;
}

/* True when a script's `await` or `yield` is followed by what only follows a name. */
static bool is_used_as_name(const struct guesser *g, uint32_t end, bool await)
{
    bool newline = false;
    uint32_t next = lex_gap(g->text, end, true, &newline);
    int c = next == LEX_NONE ? -1 : byte_at(g, next);

    if (c == '=' || c == ':' || (c == '.' && byte_at(g, next + 1) != '.'))
        return true;
    return await && (c == ',' || c == ')' || c == ';' || c == ']');
}

/* True when a name that is no operator follows on the same line. */
static bool is_declaring(const struct guesser *g, uint32_t end)
{
    bool newline = false;
    bool escaped = false;
    uint32_t next = lex_gap(g->text, end, false, &newline);
    uint32_t name_end = next == LEX_NONE || newline ? LEX_NONE : lex_name(g->text, next, &escaped);
    struct str name = name_end == LEX_NONE ? (struct str){0} : str_slice(g->text, next, name_end);

    return name.len > 0 && !str_eq(name, STR("in")) && !str_eq(name, STR("instanceof"));
}

/* Words that belong to what the line before began, where the scanner ends a statement. */
static bool goes_on(const struct guesser *g, struct str word, uint32_t end)
{
    bool newline = false;
    uint32_t next = lex_gap(g->text, end, false, &newline);

    if (str_eq(g->word, STR("export")))
        return true;
    if (str_eq(word, STR("from")))
        return g->exporting && byte_at(g, g->gap - 1) == '}';
    return g->after_source && str_eq(word, STR("with")) && next != LEX_NONE && byte_at(g, next) == '{';
}

/* `of`, as the operator that it is behind `for (using`, unless `=` follows. */
static bool is_operator_of(const struct guesser *g, uint32_t at)
{
    bool newline = false;
    bool escaped = false;
    uint32_t from = lex_gap(g->text, at, false, &newline);
    uint32_t end = from == LEX_NONE ? from : lex_name(g->text, from, &escaped);
    uint32_t next = end == LEX_NONE ? end : lex_gap(g->text, end, false, &newline);

    return next != LEX_NONE && str_eq(str_slice(g->text, from, end), STR("of")) && byte_at(g, next) != '=';
}

/* The grammar has no `using` in the head of a loop with semicolons. */
static void guess_using(struct guesser *g, uint32_t at, uint32_t end)
{
    bool first = g->gap > 0 && byte_at(g, g->gap - 1) == '(';

    if (!is_declaring(g, end) || (first && is_operator_of(g, end)))
        add(g, REPAIR_NAME, at, end);
    else if (first)
        add(g, REPAIR_USING, at, end);
}

static void guess_word(struct guesser *g, uint32_t at, uint32_t end)
{
    struct str word = str_slice(g->text, at, end);
    bool await = str_eq(word, STR("await"));
    bool clause = g->exchange || str_eq(g->word, STR("as"));

    if (g->newline && at > 0 && goes_on(g, word, end))
        add(g, REPAIR_BLANK, g->gap, at);
    if (str_eq(word, STR("using")))
        guess_using(g, at, end);
    if (clause && lex_is_reserved(word) && !str_eq(word, STR("default")))
        add(g, REPAIR_NAME, at, end);
    if (!g->module && (await || str_eq(word, STR("yield"))) && is_used_as_name(g, end, await))
        add(g, REPAIR_NAME, at, end);
    if (str_eq(word, STR("export")) || str_eq(word, STR("import")))
        g->exporting = word.ptr[0] == 'e';
    if (g->exporting && g->after_source && str_eq(word, STR("with"))) {
        uint32_t close = skip_braces(g, end);

        if (close != LEX_NONE)
            add(g, REPAIR_BLANK, at, close);
    }
    g->operand = lex_is_reserved(word) && !str_eq(word, STR("this")) && !str_eq(word, STR("super")) &&
                 !str_eq(word, STR("null")) && !str_eq(word, STR("true")) && !str_eq(word, STR("false"));
    g->after_source = false;
    g->word = word;
}

/* A slash that may start a regular expression; gives the byte after it. */
static uint32_t guess_regex(const struct guesser *g, uint32_t at)
{
    uint32_t body_end;

    return g->operand && byte_at(g, at) == '/' ? lex_regex(g->text, at, &body_end) : LEX_NONE;
}

static void open_brace(struct guesser *g, uint32_t at)
{
    if (g->newline && str_eq(g->word, STR("export")))
        add(g, REPAIR_BLANK, g->gap, at);
    g->exchange = str_eq(g->word, STR("import")) || str_eq(g->word, STR("export"));
    if (g->templates.len > 0)
        g->templates.items[g->templates.len - 1]++;
}

/* After the template characters at `at`: an opening backquote or the brace of a substitution was before it. */
static uint32_t guess_template(struct guesser *g, uint32_t at)
{
    uint32_t end = lex_template(g->text, at);

    if (end == LEX_NONE)
        return LEX_NONE;
    g->operand = byte_at(g, end) == '$';
    if (!g->operand)
        return end + 1;
    vec_push(g->arena, &g->templates, 0);
    return end + 2;
}

static uint32_t guess_punctuator(struct guesser *g, uint32_t at)
{
    uint32_t end = lex_punctuator(g->text, at);
    int c = byte_at(g, at);

    if (c == '`')
        return guess_template(g, at + 1);
    if (end == LEX_NONE)
        return at + 1;
    if (c == '{')
        open_brace(g, at);
    if (c == '}') {
        g->exchange = false;
        if (g->templates.len > 0 && g->templates.items[g->templates.len - 1]-- == 0) {
            g->templates.len--;
            return guess_template(g, end);
        }
    }
    g->operand = c != ')' && c != ']' && c != '}';
    if (c == ';')
        g->exporting = false;
    return end;
}

/* Any token at `at`, which no gap precedes; gives the byte after it. */
static uint32_t guess_token(struct guesser *g, uint32_t at)
{
    bool escaped = false;
    bool from = str_eq(g->word, STR("from"));
    uint32_t end = lex_name(g->text, at, &escaped);

    if (end != LEX_NONE) {
        guess_word(g, at, end);
        return end;
    }
    end = lex_string(g->text, at);
    g->after_source = end != LEX_NONE && from;
    if (end == LEX_NONE)
        end = lex_number(g->text, at);
    if (end != LEX_NONE && end < g->text.len && byte_at(g, at) == '0' && byte_at(g, end) == '.' && end > at + 1)
        add(g, REPAIR_NUMBER, at, end);
    if (end != LEX_NONE)
        g->operand = false;
    if (end == LEX_NONE && (end = guess_regex(g, at)) != LEX_NONE)
        g->operand = false;
    if (end == LEX_NONE)
        end = guess_punctuator(g, at);
    g->word = (struct str){0};
    return end;
}

/* HTML-like comments in the gap at `at`, which the scanner does not know. */
static void guess_comments(struct guesser *g, uint32_t at, uint32_t end)
{
    for (uint32_t i = at; !g->module && i + 3 <= end; i++) {
        bool newline = false;
        uint32_t plain = lex_gap(g->text, i, false, &newline);

        if (plain >= end)
            return;
        i = plain;
        add(g, REPAIR_COMMENT, i, i + (byte_at(g, i) == '<' ? 4 : 3));
        while (i < end && byte_at(g, i) != '\n' && byte_at(g, i) != '\r' && byte_at(g, i) != 0xE2)
            i++;
    }
}

bool repair_guess(struct arena *a, struct str text, enum goal goal, struct repairs *list)
{
    struct guesser g = {.arena = a, .text = text, .repairs = list, .module = goal == GOAL_MODULE, .operand = true};
    uint32_t at = 0;

    while (at < text.len) {
        uint32_t next;

        g.newline = false;
        g.gap = at;
        next = lex_gap(text, at, !g.module, &g.newline);
        if (next == LEX_NONE)
            break;
        guess_comments(&g, at, next);
        if (next == text.len)
            break;
        at = guess_token(&g, next);
        if (at == LEX_NONE)
            break;
    }
    return g.added;
}
