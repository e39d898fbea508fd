/*
 * alive_parts.c - the parts of a file's top level, what each mentions and creates, and which functions are in which.
 */
#include <assert.h>

#include "analyzer/semantic/alive_find.h"

uint32_t alive_function_count(const struct finder *f)
{
    return f->facts->functions.len;
}

bool alive_is_free(const struct finder *f, node_id n, const char *name)
{
    return tree_kind(f->tree, n) == KIND_IDENTIFIER && f->scopes->binding_of[n] == BINDING_NONE &&
           str_eq(sym_text(f->scopes->names, f->scopes->name_of[n]), str_from(name));
}

void alive_find_functions(struct finder *f)
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

struct part *alive_part_at(const struct finder *f, node_id n)
{
    assert(f->parts.items != NULL && f->part_of[n] > 0);
    return &f->parts.items[f->part_of[n] - 1];
}

static bool is_declaration(enum kind kind)
{
    return kind == KIND_VARIABLE_DECLARATION || kind == KIND_LEXICAL_DECLARATION;
}

void alive_find_parts(struct finder *f)
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

void alive_find_mentions(struct finder *f)
{
    for (node_id n = 0; n < f->tree->count; n++) {
        uint32_t binding = scope_mentioned(f->scopes, n);

        if (binding == BINDING_NONE || f->scopes->bindings.items[binding].func != 0)
            continue;
        if (f->func_of[n] != 0) {
            vec_push(f->scratch, &f->refers[f->func_of[n]], binding);
        } else if (f->part_of[n] != 0 && !alive_part_at(f, n)->exports) {
            vec_push(f->scratch, &f->mentions[binding], f->part_of[n] - 1);
            vec_push(f->scratch, &alive_part_at(f, n)->bindings, binding);
        }
    }
}

/* The node of function `i`; a constructor that no class wrote stands at its class. */
static node_id node_of(const struct finder *f, uint32_t i, const node_id *classes)
{
    return i < f->scopes->funcs.len ? f->scopes->funcs.items[i].node : classes[i];
}

void alive_find_inner(struct finder *f)
{
    node_id *classes = arena_array(f->scratch, alive_function_count(f) + 1, sizeof(*classes));

    for (node_id n = 0; n < f->tree->count; n++)
        if ((tree_kind(f->tree, n) == KIND_CLASS || tree_kind(f->tree, n) == KIND_CLASS_DECLARATION))
            classes[f->scopes->func_of[n]] = n;
    for (uint32_t i = 1; i < alive_function_count(f); i++) {
        node_id n = node_of(f, i, classes);
        uint32_t around = n == 0 ? 0 : f->func_of[tree_node(f->tree, n)->parent];

        if (around == i || around >= alive_function_count(f))
            around = 0;
        if (around != 0)
            vec_push(f->scratch, &f->inner[around], i);
        else if (f->part_of[n] != 0)
            vec_push(f->scratch, &alive_part_at(f, n)->functions, i);
        else
            f->all = true;
    }
    for (uint32_t i = 0; i < f->facts->calls.len; i++)
        vec_push(f->scratch, &f->calls[f->facts->calls.items[i].caller], f->facts->calls.items[i].callee);
}
