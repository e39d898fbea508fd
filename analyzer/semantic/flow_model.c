/*
 * flow_model.c - what the language's own functions do with values: see model.def.
 */
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
};

static uint32_t made_array(const struct job *j, uint32_t what)
{
    return object_at(j->f, j->s.node, what, OBJECT_ARRAY);
}

static void result_object(const struct job *j, uint32_t object)
{
    cell_add(j->f, j->s.result, VALUE(VALUE_OBJECT, object));
}

static uint32_t sub_site(const struct job *j, enum site_kind kind, cell_id base, cell_id result)
{
    uint32_t site = site_new(j->f, kind, j->s.node, j->s.func);

    j->f->sites.items[site].result = result;
    j->f->sites.items[site].base = base;
    return site;
}

static void watch_new(const struct job *j, enum site_kind kind, cell_id base, cell_id result)
{
    cell_watch(j->f, base, sub_site(j, kind, base, result));
}

/* The receiver as an object (section 7.1.18). */
static void result_receiver(const struct job *j)
{
    cell_edge(j->f, j->s.receiver, j->s.result);
    watch_new(j, SITE_BOXED, j->s.receiver, j->s.result);
}

static void read_name(const struct job *j, cell_id base, sym name, cell_id result)
{
    uint32_t site = sub_site(j, SITE_READ, base, result);

    j->f->sites.items[site].name = name;
    cell_watch(j->f, base, site);
}

static void read_key(const struct job *j, cell_id base, cell_id key, cell_id result)
{
    uint32_t site = sub_site(j, SITE_READ_KEY, base, result);

    j->f->sites.items[site].key = key;
    cell_watch(j->f, base, site);
    cell_watch(j->f, key, site);
}

/*
 * An own property: of an unknown object, what somebody put there. The call in the text may have a key that is proven
 * to be listed from its object.
 */
static void read_own(const struct job *j, cell_id base, cell_id key, cell_id result)
{
    uint32_t site = sub_site(j, SITE_READ_KEY, base, result);
    bool written = j->s.depth == 0 && tree_kind(j->f->tree, j->s.node) == KIND_CALL_EXPRESSION;

    j->f->sites.items[site].key = key;
    j->f->sites.items[site].flags = SITE_OWN;
    if (written)
        j->f->sites.items[site].flags |= own_flags(own_keys_arguments(j->f->own_keys, j->s.node, 0, 1));
    if (written && !(j->f->sites.items[site].flags & SITE_OWN_KEY))
        pair_take(j->f, site, j->s.node);
    cell_watch(j->f, base, site);
    cell_watch(j->f, key, site);
}

static uint32_t write_key(const struct job *j, cell_id base, cell_id key, cell_id from)
{
    uint32_t site = sub_site(j, SITE_WRITE_KEY, base, 0);

    j->f->sites.items[site].key = key;
    j->f->sites.items[site].value = from;
    cell_watch(j->f, base, site);
    cell_watch(j->f, key, site);
    return site;
}

/* base has from as its own property: no setter runs, and its prototype stays what it is. */
static void define_key(const struct job *j, cell_id base, cell_id key, cell_id from)
{
    j->f->sites.items[write_key(j, base, key, from)].flags |= SITE_OWN;
}

static void escape_arg(const struct job *j, cell_id c)
{
    escape_cell(j->f, c, j->s.node, j->s.func);
}

/* base[any name] <- from */
static void write_unknown_name(const struct job *j, cell_id base, cell_id from, unsigned keeps)
{
    cell_id key = cell_new(j->f);

    cell_add_flags(j->f, key, FLAG_STRING);
    j->f->sites.items[write_key(j, base, key, from)].flags |= keeps;
}

static cell_id elements_of(const struct job *j, cell_id c)
{
    return iterate_cell(j->f, j->site, c);
}

/* Object(x): x itself, the wrapper object of a primitive, or a new object. */
static void model_object(const struct job *j)
{
    cell_edge(j->f, j->first, j->s.result);
    watch_new(j, SITE_BOXED, j->first, j->s.result);
    if (j->s.arg_count == 0)
        result_object(j, object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN));
}

/* A call of a callback with (element, number, the list). */
static cell_id call_callback(const struct job *j, cell_id callback, cell_id element, cell_id this_arg)
{
    cell_id result = cell_new(j->f);
    cell_id args[3] = {element, j->f->constant[3], j->s.receiver};

    (void)call_derived(j->f, j->site, callback, args, 3, this_arg, result);
    return result;
}

static cell_id watch_all(const struct job *j, cell_id base)
{
    cell_id all = cell_new(j->f);

    watch_new(j, SITE_COPY, base, all);
    return all;
}

/* The result is made, and what is put into `kept` is put there, as `maker` decides (7.3.22, 23.1.2). */
static void made_by(const struct job *j, cell_id maker, cell_id kept)
{
    uint32_t site = sub_site(j, SITE_SPECIES, maker, j->s.result);

    j->f->sites.items[site].value = kept;
    cell_watch(j->f, maker, site);
}

/* A method of the first argument, named by a symbol, gets the receiver and the second argument. */
static void hooked(const struct job *j)
{
    cell_id given[2] = {j->s.receiver, j->second};

    for (size_t i = 0; i < ARRAY_LEN(given); i++) {
        uint32_t site = sub_site(j, SITE_HOOK, j->first, j->s.result);
        j->f->sites.items[site].value = given[i];
        cell_watch(j->f, j->first, site);
    }
}

static void model_assign(const struct job *j)
{
    for (uint32_t i = 1; i < j->s.arg_count; i++)
        write_unknown_name(j, j->first, watch_all(j, call_arg(j->f, &j->s, i)), SITE_SAME_NAME);
    cell_edge(j->f, j->first, j->s.result);
}

/* Accessors that are defined by a call show as a property that no text can name. */
static void note_accessors(const struct job *j, cell_id accessors, cell_id target)
{
    uint32_t site = sub_site(j, SITE_ACCESSORS_ON, target, 0);

    site_set_value(j->f, site, accessors);
    cell_watch(j->f, target, site);
}

/* A setter that is defined by a call sees what is written to its object. */
static void watch_setter(const struct job *j, cell_id setters, cell_id target)
{
    uint32_t site = sub_site(j, SITE_ODD, setters, 0);

    j->f->sites.items[site].value = target;
    cell_watch(j->f, setters, site);
}

/* What is outside in `target` becomes `this` of the accessors. */
static void accessors_of(const struct job *j, cell_id target, cell_id accessors)
{
    uint32_t site = sub_site(j, SITE_MEMBER_OF, target, 0);

    site_set_value(j->f, site, accessors);
    cell_watch(j->f, target, site);
}

static void define_from(const struct job *j, cell_id target, cell_id key, cell_id descriptor)
{
    struct flow *f = j->f;
    cell_id accessors = cell_new(f);
    cell_id setters = cell_new(f);
    cell_id plain = cell_new(f);

    read_name(j, descriptor, f->name_value, plain);
    define_key(j, target, key, plain);
    /* Accessors defined this way may be called by anybody, on anything. */
    read_name(j, descriptor, f->name_get, accessors);
    read_name(j, descriptor, f->name_set, setters);
    cell_edge(f, setters, accessors);
    escape_cell(f, accessors, j->s.node, j->s.func);
    watch_setter(j, setters, target);
    note_accessors(j, accessors, target);
    opening_note(f, &j->s, (struct opening){.key = key, .functions = accessors, .descriptor = descriptor});
    plain = cell_new(f);
    watch_new(j, SITE_RESULT_OF, accessors, plain);
    accessors_of(j, target, accessors);
    define_key(j, target, key, plain);
}

static void model_define(const struct job *j)
{
    define_from(j, j->first, j->second, j->third);
    cell_edge(j->f, j->first, j->s.result);
}

static void define_all(const struct job *j, cell_id target, cell_id descriptors)
{
    cell_id key = cell_new(j->f);

    cell_add_flags(j->f, key, FLAG_STRING);
    define_from(j, target, key, watch_all(j, descriptors));
}

static void model_create(const struct job *j)
{
    uint32_t object = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);
    cell_id self = cell_new(j->f);

    cell_add(j->f, self, VALUE(VALUE_OBJECT, object));
    cell_edge(j->f, j->first, object_proto(j->f, object));
    j->f->objects.items[object].null_proto = j->first == j->f->constant[1];
    if (j->second != 0)
        define_all(j, self, j->second);
    result_object(j, object);
}

static void model_descriptor(const struct job *j)
{
    uint32_t object = object_at(j->f, j->s.node, MADE_DESCRIPTOR, OBJECT_PLAIN);
    cell_id read = cell_new(j->f);

    j->f->objects.items[object].descriptor = true;
    read_own(j, j->first, j->second, read);
    cell_edge(j->f, read, object_prop(j->f, object, j->f->name_value)->value);
    read = cell_new(j->f);
    watch_new(j, SITE_ACCESSORS_OF, j->first, read);
    cell_edge(j->f, read, object_prop(j->f, object, j->f->name_get)->value);
    cell_edge(j->f, read, object_prop(j->f, object, j->f->name_set)->value);
    result_object(j, object);
    cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
}

static void model_descriptors(const struct job *j)
{
    uint32_t list = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);
    cell_id key = cell_new(j->f);
    struct job one = *j;

    cell_add_flags(j->f, key, FLAG_STRING);
    one.second = key;
    one.s.result = object_unknown(j->f, list);
    model_descriptor(&one);
    result_object(j, list);
}

static void model_set_proto(const struct job *j)
{
    uint32_t site = sub_site(j, SITE_WRITE, j->first, 0);

    j->f->sites.items[site].name = j->f->name_proto;
    j->f->sites.items[site].flags = SITE_SETS_PROTO;
    j->f->sites.items[site].value = j->second;
    cell_watch(j->f, j->first, site);
    cell_edge(j->f, j->first, j->s.result);
}

static void model_symbols(const struct job *j, unsigned keys)
{
    uint32_t list = made_array(j, MADE_RESULT);

    watch_new(j, SITE_SYMBOLS_OF, j->first, 0);
    watch_new(j, SITE_ENUMERATE, j->first, 0);
    cell_add_flags(j->f, object_elem(j->f, list), keys);
    result_object(j, list);
}

static void model_keys(const struct job *j)
{
    uint32_t list = made_array(j, MADE_RESULT);

    watch_new(j, SITE_ENUMERATE, j->first, 0);
    cell_add_flags(j->f, object_elem(j->f, list), FLAG_STRING);
    result_object(j, list);
}

static void model_values(const struct job *j, bool entries)
{
    uint32_t list = made_array(j, MADE_RESULT);
    cell_id all = watch_all(j, j->first);
    uint32_t entry = 0;

    if (entries) {
        entry = made_array(j, MADE_ENTRY);
        cell_add_flags(j->f, object_elem(j->f, entry), FLAG_STRING);
        cell_edge(j->f, all, object_elem(j->f, entry));
        cell_add(j->f, object_elem(j->f, list), VALUE(VALUE_OBJECT, entry));
    } else {
        cell_edge(j->f, all, object_elem(j->f, list));
    }
    result_object(j, list);
}

static void model_from_entries(const struct job *j)
{
    uint32_t object = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);

    cell_edge(j->f, elements_of(j, elements_of(j, j->first)), object_unknown(j->f, object));
    result_object(j, object);
}

static void model_apply(const struct job *j, cell_id callee, cell_id receiver, cell_id list, bool construct)
{
    cell_id args[1] = {elements_of(j, list)};
    uint32_t derived = call_derived(j->f, j->site, callee, args, 1, receiver, j->s.result);

    j->f->sites.items[derived].flags |= SITE_SPREAD;
    if (construct)
        j->f->sites.items[derived].kind = SITE_NEW;
}

static void model_call_method(const struct job *j)
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

/* Adds every argument from `from` on to the elements of the receivers, and passes the receivers on. */
static void model_push(const struct job *j, uint32_t from)
{
    for (uint32_t i = from; i < j->s.arg_count; i++)
        write_key(j, j->s.receiver, j->f->constant[3], j->f->args.items[j->s.args + i]);
}

static void model_same_elements(const struct job *j, cell_id element)
{
    uint32_t list = made_array(j, MADE_RESULT);

    cell_edge(j->f, element, object_elem(j->f, list));
    result_object(j, list);
    made_by(j, j->s.receiver, object_elem(j->f, list));
}

static void model_concat(const struct job *j)
{
    uint32_t list = made_array(j, MADE_RESULT);

    cell_edge(j->f, elements_of(j, j->s.receiver), object_elem(j->f, list));
    for (uint32_t i = 0; i < j->s.arg_count; i++) {
        cell_id arg = j->f->args.items[j->s.args + i];
        cell_edge(j->f, arg, object_elem(j->f, list));
        cell_edge(j->f, elements_of(j, arg), object_elem(j->f, list));
    }
    result_object(j, list);
    made_by(j, j->s.receiver, object_elem(j->f, list));
}

static void model_array_from(const struct job *j)
{
    cell_id element = elements_of(j, j->first);

    if (j->second != 0)
        element = call_callback(j, j->second, element, j->third);
    model_same_elements(j, element);
}

static void model_reduce(const struct job *j)
{
    cell_id state = cell_new(j->f);
    cell_id element = elements_of(j, j->s.receiver);
    cell_id args[4] = {state, element, j->f->constant[3], j->s.receiver};

    cell_edge(j->f, j->second, state);
    cell_edge(j->f, element, state);
    (void)call_derived(j->f, j->site, j->first, args, 4, 0, state);
    cell_edge(j->f, state, j->s.result);
}

static void model_sort(const struct job *j)
{
    cell_id element = elements_of(j, j->s.receiver);
    cell_id args[2] = {element, element};

    if (j->first != 0)
        (void)call_derived(j->f, j->site, j->first, args, 2, 0, cell_new(j->f));
    result_receiver(j);
}

/* The callback gets texts; what it returns becomes text. */
static void model_replace(const struct job *j)
{
    cell_id text = cell_new(j->f);
    cell_id args[8];
    uint32_t derived = 0;

    cell_add_flags(j->f, text, FLAG_STRING | FLAG_NUMBER | FLAG_UNDEFINED);
    for (size_t i = 0; i < ARRAY_LEN(args); i++)
        args[i] = text;
    if (j->second != 0) {
        derived = call_derived(j->f, j->site, j->second, args, ARRAY_LEN(args), 0, cell_new(j->f));
        j->f->sites.items[derived].flags |= SITE_SPREAD;
    }
    cell_add_flags(j->f, j->s.result, FLAG_STRING);
    watch_new(j, SITE_DATA, j->first, 0); /* its Symbol.replace may run */
    hooked(j);
}

static void model_promise_of(const struct job *j)
{
    uint32_t promise = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PROMISE);

    watch_new(j, SITE_AWAIT, j->first, object_elem(j->f, promise));
    if (j->first == 0)
        cell_add_flags(j->f, object_elem(j->f, promise), FLAG_UNDEFINED);
    result_object(j, promise);
    made_by(j, j->s.receiver, object_elem(j->f, promise));
}

/* p.then(f, g): f gets what p resolves to; the result resolves to what they return. */
static void model_then(const struct job *j, bool then)
{
    uint32_t promise = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PROMISE);
    cell_id value_cell = cell_new(j->f);
    cell_id returned = cell_new(j->f);
    cell_id any[1] = {j->f->any};

    watch_new(j, SITE_AWAIT, j->s.receiver, value_cell);
    if (then && j->first != 0)
        (void)call_derived(j->f, j->site, j->first, &value_cell, 1, 0, returned);
    if (then && j->second != 0)
        (void)call_derived(j->f, j->site, j->second, any, 1, 0, returned);
    if (!then && j->first != 0)
        (void)call_derived(j->f, j->site, j->first, any, 1, 0, returned);
    if (!then || j->first == 0)
        cell_edge(j->f, value_cell, returned);
    watch_new(j, SITE_AWAIT, returned, object_elem(j->f, promise));
    result_object(j, promise);
    made_by(j, j->s.receiver, object_elem(j->f, promise));
}

/* new Promise((resolve, reject) => ...): what is resolved with escapes through the resolvers. */
static void model_new_promise(const struct job *j)
{
    uint32_t promise = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PROMISE);
    cell_id any[2] = {j->f->any, j->f->any};

    (void)call_derived(j->f, j->site, j->first, any, 2, 0, cell_new(j->f));
    cell_add_flags(j->f, object_elem(j->f, promise), FLAG_ANY);
    result_object(j, promise);
}

static void model_proxy(const struct job *j)
{
    uint32_t proxy = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);

    charge(j->f, AMP_PROXY, j->s.node, j->s.func, (sym){FACT_NONE});
    opening_note(j->f, &j->s, (struct opening){.handler = j->second});
    escape_arg(j, j->first);
    escape_arg(j, j->second);
    cell_add_flags(j->f, j->s.result, FLAG_ANY);
    /* An object that others made, as far as anybody can see. */
    cell_add(j->f, object_proto(j->f, proxy), VALUE(VALUE_PATH, path_root(j->f, PATH_GLOBAL, j->f->name_proxy)));
    result_object(j, proxy);
}

/* True when the first argument in the text is a name that leads to nothing shared. */
static bool names_plain_member(const struct job *j)
{
    const struct tree *t = j->f->tree;
    bool call = j->s.depth == 0 && tree_kind(t, j->s.node) == KIND_CALL_EXPRESSION;
    node_id name = call ? tree_named_first(t, tree_field(t, j->s.node, FIELD_ARGUMENTS)) : NODE_NONE;
    sym text = {0};

    return name != NODE_NONE && tree_kind(t, name) == KIND_STRING &&
           cell_single_text(j->f, cell_of(j->f, name), &text) && text.i != j->f->name_constructor.i &&
           text.i != j->f->name_proto.i;
}

/*
 * Along the prototypes: __proto__ is an accessor, and in a Node with frozen intrinsics `constructor`
 * is one too, which gives a function's constructor without being called with anything.
 */
static void model_lookup_accessor(const struct job *j)
{
    cell_id accessors = cell_new(j->f);

    if (!names_plain_member(j)) {
        charge(j->f, AMP_COMPUTED_MEMBER, j->s.node, j->s.func, (sym){FACT_NONE});
        charge(j->f, AMP_LEAK_LOOKUP, j->s.node, j->s.func, (sym){FACT_NONE});
        charge(j->f, AMP_LEAK_FOUND, j->s.node, j->s.func, (sym){FACT_NONE});
        cell_add_flags(j->f, j->s.result, FLAG_ANY);
    }
    watch_new(j, SITE_ACCESSORS_OF, j->s.receiver, accessors);
    cell_edge(j->f, accessors, j->s.result);
    cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
}

static void model_define_accessor(const struct job *j)
{
    escape_arg(j, j->second);
    accessors_of(j, j->s.receiver, j->second);
    note_accessors(j, j->second, j->s.receiver);
    opening_note(j->f, &j->s, (struct opening){.key = j->first, .functions = j->second});
    write_key(j, j->s.receiver, j->first, j->f->any);
}

/* Error.captureStackTrace(target): writes `stack` and calls nothing of ours. */
static void model_capture_stack(const struct job *j)
{
    uint32_t site = sub_site(j, SITE_WRITE, j->first, 0);

    j->f->sites.items[site].name = sym_intern(j->f->names, STR("stack"));
    j->f->sites.items[site].value = j->f->any;
    cell_watch(j->f, j->first, site);
}

static void model_list(const struct job *j, enum model model)
{
    cell_id element = elements_of(j, j->s.receiver);
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
        cell_edge(j->f, elements_of(j, returned), object_elem(j->f, made_array(j, MADE_RESULT)));
        return;
    case MODEL_ELEMENT:
        cell_edge(j->f, element, j->s.result);
        cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
        return;
    case MODEL_FLAT:
        model_same_elements(j, element);
        cell_edge(j->f, elements_of(j, element), object_elem(j->f, made_array(j, MADE_RESULT)));
        if (j->s.arg_count > 0) { /* deeper than this looks */
            escape_arg(j, element);
            cell_add_flags(j->f, object_elem(j->f, made_array(j, MADE_RESULT)), FLAG_ANY);
        }
        return;
    case MODEL_SPLICE:
        model_push(j, 2);
        model_same_elements(j, element);
        return;
    case MODEL_ITERATOR:
        model_same_elements(j, element);
        cell_add_flags(j->f, j->s.result, FLAG_ANY); /* its constructor is not Array */
        return;
    default:
        model_same_elements(j, element);
        return;
    }
}

/* Array(n) makes an empty list; Array(a, b) a list of them. */
static void model_new_array(const struct job *j, bool of)
{
    uint32_t list = made_array(j, MADE_RESULT);

    for (uint32_t i = 0; i < j->s.arg_count; i++)
        cell_edge(j->f, j->f->args.items[j->s.args + i], object_elem(j->f, list));
    result_object(j, list);
    if (of)
        made_by(j, j->s.receiver, object_elem(j->f, list));
}

static void model_texts(const struct job *j)
{
    uint32_t list = made_array(j, MADE_RESULT);

    cell_add_flags(j->f, object_elem(j->f, list), FLAG_STRING | FLAG_UNDEFINED);
    result_object(j, list);
    cell_add_flags(j->f, j->s.result, FLAG_NULL);
    watch_new(j, SITE_DATA, j->first, 0); /* its Symbol.split or Symbol.match may run */
    hooked(j);
}

/* JSON.stringify(x, f): f gets all that is in x, and the objects it is in as `this`. */
static void model_stringify(const struct job *j)
{
    bool list_or_nothing = j->second == 0 || j->second == j->f->constant[0] || j->second == j->f->constant[1];

    for (uint32_t i = 0; i < j->s.arg_count; i++)
        watch_new(j, SITE_INSPECT, j->f->args.items[j->s.args + i], 0);
    cell_add_flags(j->f, j->s.result, FLAG_STRING | FLAG_UNDEFINED);
    if (list_or_nothing)
        return;
    (void)watch_all(j, j->first);
    escape_arg(j, j->first);
    escape_arg(j, j->second);
}

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
            watch_new(j, SITE_INSPECT, j->f->args.items[j->s.args + i], 0);
        cell_add_flags(j->f, j->s.result, FLAG_STRING);
        return;
    case MODEL_TEXT_LIST:
        model_texts(j);
        return;
    case MODEL_SEARCH:
        cell_add_flags(j->f, j->s.result, FLAG_NUMBER);
        hooked(j);
        return;
    case MODEL_MATCH_ALL:
        watch_new(j, SITE_DATA, j->first, 0);
        hooked(j);
        cell_add_flags(j->f, j->s.result, FLAG_ANY);
        return;
    case MODEL_STRINGIFY:
        model_stringify(j);
        return;
    case MODEL_ANY:
        for (uint32_t i = 0; i < j->s.arg_count; i++)
            watch_new(j, SITE_DATA, j->f->args.items[j->s.args + i], 0);
        cell_add_flags(j->f, j->s.result, FLAG_ANY);
        return;
    case MODEL_NUMBERS:
        for (uint32_t i = 0; i < j->s.arg_count; i++)
            escape_as_numbers(j->f, j->f->args.items[j->s.args + i], j->s.node, j->s.func);
        (void)elements_of(j, j->first); /* an iterator of others may run */
        result_object(j, object_at(j->f, j->s.node, MADE_RESULT, OBJECT_NUMBERS));
        return;
    case MODEL_OBJECT:
        model_object(j);
        return;
    case MODEL_LOCK:
        watch_new(j, SITE_LOCK, j->first, 0);
        cell_edge(j->f, j->first, j->s.result);
        return;
    case MODEL_RECEIVER:
        result_receiver(j);
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
        define_all(j, j->first, j->second);
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
        watch_new(j, SITE_PROTO_OF, j->first, j->s.result);
        return;
    case MODEL_SET_PROTO:
        model_set_proto(j);
        return;
    case MODEL_DELETE:
        watch_new(j, SITE_DELETE_KEY, j->first, 0);
        cell_add_flags(j->f, j->s.result, FLAG_BOOLEAN);
        return;
    case MODEL_REFLECT_GET:
        read_key(j, j->first, j->second, j->s.result);
        escape_arg(j, j->third);
        if (j->third != 0)
            watch_new(j, SITE_ESCAPE_ACCESSORS, j->first, 0);
        return;
    case MODEL_REFLECT_SET:
        write_key(j, j->first, j->second, j->third);
        cell_add_flags(j->f, j->s.result, FLAG_BOOLEAN);
        if (j->s.arg_count > 3) {
            write_key(j, call_arg(j->f, &j->s, 3), j->second, j->third);
            escape_arg(j, call_arg(j->f, &j->s, 3)); /* `this` of a setter */
            watch_new(j, SITE_ESCAPE_ACCESSORS, j->first, 0);
        }
        return;
    case MODEL_REFLECT_APPLY:
        model_apply(j, j->first, j->second, j->third, false);
        return;
    case MODEL_REFLECT_CONSTRUCT:
        model_apply(j, j->first, 0, j->second, true);
        escape_arg(j, j->third);
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
        result_receiver(j);
        return;
    case MODEL_CONCAT:
        model_concat(j);
        return;
    case MODEL_ITERATOR:
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
        watch_new(j, SITE_REGISTERED, j->first, 0);
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
    case MODEL_PROXY:
        model_proxy(j);
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
    run_model(&j, model);
    return true;
}
