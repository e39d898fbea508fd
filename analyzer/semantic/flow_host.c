/*
 * flow_host.c - what is given to functions of other packages, in case one of them is a host library: objects that can
 * show it one thing when it checks them and another when it uses them, and functions that look at `this`.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"

/* Objects within objects that are looked at for one call. */
enum { LOOKS_MAX = 200 };

struct look {
    struct flow *f;
    uint32_t looks;
};

/*
 * True for a package's name, with or without a subpath, and for "#x", which may stand for one: only the policy knows
 * which one is a host library.
 */
static bool may_be_package(struct str specifier)
{
    return specifier.len > 0 && specifier.ptr[0] != '.' && specifier.ptr[0] != '/' &&
           str_find(specifier, STR(":"), 0) == specifier.len;
}

uint32_t host_candidate(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    while (p->parent != FACT_NONE)
        p = &f->facts->paths.items[p->parent];
    return p->step == PATH_MODULE && may_be_package(sym_text(f->names, (sym){p->name})) ? p->name : FACT_NONE;
}

void host_note(struct flow *f, uint32_t site, uint32_t path)
{
    uint32_t package = host_candidate(f, path);

    if (package != FACT_NONE)
        vec_push(f->arena, &f->host_calls, (struct host_call){site, package, path});
}

static bool is_function(const struct flow *f, value v)
{
    return VALUE_KIND(v) == VALUE_FUNC ||
           (VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].kind == OBJECT_BOUND);
}

static bool has_function(const struct flow *f, cell_id c)
{
    for (uint16_t i = 0; i < f->cells.items[c].count; i++) {
        if (is_function(f, f->cells.items[c].items[i]))
            return true;
    }
    return false;
}

/* What turns an object into a text or number, and thereby into what a check sees; and accessors that a call defined. */
static bool is_conversion(struct str name)
{
    return str_eq(name, STR("toString")) || str_eq(name, STR("valueOf")) || str_eq(name, STR("[[Accessor]]"));
}

/* Own classes of errors are no news to anybody; other classes from outside have methods that trust their objects. */
static bool is_foreign_class(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    while (p->parent != FACT_NONE)
        p = &f->facts->paths.items[p->parent];
    if (!f->paths.items[path].intrinsic)
        return true;
    return p->name != f->facts->paths.items[f->path_object].name &&
           !str_ends(sym_text(f->names, (sym){p->name}), STR("Error"));
}

static bool is_listed(const struct object_list *list, uint32_t object)
{
    for (uint32_t i = 0; i < list->len; i++) {
        if (list->items[i] == object)
            return true;
    }
    return false;
}

/* The object that holds the value's properties: functions have some, too. */
static uint32_t properties_at(const struct flow *f, value v)
{
    if (VALUE_KIND(v) == VALUE_FUNC)
        return f->funcs[VALUE_INDEX(v)].object;
    return VALUE_KIND(v) == VALUE_OBJECT ? VALUE_INDEX(v) : OBJECT_NONE;
}

static bool push_objects(struct look *l, struct object_list *todo, cell_id c)
{
    const struct cell *cell = &l->f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        uint32_t object = properties_at(l->f, cell->items[i]);
        if (object == OBJECT_NONE || is_listed(todo, object))
            continue;
        if (l->looks++ >= LOOKS_MAX)
            return false;
        vec_push(l->f->arena, todo, object);
    }
    return true;
}

/* What a function keeps for itself, or for those that it makes. */
static bool is_inside_function(const struct flow *f, const struct object *o, sym name)
{
    return name.i == f->name_bound_this.i || (o->kind == OBJECT_FUNCTION && name.i == f->name_prototype.i);
}

/* True when a property of `object` may answer differently each time; objects in it are looked at later. */
static bool has_hostile_part(struct look *l, uint32_t object, struct object_list *todo)
{
    const struct flow *f = l->f;
    const struct object *o = &f->objects.items[object];

    for (uint32_t i = o->props; i != 0; i = f->props.items[i - 1].next) {
        const struct prop *p = &f->props.items[i - 1];
        if (is_inside_function(f, o, p->name))
            continue;
        bool telling =
            o->kind == OBJECT_ARRAY || o->kind == OBJECT_NUMBERS || is_conversion(sym_text(f->names, p->name));
        if (p->getter != 0 || p->setter != 0 || (telling && has_function(f, p->value)))
            return true;
        if (o->kind != OBJECT_PROTO && !push_objects(l, todo, p->value))
            return true;
    }
    if (o->unknown != 0 && (has_function(f, o->unknown) || !push_objects(l, todo, o->unknown)))
        return true;
    return o->elem != 0 && o->kind != OBJECT_BOUND && !push_objects(l, todo, o->elem);
}

static bool has_hostile_prototype(struct look *l, uint32_t object, struct object_list *todo)
{
    const struct flow *f = l->f;
    cell_id proto = f->objects.items[object].proto;
    bool function =
        f->objects.items[object].kind == OBJECT_FUNCTION; /* what a class extends is behind `prototype`, too */

    for (uint16_t i = 0; proto != 0 && !function && i < f->cells.items[proto].count; i++) {
        value v = f->cells.items[proto].items[i];
        if (VALUE_KIND(v) == VALUE_PATH && is_foreign_class(f, VALUE_INDEX(v)))
            return true;
    }
    return proto != 0 && !push_objects(l, todo, proto);
}

static bool is_hostile_object(struct look *l, uint32_t first)
{
    struct object_list todo = {0};

    vec_push(l->f->arena, &todo, first);
    for (uint32_t at = 0; at < todo.len; at++) {
        if (has_hostile_part(l, todo.items[at], &todo) || has_hostile_prototype(l, todo.items[at], &todo))
            return true;
    }
    return false;
}

/* A function that others call on an object of theirs, and that looks at it. */
static bool looks_at_this(const struct flow *f, uint32_t func)
{
    const struct func *info = &f->scopes->funcs.items[func];

    return info->uses_this && info->this_of == func && (info->kind == FUNC_PLAIN || info->kind == FUNC_METHOD);
}

static bool is_shared_name(struct flow *f, value v)
{
    uint32_t name = VALUE_INDEX(v);

    return name == f->name_proto.i || name == f->name_constructor.i || name == f->name_prototype.i;
}

static bool is_hostile(struct flow *f, value v)
{
    struct look l = {.f = f};
    uint32_t object = OBJECT_NONE;

    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        return is_shared_name(f, v);
    case VALUE_FUNC:
    case VALUE_OBJECT:
        object = properties_at(f, v);
        return (VALUE_KIND(v) == VALUE_FUNC && looks_at_this(f, VALUE_INDEX(v))) ||
               (object != OBJECT_NONE && is_hostile_object(&l, object));
    case VALUE_PATH:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
    case VALUE_PLACE:
        return false; /* charged where they are handed on */
    }
    return false;
}

/* Methods by which lists are looked at. */
static bool is_of_lists(struct str name)
{
    static const char *const names[] = {"at",   "entries", "every", "filter", "find",  "forEach", "includes", "indexOf",
                                        "join", "keys",    "map",   "reduce", "slice", "some",    "values"};

    return str_in_list(name, names, ARRAY_LEN(names));
}

static bool is_telling(const struct flow *f, sym name)
{
    return is_conversion(sym_text(f->names, name)) || is_of_lists(sym_text(f->names, name));
}

/* True for a key that may be a symbol, or such a name. */
static bool is_telling_key(const struct flow *f, cell_id key)
{
    const struct cell *cell = &f->cells.items[key];

    for (uint16_t i = 0; i < cell->count; i++) {
        value v = cell->items[i];
        if (VALUE_KIND(v) == VALUE_TEXT && is_telling(f, (sym){VALUE_INDEX(v)}))
            return true;
        if (VALUE_KIND(v) == VALUE_PATH && f->facts->paths.items[VALUE_INDEX(v)].parent == f->path_symbol)
            return true;
    }
    return cell->flags & FLAG_SYMBOL;
}

/* True when the file puts a function that tells what an object is on something that it does not know. */
static bool disguises_unknown(const struct flow *f)
{
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site *s = &f->sites.items[i];
        bool named = s->kind == SITE_WRITE && !(s->flags & SITE_ON_THIS) && is_telling(f, s->name);
        bool computed = s->kind == SITE_WRITE_KEY && is_telling_key(f, s->key);
        if ((named || computed) && f->cells.items[s->base].flags & FLAG_ANY && has_function(f, s->value))
            return true;
    }
    return false;
}

static bool is_hostile_argument(struct flow *f, cell_id arg, bool disguises)
{
    for (uint16_t at = 0; at < f->cells.items[arg].count; at++) {
        if (is_hostile(f, f->cells.items[arg].items[at]))
            return true;
    }
    return disguises && f->cells.items[arg].flags & FLAG_ANY;
}

/* The package whose function, or whole, is among the arguments; FACT_NONE when none is. */
static uint32_t package_among(const struct flow *f, const struct site *s)
{
    for (uint32_t k = 0; k < s->arg_count; k++) {
        const struct cell *arg = &f->cells.items[f->args.items[s->args + k]];
        for (uint16_t i = 0; i < arg->count; i++) {
            uint32_t package = FACT_NONE;
            if (VALUE_KIND(arg->items[i]) == VALUE_PATH)
                package = host_candidate(f, VALUE_INDEX(arg->items[i]));
            if (package != FACT_NONE)
                return package;
        }
    }
    return FACT_NONE;
}

/* True for new Proxy and Proxy.revocable: what looks like the first argument is what the second one says. */
static bool makes_proxy(const struct flow *f, const struct site *s)
{
    const struct cell *base = &f->cells.items[s->base];

    for (uint16_t i = 0; (s->kind == SITE_NEW || s->kind == SITE_CALL) && i < base->count; i++) {
        const struct path *p = NULL;
        if (VALUE_KIND(base->items[i]) != VALUE_PATH)
            continue;
        p = &f->facts->paths.items[VALUE_INDEX(base->items[i])];
        while (p->parent != FACT_NONE)
            p = &f->facts->paths.items[p->parent];
        if (p->step == PATH_GLOBAL && p->name == f->name_proxy.i)
            return true;
    }
    return false;
}

/* setTimeout(host.save, 0, object): what is handed on beside a function of the package may come to it. */
static void look_at_calls_with(struct flow *f)
{
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        bool proxy = makes_proxy(f, &s);
        uint32_t package = (s.kind == SITE_CALL || proxy) && s.arg_count > 1 ? package_among(f, &s) : FACT_NONE;
        bool hostile = proxy;
        for (uint32_t k = 0; package != FACT_NONE && k < s.arg_count; k++)
            hostile = hostile || is_hostile_argument(f, f->args.items[s.args + k], false);
        if (hostile)
            charge(f, AMP_HOST_ARGUMENT, s.node, s.func, (sym){package});
    }
}

/* True when the object itself has a function of the file's own. */
static bool has_method(const struct flow *f, uint32_t object)
{
    const struct object *o = &f->objects.items[object];

    for (uint32_t i = o->props; i != 0; i = f->props.items[i - 1].next) {
        const struct prop *p = &f->props.items[i - 1];
        if (p->name.i != f->name_constructor.i && (p->getter != 0 || has_function(f, p->value)))
            return true;
    }
    return o->unknown != 0 && has_function(f, o->unknown);
}

/* The same for what it inherits: a method that gets it for `this` may call them. */
static bool has_own_methods(struct flow *f, uint32_t first)
{
    struct look l = {.f = f};
    struct object_list todo = {0};

    vec_push(f->arena, &todo, first);
    for (uint32_t at = 0; at < todo.len; at++) {
        cell_id proto = f->objects.items[todo.items[at]].proto;
        if (has_method(f, todo.items[at]) || (proto != 0 && !push_objects(&l, &todo, proto)))
            return true;
    }
    return false;
}

/* How many members deep in a package the function of the path is; what others choose of it counts for many. */
static uint32_t depth_of(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    uint32_t depth = 0;

    for (; p->parent != FACT_NONE; p = &f->facts->paths.items[p->parent])
        depth += p->step != PATH_STEP_MEMBER || p->name != f->name_default.i;
    return depth;
}

/*
 * True when a function of the package gets an object of the file for `this`, which has methods of its own: by call,
 * apply or bind, or, for a function out of an object that the package exports, as a member of the file's object.
 * Functions among a package's exports themselves are made to be called by themselves.
 */
static bool has_hostile_receiver(struct flow *f, const struct site *s, uint32_t path)
{
    bool inner = depth_of(f, path) > 1;
    bool named = s->depth > 0;

    if (s->kind != SITE_CALL || s->receiver == 0 || !(inner || named))
        return false;
    if (inner && named && f->cells.items[s->receiver].flags & FLAG_ANY)
        return true;
    for (uint16_t i = 0; i < f->cells.items[s->receiver].count; i++) {
        value v = f->cells.items[s->receiver].items[i];
        bool foreign = inner && named && VALUE_KIND(v) == VALUE_PATH &&
                       f->paths.items[VALUE_INDEX(v)].root == PATH_MODULE &&
                       host_candidate(f, VALUE_INDEX(v)) != host_candidate(f, path);
        uint32_t object = is_function(f, v) && VALUE_KIND(v) != VALUE_FUNC ? OBJECT_NONE : properties_at(f, v);
        if (foreign || (object != OBJECT_NONE && has_own_methods(f, object)))
            return true;
    }
    return false;
}

void host_finish(struct flow *f)
{
    bool disguises = f->host_calls.len > 0 && disguises_unknown(f);

    for (uint32_t i = 0; i < f->host_calls.len; i++) {
        const struct host_call call = f->host_calls.items[i];
        const struct site s = f->sites.items[call.site];
        bool hostile = has_hostile_receiver(f, &s, call.path);
        for (uint32_t k = 0; k < s.arg_count; k++)
            hostile = hostile || is_hostile_argument(f, f->args.items[s.args + k], disguises);
        if (hostile)
            charge(f, AMP_HOST_ARGUMENT, s.node, s.func, (sym){call.package});
    }
    look_at_calls_with(f);
}
