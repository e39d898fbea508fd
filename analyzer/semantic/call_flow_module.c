/*
 * call_flow_module.c - what imports give and exports take, for call_flow.
 */
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

const struct import *call_flow_import(const struct call_flow_builder *b, node_id n)
{
    const struct node *node = tree_node(b->tree, n);
    uint32_t index = 0;

    if (!map_get(&b->imports, map_pair(node->start, node->end), &index))
        return NULL;
    return &b->facts->imports.items[index];
}

/* Names of helpers that compilers wrap a require in. */
static bool is_interop(struct str name)
{
    return str_starts(name, STR("_interop")) || str_starts(name, STR("__import")) || str_starts(name, STR("__toESM")) ||
           str_starts(name, STR("__importStar"));
}

/* `require("x")`, `await import("x")`, and either in a compiler's helper. */
static struct module_binding module_of_value(const struct call_flow_builder *b, node_id n)
{
    struct module_binding found = {0};
    const struct import *import = NULL;

    n = skip_parentheses(b->tree, n);
    if (tree_kind(b->tree, n) == KIND_AWAIT_EXPRESSION)
        n = skip_parentheses(b->tree, tree_named_first(b->tree, n));
    if (tree_kind(b->tree, n) != KIND_CALL_EXPRESSION)
        return found;
    import = call_flow_import(b, n);
    if (import == NULL) {
        node_id callee = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_FUNCTION));
        node_id first = tree_named_first(b->tree, tree_field(b->tree, n, FIELD_ARGUMENTS));

        if (tree_kind(b->tree, callee) == KIND_MEMBER_EXPRESSION)
            callee = tree_field(b->tree, callee, FIELD_PROPERTY);
        else if (tree_kind(b->tree, callee) != KIND_IDENTIFIER)
            return found;
        if (first == NODE_NONE || !is_interop(call_flow_name(b, callee)))
            return found;
        import = call_flow_import(b, first);
        found.interop = true;
    }
    if (import == NULL)
        return (struct module_binding){0};
    found.known = true;
    found.import = import->kind;
    found.specifier = import->specifier;
    return found;
}

struct module_binding call_flow_module(const struct call_flow_builder *b, node_id n)
{
    if (n == NODE_NONE)
        return (struct module_binding){0};
    n = skip_parentheses(b->tree, n);
    if (tree_kind(b->tree, n) != KIND_IDENTIFIER)
        return module_of_value(b, n);
    if (b->scopes->binding_of[n] == BINDING_NONE)
        return (struct module_binding){0};
    return b->modules[b->scopes->binding_of[n]];
}

static bool statement_specifier(struct call_flow_builder *b, node_id n, uint32_t *out)
{
    node_id source = tree_field(b->tree, n, FIELD_SOURCE);
    struct str text = {0};

    if (source == NODE_NONE || !literal_string(b->arena, b->tree, source, &text))
        return false;
    *out = sym_intern(b->scopes->names, text).i;
    return true;
}

static void bind_namespace(struct call_flow_builder *b, node_id local, uint32_t specifier)
{
    uint32_t binding = b->scopes->binding_of[local];

    if (binding != BINDING_NONE)
        b->modules[binding] = (struct module_binding){.known = true, .import = IMPORT_STATIC, .specifier = specifier};
}

void call_flow_bind_modules(struct call_flow_builder *b)
{
    for (node_id n = 0; n < b->tree->count; n++) {
        enum kind kind = tree_kind(b->tree, n);
        uint32_t specifier = 0;

        if (kind == KIND_VARIABLE_DECLARATOR) {
            node_id name = tree_field(b->tree, n, FIELD_NAME);
            node_id given = tree_field(b->tree, n, FIELD_VALUE);
            uint32_t binding = tree_kind(b->tree, name) == KIND_IDENTIFIER ? b->scopes->binding_of[name] : BINDING_NONE;

            if (given != NODE_NONE && binding != BINDING_NONE)
                b->initial[binding] = given;
            if (given != NODE_NONE && binding != BINDING_NONE && b->scopes->bindings.items[binding].writes == 0)
                b->modules[binding] = module_of_value(b, given);
        } else if (kind == KIND_NAMESPACE_IMPORT) {
            node_id statement = tree_node(b->tree, tree_node(b->tree, n)->parent)->parent;

            if (statement_specifier(b, statement, &specifier))
                bind_namespace(b, tree_named_first(b->tree, n), specifier);
        }
    }
}

/* The symbol of a name in an import or export clause: an identifier, a string, or `default`. */
static uint32_t name_in_clause(struct call_flow_builder *b, node_id n)
{
    struct str text = {0};

    if (tree_kind(b->tree, n) == KIND_STRING && literal_string(b->arena, b->tree, n, &text))
        return sym_intern(b->scopes->names, text).i;
    return tree_kind(b->tree, n) == TOKEN_DEFAULT ? call_flow_text(b, "default") : b->scopes->name_of[n].i;
}

static void import_named(struct call_flow_builder *b, node_id local, uint32_t specifier, uint32_t name)
{
    call_flow_edge(b, call_flow_vertex(b, VERTEX_IMPORTED, IMPORT_STATIC, specifier, name), call_flow_of(b, local));
}

static void walk_import_clause(struct call_flow_builder *b, node_id clause, uint32_t specifier)
{
    for (node_id c = tree_named_first(b->tree, clause); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        if (tree_kind(b->tree, c) == KIND_IDENTIFIER)
            import_named(b, c, specifier, sym_intern(b->scopes->names, STR("default")).i);
        else if (tree_kind(b->tree, c) == KIND_NAMESPACE_IMPORT)
            call_flow_edge(b, call_flow_vertex(b, VERTEX_MODULE, IMPORT_STATIC, specifier, 0),
                           call_flow_of(b, tree_named_first(b->tree, c)));
        else if (tree_kind(b->tree, c) == KIND_NAMED_IMPORTS)
            for (node_id s = tree_named_first(b->tree, c); s != NODE_NONE; s = tree_named_next(b->tree, s)) {
                node_id name = tree_field(b->tree, s, FIELD_NAME);
                node_id alias = tree_field(b->tree, s, FIELD_ALIAS);
                import_named(b, alias == NODE_NONE ? name : alias, specifier, name_in_clause(b, name));
            }
    }
}

static void export_as(struct call_flow_builder *b, uint32_t name, node_id given, uint32_t from)
{
    call_flow_edge(b, from, call_flow_vertex(b, VERTEX_EXPORT, 0, name, 0));
    call_flow_to_property(b, from, given, name);
}

static void walk_export_clause(struct call_flow_builder *b, node_id clause, bool from_module, uint32_t specifier)
{
    for (node_id s = tree_named_first(b->tree, clause); s != NODE_NONE; s = tree_named_next(b->tree, s)) {
        node_id name = tree_field(b->tree, s, FIELD_NAME);
        node_id alias = tree_field(b->tree, s, FIELD_ALIAS);

        if (name == NODE_NONE)
            continue;
        export_as(b, name_in_clause(b, alias == NODE_NONE ? name : alias), from_module ? NODE_NONE : name,
                  from_module
                      ? call_flow_vertex(b, VERTEX_IMPORTED, IMPORT_REEXPORT, specifier, name_in_clause(b, name))
                      : call_flow_of(b, name));
    }
}

/* Every name that a declaration binds. */
static void export_declared(struct call_flow_builder *b, node_id declaration, bool is_default)
{
    node_id name = tree_field(b->tree, declaration, FIELD_NAME);
    uint32_t as_default = sym_intern(b->scopes->names, STR("default")).i;

    if (name != NODE_NONE || is_default) {
        export_as(b, is_default ? as_default : b->scopes->name_of[name].i, declaration, call_flow_of(b, declaration));
        return;
    }
    for (node_id c = declaration; c < declaration + tree_node(b->tree, declaration)->size; c++) {
        uint32_t binding = BINDING_NONE;

        if (tree_kind(b->tree, c) == KIND_IDENTIFIER ||
            tree_kind(b->tree, c) == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN)
            binding = b->scopes->binding_of[c];
        if (binding != BINDING_NONE && b->scopes->bindings.items[binding].node == c &&
            b->scopes->bindings.items[binding].func == 0)
            export_as(b, b->scopes->name_of[c].i, c, call_flow_of(b, c));
    }
}

static void walk_export_node(struct call_flow_builder *b, node_id n)
{
    node_id given = tree_field(b->tree, n, FIELD_VALUE);
    node_id declaration = tree_field(b->tree, n, FIELD_DECLARATION);
    uint32_t specifier = 0;
    bool from_module = statement_specifier(b, n, &specifier);
    bool named = false;

    for (node_id c = tree_named_first(b->tree, n); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        if (tree_kind(b->tree, c) == KIND_EXPORT_CLAUSE)
            walk_export_clause(b, c, from_module, specifier);
        if (tree_kind(b->tree, c) == KIND_NAMESPACE_EXPORT && from_module) /* export * as name from */
            export_as(b, name_in_clause(b, tree_named_first(b->tree, c)), NODE_NONE,
                      call_flow_vertex(b, VERTEX_MODULE, IMPORT_REEXPORT, specifier, 0));
        named = named || tree_kind(b->tree, c) == KIND_EXPORT_CLAUSE || tree_kind(b->tree, c) == KIND_NAMESPACE_EXPORT;
    }
    if (from_module && !named)
        vec_push(b->arena, &b->out->stars, call_flow_vertex(b, VERTEX_MODULE, IMPORT_REEXPORT, specifier, 0));
    if (given != NODE_NONE)
        export_as(b, sym_intern(b->scopes->names, STR("default")).i, given, call_flow_of(b, given));
    if (declaration != NODE_NONE)
        export_declared(b, declaration, tree_token(b->tree, n, TOKEN_DEFAULT) != NODE_NONE);
}

bool call_flow_declaration(struct call_flow_builder *b, node_id n)
{
    uint32_t specifier = 0;

    switch (tree_kind(b->tree, n)) {
    case KIND_IMPORT_STATEMENT:
        if (statement_specifier(b, n, &specifier))
            for (node_id c = tree_named_first(b->tree, n); c != NODE_NONE; c = tree_named_next(b->tree, c))
                if (tree_kind(b->tree, c) == KIND_IMPORT_CLAUSE)
                    walk_import_clause(b, c, specifier);
        return true;
    case KIND_EXPORT_STATEMENT:
        walk_export_node(b, n);
        return true;
    default:
        return false;
    }
}
