/*
 * flow_model_call.c - what functions do that call others: call, apply, bind, promises, replacers.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_model.h"
#include "analyzer/semantic/flow_narrow.h"

void model_apply(const struct job *j, cell_id callee, cell_id receiver, cell_id list, bool construct)
{
    cell_id args[1] = {job_elements(j, list)};
    uint32_t derived = call_derived(j->f, j->site, callee, args, 1, receiver, j->s.result);

    j->f->sites.items[derived].flags |= SITE_SPREAD;
    if (construct)
        j->f->sites.items[derived].kind = SITE_NEW;
}

void model_call_method(const struct job *j)
{
    uint32_t derived = 0;
    bool spread = j->s.flags & SITE_SPREAD;

    derived = call_derived(j->f, j->site, j->s.receiver, j->f->args.items + j->s.args + (!spread && j->s.arg_count > 0),
                           !spread && j->s.arg_count > 0 ? j->s.arg_count - 1 : j->s.arg_count, j->first, j->s.result);
    j->f->sites.items[derived].flags |= j->s.flags & SITE_SPREAD;
}

void model_bind(struct flow *f, uint32_t site, cell_id callee)
{
    struct site s = f->sites.items[site];
    uint32_t bound = object_at(f, s.node, MADE_BOUND, OBJECT_BOUND);
    cell_id receiver = object_prop(f, bound, f->name_bound_this)->value;

    f->objects.items[bound].func = site;
    cell_edge(f, callee, object_elem(f, bound));
    cell_edge(f, call_arg(f, &s, 0), receiver);
    if (s.arg_count == 0)
        cell_add_flags(f, receiver, FLAG_UNDEFINED);
    cell_add(f, s.result, VALUE(VALUE_OBJECT, bound));
}

/* What a replacer gets beside the first few of its arguments may come in any place. */
enum { REPLACER_MAX = 16 };

/* The replacer gets the texts that the regular expression finds. */
static void call_replacer(const struct job *j)
{
    struct flow *f = j->f;
    cell_id rest = cell_new(f);
    cell_id args[REPLACER_MAX + 1];
    uint32_t derived = 0;
    bool in_order = j->first != 0 && call_widest(f) <= REPLACER_MAX;

    cell_add_flags(f, rest, FLAG_STRING | FLAG_NUMBER | FLAG_UNDEFINED);
    if (j->first != 0)
        match_watch(f, &j->s, j->first, MATCH_REST, rest);
    for (uint32_t i = 0; i < REPLACER_MAX; i++) {
        args[i] = in_order ? cell_new(f) : rest;
        if (in_order)
            match_watch(f, &j->s, j->first, i, args[i]);
    }
    args[REPLACER_MAX] = rest;
    derived = call_derived(f, j->site, j->second, args, ARRAY_LEN(args), 0, cell_new(f));
    if (!in_order)
        f->sites.items[derived].flags |= SITE_SPREAD;
}

void model_replace(const struct job *j)
{
    if (j->second != 0)
        call_replacer(j);
    cell_add_flags(j->f, j->s.result, FLAG_STRING);
    job_pattern(j); /* its Symbol.replace may run */
    job_hooked(j);
}

void model_promise_of(const struct job *j)
{
    uint32_t promise = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PROMISE);

    job_watch(j, SITE_AWAIT, j->first, object_elem(j->f, promise));
    if (j->first == 0)
        cell_add_flags(j->f, object_elem(j->f, promise), FLAG_UNDEFINED);
    job_gives_object(j, promise);
    job_made_by(j, j->s.receiver, object_elem(j->f, promise));
}

void model_then(const struct job *j, bool then)
{
    uint32_t promise = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PROMISE);
    cell_id value_cell = cell_new(j->f);
    cell_id returned = cell_new(j->f);
    cell_id any[1] = {j->f->any};

    job_watch(j, SITE_AWAIT, j->s.receiver, value_cell);
    if (then && j->first != 0)
        (void)call_derived(j->f, j->site, j->first, &value_cell, 1, 0, returned);
    if (then && j->second != 0)
        (void)call_derived(j->f, j->site, j->second, any, 1, 0, returned);
    if (!then && j->first != 0)
        (void)call_derived(j->f, j->site, j->first, any, 1, 0, returned);
    if (!then || j->first == 0)
        cell_edge(j->f, value_cell, returned);
    job_watch(j, SITE_AWAIT, returned, object_elem(j->f, promise));
    job_gives_object(j, promise);
    job_made_by(j, j->s.receiver, object_elem(j->f, promise));
}

void model_new_promise(const struct job *j)
{
    uint32_t promise = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PROMISE);
    cell_id any[2] = {j->f->any, j->f->any};

    (void)call_derived(j->f, j->site, j->first, any, 2, 0, cell_new(j->f));
    cell_add_flags(j->f, object_elem(j->f, promise), FLAG_ANY);
    job_gives_object(j, promise);
}

void model_stringify(const struct job *j)
{
    bool list_or_nothing = j->second == 0 || j->second == j->f->constant[0] || j->second == j->f->constant[1];

    for (uint32_t i = 0; i < j->s.arg_count; i++)
        job_watch(j, SITE_INSPECT, j->f->args.items[j->s.args + i], 0);
    cell_add_flags(j->f, j->s.result, FLAG_STRING | FLAG_UNDEFINED);
    if (list_or_nothing)
        return;
    (void)job_listed(j, j->first);
    job_escape(j, j->first);
    job_escape(j, j->second);
}
