/*
 * flow_model_object.c - what the functions of Object and Reflect, and their like on prototypes, do with objects.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_model.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_walk.h"

void model_object(const struct job *j)
{
    cell_edge(j->f, j->first, j->s.result);
    job_watch(j, SITE_BOXED, j->first, j->s.result);
    if (j->s.arg_count == 0)
        job_gives_object(j, object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN));
}

void model_assign(const struct job *j)
{
    for (uint32_t i = 1; i < j->s.arg_count; i++)
        job_write_unknown_name(j, j->first, job_assigned(j, call_arg(j->f, &j->s, i), j->first), SITE_SAME_NAME);
    cell_edge(j->f, j->first, j->s.result);
    job_watch(j, SITE_BOXED, j->first, j->s.result); /* the wrapper object of a primitive */
}

/* Accessors that are defined by a call show as a property that no text can name. */
static void note_accessors(const struct job *j, cell_id accessors, cell_id target)
{
    uint32_t site = job_site(j, SITE_ACCESSORS_ON, target, 0);

    site_set_value(j->f, site, accessors);
    cell_watch(j->f, target, site);
}

/* A setter that is defined by a call sees what is written to its object. */
static void watch_setter(const struct job *j, cell_id setters, cell_id target)
{
    uint32_t site = job_site(j, SITE_ODD, setters, 0);

    j->f->sites.items[site].value = target;
    cell_watch(j->f, setters, site);
}

/* What is outside in `target` becomes `this` of the accessors. */
static void accessors_of(const struct job *j, cell_id target, cell_id accessors)
{
    uint32_t site = job_site(j, SITE_MEMBER_OF, target, 0);

    site_set_value(j->f, site, accessors);
    cell_watch(j->f, target, site);
}

static void define_from(const struct job *j, cell_id target, cell_id key, cell_id descriptor)
{
    struct flow *f = j->f;
    cell_id accessors = cell_new(f);
    cell_id setters = cell_new(f);
    cell_id plain = cell_new(f);

    job_read_name(j, descriptor, f->name_value, plain);
    job_define_key(j, target, key, plain, 0);
    /* Accessors defined this way may be called by anybody, on anything. */
    job_read_name(j, descriptor, f->name_get, accessors);
    job_read_name(j, descriptor, f->name_set, setters);
    cell_edge(f, setters, accessors);
    escape_cell(f, accessors, j->s.node, j->s.func);
    watch_setter(j, setters, target);
    note_accessors(j, accessors, target);
    opening_note(f, &j->s,
                 (struct opening){.key = key, .functions = accessors, .setters = setters, .descriptor = descriptor});
    plain = cell_new(f);
    job_watch(j, SITE_RESULT_OF, accessors, plain);
    accessors_of(j, target, accessors);
    job_define_key(j, target, key, plain, SITE_BY_ACCESSOR);
}

void model_define(const struct job *j)
{
    define_from(j, j->first, j->second, j->third);
    job_gives_changed(j);
}

void model_define_all(const struct job *j, cell_id target, cell_id descriptors)
{
    cell_id key = cell_new(j->f);

    cell_add_flags(j->f, key, FLAG_STRING);
    define_from(j, target, key, job_copied(j, descriptors));
}

void model_create(const struct job *j)
{
    uint32_t object = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);
    cell_id self = cell_new(j->f);

    cell_add(j->f, self, VALUE(VALUE_OBJECT, object));
    cell_edge(j->f, j->first, object_proto(j->f, object));
    j->f->objects.items[object].null_proto = j->first == j->f->constant[1];
    if (j->second != 0)
        model_define_all(j, self, j->second);
    job_gives_object(j, object);
}

void model_descriptor(const struct job *j)
{
    static const char *const tells[] = {"writable", "enumerable", "configurable"};
    uint32_t object = object_at(j->f, j->s.node, MADE_DESCRIPTOR, OBJECT_PLAIN);
    cell_id read = cell_new(j->f);

    j->f->objects.items[object].descriptor = true;
    pool_getter(j->f, j->site, j->second, false);
    job_read_own(j, j->first, j->second, read);
    cell_edge(j->f, read, object_prop(j->f, object, j->f->name_value)->value);
    read = cell_new(j->f);
    job_watch(j, SITE_ACCESSORS_OF, j->first, read);
    cell_edge(j->f, read, object_prop(j->f, object, j->f->name_get)->value);
    cell_edge(j->f, read, object_prop(j->f, object, j->f->name_set)->value);
    for (size_t i = 0; i < ARRAY_LEN(tells); i++)
        cell_add_flags(j->f, object_prop(j->f, object, sym_intern(j->f->names, str_from(tells[i])))->value,
                       FLAG_BOOLEAN | FLAG_UNDEFINED);
    job_gives_object(j, object);
    cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
}

void model_descriptors(const struct job *j)
{
    uint32_t list = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);
    cell_id key = cell_new(j->f);
    struct job one = *j;

    cell_add_flags(j->f, key, FLAG_STRING);
    one.second = key;
    one.s.result = object_unknown(j->f, list);
    model_descriptor(&one);
    job_gives_object(j, list);
}

void model_set_proto(const struct job *j)
{
    uint32_t site = job_site(j, SITE_WRITE, j->first, 0);

    j->f->sites.items[site].name = j->f->name_proto;
    j->f->sites.items[site].flags = SITE_SETS_PROTO;
    j->f->sites.items[site].value = j->second;
    cell_watch(j->f, j->first, site);
    job_gives_changed(j);
}

void model_symbols(const struct job *j, unsigned keys)
{
    uint32_t list = job_array(j, MADE_RESULT);

    job_watch(j, SITE_SYMBOLS_OF, j->first, object_elem(j->f, list));
    job_watch(j, SITE_ENUMERATE, j->first, 0);
    cell_add_flags(j->f, object_elem(j->f, list), keys);
    job_gives_object(j, list);
}

void model_keys(const struct job *j)
{
    uint32_t list = job_array(j, MADE_RESULT);

    job_watch(j, SITE_ENUMERATE, j->first, 0);
    cell_add_flags(j->f, object_elem(j->f, list), FLAG_STRING);
    job_gives_object(j, list);
}

void model_values(const struct job *j, bool entries)
{
    cell_id all = job_listed(j, j->first);

    if (entries)
        job_pair(j, FLAG_STRING, all);
    else
        cell_edge(j->f, all, object_elem(j->f, job_array(j, MADE_RESULT)));
    job_gives_object(j, job_array(j, MADE_RESULT));
}

void model_from_entries(const struct job *j)
{
    uint32_t object = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);

    cell_edge(j->f, job_elements(j, job_elements(j, j->first)), object_unknown(j->f, object));
    job_gives_object(j, object);
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

void model_lookup_accessor(const struct job *j)
{
    cell_id accessors = cell_new(j->f);

    pool_getter(j->f, j->site, j->first, true);
    if (!names_plain_member(j)) {
        charge(j->f, AMP_COMPUTED_MEMBER, j->s.node, j->s.func, (sym){FACT_NONE});
        charge(j->f, AMP_LEAK_LOOKUP, j->s.node, j->s.func, (sym){FACT_NONE});
        charge(j->f, AMP_LEAK_FOUND, j->s.node, j->s.func, (sym){FACT_NONE});
        cell_add_flags(j->f, j->s.result, FLAG_ANY);
    }
    job_watch(j, SITE_ACCESSORS_OF, j->s.receiver, accessors);
    cell_edge(j->f, accessors, j->s.result);
    cell_add_flags(j->f, j->s.result, FLAG_UNDEFINED);
}

void model_define_accessor(const struct job *j)
{
    job_escape(j, j->second);
    accessors_of(j, j->s.receiver, j->second);
    note_accessors(j, j->second, j->s.receiver);
    opening_note(j->f, &j->s, (struct opening){.key = j->first, .functions = j->second, .setters = j->second});
    job_write_key(j, j->s.receiver, j->first, j->f->any);
}

void model_capture_stack(const struct job *j)
{
    uint32_t site = job_site(j, SITE_WRITE, j->first, 0);

    j->f->sites.items[site].name = sym_intern(j->f->names, STR("stack"));
    j->f->sites.items[site].value = j->f->any;
    cell_watch(j->f, j->first, site);
}

/* True when an object literal has a property of this name, written plainly. */
static bool names_property(const struct tree *t, node_id literal, struct str wanted)
{
    for (node_id p = tree_named_first(t, literal); p != NODE_NONE; p = tree_named_next(t, p)) {
        node_id name = NODE_NONE;
        if (tree_kind(t, p) == KIND_COMMENT)
            continue;
        name = tree_field(t, p, tree_kind(t, p) == KIND_PAIR ? FIELD_KEY : FIELD_NAME);
        if (name != NODE_NONE && str_eq(tree_text(t, name), wanted))
            return true;
    }
    return false;
}

/* True when the handler is written where the proxy is made, has no such trap, and gets none later. */
static bool has_no_trap(const struct job *j, struct str trap)
{
    const struct tree *t = j->f->tree;
    enum kind kind = tree_kind(t, j->s.node);
    node_id list = kind == KIND_NEW_EXPRESSION || kind == KIND_CALL_EXPRESSION
                       ? tree_field(t, j->s.node, FIELD_ARGUMENTS)
                       : NODE_NONE;
    node_id target = list == NODE_NONE ? NODE_NONE : tree_named_first(t, list);
    node_id handler = target == NODE_NONE ? NODE_NONE : tree_named_next(t, target);

    return j->s.depth == 0 && handler != NODE_NONE && tree_kind(t, target) != KIND_SPREAD_ELEMENT &&
           tree_kind(t, handler) == KIND_OBJECT && own_handler_stays(t, handler) && !names_property(t, handler, trap) &&
           !names_property(t, handler, STR("__proto__"));
}

void model_proxy(const struct job *j, bool revocable)
{
    uint32_t proxy = object_at(j->f, j->s.node, MADE_RESULT, OBJECT_PLAIN);

    charge(j->f, AMP_PROXY, j->s.node, j->s.func, (sym){FACT_NONE});
    if (!has_no_trap(j, STR("ownKeys")))
        charge(j->f, AMP_PROXY_KEYS, j->s.node, j->s.func, (sym){FACT_NONE});
    if (!has_no_trap(j, STR("get")))
        charge(j->f, AMP_PROXY_GET, j->s.node, j->s.func, (sym){FACT_NONE});
    opening_note(j->f, &j->s, (struct opening){.handler = j->second});
    job_escape(j, j->first);
    job_escape(j, j->second);
    cell_add_flags(j->f, j->s.result, FLAG_ANY);
    if (revocable) /* it is a property of the result */
        return;
    /* An object that others made, as far as anybody can see. */
    cell_add(j->f, object_proto(j->f, proxy), VALUE(VALUE_PATH, path_root(j->f, PATH_GLOBAL, j->f->name_proxy)));
    job_gives_object(j, proxy);
}
