#include "analyzer/syntax/cjs_lexer_internal.h"

#include "analyzer/base/utf8.h"

/* Brackets for which merve has room; it does not look whether there are more. */
enum { MERVE_DEPTH = 2047, MERVE_BINDINGS = 255 };

/* An opening bracket; what is a class stays from an earlier one of the same depth unless it is a brace. */
static void open_bracket(struct cjs_scan *s, int64_t before)
{
    while (s->open.len <= s->depth)
        vec_push(s->arena, &s->open, (struct cjs_open){.before = CJS_NEVER_OPENED});
    s->open.items[s->depth++].before = before;
    s->unsure = s->unsure || (!cjs_is_old(s) && s->depth >= MERVE_DEPTH);
}

/* --- require --- */

enum require_as { REQUIRE_PLAIN, REQUIRE_REEXPORT };

/* `require("x")`, `pos` on its last bracket; else `pos` stays. */
static bool try_require(struct cjs_scan *s, enum require_as as)
{
    int64_t start = s->pos;
    struct str specifier = {0};

    if (!cjs_has(s, s->pos, STR("require")))
        return false;
    s->pos += 7;
    if (!cjs_match(s, "(") || !cjs_quoted(s, &specifier) || cjs_next(s) != ')') {
        s->pos = start;
        return false;
    }
    if (as == REQUIRE_REEXPORT)
        cjs_add_reexport(s, specifier);
    else if (!cjs_is_old(s))
        s->required = specifier;
    else if (!cjs_decode(s, specifier, &s->required))
        s->required = STR("");
    return true;
}

/* The start of the identifier that ends at `end`; `*valid` when it may begin there. */
static int64_t identifier_before(const struct cjs_scan *s, int64_t end, bool *valid)
{
    int64_t at = end;

    *valid = false;
    while (at >= 0) {
        int64_t start = at;
        size_t len = 0;
        uint32_t code = 0;

        while (cjs_is_old(s) && start > 0 && (cjs_at(s, start) & 0xC0) == 0x80)
            start--;
        code = cjs_is_old(s) ? utf8_next(s->text, (size_t)start, &len) : (uint32_t)cjs_at(s, start);
        if (!cjs_is_id_part(s, code))
            break;
        *valid = cjs_is_id_start(s, code);
        at = start - 1;
    }
    return at + 1;
}

static int64_t skip_blanks_back(const struct cjs_scan *s, int64_t at)
{
    while (cjs_at(s, at) == ' ')
        at--;
    return at;
}

/* Of several bindings of one name the last counts, to merve the first. */
static void bind_module(struct cjs_scan *s, struct str id)
{
    uint32_t symbol = sym_intern(&s->names, id).i;

    if (cjs_is_old(s))
        map_put(&s->bound, symbol, s->bindings.len);
    else
        (void)map_add(&s->bound, symbol, s->bindings.len);
    vec_push(s->arena, &s->bindings, s->required);
}

/* `const x =` before the require that was read: its names may be copied in a loop later on. */
static void note_binding(struct cjs_scan *s, int64_t before)
{
    int64_t at = skip_blanks_back(s, before);
    int64_t end = 0;
    bool valid = false;

    if (cjs_at(s, at) != '=')
        return;
    end = skip_blanks_back(s, at - 1);
    at = identifier_before(s, end, &valid);
    if (!valid || cjs_at(s, at - 1) != ' ')
        return;
    if (!cjs_is_old(s) && s->bindings.len >= MERVE_BINDINGS)
        return;
    before = skip_blanks_back(s, at - 1);
    if (cjs_ends_word(s, before, STR("var")) || cjs_ends_word(s, before, STR("let")) ||
        cjs_ends_word(s, before, STR("const")))
        bind_module(s, cjs_slice(s, at, end + 1));
}

static void require_call(struct cjs_scan *s, int64_t word)
{
    if (try_require(s, REQUIRE_PLAIN) && cjs_starts_word(s, word))
        note_binding(s, word - 1);
}

/* `_interopRequireWildcard(require("x"))`, `__export(require("x"))`, `__exportStar(require("x"), exports)` */
static void helper_call(struct cjs_scan *s)
{
    int64_t word = s->pos;

    if (!cjs_starts_word(s, word) && cjs_at(s, word - 1) != '.')
        return;
    if (cjs_has(s, word, STR("_interopRequireWildcard"))) {
        s->pos += 23;
        if (cjs_at(s, s->pos) != '(')
            return;
        s->pos++;
        open_bracket(s, s->last_token);
        require_call(s, word);
        return;
    }
    if (!cjs_has(s, word, STR("__export")))
        return;
    s->pos += cjs_has(s, word, STR("__exportStar")) ? 12 : 8;
    if (cjs_at(s, s->pos) != '(')
        return;
    open_bracket(s, s->last_token);
    if (cjs_at(s, s->pos + 1) == 'r') {
        s->pos++;
        (void)try_require(s, REQUIRE_REEXPORT);
    }
}

/* --- exports --- */

/* The value of a property: an identifier, or, for merve, a require(). */
static bool literal_value(struct cjs_scan *s)
{
    if (!cjs_is_old(s) && cjs_next(s) == 'r' && try_require(s, REQUIRE_REEXPORT))
        return true;
    (void)cjs_next(s);
    return cjs_identifier(s);
}

/* merve: `get x(` begins an accessor. */
static bool is_accessor(struct cjs_scan *s, struct str name)
{
    return !cjs_is_old(s) && str_eq(name, STR("get")) && cjs_next(s) != ':' && cjs_identifier(s) && cjs_next(s) == '(';
}

/* One property of `module.exports = { ... }`, and what follows it in `*next`; false when it is none of the known ones.
 */
static bool literal_property(struct cjs_scan *s, int *next)
{
    int c = cjs_next(s);
    int64_t start = s->pos;
    struct str name = {0};
    bool quoted = c == '\'' || c == '"';

    if (c == '.' && cjs_has(s, s->pos, STR("..."))) {
        s->pos += 3;
        if (cjs_at(s, s->pos) == 'r' && try_require(s, REQUIRE_REEXPORT))
            s->pos++;
        else if (!cjs_identifier(s) && (cjs_is_old(s) || s->pos < (int64_t)s->text.len))
            return false;
        *next = cjs_next(s);
        return true;
    }
    if (quoted ? !cjs_quoted(s, &name) : !cjs_identifier(s))
        return false;
    if (!quoted)
        name = cjs_slice(s, start, s->pos);
    *next = cjs_next(s);
    if (!quoted && is_accessor(s, name))
        return false;
    *next = *next == ':' ? *next : cjs_next(s);
    if (*next == ':') {
        s->pos++;
        if (!literal_value(s))
            return false;
        *next = cjs_at(s, s->pos);
    } else if (quoted) {
        return true;
    }
    cjs_add_name(s, name);
    return true;
}

static void literal_exports(struct cjs_scan *s)
{
    int64_t start = s->pos - 1;
    int64_t end = (int64_t)s->text.len + (cjs_is_old(s) ? 0 : 1);

    while (++s->pos < end && !s->failed) {
        int next = -1;

        if (!literal_property(s, &next) || (next != '}' && next != ',')) {
            s->pos = start;
            return;
        }
        if (next == '}')
            return;
    }
}

/* `exports.x =`, `exports["x"] =`, and, with `whole`, `module.exports =`; from behind `exports`. */
static void exports_assignment(struct cjs_scan *s, bool whole)
{
    int64_t revert = s->pos - 1;
    int c = cjs_next(s);
    int64_t start = 0;
    struct str name = {0};

    if (c == '.') {
        s->pos++;
        (void)cjs_next(s);
        start = s->pos;
        if (cjs_identifier(s)) {
            name = cjs_slice(s, start, s->pos);
            if (cjs_next(s) == '=') {
                cjs_add_name(s, name);
                return;
            }
        }
    } else if (c == '[') {
        s->pos++;
        if (cjs_quoted(s, &name) && cjs_match(s, "] ="))
            cjs_add_name(s, name);
    } else if (c == '=' && whole) {
        s->reexports.len = 0;
        s->pos++;
        c = cjs_next(s);
        if (c == '{') {
            literal_exports(s);
            return;
        }
        if (c == 'r')
            (void)try_require(s, REQUIRE_REEXPORT);
    }
    s->pos = revert;
}

static void module_word(struct cjs_scan *s)
{
    int64_t revert = s->pos + 5;

    s->pos += 6;
    if (cjs_match(s, ". exports"))
        exports_assignment(s, true);
    else
        s->pos = revert;
}

/* --- what only an ECMAScript module has --- */

static void import_word(struct cjs_scan *s)
{
    int64_t start = s->pos;
    int c = 0;

    s->pos += 6;
    c = cjs_next(s);
    if (c == '(') {
        open_bracket(s, start);
    } else if (c == '.') {
        if (cjs_is_old(s)) {
            s->failed = true;
            return;
        }
        s->pos++;
        (void)cjs_next(s);
        s->failed = cjs_has(s, s->pos, STR("meta")) &&
                    (cjs_at(s, s->pos + 4) < 0 || !cjs_is_id_part(s, (uint32_t)cjs_at(s, s->pos + 4)));
    } else if (s->pos != start + 6 || c == '"' || c == '\'' || c == '{' || c == '*') {
        s->failed = true; /* callers look at the top level only */
    }
}

static void export_word(struct cjs_scan *s)
{
    int64_t behind = s->pos + 6;
    int c = 0;

    if (cjs_at(s, behind) == 's') {
        s->pos += 7;
        exports_assignment(s, false);
        return;
    }
    if (s->depth > 0)
        return;
    s->pos = behind;
    c = cjs_next(s);
    s->failed = s->failed || s->pos != behind || cjs_is_punctuator(c);
}

/* --- tokens --- */

static void close_brace(struct cjs_scan *s)
{
    if (s->depth == 0) {
        s->failed = true;
    } else if (s->depth-- == s->template_depth) {
        s->template_depth = s->templates.items[--s->templates.len];
        cjs_template(s);
    } else if (s->template_depth >= 0 && s->depth < s->template_depth) {
        s->failed = true;
    }
}

static void open_brace(struct cjs_scan *s)
{
    open_bracket(s, s->last_token);
    s->open.items[s->depth - 1].is_class = s->next_brace_is_class;
    s->next_brace_is_class = false;
}

static void word(struct cjs_scan *s, int c)
{
    int64_t at = s->pos;

    if (!cjs_starts_word(s, at))
        return;
    if (c == 'e' && cjs_has(s, at, STR("export")))
        export_word(s);
    else if (c == 'c' && cjs_has(s, at, STR("class")) && cjs_is_space(s, at + 5))
        s->next_brace_is_class = true;
    else if (c == 'm' && cjs_has(s, at, STR("module")))
        module_word(s);
    else if (c == 'O' && cjs_has(s, at, STR("Object")))
        cjs_object(s, s->depth == 0);
}

/* Words that matter outside of all brackets only; true when `c` begins one of those letters. */
static bool top_level_word(struct cjs_scan *s, int c)
{
    if (c == 'i') {
        if (cjs_starts_word(s, s->pos) && cjs_has(s, s->pos, STR("import")))
            import_word(s);
    } else if (c == 'r') {
        require_call(s, s->pos);
    } else if (c == '_') {
        helper_call(s);
    } else {
        return false;
    }
    return true;
}

static void token(struct cjs_scan *s, int c)
{
    if (s->depth == 0 && top_level_word(s, c))
        return;
    if (c == '(') {
        open_bracket(s, s->last_token);
    } else if (c == ')') {
        s->failed = s->failed || s->depth == 0;
        s->depth -= s->depth > 0;
    } else if (c == '{') {
        open_brace(s);
    } else if (c == '}') {
        close_brace(s);
    } else if (c == '\'' || c == '"') {
        cjs_string(s, c);
    } else if (c == '/') {
        cjs_slash(s);
    } else if (c == '`') {
        cjs_template(s);
    } else {
        word(s, c);
    }
}

static void run(struct cjs_scan *s)
{
    if (cjs_has(s, 0, STR("#!"))) {
        cjs_line_comment(s);
        if (!cjs_is_old(s))
            s->last_token = s->pos;
    }
    while (++s->pos < (int64_t)s->text.len && !s->failed) {
        int c = cjs_at(s, s->pos);

        if (c == ' ' || (c > 8 && c < 14))
            continue;
        if (c == '/' && cjs_at(s, s->pos + 1) == '/') {
            cjs_line_comment(s);
        } else if (c == '/' && cjs_at(s, s->pos + 1) == '*') {
            cjs_block_comment(s);
        } else {
            token(s, c);
            s->last_token = s->pos;
        }
    }
    s->failed = s->failed || s->depth > 0 || s->template_depth >= 0;
}

static void take_names(struct cjs_scan *s, struct cjs_exports *out)
{
    bool *gone = arena_array(s->arena, s->names.texts.len, sizeof(*gone));

    for (uint32_t i = 0; i < s->hidden.len; i++)
        gone[s->hidden.items[i]] = true;
    for (uint32_t i = 0; i < s->found.len; i++) {
        uint32_t name = s->found.items[i];
        if (!gone[name])
            vec_push(s->arena, &out->names, sym_text(&s->names, (sym){name}));
        gone[name] = true;
    }
    out->reexports = s->reexports;
}

void cjs_exports_find(struct arena *a, struct str text, enum cjs_lexer lexer, struct cjs_exports *out)
{
    struct cjs_scan s = {.arena = a, .text = text, .lexer = lexer, .pos = -1, .last_token = -1, .template_depth = -1};

    *out = (struct cjs_exports){0};
    sym_table_init(&s.names, a);
    map_init(&s.bound, a);
    run(&s);
    out->unsure = s.unsure;
    if (!s.failed && !s.unsure)
        take_names(&s, out);
}
