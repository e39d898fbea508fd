#include "analyzer/syntax/guard_internal.h"
#include "analyzer/syntax/lexer.h"

/* What the first token of the next line may do to what stands before it. */
enum opening {
    OPENS_ACCESS,   /* ( [ . ?. and templates: go on with a left-hand side expression */
    OPENS_OPERATOR, /* goes on with any operand */
    OPENS_ASSIGN,   /* = and its relatives, => */
    OPENS_COMMA,
    OPENS_WORD,    /* a name or keyword */
    OPENS_NOTHING, /* goes on with no expression */
    OPENS_END,     /* ; ) ] : */
};

/* What a statement without a semicolon ends with. */
enum ending {
    ENDS_ACCESSIBLE, /* a left-hand side expression */
    ENDS_OPERAND,    /* `a++`: operators may follow, no access */
    ENDS_CLOSED,     /* an arrow function's block, a bare `yield`: only a comma may follow */
    ENDS_NAME,       /* a declared name without a value */
    ENDS_FIELD,      /* the name of a field */
    ENDS_KEYWORD,    /* `return`, a label, a clause */
};

static int byte_at(const struct guard *g, uint32_t at)
{
    return at < g->tree->text.len ? (unsigned char)g->tree->text.ptr[at] : -1;
}

static enum opening punctuator_opening(const struct guard *g, uint32_t at, uint32_t end)
{
    int c = byte_at(g, at);

    if (end - at == 2 && (c == '+' || c == '-') && byte_at(g, at + 1) == c)
        return OPENS_NOTHING;
    switch (c) {
    case '(':
    case '[':
    case '.':
        return OPENS_ACCESS;
    case ',':
        return OPENS_COMMA;
    case '{':
    case '~':
    case '@':
        return OPENS_NOTHING;
    case '!':
        return end - at > 1 ? OPENS_OPERATOR : OPENS_NOTHING;
    case '?':
        return end - at == 2 && byte_at(g, at + 1) == '.' ? OPENS_ACCESS : OPENS_OPERATOR;
    case ';':
    case ')':
    case ']':
    case '}':
    case ':':
        return OPENS_END;
    case '=':
        return end - at == 1 || byte_at(g, at + 1) == '>' ? OPENS_ASSIGN : OPENS_OPERATOR;
    default:
        return OPENS_OPERATOR;
    }
}

static enum opening opening_at(const struct guard *g, uint32_t at)
{
    struct str word = guard_word(g, at);
    bool escaped = false;
    uint32_t end;

    if (str_eq(word, STR("in")) || str_eq(word, STR("instanceof")))
        return OPENS_OPERATOR;
    if (at < g->tree->text.len && lex_name(g->tree->text, at, &escaped) != LEX_NONE)
        return OPENS_WORD;
    if (byte_at(g, at) == '`')
        return OPENS_ACCESS;
    if (lex_number(g->tree->text, at) != LEX_NONE)
        return OPENS_NOTHING;
    end = lex_punctuator(g->tree->text, at);
    return end == LEX_NONE ? OPENS_NOTHING : punctuator_opening(g, at, end);
}

/* The last part of an expression that ends with an expression; NODE_NONE when it ends with a token of its own. */
static node_id last_part(const struct tree *t, node_id n)
{
    switch ((int)tree_kind(t, n)) {
    case KIND_ASSIGNMENT_EXPRESSION:
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
    case KIND_BINARY_EXPRESSION:
        return tree_field(t, n, FIELD_RIGHT);
    case KIND_UNARY_EXPRESSION:
        return tree_field(t, n, FIELD_ARGUMENT);
    case KIND_UPDATE_EXPRESSION:
        return tree_field(t, n, FIELD_ARGUMENT) == n + 1 ? NODE_NONE : tree_field(t, n, FIELD_ARGUMENT);
    case KIND_TERNARY_EXPRESSION:
        return tree_field(t, n, FIELD_ALTERNATIVE);
    case KIND_ARROW_FUNCTION:
        return tree_field(t, n, FIELD_BODY);
    case KIND_AWAIT_EXPRESSION:
    case KIND_YIELD_EXPRESSION:
        return tree_named_first(t, n);
    case KIND_SEQUENCE_EXPRESSION: {
        node_id last = NODE_NONE;

        for (node_id child = tree_named_first(t, n); child != NODE_NONE; child = tree_named_next(t, child))
            last = child;
        return last;
    }
    default:
        return NODE_NONE;
    }
}

static enum ending ending_of_expression(const struct tree *t, node_id n)
{
    for (node_id part = last_part(t, n); part != NODE_NONE; part = last_part(t, n))
        n = part;
    switch ((int)tree_kind(t, n)) {
    case KIND_STATEMENT_BLOCK:
    case KIND_YIELD_EXPRESSION:
        return ENDS_CLOSED;
    case KIND_UPDATE_EXPRESSION:
        return ENDS_OPERAND;
    default:
        return ENDS_ACCESSIBLE;
    }
}

/* How statement `n`, which has no semicolon, ends. */
static enum ending ending_of(const struct tree *t, node_id n)
{
    node_id value = NODE_NONE;

    switch ((int)tree_kind(t, n)) {
    case KIND_EXPRESSION_STATEMENT:
    case KIND_RETURN_STATEMENT:
    case KIND_THROW_STATEMENT:
        value = tree_named_first(t, n);
        break;
    case KIND_EXPORT_STATEMENT:
    case KIND_FIELD_DEFINITION:
        value = tree_field(t, n, FIELD_VALUE);
        break;
    case KIND_VARIABLE_DECLARATION:
    case KIND_LEXICAL_DECLARATION:
    case KIND_USING_DECLARATION:
        for (node_id child = tree_named_first(t, n); child != NODE_NONE; child = tree_named_next(t, child))
            value = child;
        value = value == NODE_NONE ? value : tree_field(t, value, FIELD_VALUE);
        if (value == NODE_NONE)
            return ENDS_NAME;
        break;
    default:
        break;
    }
    if (value != NODE_NONE)
        return ending_of_expression(t, value);
    return tree_kind(t, n) == KIND_FIELD_DEFINITION ? ENDS_FIELD : ENDS_KEYWORD;
}

/* Where declarations may stand, `let` alone is a name only when none can follow. */
static bool is_lone_let(const struct tree *t, node_id n)
{
    node_id value = tree_kind(t, n) == KIND_EXPRESSION_STATEMENT ? tree_named_first(t, n) : NODE_NONE;
    enum kind parent = tree_kind(t, tree_node(t, n)->parent);

    if (parent != KIND_PROGRAM && parent != KIND_STATEMENT_BLOCK && parent != KIND_SWITCH_CASE &&
        parent != KIND_SWITCH_DEFAULT)
        return false;
    return value != NODE_NONE && tree_kind(t, value) == KIND_IDENTIFIER && str_eq(tree_text(t, value), STR("let"));
}

/* `get`, `set` and `static` on a line of their own belong to a member on the next one. */
static bool is_modifier(const struct tree *t, node_id n)
{
    node_id name = tree_field(t, n, FIELD_PROPERTY);
    struct str text = name == NODE_NONE ? (struct str){0} : tree_text(t, name);

    if (str_eq(text, STR("get")) || str_eq(text, STR("set")))
        return true;
    return str_eq(text, STR("static")) && name == n + 1;
}

/* Whether a name of a member may start at `at`. */
static bool opens_member(const struct guard *g, uint32_t at, enum opening opening, bool is_static)
{
    int c = byte_at(g, at);

    if (opening == OPENS_WORD || c == '[' || c == '"' || c == '\'' || c == '#' || c == '\\' ||
        opening == OPENS_OPERATOR)
        return c != '*' || is_static;
    return lex_number(g->tree->text, at) != LEX_NONE || (is_static && c == '{');
}

static bool field_goes_on(const struct guard *g, node_id n, uint32_t at, enum opening opening)
{
    node_id name = tree_field(g->tree, n, FIELD_PROPERTY);

    if (opening == OPENS_ASSIGN || opening == OPENS_END || byte_at(g, at) == '(')
        return true;
    return is_modifier(g->tree, n) &&
           opens_member(g, at, opening, name != NODE_NONE && str_eq(tree_text(g->tree, name), STR("static")));
}

/* `export { a }` goes on with `from`, and a module specifier with attributes. */
static bool clause_goes_on(const struct guard *g, node_id n, uint32_t at)
{
    enum kind kind = tree_kind(g->tree, n);

    if (kind != KIND_EXPORT_STATEMENT && kind != KIND_IMPORT_STATEMENT)
        return false;
    return str_eq(guard_word(g, at), STR("from")) || str_eq(guard_word(g, at), STR("with"));
}

/* Whether the token at `at`, on a new line, can go on with statement `n`: then there is no automatic semicolon. */
static bool goes_on(const struct guard *g, node_id n, uint32_t at)
{
    enum opening opening = opening_at(g, at);

    switch (ending_of(g->tree, n)) {
    case ENDS_ACCESSIBLE:
        if (is_lone_let(g->tree, n) && (opening == OPENS_WORD || byte_at(g, at) == '{'))
            return true;
        return opening != OPENS_NOTHING && opening != OPENS_WORD;
    case ENDS_OPERAND:
        return opening != OPENS_NOTHING && opening != OPENS_WORD && opening != OPENS_ACCESS;
    case ENDS_CLOSED:
        return opening == OPENS_COMMA || opening == OPENS_ASSIGN || opening == OPENS_END;
    case ENDS_NAME:
        return opening == OPENS_COMMA || opening == OPENS_ASSIGN || opening == OPENS_END;
    case ENDS_FIELD:
        return field_goes_on(g, n, at, opening);
    case ENDS_KEYWORD:
        return clause_goes_on(g, n, at);
    }
    return true;
}

/* No semicolon stands behind `n`, nor a line terminator; but perhaps one before its last token, a `++` or `--`. */
static void refuse_missing(struct guard *g, node_id n, uint32_t end)
{
    node_id last = n + tree_node(g->tree, n)->size - 1;
    node_id update = tree_node(g->tree, last)->parent;
    node_id argument = update + 1;
    uint32_t from = tree_node(g->tree, argument)->end;
    uint32_t to = tree_node(g->tree, last)->start;

    if (tree_kind(g->tree, update) == KIND_UPDATE_EXPRESSION && tree_node(g->tree, last)->named == 0 &&
        guard_newline(g, from, to))
        guard_repair(g, REPAIR_SEMICOLON, from, to, "`++` or `--` stands on another line");
    else
        guard_refuse(g, end, "a semicolon is missing");
}

void guard_semicolon(struct guard *g, node_id n)
{
    const struct node *node = tree_node(g->tree, n);
    node_id next = n + node->size;
    uint32_t from;
    uint32_t to;

    if (tree_kind(g->tree, n + node->size - 1) == TOKEN_SEMICOLON)
        return;
    if (next >= g->tree->count || tree_kind(g->tree, next) == TOKEN_BRACE_CLOSE)
        return;
    if (node->kind == KIND_FIELD_DEFINITION && tree_kind(g->tree, next) == TOKEN_SEMICOLON)
        return;
    from = guard_end_of(g, n);
    to = tree_node(g->tree, next)->start;
    if (!guard_newline(g, from, to))
        refuse_missing(g, n, from);
    else if (goes_on(g, n, to) && is_lone_let(g->tree, n))
        guard_repair(g, REPAIR_LET, node->start, node->start + 3, "a declaration was read as an expression");
    else if (goes_on(g, n, to))
        guard_repair(g, REPAIR_BLANK, from, to, "a statement was ended where ECMAScript reads on");
}
