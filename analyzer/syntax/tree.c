#include "analyzer/syntax/tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

#include "analyzer/base/limits.h"
#include "analyzer/syntax/guard.h"
#include "analyzer/syntax/repair.h"

/* Repairs can bring other ones to light; honest files need one or two parses. */
enum { ROUNDS_MAX = 6 };

const TSLanguage *tree_sitter_javascript(void);

struct parser {
    TSParser *ts;
    uint32_t symbol_count;
    uint8_t *kind_of;  /* enum kind of each symbol of the grammar */
    uint8_t *field_of; /* enum field of each field of the grammar */
    uint32_t field_count;
};

/* What the progress callback sees. */
struct watch {
    uint32_t at;    /* where the parser was when it gave up */
    uint64_t steps; /* calls so far, one for each hundred operations */
    uint64_t limit; /* calls that a text of this length may take; known texts take a third of it at most */
    bool too_long;
};

static enum kind kind_by_name(const char *name, bool named)
{
    for (int k = KIND_ERROR + 1; k < KIND_COUNT; k++) {
        if (kind_is_named((enum kind)k) == named && strcmp(kind_name((enum kind)k), name) == 0)
            return (enum kind)k;
    }
    return KIND_ERROR;
}

static enum err map_symbols(struct parser *p, const TSLanguage *language, struct error *why)
{
    p->symbol_count = ts_language_symbol_count(language);
    p->kind_of = calloc(p->symbol_count, sizeof(*p->kind_of));
    if (p->kind_of == NULL)
        return error_sys(why, "make a parser");
    for (uint32_t i = 0; i < p->symbol_count; i++) {
        TSSymbolType type = ts_language_symbol_type(language, (TSSymbol)i);
        const char *name = ts_language_symbol_name(language, (TSSymbol)i);
        enum kind kind;

        if (type != TSSymbolTypeRegular && type != TSSymbolTypeAnonymous)
            continue;
        kind = kind_by_name(name, type == TSSymbolTypeRegular);
        if (kind == KIND_ERROR && strcmp(name, "ERROR") != 0)
            return error_set(why, ERR_FORMAT, "the grammar has a symbol \"%s\" that cordon does not know", name);
        p->kind_of[i] = (uint8_t)kind;
    }
    return OK;
}

static enum err map_fields(struct parser *p, const TSLanguage *language, struct error *why)
{
    p->field_count = ts_language_field_count(language) + 1; /* numbered from 1 */
    p->field_of = calloc(p->field_count, sizeof(*p->field_of));
    if (p->field_of == NULL)
        return error_sys(why, "make a parser");
    for (uint32_t i = 1; i < p->field_count; i++) {
        const char *name = ts_language_field_name_for_id(language, (TSFieldId)i);

        for (int f = 1; f < FIELD_COUNT; f++) {
            if (strcmp(field_name((enum field)f), name) == 0)
                p->field_of[i] = (uint8_t)f;
        }
        if (p->field_of[i] == FIELD_NONE)
            return error_set(why, ERR_FORMAT, "the grammar has a field \"%s\" that cordon does not know", name);
    }
    return OK;
}

enum err parser_new(struct parser **out, struct error *why)
{
    const TSLanguage *language = tree_sitter_javascript();
    struct parser *p = calloc(1, sizeof(*p));
    enum err e;

    if (p == NULL)
        return error_sys(why, "make a parser");
    p->ts = ts_parser_new();
    e = map_symbols(p, language, why);
    if (e == OK)
        e = map_fields(p, language, why);
    if (e == OK && !ts_parser_set_language(p->ts, language))
        e = error_set(why, ERR_FORMAT, "the grammar does not fit the linked parser");
    if (e != OK) {
        parser_free(p);
        return e;
    }
    *out = p;
    return OK;
}

void parser_free(struct parser *p)
{
    if (p == NULL)
        return;
    ts_parser_delete(p->ts);
    free(p->kind_of);
    free(p->field_of);
    free(p);
}

static const char *read_text(void *payload, uint32_t at, TSPoint point, uint32_t *len)
{
    const struct str *text = payload;

    (void)point;
    *len = at < text->len ? (uint32_t)(text->len - at) : 0;
    return *len > 0 ? text->ptr + at : "";
}

/* Error recovery takes more than linear time, and its result would be refused: stop at once. */
static bool must_stop(TSParseState *state)
{
    struct watch *w = state->payload;

    w->at = state->current_byte_offset;
    w->too_long = ++w->steps > w->limit;
    return state->has_error || w->too_long;
}

static void refuse(struct tree *t, uint32_t at, const char *sentence)
{
    t->has_error = true;
    t->error_at = at;
    t->error_text = sentence;
}

/* The first node that the grammar could not place, or that it made up. */
static void refuse_broken(struct tree *t, TSNode root)
{
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    bool down = true;

    for (;;) {
        TSNode node = ts_tree_cursor_current_node(&cursor);

        if (down && (ts_node_is_error(node) || ts_node_is_missing(node))) {
            refuse(t, ts_node_start_byte(node), "the syntax was not understood here");
            break;
        }
        if (down && ts_node_has_error(node) && ts_tree_cursor_goto_first_child(&cursor))
            continue;
        down = ts_tree_cursor_goto_next_sibling(&cursor);
        if (!down && !ts_tree_cursor_goto_parent(&cursor)) {
            refuse(t, ts_node_start_byte(root), "the syntax was not understood");
            break;
        }
    }
    ts_tree_cursor_delete(&cursor);
}

/* The flat array under construction. */
struct flattener {
    const struct parser *parser;
    struct tree *tree;
    const struct repairs *repairs;
    TSTreeCursor cursor;
    node_id parent; /* of the node that comes next */
    uint32_t count;
};

/* Comments, and semicolons that a repair made, are not part of the tree. */
static bool is_kept(const struct flattener *f, enum kind kind, TSNode from)
{
    if (kind == KIND_COMMENT || kind == KIND_HTML_COMMENT)
        return false;
    return kind != TOKEN_SEMICOLON || f->repairs->len == 0 ||
           !repair_made_semicolon(f->repairs, ts_node_start_byte(from));
}

static void emit(struct flattener *f, enum kind kind, TSNode from)
{
    assert(f->count < f->tree->count);
    f->tree->nodes[f->count++] = (struct node){
        .kind = (uint8_t)kind,
        .field = f->parser->field_of[ts_tree_cursor_current_field_id(&f->cursor)],
        .named = kind_is_named(kind),
        .start = ts_node_start_byte(from),
        .end = ts_node_end_byte(from),
        .parent = f->parent,
        .size = 1,
    };
}

/* All children of f->parent are there: goes up to the next node that has a sibling; false at the end. */
static bool close_parents(struct flattener *f)
{
    struct node *nodes = f->tree->nodes;

    while (!ts_tree_cursor_goto_next_sibling(&f->cursor)) {
        if (!ts_tree_cursor_goto_parent(&f->cursor))
            return false;
        nodes[f->parent].size = f->count - f->parent;
        /* An automatic semicolon may reach over comments; a node ends with its last token. */
        nodes[f->parent].end = nodes[f->count - 1].end;
        f->parent = nodes[f->parent].parent;
    }
    return true;
}

static void flatten(const struct parser *p, const struct repairs *repairs, struct tree *t, TSTree *ts)
{
    struct flattener f = {.parser = p, .tree = t, .repairs = repairs, .parent = NODE_NONE};

    f.cursor = ts_tree_cursor_new(ts_tree_root_node(ts));
    for (;;) {
        TSNode from = ts_tree_cursor_current_node(&f.cursor);
        enum kind kind = (enum kind)p->kind_of[ts_node_symbol(from)];

        if (is_kept(&f, kind, from)) {
            emit(&f, kind, from);
            if (ts_tree_cursor_goto_first_child(&f.cursor)) {
                f.parent = f.count - 1;
                continue;
            }
        }
        if (!close_parents(&f))
            break;
    }
    ts_tree_cursor_delete(&f.cursor);
    t->count = f.count;
    t->nodes[0].start = 0;
    t->nodes[0].end = (uint32_t)t->text.len;
    t->nodes[0].size = f.count;
}

/* Parses `changed`, which is `text` with the repairs made, and puts the tree on `text`. */
static struct tree parse_once(struct arena *a, struct parser *p, struct str text, struct str changed,
                              const struct repairs *repairs)
{
    struct tree t = {.text = text};
    struct watch watch = {.limit = 1000 + (uint64_t)text.len / 4};
    TSInput input = {.payload = &changed, .read = read_text, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &watch, .progress_callback = must_stop};
    TSTree *ts = ts_parser_parse_with_options(p->ts, NULL, input, options);
    TSNode root;

    if (ts == NULL) {
        ts_parser_reset(p->ts);
        refuse(&t, watch.at, watch.too_long ? "parsing takes too long" : "the syntax was not understood near here");
        return t;
    }
    root = ts_tree_root_node(ts);
    t.count = ts_node_descendant_count(root);
    t.nodes = arena_array(a, t.count, sizeof(*t.nodes));
    if (ts_node_has_error(root)) {
        refuse_broken(&t, root);
    } else {
        flatten(p, repairs, &t, ts);
        if (!repair_restore(&t, repairs))
            refuse(&t, 0, "the syntax was not understood");
    }
    ts_tree_delete(ts);
    return t;
}

/*
 * True when the text has more tokens than we accept. Counts names and single characters, inside of strings and
 * comments too.
 */
static bool has_too_many_tokens(struct str text)
{
    size_t count = 0;
    bool in_word = false;

    if (text.len <= LIMIT_SOURCE_TOKENS)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '$' ||
                    c == '_' || c >= 0x80;

        count += c > ' ' && !(word && in_word);
        in_word = word;
    }
    return count > LIMIT_SOURCE_TOKENS;
}

/* The grammar ends a hashbang line at LF only; blanks need no rule. False when there is none. */
static bool blank_hashbang(struct arena *a, struct str text, struct repairs *repairs)
{
    size_t end = 0;

    if (!str_starts(text, STR("#!")))
        return false;
    while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r' && (unsigned char)text.ptr[end] < 0x80)
        end++;
    return repair_add(a, repairs, (struct repair){0, (uint32_t)end, REPAIR_BLANK});
}

/* What became of one text under one goal. */
struct outcome {
    struct tree tree;
    struct guard_report report;
};

/*
 * Judges `first`, the tree of the text as it is, for `goal`; while repairs may help, parses again. An error keeps
 * the place and the sentence of the first try.
 */
static struct outcome judge(struct arena *a, struct parser *p, const struct tree *first, enum goal goal)
{
    struct outcome out = {.tree = *first};
    struct repairs repairs = {0};
    bool guessed = false;

    (void)blank_hashbang(a, first->text, &repairs);
    for (int round = 0; round < ROUNDS_MAX; round++) {
        bool again;

        out.tree.goal = goal;
        if (out.tree.has_error) {
            again = !guessed && repair_guess(a, first->text, goal, &repairs);
            guessed = true;
        } else {
            struct guard_report report = guard_check(a, &out.tree, &repairs);

            report.module_syntax = report.module_syntax || out.report.module_syntax;
            if (report.agrees || out.report.sentence == NULL)
                out.report = report;
            again = report.repairable;
            /* Where there is one such comment there may be many; the guess finds all of them. */
            if (report.html_comment && !guessed) {
                (void)repair_guess(a, first->text, goal, &repairs);
                guessed = true;
            }
        }
        if (out.report.agrees || !again)
            break;
        out.tree = parse_once(a, p, first->text, repair_apply(a, first->text, &repairs), &repairs);
    }
    out.tree.goal = goal;
    if (out.report.agrees)
        return out;
    if (out.report.sentence != NULL)
        refuse(&out.tree, out.report.at, out.report.sentence);
    else if (first->has_error)
        refuse(&out.tree, first->error_at, first->error_text);
    return out;
}

/* Node compiles as CommonJS, and as a module what it cannot compile so because of syntax that only modules have. */
static struct tree detect(struct arena *a, struct parser *p, const struct tree *first)
{
    struct outcome script = judge(a, p, first, GOAL_COMMONJS);
    struct outcome module;

    if (script.report.agrees && !script.report.redeclares)
        return script.tree;
    module = judge(a, p, first, GOAL_MODULE);
    if (module.report.agrees && (module.report.module_syntax || script.report.redeclares))
        return module.tree;
    if (module.report.module_syntax || script.report.module_syntax)
        return module.tree;
    if (script.report.agrees)
        refuse(&script.tree, 0, "a name of the CommonJS wrapper is declared again");
    return script.tree;
}

struct tree tree_parse(struct arena *a, struct parser *p, struct str text, enum goal goal)
{
    struct repairs repairs = {0};
    struct str changed = blank_hashbang(a, text, &repairs) ? repair_apply(a, text, &repairs) : text;
    struct tree first = {.text = text, .goal = goal == GOAL_DETECT ? GOAL_COMMONJS : goal};

    if (has_too_many_tokens(text)) {
        refuse(&first, 0, "the file has more tokens than cordon accepts");
        return first;
    }
    first = parse_once(a, p, text, changed, &repairs);

    return goal == GOAL_DETECT ? detect(a, p, &first) : judge(a, p, &first, goal).tree;
}

node_id tree_first(const struct tree *t, node_id n)
{
    return t->nodes[n].size > 1 ? n + 1 : NODE_NONE;
}

node_id tree_next(const struct tree *t, node_id n)
{
    const struct node *node = &t->nodes[n];
    node_id next = n + node->size;

    if (node->parent == NODE_NONE || next >= node->parent + t->nodes[node->parent].size)
        return NODE_NONE;
    return next;
}

static node_id skip_to_named(const struct tree *t, node_id n)
{
    while (n != NODE_NONE && t->nodes[n].named == 0)
        n = tree_next(t, n);
    return n;
}

node_id tree_named_first(const struct tree *t, node_id n)
{
    return skip_to_named(t, tree_first(t, n));
}

node_id tree_named_next(const struct tree *t, node_id n)
{
    return skip_to_named(t, tree_next(t, n));
}

node_id tree_field(const struct tree *t, node_id n, enum field field)
{
    node_id child = tree_first(t, n);

    while (child != NODE_NONE && t->nodes[child].field != field)
        child = tree_next(t, child);
    return child;
}

bool tree_is_for_await(const struct tree *t, node_id n)
{
    node_id await = tree_token(t, n, TOKEN_AWAIT);

    return await != NODE_NONE && t->nodes[await].field == FIELD_NONE;
}

node_id tree_token(const struct tree *t, node_id n, enum kind kind)
{
    node_id child = tree_first(t, n);

    while (child != NODE_NONE && t->nodes[child].kind != kind)
        child = tree_next(t, child);
    return child;
}
