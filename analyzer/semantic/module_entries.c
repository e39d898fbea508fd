#include "analyzer/semantic/module_entries.h"

#include "analyzer/base/map.h"
#include "analyzer/syntax/cjs_lexer.h"
#include "analyzer/syntax/literal.h"

struct finder {
    struct arena *arena;
    const struct scopes *scopes;
    const struct tree *tree;
    struct module_entry_vec *out;
    struct map imported; /* binding -> the entry that an export of it is */
    VEC(struct module_entry) exported_as;
    struct map names; /* CommonJS: kind and symbol -> entry */
    sym name_default;
    sym specifier; /* of the statement under way, or none */
    bool has_specifier;
    uint32_t at;
};

bool module_entry_is_sound(const struct module_entry *entry)
{
    bool name = entry->name != FACT_NONE;
    bool imported = entry->imported != FACT_NONE;
    bool specifier = entry->specifier != FACT_NONE;

    if (entry->kind >= MODULE_ENTRY_KIND_COUNT || (entry->lexers & ~LEXERS_ALL) != 0)
        return false;
    switch ((enum module_entry_kind)entry->kind) {
    case MODULE_IMPORT:
        return imported && specifier;
    case MODULE_LOCAL:
    case MODULE_CJS_NAME:
        return name;
    case MODULE_INDIRECT:
        return name && imported && specifier;
    case MODULE_NAMESPACE:
        return name && specifier;
    case MODULE_STAR:
    case MODULE_CJS_MODULE:
        return specifier;
    case MODULE_CJS_UNSURE:
        return true;
    case MODULE_ENTRY_KIND_COUNT:
        break;
    }
    return false;
}

static void add(struct finder *f, enum module_entry_kind kind, uint32_t name, uint32_t imported)
{
    vec_push(f->arena, f->out,
             (struct module_entry){.kind = (uint8_t)kind,
                                   .name = name,
                                   .imported = imported,
                                   .specifier = f->has_specifier ? f->specifier.i : FACT_NONE,
                                   .at = f->at});
}

static uint32_t name_of(const struct finder *f, node_id n)
{
    return str_eq(tree_text(f->tree, n), STR("default")) ? f->name_default.i : f->scopes->name_of[n].i;
}

/* An export of the imported binding would be `kind`. */
static void bind_import(struct finder *f, node_id local, enum module_entry_kind kind, uint32_t imported)
{
    map_put(&f->imported, f->scopes->binding_of[local], f->exported_as.len);
    vec_push(
        f->arena, &f->exported_as,
        (struct module_entry){.kind = (uint8_t)kind, .imported = imported, .specifier = f->specifier.i, .at = f->at});
}

static void add_import(struct finder *f, node_id local, uint32_t imported)
{
    bind_import(f, local, MODULE_INDIRECT, imported);
    add(f, MODULE_IMPORT, FACT_NONE, imported);
}

static void import_namespace(struct finder *f, node_id local)
{
    if (local != NODE_NONE)
        bind_import(f, local, MODULE_NAMESPACE, name_of(f, local));
}

static void import_clause(struct finder *f, node_id clause)
{
    for (node_id c = tree_named_first(f->tree, clause); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_IDENTIFIER)
            add_import(f, c, f->name_default.i);
        if (tree_kind(f->tree, c) == KIND_NAMESPACE_IMPORT)
            import_namespace(f, tree_named_first(f->tree, c));
        if (tree_kind(f->tree, c) != KIND_NAMED_IMPORTS)
            continue;
        for (node_id s = tree_named_first(f->tree, c); s != NODE_NONE; s = tree_named_next(f->tree, s)) {
            node_id alias = tree_field(f->tree, s, FIELD_ALIAS);
            node_id name = tree_field(f->tree, s, FIELD_NAME);
            if (name != NODE_NONE)
                add_import(f, alias != NODE_NONE ? alias : name, name_of(f, name));
        }
    }
}

/* A name for a binding of this module, or, when that was imported, for what it stands for. */
static void add_local(struct finder *f, node_id local, uint32_t name)
{
    uint32_t binding = f->scopes->binding_of[local];
    uint32_t index = 0;
    struct module_entry entry = {.kind = MODULE_LOCAL, .specifier = FACT_NONE, .imported = name_of(f, local)};

    if (binding != BINDING_NONE && map_get(&f->imported, binding, &index))
        entry = f->exported_as.items[index];
    entry.name = name;
    if (entry.kind == MODULE_LOCAL)
        entry.at = f->at;
    vec_push(f->arena, f->out, entry);
}

static void export_clause(struct finder *f, node_id clause)
{
    for (node_id c = tree_named_first(f->tree, clause); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        node_id local = tree_field(f->tree, c, FIELD_NAME);
        node_id alias = tree_field(f->tree, c, FIELD_ALIAS);
        if (local == NODE_NONE)
            continue;
        if (f->has_specifier)
            add(f, MODULE_INDIRECT, name_of(f, alias != NODE_NONE ? alias : local), name_of(f, local));
        else
            add_local(f, local, name_of(f, alias != NODE_NONE ? alias : local));
    }
}

/* The names that a declaration binds. */
static void export_declaration(struct finder *f, node_id declaration)
{
    node_id name = tree_field(f->tree, declaration, FIELD_NAME);

    if (name != NODE_NONE) {
        add(f, MODULE_LOCAL, name_of(f, name), name_of(f, name));
        return;
    }
    for (node_id d = tree_named_first(f->tree, declaration); d != NODE_NONE; d = tree_named_next(f->tree, d)) {
        node_id pattern = tree_field(f->tree, d, FIELD_NAME);
        for (node_id c = pattern; pattern != NODE_NONE && c < pattern + tree_node(f->tree, pattern)->size; c++) {
            enum kind kind = tree_kind(f->tree, c);
            uint32_t binding = kind == KIND_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN
                                   ? f->scopes->binding_of[c]
                                   : BINDING_NONE;
            /* Not those in a default value or a computed key: they are bound elsewhere. */
            if (binding != BINDING_NONE && f->scopes->bindings.items[binding].node == c)
                add(f, MODULE_LOCAL, name_of(f, c), name_of(f, c));
        }
    }
}

/* `export default function f() {}` is a name for f; any other value has a binding that nobody can name. */
static void export_default(struct finder *f, node_id declaration)
{
    node_id name = declaration == NODE_NONE ? NODE_NONE : tree_field(f->tree, declaration, FIELD_NAME);

    add(f, MODULE_LOCAL, f->name_default.i, name == NODE_NONE ? FACT_NONE : name_of(f, name));
}

static void export_statement(struct finder *f, node_id n)
{
    node_id declaration = tree_field(f->tree, n, FIELD_DECLARATION);
    bool star = f->has_specifier && tree_token(f->tree, n, TOKEN_STAR) != NODE_NONE;

    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_EXPORT_CLAUSE)
            export_clause(f, c);
        if (tree_kind(f->tree, c) == KIND_NAMESPACE_EXPORT && f->has_specifier) {
            node_id name = tree_named_first(f->tree, c);
            add(f, MODULE_NAMESPACE, name == NODE_NONE ? f->name_default.i : name_of(f, name), FACT_NONE);
            star = false;
        }
    }
    if (star)
        add(f, MODULE_STAR, FACT_NONE, FACT_NONE);
    if (tree_token(f->tree, n, TOKEN_DEFAULT) != NODE_NONE)
        export_default(f, declaration);
    else if (declaration != NODE_NONE)
        export_declaration(f, declaration);
}

static bool begin_statement(struct finder *f, node_id n)
{
    node_id source = tree_field(f->tree, n, FIELD_SOURCE);
    struct str text = {0};

    f->at = tree_node(f->tree, n)->start;
    f->has_specifier = source != NODE_NONE;
    if (source != NODE_NONE && !literal_string(f->arena, f->tree, source, &text))
        return false;
    f->specifier = sym_intern(f->scopes->names, text);
    return true;
}

/* Imports first: an export may stand before the import of what it names. */
static void find_in_module(struct finder *f, enum kind statement)
{
    for (node_id n = tree_named_first(f->tree, 0); n != NODE_NONE; n = tree_named_next(f->tree, n)) {
        if (tree_kind(f->tree, n) != statement || !begin_statement(f, n))
            continue;
        if (statement == KIND_EXPORT_STATEMENT) {
            export_statement(f, n);
            continue;
        }
        for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c))
            if (tree_kind(f->tree, c) == KIND_IMPORT_CLAUSE)
                import_clause(f, c);
    }
}

static void add_found(struct finder *f, enum module_entry_kind kind, struct str text, uint8_t lexers)
{
    uint32_t symbol = sym_intern(f->scopes->names, text).i;
    struct module_entry entry = {
        .kind = (uint8_t)kind, .name = FACT_NONE, .imported = FACT_NONE, .specifier = FACT_NONE};
    uint32_t index = f->out->len;

    if (map_get(&f->names, map_pair(kind, symbol), &index)) {
        f->out->items[index].lexers |= lexers;
        return;
    }
    map_put(&f->names, map_pair(kind, symbol), index);
    entry.lexers = lexers;
    *(kind == MODULE_CJS_MODULE ? &entry.specifier : &entry.name) = symbol;
    vec_push(f->arena, f->out, entry);
}

static void look_over(struct finder *f, struct str text, enum cjs_lexer lexer, uint8_t lexers)
{
    struct cjs_exports found;

    cjs_exports_find(f->arena, text, lexer, &found);
    if (found.unsure)
        add_found(f, MODULE_CJS_UNSURE, STR(""), lexers);
    for (uint32_t i = 0; i < found.names.len; i++)
        add_found(f, MODULE_CJS_NAME, found.names.items[i], lexers);
    for (uint32_t i = 0; i < found.reexports.len; i++)
        add_found(f, MODULE_CJS_MODULE, found.reexports.items[i], lexers);
}

static void find_in_commonjs(struct finder *f, const struct source *source)
{
    bool same = source->marked.len == source->text.len;

    look_over(f, source->text, CJS_MODULE_LEXER, same ? LEXERS_OLD | LEXERS_OLD_MARKED : LEXERS_OLD);
    look_over(f, source->text, CJS_MERVE, same ? LEXERS_MERVE | LEXERS_MERVE_MARKED : LEXERS_MERVE);
    if (same)
        return;
    look_over(f, source->marked, CJS_MODULE_LEXER, LEXERS_OLD_MARKED);
    look_over(f, source->marked, CJS_MERVE, LEXERS_MERVE_MARKED);
}

void module_entries_find(struct arena *a, const struct source *source, const struct scopes *scopes,
                         struct module_entry_vec *out)
{
    struct finder f = {.arena = a, .scopes = scopes, .tree = scopes->tree, .out = out};

    map_init(&f.imported, a);
    map_init(&f.names, a);
    f.name_default = sym_intern(scopes->names, STR("default"));
    if (scopes->tree->goal == GOAL_MODULE) {
        find_in_module(&f, KIND_IMPORT_STATEMENT);
        find_in_module(&f, KIND_EXPORT_STATEMENT);
    } else {
        find_in_commonjs(&f, source);
    }
}
