/*
 * cjs_object.c - `Object.defineProperty(exports, ...)` and the loops by which compilers write `export *`.
 */
#include "analyzer/syntax/cjs_lexer_internal.h"

/* `pattern` when `c` comes next; true when it does not. */
static bool optional(struct cjs_scan *s, int c, const char *pattern)
{
    return cjs_next(s) != c || cjs_match(s, pattern);
}

/* `: function` and perhaps a name, or nothing, behind `get`. */
static bool getter_function(struct cjs_scan *s)
{
    int64_t end = 0;

    if (cjs_next(s) != ':')
        return true;
    if (!cjs_match(s, ": function"))
        return false;
    end = s->pos;
    return cjs_next(s) == '(' || (end != s->pos && cjs_identifier(s));
}

/* `get() { return x.y; } })`, with `pos` on the last bracket. */
static bool plain_getter(struct cjs_scan *s)
{
    struct str name = {0};

    if (!cjs_match(s, "get") || !getter_function(s) || !cjs_match(s, "( ) { return I"))
        return false;
    if (cjs_next(s) == '[') {
        s->pos++;
        if (!cjs_quoted(s, &name) || !cjs_match(s, "]"))
            return false;
    } else if (!optional(s, '.', ". I")) {
        return false;
    }
    if (!optional(s, ';', ";") || !cjs_match(s, "}") || !optional(s, ',', ",") || !cjs_match(s, "} )"))
        return false;
    s->pos--;
    return true;
}

/* From behind `defineProperty`; false to go on behind it, as if nothing was there. */
static bool define_property(struct cjs_scan *s)
{
    struct str name = {0};
    sym hidden = {0};

    if (!cjs_match(s, "( E ,") || !cjs_quoted(s, &name))
        return false;
    if (cjs_match(s, ", {") && optional(s, 'e', "enumerable : true ,")) {
        int c = cjs_next(s);
        if (c == 'v' && cjs_match(s, "value :")) {
            cjs_add_name(s, name);
            return false;
        }
        if (c == 'g' && plain_getter(s)) {
            cjs_add_name(s, name);
            return true;
        }
    }
    if (cjs_is_old(s) && cjs_decode(s, name, &name)) {
        hidden = sym_intern(&s->names, name);
        vec_push(s->arena, &s->hidden, hidden.i);
    }
    return false;
}

/* `Object.prototype.hasOwnProperty.call(x, key)` */
static bool has_own(struct cjs_scan *s)
{
    return cjs_match(s, "Object .") && optional(s, 'p', "prototype .") &&
           cjs_match(s, "hasOwnProperty . call ( I , =2 )");
}

/* `"default"`, or another name, in quotes of one kind; white space before the closing one is overlooked. */
static bool quoted_word(struct cjs_scan *s, struct str word)
{
    int quote = cjs_next(s);

    if ((quote != '"' && quote != '\'') || !cjs_has(s, s->pos + 1, word))
        return false;
    s->pos += 1 + (int64_t)word.len;
    if (cjs_next(s) != quote)
        return false;
    s->pos++;
    return true;
}

static bool return_statement(struct cjs_scan *s)
{
    return cjs_match(s, ") return") && optional(s, ';', ";");
}

static bool is_if(struct cjs_scan *s)
{
    return cjs_next(s) == 'i' && cjs_at(s, s->pos + 1) == 'f';
}

/* The tests behind the first one by which a key is passed over, if there are any. */
static bool further_tests(struct cjs_scan *s)
{
    int64_t inner = 0;

    if (!is_if(s))
        return true;
    if (!cjs_match(s, "if ("))
        return false;
    inner = s->pos;
    if (!has_own(s)) {
        s->pos = inner;
    } else {
        if (!return_statement(s))
            return false;
        if (!is_if(s))
            return true;
        if (!cjs_match(s, "if ("))
            return false;
    }
    return cjs_match(s, "~=2") && cjs_next(s) == 'i' && cjs_has(s, s->pos, STR("in ")) && (s->pos += 3) > 0 &&
           cjs_match(s, "E && E [ =2 ] === =1 [ =2 ]") && return_statement(s);
}

/* `=== "default" || key === "__esModule") return;` and what may follow it. */
static bool passes_over(struct cjs_scan *s)
{
    return cjs_match(s, "===") && quoted_word(s, STR("default")) && cjs_match(s, "|| =2 ===") &&
           quoted_word(s, STR("__esModule")) && return_statement(s) && further_tests(s);
}

/* `!== "default" && !x.hasOwnProperty(key))` */
static bool takes_others(struct cjs_scan *s)
{
    if (!cjs_match(s, "!==") || !quoted_word(s, STR("default")))
        return false;
    if (cjs_next(s) != '&')
        return cjs_match(s, ")");
    if (!cjs_match(s, "&& !"))
        return false;
    if (cjs_next(s) == 'O' && cjs_has(s, s->pos, STR("Object."))) {
        if (!has_own(s))
            return false;
    } else if (cjs_identifier(s)) {
        if (!cjs_match(s, ". hasOwnProperty ( =2 )"))
            return false;
    } else if (cjs_is_old(s)) {
        return false;
    }
    return cjs_match(s, ")");
}

/* `true`, as cjs-module-lexer reads it: a "t" and any three, or any one and "rue". */
static bool match_true(struct cjs_scan *s)
{
    if (!cjs_is_old(s))
        return cjs_match(s, "true");
    if (cjs_next(s) != 't' && !cjs_has(s, s->pos + 1, STR("rue")))
        return false;
    s->pos += 4;
    return true;
}

/* `exports[key] = x[key];`, or the same by a getter. */
static bool copies_key(struct cjs_scan *s)
{
    (void)cjs_next(s);
    if (cjs_exports_word(s))
        return cjs_match(s, "[ =2 ] = =1 [ =2 ]") && optional(s, ';', ";");
    return cjs_match(s, "Object . defineProperty ( E , =2 , { enumerable :") && match_true(s) &&
           cjs_match(s, ", get") && getter_function(s) && cjs_match(s, "( ) { return =1 [ =2 ]") &&
           optional(s, ';', ";") && cjs_match(s, "}") && optional(s, ',', ",") && cjs_match(s, "} )") &&
           optional(s, ';', ";");
}

static bool add_binding(struct cjs_scan *s)
{
    uint32_t index = 0;
    sym id = {0};

    if (!sym_find(&s->names, s->id[0], &id) || !map_get(&s->bound, id.i, &index) || s->bindings.items[index].len == 0)
        return false;
    cjs_add_reexport(s, s->bindings.items[index]);
    return true;
}

/* From behind `keys`: `(x).forEach(function (key) { if (key ...) ...; })`; `*revert` is where to go on. */
static bool copy_loop(struct cjs_scan *s, int64_t *revert)
{
    int c = 0;

    if (!cjs_match(s, "( $1 )"))
        return false;
    *revert = s->pos - 1;
    if (!cjs_match(s, ". forEach"))
        return false;
    (void)cjs_next(s);
    *revert = s->pos - 1;
    if (!cjs_match(s, "( function ( $2 ) { if ( =2"))
        return false;
    c = cjs_next(s);
    if (c == '=' ? !passes_over(s) : c != '!' || !takes_others(s))
        return false;
    if (!copies_key(s) || !cjs_match(s, "} )"))
        return false;
    s->pos--;
    return !add_binding(s);
}

void cjs_object(struct cjs_scan *s, bool keys)
{
    int64_t revert = 0;
    bool done = false;

    s->pos += 6;
    revert = s->pos - 1;
    if (cjs_next(s) == '.') {
        s->pos++;
        (void)cjs_next(s);
        if (cjs_has(s, s->pos, STR("defineProperty"))) {
            s->pos += 14;
            revert = s->pos - 1;
            done = define_property(s);
        } else if (keys && cjs_has(s, s->pos, STR("keys"))) {
            s->pos += 4;
            revert = s->pos - 1;
            done = copy_loop(s, &revert);
        }
    }
    if (!done)
        s->pos = revert;
}
