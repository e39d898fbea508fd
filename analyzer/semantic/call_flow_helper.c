/*
 * call_flow_helper.c - properties and exports that functions of the language, and helpers of compilers, define.
 */
#include "analyzer/semantic/call_flow_state.h"
#include "analyzer/syntax/expression.h"

node_id call_flow_argument(const struct call_flow_builder *b, node_id list, uint32_t index)
{
    node_id c = list == NODE_NONE ? NODE_NONE : tree_named_first(b->tree, list);

    while (c != NODE_NONE && index-- > 0)
        c = tree_named_next(b->tree, c);
    return c == NODE_NONE ? c : skip_parentheses(b->tree, c);
}

/* `from` is the accessor of the property that `key` names. */
static void define_accessor(struct call_flow_builder *b, bool getter, node_id key, node_id given, uint32_t from)
{
    uint32_t name = call_flow_key(b, key);

    call_flow_accessor(b, getter, name, from);
    if (name == FACT_NONE)
        call_flow_computed(b, getter ? COMPUTED_GETTER : COMPUTED_SETTER, key, from, true);
    if (name == FACT_NONE && getter && given != NODE_NONE)
        call_flow_computed(b, COMPUTED_WRITE, key, call_flow_result_of(b, given), false);
}

/* { value: f } and { get: f, set: f } become what they describe: the property that `of` names. */
static void define_described(struct call_flow_builder *b, node_id of, bool exported, node_id descriptor)
{
    uint32_t name = call_flow_key(b, of);

    for (node_id c = tree_named_first(b->tree, descriptor); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        bool pair = tree_kind(b->tree, c) == KIND_PAIR;
        bool method = tree_kind(b->tree, c) == KIND_METHOD_DEFINITION;
        node_id key = pair ? tree_field(b->tree, c, FIELD_KEY) : method ? tree_field(b->tree, c, FIELD_NAME) : c;
        node_id given = pair ? skip_parentheses(b->tree, tree_field(b->tree, c, FIELD_VALUE)) : c;
        uint32_t from = 0;

        if (tree_kind(b->tree, c) == KIND_SPREAD_ELEMENT || tree_kind(b->tree, key) == KIND_COMPUTED_PROPERTY_NAME)
            continue;
        from = call_flow_of(b, given);
        if (str_eq(call_flow_name(b, key), STR("get"))) {
            define_accessor(b, true, of, given, from);
            if (name == FACT_NONE)
                continue;
            from = call_flow_result_of(b, given);
            call_flow_to_property(b, from, NODE_NONE, name);
        } else if (str_eq(call_flow_name(b, key), STR("set"))) {
            define_accessor(b, false, of, given, from);
            continue;
        } else {
            if (name == FACT_NONE)
                call_flow_define(b, of, given, from);
            else
                call_flow_to_property(b, from, given, name);
        }
        if (exported && name != FACT_NONE)
            call_flow_edge(b, from, call_flow_vertex(b, VERTEX_EXPORT, 0, name, 0));
    }
}

/* The functions of a descriptor that comes from elsewhere. */
static void define_fetched(struct call_flow_builder *b, node_id of, node_id descriptor)
{
    uint32_t function = call_flow_new(b);

    call_flow_fetch(b, call_flow_of(b, descriptor), function);
    define_accessor(b, true, of, NODE_NONE, function);
    define_accessor(b, false, of, NODE_NONE, function);
}

static bool is_exports_name(const struct call_flow_builder *b, node_id n)
{
    if (n == NODE_NONE)
        return false;
    return call_flow_is_free(b, n, "exports") || (tree_kind(b->tree, n) == KIND_MEMBER_EXPRESSION &&
                                                  call_flow_is_free(b, tree_field(b->tree, n, FIELD_OBJECT), "module"));
}

/* `descriptor` describes the property of an object that `of` names. */
static void define(struct call_flow_builder *b, node_id of, bool exported, node_id descriptor)
{
    if (tree_kind(b->tree, descriptor) == KIND_OBJECT)
        define_described(b, of, exported, descriptor);
    else
        define_fetched(b, of, descriptor);
}

/* Object.defineProperties(o, { name: {...} }), Object.create(proto, { name: {...} }) */
static void define_all(struct call_flow_builder *b, bool exported, node_id descriptors)
{
    uint32_t binding = BINDING_NONE;

    if (descriptors != NODE_NONE && tree_kind(b->tree, descriptors) == KIND_IDENTIFIER)
        binding = b->scopes->binding_of[descriptors];
    if (binding != BINDING_NONE && b->initial[binding] != 0) /* const all = {...}; Object.defineProperties(o, all) */
        descriptors = skip_parentheses(b->tree, b->initial[binding]);
    if (descriptors == NODE_NONE || tree_kind(b->tree, descriptors) != KIND_OBJECT)
        return;
    for (node_id c = tree_named_first(b->tree, descriptors); c != NODE_NONE; c = tree_named_next(b->tree, c))
        if (tree_kind(b->tree, c) == KIND_PAIR)
            define(b, tree_field(b->tree, c, FIELD_KEY), exported,
                   skip_parentheses(b->tree, tree_field(b->tree, c, FIELD_VALUE)));
}

/* o.__defineGetter__("name", f), o.__defineSetter__("name", f) */
static void define_older(struct call_flow_builder *b, bool getter, node_id key, node_id what)
{
    uint32_t name = call_flow_key(b, key);

    define_accessor(b, getter, key, what, call_flow_of(b, what));
    if (getter && name != FACT_NONE)
        call_flow_to_property(b, call_flow_result_of(b, what), NODE_NONE, name);
}

/* Object.defineProperty(o, "name", {...}) and its older forms, whatever they are called through. */
static void walk_definer(struct call_flow_builder *b, struct str name, node_id list)
{
    node_id key = call_flow_argument(b, list, 1);
    node_id what = call_flow_argument(b, list, 2);
    bool exported = is_exports_name(b, call_flow_argument(b, list, 0));

    if (str_eq(name, STR("__defineGetter__")) || str_eq(name, STR("__defineSetter__"))) {
        what = key;
        key = call_flow_argument(b, list, 0);
        if (key != NODE_NONE && what != NODE_NONE)
            define_older(b, str_eq(name, STR("__defineGetter__")), key, what);
    } else if (str_eq(name, STR("defineProperties")) || str_eq(name, STR("create"))) {
        define_all(b, exported, key);
    } else if (key != NODE_NONE && what != NODE_NONE) {
        define(b, key, exported, what);
    }
}

/* _defineProperty(o, "name", f) of Babel, __publicField(o, "name", f) of esbuild: fields of classes. */
static void walk_field_helper(struct call_flow_builder *b, struct str name, node_id list)
{
    node_id key = call_flow_argument(b, list, 1);
    node_id what = call_flow_argument(b, list, 2);

    if (key != NODE_NONE && what != NODE_NONE &&
        (str_eq(name, STR("_defineProperty")) || str_eq(name, STR("_define_property")) ||
         str_eq(name, STR("__publicField"))))
        call_flow_define(b, key, what, call_flow_of(b, what));
}

/* __export(exports, { a: () => b }) of compilers: the export `a` is what the function returns. */
static void walk_export_helper(struct call_flow_builder *b, struct str name, node_id list)
{
    node_id what = call_flow_argument(b, list, str_eq(name, STR("__exportAll")) ? 0 : 1);

    if ((!str_eq(name, STR("__export")) && !str_eq(name, STR("__exportAll")) && !str_eq(name, STR("_export")) &&
         !str_eq(name, STR("d"))) ||
        what == NODE_NONE || tree_kind(b->tree, what) != KIND_OBJECT)
        return;
    for (node_id c = tree_named_first(b->tree, what); c != NODE_NONE; c = tree_named_next(b->tree, c)) {
        bool pair = tree_kind(b->tree, c) == KIND_PAIR;
        node_id given = pair ? skip_parentheses(b->tree, tree_field(b->tree, c, FIELD_VALUE)) : c;
        uint32_t symbol = pair ? b->scopes->name_of[tree_field(b->tree, c, FIELD_KEY)].i : 0;
        uint32_t result = 0;

        if (!pair || !scope_is_function(b->tree, given) ||
            tree_kind(b->tree, tree_field(b->tree, c, FIELD_KEY)) == KIND_COMPUTED_PROPERTY_NAME)
            continue;
        result = b->out->functions.items[b->scopes->func_of[given]].result;
        call_flow_accessor(b, true, symbol, call_flow_of(b, given));
        call_flow_to_property(b, result, tree_field(b->tree, given, FIELD_BODY), symbol);
        call_flow_edge(b, result, call_flow_vertex(b, VERTEX_EXPORT, 0, symbol, 0));
    }
}

static bool is_definer(struct str name)
{
    static const char *const names[] = {"defineProperty", "defineProperties", "create",
                                        "__defProp",      "__defineGetter__", "__defineSetter__"};

    return str_in_list(name, names, ARRAY_LEN(names));
}

/* __exportStar(require("x"), exports) of TypeScript, _export_star() of SWC */
static void walk_star_helper(struct call_flow_builder *b, struct str name, node_id list)
{
    struct module_binding module = {0};

    if (!str_eq(name, STR("__exportStar")) && !str_eq(name, STR("_export_star")))
        return;
    module = call_flow_module(b, call_flow_argument(b, list, 0));
    if (module.known)
        vec_push(b->arena, &b->out->stars, call_flow_vertex(b, VERTEX_MODULE, module.import, module.specifier, 0));
}

void call_flow_helpers(struct call_flow_builder *b, struct str name, node_id list)
{
    walk_export_helper(b, name, list);
    walk_star_helper(b, name, list);
    walk_field_helper(b, name, list);
    if (is_definer(name))
        walk_definer(b, name, list);
}
