#include "analyzer/semantic/scope_internal.h"

#include <assert.h>

/* What a name meant before a scope opened. */
struct shadowed {
    sym name;
    uint32_t binding;
};

struct bind {
    struct scope_build *b;
    uint32_t *meaning; /* per symbol: the binding it means here */
    VEC(struct shadowed) undo;
    VEC(uint32_t) undo_mark; /* per open scope: length of `undo` when it opened */
    VEC(uint32_t) open;
};

static void enter_scope(struct bind *s, uint32_t scope)
{
    struct scope_build *b = s->b;

    vec_push(b->arena, &s->open, scope);
    vec_push(b->arena, &s->undo_mark, s->undo.len);
    for (uint32_t i = b->scopes.items[scope].first; i != BINDING_NONE; i = b->next.items[i]) {
        sym name = b->out->bindings.items[i].name;
        vec_push(b->arena, &s->undo, (struct shadowed){name, s->meaning[name.i]});
        s->meaning[name.i] = i;
    }
}

static void leave_scope(struct bind *s)
{
    uint32_t mark = s->undo_mark.items[--s->undo_mark.len];

    while (s->undo.len > mark) {
        struct shadowed old = s->undo.items[--s->undo.len];
        s->meaning[old.name.i] = old.binding;
    }
    s->open.len--;
}

static uint32_t current_func(const struct bind *s)
{
    assert(s->open.len > 0); /* the program's scope opens first and closes last */
    return s->b->scopes.items[s->open.items[s->open.len - 1]].func;
}

/* `this`, `super` and `arguments` belong to the innermost function that is no arrow. */
static void note_receiver(struct bind *s, bool arguments)
{
    struct scopes *out = s->b->out;
    struct func *owner = &out->funcs.items[out->funcs.items[current_func(s)].this_of];

    if (arguments)
        owner->uses_arguments = true;
    else
        owner->uses_this = true;
}

static void bind_identifier(struct bind *s, node_id n)
{
    struct scopes *out = s->b->out;
    uint32_t binding = s->meaning[out->name_of[n].i];
    struct str name = sym_text(out->names, out->name_of[n]);

    out->binding_of[n] = binding;
    if (binding != BINDING_NONE)
        return;
    if (str_eq(name, STR("arguments")))
        note_receiver(s, true);
    if (str_eq(name, STR("eval"))) {
        note_receiver(s, true);
        note_receiver(s, false);
    }
}

static void bind_node(struct bind *s, node_id n)
{
    switch (tree_kind(s->b->out->tree, n)) {
    case KIND_IDENTIFIER:
    case KIND_UNDEFINED:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        bind_identifier(s, n);
        return;
    case KIND_THIS:
    case KIND_SUPER:
        note_receiver(s, false);
        return;
    default:
        return;
    }
}

void scope_bind(struct scope_build *b)
{
    struct scopes *out = b->out;
    struct bind s = {.b = b};
    uint32_t next = 0;

    s.meaning = arena_array(b->arena, out->names->texts.len, sizeof(*s.meaning));
    for (uint32_t i = 0; i < out->names->texts.len; i++)
        s.meaning[i] = BINDING_NONE;
    for (node_id n = 0; n < out->tree->count; n++) {
        while (s.open.len > 0 && b->scopes.items[s.open.items[s.open.len - 1]].close <= n)
            leave_scope(&s);
        while (next < b->scopes.len && b->scopes.items[next].open == n)
            enter_scope(&s, next++);
        bind_node(&s, n);
    }
}
