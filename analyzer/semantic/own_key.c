#include "analyzer/semantic/own_key_internal.h"

/* No definition of `binding` stands in the subtree of `loop`, and none in another function. */
static bool is_steady_in(const struct own_keys *o, uint32_t binding, node_id loop, uint32_t func, unsigned allowed)
{
    unsigned inside = 0;
    unsigned seen = 0;
    node_id end = loop + tree_node(o->tree, loop)->size;

    if (own_is_mapped(o, binding))
        return false;
    for (uint32_t i = o->first[binding]; i != 0; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        if (++seen > DEFINITIONS_MAX || d->func != func)
            return false;
        inside += d->node >= loop && d->node < end;
    }
    return inside == allowed && o->scopes->bindings.items[binding].func == func;
}

static const struct own_list NO_LIST = {BINDING_NONE, OWN_NOT};

static bool inside(const struct own_keys *o, node_id n, node_id loop)
{
    return n > loop && n < loop + tree_node(o->tree, loop)->size;
}

/* True when the read stands in a function of its own inside the loop: it may run when the loop is over. */
static bool runs_later(const struct own_keys *o, node_id read, node_id loop)
{
    for (node_id n = read; n != loop; n = tree_node(o->tree, n)->parent) {
        if (scope_is_function(o->tree, n))
            return true;
    }
    return false;
}

/* A variable that is declared deeper in its function is not looked at. */
enum { AROUND_MAX = 200 };

/* True when a round of a loop may have such a variable of its own, so that a function keeps that of its round. */
static bool is_of_a_round(const struct own_keys *o, uint32_t binding)
{
    const struct binding *b = &o->scopes->bindings.items[binding];
    unsigned steps = 0;

    if (b->kind == BINDING_VAR || b->kind == BINDING_PARAM || b->kind == BINDING_IMPORT || b->kind == BINDING_SELF)
        return false;
    for (node_id n = b->node; n != NODE_NONE && n != 0; n = tree_node(o->tree, n)->parent) {
        enum kind kind = tree_kind(o->tree, n);
        if (n != b->node && scope_is_function(o->tree, n))
            return false;
        if (++steps > AROUND_MAX)
            return true;
        if (kind == KIND_FOR_STATEMENT || kind == KIND_FOR_IN_STATEMENT || kind == KIND_WHILE_STATEMENT ||
            kind == KIND_DO_STATEMENT)
            return true;
    }
    return false;
}

/*
 * True when `key`, wherever it is read, was given its value in the same round of the loops as `owner`: it is made anew
 * with that value, or there is one owner for the whole activation.
 */
static bool is_of_same_round(const struct own_keys *o, uint32_t key, uint32_t owner)
{
    const struct binding *b = &o->scopes->bindings.items[key];
    const struct definition *only = own_only_definition(o, key);

    if ((b->kind == BINDING_LET || b->kind == BINDING_CONST) && only != NULL && only->node == b->node)
        return true;
    return o->scopes->bindings.items[owner].func != b->func || !is_of_a_round(o, owner);
}

/* True when no assignment to `binding` stands in nodes [from, to). */
static bool is_left_alone(const struct own_keys *o, uint32_t binding, node_id from, node_id to)
{
    unsigned seen = 0;

    for (uint32_t i = o->first[binding]; i != 0; i = o->definitions.items[i - 1].next) {
        node_id at = o->definitions.items[i - 1].node;
        if (++seen > DEFINITIONS_MAX || (at >= from && at < to))
            return false;
    }
    return true;
}

/* The statement of a block that does nothing but the definition; NODE_NONE when it may be left out. */
static node_id statement_of(const struct tree *t, const struct definition *d)
{
    node_id parent = tree_node(t, d->node)->parent;
    node_id statement = tree_node(t, parent)->parent;
    enum kind around = tree_kind(t, tree_node(t, statement)->parent);
    enum kind kind = tree_kind(t, statement);

    if (around != KIND_STATEMENT_BLOCK && around != KIND_PROGRAM)
        return NODE_NONE;
    return kind == KIND_VARIABLE_DECLARATION || kind == KIND_LEXICAL_DECLARATION || kind == KIND_EXPRESSION_STATEMENT
               ? statement
               : NODE_NONE;
}

/*
 * True when `list`, where `use` (a loop over it, or a call of its method) begins, lists what `owner` holds there: the
 * owner has one value, or it is not assigned between the listing and the use, which are run together, nor by others.
 */
static bool is_current(const struct own_keys *o, node_id list, uint32_t owner, node_id use)
{
    const struct tree *t = o->tree;
    uint32_t name = own_binding_at(o, list);
    const struct definition *d = name == BINDING_NONE ? NULL : own_listing(o, name);
    node_id statement = NODE_NONE;
    node_id block = NODE_NONE;
    unsigned steps = 0;

    if (own_is_stable(o, owner))
        return true;
    if (name == BINDING_NONE)
        return true; /* listed in the use itself */
    statement = d == NULL ? NODE_NONE : statement_of(t, d);
    if (statement == NODE_NONE || d->node > use || d->func != o->scopes->bindings.items[owner].func)
        return false;
    block = tree_node(t, statement)->parent;
    for (node_id n = tree_node(t, use)->parent; n != block; n = tree_node(t, n)->parent) {
        enum kind kind = tree_kind(t, n);
        if (n == 0 || ++steps > AROUND_MAX || scope_is_function(t, n) || kind == KIND_FOR_STATEMENT ||
            kind == KIND_FOR_IN_STATEMENT || kind == KIND_WHILE_STATEMENT || kind == KIND_DO_STATEMENT)
            return false;
    }
    return is_left_alone(o, owner, d->node, use + tree_node(t, use)->size);
}

/* for (key in owner) with the read in its body. */
static struct own_list owner_by_loop(const struct own_keys *o, uint32_t key, node_id read)
{
    unsigned seen = 0;

    for (uint32_t i = o->first[key]; i != 0 && seen <= DEFINITIONS_MAX; i = o->definitions.items[i - 1].next, seen++) {
        const struct definition *d = &o->definitions.items[i - 1];
        node_id loop = tree_node(o->tree, d->node)->parent;
        struct own_list list = NO_LIST;
        if (d->how != DEFINE_KEY_IN && d->how != DEFINE_ELEMENT)
            continue;
        list = d->how == DEFINE_KEY_IN ? (struct own_list){own_binding_at(o, d->source), OWN_ENUMERATED}
                                       : own_list_of(o, d->source);
        if (list.owner == BINDING_NONE || !inside(o, read, loop) || !is_steady_in(o, key, loop, d->func, 1))
            continue;
        if (runs_later(o, read, loop) && (own_only_definition(o, key) == NULL || !own_is_stable(o, list.owner) ||
                                          !is_of_same_round(o, key, list.owner)))
            continue;
        if (own_is_stable(o, list.owner) || (is_steady_in(o, list.owner, loop, d->func, 0) &&
                                             (d->how == DEFINE_KEY_IN || is_current(o, d->source, list.owner, loop))))
            return list;
    }
    return NO_LIST;
}

/*
 * True when `binding` cannot change while the function `callback` runs that a call around it waits for: all its
 * definitions are statements of the function that waits, and the read is in the callback itself.
 */
static bool waits_for(const struct own_keys *o, uint32_t binding, node_id callback, node_id read)
{
    const struct func *info = &o->scopes->funcs.items[o->scopes->func_of[callback]];
    unsigned seen = 0;

    if (info->is_async || info->is_generator) /* the call does not wait for what comes behind await or yield */
        return false;
    if (own_is_mapped(o, binding) || runs_later(o, read, callback))
        return false;
    for (uint32_t i = o->first[binding]; i != 0; i = o->definitions.items[i - 1].next) {
        const struct definition *d = &o->definitions.items[i - 1];
        if (++seen > DEFINITIONS_MAX || d->func != o->scopes->bindings.items[binding].func ||
            inside(o, d->node, callback))
            return false;
    }
    return true;
}

/* Object.keys(owner).forEach(function (key) { ... }) */
static struct own_list owner_by_callback(const struct own_keys *o, uint32_t key, node_id read)
{
    const struct tree *t = o->tree;
    const struct binding *b = &o->scopes->bindings.items[key];
    node_id function = o->scopes->funcs.items[b->func].node;
    node_id list = tree_node(t, function)->parent;
    node_id callee = NODE_NONE;
    struct own_list owner = NO_LIST;
    node_id call = NODE_NONE;
    uint32_t element = 0;
    uint32_t index = 0;

    if (b->kind != BINDING_PARAM || !own_is_stable(o, key) || list == NODE_NONE ||
        tree_kind(t, list) != KIND_ARGUMENTS || tree_named_first(t, list) != function)
        return NO_LIST;
    callee = tree_field(t, tree_node(t, list)->parent, FIELD_FUNCTION);
    if (callee == NODE_NONE || tree_kind(t, callee) != KIND_MEMBER_EXPRESSION || !own_reads_list(o, callee, &element))
        return NO_LIST;
    if (b->node == tree_field(t, function, FIELD_PARAMETER) ? element != 0
                                                            : !own_param_index(o, key, &index) || index != element)
        return NO_LIST;
    call = tree_node(t, list)->parent;
    owner = own_list_of(o, tree_field(t, callee, FIELD_OBJECT));
    if (owner.owner == BINDING_NONE)
        return NO_LIST;
    /* Other arguments of the call come before it begins. */
    if (!own_is_stable(o, owner.owner) && (!waits_for(o, owner.owner, function, read) ||
                                           !is_left_alone(o, owner.owner, call, call + tree_node(t, call)->size) ||
                                           !is_current(o, tree_field(t, callee, FIELD_OBJECT), owner.owner, call)))
        return NO_LIST;
    *o->trusts = *o->trusts || own_is_lending_call(o, callee);
    return owner;
}

/* keys[i], where keys lists the keys of the owner. */
static struct own_list owner_by_list(const struct own_keys *o, node_id key)
{
    struct own_list list = NO_LIST;

    if (key == NODE_NONE || tree_kind(o->tree, key) != KIND_SUBSCRIPT_EXPRESSION)
        return NO_LIST;
    list = own_list_of(o, tree_field(o->tree, key, FIELD_OBJECT));
    return list.owner != BINDING_NONE && own_is_stable(o, list.owner) ? list : NO_LIST;
}

/* The only expression that can have given the variable `key` its value where it stands; NODE_NONE for several. */
static node_id only_source(const struct own_keys *o, node_id key)
{
    uint32_t binding = own_binding_at(o, key);
    const struct definition *only = own_only_definition(o, binding);
    struct own_reach reach;

    if (o->declarations[binding] != 0)
        return NODE_NONE;
    if (only != NULL)
        return only->how == DEFINE_INIT && only->func == o->scopes->bindings.items[binding].func ? only->source
                                                                                                 : NODE_NONE;
    if (!own_keys_reach(o, key, &reach) || reach.count != 1 || reach.list_count > 0 || reach.number || reach.text ||
        reach.nothing)
        return NODE_NONE;
    return reach.sources[0];
}

/* The variable whose own property the key names, from lists and loops. */
static struct own_list variable_owner(const struct own_keys *o, node_id key, node_id read)
{
    uint32_t binding = own_binding_at(o, key);
    struct own_list owner = NO_LIST;

    if (binding == BINDING_NONE)
        return owner_by_list(o, key);
    owner = owner_by_loop(o, binding, read);
    if (owner.owner == BINDING_NONE)
        owner = owner_by_callback(o, binding, read);
    if (owner.owner != BINDING_NONE)
        return owner;
    owner = owner_by_list(o, only_source(o, key));
    return owner.owner != BINDING_NONE && is_of_same_round(o, binding, owner.owner) ? owner : NO_LIST;
}

/* True for a function that nobody gets but the call where it stands: its text can call it no other way. */
static bool is_made_for_one_call(const struct own_keys *o, uint32_t func)
{
    const struct func *info = &o->scopes->funcs.items[func];
    enum kind kind = tree_kind(o->tree, info->node);

    if (info->is_generator || info->is_async)
        return false;
    return kind == KIND_ARROW_FUNCTION || (kind == KIND_FUNCTION_EXPRESSION && info->strict &&
                                           tree_field(o->tree, info->node, FIELD_NAME) == NODE_NONE);
}

/*
 * What the parameter `binding` always holds: the argument of the only call of its function, which is made where it
 * stands, `(k => ...)(key)`, or bound there, `(k => ...).bind(null, key)`. `*call` is the call.
 */
static node_id only_argument(const struct own_keys *o, uint32_t binding, node_id *call)
{
    const struct tree *t = o->tree;
    const struct binding *b = &o->scopes->bindings.items[binding];
    node_id function = o->scopes->funcs.items[b->func].node;
    node_id callee = function;
    uint32_t index = 0;

    if (b->kind != BINDING_PARAM || b->func == 0 || !own_is_stable(o, binding) || !is_made_for_one_call(o, b->func))
        return NODE_NONE;
    if (b->node != tree_field(t, function, FIELD_PARAMETER) && !own_param_index(o, binding, &index))
        return NODE_NONE;
    while (tree_kind(t, tree_node(t, callee)->parent) == KIND_PARENTHESIZED_EXPRESSION)
        callee = tree_node(t, callee)->parent;
    *call = tree_node(t, callee)->parent;
    if (own_ends_with_member(o, *call, "bind") && tree_node(t, callee)->field == FIELD_OBJECT) {
        callee = *call;
        *call = tree_node(t, callee)->parent;
        index++; /* `this` comes first */
    }
    if (tree_kind(t, *call) != KIND_CALL_EXPRESSION || tree_node(t, callee)->field != FIELD_FUNCTION ||
        tree_kind(t, tree_field(t, *call, FIELD_ARGUMENTS)) != KIND_ARGUMENTS)
        return NODE_NONE;
    return own_argument_at(o, tree_field(t, *call, FIELD_ARGUMENTS), index);
}

/* A function that was passed its key, in a function that was passed it: no deeper. */
enum { PASSED_MAX = 4 };

/* The same through parameters: what was listed when the function was called is read when it runs. */
static struct own_list owner_by_argument(const struct own_keys *o, uint32_t binding)
{
    struct own_list owner = NO_LIST;
    node_id call = NODE_NONE;

    for (unsigned steps = 0; steps < PASSED_MAX && owner.owner == BINDING_NONE; steps++) {
        node_id argument = only_argument(o, binding, &call);
        if (argument == NODE_NONE || own_binding_at(o, argument) == BINDING_NONE)
            return NO_LIST;
        owner = variable_owner(o, argument, call);
        binding = own_binding_at(o, argument);
    }
    return owner.owner != BINDING_NONE && own_is_stable(o, owner.owner) ? owner : NO_LIST;
}

struct own_list own_key_owner(const struct own_keys *o, node_id key, node_id read)
{
    struct own_list owner = variable_owner(o, key, read);
    uint32_t binding = own_binding_at(o, key);

    return owner.owner != BINDING_NONE || binding == BINDING_NONE ? owner : owner_by_argument(o, binding);
}

/* Names for names of one object that are looked through. */
enum { ALIASES_MAX = 4 };

/*
 * The variable that `binding` was given the value of: both have only one in an activation, so that they hold the same
 * wherever they hold something.
 */
static uint32_t original(const struct own_keys *o, uint32_t binding)
{
    for (unsigned steps = 0; steps < ALIASES_MAX; steps++) {
        const struct definition *only = own_only_definition(o, binding);
        uint32_t source = only == NULL || only->how != DEFINE_INIT ? BINDING_NONE : own_binding_at(o, only->source);
        if (source == BINDING_NONE || o->declarations[binding] != 0 || !own_is_stable(o, binding) ||
            !own_is_stable(o, source) || is_of_a_round(o, binding) || is_of_a_round(o, source))
            return binding;
        binding = source;
    }
    return binding;
}

/* What the key of a read of `base` is proven to be. */
static enum own_proof proof_of(const struct own_keys *o, node_id base, node_id key, node_id read)
{
    struct own_list owner = NO_LIST;

    if (own_binding_at(o, base) == BINDING_NONE)
        return OWN_NOT;
    owner = own_key_owner(o, key, read);
    if (owner.owner == own_binding_at(o, base))
        return owner.proof;
    return owner.owner != BINDING_NONE && original(o, owner.owner) == original(o, own_binding_at(o, base)) ? owner.proof
                                                                                                           : OWN_NOT;
}

bool own_param_index(const struct own_keys *o, uint32_t binding, uint32_t *out)
{
    node_id function = o->scopes->funcs.items[o->scopes->bindings.items[binding].func].node;
    node_id list = tree_field(o->tree, function, FIELD_PARAMETERS);
    uint32_t index = 0;

    for (node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(o->tree, list); c != NODE_NONE;
         c = tree_named_next(o->tree, c), index++) {
        if (c == o->scopes->bindings.items[binding].node) {
            *out = index;
            return true;
        }
    }
    return false;
}

node_id own_argument_at(const struct own_keys *o, node_id list, uint32_t index)
{
    uint32_t at = 0;

    for (node_id c = tree_named_first(o->tree, list); c != NODE_NONE; c = tree_named_next(o->tree, c), at++) {
        if (tree_kind(o->tree, c) == KIND_SPREAD_ELEMENT)
            return NODE_NONE;
        if (at == index)
            return c;
    }
    return NODE_NONE;
}

bool own_keys_params(const struct own_keys *o, node_id n, uint32_t *func, uint32_t *base, uint32_t *key)
{
    bool call = tree_kind(o->tree, n) == KIND_CALL_EXPRESSION;
    node_id list = call ? tree_field(o->tree, n, FIELD_ARGUMENTS) : NODE_NONE;
    uint32_t b = own_binding_at(o, call ? own_argument_at(o, list, 0) : tree_field(o->tree, n, FIELD_OBJECT));
    uint32_t k = own_binding_at(o, call ? own_argument_at(o, list, 1) : tree_field(o->tree, n, FIELD_INDEX));
    const struct binding *bindings = o->scopes->bindings.items;

    if (b == BINDING_NONE || k == BINDING_NONE || bindings[b].func != bindings[k].func ||
        bindings[b].kind != BINDING_PARAM || bindings[k].kind != BINDING_PARAM || !own_is_stable(o, b) ||
        !own_is_stable(o, k))
        return false;
    *func = bindings[b].func;
    return own_param_index(o, b, base) && own_param_index(o, k, key);
}

enum own_proof own_keys_arguments(const struct own_keys *o, node_id call, uint32_t base, uint32_t key)
{
    node_id list = NODE_NONE;
    node_id object = NODE_NONE;
    node_id name = NODE_NONE;
    enum own_proof proof = OWN_NOT;

    if (call == NODE_NONE || tree_kind(o->tree, call) != KIND_CALL_EXPRESSION)
        return OWN_NOT;
    list = tree_field(o->tree, call, FIELD_ARGUMENTS);
    object = own_argument_at(o, list, base);
    name = own_argument_at(o, list, key);
    proof = proof_of(o, object, name, call);
    /* for (k in o) if (hasOwn(o, k)) f(o, k): what is inherited is left out. */
    if (proof == OWN_ENUMERATED && own_is_tested(o, call, own_binding_at(o, object), own_binding_at(o, name)))
        return OWN_LISTED;
    return proof;
}

bool own_ends_with_member(const struct own_keys *o, node_id n, const char *name)
{
    return n != NODE_NONE && tree_kind(o->tree, n) == KIND_MEMBER_EXPRESSION &&
           str_eq(tree_text(o->tree, tree_field(o->tree, n, FIELD_PROPERTY)), str_from(name));
}

enum own_proof own_keys_proves(const struct own_keys *o, node_id n)
{
    return proof_of(o, tree_field(o->tree, n, FIELD_OBJECT), tree_field(o->tree, n, FIELD_INDEX), n);
}
