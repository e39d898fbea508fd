#include "analyzer/semantic/flow_state.h"

#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/model.h"

/* Access paths longer than this are not told apart: the value escapes instead. */
enum { PATH_DEPTH_MAX = 7 };

struct model_row {
    const char *path;
    enum model model;
};

static const struct model_row model_rows[] = {
#define X(path, model) {path, model},
#include "analyzer/semantic/model.def"
#undef X
};

/* ECMAScript 2025 section 19 (The Global Object) and the Web classes of Node that hold no authority. */
static const char *const intrinsic_names[] = {
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "AsyncFunction",
    "Atomics",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Boolean",
    "DataView",
    "Date",
    "Error",
    "EvalError",
    "FinalizationRegistry",
    "Float32Array",
    "Float64Array",
    "Infinity",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "Iterator",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Promise",
    "Proxy",
    "RangeError",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "SharedArrayBuffer",
    "String",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakRef",
    "WeakSet",
};

/* Methods that change their receiver. */
static const char *const mutators[] = {
    "__defineGetter__", "__defineSetter__", "copyWithin", "fill", "pop", "push", "reverse", "shift", "sort",
    "splice",           "unshift",
};

bool path_is_intrinsic_name(struct str name)
{
    return str_in_list(name, intrinsic_names, ARRAY_LEN(intrinsic_names));
}

bool path_is_namespace(struct str name)
{
    static const char *const names[] = {"Atomics", "Intl", "JSON", "Math", "Reflect"};

    return str_in_list(name, names, ARRAY_LEN(names));
}

bool path_is_nested_class(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = p->step == PATH_STEP_MEMBER ? sym_text(f->names, (sym){p->name}) : (struct str){0};

    return name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z' &&
           str_eq(sym_text(f->names, (sym){f->facts->paths.items[p->parent].name}), STR("Intl"));
}

bool path_stays_open(struct str name)
{
    return str_eq(name, STR("Atomics")) || str_eq(name, STR("Iterator"));
}

bool path_is_language_prototype(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return f->paths.items[path].intrinsic && p->step == PATH_STEP_MEMBER && p->name == f->name_prototype.i &&
           f->facts->paths.items[p->parent].step == PATH_GLOBAL;
}

bool path_is_known_symbol(const struct flow *f, uint32_t path)
{
    static const char *const names[] = {
        "asyncDispose", "asyncIterator", "dispose",     "hasInstance", "isConcatSpreadable",
        "iterator",     "match",         "matchAll",    "replace",     "search",
        "species",      "split",         "toPrimitive", "toStringTag", "unscopables"};
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && p->parent == f->path_symbol &&
           str_in_list(sym_text(f->names, (sym){p->name}), names, ARRAY_LEN(names));
}

bool path_is_open(const struct flow *f, uint32_t path)
{
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    return f->facts->paths.items[path].step == PATH_GLOBAL &&
           path_stays_open(sym_text(f->names, (sym){f->facts->paths.items[path].name}));
}

bool path_is_own_global(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = {0};

    if (p->step != PATH_GLOBAL || p->parent != FACT_NONE || p->name == FACT_NONE)
        return false;
    name = sym_text(f->names, (sym){p->name});
    /* Who makes a loader's `define` is charged for it: all that asks for one would be code of others else. */
    return !member_is_global(name) && !str_eq(name, STR("define"));
}

bool path_is_observer(const struct flow *f, uint32_t path)
{
    static const char *const names[] = {
        "$&",
        "$'",
        "$+",
        "$1",
        "$2",
        "$3",
        "$4",
        "$5",
        "$6",
        "$7",
        "$8",
        "$9",
        "$_",
        "$`",
        "Atomics",
        "Date",
        "Intl",
        "SharedArrayBuffer",
        "input",
        "lastMatch",
        "lastParen",
        "leftContext",
        "localeCompare",
        "now",
        "random",
        "rightContext",
        "toLocaleLowerCase",
        "toLocaleString",
        "toLocaleUpperCase",
    };

    for (; path != FACT_NONE; path = f->facts->paths.items[path].parent) {
        uint32_t name = f->facts->paths.items[path].name;
        if (name != FACT_NONE && str_in_list(sym_text(f->names, (sym){name}), names, ARRAY_LEN(names)))
            return true;
    }
    return false;
}

bool path_observes(const struct flow *f, uint32_t path)
{
    static const char *const names[] = {"Atomics",           "Date",   "FinalizationRegistry", "Intl", "Math",
                                        "SharedArrayBuffer", "WeakRef"};
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_GLOBAL && str_in_list(sym_text(f->names, (sym){p->name}), names, ARRAY_LEN(names));
}

bool path_gives_segments(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    const struct path *parent = p->parent == FACT_NONE ? p : &f->facts->paths.items[p->parent];

    if (parent->step != PATH_GLOBAL || !str_eq(sym_text(f->names, (sym){parent->name}), STR("Intl")))
        return false;
    return p->step != PATH_STEP_MEMBER || str_eq(sym_text(f->names, (sym){p->name}), STR("Segmenter"));
}

/* True for `process` or what importing it gives. */
static bool is_process(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = {0};

    if (p->name == FACT_NONE || (p->step != PATH_GLOBAL && p->step != PATH_MODULE))
        return false;
    name = sym_text(f->names, (sym){p->name});
    return str_eq(name, STR("process")) || str_eq(name, STR("node:process"));
}

bool path_is_environment(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && str_eq(sym_text(f->names, (sym){p->name}), STR("env")) &&
           is_process(f, p->parent);
}

bool path_is_host_text(const struct flow *f, uint32_t path)
{
    static const char *const names[] = {"arch", "platform", "version"};
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && is_process(f, p->parent) &&
           str_in_list(sym_text(f->names, (sym){p->name}), names, ARRAY_LEN(names));
}

/* The member `default` of a module is the module, as an import of it gives it. */
static bool is_module_of(const struct flow *f, uint32_t path, const char *const *names, size_t count)
{
    const struct path *p = &f->facts->paths.items[path];

    if (p->step == PATH_STEP_MEMBER && p->name == f->name_default.i)
        p = &f->facts->paths.items[p->parent];
    return p->step == PATH_MODULE && p->name != FACT_NONE &&
           str_in_list(sym_text(f->names, (sym){p->name}), names, count);
}

bool path_is_text_table(const struct flow *f, uint32_t path)
{
    static const char *const http[] = {"http", "node:http"};
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && str_eq(sym_text(f->names, (sym){p->name}), STR("STATUS_CODES")) &&
           is_module_of(f, p->parent, http, ARRAY_LEN(http));
}

bool path_inherits(const struct flow *f, uint32_t path)
{
    return !f->paths.items[path].intrinsic && path != f->path_exports;
}

bool member_is_mutator(struct str name)
{
    return str_in_list(name, mutators, ARRAY_LEN(mutators));
}

static bool is_unnamed_step(enum path_step step)
{
    return step == PATH_STEP_ANY || step == PATH_STEP_SYMBOL;
}

/* Registries put symbols of their own on Symbol: `Symbol.observable` is one as soon as somebody defined it. */
static bool starts_language(struct str name)
{
    return (path_is_intrinsic_name(name) || str_eq(name, STR("Function"))) && !str_eq(name, STR("Symbol"));
}

static bool is_member_step(enum path_step step)
{
    return step == PATH_STEP_MEMBER || is_unnamed_step(step);
}

static uint32_t path_intern(struct flow *f, enum path_step step, uint32_t parent, uint32_t name)
{
    /* Parents stay below 2^24 and names below 2^32: see the limits of a source file. */
    uint64_t key = (uint64_t)step << 56 | (uint64_t)(parent & 0xffffffU) << 32 | name;
    struct flow_path info = {.node = NODE_NONE};
    uint32_t found = 0;

    if (map_get(&f->path_index, key, &found))
        return found;
    found = f->facts->paths.len;
    if (parent == FACT_NONE) {
        info.root = (uint8_t)step;
        info.intrinsic = step == PATH_GLOBAL && path_is_intrinsic_name(sym_text(f->names, (sym){name}));
        info.language = step == PATH_GLOBAL && starts_language(sym_text(f->names, (sym){name}));
    } else {
        info = f->paths.items[parent];
        info.depth++;
        info.extended = false;
        info.heritage = false;
        info.lost = false;
        info.node = NODE_NONE;
        info.model = MODEL_NONE;
        info.intrinsic = (info.intrinsic && step == PATH_STEP_MEMBER) ||
                         (parent == f->path_function && f->path_function != 0 && name == f->name_prototype.i);
        info.language = info.language && is_member_step(step);
    }
    vec_push(f->out_arena, &f->facts->paths, (struct path){(uint8_t)step, parent, name});
    vec_push(f->arena, &f->paths, info);
    map_put(&f->path_index, key, found);
    return found;
}

uint32_t path_root(struct flow *f, enum path_step step, sym name)
{
    return path_intern(f, step, FACT_NONE, name.i);
}

uint32_t path_extend(struct flow *f, uint32_t path, enum path_step step, sym name)
{
    uint32_t found = 0;

    if (f->paths.items[path].depth >= PATH_DEPTH_MAX || f->facts->paths.len >= 0xfffff0)
        return FACT_NONE;
    /* Some member of some member is still anything that the object leads to. */
    if (f->paths.items[path].language && is_unnamed_step(step) &&
        is_unnamed_step((enum path_step)f->facts->paths.items[path].step))
        return path;
    /* module.exports is what `exports` was. */
    if (step == PATH_STEP_MEMBER && path == f->path_module && name.i == f->facts->paths.items[f->path_exports].name)
        return f->path_exports;
    /* So is Object.prototype.constructor what Object is. */
    if (step == PATH_STEP_MEMBER && name.i == f->name_constructor.i && f->paths.items[path].intrinsic &&
        f->facts->paths.items[path].name == f->name_prototype.i)
        return f->facts->paths.items[path].parent;
    /* globalThis.x and global.x are the free variable x. */
    if (step == PATH_STEP_MEMBER && f->facts->paths.items[path].step == PATH_GLOBAL_OBJECT) {
        found = path_root(f, PATH_GLOBAL, name);
        f->names_function = f->names_function || found == f->path_function;
        return found;
    }
    return path_intern(f, step, path, step == PATH_STEP_MEMBER ? name.i : FACT_NONE);
}

uint32_t path_method(struct flow *f, uint32_t class_path, sym name)
{
    uint32_t proto = FACT_NONE;
    uint32_t method = FACT_NONE;

    if (name.i >= f->model_names)
        return FACT_NONE;
    proto = path_extend(f, class_path, PATH_STEP_MEMBER, f->name_prototype);
    method = proto == FACT_NONE ? FACT_NONE : path_extend(f, proto, PATH_STEP_MEMBER, name);
    return method != FACT_NONE && f->paths.items[method].model != MODEL_NONE ? method : FACT_NONE;
}

static sym name_of(struct flow *f, const char *text)
{
    return sym_intern(f->names, str_from(text));
}

/* The path of a dotted model name, "Array.prototype.map". */
static uint32_t path_of_name(struct flow *f, struct str dotted)
{
    size_t dot = str_find(dotted, STR("."), 0);
    uint32_t path = path_root(f, PATH_GLOBAL, sym_intern(f->names, str_slice(dotted, 0, dot)));

    while (dot < dotted.len) {
        size_t next = str_find(dotted, STR("."), dot + 1);
        path = path_intern(f, PATH_STEP_MEMBER, path, sym_intern(f->names, str_slice(dotted, dot + 1, next)).i);
        dot = next;
    }
    return path;
}

static void name_setup(struct flow *f)
{
    f->name_constructor = name_of(f, "constructor");
    f->name_proto = name_of(f, "__proto__");
    f->name_prototype = name_of(f, "prototype");
    f->name_default = name_of(f, "default");
    f->name_then = name_of(f, "then");
    f->name_length = name_of(f, "length");
    f->name_name = name_of(f, "name");
    f->name_call = name_of(f, "call");
    f->name_apply = name_of(f, "apply");
    f->name_bind = name_of(f, "bind");
    f->name_arguments = name_of(f, "arguments");
    f->name_callee = name_of(f, "callee");
    f->name_caller = name_of(f, "caller");
    f->name_value = name_of(f, "value");
    f->name_get = name_of(f, "get");
    f->name_set = name_of(f, "set");
    f->name_has_instance = name_of(f, "[[HasInstance]]");
    f->name_star = name_of(f, "*");
    f->name_proxy = name_of(f, "Proxy");
    f->name_bound_this = name_of(f, "[[BoundThis]]");
    f->name_weak_data = name_of(f, "[[WeakMapData]]");
}

void path_setup(struct flow *f)
{
    name_setup(f);
    (void)path_root(f, PATH_GLOBAL, (sym){0}); /* so that no path that matters is number 0 */
    f->path_function = path_root(f, PATH_GLOBAL, name_of(f, "Function"));
    for (size_t i = 0; i < ARRAY_LEN(model_rows); i++) {
        uint32_t path = path_of_name(f, str_from(model_rows[i].path));
        f->paths.items[path].model = (uint8_t)model_rows[i].model;
    }
    f->model_paths = f->facts->paths.len;
    f->model_names = f->names->texts.len;
    f->path_global_object = path_root(f, PATH_GLOBAL_OBJECT, (sym){FACT_NONE});
    f->path_sloppy_this = path_root(f, PATH_SLOPPY_THIS, (sym){FACT_NONE});
    f->path_require = path_root(f, PATH_CJS, name_of(f, "require"));
    f->path_module = path_root(f, PATH_CJS, name_of(f, "module"));
    f->path_module_require = path_extend(f, f->path_module, PATH_STEP_MEMBER, name_of(f, "require"));
    f->path_exports = path_root(f, PATH_CJS, name_of(f, "exports"));
    f->path_object = path_of_name(f, STR("Object"));
    f->path_array = path_of_name(f, STR("Array"));
    f->path_numbers = path_of_name(f, STR("Uint8Array"));
    f->path_string = path_of_name(f, STR("String"));
    f->path_number = path_of_name(f, STR("Number"));
    f->path_boolean = path_of_name(f, STR("Boolean"));
    f->path_regexp = path_of_name(f, STR("RegExp"));
    f->path_promise = path_of_name(f, STR("Promise"));
    f->path_weak_map = path_of_name(f, STR("WeakMap"));
    f->path_weak_set = path_of_name(f, STR("WeakSet"));
    f->path_symbol = path_of_name(f, STR("Symbol"));
    f->path_foreign_symbol = path_of_name(f, STR("Symbol.[[Foreign]]"));
    f->names_function = false; /* so far */
}
