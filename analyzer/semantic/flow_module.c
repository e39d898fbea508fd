/*
 * flow_module.c - import and export declarations (ECMAScript 2025 section 16.2).
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/syntax/literal.h"

/* import ... with { type: "json" } */
static uint8_t attribute_flags(struct flow *f, node_id n)
{
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        struct str text = {0};
        if (tree_kind(f->tree, c) != KIND_IMPORT_ATTRIBUTE)
            continue;
        text = tree_text(f->tree, c);
        return str_find(text, STR("json"), 0) < text.len ? IMPORT_TYPE_JSON : IMPORT_TYPE_OTHER;
    }
    return 0;
}

/* The module a statement names; false when it names none. */
static bool statement_source(struct flow *f, node_id n, sym *out)
{
    node_id source = tree_field(f->tree, n, FIELD_SOURCE);
    struct str text = {0};

    if (source == NODE_NONE)
        return false;
    if (!literal_string(f->arena, f->tree, source, &text)) {
        charge(f, AMP_SYNTAX_SHAPE, n, 0, sym_intern(f->names, STR("module specifier")));
        text = STR("");
    }
    *out = sym_intern(f->names, text);
    return true;
}

static void add_import(struct flow *f, node_id n, enum import_kind kind, sym specifier, uint8_t flags)
{
    const struct node *node = tree_node(f->tree, n);

    vec_push(f->out_arena, &f->facts->imports,
             (struct import){.specifier = specifier.i,
                             .kind = (uint8_t)kind,
                             .flags = (uint8_t)(flags | attribute_flags(f, n)),
                             .at = node->start,
                             .end = node->end});
}

/* The name in an import or export specifier: an identifier, a string, or `default`, which is a token to the grammar. */
static sym specifier_name(struct flow *f, node_id n)
{
    if (n == NODE_NONE)
        return (sym){0};
    return str_eq(tree_text(f->tree, n), STR("default")) ? f->name_default : f->scopes->name_of[n];
}

static void bind_import(struct flow *f, node_id local, uint32_t path)
{
    if (path == FACT_NONE || f->scopes->binding_of[local] == BINDING_NONE) {
        charge(f, AMP_SYNTAX_SHAPE, local, 0, sym_intern(f->names, STR("import binding")));
        return;
    }
    cell_add(f, binding_cell(f, f->scopes->binding_of[local]), VALUE(VALUE_PATH, path));
}

static void import_names(struct flow *f, node_id clause, uint32_t module)
{
    for (node_id c = tree_named_first(f->tree, clause); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        node_id alias = NODE_NONE;
        node_id name = NODE_NONE;
        switch (tree_kind(f->tree, c)) {
        case KIND_IDENTIFIER:
            bind_import(f, c, path_extend(f, module, PATH_STEP_MEMBER, f->name_default));
            break;
        case KIND_NAMESPACE_IMPORT:
            bind_import(f, tree_named_first(f->tree, c), module);
            break;
        case KIND_NAMED_IMPORTS:
            for (node_id s = tree_named_first(f->tree, c); s != NODE_NONE; s = tree_named_next(f->tree, s)) {
                alias = tree_field(f->tree, s, FIELD_ALIAS);
                name = tree_field(f->tree, s, FIELD_NAME);
                bind_import(f, alias != NODE_NONE ? alias : name,
                            path_extend(f, module, PATH_STEP_MEMBER, specifier_name(f, name)));
            }
            break;
        default:
            charge(f, AMP_SYNTAX_SHAPE, c, 0, sym_intern(f->names, str_from(kind_name(tree_kind(f->tree, c)))));
            break;
        }
    }
}

static void walk_import(struct flow *f, node_id n)
{
    sym specifier = {0};
    uint32_t module = 0;

    if (!statement_source(f, n, &specifier)) {
        charge(f, AMP_SYNTAX_SHAPE, n, 0, sym_intern(f->names, STR("import")));
        return;
    }
    add_import(f, n, IMPORT_STATIC, specifier, 0);
    module = path_root(f, PATH_MODULE, specifier);
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_IMPORT_CLAUSE)
            import_names(f, c, module);
    }
}

static void export_value(struct flow *f, node_id n, sym name, cell_id from, uint32_t func)
{
    vec_push(f->out_arena, &f->facts->exports,
             (struct export){.name = name.i, .at = tree_node(f->tree, n)->start, .func = func});
    escape_cell(f, from, n, 0);
}

static void export_clause(struct flow *f, node_id clause, uint32_t module)
{
    for (node_id c = tree_named_first(f->tree, clause); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        node_id name = tree_field(f->tree, c, FIELD_NAME);
        node_id alias = tree_field(f->tree, c, FIELD_ALIAS);
        cell_id from = 0;
        if (name == NODE_NONE)
            continue;
        if (module == FACT_NONE) {
            from = cell_of(f, name);
        } else {
            uint32_t path = path_extend(f, module, PATH_STEP_MEMBER, specifier_name(f, name));
            from = cell_new(f);
            if (path != FACT_NONE)
                cell_add(f, from, VALUE(VALUE_PATH, path));
        }
        export_value(f, c, specifier_name(f, alias != NODE_NONE ? alias : name), from, FACT_NONE);
    }
}

/* export * from "x", export * as ns from "x" */
static void export_star(struct flow *f, node_id n, uint32_t module)
{
    cell_id from = cell_new(f);

    cell_add(f, from, VALUE(VALUE_PATH, module));
    escape_cell(f, from, n, 0);
    f->facts->exports_opaque = true;
}

/* Every name that a declaration binds. */
static void export_declaration(struct flow *f, node_id declaration)
{
    node_id name = tree_field(f->tree, declaration, FIELD_NAME);

    if (name != NODE_NONE) {
        export_value(f, name, f->scopes->name_of[name], cell_of(f, name),
                     scope_is_function(f->tree, declaration) ? f->scopes->func_of[declaration] : FACT_NONE);
        return;
    }
    for (node_id d = tree_named_first(f->tree, declaration); d != NODE_NONE; d = tree_named_next(f->tree, d)) {
        node_id pattern = tree_field(f->tree, d, FIELD_NAME);
        for (node_id c = pattern; pattern != NODE_NONE && c < pattern + tree_node(f->tree, pattern)->size; c++) {
            enum kind kind = tree_kind(f->tree, c);
            if ((kind == KIND_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN) &&
                f->scopes->binding_of[c] != BINDING_NONE)
                export_value(f, c, f->scopes->name_of[c], binding_cell(f, f->scopes->binding_of[c]), FACT_NONE);
        }
    }
}

static void walk_export(struct flow *f, node_id n)
{
    node_id value_node = tree_field(f->tree, n, FIELD_VALUE);
    node_id declaration = tree_field(f->tree, n, FIELD_DECLARATION);
    sym specifier = {0};
    uint32_t module = FACT_NONE;

    if (statement_source(f, n, &specifier)) {
        bool star = tree_token(f->tree, n, TOKEN_STAR) != NODE_NONE;
        add_import(f, n, IMPORT_REEXPORT, specifier, star ? IMPORT_STAR : 0);
        module = path_root(f, PATH_MODULE, specifier);
        if (star)
            export_star(f, n, module);
    }
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_EXPORT_CLAUSE)
            export_clause(f, c, module);
        else if (tree_kind(f->tree, c) == KIND_NAMESPACE_EXPORT && module != FACT_NONE)
            export_star(f, n, module);
    }
    if (value_node != NODE_NONE)
        export_value(f, n, f->name_default, cell_of(f, value_node), FACT_NONE);
    if (declaration == NODE_NONE)
        return;
    if (tree_token(f->tree, n, TOKEN_DEFAULT) != NODE_NONE)
        export_value(f, n, f->name_default, cell_of(f, declaration), FACT_NONE);
    else
        export_declaration(f, declaration);
}

bool walk_module(struct flow *f, node_id n)
{
    switch (tree_kind(f->tree, n)) {
    case KIND_IMPORT_STATEMENT:
        walk_import(f, n);
        return true;
    case KIND_EXPORT_STATEMENT:
        walk_export(f, n);
        return true;
    case KIND_IMPORT_CLAUSE:
    case KIND_NAMED_IMPORTS:
    case KIND_NAMESPACE_IMPORT:
    case KIND_IMPORT_SPECIFIER:
    case KIND_IMPORT_ATTRIBUTE:
    case KIND_EXPORT_CLAUSE:
    case KIND_EXPORT_SPECIFIER:
    case KIND_NAMESPACE_EXPORT:
        return true;
    default:
        return false;
    }
}
