#include "analyzer/semantic/interop.h"

#include <assert.h>

struct known_text {
    enum interop_helper helper;
    const char *text;
};

static const struct known_text known_texts[] = {
#define X(helper, text) {helper, text},
#include "analyzer/semantic/interop.def"
#undef X
};

/* The variables in those texts. */
static const struct interop_part known_parts[] = {
    {INTEROP_BINDING, "binding", 0}, {INTEROP_DEFAULT, "default", 0}, {INTEROP_KEYS, "keys", 0},
    {INTEROP_CACHE, "cache", 0},     {INTEROP_COPY, "copy", 0},       {INTEROP_NONE, "create", 0},
    {INTEROP_NONE, "protoOf", 0},    {INTEROP_NONE, "define", 0},     {INTEROP_NONE, "names", 0},
    {INTEROP_NONE, "hasOwn", 0},     {INTEROP_NONE, "desc", 0},       {INTEROP_STORE, "store", 0},
    {INTEROP_NONE, "self", 0},
};

/* What they must hold. */
static const char *const known_functions[ARRAY_LEN(known_parts)] = {
    "",
    "",
    "Object.getOwnPropertyNames",
    "",
    "",
    "Object.create",
    "Object.getPrototypeOf",
    "Object.defineProperty",
    "Object.getOwnPropertyNames",
    "Object.prototype.hasOwnProperty",
    "Object.getOwnPropertyDescriptor",
    "",
    "",
};

enum { PART_SELF = ARRAY_LEN(known_parts) - 1, BRACES_MAX = 16 };

/* A comparison: where it is in both texts. */
struct matcher {
    const struct scopes *scopes;
    const struct tree *tree;
    struct str rest; /* of the known text, from its next token on */
    node_id at;      /* the next leaf */
    node_id end;
    bool braces[BRACES_MAX]; /* of `<{`, whether they are there */
    uint32_t brace_count;
    uint32_t bindings[ARRAY_LEN(known_parts)]; /* BINDING_NONE until met */
};

static struct str next_token(const struct matcher *m)
{
    return str_slice(m->rest, 0, str_find(m->rest, STR(" "), 0));
}

static void drop_token(struct matcher *m)
{
    size_t end = str_find(m->rest, STR(" "), 0);

    m->rest = str_slice(m->rest, end < m->rest.len ? end + 1 : end, m->rest.len);
}

/* Leaves are tokens, but for strings, which are compared whole. */
static bool is_leaf(const struct tree *t, node_id n)
{
    return tree_node(t, n)->size == 1 || tree_kind(t, n) == KIND_STRING;
}

static void to_leaf(struct matcher *m)
{
    while (m->at < m->end && !is_leaf(m->tree, m->at))
        m->at++;
}

static struct str leaf_text(const struct matcher *m)
{
    return m->at < m->end ? tree_text(m->tree, m->at) : STR("");
}

static void drop_leaf(struct matcher *m)
{
    m->at += tree_node(m->tree, m->at)->size;
    to_leaf(m);
}

static bool leaf_is(const struct matcher *m, struct str text)
{
    return m->at < m->end && str_eq(leaf_text(m), text);
}

/* `"x"` is the string 'x', too. */
static bool same_string(struct str leaf, struct str token)
{
    return leaf.len == token.len && leaf.len > 1 && (leaf.ptr[0] == '"' || leaf.ptr[0] == '\'') &&
           str_eq(str_slice(leaf, 1, leaf.len - 1), str_slice(token, 1, token.len - 1));
}

/* A variable by its own name is one of the helper, but for these, which must be the language's. */
static bool names_the_same(const struct matcher *m, struct str name)
{
    static const char *const globals[] = {"Object", "Symbol", "WeakMap", "undefined"};

    return !scope_is_name(m->tree, m->at) || !str_in_list(name, globals, ARRAY_LEN(globals)) ||
           m->scopes->binding_of[m->at] == BINDING_NONE;
}

/* A token that stands for itself. */
static bool match_plain(struct matcher *m, struct str token)
{
    struct str leaf = leaf_text(m);
    uint32_t end = m->at < m->end ? tree_node(m->tree, m->at)->end : 0;
    bool same = token.ptr[0] == '"' ? same_string(leaf, token) : str_eq(leaf, token) && names_the_same(m, token);

    if (!same)
        return false;
    drop_leaf(m);
    drop_token(m);
    /* `return`, line end, x: it returns nothing */
    if (!str_eq(token, STR("return")) || m->at >= m->end)
        return true;
    for (uint32_t i = end; i < tree_node(m->tree, m->at)->start; i++) {
        if (m->tree->text.ptr[i] != ' ')
            return false;
    }
    return true;
}

/* A variable of the file around the helper: the same wherever it stands. */
static bool match_variable(struct matcher *m, struct str token)
{
    struct str name = str_slice(token, 1, token.len);
    uint32_t binding = m->at < m->end ? scope_mentioned(m->scopes, m->at) : BINDING_NONE;

    for (size_t i = 0; binding != BINDING_NONE && i < ARRAY_LEN(known_parts); i++) {
        if (!str_eq(name, str_from(known_parts[i].function)))
            continue;
        if (m->bindings[i] != BINDING_NONE && m->bindings[i] != binding)
            return false;
        m->bindings[i] = binding;
        drop_leaf(m);
        drop_token(m);
        return true;
    }
    return false;
}

static bool match_default(struct matcher *m)
{
    drop_token(m);
    if (leaf_is(m, STR("."))) {
        drop_leaf(m);
        if (!leaf_is(m, STR("default")))
            return false;
        drop_leaf(m);
        return true;
    }
    if (!leaf_is(m, STR("[")))
        return false;
    drop_leaf(m);
    if (!same_string(leaf_text(m), STR("\"default\"")))
        return false;
    drop_leaf(m);
    if (!leaf_is(m, STR("]")))
        return false;
    drop_leaf(m);
    return true;
}

/* `<{` and `}>` */
static bool match_brace(struct matcher *m, bool opens)
{
    bool there = opens ? leaf_is(m, STR("{")) : m->brace_count > 0 && m->braces[m->brace_count - 1];

    drop_token(m);
    if (opens) {
        if (m->brace_count == BRACES_MAX)
            return false;
        m->braces[m->brace_count++] = there;
    } else {
        m->brace_count--;
        if (there && !leaf_is(m, STR("}")))
            return false;
    }
    if (there)
        drop_leaf(m);
    return true;
}

/* `<?`: what may be missing is skipped when its first token is not there. */
static void match_option(struct matcher *m)
{
    struct matcher tried = *m;
    uint32_t depth = 1;

    drop_token(m);
    tried = *m;
    if (next_token(m).ptr[0] == '$' ? match_variable(&tried, next_token(m)) : match_plain(&tried, next_token(m)))
        return;
    while (depth > 0 && m->rest.len > 0) {
        struct str token = next_token(m);
        depth += str_eq(token, STR("<?"));
        depth -= str_eq(token, STR("?>"));
        drop_token(m);
    }
}

static bool match_token(struct matcher *m)
{
    struct str token = next_token(m);

    if (str_eq(token, STR("<?"))) {
        match_option(m);
        return true;
    }
    if (str_eq(token, STR("?>"))) {
        drop_token(m);
        return true;
    }
    if (str_eq(token, STR("<{")) || str_eq(token, STR("}>")))
        return match_brace(m, token.ptr[0] == '<');
    if (str_eq(token, STR(".default")))
        return match_default(m);
    if (str_eq(token, STR(";")) && !leaf_is(m, token)) {
        drop_token(m); /* an automatic one: what follows in the known texts cannot go on with a statement */
        return true;
    }
    return token.ptr[0] == '$' ? match_variable(m, token) : match_plain(m, token);
}

static void take_parts(const struct matcher *m, struct interop_match *out)
{
    for (size_t i = 0; i < PART_SELF; i++) {
        if (m->bindings[i] == BINDING_NONE)
            continue;
        assert(out->part_count < INTEROP_PARTS_MAX);
        out->parts[out->part_count++] = (struct interop_part){
            .helper = known_parts[i].helper, .function = known_functions[i], .binding = m->bindings[i]};
    }
}

static bool match_text(const struct scopes *s, node_id n, const struct known_text *known, struct interop_match *out)
{
    struct matcher m = {.scopes = s, .tree = s->tree, .rest = str_from(known->text), .at = n};

    m.end = n + tree_node(s->tree, n)->size;
    for (size_t i = 0; i < ARRAY_LEN(m.bindings); i++)
        m.bindings[i] = BINDING_NONE;
    to_leaf(&m);
    while (m.rest.len > 0) {
        if (!match_token(&m))
            return false;
    }
    if (m.at < m.end)
        return false;
    *out = (struct interop_match){.helper = known->helper};
    take_parts(&m, out);
    return true;
}

struct interop_match interop_match(const struct scopes *s, uint32_t func)
{
    struct interop_match found = {.helper = INTEROP_NONE};
    const struct func *info = &s->funcs.items[func];

    if (info->kind != FUNC_PLAIN && info->kind != FUNC_ARROW)
        return found;
    for (size_t i = 0; i < ARRAY_LEN(known_texts); i++) {
        if (match_text(s, info->node, &known_texts[i], &found))
            return found;
    }
    return found;
}
