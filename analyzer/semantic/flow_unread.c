/*
 * flow_unread.c - functions that nobody can have.
 *
 * `helper.t = function () { ... }`: when `helper` is a function or an object of this file that nobody else has, whose
 * properties nobody lists, and nothing reads `t` of it, then the function is never called, nor is what it would make.
 * Bundlers write such helpers whether or not a bundle needs them. Every other function that no visible call reaches is
 * taken for one that unknown code calls (flow.c).
 */
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_walk.h"

/* True when nothing takes the value of the assignment: it is a statement, or one of the first of a sequence. */
static bool is_dropped(const struct tree *t, node_id assignment)
{
    node_id parent = tree_node(t, assignment)->parent;

    if (tree_kind(t, parent) == KIND_EXPRESSION_STATEMENT)
        return true;
    return tree_kind(t, parent) == KIND_SEQUENCE_EXPRESSION && tree_named_next(t, assignment) != NODE_NONE;
}

/* The assignment of the function to a member, NODE_NONE when it stands anywhere else. */
static node_id assignment_of(const struct tree *t, node_id function)
{
    node_id parent = tree_node(t, function)->parent;
    node_id left = NODE_NONE;

    if (tree_kind(t, parent) != KIND_ASSIGNMENT_EXPRESSION || tree_field(t, parent, FIELD_RIGHT) != function)
        return NODE_NONE;
    left = tree_field(t, parent, FIELD_LEFT);
    return tree_kind(t, left) == KIND_MEMBER_EXPRESSION && is_dropped(t, parent) ? parent : NODE_NONE;
}

static bool is_nowhere(const struct flow *f, cell_id c)
{
    return c == 0 || (f->cells.items[c].edges == 0 && f->cells.items[c].sites == 0);
}

/*
 * The one object that the site writes to, when it is a plain one or a function of this file that nobody else has;
 * OBJECT_NONE otherwise. Instances of classes may be called by what their class inherits from.
 */
static uint32_t own_target(const struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];
    const struct flow_func *func = NULL;
    const struct object *o = NULL;
    uint32_t object = OBJECT_NONE;

    if (base->count != 1 || base->flags != 0)
        return OBJECT_NONE;
    if (VALUE_KIND(base->items[0]) == VALUE_FUNC) {
        func = &f->funcs[VALUE_INDEX(base->items[0])];
        object = func->escaped || func->taken || func->is_class ? OBJECT_NONE : func->object;
    } else if (VALUE_KIND(base->items[0]) == VALUE_OBJECT) {
        o = &f->objects.items[VALUE_INDEX(base->items[0])];
        object = o->tracked && o->kind == OBJECT_PLAIN ? VALUE_INDEX(base->items[0]) : OBJECT_NONE;
    }
    if (object == OBJECT_NONE)
        return OBJECT_NONE;
    o = &f->objects.items[object];
    return !o->escaped && !o->exotic && o->all == 0 && o->copies == 0 && is_nowhere(f, o->heirs) &&
                   cell_is_empty(f, o->proto)
               ? object
               : OBJECT_NONE;
}

/* The cell of the property that the site writes, when nothing reads it; 0 otherwise. */
static cell_id unread_property(const struct flow *f, const struct site *s)
{
    uint32_t object = own_target(f, s);
    uint32_t p = object == OBJECT_NONE ? 0 : f->objects.items[object].props;

    if (name_is_implicit(sym_text(f->names, s->name)))
        return 0;
    while (p != 0 && f->props.items[p - 1].name.i != s->name.i)
        p = f->props.items[p - 1].next;
    if (p == 0 || f->props.items[p - 1].getter != 0 || f->props.items[p - 1].setter != 0 ||
        f->props.items[p - 1].receivers != 0)
        return 0;
    return is_nowhere(f, f->props.items[p - 1].value) ? f->props.items[p - 1].value : 0;
}

/* `where` gets the cell of the property that a function is written to, by function, when nothing reads it. */
static void find_properties(struct flow *f, cell_id *where)
{
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site *s = &f->sites.items[i];
        node_id assignment = NODE_NONE;
        uint32_t func = 0;
        if (s->kind != SITE_WRITE || tree_kind(f->tree, s->node) != KIND_MEMBER_EXPRESSION)
            continue;
        assignment = tree_node(f->tree, s->node)->parent;
        if (tree_kind(f->tree, assignment) != KIND_ASSIGNMENT_EXPRESSION ||
            tree_field(f->tree, assignment, FIELD_LEFT) != s->node)
            continue;
        func = f->scopes->func_of[tree_field(f->tree, assignment, FIELD_RIGHT)];
        if (f->scopes->funcs.items[func].node == tree_field(f->tree, assignment, FIELD_RIGHT) &&
            assignment_of(f->tree, f->scopes->funcs.items[func].node) == assignment && !f->funcs[func].called)
            where[func] = unread_property(f, s);
    }
}

/* A function that is in any other place than its own, its expression's, the assignment's and the property's is read. */
static void drop_the_held(struct flow *f, cell_id *where)
{
    for (cell_id c = 1; c < f->cells.len; c++) {
        for (uint16_t i = 0; i < f->cells.items[c].count; i++) {
            uint32_t func = VALUE_INDEX(f->cells.items[c].items[i]);
            node_id function = NODE_NONE;
            if (VALUE_KIND(f->cells.items[c].items[i]) != VALUE_FUNC || where[func] == 0 || where[func] == c ||
                f->funcs[func].self == c)
                continue;
            function = f->scopes->funcs.items[func].node;
            if (cell_of(f, function) != c && cell_of(f, tree_node(f->tree, function)->parent) != c)
                where[func] = 0;
        }
    }
}

/* True when the mention `n` of a variable hands its value to nobody but who is called. */
static bool stays(const struct tree *t, node_id n)
{
    enum kind parent = tree_kind(t, tree_node(t, n)->parent);

    switch ((enum field)tree_node(t, n)->field) {
    case FIELD_OBJECT:
    case FIELD_FUNCTION:
    case FIELD_NAME:
        return true;
    default:
        return parent == KIND_ARGUMENTS;
    }
}

/* By binding: something else is done with its variable. */
static bool *find_handed(struct arena *a, const struct scopes *scopes)
{
    bool *handed = arena_array(a, scopes->bindings.len, sizeof(*handed));

    for (node_id n = 0; n < scopes->tree->count; n++) {
        uint32_t binding = scopes->binding_of[n];
        if (binding != BINDING_NONE && tree_kind(scopes->tree, n) == KIND_IDENTIFIER && !stays(scopes->tree, n))
            handed[binding] = true;
    }
    return handed;
}

/* (binding, name) of the members of variables that the text reads. */
static struct map members_read(struct arena *a, const struct scopes *scopes)
{
    const struct tree *t = scopes->tree;
    struct map read;

    map_init(&read, a);
    for (node_id n = 0; n < t->count; n++) {
        node_id object = tree_kind(t, n) == KIND_MEMBER_EXPRESSION ? tree_field(t, n, FIELD_OBJECT) : NODE_NONE;
        node_id parent = tree_node(t, n)->parent;
        if (object == NODE_NONE || tree_kind(t, object) != KIND_IDENTIFIER ||
            scopes->binding_of[object] == BINDING_NONE ||
            (tree_kind(t, parent) == KIND_ASSIGNMENT_EXPRESSION && tree_node(t, n)->field == FIELD_LEFT))
            continue;
        map_put(&read, map_pair(scopes->binding_of[object], scopes->name_of[tree_field(t, n, FIELD_PROPERTY)].i), 1);
    }
    return read;
}

bool *unread_candidates(struct arena *a, const struct scopes *scopes)
{
    const struct tree *t = scopes->tree;
    bool *candidates = arena_array(a, scopes->funcs.len, sizeof(*candidates));
    const bool *handed = find_handed(a, scopes);
    const struct map read = members_read(a, scopes);
    bool any = false;

    for (uint32_t i = 1; i < scopes->funcs.len; i++) {
        node_id assignment = assignment_of(t, scopes->funcs.items[i].node);
        node_id left = assignment == NODE_NONE ? NODE_NONE : tree_field(t, assignment, FIELD_LEFT);
        node_id base = left == NODE_NONE ? NODE_NONE : tree_field(t, left, FIELD_OBJECT);
        uint32_t binding = base == NODE_NONE ? BINDING_NONE : scopes->binding_of[base];
        uint32_t seen = 0;
        if (binding == BINDING_NONE || tree_kind(t, base) != KIND_IDENTIFIER)
            continue;
        candidates[i] =
            !handed[binding] && scopes->bindings.items[binding].kind != BINDING_PARAM &&
            !map_get(&read, map_pair(binding, scopes->name_of[tree_field(t, left, FIELD_PROPERTY)].i), &seen);
        any = any || candidates[i];
    }
    return any ? candidates : NULL;
}

void unread_hide(struct flow *f, const bool *functions)
{
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        node_id function = f->scopes->funcs.items[i].node;
        if (!functions[i])
            continue;
        f->funcs[i].unread = true;
        for (node_id n = function + 1; n < function + tree_node(f->tree, function)->size; n++)
            f->never.nodes[n] = true;
    }
}

bool unread_holds(struct flow *f, bool *functions)
{
    cell_id *where = arena_array(f->arena, f->scopes->funcs.len, sizeof(*where));
    bool holds = true;

    find_properties(f, where);
    drop_the_held(f, where);
    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        holds = holds && (!functions[i] || where[i] != 0);
        functions[i] = functions[i] && where[i] != 0;
    }
    return holds;
}
