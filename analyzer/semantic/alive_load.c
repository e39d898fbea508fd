/*
 * alive_load.c - which functions loading a file may run.
 */
#include "analyzer/semantic/alive_find.h"
#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

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
        if (scope_mentioned(f->scopes, given) == BINDING_NONE)
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

    if (scope_is_name(f->tree, root))
        return f->scopes->binding_of[root] != BINDING_NONE;
    while (tree_kind(f->tree, root) == KIND_MEMBER_EXPRESSION || tree_kind(f->tree, root) == KIND_SUBSCRIPT_EXPRESSION)
        root = skip_parentheses(f->tree, tree_field(f->tree, root, FIELD_OBJECT));
    return scope_is_name(f->tree, root) && holds_own(f, f->scopes->binding_of[root], ALIASES_FOLLOWED);
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
    uint32_t binding = scope_mentioned(f->scopes, n);
    node_id given = binding == BINDING_NONE ? NODE_NONE : value_of_binding(f, binding);
    node_id specifier = NODE_NONE;
    struct str text = {0};

    if (given == NODE_NONE || f->scopes->bindings.items[binding].writes > 0 ||
        tree_kind(f->tree, given) != KIND_CALL_EXPRESSION ||
        !alive_is_free(f, tree_field(f->tree, given, FIELD_FUNCTION), "require"))
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
    if (alive_is_free(f, callee, "require") || alive_is_free(f, callee, "Symbol"))
        return true;
    if (tree_kind(f->tree, callee) != KIND_MEMBER_EXPRESSION)
        return false;
    object = tree_field(f->tree, callee, FIELD_OBJECT);
    name = sym_text(f->scopes->names, f->scopes->name_of[tree_field(f->tree, callee, FIELD_PROPERTY)]);
    if (str_eq(name, STR("inherits")))
        return is_util(f, object);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(name, str_from(names[i])) && alive_is_free(f, object, "Object"))
            return true;
    return false;
}

static bool is_call(const struct tree *t, node_id n)
{
    return tree_kind(t, n) == KIND_CALL_EXPRESSION || tree_kind(t, n) == KIND_NEW_EXPRESSION;
}

/*
 * A name under which the language calls functions by itself. Those inside of others count as well: what makes them may run
 * without a call in the text, too (iterators, accessors, conversions).
 */
static bool is_implicit(struct str name)
{
    static const char *const names[] = {"toString", "valueOf", "then", "toJSON", "next", "return", "constructor"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(name, str_from(names[i])))
            return true;
    return false;
}

void alive_find_load(struct finder *f)
{
    struct closure c = alive_closure_new(f);

    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        const struct func *func = &f->scopes->funcs.items[i];
        if (func->kind == FUNC_STATIC_BLOCK || (func->kind == FUNC_FIELD && func->is_static) ||
            is_implicit(sym_text(f->scopes->names, func->name)))
            alive_keep_function(f, &c, i);
    }
    for (uint32_t i = 0; i < f->parts.len; i++)
        if (is_loose(f, &f->parts.items[i]))
            alive_keep_part(f, &c, i);
    for (node_id n = 0; n < f->tree->count; n++) {
        node_id callee = NODE_NONE;

        if (!is_call(f->tree, n) || f->func_of[n] != 0)
            continue;
        callee =
            tree_field(f->tree, n, tree_kind(f->tree, n) == KIND_NEW_EXPRESSION ? FIELD_CONSTRUCTOR : FIELD_FUNCTION);
        if (callee != NODE_NONE && is_quiet(f, callee))
            continue;
        alive_keep_node(f, &c, n);
        n += tree_node(f->tree, n)->size - 1; /* all that is in it counts already */
    }
    for (uint32_t i = 0; i < f->calls[0].len; i++)
        alive_keep_function(f, &c, f->calls[0].items[i]);
    alive_close_over(f, &c);
    c.functions[0] = true;
    f->out->load.functions = c.functions;
}
