#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_place.h"

#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/model.h"

/* The values that reading any of the language's own members gives. */
void member_read_length_or_name(struct flow *f, sym name, cell_id result)
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
void member_read_language_method(struct flow *f, uint32_t class_path, sym name, cell_id result)
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

void member_read_definer(struct flow *f, sym name, cell_id result)
{
    if (member_is_definer(sym_text(f->names, name)))
        cell_add(f, result, VALUE(VALUE_PATH, path_method(f, f->path_object, name)));
}

/* result <- Function, as the constructor of what `site` reads from. */
static void read_function_constructor(struct flow *f, uint32_t site, cell_id result)
{
    cell_add(f, result, VALUE(VALUE_PATH, f->path_function));
    vec_push(f->arena, &f->constructor_reads, site);
}

/* Members that every value has: the ways to the language's shared objects. */
bool member_read_reflective(struct flow *f, uint32_t site, sym name, uint32_t class_path, cell_id result)
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

bool member_is_length_or_name(const struct flow *f, sym name)
{
    return name.i == f->name_length.i || name.i == f->name_name.i;
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

/* A member of Symbol: what others may have put there, and the one under which every list has an object that all share.
 */
static void read_symbol(struct flow *f, uint32_t site, sym name, cell_id result)
{
    const struct site *s = &f->sites.items[site];
    struct str text = sym_text(f->names, name);

    if (!member_is_symbol(text))
        charge(f, AMP_SYMBOL_MEMBER, s->node, s->func, (sym){f->facts->paths.items[f->path_symbol].name});
    if (str_eq(text, STR("unscopables")))
        cell_add_flags(f, result, FLAG_ANY);
}

/* What `member` of `path` may be besides what the path says: nothing at all, or what some file made a global of. */
static unsigned flags_of_others(const struct flow *f, uint32_t path, uint32_t member)
{
    if (path == f->path_global_object && path_is_own_global(f, member))
        return FLAG_ANY | FLAG_UNDEFINED;
    return f->paths.items[path].root == PATH_SLOPPY_THIS || f->paths.items[path].root == PATH_MODULE ? FLAG_UNDEFINED
                                                                                                     : 0;
}

void member_read_path(struct flow *f, uint32_t site, uint32_t path, sym name, cell_id result)
{
    uint32_t member = FACT_NONE;

    if (created_shares(f, path, name))
        path = f->path_require;
    member_read_definer(f, name, result);
    if (name.i == f->name_constructor.i && path_is_language_prototype(f, path)) {
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
    if (path == f->path_symbol)
        read_symbol(f, site, name, result);
    member = path_extend(f, path, PATH_STEP_MEMBER, name);
    if (member == FACT_NONE) {
        record_use(f, path, USE_ESCAPE, site, 0);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
    method_borrowed(f, site, path, name);
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
        member_read_language_method(f, f->path_object, name, result);
        return;
    }
    if (member_is_length_or_name(f, name) && f->paths.items[path].intrinsic) {
        member_read_length_or_name(f, name, result);
        return;
    }
    cell_add(f, result, VALUE(VALUE_PATH, member));
    if (f->paths.items[member].model == MODEL_NONE)
        member_read_language_method(f, f->path_object, name, result); /* __defineGetter__ and its like */
    if (member == f->path_exports)
        cell_edge(f, f->exports, result);
    cell_add_flags(f, result, flags_of_others(f, path, member));
}
