#include "analyzer/summary/summarise.h"

#include "analyzer/base/limits.h"
#include "analyzer/semantic/call_flow.h"
#include "analyzer/semantic/flow.h"
#include "analyzer/semantic/module_entries.h"
#include "analyzer/semantic/scope.h"

static struct summary *not_understood(struct arena *a, enum goal goal, enum amplifier_kind kind, uint32_t at,
                                      const char *why)
{
    struct summary *s = arena_new(a, struct summary);
    sym detail = {0};

    s->goal = goal == GOAL_DETECT ? GOAL_COMMONJS : goal;
    s->flags = SUMMARY_NOT_UNDERSTOOD;
    sym_table_init(&s->texts, a);
    detail = sym_intern(&s->texts, str_from(why));
    vec_push(a, &s->functions, (struct function){.parent = SUMMARY_NONE});
    vec_push(a, &s->amplifiers, (struct amplifier){.kind = kind, .at = at, .end = at, .detail = detail.i});
    return s;
}

/* Symbols of the analysis become symbols of the summary, in order of first need. */
struct renaming {
    struct arena *arena;
    const struct sym_table *from;
    struct summary *to;
    uint32_t *path; /* path + 1 in the summary, 0 = not yet */
};

static uint32_t rename_text(struct renaming *r, uint32_t symbol)
{
    if (symbol == FACT_NONE)
        return SUMMARY_NONE;
    return sym_intern(&r->to->texts, sym_text(r->from, (sym){symbol})).i;
}

/* Copies a path and its parents, parents first; paths are at most a few steps deep. */
static uint32_t rename_path(struct renaming *r, const struct path_vec *paths, uint32_t path)
{
    uint32_t chain[16];
    uint32_t depth = 0;

    for (; path != FACT_NONE && r->path[path] == 0 && depth < ARRAY_LEN(chain); path = paths->items[path].parent)
        chain[depth++] = path;
    while (depth > 0) {
        uint32_t old = chain[--depth];
        struct path copy = paths->items[old];
        copy.parent = copy.parent == FACT_NONE ? SUMMARY_NONE : r->path[copy.parent] - 1;
        copy.name = rename_text(r, copy.name);
        vec_push(r->arena, &r->to->paths, copy);
        r->path[old] = r->to->paths.len;
        path = old;
    }
    return r->path[path] - 1;
}

static void copy_uses(struct renaming *r, const struct facts *facts)
{
    for (uint32_t i = 0; i < facts->uses.len; i++) {
        struct use use = facts->uses.items[i];
        use.path = rename_path(r, &facts->paths, use.path);
        for (uint32_t k = 0; k < USE_ARGS; k++)
            use.arg[k] = rename_text(r, use.arg[k]);
        use.options = rename_text(r, use.options);
        vec_push(r->arena, &r->to->uses, use);
    }
}

static bool same_import(const struct import *a, const struct import *b)
{
    return a->at == b->at && a->specifier == b->specifier && a->kind == b->kind;
}

static void copy_imports(struct renaming *r, const struct facts *facts)
{
    struct import_vec *to = &r->to->imports;

    for (uint32_t i = 0; i < facts->imports.len; i++) {
        struct import import = facts->imports.items[i];
        import.specifier = rename_text(r, import.specifier);
        if (to->len == 0 || !same_import(&to->items[to->len - 1], &import))
            vec_push(r->arena, to, import);
    }
}

static void copy_rest(struct renaming *r, const struct facts *facts)
{
    struct summary *to = r->to;

    for (uint32_t i = 0; i < facts->amplifiers.len; i++) {
        struct amplifier amplifier = facts->amplifiers.items[i];
        amplifier.detail = rename_text(r, amplifier.detail);
        vec_push(r->arena, &to->amplifiers, amplifier);
    }
    for (uint32_t i = 0; i < facts->exports.len; i++) {
        struct export export = facts->exports.items[i];
        export.name = rename_text(r, export.name);
        vec_push(r->arena, &to->exports, export);
    }
    for (uint32_t i = 0; i < facts->functions.len; i++) {
        struct function function = facts->functions.items[i];
        function.name = rename_text(r, function.name);
        vec_push(r->arena, &to->functions, function);
    }
    for (uint32_t i = 0; i < facts->calls.len; i++)
        vec_push(r->arena, &to->calls,
                 (struct call){facts->calls.items[i].caller, facts->calls.items[i].callee, facts->calls.items[i].at});
}

static void copy_entries(struct renaming *r, const struct module_entry_vec *entries)
{
    for (uint32_t i = 0; i < entries->len; i++) {
        struct module_entry entry = entries->items[i];
        entry.name = rename_text(r, entry.name);
        entry.imported = rename_text(r, entry.imported);
        entry.specifier = rename_text(r, entry.specifier);
        vec_push(r->arena, &r->to->entries, entry);
    }
}

static struct summary *from_facts(struct arena *a, struct arena *scratch, const struct source *source,
                                  const struct scopes *scopes, const struct facts *facts)
{
    struct summary *s = arena_new(a, struct summary);
    struct renaming r = {.arena = a, .from = scopes->names, .to = s};
    struct module_entry_vec entries = {0};

    s->goal = scopes->tree->goal;
    s->flags = (facts->top_level_await ? SUMMARY_TOP_LEVEL_AWAIT : 0) |
               (scopes->funcs.items[0].strict ? SUMMARY_STRICT : 0) |
               (facts->exports_opaque ? SUMMARY_EXPORTS_OPAQUE : 0);
    sym_table_init(&s->texts, a);
    r.path = arena_array(scratch, facts->paths.len + 1, sizeof(*r.path));
    copy_uses(&r, facts);
    copy_imports(&r, facts);
    copy_rest(&r, facts);
    module_entries_find(scratch, source, scopes, &entries);
    copy_entries(&r, &entries);
    return s;
}

struct summary *summarise(struct arena *a, struct parser *parser, const struct flow_basis *basis, struct str bytes,
                          enum goal goal)
{
    struct arena scratch = {0};
    struct sym_table names = {0};
    struct source source = {0};
    struct tree tree = {0};
    struct facts facts = {0};
    struct scopes *scopes = NULL;
    struct summary *summary = NULL;

    if (bytes.len > LIMIT_SOURCE_BYTES)
        return not_understood(a, goal, AMP_LIMIT, 0, "the file is larger than 24 MiB");
    source = source_decode(&scratch, bytes);
    tree = tree_parse(&scratch, parser, source.text, goal);
    if (tree.has_error) {
        summary = not_understood(a, tree.goal, AMP_SYNTAX_ERROR, tree.error_at, tree.error_text);
    } else {
        flow_names(basis, &scratch, &names);
        scopes = scopes_build(&scratch, &tree, &names);
        flow_run(&scratch, &scratch, basis, scopes, &facts);
        summary = from_facts(a, &scratch, &source, scopes, &facts);
    }
    arena_reset(&scratch);
    return summary;
}

bool summarise_calls(struct arena *a, struct parser *parser, const struct flow_basis *basis, struct str bytes,
                     enum goal goal, struct file_calls *out)
{
    struct arena scratch = {0};
    struct scopes *scopes = NULL;
    struct tree tree = {0};

    *out = (struct file_calls){0};
    if (bytes.len > LIMIT_SOURCE_BYTES)
        return false;
    out->source = source_decode(a, bytes);
    tree = tree_parse(&scratch, parser, out->source.text, goal);
    if (!tree.has_error) {
        flow_names(basis, a, &out->texts);
        scopes = scopes_build(&scratch, &tree, &out->texts);
        flow_run(a, &scratch, basis, scopes, &out->facts);
        call_flow_build(a, scopes, &out->facts, &out->flow);
    }
    arena_reset(&scratch);
    return !tree.has_error;
}

bool summarise_alive(struct arena *a, struct parser *parser, const struct flow_basis *basis, struct str bytes,
                     enum goal goal, struct file_alive *out)
{
    struct arena scratch = {0};
    struct source source = {0};
    struct scopes *scopes = NULL;
    struct facts facts = {0};
    struct tree tree = {.has_error = true};

    *out = (struct file_alive){0};
    if (bytes.len <= LIMIT_SOURCE_BYTES) {
        source = source_decode(&scratch, bytes);
        tree = tree_parse(&scratch, parser, source.text, goal);
    }
    if (!tree.has_error) {
        flow_names(basis, a, &out->texts);
        scopes = scopes_build(&scratch, &tree, &out->texts);
        flow_run(&scratch, &scratch, basis, scopes, &facts);
        alive_build(a, &scratch, scopes, &facts, &out->alive);
        out->summary = from_facts(a, &scratch, &source, scopes, &facts);
    }
    arena_reset(&scratch);
    return !tree.has_error;
}
