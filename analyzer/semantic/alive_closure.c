/*
 * alive_closure.c - what keeps what alive: functions the functions in them, variables all top-level code that mentions
 * them.
 */
#include "analyzer/semantic/alive_find.h"

/* In `todo`: a binding, not a function. */
#define TODO_BINDING ((uint32_t)1 << 31)

void alive_keep_function(struct finder *f, struct closure *c, uint32_t func)
{
    if (c->functions[func])
        return;
    c->functions[func] = true;
    vec_push(f->scratch, &c->todo, func);
}

void alive_keep_binding(struct finder *f, struct closure *c, uint32_t binding)
{
    if (c->bindings[binding])
        return;
    c->bindings[binding] = true;
    vec_push(f->scratch, &c->todo, binding | TODO_BINDING);
}

void alive_keep_part(struct finder *f, struct closure *c, uint32_t index)
{
    const struct part *part = &f->parts.items[index];

    if (c->parts[index])
        return;
    c->parts[index] = true;
    for (uint32_t i = 0; i < part->functions.len; i++)
        alive_keep_function(f, c, part->functions.items[i]);
    for (uint32_t i = 0; i < part->bindings.len; i++)
        alive_keep_binding(f, c, part->bindings.items[i]);
}

void alive_close_over(struct finder *f, struct closure *c)
{
    for (uint32_t at = 0; at < c->todo.len; at++) {
        uint32_t item = c->todo.items[at];

        if ((item & TODO_BINDING) != 0) {
            const struct number_list *parts = &f->mentions[item & ~TODO_BINDING];
            for (uint32_t i = 0; i < parts->len; i++)
                alive_keep_part(f, c, parts->items[i]);
            continue;
        }
        for (uint32_t i = 0; i < f->inner[item].len; i++)
            alive_keep_function(f, c, f->inner[item].items[i]);
        for (uint32_t i = 0; i < f->refers[item].len; i++)
            alive_keep_binding(f, c, f->refers[item].items[i]);
        for (uint32_t i = 0; i < f->calls[item].len; i++)
            alive_keep_function(f, c, f->calls[item].items[i]);
    }
    c->todo.len = 0;
}

struct closure alive_closure_new(struct finder *f)
{
    return (struct closure){.functions = arena_array(f->arena, alive_function_count(f) + 1, sizeof(bool)),
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

void alive_keep_node(struct finder *f, struct closure *c, node_id node)
{
    node_id end = node + tree_node(f->tree, node)->size;

    for (node_id n = node; n < end; n++)
        if (f->func_of[n] == 0 && scope_mentioned(f->scopes, n) != BINDING_NONE)
            alive_keep_binding(f, c, f->scopes->binding_of[n]);
    for (uint32_t i = first_function(f, node); i < f->scopes->funcs.len && f->scopes->funcs.items[i].node < end; i++)
        alive_keep_function(f, c, i);
    for (node_id n = node; n < end; n++)
        if (tree_kind(f->tree, n) == KIND_CLASS || tree_kind(f->tree, n) == KIND_CLASS_DECLARATION)
            alive_keep_function(f, c, f->scopes->func_of[n]);
}
