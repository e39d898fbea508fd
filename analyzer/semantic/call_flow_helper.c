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

/* { value: f } and { get: f, set: f } become what they describe; `name` is FACT_NONE under a computed name. */
static void define_described(struct call_flow_builder *b, uint32_t name, bool exported, node_id descriptor)
{
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
            call_flow_accessor(b, true, name, from);
            if (name == FACT_NONE)
                continue;
            if (scope_is_function(b->tree, given)) {
                from = b->out->functions.items[b->scopes->func_of[given]].result;
                call_flow_to_property(b, from, NODE_NONE, name);
            }
        } else if (str_eq(call_flow_name(b, key), STR("set"))) {
            call_flow_accessor(b, false, name, from);
            continue;
        } else {
            if (name == FACT_NONE)
                call_flow_edge(b, from, call_flow_vertex(b, VERTEX_COMPUTED, 0, 0, 0));
            else
                call_flow_to_property(b, from, given, name);
        }
        if (exported && name != FACT_NONE)
            call_flow_edge(b, from, call_flow_vertex(b, VERTEX_EXPORT, 0, name, 0));
    }
}

/* The functions of a descriptor that comes from elsewhere. */
static void define_fetched(struct call_flow_builder *b, uint32_t name, node_id descriptor)
{
    uint32_t function = call_flow_new(b);

    call_flow_fetch(b, call_flow_of(b, descriptor), function);
    call_flow_accessor(b, true, name, function);
    call_flow_accessor(b, false, name, function);
}

static bool is_exports_name(const struct call_flow_builder *b, node_id n)
{
    if (n == NODE_NONE)
        return false;
    return call_flow_is_free(b, n, "exports") || (tree_kind(b->tree, n) == KIND_MEMBER_EXPRESSION &&
                                                  call_flow_is_free(b, tree_field(b->tree, n, FIELD_OBJECT), "module"));
}

/* `descriptor` describes the property `name` (FACT_NONE under a computed name) of an object. */
static void define(struct call_flow_builder *b, uint32_t name, bool exported, node_id descriptor)
{
    if (tree_kind(b->tree, descriptor) == KIND_OBJECT)
        define_described(b, name, exported, descriptor);
    else
        define_fetched(b, name, descriptor);
}

/* Object.defineProperties(o, { name: {...} }), Object.create(proto, { name: {...} }) */
static void define_all(struct call_flow_builder *b, bool exported, node_id descriptors)
{
    if (descriptors == NODE_NONE || tree_kind(b->tree, descriptors) != KIND_OBJECT)
        return;
    for (node_id c = tree_named_first(b->tree, descriptors); c != NODE_NONE; c = tree_named_next(b->tree, c))
        if (tree_kind(b->tree, c) == KIND_PAIR)
            define(b, call_flow_key(b, tree_field(b->tree, c, FIELD_KEY)), exported,
                   skip_parentheses(b->tree, tree_field(b->tree, c, FIELD_VALUE)));
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
            call_flow_accessor(b, str_eq(name, STR("__defineGetter__")), call_flow_key(b, key), call_flow_of(b, what));
    } else if (str_eq(name, STR("defineProperties")) || str_eq(name, STR("create"))) {
        define_all(b, exported, key);
    } else if (key != NODE_NONE && what != NODE_NONE) {
        define(b, call_flow_key(b, key), exported, what);
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
