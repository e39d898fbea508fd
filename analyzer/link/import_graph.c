#include "analyzer/link/import_graph.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/link/placed_import.h"
#include "analyzer/semantic/placed.h"
#include "analyzer/base/limits.h"
#include "analyzer/package/path.h"
#include "analyzer/syntax/source.h"

struct import_graph *graph_new(struct arena *a, struct resolver *resolver, const struct api_table *table,
                               enum node_major major)
{
    struct import_graph *g = arena_new(a, struct import_graph);

    g->arena = a;
    g->resolver = resolver;
    g->major = major;
    sym_table_init(&g->texts, a);
    map_init(&g->index, a);
    module_linker_init(&g->linker, a, resolver, table, &g->texts);
    return g;
}

static uint32_t add_file(struct import_graph *g, struct graph_file file)
{
    uint64_t key = map_pair(sym_intern(&g->texts, file.path).i, (uint32_t)file.goal);
    uint32_t index = 0;

    if (map_get(&g->index, key, &index))
        return index;
    index = g->files.len;
    map_put(&g->index, key, index);
    vec_push(g->arena, &g->files, file);
    return index;
}

uint32_t graph_add(struct import_graph *g, const struct resolution *found)
{
    struct graph_file file = {.path = found->path, .name = found->file, .package = found->package};

    if (found->outcome != RESOLVED_FILE)
        return GRAPH_NONE;
    file.goal = GOAL_COMMONJS;
    file.code = file_format_goal(found->format, &file.goal);
    if (found->format == FORMAT_TYPESCRIPT)
        file.trouble = STR("TypeScript, whose types Node strips");
    if (found->format == FORMAT_UNSURE)
        file.trouble = found->reason;
    return add_file(g, file);
}

static bool is_javascript(struct str name)
{
    return str_ends(name, STR(".js")) || str_ends(name, STR(".cjs")) || str_ends(name, STR(".mjs"));
}

static void add_by_syntax(struct import_graph *g, struct str path)
{
    struct graph_file file = {.path = str_dup(g->arena, path), .code = true, .goal = GOAL_DETECT};
    struct resolution found;

    resolve_file(g->resolver, path, IMPORT_REQUIRE, g->major, &found);
    if (found.outcome == RESOLVED_FILE && found.format == FORMAT_MODULE)
        file.goal = GOAL_MODULE;
    file.name = file_tree_relative(resolver_tree(g->resolver), file.path);
    file.package = package_of(resolver_packages(g->resolver), file.path);
    (void)add_file(g, file);
}

VEC_TYPE(struct str, folders);

static enum err add_folder(struct import_graph *g, struct str folder, struct folders *todo, struct error *why)
{
    struct fs_entries entries = {0};
    enum err e = file_tree_list(resolver_tree(g->resolver), g->arena, folder, &entries, todo->len == 1 ? why : NULL);

    if (e != OK && todo->len > 1) {
        /* One that may not be looked into, or lies too deep; the rest of the tree is still there. */
        if (g->missed.len == 0)
            g->missed = file_tree_relative(resolver_tree(g->resolver), folder);
        return OK;
    }
    for (uint32_t i = 0; e == OK && i < entries.len; i++) {
        struct str path = path_join(g->arena, folder, entries.items[i].name);

        if (g->files.len + todo->len >= LIMIT_PROGRAM_FILES)
            return error_set(why, ERR_LIMIT, "%.*s has more than %d files", STR_ARG(folder), LIMIT_PROGRAM_FILES);
        if (entries.items[i].kind == FS_DIR)
            vec_push(g->arena, todo, path);
        else if (entries.items[i].kind == FS_FILE && is_javascript(path))
            add_by_syntax(g, path);
    }
    return e;
}

enum err graph_add_all(struct import_graph *g, struct str folder, struct error *why)
{
    struct folders todo = {0};
    enum err e = OK;

    vec_push(g->arena, &todo, folder);
    for (uint32_t i = 0; e == OK && i < todo.len; i++)
        e = add_folder(g, todo.items[i], &todo, why);
    return e;
}

static struct str joined(struct arena *a, const char *before, struct str text, struct str after)
{
    struct strbuf b;

    strbuf_init(&b, a);
    strbuf_put_c(&b, before);
    strbuf_put(&b, text);
    strbuf_put(&b, after);
    return strbuf_text(&b);
}

static bool is_followed(const struct import_graph *g, const struct resolution *found, const struct graph_edge *edge)
{
    if (edge->kind == IMPORT_REQUIRE_RESOLVE) /* loads nothing, so nothing is reached by it */
        return false;
    return !g->own_only || found->package == g->files.items[edge->from].package;
}

/* What the edge is printed with: what finding gives, even when loading it would fail. */
static void set_resolved(struct import_graph *g, const struct resolution *found, struct graph_edge *edge)
{
    edge->understood = found->outcome != RESOLVE_NOT_UNDERSTOOD;
    switch (found->outcome) {
    case RESOLVED_FILE:
        edge->resolved = joined(g->arena, "", found->file, found->suffix);
        edge->to = is_followed(g, found, edge) ? graph_add(g, found) : GRAPH_NONE;
        return;
    case RESOLVED_BUILTIN:
        edge->builtin = true;
        edge->resolved = joined(g->arena, "node:", found->builtin, (struct str){0});
        return;
    case RESOLVE_FAILED:
        edge->resolved = found->at_load ? found->url : joined(g->arena, "!", found->code, (struct str){0});
        return;
    case RESOLVE_NOT_UNDERSTOOD:
        edge->resolved = found->url.len > 0 ? found->url : STR("!NOT_UNDERSTOOD");
        edge->reason = found->reason;
        return;
    }
}

/* The edge of an import, whose specifier is the text `specifier`. */
static void add_import(struct import_graph *g, const struct import *import, struct str specifier, struct position at)
{
    const struct graph_file *from = &g->files.items[g->accepted];
    struct graph_edge edge = {
        .from = g->accepted, .to = GRAPH_NONE, .kind = import->kind, .line = at.line, .column = at.column};
    struct arena scratch = {0};
    struct resolution found;

    edge.specifier = sym_intern(&g->texts, specifier).i;
    edge.hidden = (import->flags & IMPORT_IF_BUILTIN) != 0;
    if (edge.hidden) {
        vec_push(g->arena, &g->edges, edge);
        return;
    }
    placed_import_resolve(&scratch, g->resolver, from->path, specifier, (enum import_kind)import->kind, g->major,
                          &found);
    set_resolved(g, &found, &edge);
    vec_push(g->arena, &g->edges, edge);
    arena_reset(&scratch);
}

/*
 * A call of require.resolve with a constant text, which is a use of Node's interface like any other; of a require that
 * createRequire made, too. `*specifier` is in `a`.
 */
static bool is_resolve_call(struct arena *a, const struct summary *s, const struct use *use, struct str *specifier)
{
    struct str name = {0};
    const struct path *path = &s->paths.items[use->path];
    const struct path *base = NULL;

    if (use->op != USE_CALL || use->arg[0] == FACT_NONE || path->step != PATH_STEP_MEMBER || path->name == FACT_NONE ||
        !str_eq(sym_text(&s->texts, (sym){path->name}), STR("resolve")))
        return false;
    base = &s->paths.items[path->parent];
    if (base->name == FACT_NONE)
        return false;
    name = sym_text(&s->texts, (sym){base->name});
    *specifier = sym_text(&s->texts, (sym){use->arg[0]});
    if (base->step == PATH_STEP_MEMBER && placed_is(name))
        *specifier = placed_by(a, name, *specifier);
    else if (base->step != PATH_CJS || !str_eq(name, STR("require")))
        return false;
    return true;
}

static uint32_t own_text(struct import_graph *g, const struct summary *s, uint32_t symbol)
{
    return symbol == SUMMARY_NONE ? FACT_NONE : sym_intern(&g->texts, sym_text(&s->texts, (sym){symbol})).i;
}

/* The file as a module that others are linked with; its edges are the last ones. */
static void add_module(struct import_graph *g, const struct summary *s)
{
    const struct graph_file *file = &g->files.items[g->accepted];
    struct linked_module module = {
        .path = file->path, .goal = s->goal, .understood = (s->flags & SUMMARY_NOT_UNDERSTOOD) == 0};
    struct graph_module own = {.first_edge = g->edges.len - s->imports.len, .imports = s->imports.len};

    own.import_at = arena_array(g->arena, s->imports.len, sizeof(*own.import_at));
    for (uint32_t i = 0; i < s->imports.len; i++)
        own.import_at[i] = s->imports.items[i].at;
    for (uint32_t i = 0; i < s->entries.len; i++) {
        struct module_entry entry = s->entries.items[i];
        entry.name = own_text(g, s, entry.name);
        entry.imported = own_text(g, s, entry.imported);
        entry.specifier = own_text(g, s, entry.specifier);
        vec_push(g->arena, &module.entries, entry);
    }
    (void)module_linker_add(&g->linker, &module, file->goal);
    vec_push(g->arena, &g->modules, own);
}

/* The edge of the statement that the entry stands in. */
static struct graph_edge *edge_of(struct import_graph *g, const struct graph_module *module,
                                  const struct module_entry *entry)
{
    for (uint32_t i = 0; i < module->imports; i++) {
        struct graph_edge *edge = &g->edges.items[module->first_edge + i];
        if (module->import_at[i] == entry->at && edge->specifier == entry->specifier &&
            (edge->kind == IMPORT_STATIC || edge->kind == IMPORT_REEXPORT))
            return edge;
    }
    return NULL;
}

/* What is imported and exported again is asked for twice. */
static void add_missing(struct import_graph *g, struct graph_edge *edge, struct str name)
{
    if (edge->missing == NULL)
        edge->missing = arena_new(g->arena, struct graph_missing);
    for (uint32_t i = 0; i < edge->missing->names.len; i++)
        if (str_eq(edge->missing->names.items[i], name))
            return;
    vec_push(g->arena, &edge->missing->names, name);
}

/* Notes at each edge what it takes by a name that is not there. */
static void link_modules(struct import_graph *g)
{
    for (uint32_t m = 0; m < g->modules.len; m++) {
        const struct module_entry_vec *entries = &g->linker.modules.items[m].entries;

        for (uint32_t i = 0; i < entries->len; i++) {
            const struct module_entry *entry = &entries->items[i];
            enum link_result result =
                module_entry_takes(entry) ? module_link(&g->linker, m, entry, g->major) : LINK_HAS;
            struct graph_edge *edge = NULL;
            if (result == LINK_MISSING || result == LINK_AMBIGUOUS)
                edge = edge_of(g, &g->modules.items[m], entry);
            if (edge == NULL)
                continue;
            add_missing(g, edge, sym_text(&g->texts, (sym){entry->imported}));
        }
    }
}

static void add_imports(struct import_graph *g, const struct summary *s, struct str bytes)
{
    struct arena scratch = {0};
    struct source source = source_decode(&scratch, bytes);

    for (uint32_t i = 0; i < s->imports.len; i++)
        add_import(g, &s->imports.items[i], sym_text(&s->texts, (sym){s->imports.items[i].specifier}),
                   source_position(&scratch, &source, s->imports.items[i].at));
    add_module(g, s);
    for (uint32_t i = 0; i < s->uses.len; i++) {
        const struct use *use = &s->uses.items[i];
        const struct import import = {.kind = IMPORT_REQUIRE_RESOLVE};
        struct str specifier = {0};

        if (is_resolve_call(&scratch, s, use, &specifier))
            add_import(g, &import, specifier, source_position(&scratch, &source, use->at));
    }
    arena_reset(&scratch);
}

void graph_accept(struct import_graph *g, const struct summary *s, struct str bytes, struct str trouble)
{
    assert(g->accepted < g->files.len);
    if (trouble.len > 0)
        g->files.items[g->accepted].trouble = str_dup(g->arena, trouble);
    if (s != NULL && (s->flags & SUMMARY_NOT_UNDERSTOOD) != 0)
        g->files.items[g->accepted].trouble = STR("not understood as JavaScript");
    if (s != NULL)
        add_imports(g, s, bytes);
    g->accepted++;
}

/* qsort has no context: what edges are sorted by is put beside them. */
struct sort_key {
    struct str from;
    struct str specifier;
    struct graph_edge edge;
};

static int compare_keys(const void *left, const void *right)
{
    const struct sort_key *a = left;
    const struct sort_key *b = right;
    int order = str_cmp(a->from, b->from);

    if (order == 0 && a->edge.line != b->edge.line)
        return a->edge.line < b->edge.line ? -1 : 1;
    if (order == 0 && a->edge.column != b->edge.column)
        return a->edge.column < b->edge.column ? -1 : 1;
    if (order == 0 && a->edge.kind != b->edge.kind)
        return a->edge.kind < b->edge.kind ? -1 : 1;
    return order != 0 ? order : str_cmp(a->specifier, b->specifier);
}

void graph_finish(struct import_graph *g)
{
    struct arena scratch = {0};
    struct sort_key *keys = arena_array(&scratch, g->edges.len, sizeof(*keys));
    uint32_t count = g->edges.len;

    link_modules(g);
    for (uint32_t i = 0; i < count; i++) {
        const struct graph_edge *edge = &g->edges.items[i];

        keys[i] =
            (struct sort_key){g->files.items[edge->from].name, sym_text(&g->texts, (sym){edge->specifier}), *edge};
    }
    if (count > 1)
        qsort(keys, count, sizeof(*keys), compare_keys);
    g->edges.len = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!keys[i].edge.hidden && (i == 0 || compare_keys(&keys[i - 1], &keys[i]) != 0))
            g->edges.items[g->edges.len++] = keys[i].edge;
    arena_reset(&scratch);
}
