#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_state.h"

#include "analyzer/base/strbuf.h"
#include "analyzer/syntax/literal.h"

uint32_t site_new(struct flow *f, enum site_kind kind, node_id node, uint32_t func)
{
    struct site site = {.kind = (uint8_t)kind, .node = node, .func = func, .object = OBJECT_NONE};

    vec_push(f->arena, &f->sites, site);
    f->facts->work += FLOW_WORK_PER_PART;
    return f->sites.len - 1;
}

void site_set_base(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].base = c;
}

void site_set_key(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].key = c;
}

void site_set_value(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].value = c;
}

void site_set_result(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].result = c;
}

void site_set_receiver(struct flow *f, uint32_t site, cell_id c)
{
    f->sites.items[site].receiver = c;
}

uint32_t site_watch(struct flow *f, enum site_kind kind, node_id node, cell_id base, cell_id result)
{
    uint32_t site = site_new(f, kind, node, f->current);

    f->sites.items[site].base = base;
    f->sites.items[site].result = result;
    f->sites.items[site].in_try = node < f->try_end;
    cell_watch(f, base, site);
    return site;
}

void copy_into(struct flow *f, node_id node, cell_id from, uint32_t object)
{
    uint32_t site = site_watch(f, SITE_COPY, node, from, object_unknown(f, object));

    f->sites.items[site].object = object;
}

cell_id binding_cell(struct flow *f, uint32_t binding)
{
    if (f->binding_cell[binding] == 0)
        f->binding_cell[binding] = cell_new(f);
    return f->binding_cell[binding];
}

/* What a free name means: a variable of Node's wrapper, or of the global object. */
static value free_value(struct flow *f, sym name)
{
    static const char *const wrapper[] = {"require", "module", "exports", "__filename", "__dirname", "arguments"};
    struct str text = sym_text(f->names, name);

    if (str_eq(text, STR("globalThis")) || str_eq(text, STR("global")))
        return VALUE(VALUE_PATH, f->path_global_object);
    for (size_t i = 0; i < ARRAY_LEN(wrapper) && f->tree->goal == GOAL_COMMONJS; i++) {
        if (str_eq(text, str_from(wrapper[i])))
            return VALUE(VALUE_PATH, path_root(f, PATH_CJS, name));
    }
    return VALUE(VALUE_PATH, path_root(f, PATH_GLOBAL, name));
}

static cell_id free_cell(struct flow *f, node_id n)
{
    sym name = f->scopes->name_of[n];
    struct str text = sym_text(f->names, name);
    uint32_t owner = f->scopes->funcs.items[f->current].this_of;
    uint32_t found = 0;

    if (str_eq(text, STR("undefined")))
        return f->constant[0];
    if (str_eq(text, STR("NaN")) || str_eq(text, STR("Infinity")))
        return f->constant[3];
    if (str_eq(text, STR("arguments")) && owner != 0) {
        found = f->node_cell[n] != 0 ? f->node_cell[n] : cell_new(f);
        f->node_cell[n] = found;
        cell_add(f, found, VALUE(VALUE_OBJECT, func_arguments(f, owner)));
        return found;
    }
    if (map_get(&f->global_cell, name.i, &found))
        return found;
    found = cell_new(f);
    map_put(&f->global_cell, name.i, found);
    cell_add(f, found, free_value(f, name));
    return found;
}

static cell_id node_cell(struct flow *f, node_id n)
{
    if (f->node_cell[n] == 0)
        f->node_cell[n] = cell_new(f);
    return f->node_cell[n];
}

/*
 * Longer texts are data. Shorter ones may be specifiers: a path of Linux is below 4 KiB, but ".." makes one of a text
 * that is longer.
 */
enum { LITERAL_BYTES_MAX = 65536 };

/* A literal's cell holds its value from the start. */
static cell_id string_cell(struct flow *f, node_id n)
{
    bool fresh = f->node_cell[n] == 0;
    cell_id c = node_cell(f, n);
    struct str text = {0};

    if (!fresh)
        return c;
    if (literal_string(f->arena, f->tree, n, &text) && text.len <= LITERAL_BYTES_MAX)
        cell_add(f, c, VALUE(VALUE_TEXT, sym_intern(f->names, text).i));
    else
        cell_add_flags(f, c, FLAG_STRING);
    return c;
}

cell_id cell_of(struct flow *f, node_id n)
{
    uint32_t binding = 0;

    switch (tree_kind(f->tree, n)) {
    case KIND_IDENTIFIER:
    case KIND_UNDEFINED:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        binding = f->scopes->binding_of[n];
        if (binding == BINDING_NONE)
            return free_cell(f, n);
        return tree_kind(f->tree, n) == KIND_IDENTIFIER ? narrow_cell(f, n) : binding_cell(f, binding);
    case KIND_NUMBER:
        return f->constant[3];
    case KIND_TRUE:
    case KIND_FALSE:
        return f->constant[2];
    case KIND_NULL:
        return f->constant[1];
    case KIND_STRING:
        return string_cell(f, n);
    case KIND_THIS:
        return f->funcs[f->scopes->funcs.items[f->current].this_of].this_cell;
    default:
        return node_cell(f, n);
    }
}

node_id skip_parentheses(const struct tree *t, node_id n)
{
    while (tree_kind(t, n) == KIND_PARENTHESIZED_EXPRESSION) {
        node_id inner = tree_named_first(t, n);
        if (inner == NODE_NONE)
            return n;
        n = inner;
    }
    return n;
}

bool is_write_target(const struct tree *t, node_id n)
{
    node_id parent = tree_node(t, n)->parent;
    enum field field = (enum field)tree_node(t, n)->field;

    while (parent != NODE_NONE && tree_kind(t, parent) == KIND_PARENTHESIZED_EXPRESSION) {
        field = (enum field)tree_node(t, parent)->field;
        parent = tree_node(t, parent)->parent;
    }
    if (parent == NODE_NONE)
        return false;
    switch (tree_kind(t, parent)) {
    case KIND_ASSIGNMENT_EXPRESSION:
    case KIND_ASSIGNMENT_PATTERN:
    case KIND_OBJECT_ASSIGNMENT_PATTERN:
    case KIND_FOR_IN_STATEMENT:
        return field == FIELD_LEFT;
    case KIND_ARRAY_PATTERN:
    case KIND_REST_PATTERN:
        return true;
    case KIND_PAIR_PATTERN:
        return field == FIELD_VALUE;
    case KIND_UNARY_EXPRESSION:
        return tree_token(t, parent, TOKEN_DELETE) != NODE_NONE;
    default:
        return false;
    }
}

static cell_id concat(struct flow *f, node_id n, cell_id left, cell_id right)
{
    cell_id result = cell_new(f);
    uint32_t site = site_new(f, SITE_CONCAT, n, f->current);

    f->sites.items[site].base = left;
    f->sites.items[site].key = right;
    f->sites.items[site].result = result;
    cell_watch(f, left, site);
    cell_watch(f, right, site);
    return result;
}

static bool is_same_variable(const struct flow *f, node_id left, node_id right)
{
    left = skip_parentheses(f->tree, left);
    right = skip_parentheses(f->tree, right);
    return tree_kind(f->tree, left) == KIND_IDENTIFIER && tree_kind(f->tree, right) == KIND_IDENTIFIER &&
           f->scopes->binding_of[left] != BINDING_NONE && f->scopes->binding_of[left] == f->scopes->binding_of[right];
}

/* result <- the joined text of `n`, which is `joined` */
static void join(struct flow *f, node_id n, cell_id joined, cell_id result)
{
    uint32_t site = 0;

    if (!text_is_safe(f, n)) {
        cell_edge(f, joined, result);
        return;
    }
    site = site_watch(f, SITE_FILTER, n, joined, result);
    f->sites.items[site].object = TYPE_SAFE_TEXT;
}

/* result <- branch, unless it is never run */
static void take_branch(struct flow *f, node_id branch, cell_id result)
{
    if (!f->never.nodes[branch])
        cell_edge(f, cell_of(f, branch), result);
}

/* The left operand comes through only when it is falsy: no object, no function. */
static void walk_and(struct flow *f, node_id left, node_id right, cell_id result)
{
    if (!known_truthy((enum known)f->never.known[left])) {
        cell_add_flags(f, result, FLAG_HARMLESS);
        cell_add(f, result, VALUE(VALUE_TEXT, 0));
    }
    take_branch(f, right, result);
}

static void walk_binary(struct flow *f, node_id n)
{
    node_id left = tree_field(f->tree, n, FIELD_LEFT);
    node_id right = tree_field(f->tree, n, FIELD_RIGHT);
    node_id op = tree_field(f->tree, n, FIELD_OPERATOR);
    cell_id result = cell_of(f, n);
    uint32_t site = 0;

    switch (tree_kind(f->tree, op)) {
    case TOKEN_PLUS:
        join(f, n, concat(f, n, cell_of(f, left), cell_of(f, right)), result);
        return;
    case TOKEN_AND_AND:
        walk_and(f, left, right, result);
        return;
    case TOKEN_OR_OR:
    case TOKEN_NULLISH:
        cell_edge(f, cell_of(f, left), result);
        take_branch(f, right, result);
        return;
    case TOKEN_MINUS:
    case TOKEN_STAR:
    case TOKEN_SLASH:
    case TOKEN_PERCENT:
    case TOKEN_STAR_STAR:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_XOR:
    case TOKEN_SHL:
    case TOKEN_SHR:
    case TOKEN_USHR:
        cell_add_flags(f, result, FLAG_NUMBER);
        return;
    case TOKEN_INSTANCEOF:
        cell_add_flags(f, result, FLAG_BOOLEAN);
        if (is_same_variable(f, left, right))
            return; /* its Symbol.hasInstance gets what it already is */
        site = site_watch(f, SITE_INSTANCEOF, n, cell_of(f, right), 0);
        site_set_value(f, site, cell_of(f, left));
        return;
    case TOKEN_IN:
        site_watch(f, SITE_HAS, n, cell_of(f, right), 0);
        cell_add_flags(f, result, FLAG_BOOLEAN);
        return;
    default:
        cell_add_flags(f, result, FLAG_BOOLEAN); /* comparisons */
        return;
    }
}

static void walk_augmented(struct flow *f, node_id n)
{
    node_id left = tree_field(f->tree, n, FIELD_LEFT);
    node_id right = tree_field(f->tree, n, FIELD_RIGHT);
    node_id op = tree_field(f->tree, n, FIELD_OPERATOR);
    cell_id result = cell_of(f, n);

    switch (tree_kind(f->tree, op)) {
    case TOKEN_PLUS_ASSIGN:
        cell_edge(f, concat(f, n, cell_of(f, left), cell_of(f, right)), result);
        flow_into(f, left, result);
        return;
    case TOKEN_AND_AND_ASSIGN:
    case TOKEN_OR_OR_ASSIGN:
    case TOKEN_NULLISH_ASSIGN:
        cell_edge(f, cell_of(f, left), result);
        cell_edge(f, cell_of(f, right), result);
        flow_into(f, left, cell_of(f, right));
        return;
    default:
        cell_add_flags(f, result, FLAG_NUMBER);
        flow_into(f, left, f->constant[3]);
        return;
    }
}

static void walk_delete(struct flow *f, node_id n, node_id argument)
{
    node_id target = skip_parentheses(f->tree, argument);
    node_id object = tree_field(f->tree, target, FIELD_OBJECT);
    uint32_t site = 0;

    if (tree_kind(f->tree, target) == KIND_MEMBER_EXPRESSION) {
        site = site_watch(f, SITE_DELETE, n, cell_of(f, object), 0);
        f->sites.items[site].name = f->scopes->name_of[tree_field(f->tree, target, FIELD_PROPERTY)];
    } else if (tree_kind(f->tree, target) == KIND_SUBSCRIPT_EXPRESSION) {
        site = site_watch(f, SITE_DELETE_KEY, n, cell_of(f, object), 0);
        f->sites.items[site].name = (sym){FACT_NONE};
    } else if (tree_kind(f->tree, target) == KIND_IDENTIFIER && f->scopes->binding_of[target] == BINDING_NONE) {
        site = site_new(f, SITE_DELETE, n, f->current);
        record_use(f, VALUE_INDEX(free_value(f, f->scopes->name_of[target])), USE_DELETE, site, 0);
    }
}

static void walk_unary(struct flow *f, node_id n)
{
    node_id argument = tree_field(f->tree, n, FIELD_ARGUMENT);
    node_id op = tree_field(f->tree, n, FIELD_OPERATOR);
    cell_id result = cell_of(f, n);

    switch (tree_kind(f->tree, op)) {
    case TOKEN_TYPEOF:
        cell_add_flags(f, result, FLAG_SAFE);
        return;
    case TOKEN_VOID:
        cell_add_flags(f, result, FLAG_UNDEFINED);
        return;
    case TOKEN_BANG:
        cell_add_flags(f, result, FLAG_BOOLEAN);
        return;
    case TOKEN_DELETE:
        walk_delete(f, n, argument);
        cell_add_flags(f, result, FLAG_BOOLEAN);
        return;
    default:
        cell_add_flags(f, result, FLAG_NUMBER);
        return;
    }
}

static void walk_array(struct flow *f, node_id n)
{
    uint32_t object = object_at(f, n, 0, OBJECT_ARRAY);

    cell_add(f, cell_of(f, n), VALUE(VALUE_OBJECT, object));
    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        if (tree_kind(f->tree, c) == KIND_SPREAD_ELEMENT)
            site_watch(f, SITE_ITERATE, c, cell_of(f, tree_named_first(f->tree, c)), object_elem(f, object));
        else
            cell_edge(f, cell_of(f, c), object_elem(f, object));
    }
}

/* The pieces of a template are joined like `"a" + x + "b"`. */
static void walk_template(struct flow *f, node_id n)
{
    const struct node *node = tree_node(f->tree, n);
    uint32_t from = node->start + 1;
    cell_id so_far = 0;

    for (node_id c = tree_first(f->tree, n); c != NODE_NONE; c = tree_next(f->tree, c)) {
        bool last = tree_next(f->tree, c) == NODE_NONE;
        uint32_t to = last ? node->end - 1 : tree_node(f->tree, c)->start;
        struct str raw = {f->tree->text.ptr + from, to - from};
        struct str text = {0};
        cell_id piece = 0;
        if (!last && tree_kind(f->tree, c) != KIND_TEMPLATE_SUBSTITUTION)
            continue;
        piece = cell_new(f);
        if (literal_template_piece(f->arena, raw, &text) && text.len <= LITERAL_BYTES_MAX)
            cell_add(f, piece, VALUE(VALUE_TEXT, sym_intern(f->names, text).i));
        else
            cell_add_flags(f, piece, FLAG_STRING);
        so_far = so_far == 0 ? piece : concat(f, n, so_far, piece);
        if (last)
            break;
        so_far = concat(f, n, so_far, cell_of(f, tree_named_first(f->tree, c)));
        from = tree_node(f->tree, c)->end;
    }
    join(f, n, so_far, cell_of(f, n));
}

static void walk_member(struct flow *f, node_id n)
{
    node_id object = tree_field(f->tree, n, FIELD_OBJECT);
    node_id property = tree_field(f->tree, n, FIELD_PROPERTY);
    uint32_t site = 0;

    if (is_write_target(f->tree, n))
        return;
    if (tree_kind(f->tree, object) == KIND_SUPER) {
        walk_super_member(f, n);
        return;
    }
    if (is_private_name(f, property)) {
        private_read(f, property, cell_of(f, object), cell_of(f, n));
        return;
    }
    site = site_new(f, SITE_READ, n, f->current);
    f->sites.items[site].name = f->scopes->name_of[property];
    site_set_result(f, site, cell_of(f, n));
    f->sites.items[site].in_try = n < f->try_end;
    cell_watch(f, cell_of(f, object), site);
}

static void walk_subscript(struct flow *f, node_id n)
{
    node_id object = tree_field(f->tree, n, FIELD_OBJECT);
    node_id index = tree_field(f->tree, n, FIELD_INDEX);
    cell_id key = cell_of(f, index);
    uint32_t site = 0;

    if (is_write_target(f->tree, n))
        return;
    if (tree_kind(f->tree, object) == KIND_SUPER) {
        walk_super_member(f, n);
        return;
    }
    if (tree_kind(f->tree, index) == KIND_IDENTIFIER && f->scopes->binding_of[index] != BINDING_NONE &&
        key == binding_cell(f, f->scopes->binding_of[index]))
        key = reached_cell(f, index);
    site = site_new(f, SITE_READ_KEY, n, f->current);
    site_set_base(f, site, cell_of(f, object));
    site_set_key(f, site, key);
    site_set_result(f, site, cell_of(f, n));
    f->sites.items[site].flags = own_flags(own_keys_proves(f->own_keys, n));
    if (own_keys_guards(f->own_keys, n))
        f->sites.items[site].flags |= SITE_GUARDED;
    pair_expect(f, n);
    pair_take(f, site, n);
    cell_watch(f, cell_of(f, object), site);
    cell_watch(f, key, site);
}

static void walk_yield(struct flow *f, node_id n)
{
    node_id argument = tree_named_first(f->tree, n);
    cell_id given = 0;

    cell_add_flags(f, cell_of(f, n), FLAG_ANY | FLAG_UNDEFINED);
    if (argument == NODE_NONE)
        return;
    given = cell_of(f, argument);
    escape_cell(f, given, n, f->current);
    if (tree_token(f->tree, n, TOKEN_STAR) != NODE_NONE) {
        cell_id each = cell_new(f);
        site_watch(f, SITE_ITERATE, n, given, each);
        escape_cell(f, each, n, f->current);
    }
}

static void walk_meta(struct flow *f, node_id n)
{
    uint32_t owner = f->scopes->funcs.items[f->current].this_of;

    if (tree_token(f->tree, n, TOKEN_TARGET) == NODE_NONE) {
        cell_add(f, cell_of(f, n), VALUE(VALUE_PATH, path_root(f, PATH_IMPORT_META, (sym){FACT_NONE})));
        return;
    }
    cell_add_flags(f, cell_of(f, n), FLAG_ANY | FLAG_UNDEFINED);
    if (owner != 0)
        cell_edge(f, func_target(f, owner), cell_of(f, n));
}

/* True when the value at `n` goes nowhere: x instanceof f, x === f, typeof f, f.prototype, f.toString(). */
static bool is_only_looked_at(const struct flow *f, node_id n)
{
    node_id parent = tree_node(f->tree, n)->parent;
    struct str name = {0};

    switch (tree_kind(f->tree, parent)) {
    case KIND_UNARY_EXPRESSION:
        return true;
    case KIND_BINARY_EXPRESSION:
        switch (tree_kind(f->tree, tree_field(f->tree, parent, FIELD_OPERATOR))) {
        case TOKEN_AND_AND:
        case TOKEN_OR_OR:
        case TOKEN_NULLISH:
            return false;
        default:
            return true; /* any other operator gives a primitive */
        }
    case KIND_MEMBER_EXPRESSION:
        if (tree_field(f->tree, parent, FIELD_OBJECT) != n)
            return false;
        name = sym_text(f->names, f->scopes->name_of[tree_field(f->tree, parent, FIELD_PROPERTY)]);
        return str_eq(name, STR("prototype")) || str_eq(name, STR("toString"));
    default:
        return false;
    }
}

/* A free name that is read: obtaining the value may itself be an effect. */
static void walk_identifier(struct flow *f, node_id n)
{
    value v = 0;
    uint32_t site = 0;
    enum kind parent = tree_kind(f->tree, tree_node(f->tree, n)->parent);

    if (f->scopes->binding_of[n] != BINDING_NONE || parent == KIND_LABELED_STATEMENT ||
        parent == KIND_EXPORT_SPECIFIER || is_write_target(f->tree, n))
        return;
    if (path_is_intrinsic_name(sym_text(f->names, f->scopes->name_of[n])))
        return;
    if (parent == KIND_UNARY_EXPRESSION &&
        tree_token(f->tree, tree_node(f->tree, n)->parent, TOKEN_TYPEOF) != NODE_NONE)
        return;
    v = free_value(f, f->scopes->name_of[n]);
    f->mentions_function = f->mentions_function || v == VALUE(VALUE_PATH, f->path_function);
    if (v == VALUE(VALUE_PATH, f->path_function) && !is_only_looked_at(f, n))
        f->names_function = true;
    if (str_eq(sym_text(f->names, f->scopes->name_of[n]), STR("undefined")))
        return;
    if (str_eq(sym_text(f->names, f->scopes->name_of[n]), STR("arguments")) &&
        f->scopes->funcs.items[f->current].this_of != 0)
        return;
    site = site_new(f, SITE_READ, n, f->current);
    record_use(f, VALUE_INDEX(v), USE_READ, site, 0);
}

static void walk_await(struct flow *f, node_id n)
{
    site_watch(f, SITE_AWAIT, n, cell_of(f, tree_named_first(f->tree, n)), cell_of(f, n));
    if (f->current == 0)
        f->facts->top_level_await = true;
}

static void walk_sequence(struct flow *f, node_id n)
{
    node_id last = NODE_NONE;

    for (node_id c = tree_named_first(f->tree, n); c != NODE_NONE; c = tree_named_next(f->tree, c))
        last = c;
    if (last != NODE_NONE)
        cell_edge(f, cell_of(f, last), cell_of(f, n));
}

/* NOLINTNEXTLINE(readability-function-size): a flat switch over node kinds, one line each */
bool walk_expression(struct flow *f, node_id n)
{
    const struct tree *t = f->tree;

    switch (tree_kind(t, n)) {
    case KIND_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
        walk_identifier(f, n);
        return true;
    case KIND_UNDEFINED:
    case KIND_NUMBER:
    case KIND_STRING:
    case KIND_TRUE:
    case KIND_FALSE:
    case KIND_NULL:
    case KIND_THIS:
    case KIND_SUPER:
    case KIND_SPREAD_ELEMENT:
    case KIND_ARGUMENTS:
    case KIND_IMPORT:
    case KIND_TEMPLATE_SUBSTITUTION:
        return true; /* their values are asked for by what they stand in */
    case KIND_REGEX:
        cell_add(f, cell_of(f, n), VALUE(VALUE_OBJECT, object_at(f, n, 0, OBJECT_REGEXP)));
        return true;
    case KIND_TEMPLATE_STRING:
        walk_template(f, n);
        return true;
    case KIND_ARRAY:
        walk_array(f, n);
        return true;
    case KIND_PARENTHESIZED_EXPRESSION:
    case KIND_SEQUENCE_EXPRESSION:
        walk_sequence(f, n);
        return true;
    case KIND_ASSIGNMENT_EXPRESSION:
        flow_into(f, tree_field(t, n, FIELD_LEFT), cell_of(f, tree_field(t, n, FIELD_RIGHT)));
        cell_edge(f, cell_of(f, tree_field(t, n, FIELD_RIGHT)), cell_of(f, n));
        return true;
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
        walk_augmented(f, n);
        return true;
    case KIND_BINARY_EXPRESSION:
        walk_binary(f, n);
        return true;
    case KIND_UNARY_EXPRESSION:
        walk_unary(f, n);
        return true;
    case KIND_UPDATE_EXPRESSION:
        cell_add_flags(f, cell_of(f, n), FLAG_NUMBER);
        flow_into(f, tree_field(t, n, FIELD_ARGUMENT), f->constant[3]);
        return true;
    case KIND_TERNARY_EXPRESSION:
        take_branch(f, tree_field(t, n, FIELD_CONSEQUENCE), cell_of(f, n));
        take_branch(f, tree_field(t, n, FIELD_ALTERNATIVE), cell_of(f, n));
        return true;
    case KIND_AWAIT_EXPRESSION:
        walk_await(f, n);
        return true;
    case KIND_YIELD_EXPRESSION:
        walk_yield(f, n);
        return true;
    case KIND_MEMBER_EXPRESSION:
        walk_member(f, n);
        return true;
    case KIND_SUBSCRIPT_EXPRESSION:
        walk_subscript(f, n);
        return true;
    case KIND_META_PROPERTY:
        walk_meta(f, n);
        return true;
    default:
        return false;
    }
}
