/*
 * flow_model.h - models of the language's own functions: what each does with its receiver and arguments. Private to
 * flow_job.c and flow_model*.c.
 */
#ifndef CORDON_SEMANTIC_FLOW_MODEL_H
#define CORDON_SEMANTIC_FLOW_MODEL_H

#include "analyzer/semantic/flow_state.h"
#include "analyzer/semantic/model.h"

/* Purposes of the objects that one call site makes (object_at). */
enum made { MADE_RESULT = 2, MADE_ENTRY, MADE_DESCRIPTOR, MADE_BOUND };

/* A model at work: the call and its parts. */
struct job {
    struct flow *f;
    uint32_t site;
    struct site s;
    cell_id first, second, third; /* arguments, 0 when missing */
    bool tells;                   /* a function of Reflect: says whether it could do what one of Object returns for */
};

/* ---- steps of models: flow_job.c ---- */

/* The list that the call makes for the purpose; its number in f->objects. */
uint32_t job_array(const struct job *j, uint32_t what);
/* The result of the call may be the object. */
void job_gives_object(const struct job *j, uint32_t object);
/* A site of its own for one step of the call, watched by nothing yet. */
uint32_t job_site(const struct job *j, enum site_kind kind, cell_id base, cell_id result);
/* The same, for whatever gets into `base`. */
void job_watch(const struct job *j, enum site_kind kind, cell_id base, cell_id result);
/* The receiver as an object (section 7.1.18). */
void job_gives_receiver(const struct job *j);
/* What a function gives that changes its first argument. */
void job_gives_changed(const struct job *j);
/* result <- base.name */
void job_read_name(const struct job *j, cell_id base, sym name, cell_id result);
/* result <- base[key] */
void job_read_key(const struct job *j, cell_id base, cell_id key, cell_id result);
/*
 * An own property: of an unknown object, what somebody put there. The call in the text may have a key that is proven
 * to be listed from its object.
 */
void job_read_own(const struct job *j, cell_id base, cell_id key, cell_id result);
/* base[key] <- from; returns the site. */
uint32_t job_write_key(const struct job *j, cell_id base, cell_id key, cell_id from);
/* base has from as its own property: no setter runs, and its prototype stays what it is. `how`: 0 or SITE_BY_ACCESSOR.
 */
void job_define_key(const struct job *j, cell_id base, cell_id key, cell_id from, unsigned how);
/* What is in the cell is handed on. */
void job_escape(const struct job *j, cell_id c);
/* base[any name] <- from */
void job_write_unknown_name(const struct job *j, cell_id base, cell_id from, unsigned keeps);
/* The list that the call makes has lists of a key, of these flags, and what is in `from`. */
void job_pair(const struct job *j, unsigned key, cell_id from);
/* What iterating over it gives. */
cell_id job_elements(const struct job *j, cell_id c);
/* All properties of what is in `base`, by whatever name. */
cell_id job_copied(const struct job *j, cell_id base);
/* The same for code that sees each value whatever its name (flow_values.c). */
cell_id job_listed(const struct job *j, cell_id base);
/* The same for what is assigned to the objects in `target`. */
cell_id job_assigned(const struct job *j, cell_id base, cell_id target);
/* The result is made, and what is put into `kept` is put there, as `maker` decides (7.3.22, 23.1.2). */
void job_made_by(const struct job *j, cell_id maker, cell_id kept);
/* The first argument is a regular expression, whose own ways job_hooked watches, or is looked at as data. */
void job_pattern(const struct job *j);
/* The same of a call that asks the maker more: `how` is SPREADS_OR_NOT for concat. */
void job_made_as(const struct job *j, cell_id maker, cell_id kept, uint32_t how);
/* A method of the first argument, named by a symbol, gets the receiver and the second argument. */
void job_hooked(const struct job *j);

/* ---- Object and Reflect: flow_model_object.c ---- */

/* Object(x): x itself, the wrapper object of a primitive, or a new object. */
void model_object(const struct job *j);
void model_assign(const struct job *j);
void model_define(const struct job *j);
void model_define_all(const struct job *j, cell_id target, cell_id descriptors);
void model_create(const struct job *j);
void model_descriptor(const struct job *j);
void model_descriptors(const struct job *j);
void model_set_proto(const struct job *j);
void model_symbols(const struct job *j, unsigned keys);
void model_keys(const struct job *j);
void model_values(const struct job *j, bool entries);
void model_from_entries(const struct job *j);
/*
 * Along the prototypes: __proto__ is an accessor, and in a Node with frozen intrinsics `constructor`
 * is one too, which gives a function's constructor without being called with anything.
 */
void model_lookup_accessor(const struct job *j);
void model_define_accessor(const struct job *j);
/* Error.captureStackTrace(target): writes `stack` and calls nothing of ours. */
void model_capture_stack(const struct job *j);
void model_proxy(const struct job *j, bool revocable);

/* ---- lists and texts: flow_model_list.c ---- */

/* Adds every argument from `from` on to the elements of the receivers, and passes the receivers on. */
void model_push(const struct job *j, uint32_t from);
void model_concat(const struct job *j);
void model_array_from(const struct job *j);
void model_reduce(const struct job *j);
void model_sort(const struct job *j);
void model_list(const struct job *j, enum model model);
/* Array(n) makes an empty list; Array(a, b) a list of them. */
void model_new_array(const struct job *j, bool of);
void model_texts(const struct job *j);
/*
 * The list that a regular expression's match gives: its texts, where it begins, and its named groups. `by_argument`:
 * the first argument may do it its own way.
 */
void model_match(const struct job *j, bool by_argument);
/* new RegExp(pattern, flags); RegExp(x) may be x. */
void model_regexp(const struct job *j);

/* ---- WeakMap and WeakSet: flow_model_weak.c ---- */

void model_new_weak(const struct job *j, bool map);
void model_weak_get(const struct job *j);
void model_weak_set(const struct job *j);

/* ---- functions, promises and what calls back: flow_model_call.c ---- */

void model_apply(const struct job *j, cell_id callee, cell_id receiver, cell_id list, bool construct);
void model_call_method(const struct job *j);
/* The callback gets texts; what it returns becomes text. */
void model_replace(const struct job *j);
void model_promise_of(const struct job *j);
/* p.then(f, g): f gets what p resolves to; the result resolves to what they return. */
void model_then(const struct job *j, bool then);
/* new Promise((resolve, reject) => ...): what is resolved with escapes through the resolvers. */
void model_new_promise(const struct job *j);
/* JSON.stringify(x, f): f gets all that is in x, and the objects it is in as `this`. */
void model_stringify(const struct job *j);

#endif
