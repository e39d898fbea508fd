/*
 * flow_caller.c - functions that only the stack gives away.
 *
 * A sloppy function, also an arrow or a method, is `caller` of the plain sloppy function that it calls, at any time.
 * Whoever is called so can call it again, with anything, though nobody was given it. What follows from that is found by
 * letting all these functions escape when everything else is known, and looking whether anything is charged that was
 * not before: it is one fact (AMP_STACK_PRIVATE), whose other half is a lookup that may be of `caller`.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"

/* Facts that there are already. */
struct so_far {
    uint32_t amplifiers, uses, imports, calls, paths;
    uint64_t work;
};

static struct so_far facts_so_far(const struct flow *f)
{
    return (struct so_far){.amplifiers = f->facts->amplifiers.len,
                           .uses = f->uses.len,
                           .imports = f->facts->imports.len,
                           .calls = f->facts->calls.len,
                           .paths = f->facts->paths.len,
                           .work = f->facts->work};
}

/* Facts of which a file has one or none, wherever: harmless alone, and nothing is lost when it has one too many. */
static bool is_once_in_a_file(const struct amplifier *a)
{
    return a->kind == AMP_REUSE || a->kind == AMP_WRITE_NAMED;
}

static bool is_more(const struct flow *f, const struct so_far *k)
{
    for (uint32_t i = k->amplifiers; i < f->facts->amplifiers.len; i++) {
        if (!is_once_in_a_file(&f->facts->amplifiers.items[i]))
            return true;
    }
    return f->uses.len > k->uses || f->facts->imports.len > k->imports;
}

/* The facts are again what they were, but for those that a file has once. */
static void forget(struct flow *f, const struct so_far *k)
{
    uint32_t kept = k->amplifiers;

    for (uint32_t i = k->amplifiers; i < f->facts->amplifiers.len; i++) {
        if (is_once_in_a_file(&f->facts->amplifiers.items[i]))
            f->facts->amplifiers.items[kept++] = f->facts->amplifiers.items[i];
    }
    f->facts->amplifiers.len = kept;
    f->uses.len = k->uses;
    f->facts->imports.len = k->imports;
    f->facts->calls.len = k->calls;
    f->facts->paths.len = k->paths;
    f->facts->work = k->work;
}

/* Lets the functions escape that others may find; the first of them, or 0 when there are none. */
static uint32_t escape_callers(struct flow *f)
{
    uint32_t first = 0;

    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        if (f->funcs[i].escaped || !f->funcs[i].called || f->scopes->funcs.items[i].strict)
            continue;
        first = first == 0 ? i : first;
        escape_function(f, i, f->scopes->funcs.items[i].node, i);
    }
    return first;
}

/* A sloppy function that is running tells with what it was called, by its own property `arguments`. */
static void escape_arguments(struct flow *f, uint32_t func)
{
    const struct flow_func ff = f->funcs[func];
    node_id node = f->scopes->funcs.items[func].node;

    for (uint32_t i = 0; i < ff.param_count; i++)
        escape_cell(f, f->args.items[ff.params + i], node, func);
    escape_cell(f, ff.rest, node, func);
    escape_cell(f, ff.arguments_elem, node, func);
}

/*
 * The first function that nobody seemed to have (flow_unread.c) and that the stack leads to after all, by sloppy
 * functions or what these were called with; 0 when there is none. Its body was not looked into.
 */
static uint32_t found_unread(struct flow *f)
{
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        if (f->funcs[i].called && !f->scopes->funcs.items[i].strict)
            escape_arguments(f, i);
    }
    flow_solve(f);
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        if (f->funcs[i].unread && f->funcs[i].escaped)
            return i;
    }
    return 0;
}

static bool has_unread(const struct flow *f)
{
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        if (f->funcs[i].unread)
            return true;
    }
    return false;
}

void callers_finish(struct flow *f)
{
    const struct so_far before = facts_so_far(f);
    uint32_t first = escape_callers(f);
    uint32_t unread = 0;
    bool more = false;

    if (first == 0 && !has_unread(f))
        return;
    flow_solve(f);
    vanishing_finish(f);
    symbols_finish(f);
    found_finish(f);
    more = first != 0 && (is_more(f, &before) || own_keys_trusts_callbacks(f->own_keys));
    unread = has_unread(f) ? found_unread(f) : 0;
    forget(f, &before);
    first = first != 0 ? first : unread;
    if (more || unread != 0)
        amplifier_add(f, AMP_STACK_PRIVATE, f->scopes->funcs.items[first].node, first, (sym){FACT_NONE});
}
