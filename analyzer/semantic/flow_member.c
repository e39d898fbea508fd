#include "analyzer/semantic/flow_place.h"
#include "analyzer/semantic/flow_state.h"

#include "analyzer/semantic/model.h"

/* The values that reading any of the language's own members gives. */
static void read_length_or_name(struct flow *f, sym name, cell_id result)
{
    if (name.i == f->name_length.i)
        cell_add_flags(f, result, FLAG_NUMBER);
    if (name.i == f->name_name.i)
        cell_add_flags(f, result, FLAG_STRING);
}

/* True for what texts, arrays and typed arrays always have as a number, unless it is defined anew. */
static bool is_size(const struct flow *f, uint32_t class_path, sym name)
{
    static const char *const sizes[] = {"byteLength", "byteOffset", "BYTES_PER_ELEMENT"};

    if (name.i == f->name_length.i)
        return class_path == f->path_string || class_path == f->path_array || class_path == f->path_numbers;
    return class_path == f->path_numbers && str_in_list(sym_text(f->names, name), sizes, ARRAY_LEN(sizes));
}

/*
 * result <- Class.prototype.name, a function of the language; only models tell these apart. Rows of
 * model.def are complete for Object.prototype and Function.prototype (sections 20.1.3, 20.2.3).
 */
static void read_language_method(struct flow *f, uint32_t class_path, sym name, cell_id result)
{
    uint32_t method = path_method(f, class_path, name);

    if (is_size(f, class_path, name))
        cell_add_flags(f, result, FLAG_NUMBER);
    else if (method != FACT_NONE)
        cell_add(f, result, VALUE(VALUE_PATH, method));
    else if (class_path != f->path_object && class_path != f->path_function &&
             (class_path == f->path_string || member_is_language(sym_text(f->names, name))))
        cell_add_flags(f, result,
                       FLAG_ANY); /* of this class or another one; what counts as text may be a list of groups */
}

/* result <- Function, as the constructor of what `site` reads from. */
static void read_function_constructor(struct flow *f, uint32_t site, cell_id result)
{
    cell_add(f, result, VALUE(VALUE_PATH, f->path_function));
    vec_push(f->arena, &f->constructor_reads, site);
}

/* Members that every value has: the ways to the language's shared objects. */
static bool read_reflective(struct flow *f, uint32_t site, sym name, uint32_t class_path, cell_id result)
{
    if (name.i == f->name_constructor.i) {
        if (class_path == f->path_function)
            read_function_constructor(f, site, result);
        else
            cell_add(f, result, VALUE(VALUE_PATH, class_path));
        return true;
    }
    if (name.i == f->name_proto.i) {
        cell_add(f, result, VALUE(VALUE_SHARED, site));
        return true;
    }
    return false;
}

static uint32_t object_class(const struct flow *f, uint32_t object)
{
    switch ((enum object_kind)f->objects.items[object].kind) {
    case OBJECT_ARRAY:
        return f->path_array;
    case OBJECT_FUNCTION:
    case OBJECT_BOUND:
        return f->path_function;
    case OBJECT_NUMBERS:
        return f->path_numbers;
    case OBJECT_REGEXP:
        return f->path_regexp;
    case OBJECT_PROMISE:
        return f->path_promise;
    case OBJECT_PLAIN:
    case OBJECT_PROTO:
    case OBJECT_INSTANCE:
    case OBJECT_ARGUMENTS:
        return f->path_object;
    }
    return f->path_object;
}

/* `this` of a getter that is found through `super`: the cell of `this`, or 0 for any other read. */
cell_id super_receiver(const struct flow *f, uint32_t site)
{
    const struct site *s = &f->sites.items[site];

    return s->kind == SITE_READ || s->kind == SITE_READ_KEY ? s->receiver : 0;
}

void escape_super_receiver(struct flow *f, uint32_t site)
{
    const struct site s = f->sites.items[site];

    escape_cell(f, super_receiver(f, site), s.node, s.func);
}

/* Continues the read along the prototypes of `object`, with `receiver` as `this` of getters. */
static void read_proto(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id result)
{
    uint32_t receiver = f->sites.items[site].object;
    uint32_t up = 0;

    if (result == 0 || !proto_first_visit(f, object, result, name))
        return;
    up = site_new(f, SITE_READ, f->sites.items[site].node, f->sites.items[site].func);
    f->sites.items[up].name = name;
    f->sites.items[up].result = result;
    f->sites.items[up].object = receiver != OBJECT_NONE ? receiver : object;
    site_set_receiver(f, up, super_receiver(f, site));
    cell_watch(f, object_proto(f, object), up);
}

/* Arrows, methods and async functions that are no generators have no prototype (sections 15.3 to 15.9). */
static bool has_prototype(const struct flow *f, uint32_t func)
{
    const struct func *info = &f->scopes->funcs.items[func];

    return f->funcs[func].is_class || info->is_generator || (info->kind == FUNC_PLAIN && !info->is_async);
}

/* Properties that these objects always have themselves (sections 10.2.4, 15.7.14). */
static bool has_own(const struct flow *f, uint32_t object, sym name)
{
    enum object_kind kind = (enum object_kind)f->objects.items[object].kind;

    return (kind == OBJECT_FUNCTION && name.i == f->name_prototype.i &&
            has_prototype(f, f->objects.items[object].func)) ||
           (kind == OBJECT_PROTO && name.i == f->name_constructor.i);
}

static void read_object(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id result)
{
    uint32_t receiver = f->sites.items[site].object;
    cell_id through_super = super_receiver(f, site);
    const struct prop *p = NULL;

    pool_read(f, site, object, name);
    if (name_is_index(sym_text(f->names, name))) {
        cell_edge(f, object_elem(f, object), result);
        cell_edge(f, object_unknown(f, object), result);
        return;
    }
    p = object_prop(f, object, name);
    cell_edge(f, p->value, result);
    if (p->receivers != 0 && through_super != 0)
        cell_edge(f, through_super, p->receivers);
    else if (p->receivers != 0)
        cell_add(f, p->receivers, VALUE(VALUE_OBJECT, receiver != OBJECT_NONE ? receiver : object));
    cell_edge(f, object_unknown(f, object), result);
    if (!has_own(f, object, name)) {
        cell_add_flags(f, result, FLAG_UNDEFINED);
        read_proto(f, site, object, name, result);
    }
    if (name.i == f->name_proto.i)
        cell_edge(f, object_proto(f, object), result);
    if (f->objects.items[object].null_proto)
        return;
    if (name.i == f->name_constructor.i &&
        (f->objects.items[object].kind == OBJECT_INSTANCE || has_own(f, object, name)))
        return; /* its own prototype has one */
    if (read_reflective(f, site, name, object_class(f, object), result))
        return;
    read_length_or_name(f, name, result);
    read_language_method(f, object_class(f, object), name, result);
    if (object_class(f, object) != f->path_object)
        read_language_method(f, f->path_object, name, result);
}

static void read_function(struct flow *f, uint32_t site, uint32_t func, sym name, cell_id result)
{
    if (name.i == f->name_caller.i || name.i == f->name_arguments.i) {
        charge(f, AMP_STACK, f->sites.items[site].node, f->sites.items[site].func, name);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
    if (name.i == f->name_prototype.i)
        (void)func_proto(f, func);
    read_object(f, site, func_object(f, func), name, result);
}

static bool is_data_member(const struct flow *f, sym name)
{
    return name.i == f->name_length.i || name.i == f->name_name.i;
}

/* What was found by reflection may be Object, whose functions reflect. */
static void read_static_of_object(struct flow *f, sym name, cell_id result)
{
    uint32_t member = FACT_NONE;

    if (name.i >= f->model_names)
        return;
    member = path_extend(f, f->path_object, PATH_STEP_MEMBER, name);
    if (member != FACT_NONE && f->paths.items[member].model != MODEL_NONE)
        cell_add(f, result, VALUE(VALUE_PATH, member));
}

/* A member of something that came from reflection: of the language's constructors and prototypes. */
static void read_reflected(struct flow *f, uint32_t site, value base, sym name, cell_id result)
{
    if (is_data_member(f, name)) {
        read_length_or_name(f, name, result);
        return;
    }
    if (name.i == f->name_call.i || name.i == f->name_apply.i || name.i == f->name_bind.i) {
        if (VALUE_KIND(base) != VALUE_OUTER && VALUE_KIND(base) != VALUE_SHARED)
            charge_reflection(f, base);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
    read_static_of_object(f, name, result);
    charge_static_named(f, site, name);
    if (name.i == f->name_constructor.i)
        cell_add(f, result, VALUE(VALUE_REACH, site));
    else if (name.i == f->name_proto.i || name.i == f->name_prototype.i)
        cell_add(f, result, VALUE(VALUE_SHARED, site));
    else if (member_is_mutator(sym_text(f->names, name)) && VALUE_KIND(base) == VALUE_OUTER)
        charge_outer(f, base);
    else if (member_is_mutator(sym_text(f->names, name)))
        charge_write(f, site, base, name);
    cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
}

/*
 * True for a read that came to prototype `path` from an object below it, of a member that is inert there: whoever
 * extends a class is charged with all that it offers, and the language's methods without a model are inert.
 */
static bool is_inherited(const struct flow *f, uint32_t site, uint32_t path, uint32_t member)
{
    if (f->sites.items[site].object == OBJECT_NONE)
        return false;
    if (f->paths.items[path].intrinsic && f->facts->paths.items[path].name == f->name_prototype.i)
        return f->paths.items[member].model == MODEL_NONE &&
               f->facts->paths.items[member].name != f->name_constructor.i;
    return f->paths.items[path].extended;
}

/* The prototype of a class of the language: its constructor is that class. */
static bool is_language_prototype(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return f->paths.items[path].intrinsic && p->step == PATH_STEP_MEMBER && p->name == f->name_prototype.i &&
           f->facts->paths.items[p->parent].step == PATH_GLOBAL;
}

/* True for a function of the language by its path, unless it is a constructor: Array.prototype.map, Object.keys. */
static bool is_language_method(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    if (!f->paths.items[path].intrinsic || p->step != PATH_STEP_MEMBER || p->name == f->name_constructor.i ||
        p->name == f->name_prototype.i)
        return false;
    return f->facts->paths.items[p->parent].name == f->name_prototype.i ||
           (f->facts->paths.items[p->parent].step == PATH_GLOBAL && f->paths.items[path].model != MODEL_NONE);
}

/* What a property of a language's method holds is what somebody put there, but for what all functions have. */
static bool is_function_member(const struct flow *f, sym name)
{
    return name.i == f->name_prototype.i || name.i == f->name_call.i || name.i == f->name_apply.i ||
           name.i == f->name_bind.i;
}

/*
 * A member that a constructor or namespace of the language does not have itself, but inherits: Function.call is
 * Function.prototype.call, Object.hasOwnProperty that of Object.prototype. True when it is one; then it is in `result`.
 */
static bool is_inherited_static(struct flow *f, uint32_t path, uint32_t member, sym name, cell_id result)
{
    const uint32_t classes[] = {f->path_function, f->path_object};
    bool global = f->facts->paths.items[path].step == PATH_GLOBAL;

    if (!global || (!f->paths.items[path].intrinsic && path != f->path_function) ||
        f->paths.items[member].model != MODEL_NONE)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        uint32_t method = path_method(f, classes[i], name);
        if (name.i == f->name_constructor.i || method == FACT_NONE)
            continue;
        cell_add(f, result, VALUE(VALUE_PATH, method));
        return true;
    }
    return false;
}

/* True for what Proxy has, or inherits from Function.prototype and Object.prototype. */
static bool is_of_proxy(struct str name)
{
    static const char *const inherited[] = {
        "arguments", "caller", "constructor", "length", "name", "propertyIsEnumerable", "prototype", "toLocaleString"};

    return member_is_intrinsic_static(name) || str_starts(name, STR("__")) ||
           str_in_list(name, inherited, ARRAY_LEN(inherited));
}

/* True when neither the language nor Node puts anything there under that name: somebody else may have. */
static bool is_nobodys_name(const struct flow *f, uint32_t path, sym name)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str text = sym_text(f->names, name);

    /* It stands for what proxies made by the file inherit from (model_proxy). */
    if (p->step == PATH_GLOBAL && p->name == f->name_proxy.i)
        return !is_of_proxy(text);
    if (!f->paths.items[path].language && path != f->path_sloppy_this)
        return false;
    return !member_is_language(text) && (path != f->path_sloppy_this || !member_is_global(text));
}

static void read_path(struct flow *f, uint32_t site, uint32_t path, sym name, cell_id result)
{
    uint32_t member = FACT_NONE;

    if (created_shares(f, path, name))
        path = f->path_require;
    if (name.i == f->name_constructor.i && is_language_prototype(f, path)) {
        cell_add(f, result, VALUE(VALUE_PATH, f->facts->paths.items[path].parent));
        return;
    }
    if (name.i == f->name_constructor.i) {
        read_function_constructor(f, site, result);
        cell_add(f, result, VALUE(VALUE_REACH, site));
        if (f->paths.items[path].intrinsic)
            return;
    }
    if (name.i == f->name_proto.i) {
        if (path_inherits(f, path))
            escape_value(f, site, VALUE(VALUE_PATH, path));
        cell_add(f, result, VALUE(VALUE_SHARED, site));
        return;
    }
    if (path == f->path_exports) {
        /* What this file put there has escaped; others may have put anything. */
        cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
        return;
    }
    if (is_nobodys_name(f, path, name)) {
        cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
        return;
    }
    member = path_extend(f, path, PATH_STEP_MEMBER, name);
    if (member == FACT_NONE) {
        record_use(f, path, USE_ESCAPE, site, 0);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
    if (is_inherited(f, site, path, member) || (is_language_method(f, path) && !is_function_member(f, name))) {
        cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
        return;
    }
    if (is_inherited_static(f, path, member, name, result))
        return;
    if (!f->paths.items[member].intrinsic || path_is_observer(f, member))
        record_use(f, member, USE_READ, site, 0);
    if (path_is_host_text(f, member)) {
        cell_add_flags(f, result, FLAG_STRING);
        return;
    }
    if (path_is_environment(f, path)) {
        cell_add_flags(f, result, FLAG_STRING | FLAG_UNDEFINED);
        read_language_method(f, f->path_object, name, result);
        return;
    }
    if (is_data_member(f, name) && f->paths.items[path].intrinsic) {
        read_length_or_name(f, name, result);
        return;
    }
    cell_add(f, result, VALUE(VALUE_PATH, member));
    if (f->paths.items[member].model == MODEL_NONE)
        read_language_method(f, f->path_object, name, result); /* __defineGetter__ and its like */
    if (member == f->path_exports)
        cell_edge(f, f->exports, result);
    if (f->paths.items[path].root == PATH_SLOPPY_THIS || f->paths.items[path].root == PATH_MODULE)
        cell_add_flags(f, result, FLAG_UNDEFINED);
}

static void read_flags_named(struct flow *f, uint32_t site, unsigned flags, sym name, cell_id result);

void member_read_named(struct flow *f, uint32_t site, value base, sym name, cell_id result)
{
    switch (VALUE_KIND(base)) {
    case VALUE_PLACE:
        if (!place_member(f, base, name, result))
            read_flags_named(f, site, place_touch(f, base), name, result);
        return;
    case VALUE_TEXT:
        if (!read_reflective(f, site, name, f->path_string, result)) {
            read_length_or_name(f, name, result);
            read_language_method(f, f->path_string, name, result);
            cell_add_flags(f, result, FLAG_UNDEFINED | (name_is_index(sym_text(f->names, name)) ? FLAG_SAFE : 0));
        }
        return;
    case VALUE_FUNC:
        read_function(f, site, VALUE_INDEX(base), name, result);
        return;
    case VALUE_OBJECT:
        read_object(f, site, VALUE_INDEX(base), name, result);
        return;
    case VALUE_PATH:
        if (!f->paths.items[VALUE_INDEX(base)].intrinsic)
            escape_super_receiver(f, site);
        read_path(f, site, VALUE_INDEX(base), name, result);
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        read_reflected(f, site, base, name, result);
        return;
    }
}

/* A named member of an unknown value, and of the other kinds of values that need no index. */
static void read_flags_named(struct flow *f, uint32_t site, unsigned flags, sym name, cell_id result)
{
    const struct site *s = &f->sites.items[site];
    struct str text = sym_text(f->names, name);

    charge_host_named(f, site, text, flags);
    if (flags & FLAG_TEXT && !read_reflective(f, site, name, f->path_string, result)) {
        read_length_or_name(f, name, result);
        read_language_method(f, f->path_string, name, result);
        cell_add_flags(f, result, FLAG_UNDEFINED | (name_is_index(text) ? FLAG_SAFE : 0));
    }
    if (flags & FLAG_NUMBER && !read_reflective(f, site, name, f->path_number, result))
        read_language_method(f, f->path_number, name, result);
    if (flags & FLAG_BOOLEAN)
        (void)read_reflective(f, site, name, f->path_boolean, result);
    if (flags & FLAG_SYMBOL && !read_reflective(f, site, name, f->path_symbol, result))
        cell_add_flags(f, result, FLAG_STRING | FLAG_ANY);
    if (!(flags & FLAG_ANY))
        return;
    cell_add_flags(f, result, FLAG_ANY);
    escape_super_receiver(f, site);
    if (name.i == f->name_constructor.i && s->flags & SITE_OWN &&
        own_flags(OWN_LISTED) != (s->flags & own_flags(OWN_NAMED)))
        charge(f, AMP_OWN_DESCRIPTOR, s->node, s->func, (sym){FACT_NONE});
    else if (name.i == f->name_constructor.i && !(s->flags & SITE_OWN))
        cell_add(f, result, VALUE(VALUE_REACH, site));
    else if (name.i == f->name_proto.i)
        cell_add(f, result, VALUE(VALUE_SHARED, site));
    else if (name.i == f->name_prototype.i)
        cell_add(f, result, VALUE(VALUE_OUTER, site));
    else if (member_amplifier(text) != AMPLIFIER_COUNT)
        charge(f, member_amplifier(text), s->node, s->func, name);
    else if (str_eq(text, STR("__defineGetter__")) || str_eq(text, STR("__defineSetter__")))
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, name); /* whatever name it is called with */
}

void member_read(struct flow *f, uint32_t site, value base)
{
    member_read_named(f, site, base, f->sites.items[site].name, f->sites.items[site].result);
}

void member_read_flags(struct flow *f, uint32_t site, unsigned flags)
{
    read_flags_named(f, site, flags, f->sites.items[site].name, f->sites.items[site].result);
}

static void escape_to(struct flow *f, uint32_t site, cell_id c)
{
    escape_cell(f, c, f->sites.items[site].node, f->sites.items[site].func);
}

static void write_object(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id from)
{
    const struct prop *p = NULL;

    if (name.i == f->name_proto.i) {
        if (f->sites.items[site].kind == SITE_WRITE && f->sites.items[site].flags & SITE_SETS_PROTO) {
            cell_edge(f, from, object_proto(f, object));
            return;
        }
        write_proto(f, object, from);
        cell_edge(f, from, object_prop(f, object, name)->value);
        return;
    }
    if (name_is_index(sym_text(f->names, name))) {
        object_set_named(f, object, name, from);
        return;
    }
    p = object_prop(f, object, name);
    cell_edge(f, from, p->value);
    if (!(f->sites.items[site].flags & SITE_OWN)) /* what a call defines meets no setter */
        setter_watch(f, site, object, name, from);
}

/* A write through something found by reflection. */
void charge_write(struct flow *f, uint32_t site, value base, sym name)
{
    const struct site *s = &f->sites.items[site];

    if (f->sites.items[VALUE_INDEX(base)].flags & SITE_OWN_KEY)
        charge_reflection(f, base);
    else {
        charge(f, AMP_POLLUTION, s->node, s->func, name);
        found_note(f, AMP_WRITE_FOUND, VALUE_INDEX(base),
                   (struct found){.node = s->node, .func = s->func, .name = name});
    }
}

void sloppy_store(struct flow *f, uint32_t site, sym name, cell_id from)
{
    uint32_t store = site_new(f, SITE_SLOPPY_STORE, f->sites.items[site].node, f->sites.items[site].func);

    f->sites.items[store].name = name;
    cell_watch(f, from, store);
}

static void write_path(struct flow *f, uint32_t site, uint32_t path, sym name, cell_id from)
{
    /* A prototype decides over every member that the object does not have itself. */
    bool any = name.i == f->name_proto.i && !f->paths.items[path].intrinsic;
    uint32_t member = any ? path_extend(f, path, PATH_STEP_ANY, name) : path_extend(f, path, PATH_STEP_MEMBER, name);

    escape_to(f, site, from);
    if (path == f->path_sloppy_this)
        sloppy_store(f, site, name, from);
    if (path == f->path_global_object && name_is_implicit(sym_text(f->names, name)))
        runs_on_outside(f, site, VALUE(VALUE_PATH, path), from);
    if (member == f->path_exports)
        cell_edge(f, from, f->exports); /* calls of module.exports() in this file know their receiver */
    else
        member_of_path(f, site, path, from);
    record_use(f, member == FACT_NONE ? path : member, USE_WRITE, site, 0);
}

void member_write_named(struct flow *f, uint32_t site, value base, sym name, cell_id from)
{
    const struct site *s = &f->sites.items[site];

    switch (VALUE_KIND(base)) {
    case VALUE_TEXT:
        escape_to(f, site, from); /* new String("x") keeps it */
        return;
    case VALUE_PLACE:
        (void)place_touch(f, base);
        escape_to(f, site, from);
        return;
    case VALUE_FUNC:
        (void)func_proto(f, VALUE_INDEX(base));
        write_object(f, site, func_object(f, VALUE_INDEX(base)), name, from);
        return;
    case VALUE_OBJECT:
        write_object(f, site, VALUE_INDEX(base), name, from);
        return;
    case VALUE_PATH:
        write_path(f, site, VALUE_INDEX(base), name, from);
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
        charge_write(f, site, base, name);
        escape_to(f, site, from);
        return;
    case VALUE_OUTER:
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, name);
        escape_to(f, site, from);
        return;
    case VALUE_CODE:
        escape_to(f, site, from);
        return;
    }
}

void member_write(struct flow *f, uint32_t site, value base)
{
    member_write_named(f, site, base, f->sites.items[site].name, f->sites.items[site].value);
}

/* A function under a name of Node's own takes the place of Node's, if that is what is written to. */
static void watch_replaced(struct flow *f, uint32_t site)
{
    const struct site s = f->sites.items[site];
    uint32_t replaces = site_new(f, SITE_REPLACES, s.node, s.func);

    f->sites.items[replaces].name = s.name;
    cell_watch(f, s.value, replaces);
}

void member_write_flags(struct flow *f, uint32_t site, unsigned flags)
{
    struct site s = f->sites.items[site];

    if (!(flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL)))
        return;
    if (s.name.i == f->name_proto.i)
        escape_as_proto(f, s.value, s.node, s.func);
    else
        escape_to(f, site, s.value); /* of primitives too: their wrappers keep it */
    if (!(flags & FLAG_ANY))
        return;
    if (str_eq(sym_text(f->names, s.name), STR("_propagate")))
        charge(f, AMP_INTERNAL_MEMBER, s.node, s.func, s.name); /* of an AsyncLocalStorage: Node calls it */
    if (member_is_shared_setter(sym_text(f->names, s.name)))
        charge(f, AMP_SHARED_SETTER, s.node, s.func, (sym){FACT_NONE});
    if (member_is_intrinsic_static(sym_text(f->names, s.name)))
        charge(f, s.flags & SITE_ON_THIS ? AMP_WRITE_RECEIVER : AMP_WRITE_OUTSIDE, s.node, s.func, s.name);
    if (member_is_global(sym_text(f->names, s.name)))
        charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, s.name);
    if (member_is_node(sym_text(f->names, s.name)))
        watch_replaced(f, site);
}

/* delete f.constructor lets a listed name find what is inherited: see own_key.h. */
static void delete_constructor(struct flow *f, uint32_t site)
{
    const struct site *s = &f->sites.items[site];

    if (s->kind == SITE_DELETE_KEY || s->name.i == f->name_constructor.i)
        charge(f, AMP_DELETE_MEMBER, s->node, s->func, (sym){FACT_NONE});
}

/* A prototype without its own constructor has that of its prototype: Object, a class, or Function. */
static void delete_own_constructor(struct flow *f, uint32_t site, uint32_t object)
{
    const struct site *s = &f->sites.items[site];
    cell_id constructor = 0;

    if (s->kind != SITE_DELETE_KEY && s->name.i != f->name_constructor.i)
        return;
    constructor = object_prop(f, object, f->name_constructor)->value;
    cell_add_flags(f, constructor, FLAG_ANY | FLAG_UNDEFINED);
    cell_add(f, constructor, VALUE(VALUE_PATH, f->path_object));
    cell_add(f, constructor, VALUE(VALUE_PATH, f->path_function));
}

void member_delete(struct flow *f, uint32_t site, value base)
{
    const struct site *s = &f->sites.items[site];
    uint32_t member = FACT_NONE;

    switch (VALUE_KIND(base)) {
    case VALUE_PATH:
        member = path_extend(f, VALUE_INDEX(base), s->kind == SITE_DELETE ? PATH_STEP_MEMBER : PATH_STEP_ANY, s->name);
        record_use(f, member == FACT_NONE ? VALUE_INDEX(base) : member, USE_DELETE, site, 0);
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
        charge_write(f, site, base, s->name);
        return;
    case VALUE_OUTER:
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, s->name);
        return;
    case VALUE_FUNC:
    case VALUE_CODE:
        delete_constructor(f, site);
        return;
    case VALUE_OBJECT:
        if (f->objects.items[VALUE_INDEX(base)].kind == OBJECT_PROTO)
            delete_own_constructor(f, site, VALUE_INDEX(base));
        return;
    case VALUE_TEXT:
    case VALUE_PLACE:
        return;
    }
}

void member_delete_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site *s = &f->sites.items[site];

    if (!(flags & FLAG_ANY))
        return;
    delete_constructor(f, site);
    /* Without its functions a constructor of the language is another, too. */
    if (s->kind == SITE_DELETE_KEY)
        charge(f, AMP_WRITE_RECEIVER, s->node, s->func, (sym){FACT_NONE});
    else if (member_is_intrinsic_static(sym_text(f->names, s->name)))
        charge(f, AMP_WRITE_OUTSIDE, s->node, s->func, s->name);
    if (s->kind == SITE_DELETE_KEY || member_is_global(sym_text(f->names, s->name)))
        charge(f, AMP_GLOBAL_MEMBER, s->node, s->func, (sym){FACT_NONE});
}
