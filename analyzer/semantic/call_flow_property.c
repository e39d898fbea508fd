/*
 * call_flow_property.c - properties: what a key names, reads, writes and definitions.
 */
#include "analyzer/base/strbuf.h"
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/semantic/member_name.h"
#include "analyzer/syntax/expression.h"
#include "analyzer/syntax/literal.h"

/* `[Symbol.iterator]`, `[Symbol.for(text)]`: a symbol that every file knows, as a property name of its own. */
static uint32_t symbol_name(const struct call_flow_builder *b, const char *before, struct str text, const char *after)
{
    struct strbuf name;

    if (str_eq(text, STR("asyncIterator"))) /* `for await` asks for either */
        text = STR("iterator");
    strbuf_init(&name, b->arena);
    strbuf_put_c(&name, before);
    strbuf_put(&name, text);
    strbuf_put_c(&name, after);
    return sym_intern(b->scopes->names, strbuf_text(&name)).i;
}

/* The symbol that a computed key names: by itself, behind a comma, or in a variable that holds nothing else. */
static uint32_t symbol_key(const struct call_flow_builder *b, node_id key)
{
    uint32_t binding = tree_kind(b->tree, key) == KIND_IDENTIFIER ? b->scopes->binding_of[key] : BINDING_NONE;
    node_id function = NODE_NONE;
    node_id argument = NODE_NONE;
    struct str text = {0};

    if (binding != BINDING_NONE && b->initial[binding] != 0 && b->scopes->bindings.items[binding].writes == 0)
        key = b->initial[binding];
    key = call_flow_last(b, key);
    if (tree_kind(b->tree, key) == KIND_MEMBER_EXPRESSION) {
        if (!call_flow_is_free(b, tree_field(b->tree, key, FIELD_OBJECT), "Symbol"))
            return FACT_NONE;
        return symbol_name(b, "[Symbol.", call_flow_name(b, tree_field(b->tree, key, FIELD_PROPERTY)), "]");
    }
    if (tree_kind(b->tree, key) != KIND_CALL_EXPRESSION)
        return FACT_NONE;
    function = tree_field(b->tree, key, FIELD_FUNCTION);
    argument = tree_named_first(b->tree, tree_field(b->tree, key, FIELD_ARGUMENTS));
    if (tree_kind(b->tree, function) != KIND_MEMBER_EXPRESSION || argument == NODE_NONE ||
        !call_flow_is_free(b, tree_field(b->tree, function, FIELD_OBJECT), "Symbol") ||
        !str_eq(call_flow_name(b, tree_field(b->tree, function, FIELD_PROPERTY)), STR("for")) ||
        tree_kind(b->tree, argument) != KIND_STRING || !literal_string(b->arena, b->tree, argument, &text))
        return FACT_NONE;
    return symbol_name(b, "[Symbol.for(", text, ")]");
}

uint32_t call_flow_key(const struct call_flow_builder *b, node_id key)
{
    struct str text = {0};

    if (tree_kind(b->tree, key) == KIND_COMPUTED_PROPERTY_NAME) {
        key = tree_named_first(b->tree, key);
        if (tree_kind(b->tree, key) != KIND_STRING)
            return symbol_key(b, key);
    }
    switch (tree_kind(b->tree, key)) {
    case KIND_STRING:
        return literal_string(b->arena, b->tree, key, &text) ? sym_intern(b->scopes->names, text).i : FACT_NONE;
    case KIND_PROPERTY_IDENTIFIER:
    case KIND_PRIVATE_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER:
    case KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
        return b->scopes->name_of[key].i;
    default:
        return symbol_key(b, key);
    }
}

uint32_t call_flow_member(const struct call_flow_builder *b, node_id n)
{
    if (tree_kind(b->tree, n) == KIND_MEMBER_EXPRESSION)
        return b->scopes->name_of[tree_field(b->tree, n, FIELD_PROPERTY)].i;
    return call_flow_key(b, tree_field(b->tree, n, FIELD_INDEX));
}

bool call_flow_is_function(const struct call_flow_builder *b, node_id n)
{
    uint32_t binding = BINDING_NONE;

    if (n == NODE_NONE)
        return false;
    n = skip_parentheses(b->tree, n);
    while (tree_kind(b->tree, n) == KIND_ASSIGNMENT_EXPRESSION) /* a.b = a.c = function () {} */
        n = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_RIGHT));
    if (tree_kind(b->tree, n) == KIND_CLASS || tree_kind(b->tree, n) == KIND_CLASS_DECLARATION ||
        scope_is_function(b->tree, n))
        return true;
    if (tree_kind(b->tree, n) == KIND_IDENTIFIER || tree_kind(b->tree, n) == KIND_SHORTHAND_PROPERTY_IDENTIFIER)
        binding = b->scopes->binding_of[n];
    if (binding == BINDING_NONE)
        return false;
    if (b->scopes->bindings.items[binding].kind == BINDING_FUNCTION ||
        b->scopes->bindings.items[binding].kind == BINDING_CLASS)
        return true;
    return b->initial[binding] != 0 &&
           (scope_is_function(b->tree, b->initial[binding]) || tree_kind(b->tree, b->initial[binding]) == KIND_CLASS);
}

/* `module.name` of an import. */
static bool is_imported_member(struct call_flow_builder *b, node_id n)
{
    return n != NODE_NONE && tree_kind(b->tree, n) == KIND_MEMBER_EXPRESSION &&
           call_flow_module(b, skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_OBJECT))).known;
}

void call_flow_to_property(struct call_flow_builder *b, uint32_t from, node_id n, uint32_t name)
{
    call_flow_edge(b, from, call_flow_vertex(b, VERTEX_PROPERTY, 0, name, 0));
    if (call_flow_is_function(b, n) || is_imported_member(b, n))
        call_flow_edge(b, from, call_flow_vertex(b, VERTEX_METHOD, 0, name, 0));
}

static void call_flow_from_property(struct call_flow_builder *b, uint32_t name, uint32_t to)
{
    call_flow_edge(b, call_flow_vertex(b, VERTEX_PROPERTY, 0, name, 0), to);
    call_flow_edge(b, call_flow_vertex(b, VERTEX_METHOD, 0, name, 0), to);
}

static bool is_member(const struct call_flow_builder *b, node_id n)
{
    return tree_kind(b->tree, n) == KIND_MEMBER_EXPRESSION || tree_kind(b->tree, n) == KIND_SUBSCRIPT_EXPRESSION;
}

void call_flow_put(struct call_flow_builder *b, node_id container, uint32_t from)
{
    uint32_t binding = BINDING_NONE;
    uint32_t name = 0;

    container = skip_parentheses(b->tree, container);
    call_flow_edge(b, from, call_flow_of(b, container));
    if (tree_kind(b->tree, container) == KIND_IDENTIFIER)
        binding = b->scopes->binding_of[container];
    /* `var list = this.list; list.push(f)` */
    if (binding != BINDING_NONE && b->initial[binding] != 0)
        container = skip_parentheses(b->tree, b->initial[binding]);
    /* `o.lists[a][b] = f` */
    for (name = FACT_NONE; name == FACT_NONE && is_member(b, container);
         container = skip_parentheses(b->tree, tree_field(b->tree, container, FIELD_OBJECT)))
        name = call_flow_member(b, container);
    if (name != FACT_NONE)
        call_flow_edge(b, from, call_flow_vertex(b, VERTEX_PROPERTY, 0, name, 0));
    else if (tree_kind(b->tree, container) == KIND_IDENTIFIER)
        call_flow_edge(b, from, call_flow_of(b, container));
}

void call_flow_define(struct call_flow_builder *b, node_id key, node_id given, uint32_t from)
{
    uint32_t name = call_flow_key(b, key);

    call_flow_edge(b, from, b->out->methods);
    if (name != FACT_NONE)
        call_flow_to_property(b, from, given, name);
    else
        call_flow_edge(b, from, call_flow_vertex(b, VERTEX_COMPUTED, 0, 0, 0));
    if (name == FACT_NONE)
        call_flow_computed(b, COMPUTED_WRITE, key, from, call_flow_is_function(b, given));
}

void call_flow_accessor(struct call_flow_builder *b, bool getter, uint32_t name, uint32_t from)
{
    if (getter)
        call_flow_edge(b, from, b->out->getters);
    if (name != FACT_NONE)
        call_flow_edge(b, from, call_flow_vertex(b, getter ? VERTEX_GETTER : VERTEX_SETTER, 0, name, 0));
    else if (getter)
        call_flow_edge(b, from, b->out->computed_getters);
    else
        call_flow_edge(b, from, call_flow_vertex(b, VERTEX_COMPUTED_SETTER, 0, 0, 0));
}

/* A number, or a variable that begins as one. */
static bool is_counter(const struct call_flow_builder *b, node_id n)
{
    uint32_t binding = tree_kind(b->tree, n) == KIND_IDENTIFIER ? b->scopes->binding_of[n] : BINDING_NONE;

    if (binding != BINDING_NONE && b->initial[binding] != 0)
        n = b->initial[binding];
    return tree_kind(b->tree, n) == KIND_NUMBER || tree_kind(b->tree, n) == KIND_UPDATE_EXPRESSION;
}

/* Each module once for each function. */
static void note_module_read(struct call_flow_builder *b, struct module_binding module, bool computed, node_id at)
{
    uint64_t key =
        (uint64_t)b->func << 35 | (uint64_t)computed << 34 | (uint64_t)module.import << 32 | module.specifier;
    uint32_t seen = 0;

    if (map_get(&b->asked, key, &seen))
        return;
    map_put(&b->asked, key, 1);
    vec_push(b->arena, &b->out->module_reads,
             (struct module_read){module.import, computed, module.specifier, b->func, tree_node(b->tree, at)->start});
}

void call_flow_note_read(struct call_flow_builder *b, node_id n, uint32_t name)
{
    node_id object = skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_OBJECT));
    struct module_binding module = call_flow_module(b, object);

    if (module.known)
        note_module_read(b, module, name == FACT_NONE, n);
    if (name != FACT_NONE)
        call_flow_access(b, ACCESS_READ, name, n);
    else if (!is_counter(b, skip_parentheses(b->tree, tree_field(b->tree, n, FIELD_INDEX))))
        call_flow_access(b, tree_kind(b->tree, object) == KIND_THIS ? ACCESS_READ_OWN : ACCESS_READ_COMPUTED, FACT_NONE,
                         n);
}

/* True when the member of `object` is what a call calls. */
static bool is_called(const struct call_flow_builder *b, node_id object)
{
    node_id member = object == NODE_NONE ? NODE_NONE : tree_node(b->tree, object)->parent;
    node_id call = member == NODE_NONE ? NODE_NONE : tree_node(b->tree, member)->parent;

    return call != NODE_NONE && tree_kind(b->tree, call) == KIND_CALL_EXPRESSION &&
           tree_field(b->tree, call, FIELD_FUNCTION) == member;
}

bool call_flow_is_by_name(struct call_flow_builder *b, node_id object, uint32_t name, bool called)
{
    if (object == NODE_NONE)
        return true;
    if (str_eq(sym_text(b->scopes->names, (sym){name}), STR("length")) && !called)
        return false; /* a number */
    return !call_flow_module(b, object).known &&
           !(member_is_language(sym_text(b->scopes->names, (sym){name})) && call_flow_is_builtin(b, object));
}

void call_flow_read(struct call_flow_builder *b, node_id object, uint32_t name, uint32_t to)
{
    struct module_binding module = call_flow_module(b, object);

    if (name == FACT_NONE) {
        if (object != NODE_NONE) {
            call_flow_edge(b, call_flow_of(b, object), to);
            call_flow_fetch(b, call_flow_of(b, object), to);
        }
        if (module.known)
            call_flow_edge(b, call_flow_vertex(b, VERTEX_IMPORTED, module.import, module.specifier, FACT_NONE), to);
        return;
    }
    if (module.known)
        call_flow_edge(b, call_flow_vertex(b, VERTEX_IMPORTED, module.import, module.specifier, name), to);
    else if (object != NODE_NONE && call_flow_is_exports(b, object))
        call_flow_edge(b, call_flow_vertex(b, VERTEX_EXPORT, 0, name, 0), to);
    if (call_flow_is_by_name(b, object, name, is_called(b, object)))
        call_flow_from_property(b, name, to);
}

/* `descriptors.size.get = f`, for defineProperties later. */
static void write_descriptor(struct call_flow_builder *b, node_id object, uint32_t name, uint32_t from)
{
    struct str text = sym_text(b->scopes->names, (sym){name});
    uint32_t of = FACT_NONE;

    if (tree_kind(b->tree, object) == KIND_MEMBER_EXPRESSION)
        of = call_flow_member(b, object);
    if (of == FACT_NONE)
        return;
    if (str_eq(text, STR("get")) || str_eq(text, STR("set")))
        call_flow_accessor(b, str_eq(text, STR("get")), of, from);
}

/* `table.name = f`: the table has it too, under whatever name the table goes. */
static void store_named(struct call_flow_builder *b, node_id object, uint32_t from)
{
    uint32_t binding = BINDING_NONE;
    uint32_t name = FACT_NONE;

    if (tree_kind(b->tree, object) == KIND_IDENTIFIER)
        binding = b->scopes->binding_of[object];
    else if (tree_kind(b->tree, object) == KIND_MEMBER_EXPRESSION)
        name = call_flow_member(b, object);
    if (binding != BINDING_NONE) {
        node_id node = b->scopes->bindings.items[binding].node;

        call_flow_store(b, from, call_flow_binding(b, binding));
        if (tree_kind(b->tree, node) == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN)
            name = b->scopes->name_of[node].i; /* `const { table } = x` */
    }
    if (name != FACT_NONE && !str_eq(sym_text(b->scopes->names, (sym){name}), STR("prototype")))
        call_flow_store(b, from, call_flow_vertex(b, VERTEX_PROPERTY, 0, name, 0));
}

static void write_member(struct call_flow_builder *b, node_id target, node_id given, uint32_t from)
{
    node_id object = skip_parentheses(b->tree, tree_field(b->tree, target, FIELD_OBJECT));
    uint32_t name = call_flow_member(b, target);

    if (call_flow_is_module_exports(b, target)) {
        call_flow_edge(b, from, call_flow_vertex(b, VERTEX_EXPORT, 0, 0, 0));
        return;
    }
    if (name == FACT_NONE) {
        call_flow_edge(b, from, call_flow_vertex(b, VERTEX_COMPUTED, 0, 0, 0));
        call_flow_edge(b, from, b->out->methods);
        call_flow_put(b, object, from);
        call_flow_computed(b, COMPUTED_WRITE, tree_field(b->tree, target, FIELD_INDEX), from,
                           call_flow_is_function(b, given));
        if (!is_counter(b, skip_parentheses(b->tree, tree_field(b->tree, target, FIELD_INDEX))))
            call_flow_access(b, ACCESS_WRITE_COMPUTED, FACT_NONE, target);
        return;
    }
    if (call_flow_is_exports(b, object))
        call_flow_edge(b, from, call_flow_vertex(b, VERTEX_EXPORT, 0, name, 0));
    if (call_flow_is_function(b, object))
        call_flow_edge(b, call_flow_of(b, object), b->constructors);
    write_descriptor(b, object, name, from);
    store_named(b, object, from);
    call_flow_to_property(b, from, given, name);
    call_flow_edge(b, from, b->out->methods);
    call_flow_access(b, ACCESS_WRITE, name, target);
}

void call_flow_into(struct call_flow_builder *b, node_id target, node_id given, uint32_t from)
{
    target = skip_parentheses(b->tree, target);
    switch (tree_kind(b->tree, target)) {
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        write_member(b, target, given, from);
        return;
    default: /* variables, and patterns, which hand on what they have */
        call_flow_edge(b, from, call_flow_of(b, target));
        return;
    }
}
