#include "cli/summary_dump.h"

#include <assert.h>

#include "analyzer/semantic/placed.h"
#include "cli/term.h"

static const char *const goal_names[] = {
    [GOAL_COMMONJS] = "commonjs",
    [GOAL_MODULE] = "module",
    [GOAL_DETECT] = "detect",
    [GOAL_SCRIPT] = "script",
};

static const char *const op_names[] = {
    [USE_READ] = "read",     [USE_CALL] = "call",     [USE_NEW] = "new",         [USE_WRITE] = "write",
    [USE_DELETE] = "delete", [USE_ESCAPE] = "escape", [USE_EXTENDS] = "extends", [USE_ENUMERATE] = "enumerate",
};
_Static_assert(ARRAY_LEN(op_names) == USE_OP_COUNT, "every operation has a name");

static const char *const import_names[] = {
    [IMPORT_REQUIRE] = "require",   [IMPORT_REQUIRE_RESOLVE] = "require.resolve", [IMPORT_STATIC] = "import",
    [IMPORT_REEXPORT] = "reexport", [IMPORT_DYNAMIC] = "import()",
};
_Static_assert(ARRAY_LEN(import_names) == IMPORT_KIND_COUNT, "every kind of import has a name");

static const char *const binding_names[] = {
    [BINDING_VAR] = "var",           [BINDING_LET] = "let",     [BINDING_CONST] = "const",
    [BINDING_CLASS] = "class",       [BINDING_FUNCTION] = "function", [BINDING_PARAM] = "parameter",
    [BINDING_CATCH] = "catch",       [BINDING_IMPORT] = "import", [BINDING_SELF] = "own name",
};

static const char *const func_names[] = {
    [FUNC_TOP] = "top level",          [FUNC_PLAIN] = "function", [FUNC_ARROW] = "arrow",
    [FUNC_METHOD] = "method",          [FUNC_CONSTRUCTOR] = "constructor", [FUNC_FIELD] = "field",
    [FUNC_STATIC_BLOCK] = "static block",
};

struct dump {
    struct arena *arena;
    struct source *source;
    struct strbuf *out;
};

static void put_place(const struct dump *d, uint32_t at)
{
    struct position position = source_position(d->arena, d->source, at);

    strbuf_printf(d->out, "%u:%u", position.line, position.column);
}

static void put_flag(const struct dump *d, bool set, const char *word)
{
    if (set)
        strbuf_printf(d->out, " %s", word);
}

static void put_quoted(const struct dump *d, struct str text)
{
    strbuf_put_c(d->out, " \"");
    term_put(d->out, text);
    strbuf_put_char(d->out, '"');
}

/* --- summary --- */

static struct str text_of(const struct summary *s, uint32_t symbol)
{
    return symbol == SUMMARY_NONE ? (struct str){NULL, 0} : sym_text(&s->texts, (sym){symbol});
}

static void dump_uses(const struct dump *d, const struct summary *s)
{
    for (uint32_t i = 0; i < s->uses.len; i++) {
        const struct use *use = &s->uses.items[i];
        struct strbuf path;

        strbuf_init(&path, d->arena);
        path_print(s, use->path, &path);
        put_place(d, use->at);
        strbuf_printf(d->out, " use %s ", op_names[use->op]);
        term_put(d->out, strbuf_text(&path));
        for (uint32_t k = 0; k < USE_ARGS; k++)
            if (use->arg[k] != SUMMARY_NONE)
                put_quoted(d, text_of(s, use->arg[k]));
            else if (k + 1 < USE_ARGS && use->arg[k + 1] != SUMMARY_NONE)
                strbuf_put_c(d->out, " ?");
        put_flag(d, (use->flags & USE_IN_TRY) != 0, "in-try");
        put_flag(d, (use->flags & USE_GUARDED) != 0, "guarded");
        put_flag(d, (use->flags & USE_SPREAD_ARGS) != 0, "spread");
        strbuf_printf(d->out, " in %u\n", use->func);
    }
}

static void dump_amplifiers(const struct dump *d, const struct summary *s)
{
    for (uint32_t i = 0; i < s->amplifiers.len; i++) {
        const struct amplifier *amplifier = &s->amplifiers.items[i];

        put_place(d, amplifier->at);
        strbuf_printf(d->out, " amplifier %s", amplifier_info((enum amplifier_kind)amplifier->kind)->rule);
        if (amplifier->detail != SUMMARY_NONE)
            put_quoted(d, text_of(s, amplifier->detail));
        strbuf_printf(d->out, " in %u\n", amplifier->func);
    }
}

static void dump_imports(const struct dump *d, const struct summary *s)
{
    for (uint32_t i = 0; i < s->imports.len; i++) {
        const struct import *import = &s->imports.items[i];

        put_place(d, import->at);
        strbuf_printf(d->out, " import %s", import_names[import->kind]);
        put_quoted(d, placed_shown(d->out->arena, text_of(s, import->specifier)));
        put_flag(d, (import->flags & IMPORT_TRY) != 0, "in-try");
        put_flag(d, (import->flags & IMPORT_TYPE_JSON) != 0, "json");
        put_flag(d, (import->flags & IMPORT_TYPE_OTHER) != 0, "other-type");
        put_flag(d, (import->flags & IMPORT_STAR) != 0, "star");
        strbuf_printf(d->out, " in %u\n", import->func);
    }
}

static void dump_exports(const struct dump *d, const struct summary *s)
{
    for (uint32_t i = 0; i < s->exports.len; i++) {
        const struct export *export = &s->exports.items[i];

        put_place(d, export->at);
        strbuf_put_c(d->out, " export");
        put_quoted(d, text_of(s, export->name));
        if (export->func != SUMMARY_NONE)
            strbuf_printf(d->out, " is %u", export->func);
        strbuf_put_char(d->out, '\n');
    }
}

static void dump_functions(const struct dump *d, const struct summary *s)
{
    for (uint32_t i = 0; i < s->functions.len; i++) {
        const struct function *function = &s->functions.items[i];

        put_place(d, function->at);
        strbuf_printf(d->out, " function %u", i);
        put_quoted(d, text_of(s, function->name));
        if (function->parent != SUMMARY_NONE)
            strbuf_printf(d->out, " in %u", function->parent);
        strbuf_put_char(d->out, '\n');
    }
    for (uint32_t i = 0; i < s->calls.len; i++) {
        const struct call *call = &s->calls.items[i];

        put_place(d, call->at);
        strbuf_printf(d->out, " call %u in %u\n", call->callee, call->caller);
    }
}

void summary_dump(struct arena *a, struct source *source, const struct summary *s, struct strbuf *out)
{
    const struct dump d = {.arena = a, .source = source, .out = out};

    strbuf_printf(out, "goal %s", goal_names[s->goal]);
    put_flag(&d, (s->flags & SUMMARY_STRICT) != 0, "strict");
    put_flag(&d, (s->flags & SUMMARY_TOP_LEVEL_AWAIT) != 0, "top-level-await");
    put_flag(&d, (s->flags & SUMMARY_NOT_UNDERSTOOD) != 0, "not-understood");
    put_flag(&d, (s->flags & SUMMARY_EXPORTS_OPAQUE) != 0, "exports-opaque");
    strbuf_put_char(out, '\n');
    dump_imports(&d, s);
    dump_exports(&d, s);
    dump_uses(&d, s);
    dump_amplifiers(&d, s);
    dump_functions(&d, s);
}

/* --- scopes --- */

static void dump_funcs(const struct dump *d, const struct scopes *scopes)
{
    for (uint32_t i = 0; i < scopes->funcs.len; i++) {
        const struct func *func = &scopes->funcs.items[i];

        put_place(d, tree_node(scopes->tree, func->node)->start);
        strbuf_printf(d->out, " function %u %s", i, func_names[func->kind]);
        put_quoted(d, sym_text(scopes->names, func->name));
        put_flag(d, func->strict, "strict");
        put_flag(d, func->is_async, "async");
        put_flag(d, func->is_generator, "generator");
        put_flag(d, func->is_static, "static");
        put_flag(d, func->uses_this, "this");
        put_flag(d, func->uses_arguments, "arguments");
        if (func->parent != FUNC_NONE)
            strbuf_printf(d->out, " in %u", func->parent);
        strbuf_put_char(d->out, '\n');
    }
}

static void dump_bindings(const struct dump *d, const struct scopes *scopes)
{
    for (uint32_t i = 0; i < scopes->bindings.len; i++) {
        const struct binding *binding = &scopes->bindings.items[i];

        put_place(d, tree_node(scopes->tree, binding->node)->start);
        strbuf_printf(d->out, " binding %u %s", i, binding_names[binding->kind]);
        put_quoted(d, sym_text(scopes->names, binding->name));
        strbuf_printf(d->out, " in %u, %u writes\n", binding->func, binding->writes);
    }
}

static void dump_references(const struct dump *d, const struct scopes *scopes)
{
    for (node_id n = 0; n < scopes->tree->count; n++) {
        enum kind kind = tree_kind(scopes->tree, n);

        if (kind != KIND_IDENTIFIER && kind != KIND_SHORTHAND_PROPERTY_IDENTIFIER &&
            kind != KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN)
            continue;
        put_place(d, tree_node(scopes->tree, n)->start);
        strbuf_put_c(d->out, " name");
        put_quoted(d, sym_text(scopes->names, scopes->name_of[n]));
        if (scopes->binding_of[n] == BINDING_NONE)
            strbuf_put_c(d->out, " is free\n");
        else
            strbuf_printf(d->out, " is %u\n", scopes->binding_of[n]);
    }
}

void scopes_dump(struct arena *a, struct source *source, const struct scopes *scopes, struct strbuf *out)
{
    const struct dump d = {.arena = a, .source = source, .out = out};

    dump_funcs(&d, scopes);
    dump_bindings(&d, scopes);
    dump_references(&d, scopes);
}
