#include "analyzer/semantic/alive.h"

#include <assert.h>

#include "analyzer/semantic/flow_state.h"
#include "analyzer/syntax/literal.h"

VEC_TYPE(uint32_t, number_list);
VEC_TYPE(node_id, node_list);

/* A part of the top level that runs as a whole: a statement, or one variable of a declaration. */
struct part {
    node_id node;
    bool exports;                 /* a plain form of an export: what it mentions belongs to that export only */
    struct number_list bindings;  /* mentioned by its own code */
    struct number_list functions; /* that it creates */
};

/* A value that an export is set to. */
struct root {
    uint32_t name;
    node_id node; /* NODE_NONE: the binding */
    uint32_t binding;
    node_id place; /* in the code that hands it to the export */
};

struct finder {
    struct arena *arena;
    struct arena *scratch;
    const struct scopes *scopes;
    const struct tree *tree;
    const struct facts *facts;
    struct alive *out;
    uint32_t *func_of; /* by node: the function that it is in */
    uint32_t *part_of; /* by node of the top level: part + 1 */
    VEC(struct part) parts;
    VEC(struct root) roots;
    struct number_list *mentions; /* by binding: parts */
    struct number_list *refers;   /* by function: top-level bindings */
    struct number_list *inner;    /* by function: functions that it creates */
    struct number_list *calls;    /* by function: functions that flow knows it calls */
    bool all;
};

/* The functions and bindings that something keeps alive, as they are found. */
struct closure {
    bool *functions;
    bool *bindings;
    bool *parts;
    struct number_list todo; /* functions, then bindings + TODO_BINDING */
};

#define TODO_BINDING ((uint32_t)1 << 31)

static uint32_t function_count(const struct finder *f)
{
    return f->facts->functions.len;
}

/* ---- what is where ---- */

static void find_functions(struct finder *f)
{
    struct {
        node_id end;
        uint32_t func;
    } *around = arena_array(f->scratch, f->scopes->funcs.len + 1, sizeof(*around));
    uint32_t *enter = arena_array(f->scratch, f->tree->count, sizeof(*enter));
    uint32_t depth = 0;
    uint32_t current = 0;

    for (uint32_t i = 1; i < f->scopes->funcs.len; i++)
        if (scope_is_function(f->tree, f->scopes->funcs.items[i].node))
            enter[scope_function_start(f->tree, f->scopes->funcs.items[i].node)] = i;
    for (node_id n = 0; n < f->tree->count; n++) {
        while (depth > 0 && around[depth - 1].end <= n)
            current = around[--depth].func;
        if (enter[n] != 0) {
            node_id node = f->scopes->funcs.items[enter[n]].node;
            around[depth].end = node + tree_node(f->tree, node)->size;
            around[depth++].func = current;
            current = enter[n];
        }
        f->func_of[n] = current;
    }
}

static void add_part(struct finder *f, node_id node)
{
    vec_push(f->scratch, &f->parts, (struct part){.node = node});
    for (node_id n = node; n < node + tree_node(f->tree, node)->size; n++)
        f->part_of[n] = f->parts.len;
}

static struct part *part_at(const struct finder *f, node_id n)
{
    assert(f->parts.items != NULL && f->part_of[n] > 0);
    return &f->parts.items[f->part_of[n] - 1];
}

static bool is_declaration(enum kind kind)
{
    return kind == KIND_VARIABLE_DECLARATION || kind == KIND_LEXICAL_DECLARATION;
}

static void find_parts(struct finder *f)
{
    for (node_id n = tree_named_first(f->tree, 0); n != NODE_NONE; n = tree_named_next(f->tree, n)) {
        node_id declaration =
            tree_kind(f->tree, n) == KIND_EXPORT_STATEMENT ? tree_field(f->tree, n, FIELD_DECLARATION) : n;

        if (declaration == NODE_NONE || !is_declaration(tree_kind(f->tree, declaration))) {
            add_part(f, n);
            continue;
        }
        for (node_id c = tree_named_first(f->tree, declaration); c != NODE_NONE; c = tree_named_next(f->tree, c))
            add_part(f, c);
    }
}

static bool is_identifier(const struct tree *t, node_id n)
{
    enum kind kind = tree_kind(t, n);

    return kind == KIND_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER ||
           kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN;
}

static void find_mentions(struct finder *f)
{
    for (node_id n = 0; n < f->tree->count; n++) {
        uint32_t binding = is_identifier(f->tree, n) ? f->scopes->binding_of[n] : BINDING_NONE;

        if (binding == BINDING_NONE || f->scopes->bindings.items[binding].func != 0)
            continue;
        if (f->func_of[n] != 0) {
            vec_push(f->scratch, &f->refers[f->func_of[n]], binding);
        } else if (f->part_of[n] != 0 && !part_at(f, n)->exports) {
            vec_push(f->scratch, &f->mentions[binding], f->part_of[n] - 1);
            vec_push(f->scratch, &part_at(f, n)->bindings, binding);
        }
    }
}

/* The node of function `i`; a constructor that no class wrote stands at its class. */
static node_id node_of(const struct finder *f, uint32_t i, const node_id *classes)
{
    return i < f->scopes->funcs.len ? f->scopes->funcs.items[i].node : classes[i];
}

static void find_inner(struct finder *f)
{
    node_id *classes = arena_array(f->scratch, function_count(f) + 1, sizeof(*classes));

    for (node_id n = 0; n < f->tree->count; n++)
        if ((tree_kind(f->tree, n) == KIND_CLASS || tree_kind(f->tree, n) == KIND_CLASS_DECLARATION))
            classes[f->scopes->func_of[n]] = n;
    for (uint32_t i = 1; i < function_count(f); i++) {
        node_id n = node_of(f, i, classes);
        uint32_t around = n == 0 ? 0 : f->func_of[tree_node(f->tree, n)->parent];

        if (around == i || around >= function_count(f))
            around = 0;
        if (around != 0)
            vec_push(f->scratch, &f->inner[around], i);
        else if (f->part_of[n] != 0)
            vec_push(f->scratch, &part_at(f, n)->functions, i);
        else
            f->all = true;
    }
    for (uint32_t i = 0; i < f->facts->calls.len; i++)
        vec_push(f->scratch, &f->calls[f->facts->calls.items[i].caller], f->facts->calls.items[i].callee);
}

/* ---- closures ---- */

static void keep_function(struct finder *f, struct closure *c, uint32_t func)
{
    if (c->functions[func])
        return;
    c->functions[func] = true;
    vec_push(f->scratch, &c->todo, func);
}

static void keep_binding(struct finder *f, struct closure *c, uint32_t binding)
{
    if (c->bindings[binding])
        return;
    c->bindings[binding] = true;
    vec_push(f->scratch, &c->todo, binding | TODO_BINDING);
}

static void keep_part(struct finder *f, struct closure *c, uint32_t index)
{
    const struct part *part = &f->parts.items[index];

    if (c->parts[index])
        return;
    c->parts[index] = true;
    for (uint32_t i = 0; i < part->functions.len; i++)
        keep_function(f, c, part->functions.items[i]);
    for (uint32_t i = 0; i < part->bindings.len; i++)
        keep_binding(f, c, part->bindings.items[i]);
}

static void close_over(struct finder *f, struct closure *c)
{
    for (uint32_t at = 0; at < c->todo.len; at++) {
        uint32_t item = c->todo.items[at];

        if ((item & TODO_BINDING) != 0) {
            const struct number_list *parts = &f->mentions[item & ~TODO_BINDING];
            for (uint32_t i = 0; i < parts->len; i++)
                keep_part(f, c, parts->items[i]);
            continue;
        }
        for (uint32_t i = 0; i < f->inner[item].len; i++)
            keep_function(f, c, f->inner[item].items[i]);
        for (uint32_t i = 0; i < f->refers[item].len; i++)
            keep_binding(f, c, f->refers[item].items[i]);
        for (uint32_t i = 0; i < f->calls[item].len; i++)
            keep_function(f, c, f->calls[item].items[i]);
    }
    c->todo.len = 0;
}

static struct closure closure_new(struct finder *f)
{
    return (struct closure){.functions = arena_array(f->arena, function_count(f) + 1, sizeof(bool)),
                            .bindings = arena_array(f->scratch, f->scopes->bindings.len + 1, sizeof(bool)),
                            .parts = arena_array(f->scratch, f->parts.len + 1, sizeof(bool))};
}

/* The first function whose node is `node` or behind it; they are in the order of the text. */
static uint32_t first_function(const struct finder *f, node_id node)
{
    uint32_t low = 1;
    uint32_t high = f->scopes->funcs.len;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (f->scopes->funcs.items[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Everything that the code of the top level below `node` mentions or creates. */
static void keep_node(struct finder *f, struct closure *c, node_id node)
{
    node_id end = node + tree_node(f->tree, node)->size;

    for (node_id n = node; n < end; n++)
        if (f->func_of[n] == 0 && is_identifier(f->tree, n) && f->scopes->binding_of[n] != BINDING_NONE)
            keep_binding(f, c, f->scopes->binding_of[n]);
    for (uint32_t i = first_function(f, node); i < f->scopes->funcs.len && f->scopes->funcs.items[i].node < end; i++)
        keep_function(f, c, i);
    for (node_id n = node; n < end; n++)
        if (tree_kind(f->tree, n) == KIND_CLASS || tree_kind(f->tree, n) == KIND_CLASS_DECLARATION)
            keep_function(f, c, f->scopes->func_of[n]);
}

/* ---- exports ---- */

static bool is_free(const struct finder *f, node_id n, const char *name)
{
    return tree_kind(f->tree, n) == KIND_IDENTIFIER && f->scopes->binding_of[n] == BINDING_NONE &&
           str_eq(sym_text(f->scopes->names, f->scopes->name_of[n]), str_from(name));
}

static void add_root(struct finder *f, uint32_t name, node_id node, uint32_t binding, node_id place)
{
    vec_push(f->scratch, &f->roots, (struct root){name, node, binding, place});
}

/* { a, b: x, c() {} } gives a name to each of its parts; false when it is no such plain object. */
static bool add_object(struct finder *f, node_id object)
{
    for (node_id c = tree_named_first(f->tree, object); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        bool pair = tree_kind(f->tree, c) == KIND_PAIR;
        bool method = tree_kind(f->tree, c) == KIND_METHOD_DEFINITION;
        node_id key = pair ? tree_field(f->tree, c, FIELD_KEY) : method ? tree_field(f->tree, c, FIELD_NAME) : c;

        if (tree_kind(f->tree, c) == KIND_SPREAD_ELEMENT || tree_kind(f->tree, key) == KIND_COMPUTED_PROPERTY_NAME ||
            tree_kind(f->tree, key) == KIND_NUMBER)
            return false;
        add_root(f, f->scopes->name_of[key].i, pair ? tree_field(f->tree, c, FIELD_VALUE) : c, BINDING_NONE, c);
    }
    return true;
}

/* `exports`, `module.exports`, or a named member of either. */
static bool is_export_target(const struct finder *f, node_id n)
{
    if (tree_kind(f->tree, n) == KIND_MEMBER_EXPRESSION && !is_free(f, tree_field(f->tree, n, FIELD_OBJECT), "module"))
        n = tree_field(f->tree, n, FIELD_OBJECT);
    if (tree_kind(f->tree, n) == KIND_MEMBER_EXPRESSION)
        return is_free(f, tree_field(f->tree, n, FIELD_OBJECT), "module");
    return is_free(f, n, "exports");
}

/* Follows `exports.a = exports.b = value` to the value; NODE_NONE when it sets anything else on the way. */
static node_id assigned_value(const struct finder *f, node_id assignment)
{
    node_id given = skip_parentheses(f->tree, tree_field(f->tree, assignment, FIELD_RIGHT));

    while (tree_kind(f->tree, given) == KIND_ASSIGNMENT_EXPRESSION &&
           is_export_target(f, tree_field(f->tree, given, FIELD_LEFT)))
        given = skip_parentheses(f->tree, tree_field(f->tree, given, FIELD_RIGHT));
    for (node_id n = given; n < given + tree_node(f->tree, given)->size; n++)
        if (f->func_of[n] == 0 && (tree_kind(f->tree, n) == KIND_ASSIGNMENT_EXPRESSION ||
                                   tree_kind(f->tree, n) == KIND_AUGMENTED_ASSIGNMENT_EXPRESSION))
            return NODE_NONE;
    return given;
}

/* True when the assignment is a statement of the top level, perhaps inside `a = b = value`. */
static bool is_own_statement(const struct finder *f, node_id assignment)
{
    node_id n = tree_node(f->tree, assignment)->parent;

    while (n != NODE_NONE && tree_kind(f->tree, n) == KIND_ASSIGNMENT_EXPRESSION) {
        if (!is_export_target(f, tree_field(f->tree, n, FIELD_LEFT)))
            return false;
        n = tree_node(f->tree, n)->parent;
    }
    return n != NODE_NONE && tree_kind(f->tree, n) == KIND_EXPRESSION_STATEMENT && tree_node(f->tree, n)->parent == 0;
}

/* An assignment to `exports`, `module.exports` or a named member of either; false when it is something else. */
static bool is_plain_write(struct finder *f, node_id target, bool member, uint32_t name)
{
    node_id assignment = tree_node(f->tree, target)->parent;
    node_id given = NODE_NONE;

    if (f->func_of[target] != 0 || tree_kind(f->tree, assignment) != KIND_ASSIGNMENT_EXPRESSION ||
        tree_field(f->tree, assignment, FIELD_LEFT) != target || !is_own_statement(f, assignment))
        return false;
    given = assigned_value(f, assignment);
    if (given == NODE_NONE)
        return false;
    part_at(f, target)->exports = true;
    if (member) {
        add_root(f, name, given, BINDING_NONE, target);
        return true;
    }
    if (tree_kind(f->tree, given) == KIND_OBJECT)
        return add_object(f, given);
    add_root(f, 0, given, BINDING_NONE, target);
    return true;
}

/* `Object.defineProperty(exports, "name", {...})`, as compilers write it; false when it is something else. */
static bool is_plain_definition(struct finder *f, node_id whole)
{
    node_id list = tree_node(f->tree, whole)->parent;
    node_id call = tree_node(f->tree, list)->parent;
    node_id callee = NODE_NONE;
    node_id key = NODE_NONE;
    node_id given = NODE_NONE;
    struct str name = {0};

    if (f->func_of[whole] != 0 || tree_kind(f->tree, list) != KIND_ARGUMENTS ||
        tree_kind(f->tree, call) != KIND_CALL_EXPRESSION ||
        tree_kind(f->tree, tree_node(f->tree, call)->parent) != KIND_EXPRESSION_STATEMENT ||
        tree_node(f->tree, tree_node(f->tree, call)->parent)->parent != 0 || tree_named_first(f->tree, list) != whole)
        return false;
    callee = tree_field(f->tree, call, FIELD_FUNCTION);
    key = tree_named_next(f->tree, whole);
    given = key == NODE_NONE ? NODE_NONE : tree_named_next(f->tree, key);
    if (given == NODE_NONE || tree_kind(f->tree, callee) != KIND_MEMBER_EXPRESSION ||
        !is_free(f, tree_field(f->tree, callee, FIELD_OBJECT), "Object") ||
        !str_eq(sym_text(f->scopes->names, f->scopes->name_of[tree_field(f->tree, callee, FIELD_PROPERTY)]),
                STR("defineProperty")) ||
        tree_kind(f->tree, key) != KIND_STRING || !literal_string(f->scratch, f->tree, key, &name))
        return false;
    part_at(f, whole)->exports = true;
    if (!str_eq(name, STR("__esModule")))
        add_root(f, sym_intern(f->scopes->names, name).i, given, BINDING_NONE, whole);
    return true;
}

/* `exports` and `module.exports` in any other place than a plain write: all exports are one. */
static void look_at_exports(struct finder *f, node_id n)
{
    node_id whole = n;
    node_id parent = tree_node(f->tree, n)->parent;

    if (is_free(f, n, "module")) {
        if (tree_kind(f->tree, parent) != KIND_MEMBER_EXPRESSION || tree_field(f->tree, parent, FIELD_OBJECT) != n ||
            !str_eq(sym_text(f->scopes->names, f->scopes->name_of[tree_field(f->tree, parent, FIELD_PROPERTY)]),
                    STR("exports"))) {
            f->all = true;
            return;
        }
        whole = parent;
        parent = tree_node(f->tree, whole)->parent;
    }
    if (tree_kind(f->tree, parent) == KIND_MEMBER_EXPRESSION && tree_field(f->tree, parent, FIELD_OBJECT) == whole) {
        if (!is_plain_write(f, parent, true, f->scopes->name_of[tree_field(f->tree, parent, FIELD_PROPERTY)].i))
            f->all = true;
    } else if (!is_plain_definition(f, whole) && !is_plain_write(f, whole, false, 0)) {
        f->all = true;
    }
}

static void find_commonjs_exports(struct finder *f)
{
    for (node_id n = 0; n < f->tree->count && !f->all; n++) {
        if (tree_kind(f->tree, n) == KIND_THIS && f->scopes->funcs.items[f->func_of[n]].this_of == 0)
            f->all = true;
        else if (is_free(f, n, "arguments") && f->scopes->funcs.items[f->func_of[n]].this_of == 0)
            f->all = true;
        else if (is_free(f, n, "exports") || is_free(f, n, "module"))
            look_at_exports(f, n);
    }
}

static void find_module_exports(struct finder *f)
{
    for (node_id n = tree_named_first(f->tree, 0); n != NODE_NONE; n = tree_named_next(f->tree, n)) {
        node_id given = tree_field(f->tree, n, FIELD_VALUE);
        node_id declaration = tree_field(f->tree, n, FIELD_DECLARATION);

        if (tree_kind(f->tree, n) != KIND_EXPORT_STATEMENT)
            continue;
        if (tree_field(f->tree, n, FIELD_SOURCE) != NODE_NONE) {
            f->all = true; /* what it hands on is another file's */
            return;
        }
        if (given != NODE_NONE || tree_token(f->tree, n, TOKEN_DEFAULT) != NODE_NONE)
            add_root(f, sym_intern(f->scopes->names, STR("default")).i, given != NODE_NONE ? given : declaration,
                     BINDING_NONE, n);
        for (node_id c = n; c < n + tree_node(f->tree, n)->size && tree_token(f->tree, n, TOKEN_DEFAULT) == NODE_NONE;
             c++) {
            uint32_t binding = is_identifier(f->tree, c) ? f->scopes->binding_of[c] : BINDING_NONE;
            node_id alias = NODE_NONE;

            if (binding == BINDING_NONE || f->scopes->bindings.items[binding].func != 0 || f->func_of[c] != 0)
                continue;
            if (tree_kind(f->tree, tree_node(f->tree, c)->parent) == KIND_EXPORT_SPECIFIER) {
                alias = tree_field(f->tree, tree_node(f->tree, c)->parent, FIELD_ALIAS);
                add_root(f, f->scopes->name_of[alias == NODE_NONE ? c : alias].i, NODE_NONE, binding, c);
            } else if (f->scopes->bindings.items[binding].node == c) {
                add_root(f, f->scopes->name_of[c].i, NODE_NONE, binding, c);
            }
        }
        if (declaration == NODE_NONE)
            part_at(f, n)->exports = true;
    }
}

/* The function that the value of an export is, FUNC_NONE when it is none by its looks. */
static uint32_t direct_function(const struct finder *f, const struct root *root)
{
    node_id n = root->node;
    uint32_t binding = root->binding;

    if (n != NODE_NONE && scope_is_function(f->tree, n))
        return f->scopes->func_of[n];
    if (n != NODE_NONE && is_identifier(f->tree, n))
        binding = f->scopes->binding_of[n];
    for (uint32_t i = 1; binding != BINDING_NONE && i < f->scopes->funcs.len; i++) {
        const struct node *parent = tree_node(f->tree, tree_node(f->tree, f->scopes->funcs.items[i].node)->parent);
        node_id name = tree_field(f->tree, f->scopes->funcs.items[i].node, FIELD_NAME);

        if (parent->kind == KIND_VARIABLE_DECLARATOR)
            name = tree_field(f->tree, tree_node(f->tree, f->scopes->funcs.items[i].node)->parent, FIELD_NAME);
        if (name != NODE_NONE && is_identifier(f->tree, name) && f->scopes->binding_of[name] == binding)
            return i;
    }
    return FUNC_NONE;
}

static bool is_export_name(const struct finder *f, uint32_t name)
{
    for (uint32_t i = 0; i < f->roots.len; i++)
        if (f->roots.items[i].name == name)
            return true;
    return false;
}

/* Called as `lib.x()`, a function finds all exports under `this`. */
static bool reaches_others(const struct finder *f)
{
    bool *direct = arena_array(f->scratch, function_count(f) + 1, sizeof(*direct));

    for (uint32_t i = 0; i < f->roots.len; i++) {
        uint32_t func = direct_function(f, &f->roots.items[i]);
        if (func != FUNC_NONE)
            direct[func] = true;
    }
    for (node_id n = 0; n < f->tree->count; n++) {
        node_id parent = tree_node(f->tree, n)->parent;

        if (tree_kind(f->tree, n) != KIND_THIS || !direct[f->scopes->funcs.items[f->func_of[n]].this_of])
            continue;
        if (tree_kind(f->tree, parent) != KIND_MEMBER_EXPRESSION ||
            is_export_name(f, f->scopes->name_of[tree_field(f->tree, parent, FIELD_PROPERTY)].i))
            return true;
    }
    return false;
}

/* ---- loading ---- */

static node_id value_of_binding(const struct finder *f, uint32_t binding)
{
    node_id declarator = tree_node(f->tree, f->scopes->bindings.items[binding].node)->parent;

    if (tree_kind(f->tree, declarator) != KIND_VARIABLE_DECLARATOR ||
        tree_field(f->tree, declarator, FIELD_NAME) != f->scopes->bindings.items[binding].node)
        return NODE_NONE;
    return tree_field(f->tree, declarator, FIELD_VALUE);
}

/* True when the variable holds something that is made here, so that nobody else has it but through the variable. */
static bool holds_own(const struct finder *f, uint32_t binding, int depth)
{
    node_id given = NODE_NONE;

    if (binding == BINDING_NONE || f->scopes->bindings.items[binding].func != 0)
        return false;
    if (f->scopes->bindings.items[binding].kind == BINDING_FUNCTION ||
        f->scopes->bindings.items[binding].kind == BINDING_CLASS)
        return true;
    given = value_of_binding(f, binding);
    for (; given != NODE_NONE && depth > 0; depth--) {
        given = skip_parentheses(f->tree, given);
        if (tree_kind(f->tree, given) == KIND_OBJECT || tree_kind(f->tree, given) == KIND_ARRAY ||
            tree_kind(f->tree, given) == KIND_CLASS || scope_is_function(f->tree, given))
            return true;
        while (tree_kind(f->tree, given) == KIND_MEMBER_EXPRESSION) /* var proto = K.prototype */
            given = tree_field(f->tree, given, FIELD_OBJECT);
        if (!is_identifier(f->tree, given) || f->scopes->binding_of[given] == BINDING_NONE)
            return false;
        binding = f->scopes->binding_of[given];
        if (f->scopes->bindings.items[binding].kind == BINDING_FUNCTION ||
            f->scopes->bindings.items[binding].kind == BINDING_CLASS)
            return true;
        given = value_of_binding(f, binding);
    }
    return false;
}

enum { ALIASES_FOLLOWED = 4 };

/* What is assigned to: a variable of the top level, or a member of what such a variable alone holds. */
static bool is_own_target(const struct finder *f, node_id target)
{
    node_id root = skip_parentheses(f->tree, target);

    if (is_identifier(f->tree, root))
        return f->scopes->binding_of[root] != BINDING_NONE;
    while (tree_kind(f->tree, root) == KIND_MEMBER_EXPRESSION || tree_kind(f->tree, root) == KIND_SUBSCRIPT_EXPRESSION)
        root = skip_parentheses(f->tree, tree_field(f->tree, root, FIELD_OBJECT));
    return is_identifier(f->tree, root) && holds_own(f, f->scopes->binding_of[root], ALIASES_FOLLOWED);
}

/* Code whose functions may get anywhere, not only into the variables that it mentions: they count for loading. */
static bool is_loose(const struct finder *f, const struct part *part)
{
    node_id end = part->node + tree_node(f->tree, part->node)->size;
    enum kind kind = tree_kind(f->tree, part->node);

    if (part->exports || kind == KIND_FUNCTION_DECLARATION || kind == KIND_GENERATOR_FUNCTION_DECLARATION ||
        kind == KIND_IMPORT_STATEMENT)
        return false;
    if (kind != KIND_VARIABLE_DECLARATOR && kind != KIND_CLASS_DECLARATION && kind != KIND_EXPORT_STATEMENT &&
        kind != KIND_EXPRESSION_STATEMENT)
        return true;
    for (node_id n = part->node; n < end; n++)
        if (f->func_of[n] == 0 &&
            (tree_kind(f->tree, n) == KIND_ASSIGNMENT_EXPRESSION ||
             tree_kind(f->tree, n) == KIND_AUGMENTED_ASSIGNMENT_EXPRESSION) &&
            !is_own_target(f, tree_field(f->tree, n, FIELD_LEFT)))
            return true;
    return false;
}

/* `const util = require("util")`, never set to anything else. */
static bool is_util(const struct finder *f, node_id n)
{
    uint32_t binding = is_identifier(f->tree, n) ? f->scopes->binding_of[n] : BINDING_NONE;
    node_id given = binding == BINDING_NONE ? NODE_NONE : value_of_binding(f, binding);
    node_id specifier = NODE_NONE;
    struct str text = {0};

    if (given == NODE_NONE || f->scopes->bindings.items[binding].writes > 0 ||
        tree_kind(f->tree, given) != KIND_CALL_EXPRESSION ||
        !is_free(f, tree_field(f->tree, given, FIELD_FUNCTION), "require"))
        return false;
    specifier = tree_named_first(f->tree, tree_field(f->tree, given, FIELD_ARGUMENTS));
    return specifier != NODE_NONE && tree_kind(f->tree, specifier) == KIND_STRING &&
           literal_string(f->scratch, f->tree, specifier, &text) &&
           (str_eq(text, STR("util")) || str_eq(text, STR("node:util")));
}

/* Functions of Node and the language that call nothing they are given. */
static bool is_quiet(const struct finder *f, node_id callee)
{
    static const char *const names[] = {"defineProperty", "defineProperties",   "setPrototypeOf", "freeze",
                                        "keys",           "getOwnPropertyNames"};
    struct str name = {0};
    node_id object = NODE_NONE;

    callee = skip_parentheses(f->tree, callee);
    if (is_free(f, callee, "require") || is_free(f, callee, "Symbol"))
        return true;
    if (tree_kind(f->tree, callee) != KIND_MEMBER_EXPRESSION)
        return false;
    object = tree_field(f->tree, callee, FIELD_OBJECT);
    name = sym_text(f->scopes->names, f->scopes->name_of[tree_field(f->tree, callee, FIELD_PROPERTY)]);
    if (str_eq(name, STR("inherits")))
        return is_util(f, object);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(name, str_from(names[i])) && is_free(f, object, "Object"))
            return true;
    return false;
}

static bool is_call(const struct tree *t, node_id n)
{
    return tree_kind(t, n) == KIND_CALL_EXPRESSION || tree_kind(t, n) == KIND_NEW_EXPRESSION;
}

/* A name under which the language calls functions by itself. */
static bool is_implicit(struct str name)
{
    static const char *const names[] = {"toString", "valueOf", "then", "toJSON", "next", "return", "constructor"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(name, str_from(names[i])))
            return true;
    return false;
}

static void find_load(struct finder *f)
{
    struct closure c = closure_new(f);

    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        const struct func *func = &f->scopes->funcs.items[i];
        if (func->kind == FUNC_STATIC_BLOCK || (func->kind == FUNC_FIELD && func->is_static) ||
            is_implicit(sym_text(f->scopes->names, func->name)))
            keep_function(f, &c, i);
    }
    for (uint32_t i = 0; i < f->parts.len; i++)
        if (is_loose(f, &f->parts.items[i]))
            keep_part(f, &c, i);
    for (node_id n = 0; n < f->tree->count; n++) {
        node_id callee = NODE_NONE;

        if (!is_call(f->tree, n) || f->func_of[n] != 0)
            continue;
        callee =
            tree_field(f->tree, n, tree_kind(f->tree, n) == KIND_NEW_EXPRESSION ? FIELD_CONSTRUCTOR : FIELD_FUNCTION);
        if (callee != NODE_NONE && is_quiet(f, callee))
            continue;
        keep_node(f, &c, n);
        n += tree_node(f->tree, n)->size - 1; /* all that is in it counts already */
    }
    for (uint32_t i = 0; i < f->calls[0].len; i++)
        keep_function(f, &c, f->calls[0].items[i]);
    close_over(f, &c);
    c.functions[0] = true;
    f->out->load.functions = c.functions;
}

/* ---- all of it ---- */

/* A file with more exports than anybody writes by hand has one row for all of them. */
enum { EXPORTS_MAX = 1000 };

static void set_ranges(struct finder *f, const struct closure *c, struct live_set *out)
{
    for (uint32_t i = 0; i < f->parts.len; i++) {
        const struct node *n = tree_node(f->tree, f->parts.items[i].node);
        if (c->parts[i])
            vec_push(f->arena, &out->ranges, (struct live_range){n->start, n->end});
    }
}

static void add_all(struct finder *f)
{
    struct live_export one = {.name = sym_intern(f->scopes->names, STR("*")).i};

    f->out->exports.len = 0;
    f->out->all = true;
    one.alive.functions = arena_array(f->arena, function_count(f) + 1, sizeof(bool));
    for (uint32_t i = 1; i < function_count(f); i++)
        one.alive.functions[i] = true;
    vec_push(f->arena, &one.alive.ranges, (struct live_range){0, UINT32_MAX});
    vec_push(f->arena, &f->out->exports, one);
}

/* The code that hands the root to its export: of a statement that sets several of them, without those of the others. */
static void add_handing(struct finder *f, const struct root *root, struct live_set *out)
{
    const struct node *part = tree_node(f->tree, part_at(f, root->place)->node);
    const struct node *place = tree_node(f->tree, root->place);

    if (place->parent == NODE_NONE || tree_kind(f->tree, place->parent) != KIND_OBJECT) {
        vec_push(f->arena, &out->ranges, (struct live_range){part->start, part->end});
        return;
    }
    vec_push(f->arena, &out->ranges,
             (struct live_range){part->start, tree_node(f->tree, tree_named_first(f->tree, place->parent))->start});
    vec_push(f->arena, &out->ranges, (struct live_range){place->start, place->end});
}

static void add_export(struct finder *f, uint32_t first)
{
    struct closure c = closure_new(f);
    struct live_export out = {.name = f->roots.items[first].name};

    for (uint32_t i = first; i < f->roots.len; i++) {
        const struct root *root = &f->roots.items[i];
        if (root->name != out.name)
            continue;
        if (root->node == NODE_NONE)
            keep_binding(f, &c, root->binding);
        else
            keep_node(f, &c, root->node);
        add_handing(f, root, &out.alive);
    }
    close_over(f, &c);
    /* What functions that loading runs have made may have been put anywhere. */
    for (uint32_t i = 1; i < function_count(f); i++)
        if (f->out->load.functions[i])
            for (uint32_t k = 0; k < f->inner[i].len; k++)
                keep_function(f, &c, f->inner[i].items[k]);
    close_over(f, &c);
    out.alive.functions = c.functions;
    set_ranges(f, &c, &out.alive);
    vec_push(f->arena, &f->out->exports, out);
}

static void find_exports(struct finder *f)
{
    for (uint32_t i = 0; i < f->roots.len; i++) {
        bool known = false;
        for (uint32_t k = 0; k < f->out->exports.len; k++)
            known = known || f->out->exports.items[k].name == f->roots.items[i].name;
        if (!known)
            add_export(f, i);
    }
    if (f->tree->goal == GOAL_COMMONJS && f->out->exports.len > 1 && reaches_others(f))
        add_all(f);
}

void alive_build(struct arena *a, struct arena *scratch, const struct scopes *scopes, const struct facts *facts,
                 struct alive *out)
{
    struct finder f = {
        .arena = a, .scratch = scratch, .scopes = scopes, .tree = scopes->tree, .facts = facts, .out = out};
    uint32_t functions = facts->functions.len + 1;

    *out = (struct alive){0};
    f.func_of = arena_array(scratch, f.tree->count, sizeof(*f.func_of));
    f.part_of = arena_array(scratch, f.tree->count, sizeof(*f.part_of));
    f.mentions = arena_array(scratch, scopes->bindings.len + 1, sizeof(*f.mentions));
    f.refers = arena_array(scratch, functions, sizeof(*f.refers));
    f.inner = arena_array(scratch, functions, sizeof(*f.inner));
    f.calls = arena_array(scratch, functions, sizeof(*f.calls));
    find_functions(&f);
    find_parts(&f);
    if (f.tree->goal == GOAL_COMMONJS)
        find_commonjs_exports(&f);
    else
        find_module_exports(&f);
    find_mentions(&f);
    find_inner(&f);
    find_load(&f);
    if (f.all || f.roots.len == 0 || f.roots.len > EXPORTS_MAX)
        add_all(&f);
    else
        find_exports(&f);
}
