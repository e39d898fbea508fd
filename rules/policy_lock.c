#include "rules/policy_lock.h"

#include "analyzer/base/jdoc.h"
#include "rules/json_place.h"

/* The document, "grants", the line. */
enum { LINE_DEPTH = 3 };

struct lock {
    struct arena *arena;
    struct str file;
    struct str text;
    struct policy *policy;
    struct error *why;
    size_t at; /* behind the last line's opening brace */
    uint32_t line;
    uint32_t column; /* of what is before `at` */
    uint32_t depth;
};

/* Says `sentence` about line `index` of "grants". */
static enum err fail_line(const struct lock *l, uint32_t index, const char *sentence)
{
    const struct json_step steps[] = {{.key = STR("grants")}, {.index = index}};
    uint32_t line = 1;
    uint32_t column = 1;

    (void)json_place(l->text, steps, 2, &line, &column);
    return error_set(l->why, ERR_FORMAT, "%.*s:%u:%u: /grants/%u: %s", STR_ARG(l->file), line, column, index, sentence);
}

/* "." for the root, "a>b": names only, no ranges. */
static bool read_key(struct arena *a, struct str key, struct policy_grant *g)
{
    if (str_eq(key, STR(".")))
        return true;
    for (size_t at = 0; at <= key.len; at++) {
        size_t end = str_find(key, STR(">"), at);
        struct policy_name name = {.name = str_slice(key, at, end)};

        if (!policy_is_package_name(name.name))
            return false;
        vec_push(a, &g->names, name);
        at = end;
    }
    return true;
}

/* A single effect, with its argument as it is written. */
static bool read_effect(struct str text, struct policy_grant *g)
{
    size_t colon = str_find(text, STR(":"), 0);
    enum effect effect = EFFECT_COUNT;

    if (!effect_parse(str_slice(text, 0, colon), &effect))
        return false;
    g->effects = effect_bit(effect);
    if (colon < text.len)
        g->argument = str_slice(text, colon + 1, text.len);
    return colon == text.len || (g->argument.len > 0 && effect_info(effect)->argument != ARGUMENT_NONE);
}

/* Steps over a text; its opening quote was taken. A raw newline cannot be in it. */
static void skip_text(struct lock *l)
{
    for (; l->at < l->text.len; l->at++, l->column++) {
        if (l->text.ptr[l->at] == '\\') {
            l->at++;
            l->column++;
        } else if (l->text.ptr[l->at] == '"') {
            return;
        }
    }
}

/*
 * Goes to the next object of "grants": only lines are that deep. Asking json_place() for every line would be
 * quadratic in their number.
 */
static void find_object(struct lock *l)
{
    for (; l->at < l->text.len; l->at++) {
        char c = l->text.ptr[l->at];

        l->column++;
        if (c == '\n') {
            l->line++;
            l->column = 0;
        } else if (c == '"') {
            l->at++;
            skip_text(l);
            l->column++;
        } else if (c == '}' || c == ']') {
            l->depth--;
        } else if ((c == '{' || c == '[') && ++l->depth == LINE_DEPTH) {
            l->at++;
            return;
        }
    }
}

static enum err read_line(struct lock *l, const struct jdoc *doc, uint32_t index)
{
    const struct jdoc *unproven = jdoc_member(doc, "unproven");
    struct policy_grant g = {.locked = true};
    uint32_t known = unproven == NULL ? 2 : 3;

    if (!jdoc_text(jdoc_member(doc, "package"), &g.key) || !jdoc_text(jdoc_member(doc, "effect"), &g.text))
        return fail_line(l, index, "must be an object with \"package\" and \"effect\"");
    if (unproven != NULL && !jdoc_is(unproven, JDOC_TRUE))
        return fail_line(l, index, "\"unproven\" can only be true");
    if (doc->count != known)
        return fail_line(l, index, "has an unknown key; known are package, effect, unproven");
    if (!read_key(l->arena, g.key, &g))
        return fail_line(l, index, "\"package\" must be \".\" or names of packages, as in a>b");
    if (!read_effect(g.text, &g))
        return fail_line(l, index, "\"effect\" must be one effect; `cordon effects` lists them");
    g.unproven = unproven != NULL;
    find_object(l);
    g.line = l->line;
    g.column = l->column;
    vec_push(l->arena, &l->policy->grants, g);
    return OK;
}

static enum err read_lines(struct lock *l, const struct jdoc *grants)
{
    enum err e = OK;

    for (uint32_t i = 0; e == OK && i < grants->count; i++)
        e = read_line(l, &grants->items[i], i);
    return e;
}

enum err policy_lock_load(struct arena *a, struct str file, struct str text, struct policy *policy, struct error *why)
{
    struct lock l = {.arena = a, .file = file, .text = text, .policy = policy, .why = why, .line = 1};
    const struct jdoc *doc = NULL;
    const struct jdoc *version = NULL;
    struct error parse = {0};
    enum err e = jdoc_parse(a, text, &doc, &parse);

    if (e != OK)
        return error_set(why, e, "%.*s: %s", STR_ARG(file), parse.text);
    version = jdoc_member(doc, "lock");
    if (!jdoc_is(version, JDOC_NUMBER))
        return error_set(why, ERR_FORMAT, "%.*s:1:1: this is no lock file of cordon; `cordon policy update` writes one",
                         STR_ARG(file));
    if (version->number != POLICY_LOCK_VERSION)
        return error_set(why, ERR_FORMAT, "%.*s:1:1: a lock file of another cordon; `cordon policy update` rewrites it",
                         STR_ARG(file));
    if (doc->count != 2 || !jdoc_is(jdoc_member(doc, "grants"), JDOC_ARRAY))
        return error_set(why, ERR_FORMAT, "%.*s:1:1: must have \"lock\" and \"grants\", and nothing else",
                         STR_ARG(file));
    policy->lock_file = file;
    e = read_lines(&l, jdoc_member(doc, "grants"));
    return e == OK ? policy_check_env(policy, why) : e;
}
