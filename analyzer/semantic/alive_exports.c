/*
 * alive_exports.c - what a file's exports are set to, where they have the plain forms that people write.
 */
#include "analyzer/semantic/alive_find.h"
#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

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
    if (tree_kind(f->tree, n) == KIND_MEMBER_EXPRESSION &&
        !alive_is_free(f, tree_field(f->tree, n, FIELD_OBJECT), "module"))
        n = tree_field(f->tree, n, FIELD_OBJECT);
    if (tree_kind(f->tree, n) == KIND_MEMBER_EXPRESSION)
        return alive_is_free(f, tree_field(f->tree, n, FIELD_OBJECT), "module");
    return alive_is_free(f, n, "exports");
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
    alive_part_at(f, target)->exports = true;
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
        !alive_is_free(f, tree_field(f->tree, callee, FIELD_OBJECT), "Object") ||
        !str_eq(sym_text(f->scopes->names, f->scopes->name_of[tree_field(f->tree, callee, FIELD_PROPERTY)]),
                STR("defineProperty")) ||
        tree_kind(f->tree, key) != KIND_STRING || !literal_string(f->scratch, f->tree, key, &name))
        return false;
    alive_part_at(f, whole)->exports = true;
    if (!str_eq(name, STR("__esModule")))
        add_root(f, sym_intern(f->scopes->names, name).i, given, BINDING_NONE, whole);
    return true;
}

/* `exports` and `module.exports` in any other place than a plain write: all exports are one. */
static void look_at_exports(struct finder *f, node_id n)
{
    node_id whole = n;
    node_id parent = tree_node(f->tree, n)->parent;

    if (alive_is_free(f, n, "module")) {
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
        else if (alive_is_free(f, n, "arguments") && f->scopes->funcs.items[f->func_of[n]].this_of == 0)
            f->all = true;
        else if (alive_is_free(f, n, "exports") || alive_is_free(f, n, "module"))
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
            uint32_t binding = scope_mentioned(f->scopes, c);
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
            alive_part_at(f, n)->exports = true;
    }
}

/* The function that the value of an export is, FUNC_NONE when it is none by its looks. */
static uint32_t direct_function(const struct finder *f, const struct root *root)
{
    node_id n = root->node;
    uint32_t binding = root->binding;

    if (n != NODE_NONE && scope_is_function(f->tree, n))
        return f->scopes->func_of[n];
    if (n != NODE_NONE && scope_is_name(f->tree, n))
        binding = f->scopes->binding_of[n];
    for (uint32_t i = 1; binding != BINDING_NONE && i < f->scopes->funcs.len; i++) {
        const struct node *parent = tree_node(f->tree, tree_node(f->tree, f->scopes->funcs.items[i].node)->parent);
        node_id name = tree_field(f->tree, f->scopes->funcs.items[i].node, FIELD_NAME);

        if (parent->kind == KIND_VARIABLE_DECLARATOR)
            name = tree_field(f->tree, tree_node(f->tree, f->scopes->funcs.items[i].node)->parent, FIELD_NAME);
        if (name != NODE_NONE && scope_is_name(f->tree, name) && f->scopes->binding_of[name] == binding)
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

bool alive_reaches_others(const struct finder *f)
{
    bool *direct = arena_array(f->scratch, alive_function_count(f) + 1, sizeof(*direct));

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

void alive_find_roots(struct finder *f)
{
    if (f->tree->goal == GOAL_COMMONJS)
        find_commonjs_exports(f);
    else
        find_module_exports(f);
}
