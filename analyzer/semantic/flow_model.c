/*
 * flow_model.c - what the language's own functions do with values: which model of model.def does what.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_model.h"
#include "analyzer/semantic/flow_operation.h"

/* NOLINTNEXTLINE(readability-function-size): a flat switch over models, one call each */
static void run_model(const struct job *j, enum model model)
{
    switch (model) {
    case MODEL_NONE:
    case MODEL_KNOWN:
        return;
    case MODEL_PURE:
        cell_add_flags(j->f, j->s.result, FLAG_BOOLEAN | FLAG_SAFE);
        return;
    case MODEL_NUMBER:
        cell_add_flags(j->f, j->s.result, FLAG_NUMBER);
        return;
    case MODEL_SAFE_TEXT:
        cell_add_flags(j->f, j->s.result, FLAG_SAFE | FLAG_UNDEFINED);
        return;
    case MODEL_TEXT:
        for (uint32_t i = 0; i < j->s.arg_count; i++)
            job_watch(j, SITE_INSPECT, j->f->args.items[j->s.args + i], 0);
        cell_add_flags(j->f, j->s.result, FLAG_STRING);
        return;
    case MODEL_TEXT_LIST:
        model_texts(j);
        return;
    case MODEL_MATCH:
    case MODEL_EXEC:
        model_match(j, model == MODEL_MATCH);
        return;
    case MODEL_SEARCH:
        cell_add_flags(j->f, j->s.result, FLAG_NUMBER);
        job_hooked(j);
        return;
    case MODEL_MATCH_ALL:
        job_pattern(j);
        job_hooked(j);
        cell_add_flags(j->f, j->s.result, FLAG_ANY);
        return;
    case MODEL_STRINGIFY:
        model_stringify(j);
        return;
    case MODEL_PARSE:
        vanishing_note(j->f, &j->s);
        if (j->s.arg_count > 1 ||
            j->s.flags & SITE_SPREAD) /* a reviver gets what is in the objects that it puts there */
            charge(j->f, AMP_OWN_VALUES, j->s.node, j->s.func, (sym){FACT_NONE});
        /* fall through */
    case MODEL_ANY:
        for (uint32_t i = 0; i < j->s.arg_count; i++)
            job_watch(j, SITE_DATA, j->f->args.items[j->s.args + i], 0);
        cell_add_flags(j->f, j->s.result, FLAG_ANY);
        return;
    case MODEL_NUMBERS:
        for (uint32_t i = 0; i < j->s.arg_count; i++)
            escape_as_numbers(j->f, j->f->args.items[j->s.args + i], j->s.node, j->s.func);
        (void)job_elements(j, j->first); /* an iterator of others may run */
        job_gives_object(j, object_at(j->f, j->s.node, MADE_RESULT, OBJECT_NUMBERS));
        return;
    case MODEL_REGEXP:
        model_regexp(j);
        return;
    case MODEL_OBJECT:
        model_object(j);
        return;
    case MODEL_LOCK:
        job_watch(j, SITE_LOCK, j->first, 0);
        job_gives_changed(j);
        return;
    case MODEL_RECEIVER:
        job_gives_receiver(j);
        return;
    case MODEL_KEYS:
        model_keys(j);
        return;
    case MODEL_SYMBOLS:
        model_symbols(j, FLAG_SYMBOL);
        return;
    case MODEL_OWN_KEYS:
        model_symbols(j, FLAG_STRING | FLAG_SYMBOL);
        return;
    case MODEL_VALUES:
    case MODEL_ENTRIES:
        model_values(j, model == MODEL_ENTRIES);
        return;
    case MODEL_FROM_ENTRIES:
        model_from_entries(j);
        return;
    case MODEL_ASSIGN:
        model_assign(j);
        return;
    case MODEL_CREATE:
        model_create(j);
        return;
    case MODEL_DEFINE:
        model_define(j);
        return;
    case MODEL_DEFINE_ALL:
        model_define_all(j, j->first, j->second);
        cell_edge(j->f, j->first, j->s.result);
        return;
    case MODEL_DEFINE_ACCESSOR:
        model_define_accessor(j);
        return;
    case MODEL_LOOKUP_ACCESSOR:
        model_lookup_accessor(j);
        return;
    case MODEL_DESCRIPTOR:
        model_descriptor(j);
        return;
    case MODEL_DESCRIPTORS:
        model_descriptors(j);
        return;
    case MODEL_GET_PROTO:
        job_watch(j, SITE_PROTO_OF, j->first, j->s.result);
        return;
    case MODEL_SET_PROTO:
        model_set_proto(j);
        return;
    case MODEL_DELETE:
        job_watch(j, SITE_DELETE_KEY, j->first, 0);
        cell_add_flags(j->f, j->s.result, FLAG_BOOLEAN);
        return;
    case MODEL_REFLECT_GET:
        if (j->s.depth == 0 && own_keys_reads_through(j->f->own_keys, j->s.node))
            cell_add_flags(j->f, j->s.result, FLAG_ANY | FLAG_UNDEFINED);
        else
            job_read_key(j, j->first, j->second, j->s.result);
        job_escape(j, j->third);
        if (j->third != 0)
            pool_getter(j->f, j->site, j->second, false);
        if (j->third != 0)
            job_watch(j, SITE_ESCAPE_ACCESSORS, j->first, 0);
        return;
    case MODEL_REFLECT_SET:
        job_write_key(j, j->first, j->second, j->third);
        cell_add_flags(j->f, j->s.result, FLAG_BOOLEAN);
        if (j->s.arg_count > 3) {
            job_write_key(j, call_arg(j->f, &j->s, 3), j->second, j->third);
            job_escape(j, call_arg(j->f, &j->s, 3)); /* `this` of a setter */
            job_watch(j, SITE_ESCAPE_ACCESSORS, j->first, 0);
        }
        return;
    case MODEL_REFLECT_APPLY:
        model_apply(j, j->first, j->second, j->third, false);
        return;
    case MODEL_REFLECT_CONSTRUCT:
        model_apply(j, j->first, 0, j->second, true);
        job_escape(j, j->third);
        if (j->third != 0) /* the result inherits from it */
            cell_add_flags(j->f, j->s.result, FLAG_ANY);
        return;
    case MODEL_CALL:
        model_call_method(j);
        return;
    case MODEL_APPLY:
        model_apply(j, j->s.receiver, j->first, j->second, false);
        return;
    case MODEL_BIND:
        model_bind(j->f, j->site, j->s.receiver);
        return;
    case MODEL_NEW_ARRAY:
    case MODEL_ARRAY_OF:
        model_new_array(j, model == MODEL_ARRAY_OF);
        return;
    case MODEL_ARRAY_FROM:
        model_array_from(j);
        return;
    case MODEL_PUSH:
        model_push(j, 0);
        cell_add_flags(j->f, j->s.result, FLAG_NUMBER);
        return;
    case MODEL_FILL:
        model_push(j, 0);
        job_gives_receiver(j);
        return;
    case MODEL_CONCAT:
        model_concat(j);
        return;
    case MODEL_ITERATOR:
    case MODEL_PAIRS:
    case MODEL_SAME_ELEMENTS:
    case MODEL_ELEMENT:
    case MODEL_SPLICE:
    case MODEL_FLAT:
    case MODEL_EACH:
    case MODEL_FIND:
    case MODEL_FILTER:
    case MODEL_MAP:
        model_list(j, model);
        return;
    case MODEL_REDUCE:
        model_reduce(j);
        return;
    case MODEL_SORT:
        model_sort(j);
        return;
    case MODEL_REPLACE:
        model_replace(j);
        return;
    case MODEL_SYMBOL:
        cell_add_flags(j->f, j->s.result, FLAG_SYMBOL);
        return;
    case MODEL_SYMBOL_FOR:
        cell_add_flags(j->f, j->s.result, FLAG_SYMBOL);
        job_watch(j, SITE_REGISTERED, j->first, 0);
        return;
    case MODEL_CAPTURE_STACK:
        charge(j->f, AMP_STACK_TEXT, j->s.node, j->s.func, (sym){FACT_NONE});
        model_capture_stack(j);
        return;
    case MODEL_NEW_PROMISE:
        model_new_promise(j);
        return;
    case MODEL_PROMISE_OF:
        model_promise_of(j);
        return;
    case MODEL_THEN:
    case MODEL_CATCH:
        model_then(j, model == MODEL_THEN);
        return;
    case MODEL_NEW_WEAK_MAP:
    case MODEL_NEW_WEAK_SET:
        model_new_weak(j, model == MODEL_NEW_WEAK_MAP);
        return;
    case MODEL_WEAK_GET:
        model_weak_get(j);
        return;
    case MODEL_WEAK_SET:
        model_weak_set(j);
        return;
    case MODEL_PROXY:
    case MODEL_REVOCABLE_PROXY:
        model_proxy(j, model == MODEL_REVOCABLE_PROXY);
        return;
    }
}

/* new String(x), new Number(x), ...: an object, which keeps what is put into it. */
static bool makes_wrapper(enum model model)
{
    return model == MODEL_TEXT || model == MODEL_NUMBER || model == MODEL_PURE;
}

bool model_call(struct flow *f, uint32_t site, uint32_t path)
{
    enum model model = (enum model)f->paths.items[path].model;
    uint32_t parent = f->facts->paths.items[path].parent;
    struct job j = {.f = f, .site = site, .s = f->sites.items[site]};

    if (model == MODEL_NONE || model == MODEL_KNOWN || (j.s.kind == SITE_NEW && makes_wrapper(model)))
        return false;
    if (j.s.flags & SITE_SPREAD && model != MODEL_CALL && model != MODEL_BIND && model != MODEL_PUSH &&
        model != MODEL_CONCAT && model != MODEL_NEW_ARRAY && model != MODEL_ARRAY_OF && model > MODEL_ANY) {
        /* Which argument is which is not known: give them all away. */
        call_escape_args(f, site);
        if (j.s.receiver != 0)
            escape_cell(f, j.s.receiver, j.s.node, j.s.func);
        cell_add_flags(f, j.s.result, FLAG_ANY);
        f->sites.items[site].flags |= SITE_REFLECTED;
        opening_note(f, &j.s, (struct opening){.functions = f->any});
        if (model >= MODEL_DEFINE_ACCESSOR && model <= MODEL_REFLECT_GET)
            cell_add(f, j.s.result, VALUE(VALUE_REACH, site));
        return true;
    }
    j.first = call_arg(f, &j.s, 0);
    j.second = call_arg(f, &j.s, 1);
    j.third = call_arg(f, &j.s, 2);
    j.tells =
        parent != FACT_NONE && str_eq(sym_text(f->names, (sym){f->facts->paths.items[parent].name}), STR("Reflect"));
    run_model(&j, model);
    return true;
}
