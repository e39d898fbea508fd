/*
 * flow_model_list.c - what the functions of lists, and of texts that make lists, do with elements.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_model.h"
#include "analyzer/semantic/flow_narrow.h"

/* The receiver as methods of lists take it (section 7.1.18). */
static cell_id receiver_object(const struct job *j)
{
    cell_id object = cell_new(j->f);

    cell_edge(j->f, j->s.receiver, object);
    job_watch(j, SITE_BOXED, j->s.receiver, object);
    return object;
}

/* A call of a callback with (element, number, the list). */
static cell_id call_callback(const struct job *j, cell_id callback, cell_id element, cell_id this_arg)
{
    cell_id result = cell_new(j->f);
    cell_id args[3] = {element, j->f->constant[3], j->s.receiver == 0 ? 0 : receiver_object(j)};

    (void)call_derived(j->f, j->site, callback, args, 3, this_arg, result);
    return result;
}

void model_push(const struct job *j, uint32_t from)
{
    for (uint32_t i = from; i < j->s.arg_count; i++)
        job_write_key(j, j->s.receiver, j->f->constant[3], j->f->args.items[j->s.args + i]);
}

static void model_same_elements(const struct job *j, cell_id element)
{
    uint32_t list = job_array(j, MADE_RESULT);

    cell_edge(j->f, element, object_elem(j->f, list));
    job_gives_object(j, list);
    job_made_by(j, j->s.receiver, object_elem(j->f, list));
}

void model_concat(const struct job *j)
{
    uint32_t list = job_array(j, MADE_RESULT);

    cell_edge(j->f, job_elements(j, j->s.receiver), object_elem(j->f, list));
    job_watch(j, SITE_BOXED, j->s.receiver, object_elem(j->f, list)); /* a text is no list, but an element */
    for (uint32_t i = 0; i < j->s.arg_count; i++) {
        cell_id arg = j->f->args.items[j->s.args + i];
        cell_edge(j->f, arg, object_elem(j->f, list));
        cell_edge(j->f, job_elements(j, arg), object_elem(j->f, list));
    }
    job_gives_object(j, list);
    job_made_as(j, j->s.receiver, object_elem(j->f, list), SPREADS_OR_NOT);
}

void model_array_from(const struct job *j)
{
    cell_id element = job_elements(j, j->first);

    if (j->second != 0)
        element = call_callback(j, j->second, element, j->third);
    model_same_elements(j, element);
}

void model_reduce(const struct job *j)
{
    cell_id state = cell_new(j->f);
    cell_id element = job_elements(j, j->s.receiver);
    cell_id args[4] = {state, element, j->f->constant[3], receiver_object(j)};

    cell_edge(j->f, j->second, state);
    cell_edge(j->f, element, state);
    (void)call_derived(j->f, j->site, j->first, args, 4, 0, state);
    cell_edge(j->f, state, j->s.result);
}

void model_sort(const struct job *j)
{
    cell_id element = job_elements(j, j->s.receiver);
    cell_id args[2] = {element, element};

    if (j->first != 0)
        (void)call_derived(j->f, j->site, j->first, args, 2, 0, cell_new(j->f));
    job_gives_receiver(j);
}

void model_list(const struct job *j, enum model model)
{
    cell_id element = job_elements(j, j->s.receiver);
    cell_id returned = 0;

    switch (model) {
    case MODEL_EACH:
        (void)call_callback(j, j->first, element, j->second);
        cell_add_flags(j->f, j->s.result, FLAG_BOOLEAN | FLAG_NUMBER | FLAG_UNDEFINED);
        return;
    case MODEL_FIND:
        (void)call_callback(j, j->first, element, j->second);
        cell_edge(j->f, element, j->s.result);
        cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
        return;
    case MODEL_FILTER:
        (void)call_callback(j, j->first, element, j->second);
        model_same_elements(j, element);
        return;
    case MODEL_MAP:
        returned = call_callback(j, j->first, element, j->second);
        model_same_elements(j, returned);
        cell_edge(j->f, job_elements(j, returned), object_elem(j->f, job_array(j, MADE_RESULT)));
        return;
    case MODEL_ELEMENT:
        cell_edge(j->f, element, j->s.result);
        cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
        return;
    case MODEL_FLAT:
        model_same_elements(j, element);
        cell_edge(j->f, job_elements(j, element), object_elem(j->f, job_array(j, MADE_RESULT)));
        if (j->s.arg_count > 0) { /* deeper than this looks */
            job_escape(j, element);
            cell_add_flags(j->f, object_elem(j->f, job_array(j, MADE_RESULT)), FLAG_ANY);
        }
        return;
    case MODEL_SPLICE:
        model_push(j, 2);
        model_same_elements(j, element);
        return;
    case MODEL_ITERATOR:
    case MODEL_PAIRS:
        model_same_elements(j, element);
        if (model == MODEL_PAIRS)
            job_pair(j, FLAG_NUMBER, element);
        cell_add_flags(j->f, j->s.result, FLAG_ANY); /* its constructor is not Array */
        return;
    default:
        model_same_elements(j, element);
        return;
    }
}

void model_new_array(const struct job *j, bool of)
{
    uint32_t list = job_array(j, MADE_RESULT);

    for (uint32_t i = 0; i < j->s.arg_count; i++)
        cell_edge(j->f, j->f->args.items[j->s.args + i], object_elem(j->f, list));
    job_gives_object(j, list);
    if (of)
        job_made_by(j, j->s.receiver, object_elem(j->f, list));
}

static void list_of_texts(const struct job *j, cell_id texts)
{
    uint32_t list = job_array(j, MADE_RESULT);

    cell_edge(j->f, texts, object_elem(j->f, list));
    job_gives_object(j, list);
    cell_add_flags(j->f, j->s.result, FLAG_NULL);
    job_pattern(j); /* its Symbol.split or Symbol.match may run, or its toString */
}

void model_texts(const struct job *j)
{
    cell_id texts = cell_new(j->f);

    cell_add_flags(j->f, texts, FLAG_STRING | FLAG_UNDEFINED);
    list_of_texts(j, texts);
    job_hooked(j);
}

void model_match(const struct job *j, bool by_argument)
{
    struct flow *f = j->f;
    uint32_t list = job_array(j, MADE_RESULT);
    uint32_t groups = object_at(f, j->s.node, MADE_ENTRY, OBJECT_PLAIN);
    cell_id texts = cell_new(f);

    if ((by_argument ? j->first : j->s.receiver) != 0)
        match_watch(f, &j->s, by_argument ? j->first : j->s.receiver, MATCH_ALL, texts);
    else
        cell_add_flags(f, texts, FLAG_STRING | FLAG_UNDEFINED);
    list_of_texts(j, texts);
    if (by_argument)
        job_hooked(j);
    cell_add_flags(f, object_prop(f, list, sym_intern(f->names, STR("index")))->value, FLAG_NUMBER | FLAG_UNDEFINED);
    cell_add_flags(f, object_prop(f, list, sym_intern(f->names, STR("input")))->value, FLAG_STRING | FLAG_UNDEFINED);
    cell_edge(f, texts, object_unknown(f, groups));
    f->objects.items[groups].null_proto = true;
    cell_add(f, object_prop(f, list, sym_intern(f->names, STR("groups")))->value, VALUE(VALUE_OBJECT, groups));
}

void model_regexp(const struct job *j)
{
    for (uint32_t i = 0; i < j->s.arg_count; i++)
        job_watch(j, SITE_DATA, j->f->args.items[j->s.args + i], 0);
    job_gives_object(j, object_at(j->f, j->s.node, MADE_RESULT, OBJECT_REGEXP));
    if (j->s.kind != SITE_NEW)
        cell_edge(j->f, j->first, j->s.result);
}
