/*
 * call_flow_call.c - the calls of a file: what is called, with what, and what common functions do with what they get.
 */
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

/* What a method of that name does with what it is given, whatever object it is of. */
enum habit {
    HABIT_KEEPS,      /* puts its arguments into its receiver */
    HABIT_GIVES,      /* returns what is in its receiver, or a part of it */
    HABIT_LISTS,      /* returns what is in its arguments */
    HABIT_EACH,       /* calls its arguments with what is in its receiver */
    HABIT_LISTENS,    /* keeps its second argument as a listener */
    HABIT_SUBSCRIBES, /* keeps any argument as one */
    HABIT_EMITS,      /* calls listeners */
    HABIT_ITERATES,   /* asks an iterator */
    HABIT_TEXT,       /* makes a text of something */
    HABIT_MERGES,     /* puts what is in its other arguments into the first, and returns that */
    HABIT_FOLDS,      /* calls its arguments with what they returned the last time */
    HABIT_FEEDS,      /* makes a stream work */
};

struct habit_row {
    const char *names; /* each between spaces */
    enum habit habit;
};

static const struct habit_row habits[] = {
    {" push unshift splice add set fill ", HABIT_KEEPS},
    {" pop shift at get find findLast next slice filter concat reverse sort flat values entries splice map then catch ",
     HABIT_GIVES},
    {" values entries from of all race any resolve freeze concat fromEntries ", HABIT_LISTS},
    {" forEach map filter some every find findIndex findLast reduce reduceRight flatMap sort then catch ", HABIT_EACH},
    {" on once addListener prependListener prependOnceListener addEventListener ", HABIT_LISTENS},
    {" subscribe ", HABIT_SUBSCRIBES},
    {" emit dispatchEvent publish ", HABIT_EMITS},
    {" from fromEntries all allSettled race any Map Set ", HABIT_ITERATES},
    {" stringify join String format log ", HABIT_TEXT},
    {" assign extend merge defaults ", HABIT_MERGES},
    {" reduce reduceRight ", HABIT_FOLDS},
    {" write end read resume pipe destroy ", HABIT_FEEDS},
};

static bool has_habit(struct str name, enum habit habit)
{
    for (size_t i = 0; i < ARRAY_LEN(habits); i++) {
        struct str names = str_from(habits[i].names);
        size_t at = habits[i].habit == habit && name.len > 0 ? str_find(names, name, 0) : names.len;

        while (at < names.len && (at == 0 || names.ptr[at - 1] != ' ' || names.ptr[at + name.len] != ' '))
            at = str_find(names, name, at + 1);
        if (at < names.len)
            return true;
    }
    return false;
}

/* Adds a site for the call `n` with the named children of `list` from the `skip`th on as arguments. */
static struct call_site *add_site(struct call_flow_builder *b, node_id n, enum call_site_kind kind, node_id list,
                                  uint32_t skip)
{
    struct call_site site = {.kind = (uint8_t)kind,
                             .func = b->func,
                             .at = tree_node(b->tree, n)->start,
                             .end = tree_node(b->tree, n)->end,
                             .name = FACT_NONE,
                             .receiver = VERTEX_NONE,
                             .result = call_flow_of(b, n)};
    struct vertex_list args = {0};
    uint32_t seen = 0;

    for (node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(b->tree, list); c != NODE_NONE;
         c = tree_named_next(b->tree, c)) {
        if (tree_kind(b->tree, c) == KIND_SPREAD_ELEMENT) {
            site.spread = true;
            vec_push(b->arena, &args, call_flow_of(b, c));
        } else if (seen++ >= skip) {
            if (args.len < 8 && call_flow_is_function(b, c))
                site.plain_args |= (uint8_t)(1U << args.len);
            vec_push(b->arena, &args,
                     call_flow_of(b, tree_kind(b->tree, c) == KIND_TEMPLATE_SUBSTITUTION ? tree_named_first(b->tree, c)
                                                                                         : c));
        }
    }
    site.args = b->out->lists.len;
    site.arg_count = args.len;
    for (uint32_t i = 0; i < args.len; i++)
        vec_push(b->arena, &b->out->lists, args.items[i]);
    vec_push(b->arena, &b->out->sites, site);
    return &b->out->sites.items[b->out->sites.len - 1];
}

/* The event that a listener is for, or that is emitted: "" when it is not known. */
static uint32_t event_of(struct call_flow_builder *b, node_id list)
{
    node_id first = call_flow_argument(b, list, 0);
    struct str text = {0};

    if (first == NODE_NONE || tree_kind(b->tree, first) != KIND_STRING ||
        !literal_string(b->arena, b->tree, first, &text))
        return 0;
    return sym_intern(b->scopes->names, text).i;
}

static void follow_events(struct call_flow_builder *b, const struct call_site *site, struct str name, node_id list)
{
    uint32_t event = event_of(b, list);
    uint32_t listener = call_flow_vertex(b, VERTEX_LISTENER, 0, event, 0);

    for (uint32_t i = 0; i < site->arg_count; i++) {
        if (!has_habit(name, HABIT_SUBSCRIBES) && !(has_habit(name, HABIT_LISTENS) && (i == 1 || site->spread)))
            continue;
        call_flow_edge(b, b->out->lists.items[site->args + i], listener);
        if (event != 0)
            call_flow_edge(b, b->out->lists.items[site->args + i], call_flow_vertex(b, VERTEX_LISTENERS, 0, 0, 0));
    }
    if (!has_habit(name, HABIT_EMITS))
        return;
    call_flow_edge(b, listener, site->callee);
    call_flow_edge(
        b, event != 0 ? call_flow_vertex(b, VERTEX_LISTENER, 0, 0, 0) : call_flow_vertex(b, VERTEX_LISTENERS, 0, 0, 0),
        site->callee);
}

/* What methods of that name commonly do with their arguments, besides what the program's own ones do. */
static void follow_habit(struct call_flow_builder *b, uint32_t index, struct str name, node_id receiver, node_id list)
{
    uint32_t vertex = call_flow_of(b, receiver);
    struct call_site *site = &b->out->sites.items[index];

    site->receiver = vertex;
    site->elements = has_habit(name, HABIT_EACH);
    site->folds = has_habit(name, HABIT_FOLDS);
    for (uint32_t i = 0; i < site->arg_count; i++) {
        uint32_t arg = b->out->lists.items[site->args + i];

        if (has_habit(name, HABIT_KEEPS))
            call_flow_put(b, receiver, arg);
        if (has_habit(name, HABIT_LISTS) || has_habit(name, HABIT_MERGES))
            call_flow_edge(b, arg, site->result);
        if (i > 0 && has_habit(name, HABIT_MERGES))
            call_flow_edge(b, arg, b->out->lists.items[site->args]);
    }
    if (has_habit(name, HABIT_GIVES))
        call_flow_edge(b, site->receiver, site->result);
    if (site->arg_count > 0 && (str_eq(name, STR("values")) || str_eq(name, STR("entries"))))
        call_flow_fetch(b, b->out->lists.items[site->args], site->result);
    if (has_habit(name, HABIT_LISTENS) || has_habit(name, HABIT_SUBSCRIBES) || has_habit(name, HABIT_EMITS))
        follow_events(b, site, name, list);
}

static void note_habits(struct call_flow_builder *b, struct str name, node_id n)
{
    /* What Node's streams call of those that inherit from them. */
    static const char *const of_streams[] = {"_write", "_writev", "_transform", "_flush",
                                             "_final", "_read",   "_destroy"};

    for (size_t i = 0; has_habit(name, HABIT_FEEDS) && i < ARRAY_LEN(of_streams); i++)
        call_flow_implicit(b, of_streams[i], n);
    if (has_habit(name, HABIT_ITERATES)) {
        call_flow_implicit(b, "[Symbol.iterator]", n);
        call_flow_implicit(b, "next", n);
    }
    if (has_habit(name, HABIT_TEXT)) {
        call_flow_implicit(b, "toString", n);
        call_flow_implicit(b, "toJSON", n);
        call_flow_implicit(b, "valueOf", n);
    }
    if (str_eq(name, STR("resolve")) || str_eq(name, STR("then")))
        call_flow_implicit(b, "then", n);
}

/* [].slice.call(arguments), [].push.apply(list, more): the first argument is the receiver. */
static void follow_borrowed(struct call_flow_builder *b, node_id n, node_id object, node_id list)
{
    node_id receiver = call_flow_argument(b, list, 0);
    node_id second = call_flow_argument(b, list, 1);
    struct str name = {0};

    if (receiver == NODE_NONE)
        return;
    if (tree_kind(b->tree, object) == KIND_MEMBER_EXPRESSION)
        name = call_flow_name(b, tree_field(b->tree, object, FIELD_PROPERTY));
    else if (tree_kind(b->tree, object) == KIND_IDENTIFIER)
        name = call_flow_name(b, object); /* var slice = [].slice */
    if (has_habit(name, HABIT_GIVES))
        call_flow_edge(b, call_flow_of(b, receiver), call_flow_of(b, n));
    if (second != NODE_NONE && has_habit(name, HABIT_KEEPS))
        call_flow_put(b, receiver, call_flow_of(b, second));
    if (second != NODE_NONE && has_habit(name, HABIT_LISTS))
        call_flow_edge(b, call_flow_of(b, second), call_flow_of(b, n));
}

/* `this[name]`, or a variable that is declared as one. */
static bool is_own_method(const struct call_flow_builder *b, node_id n)
{
    uint32_t binding = tree_kind(b->tree, n) == KIND_IDENTIFIER ? b->scopes->binding_of[n] : BINDING_NONE;

    if (binding != BINDING_NONE && b->initial[binding] != 0)
        n = skip_parentheses(b->tree, b->initial[binding]);
    return tree_kind(b->tree, n) == KIND_SUBSCRIPT_EXPRESSION &&
           tree_kind(b->tree, skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_OBJECT))) == KIND_THIS &&
           call_flow_member(b, n) == FACT_NONE;
}

/* The vertex of what is called where `callee` is. */
static uint32_t called(struct call_flow_builder *b, node_id callee)
{
    uint32_t vertex = call_flow_new(b);

    call_flow_edge(b, call_flow_of(b, callee), vertex);
    if (is_own_method(b, callee))
        call_flow_edge(b, b->out->own, vertex);
    return vertex;
}

/* f.call(this, a), f.apply(this, list), f.bind(this, a): calls of f. */
static void walk_through(struct call_flow_builder *b, node_id n, struct str name, node_id object, node_id list)
{
    bool apply = str_eq(name, STR("apply"));
    bool bind = str_eq(name, STR("bind"));
    struct call_site *site = NULL;

    if (!apply && !bind && !str_eq(name, STR("call")))
        return;
    follow_borrowed(b, n, object, list);
    site = add_site(b, n, bind ? CALL_SITE_BIND : CALL_SITE_CALL, list, apply ? UINT32_MAX : 1);
    site->callee = called(b, object);
    site->through = true;
    if (apply && call_flow_argument(b, list, 1) != NODE_NONE) {
        uint32_t index = b->out->sites.len - 1;
        vec_push(b->arena, &b->out->lists, call_flow_of(b, call_flow_argument(b, list, 1)));
        b->out->sites.items[index].args = b->out->lists.len - 1;
        b->out->sites.items[index].arg_count = 1;
        b->out->sites.items[index].spread = true;
    }
    if (bind)
        call_flow_edge(b, call_flow_of(b, object), call_flow_of(b, n));
}

/* Reflect.apply(f, this, list), Reflect.construct(F, list) */
static void walk_reflect(struct call_flow_builder *b, node_id n, struct str name, node_id list)
{
    bool construct = str_eq(name, STR("construct"));
    node_id callee = call_flow_argument(b, list, 0);
    node_id passed = call_flow_argument(b, list, construct ? 1 : 2);
    struct call_site *site = NULL;

    if ((!construct && !str_eq(name, STR("apply"))) || callee == NODE_NONE || passed == NODE_NONE)
        return;
    vec_push(b->arena, &b->out->lists, call_flow_of(b, passed));
    site = add_site(b, n, construct ? CALL_SITE_NEW : CALL_SITE_CALL, NODE_NONE, 0);
    site->args = b->out->lists.len - 1;
    site->arg_count = 1;
    site->spread = true;
    site->through = true;
    site->callee = call_flow_of(b, callee);
}

static void walk_method_call(struct call_flow_builder *b, node_id n, node_id callee, node_id list, uint32_t site)
{
    node_id object = skip_parentheses(b->tree, tree_field(b->tree, callee, FIELD_OBJECT));
    uint32_t member = call_flow_member(b, callee);
    struct str name = {0};

    if (member == FACT_NONE)
        return;
    name = sym_text(b->scopes->names, (sym){member});
    b->out->sites.items[site].name = member;
    b->out->sites.items[site].by_name = call_flow_is_by_name(b, object, member, true);
    follow_habit(b, site, name, object, list);
    note_habits(b, name, n);
    call_flow_helpers(b, name, list);
    if (call_flow_is_free(b, object, "Reflect"))
        walk_reflect(b, n, name, list);
    else
        walk_through(b, n, name, object, list);
}

static void walk_super(struct call_flow_builder *b, node_id n, node_id list)
{
    struct call_site *site = NULL;
    uint32_t callee = call_flow_new(b);
    uint32_t owner = b->scopes->funcs.items[b->func].this_of;
    node_id at = b->scopes->funcs.items[owner].node;

    while (at != NODE_NONE && tree_kind(b->tree, at) != KIND_CLASS && tree_kind(b->tree, at) != KIND_CLASS_DECLARATION)
        at = tree_node(b->tree, at)->parent;
    for (node_id c = at == NODE_NONE ? NODE_NONE : tree_named_first(b->tree, at); c != NODE_NONE;
         c = tree_named_next(b->tree, c))
        if (tree_kind(b->tree, c) == KIND_CLASS_HERITAGE)
            call_flow_edge(b, call_flow_of(b, tree_named_first(b->tree, c)), callee);
    site = add_site(b, n, CALL_SITE_NEW, list, 0);
    site->callee = callee;
}

static void walk_call_node(struct call_flow_builder *b, node_id n)
{
    node_id list = tree_field(b->tree, n, FIELD_ARGUMENTS);
    node_id callee = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_FUNCTION));
    bool tagged = tree_kind(b->tree, list) == KIND_TEMPLATE_STRING;
    const struct import *import = call_flow_import(b, n);
    struct call_site *site = NULL;
    uint32_t index = 0;

    if (import != NULL)
        call_flow_edge(b, call_flow_vertex(b, VERTEX_MODULE, import->kind, import->specifier, 0), call_flow_of(b, n));
    if (tree_kind(b->tree, callee) == KIND_IMPORT)
        return;
    if (tree_kind(b->tree, callee) == KIND_SUPER) {
        walk_super(b, n, list);
        return;
    }
    callee = call_flow_last(b, callee); /* (0, o.f)() calls what o.f is */
    site = add_site(b, n, tagged ? CALL_SITE_TAG : CALL_SITE_CALL, list, 0);
    index = b->out->sites.len - 1;
    site->callee = called(b, callee);
    if (tree_kind(b->tree, callee) == KIND_MEMBER_EXPRESSION || tree_kind(b->tree, callee) == KIND_SUBSCRIPT_EXPRESSION)
        walk_method_call(b, n, callee, list, index);
    else if (tree_kind(b->tree, callee) == KIND_IDENTIFIER) {
        note_habits(b, call_flow_name(b, callee), n);
        call_flow_helpers(b, call_flow_name(b, callee), list);
    }
}

uint32_t call_flow_result_of(struct call_flow_builder *b, node_id function)
{
    struct call_site *site = NULL;
    uint32_t callee = call_flow_of(b, function);

    if (scope_is_function(b->tree, function))
        return b->out->functions.items[b->scopes->func_of[function]].result;
    site = add_site(b, function, CALL_SITE_READ, NODE_NONE, 0);
    site->callee = callee;
    site->result = call_flow_new(b);
    site->implied = true;
    site->through = true; /* what is written there may be a call of its own */
    return b->out->sites.items[b->out->sites.len - 1].result;
}

void call_flow_imply_super(struct call_flow_builder *b, node_id class_node, uint32_t constructor)
{
    for (node_id c = tree_named_first(b->tree, class_node); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        uint32_t around = b->func;
        struct call_site *site = NULL;

        if (tree_kind(b->tree, c) != KIND_CLASS_HERITAGE)
            continue;
        b->func = constructor;
        site = add_site(b, c, CALL_SITE_NEW, NODE_NONE, 0);
        site->callee = call_flow_of(b, tree_named_first(b->tree, c));
        site->spread = true;
        site->implied = true;
        b->func = around;
    }
}

bool call_flow_call(struct call_flow_builder *b, node_id n)
{
    struct call_site *site = NULL;
    node_id callee = NODE_NONE;

    switch (tree_kind(b->tree, n)) {
    case KIND_CALL_EXPRESSION:
        walk_call_node(b, n);
        return true;
    case KIND_NEW_EXPRESSION:
        site = add_site(b, n, CALL_SITE_NEW, tree_field(b->tree, n, FIELD_ARGUMENTS), 0);
        callee = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_CONSTRUCTOR));
        site->callee = tree_kind(b->tree, callee) == KIND_THIS ? b->constructors : call_flow_of(b, callee);
        if (tree_kind(b->tree, callee) == KIND_IDENTIFIER)
            note_habits(b, call_flow_name(b, callee), n);
        return true;
    default:
        return false;
    }
}
