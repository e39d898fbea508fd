/*
 * flow_interop.c - `import * as fs` in code that a compiler made CommonJS of.
 *
 * A call of such a helper (interop.h) with a module of Node gives the module, for all that reading its result can tell:
 * each property of the new object is that of the module, and `default`, which the module has not, is itself, as it is
 * for an import. So the module is the result here, and the helper's body does not get it. It does as soon as that is
 * not the whole story: when the new object is changed or gets out of sight, or the helper's parts may be others.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_walk.h"
#include "analyzer/semantic/interop.h"

/* Modules of Node that every major has, and no package can have the name of; `node:` stands for all. */
static bool is_builtin(struct str name)
{
    static const char *const names[] = {"assert",      "async_hooks",
                                        "buffer",      "child_process",
                                        "cluster",     "console",
                                        "crypto",      "dgram",
                                        "dns",         "dns/promises",
                                        "events",      "fs",
                                        "fs/promises", "http",
                                        "http2",       "https",
                                        "module",      "net",
                                        "os",          "path",
                                        "path/posix",  "path/win32",
                                        "perf_hooks",  "process",
                                        "querystring", "readline",
                                        "stream",      "stream/promises",
                                        "stream/web",  "string_decoder",
                                        "timers",      "timers/promises",
                                        "tls",         "tty",
                                        "url",         "util",
                                        "util/types",  "v8",
                                        "vm",          "worker_threads",
                                        "zlib"};

    return str_starts(name, STR("node:")) || str_in_list(name, names, ARRAY_LEN(names));
}

static bool is_module_of_node(const struct flow *f, value v)
{
    const struct path *p = &f->facts->paths.items[VALUE_KIND(v) == VALUE_PATH ? VALUE_INDEX(v) : 0];

    return VALUE_KIND(v) == VALUE_PATH && p->step == PATH_MODULE && is_builtin(sym_text(f->names, (sym){p->name}));
}

/* The accessors of `process` do more than tell. */
static bool is_process(const struct flow *f, value v)
{
    struct str name = sym_text(f->names, (sym){f->facts->paths.items[VALUE_INDEX(v)].name});

    return str_eq(name, STR("process")) || str_eq(name, STR("node:process"));
}

/* True for the path of the language's function `name`. */
static bool is_function_of_language(const struct flow *f, uint32_t path, struct str name)
{
    const struct path *p = &f->facts->paths.items[path];

    while (p->step == PATH_STEP_MEMBER) {
        struct str member = sym_text(f->names, (sym){p->name});
        if (name.len <= member.len || !str_eq(str_slice(name, name.len - member.len, name.len), member) ||
            name.ptr[name.len - member.len - 1] != '.')
            return false;
        name = str_slice(name, 0, name.len - member.len - 1);
        p = &f->facts->paths.items[p->parent];
    }
    return p->step == PATH_GLOBAL && str_eq(sym_text(f->names, (sym){p->name}), name);
}

/* What the function is; some replace themselves by a function that stands in their text. */
static enum interop_helper helper_of(const struct flow *f, uint32_t func)
{
    enum interop_helper helper = interop_match(f->scopes, func).helper;
    uint32_t parent = f->scopes->funcs.items[func].parent;

    if (helper != INTEROP_NONE || parent == FUNC_NONE)
        return helper;
    helper = interop_match(f->scopes, parent).helper;
    return helper == INTEROP_KEYS || helper == INTEROP_CACHE ? helper : INTEROP_NONE;
}

/* The helper as which `func` may be called; INTEROP_NONE for other functions. */
static enum interop_helper star_of(struct flow *f, uint32_t func)
{
    struct flow_func *ff = &f->funcs[func];
    uint32_t parent = f->scopes->funcs.items[func].parent;
    enum interop_helper helper = INTEROP_NONE;

    if (ff->interop_known)
        return (enum interop_helper)ff->interop;
    helper = interop_match(f->scopes, func).helper;
    if (helper == INTEROP_LAZY_STAR ||
        (helper == INTEROP_NONE && parent != FUNC_NONE && interop_match(f->scopes, parent).helper == INTEROP_LAZY_STAR))
        helper = INTEROP_STAR;
    if (helper != INTEROP_STAR && helper != INTEROP_COPIER)
        helper = INTEROP_NONE;
    ff->interop_known = true;
    ff->interop = (uint8_t)helper;
    return helper;
}

/* The body of the helper is called after all, as soon as what is being done now is done: calls make sites and cells. */
static void open_call(struct flow *f, const struct interop_call *c)
{
    cell_add_flags(f, c->opened, FLAG_ANY);
}

static void note_call(struct flow *f, struct interop_call call)
{
    uint32_t watch = site_new(f, SITE_INTEROP_OPEN, f->sites.items[call.site].node, f->sites.items[call.site].func);

    call.opened = cell_new(f);
    f->sites.items[watch].object = f->interop_calls.len;
    vec_push(f->arena, &f->interop_calls, call);
    cell_watch(f, call.opened, watch);
}

/* The helper may be another than its text says. */
static void open_helper(struct flow *f, uint32_t func)
{
    if (f->funcs[func].interop_open)
        return;
    f->funcs[func].interop_open = true;
    for (uint32_t i = 0; i < f->interop_calls.len; i++) {
        if (f->interop_calls.items[i].func == func)
            open_call(f, &f->interop_calls.items[i]);
    }
}

/* What function `of`, which is helper `func` or a part of it, uses of the file around it has to be what it should be.
 */
static void watch_parts(struct flow *f, uint32_t func, uint32_t of)
{
    struct interop_match found = interop_match(f->scopes, of);
    uint32_t seen = 0;

    if (map_get(&f->interop_index, map_pair(func, of), &seen))
        return;
    map_put(&f->interop_index, map_pair(func, of), 1);
    for (uint32_t i = 0; i < found.part_count; i++) {
        cell_id part = binding_cell(f, found.parts[i].binding);
        uint32_t watch = 0;
        if (found.parts[i].helper == INTEROP_STORE) {
            if (!own_keys_assigns_once(f->own_keys, found.parts[i].binding, INTEROP_STORE_MENTIONS))
                open_helper(f, func);
            continue;
        }
        watch = site_new(f, SITE_INTEROP_PART, f->scopes->funcs.items[of].node, func);
        f->sites.items[watch].object = func;
        f->sites.items[watch].args = of;
        f->sites.items[watch].arg_count = i;
        cell_watch(f, part, watch);
    }
}

/* True when the call is one of a helper, and its argument is looked at by and by. */
bool interop_called(struct flow *f, uint32_t site, uint32_t func)
{
    struct site s = f->sites.items[site];
    enum interop_helper helper = INTEROP_NONE;
    uint32_t watch = 0;
    uint32_t seen = 0;

    if (s.kind != SITE_CALL || s.depth > 0 || s.arg_count == 0 || s.flags & SITE_SPREAD)
        return false;
    helper = star_of(f, func);
    if (helper == INTEROP_NONE)
        return false;
    if (map_get(&f->call_index, map_pair(site, func), &seen))
        return true;
    watch = site_new(f, SITE_INTEROP, s.node, s.func);
    f->sites.items[watch].object = func;
    f->sites.items[watch].args = site;
    f->sites.items[watch].value = cell_new(f);
    f->sites.items[watch].result = s.result;
    f->sites.items[watch].in_try = helper == INTEROP_COPIER;
    f->funcs[func].called = true;
    watch_parts(f, func, func);
    cell_watch(f, call_arg(f, &s, 0), watch);
    return true;
}

/* True for uses that reading does not explain: what is put on the new object, here or by others, is on no module. */
static bool is_change(const struct flow *f, uint32_t path, enum use_op op, uint32_t module)
{
    switch (op) {
    case USE_READ:
    case USE_CALL:
    case USE_NEW:
    case USE_ENUMERATE:
        return false;
    case USE_WRITE:
    case USE_DELETE:
        return path == module || f->facts->paths.items[path].parent == module;
    case USE_ESCAPE:
    case USE_EXTENDS:
        return path == module;
    case USE_OP_COUNT:
        break;
    }
    return true;
}

/* True when something that a face may not survive has been done with the module already. */
static bool is_used_up(const struct flow *f, uint32_t module)
{
    for (uint32_t i = 0; i < f->uses.len; i++) {
        if (is_change(f, f->uses.items[i].use.path, (enum use_op)f->uses.items[i].use.op, module))
            return true;
    }
    return false;
}

/* One value of the argument. */
static void see_argument(struct flow *f, const struct site *s, value v)
{
    struct interop_call call = {.site = s->args, .func = s->object, .argument = s->value, .module = v};
    bool used_up = false;

    if (!is_module_of_node(f, v) || (s->in_try && is_process(f, v))) {
        call_with_first(f, call.site, call.func, call.argument);
        cell_add(f, call.argument, v);
        return;
    }
    note_call(f, call);
    cell_add(f, s->result, v);
    used_up = !f->paths.items[VALUE_INDEX(v)].has_face && is_used_up(f, VALUE_INDEX(v));
    f->paths.items[VALUE_INDEX(v)].has_face = true;
    f->paths.items[VALUE_INDEX(v)].face_changed |= used_up;
    if (f->paths.items[VALUE_INDEX(v)].face_changed || f->funcs[s->object].interop_open)
        open_call(f, &f->interop_calls.items[f->interop_calls.len - 1]);
}

static bool part_holds(const struct flow *f, const struct interop_part *part, value v)
{
    if (VALUE_KIND(v) == VALUE_PATH)
        return part->function[0] != '\0' && is_function_of_language(f, VALUE_INDEX(v), str_from(part->function));
    if (VALUE_KIND(v) == VALUE_TEXT)
        return true; /* which nobody can call */
    return VALUE_KIND(v) == VALUE_FUNC && part->helper != INTEROP_NONE && helper_of(f, VALUE_INDEX(v)) == part->helper;
}

/* One value of what function `args` uses as its part number `arg_count`. */
static void see_part(struct flow *f, const struct site *s, value v)
{
    struct interop_match of = interop_match(f->scopes, s->args);

    if (!part_holds(f, &of.parts[s->arg_count], v))
        open_helper(f, s->object);
    else if (VALUE_KIND(v) == VALUE_FUNC)
        watch_parts(f, s->object, VALUE_INDEX(v));
}

void interop_value(struct flow *f, uint32_t site, value v)
{
    struct site s = f->sites.items[site];

    if (s.kind == SITE_INTEROP)
        see_argument(f, &s, v);
    else if (s.kind == SITE_INTEROP_PART)
        see_part(f, &s, v);
}

void interop_flags(struct flow *f, uint32_t site, unsigned flags)
{
    struct site s = f->sites.items[site];
    struct interop_call call = {0};

    if (s.kind == SITE_INTEROP) {
        call_with_first(f, s.args, s.object, s.value);
        cell_add_flags(f, s.value, flags);
    } else if (s.kind == SITE_INTEROP_OPEN) {
        call = f->interop_calls.items[s.object];
        call_with_first(f, call.site, call.func, call.argument);
        cell_add(f, call.argument, call.module);
    } else if (flags & FLAG_ANY) {
        open_helper(f, s.object);
    }
}

void interop_used(struct flow *f, uint32_t path, enum use_op op)
{
    uint32_t parent = f->facts->paths.items[path].parent;
    uint32_t module = f->paths.items[path].has_face ? path : parent;

    if (module == FACT_NONE || !f->paths.items[module].has_face || f->paths.items[module].face_changed ||
        !is_change(f, path, op, module))
        return;
    f->paths.items[module].face_changed = true;
    for (uint32_t i = 0; i < f->interop_calls.len; i++) {
        if (VALUE_INDEX(f->interop_calls.items[i].module) == module)
            open_call(f, &f->interop_calls.items[i]);
    }
}
