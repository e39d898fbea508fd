#include "analyzer/semantic/flow_finish.h"

#include "analyzer/base/vec.h"
#include "analyzer/semantic/leading.h"
#include "analyzer/semantic/never_run.h"
#include "analyzer/semantic/wrapper_name.h"

struct certain_name {
    const char *name;
    enum known known;
};

static const struct certain_name certain_names[] = {
#define X(name, known) {name, known},
#include "analyzer/semantic/certain_name.def"
#undef X
};

VEC_TYPE(node_id, node_list);

struct finder {
    struct arena *arena;
    const struct scopes *scopes;
    const struct tree *tree;
    struct fixed_env env;
    struct wrapper_names wrapper;
    struct never_run out;
    uint32_t *references;          /* by binding: from code that may run, but for the function of that name itself */
    node_id *declared;             /* by binding: its function declaration, or NODE_NONE */
    struct node_list unreferenced; /* function declarations that are to be marked */
};

bool known_truthy(enum known known)
{
    switch (known) {
    case KNOWN_TRUE:
    case KNOWN_FUNCTION:
    case KNOWN_OBJECT:
    case KNOWN_SYMBOL:
    case KNOWN_TEXT:
    case KNOWN_TYPE_UNDEFINED:
    case KNOWN_TYPE_FUNCTION:
    case KNOWN_TYPE_OBJECT:
    case KNOWN_TYPE_SYMBOL:
        return true;
    case KNOWN_NOTHING:
    case KNOWN_FALSE:
    case KNOWN_UNDEFINED:
    case KNOWN_NULL:
        return false;
    }
    return false;
}

static bool known_falsy(enum known known)
{
    return known != KNOWN_NOTHING && !known_truthy(known);
}

/* ---- what is known of expressions ---- */

static bool is_free(const struct finder *f, node_id n)
{
    return tree_kind(f->tree, n) == KIND_IDENTIFIER && f->scopes->binding_of[n] == BINDING_NONE;
}

static enum known known_name(struct str name)
{
    size_t low = 0;
    size_t high = ARRAY_LEN(certain_names);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(name, str_from(certain_names[middle].name));
        if (order == 0)
            return certain_names[middle].known;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return KNOWN_NOTHING;
}

/* A name of the CommonJS wrapper, written without escapes. */
static enum known known_wrapper(const struct finder *f, struct str name)
{
    if ((f->wrapper.exports && str_eq(name, STR("exports"))) || (f->wrapper.module && str_eq(name, STR("module"))))
        return KNOWN_OBJECT;
    return f->wrapper.require && str_eq(name, STR("require")) ? KNOWN_FUNCTION : known_name(name);
}

static node_id without_parentheses(const struct finder *f, node_id n)
{
    while (tree_kind(f->tree, n) == KIND_PARENTHESIZED_EXPRESSION && tree_named_first(f->tree, n) != NODE_NONE)
        n = tree_named_first(f->tree, n);
    return n;
}

/* process.env.NAME, written without spaces or escapes, of a variable whose value is fixed. */
static bool fixed_text(const struct finder *f, node_id n, struct str *text)
{
    static const struct str before = STR_INIT("process.env.");
    struct str whole = tree_text(f->tree, n);
    node_id root = n;

    if (tree_kind(f->tree, n) != KIND_MEMBER_EXPRESSION || !str_starts(whole, before))
        return false;
    while (tree_kind(f->tree, root) == KIND_MEMBER_EXPRESSION)
        root = tree_field(f->tree, root, FIELD_OBJECT);
    if (!is_free(f, root))
        return false;
    for (uint32_t i = 0; i < f->env.count; i++) {
        *text = f->env.items[i].value;
        if (str_eq(str_slice(whole, before.len, whole.len), f->env.items[i].name))
            return true;
    }
    return false;
}

/* X, X.y or X.prototype.y, written without spaces or escapes. */
static enum known known_member(const struct finder *f, node_id n)
{
    node_id root = n;
    struct str text = tree_text(f->tree, n);
    struct str fixed = {0};

    if (f->env.count > 0 && fixed_text(f, n, &fixed))
        return fixed.len > 0 ? KNOWN_TEXT : KNOWN_NOTHING;
    for (unsigned depth = 0; depth < 2 && tree_kind(f->tree, root) == KIND_MEMBER_EXPRESSION; depth++)
        root = tree_field(f->tree, root, FIELD_OBJECT);
    /* A policy that fixes a variable grants nobody to replace what holds it; others may. */
    if (f->env.count > 0 && is_free(f, root) && str_eq(text, STR("process.env")))
        return KNOWN_OBJECT;
    return is_free(f, root) ? known_name(text) : KNOWN_NOTHING;
}

static enum known type_of(enum known known)
{
    switch (known) {
    case KNOWN_UNDEFINED:
        return KNOWN_TYPE_UNDEFINED;
    case KNOWN_FUNCTION:
        return KNOWN_TYPE_FUNCTION;
    case KNOWN_OBJECT:
    case KNOWN_NULL:
        return KNOWN_TYPE_OBJECT;
    case KNOWN_SYMBOL:
        return KNOWN_TYPE_SYMBOL;
    case KNOWN_NOTHING:
    case KNOWN_TRUE:
    case KNOWN_FALSE:
    case KNOWN_TEXT:
    case KNOWN_TYPE_UNDEFINED:
    case KNOWN_TYPE_FUNCTION:
    case KNOWN_TYPE_OBJECT:
    case KNOWN_TYPE_SYMBOL:
        return KNOWN_NOTHING;
    }
    return KNOWN_NOTHING;
}

/* The type that a text names; KNOWN_NOTHING for any other text. */
static enum known type_named(struct str text)
{
    static const struct certain_name types[] = {{"undefined", KNOWN_TYPE_UNDEFINED},
                                                {"function", KNOWN_TYPE_FUNCTION},
                                                {"object", KNOWN_TYPE_OBJECT},
                                                {"symbol", KNOWN_TYPE_SYMBOL}};

    for (size_t i = 0; i < ARRAY_LEN(types) && text.len > 2; i++) {
        if (str_eq(str_slice(text, 1, text.len - 1), str_from(types[i].name)))
            return types[i].known;
    }
    return KNOWN_NOTHING;
}

static bool is_type(enum known known)
{
    return known >= KNOWN_TYPE_UNDEFINED;
}

static bool is_nothing(enum known known)
{
    return known == KNOWN_UNDEFINED || known == KNOWN_NULL;
}

static enum known truth(bool holds)
{
    return holds ? KNOWN_TRUE : KNOWN_FALSE;
}

/* left === right, or left == right when it is loose. */
static enum known known_equal(enum known left, enum known right, bool loose)
{
    if (left == KNOWN_NOTHING || right == KNOWN_NOTHING)
        return KNOWN_NOTHING;
    if (is_type(left) && is_type(right))
        return truth(left == right);
    if (is_nothing(left) && is_nothing(right))
        return truth(loose || left == right);
    if (is_nothing(left) != is_nothing(right))
        return KNOWN_FALSE;
    return KNOWN_NOTHING;
}

static enum known flipped(enum known known)
{
    return known == KNOWN_NOTHING ? KNOWN_NOTHING : truth(!known_truthy(known));
}

/* A text as it is written between its quotes; false when something in it stands for something else. */
static bool written_text(const struct finder *f, node_id n, struct str *text)
{
    struct str whole = tree_text(f->tree, n);

    if (tree_kind(f->tree, n) != KIND_STRING || whole.len < 2 || str_find(whole, STR("\\"), 0) < whole.len)
        return false;
    *text = str_slice(whole, 1, whole.len - 1);
    return true;
}

/* left === right, or left == right, where one side is such a variable and the other a text. */
static enum known known_fixed(const struct finder *f, node_id left, node_id right)
{
    struct str fixed = {0};
    struct str text = {0};

    if ((fixed_text(f, left, &fixed) && written_text(f, right, &text)) ||
        (fixed_text(f, right, &fixed) && written_text(f, left, &text)))
        return truth(str_eq(fixed, text));
    return KNOWN_NOTHING;
}

static enum known known_compared(const struct finder *f, node_id n, bool loose)
{
    node_id left = without_parentheses(f, tree_field(f->tree, n, FIELD_LEFT));
    node_id right = without_parentheses(f, tree_field(f->tree, n, FIELD_RIGHT));
    enum known fixed = f->env.count > 0 ? known_fixed(f, left, right) : KNOWN_NOTHING;

    return fixed != KNOWN_NOTHING ? fixed
                                  : known_equal((enum known)f->out.known[left], (enum known)f->out.known[right], loose);
}

static enum known known_binary(const struct finder *f, node_id n)
{
    enum known left = (enum known)f->out.known[tree_field(f->tree, n, FIELD_LEFT)];
    enum known right = (enum known)f->out.known[tree_field(f->tree, n, FIELD_RIGHT)];

    switch (tree_kind(f->tree, tree_field(f->tree, n, FIELD_OPERATOR))) {
    case TOKEN_EQ_STRICT:
        return known_compared(f, n, false);
    case TOKEN_EQ:
        return known_compared(f, n, true);
    case TOKEN_NE_STRICT:
        return flipped(known_compared(f, n, false));
    case TOKEN_NE:
        return flipped(known_compared(f, n, true));
    case TOKEN_OR_OR:
        return known_truthy(left) ? left : known_falsy(left) ? right : KNOWN_NOTHING;
    case TOKEN_AND_AND:
        return known_falsy(left) ? left : known_truthy(left) ? right : KNOWN_NOTHING;
    default:
        return KNOWN_NOTHING;
    }
}

static enum known known_unary(const struct finder *f, node_id n)
{
    enum known argument = (enum known)f->out.known[tree_field(f->tree, n, FIELD_ARGUMENT)];

    if (tree_token(f->tree, n, TOKEN_TYPEOF) != NODE_NONE)
        return type_of(argument);
    if (tree_token(f->tree, n, TOKEN_BANG) != NODE_NONE)
        return flipped(argument);
    return KNOWN_NOTHING;
}

static enum known known_of(const struct finder *f, node_id n)
{
    node_id inner = NODE_NONE;

    switch (tree_kind(f->tree, n)) {
    case KIND_IDENTIFIER:
        return is_free(f, n) ? known_wrapper(f, tree_text(f->tree, n)) : KNOWN_NOTHING;
    case KIND_UNDEFINED:
        return f->scopes->binding_of[n] == BINDING_NONE ? KNOWN_UNDEFINED : KNOWN_NOTHING;
    case KIND_NULL:
        return KNOWN_NULL;
    case KIND_TRUE:
        return KNOWN_TRUE;
    case KIND_FALSE:
        return KNOWN_FALSE;
    case KIND_STRING:
        return type_named(tree_text(f->tree, n));
    case KIND_MEMBER_EXPRESSION:
        return known_member(f, n);
    case KIND_UNARY_EXPRESSION:
        return known_unary(f, n);
    case KIND_BINARY_EXPRESSION:
        return known_binary(f, n);
    case KIND_PARENTHESIZED_EXPRESSION:
        inner = tree_named_first(f->tree, n);
        return inner == NODE_NONE ? KNOWN_NOTHING : (enum known)f->out.known[inner];
    default:
        return KNOWN_NOTHING;
    }
}

/* ---- branches ---- */

static void mark(struct finder *f, node_id n)
{
    if (n == NODE_NONE || f->out.nodes[n])
        return;
    for (node_id c = n; c < n + tree_node(f->tree, n)->size; c++)
        f->out.nodes[c] = true;
}

/* The branches of `n` that a known test excludes. */
static void mark_branches(struct finder *f, node_id n)
{
    const struct tree *t = f->tree;
    enum kind kind = tree_kind(t, n);
    enum kind op = KIND_COUNT;
    enum known test = KNOWN_NOTHING;

    if (kind == KIND_IF_STATEMENT || kind == KIND_TERNARY_EXPRESSION) {
        test = (enum known)f->out.known[tree_field(t, n, FIELD_CONDITION)];
        if (known_truthy(test))
            mark(f, tree_field(t, n, FIELD_ALTERNATIVE));
        if (known_falsy(test))
            mark(f, tree_field(t, n, FIELD_CONSEQUENCE));
    }
    if (kind != KIND_BINARY_EXPRESSION)
        return;
    op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));
    test = (enum known)f->out.known[tree_field(t, n, FIELD_LEFT)];
    if ((op == TOKEN_OR_OR && known_truthy(test)) || (op == TOKEN_AND_AND && known_falsy(test)) ||
        (op == TOKEN_NULLISH && test != KNOWN_NOTHING && !is_nothing(test)))
        mark(f, tree_field(t, n, FIELD_RIGHT));
}

/* ---- functions that nothing refers to ---- */

/* A declaration among the statements of a function or file, so that it has its name for itself. */
static bool is_plain_declaration(const struct finder *f, node_id n)
{
    enum kind kind = tree_kind(f->tree, n);
    node_id parent = tree_node(f->tree, n)->parent;

    if (kind != KIND_FUNCTION_DECLARATION && kind != KIND_GENERATOR_FUNCTION_DECLARATION)
        return false;
    return tree_kind(f->tree, parent) == KIND_PROGRAM ||
           (tree_kind(f->tree, parent) == KIND_STATEMENT_BLOCK &&
            scope_is_function(f->tree, tree_node(f->tree, parent)->parent));
}

static void find_declarations(struct finder *f)
{
    for (uint32_t i = 0; i < f->scopes->bindings.len; i++) {
        const struct binding *b = &f->scopes->bindings.items[i];
        node_id parent = b->kind == BINDING_FUNCTION ? tree_node(f->tree, b->node)->parent : NODE_NONE;
        f->declared[i] = parent != NODE_NONE && is_plain_declaration(f, parent) ? parent : NODE_NONE;
    }
}

/* True for a mention of a function's name that its own declaration or body makes. */
static bool is_own_mention(const struct finder *f, node_id n)
{
    node_id declared = f->declared[f->scopes->binding_of[n]];

    return declared != NODE_NONE && n >= declared && n < declared + tree_node(f->tree, declared)->size;
}

static void let_go(struct finder *f, uint32_t binding)
{
    node_id declared = f->declared[binding];

    if (f->references[binding] == 0 && declared != NODE_NONE && !f->out.nodes[declared])
        vec_push(f->arena, &f->unreferenced, declared);
}

static void count_references(struct finder *f)
{
    for (node_id n = 0; n < f->tree->count; n++) {
        if (!f->out.nodes[n] && scope_mentioned(f->scopes, n) != BINDING_NONE && !is_own_mention(f, n))
            f->references[f->scopes->binding_of[n]]++;
    }
    for (uint32_t i = 0; i < f->scopes->bindings.len; i++)
        let_go(f, i);
}

/* What an unreferenced function refers to may have no other reference. */
static void mark_unreferenced(struct finder *f)
{
    while (f->unreferenced.len > 0) {
        node_id declared = f->unreferenced.items[--f->unreferenced.len];
        for (node_id n = declared; n < declared + tree_node(f->tree, declared)->size; n++) {
            if (f->out.nodes[n])
                continue;
            f->out.nodes[n] = true;
            if (scope_mentioned(f->scopes, n) == BINDING_NONE || is_own_mention(f, n))
                continue;
            if (--f->references[f->scopes->binding_of[n]] == 0)
                let_go(f, f->scopes->binding_of[n]);
        }
    }
}

/* True when code that is made of text, or `with`, may use the names of the file for something else. */
static bool has_odd_names(const struct finder *f)
{
    for (node_id n = 0; n < f->tree->count; n++) {
        if (tree_kind(f->tree, n) == KIND_WITH_STATEMENT)
            return true;
        if (is_free(f, n) && str_eq(sym_text(f->scopes->names, f->scopes->name_of[n]), STR("eval")))
            return true;
    }
    return false;
}

struct never_run never_run_build(struct arena *a, const struct scopes *scopes, struct fixed_env env)
{
    struct finder f = {.arena = a, .scopes = scopes, .tree = scopes->tree, .env = env};
    struct leading_reads undefined = {0};

    f.out.nodes = arena_array(a, f.tree->count, sizeof(*f.out.nodes));
    f.out.known = arena_array(a, f.tree->count, sizeof(*f.out.known));
    f.out.odd_names = has_odd_names(&f);
    if (f.out.odd_names)
        return f.out;
    f.wrapper = wrapper_names_find(scopes);
    f.references = arena_array(a, scopes->bindings.len + 1, sizeof(*f.references));
    f.declared = arena_array(a, scopes->bindings.len + 1, sizeof(*f.declared));
    /* Parts stand behind the whole: from the end, they are known first. */
    for (node_id n = f.tree->count; n-- > 0;)
        f.out.known[n] = (uint8_t)known_of(&f, n);
    for (node_id n = 0; n < f.tree->count; n++)
        mark_branches(&f, n);
    undefined = leading_reads_find(a, scopes);
    for (uint32_t i = 0; i < undefined.len; i++)
        mark(&f, undefined.items[i]); /* undefined, so that it is as good as not read */
    find_declarations(&f);
    count_references(&f);
    mark_unreferenced(&f);
    return f.out;
}
