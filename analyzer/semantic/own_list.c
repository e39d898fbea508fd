/*
 * own_list.c - expressions that give a list of the names of own properties of an object: Object.keys(o) and its
 * like, by any stable name, and functions of the file that do no more than that, as compilers write them.
 */
#include "analyzer/semantic/own_key_internal.h"

#include "analyzer/syntax/expression.h"

static const struct own_list NONE = {BINDING_NONE, OWN_NOT};

/* Expressions and names still to be looked at; more than this is nothing that a compiler writes. */
enum { LISTERS_MAX = 16 };

struct listers {
    const struct own_keys *o;
    node_id todo[LISTERS_MAX];
    uint32_t todo_count;
    uint32_t names[LISTERS_MAX]; /* bindings that were looked at */
    uint32_t name_count;
    enum own_proof proof;
    bool failed;
};

static void want(struct listers *l, node_id n)
{
    n = skip_parentheses(l->o->tree, n);
    if (n == NODE_NONE || l->todo_count == LISTERS_MAX)
        l->failed = true;
    else
        l->todo[l->todo_count++] = n;
}

static node_id first_argument(const struct own_keys *o, node_id call)
{
    node_id list = tree_field(o->tree, call, FIELD_ARGUMENTS);
    node_id first = list == NODE_NONE ? NODE_NONE : tree_named_first(o->tree, list);

    return first == NODE_NONE || tree_kind(o->tree, first) == KIND_SPREAD_ELEMENT ? NODE_NONE
                                                                                  : skip_parentheses(o->tree, first);
}

/* The first parameter of a function, when it is a plain name that never changes. */
static uint32_t first_parameter(const struct own_keys *o, node_id function)
{
    node_id single = tree_field(o->tree, function, FIELD_PARAMETER);
    node_id list = tree_field(o->tree, function, FIELD_PARAMETERS);
    node_id first = single != NODE_NONE ? single : list == NODE_NONE ? NODE_NONE : tree_named_first(o->tree, list);
    uint32_t binding = own_binding_at(o, first);

    return binding != BINDING_NONE && own_is_stable(o, binding) ? binding : BINDING_NONE;
}

/* True for o.name(...) of the free variable `object`. */
static bool calls_static(const struct own_keys *o, node_id n, const char *object, const char *name)
{
    node_id callee = tree_kind(o->tree, n) == KIND_CALL_EXPRESSION ? tree_field(o->tree, n, FIELD_FUNCTION) : NODE_NONE;

    return own_ends_with_member(o, callee, name) &&
           own_is_free(o, tree_field(o->tree, callee, FIELD_OBJECT), str_from(object));
}

/* True when `n` stands in a function inside `function`, which may run later. */
static bool is_in_inner_function(const struct own_keys *o, node_id n, node_id function)
{
    for (n = tree_node(o->tree, n)->parent; n != function; n = tree_node(o->tree, n)->parent) {
        if (scope_is_function(o->tree, n))
            return true;
    }
    return false;
}

static bool belongs_to(const struct own_keys *o, uint32_t binding, node_id function)
{
    return binding != BINDING_NONE && o->scopes->bindings.items[binding].func == o->scopes->func_of[function];
}

/* True for any mention of `binding`, also as a short property. */
static bool mentions(const struct own_keys *o, node_id n, uint32_t binding)
{
    switch (tree_kind(o->tree, n)) {
    case KIND_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        return o->scopes->binding_of[n] == binding;
    default:
        return false;
    }
}

static node_id second_argument(const struct own_keys *o, node_id call)
{
    node_id first = first_argument(o, call);

    return first == NODE_NONE
               ? NODE_NONE
               : tree_named_next(o->tree, tree_named_first(o->tree, tree_field(o->tree, call, FIELD_ARGUMENTS)));
}

/* list.push.apply(list, x): the call `call`, as seen from any of its parts. */
static bool pushes_all(const struct own_keys *o, node_id call, uint32_t list)
{
    node_id callee =
        tree_kind(o->tree, call) == KIND_CALL_EXPRESSION ? tree_field(o->tree, call, FIELD_FUNCTION) : NODE_NONE;
    node_id push = own_ends_with_member(o, callee, "apply") ? tree_field(o->tree, callee, FIELD_OBJECT) : NODE_NONE;

    return own_ends_with_member(o, push, "push") &&
           own_binding_at(o, tree_field(o->tree, push, FIELD_OBJECT)) == list &&
           own_binding_at(o, first_argument(o, call)) == list;
}

/* list.filter(function (key) { ... }) and its like, of which others may find the list where the callback is sloppy. */
static bool is_filtered(const struct own_keys *o, node_id callee)
{
    if (!own_is_reading_call(o, callee))
        return false;
    *o->trusts = *o->trusts || own_is_lending_call(o, callee);
    return true;
}

/* One mention of a name for a list of symbols that leaves it one. */
static bool keeps_symbols(const struct own_keys *o, node_id n, uint32_t list)
{
    const struct tree *t = o->tree;
    node_id parent = tree_node(t, n)->parent;
    node_id call = tree_node(t, parent)->parent;

    switch (tree_kind(t, parent)) {
    case KIND_VARIABLE_DECLARATOR:
        return tree_node(t, n)->field == FIELD_NAME;
    case KIND_ASSIGNMENT_EXPRESSION:
        return tree_node(t, n)->field == FIELD_LEFT;
    case KIND_MEMBER_EXPRESSION:
        return is_filtered(o, parent);
    case KIND_ARGUMENTS:
        return pushes_all(o, call, list) && second_argument(o, call) == n;
    default:
        return false;
    }
}

/* True for a name of `function` that only holds lists of symbols: getOwnPropertySymbols(x), or such a list filtered. */
static bool holds_symbols(const struct own_keys *o, uint32_t binding, node_id function, uint32_t list)
{
    if (!belongs_to(o, binding, function) || o->first[binding] == 0)
        return false;
    for (uint32_t d = o->first[binding]; d != 0; d = o->definitions.items[d - 1].next) {
        node_id source = o->definitions.items[d - 1].source;
        node_id callee = NODE_NONE;
        if (o->definitions.items[d - 1].how != DEFINE_INIT || tree_kind(o->tree, source) != KIND_CALL_EXPRESSION)
            return false;
        callee = tree_field(o->tree, source, FIELD_FUNCTION);
        if (!calls_static(o, source, "Object", "getOwnPropertySymbols") &&
            !(own_ends_with_member(o, callee, "filter") &&
              own_binding_at(o, tree_field(o->tree, callee, FIELD_OBJECT)) == binding))
            return false;
    }
    for (node_id n = function; n < function + tree_node(o->tree, function)->size; n++) {
        if (mentions(o, n, binding) && (is_in_inner_function(o, n, function) || !keeps_symbols(o, n, list)))
            return false;
    }
    return true;
}

/* A list that a function makes and fills with keys of its parameter. */
struct filling {
    const struct own_keys *o;
    node_id function;
    uint32_t list;
    uint32_t param;
};

/* A key of for (key in param), the only definition of it. */
static bool is_loop_key(const struct filling *f, node_id n)
{
    uint32_t binding = own_binding_at(f->o, n);
    const struct definition *only = binding == BINDING_NONE ? NULL : own_only_definition(f->o, binding);

    return only != NULL && only->how == DEFINE_KEY_IN && belongs_to(f->o, binding, f->function) &&
           own_binding_at(f->o, only->source) == f->param;
}

/* list[list.length] = key */
static bool appends(const struct filling *f, node_id subscript)
{
    const struct tree *t = f->o->tree;
    node_id assignment = tree_node(t, subscript)->parent;
    node_id index = tree_field(t, subscript, FIELD_INDEX);

    return tree_kind(t, assignment) == KIND_ASSIGNMENT_EXPRESSION && tree_node(t, subscript)->field == FIELD_LEFT &&
           own_ends_with_member(f->o, index, "length") &&
           own_binding_at(f->o, tree_field(t, index, FIELD_OBJECT)) == f->list &&
           is_loop_key(f, tree_field(t, assignment, FIELD_RIGHT));
}

/* list.push(key), list.push.apply(list, symbols), list[list.length]; `member` is list.something */
static bool pushes(const struct filling *f, node_id member)
{
    const struct tree *t = f->o->tree;
    node_id outer = tree_node(t, member)->parent;

    if (own_ends_with_member(f->o, member, "length"))
        return tree_kind(t, outer) == KIND_SUBSCRIPT_EXPRESSION && tree_node(t, member)->field == FIELD_INDEX;
    if (!own_ends_with_member(f->o, member, "push"))
        return false;
    if (tree_kind(t, outer) == KIND_CALL_EXPRESSION)
        return tree_node(t, member)->field == FIELD_FUNCTION && is_loop_key(f, first_argument(f->o, outer)) &&
               second_argument(f->o, outer) == NODE_NONE;
    outer = tree_node(t, outer)->parent;
    return pushes_all(f->o, outer, f->list) &&
           holds_symbols(f->o, own_binding_at(f->o, second_argument(f->o, outer)), f->function, f->list);
}

/* One mention of the list that leaves it a list of keys. */
static bool keeps_keys(const struct filling *f, node_id n)
{
    const struct tree *t = f->o->tree;
    node_id parent = tree_node(t, n)->parent;

    if (tree_kind(t, n) != KIND_IDENTIFIER || is_in_inner_function(f->o, n, f->function))
        return false;
    switch (tree_kind(t, parent)) {
    case KIND_VARIABLE_DECLARATOR:
        return tree_node(t, n)->field == FIELD_NAME;
    case KIND_RETURN_STATEMENT:
        return true;
    case KIND_SUBSCRIPT_EXPRESSION:
        return tree_node(t, n)->field == FIELD_OBJECT && appends(f, parent);
    case KIND_MEMBER_EXPRESSION:
        return pushes(f, parent);
    case KIND_ARGUMENTS:
        return pushes_all(f->o, tree_node(t, parent)->parent, f->list) && tree_named_first(t, parent) == n;
    default:
        return false;
    }
}

/* True when everything that happens to the list leaves it a list of keys. */
static bool is_filled_with_keys(const struct filling *f)
{
    if (!belongs_to(f->o, f->list, f->function))
        return false;
    for (node_id n = f->function; n < f->function + tree_node(f->o->tree, f->function)->size; n++) {
        if (mentions(f->o, n, f->list) && !keeps_keys(f, n))
            return false;
    }
    return true;
}

/*
 * keys(o).sort(), keys(o).filter(f): the call that made the list, of which nothing else can have been put into it. What
 * compares two elements sees no list.
 */
static node_id without_rearranging(const struct own_keys *o, node_id n)
{
    static const char *const methods[] = {"sort", "reverse", "slice", "toSorted", "toReversed"};

    for (unsigned steps = 0; steps < LISTERS_MAX && n != NODE_NONE; steps++) {
        node_id callee =
            tree_kind(o->tree, n) == KIND_CALL_EXPRESSION ? tree_field(o->tree, n, FIELD_FUNCTION) : NODE_NONE;
        if (callee == NODE_NONE || tree_kind(o->tree, callee) != KIND_MEMBER_EXPRESSION)
            return n;
        if (!str_in_list(tree_text(o->tree, tree_field(o->tree, callee, FIELD_PROPERTY)), methods,
                         ARRAY_LEN(methods)) &&
            !(own_ends_with_member(o, callee, "filter") && is_filtered(o, callee)))
            return n;
        callee = skip_parentheses(o->tree, tree_field(o->tree, callee, FIELD_OBJECT));
        if (callee == NODE_NONE || tree_kind(o->tree, callee) != KIND_CALL_EXPRESSION)
            return n;
        n = callee;
    }
    return n;
}

bool own_gives_symbols(const struct own_keys *o, node_id n)
{
    n = without_rearranging(o, n);
    return n != NODE_NONE && calls_static(o, n, "Object", "getOwnPropertySymbols");
}

/* x: keys of the parameter, by a call, which is for the listers to look at */
static void want_part(struct listers *l, node_id n, uint32_t param)
{
    const struct own_keys *o = l->o;

    if (tree_kind(o->tree, n) != KIND_CALL_EXPRESSION || own_binding_at(o, first_argument(o, n)) != param)
        l->failed = true;
    else
        want(l, tree_field(o->tree, n, FIELD_FUNCTION));
}

/* return x: keys of the parameter. Lists that are filled or joined are looked at here. */
static void want_returned(struct listers *l, node_id function, node_id returned, uint32_t param)
{
    const struct own_keys *o = l->o;
    uint32_t list = own_binding_at(o, returned);
    const struct definition *only = list == BINDING_NONE ? NULL : own_only_definition(o, list);
    node_id made = returned;
    struct own_parts parts;

    if (own_parts_of(o, returned, &parts)) {
        for (uint32_t i = 0; i < parts.count; i++) {
            node_id part = own_behind_name(o, parts.items[i]);
            if (!own_gives_symbols(o, part))
                want_part(l, without_rearranging(o, part), param);
        }
        return;
    }
    if (list != BINDING_NONE) {
        const struct filling filling = {o, function, list, param};
        if (only == NULL || only->how != DEFINE_INIT || !is_filled_with_keys(&filling)) {
            l->failed = true;
            return;
        }
        made = skip_parentheses(o->tree, only->source);
        if (tree_kind(o->tree, made) == KIND_ARRAY && tree_named_first(o->tree, made) == NODE_NONE) {
            l->failed = l->failed || l->proof == OWN_NAMED;
            l->proof = OWN_ENUMERATED;
            return;
        }
    }
    want_part(l, made, param);
}

/* function (o) { ... }: every return gives keys of o. */
static void look_at_function(struct listers *l, node_id function)
{
    const struct own_keys *o = l->o;
    const struct func *info = &o->scopes->funcs.items[o->scopes->func_of[function]];
    uint32_t param = first_parameter(o, function);
    node_id body = tree_field(o->tree, function, FIELD_BODY);
    bool returns = false;

    if (param == BINDING_NONE || info->is_async || info->is_generator || body == NODE_NONE) {
        l->failed = true;
        return;
    }
    if (tree_kind(o->tree, body) != KIND_STATEMENT_BLOCK) {
        want_returned(l, function, skip_parentheses(o->tree, body), param);
        return;
    }
    for (node_id n = body; n < body + tree_node(o->tree, body)->size && !l->failed; n++) {
        if (n != body && scope_is_function(o->tree, n)) {
            n += tree_node(o->tree, n)->size - 1;
            continue;
        }
        if (tree_kind(o->tree, n) != KIND_RETURN_STATEMENT)
            continue;
        returns = true;
        if (tree_named_first(o->tree, n) == NODE_NONE)
            l->failed = true;
        else
            want_returned(l, function, skip_parentheses(o->tree, tree_named_first(o->tree, n)), param);
    }
    l->failed = l->failed || !returns;
}

/* A name: everything that it may ever hold. */
static void look_at_name(struct listers *l, uint32_t binding)
{
    const struct own_keys *o = l->o;
    const struct binding *b = &o->scopes->bindings.items[binding];
    bool declared = o->declared[binding] != NODE_NONE;

    for (uint32_t i = 0; i < l->name_count; i++) {
        if (l->names[i] == binding)
            return;
    }
    if (l->name_count == LISTERS_MAX || b->kind == BINDING_PARAM || b->kind == BINDING_CATCH ||
        b->kind == BINDING_IMPORT || b->kind == BINDING_CLASS || b->kind == BINDING_SELF ||
        (b->kind == BINDING_FUNCTION && !declared) || (o->first[binding] == 0 && !declared) ||
        o->declarations[binding] > 1) {
        l->failed = true;
        return;
    }
    l->names[l->name_count++] = binding;
    if (declared)
        want(l, o->declared[binding]);
    for (uint32_t d = o->first[binding]; d != 0; d = o->definitions.items[d - 1].next) {
        if (o->definitions.items[d - 1].how != DEFINE_INIT)
            l->failed = true;
        else
            want(l, o->definitions.items[d - 1].source);
    }
}

/* Object.keys, Object.getOwnPropertyNames, Reflect.ownKeys */
static bool look_at_member(struct listers *l, node_id n)
{
    node_id object = tree_field(l->o->tree, n, FIELD_OBJECT);

    if (own_ends_with_member(l->o, n, "keys") && own_is_free(l->o, object, STR("Object")))
        return true;
    if ((own_ends_with_member(l->o, n, "getOwnPropertyNames") && own_is_free(l->o, object, STR("Object"))) ||
        (own_ends_with_member(l->o, n, "ownKeys") && own_is_free(l->o, object, STR("Reflect")))) {
        l->failed = l->failed || l->proof == OWN_ENUMERATED;
        l->proof = OWN_NAMED;
        return true;
    }
    return false;
}

static void look_at(struct listers *l, node_id n)
{
    const struct tree *t = l->o->tree;
    enum kind op = KIND_COUNT;

    switch (tree_kind(t, n)) {
    case KIND_MEMBER_EXPRESSION:
        l->failed = l->failed || !look_at_member(l, n);
        return;
    case KIND_IDENTIFIER:
        if (own_binding_at(l->o, n) == BINDING_NONE)
            l->failed = true;
        else
            look_at_name(l, own_binding_at(l->o, n));
        return;
    case KIND_BINARY_EXPRESSION:
        op = tree_kind(t, tree_field(t, n, FIELD_OPERATOR));
        l->failed = l->failed || (op != TOKEN_OR_OR && op != TOKEN_NULLISH);
        want(l, tree_field(t, n, FIELD_LEFT));
        want(l, tree_field(t, n, FIELD_RIGHT));
        return;
    case KIND_TERNARY_EXPRESSION:
        want(l, tree_field(t, n, FIELD_CONSEQUENCE));
        want(l, tree_field(t, n, FIELD_ALTERNATIVE));
        return;
    case KIND_FUNCTION_DECLARATION:
    case KIND_FUNCTION_EXPRESSION:
    case KIND_ARROW_FUNCTION:
        look_at_function(l, n);
        return;
    default:
        l->failed = true;
        return;
    }
}

/* What a call of `callee` proves about the list it gives: that it has names of its first argument. */
static enum own_proof lister(const struct own_keys *o, node_id callee)
{
    struct listers l = {.o = o, .proof = OWN_LISTED};

    want(&l, callee);
    while (l.todo_count > 0 && !l.failed)
        look_at(&l, l.todo[--l.todo_count]);
    return l.failed ? OWN_NOT : l.proof;
}

struct own_list own_called_list(const struct own_keys *o, node_id n)
{
    node_id argument = NODE_NONE;
    struct own_list list = NONE;

    n = without_rearranging(o, n);
    if (n == NODE_NONE || tree_kind(o->tree, n) != KIND_CALL_EXPRESSION)
        return NONE;
    argument = first_argument(o, n);
    /* Object(x) is x, or a wrapper object with names that lead nowhere. */
    if (argument != NODE_NONE && tree_kind(o->tree, argument) == KIND_CALL_EXPRESSION &&
        own_is_free(o, tree_field(o->tree, argument, FIELD_FUNCTION), STR("Object")))
        argument = first_argument(o, argument);
    list.owner = own_binding_at(o, argument);
    if (list.owner == BINDING_NONE)
        return NONE;
    list.proof = lister(o, tree_field(o->tree, n, FIELD_FUNCTION));
    return list.proof == OWN_NOT ? NONE : list;
}
