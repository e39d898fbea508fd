#include "analyzer/semantic/flow_place.h"
#include "analyzer/semantic/flow_state.h"

#include "analyzer/base/strbuf.h"

static void escape_at(struct flow *f, uint32_t site, value v)
{
    escape_value(f, site, v);
    cell_add_flags(f, f->sites.items[site].result, FLAG_ANY);
}

static void iterate(struct flow *f, uint32_t site, value v)
{
    cell_id result = f->sites.items[site].result;
    uint32_t object = VALUE_INDEX(v);

    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        cell_add_flags(f, result, FLAG_SAFE); /* characters */
        return;
    case VALUE_OBJECT:
        if (f->objects.items[object].kind == OBJECT_ARRAY || f->objects.items[object].kind == OBJECT_ARGUMENTS ||
            f->objects.items[object].kind == OBJECT_NUMBERS) {
            cell_edge(f, object_elem(f, object), result);
            cell_edge(f, object_unknown(f, object), result);
            hook_watch(f, site, object);
            return;
        }
        /* Its iterator methods run as implicit calls; what they yield escapes there. Array.from and
         * apply take what has a length for a list. */
        cell_edge(f, object_all(f, object), result);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    case VALUE_FUNC:
    case VALUE_OUTER:
    case VALUE_REACH:
    case VALUE_SHARED:
        cell_add_flags(f, result, FLAG_ANY); /* no constructor or prototype of the language has elements */
        return;
    case VALUE_PATH:
        if (f->paths.items[VALUE_INDEX(v)].intrinsic)
            cell_add_flags(f, result, FLAG_ANY);
        else
            escape_at(f, site, v);
        return;
    case VALUE_CODE:
    case VALUE_PLACE:
        escape_at(f, site, v);
        return;
    }
}

/* await x: what a promise resolves to; a thenable's own then runs as an implicit call. */
static void await_value(struct flow *f, uint32_t site, value v)
{
    cell_id result = f->sites.items[site].result;
    uint32_t object = VALUE_INDEX(v);

    if (VALUE_KIND(v) == VALUE_FUNC) {
        cell_add(f, result, v);
        hook_watch(f, site, func_object(f, VALUE_INDEX(v)));
        return;
    }
    if (VALUE_KIND(v) != VALUE_OBJECT) {
        cell_add(f, result, v);
        return;
    }
    if (f->objects.items[object].kind == OBJECT_PROMISE) {
        cell_edge(f, object_elem(f, object), result);
        hook_watch(f, site, object);
        return;
    }
    cell_add(f, result, v);
    cell_add_flags(f, result, FLAG_ANY);
}

static void copy_value(struct flow *f, uint32_t site, value v)
{
    cell_id result = f->sites.items[site].result;
    uint32_t member = FACT_NONE;

    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        cell_add_flags(f, result, FLAG_SAFE); /* characters */
        return;
    case VALUE_FUNC:
        cell_edge(f, object_all(f, func_object(f, VALUE_INDEX(v))), result);
        return;
    case VALUE_OBJECT:
        if (f->sites.items[site].object != OBJECT_NONE)
            object_copy(f, VALUE_INDEX(v), f->sites.items[site].object);
        else
            cell_edge(f, object_all(f, VALUE_INDEX(v)), result);
        return;
    case VALUE_PATH:
        if (f->paths.items[VALUE_INDEX(v)].intrinsic)
            return;
        record_use(f, VALUE_INDEX(v), USE_ENUMERATE, site, 0);
        member = path_extend(f, VALUE_INDEX(v), PATH_STEP_ANY, (sym){FACT_NONE});
        if (member == FACT_NONE)
            record_use(f, VALUE_INDEX(v), USE_ESCAPE, site, 0);
        else
            cell_add(f, result, VALUE(VALUE_PATH, member));
        cell_add_flags(f, result, FLAG_ANY);
        return;
    case VALUE_REACH:
        charge_statics_of_class(f, site, v);
        cell_add_flags(f, result, FLAG_ANY);
        return;
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
    case VALUE_PLACE:
        cell_add_flags(f, result, FLAG_ANY);
        return;
    }
}

/* Constructors and methods of a superclass elsewhere get `this` and may call what it has. */
static void give_to_superclass(struct flow *f, uint32_t func, node_id node, uint32_t where)
{
    cell_add_flags(f, f->funcs[func].this_cell, FLAG_ANY);
    escape_object(f, func_instance(f, func), node, where);
    escape_object(f, func_object(f, func), node, where);
}

/* ECMAScript 2025 section 15.7.14: the prototype and the class inherit from the superclass. */
static void extend_class(struct flow *f, uint32_t site, value v)
{
    const struct site *at = &f->sites.items[site];
    uint32_t func = f->sites.items[site].object;
    cell_id proto = object_proto(f, func_proto(f, func));
    cell_id statics = object_proto(f, func_object(f, func));
    uint32_t index = VALUE_INDEX(v);
    uint32_t member = FACT_NONE;

    switch (VALUE_KIND(v)) {
    case VALUE_FUNC:
        (void)func_proto(f, index);
        cell_edge(f, object_prop(f, func_object(f, index), f->name_prototype)->value, proto);
        cell_add(f, statics, v);
        return;
    case VALUE_PATH:
        record_use(f, index, USE_EXTENDS, site, 0);
        f->paths.items[index].heritage = true;
        member = path_extend(f, index, PATH_STEP_MEMBER, f->name_prototype);
        if (member != FACT_NONE) {
            f->paths.items[member].extended = true;
            f->paths.items[member].heritage = true;
            cell_add(f, proto, VALUE(VALUE_PATH, member));
        }
        cell_add(f, statics, v);
        cell_add_flags(f, proto, FLAG_ANY);
        give_to_superclass(f, func, at->node, at->func);
        return;
    case VALUE_TEXT:
    case VALUE_PLACE:
        return;
    case VALUE_OBJECT:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
        escape_value(f, site, v);
        cell_add_flags(f, proto, FLAG_ANY);
        cell_add_flags(f, statics, FLAG_ANY);
        give_to_superclass(f, func, at->node, at->func);
        return;
    }
}

static void add_import(struct flow *f, uint32_t site, sym specifier)
{
    const struct site *s = &f->sites.items[site];
    const struct node *n = tree_node(f->tree, s->node);

    vec_push(f->out_arena, &f->facts->imports,
             (struct import){.specifier = specifier.i,
                             .kind = IMPORT_DYNAMIC,
                             .flags = (uint8_t)((s->in_try ? IMPORT_TRY : 0) | s->object),
                             .at = n->start,
                             .end = n->end,
                             .func = s->func});
}

/* import(x): a promise of the module's namespace. */
static void import_value(struct flow *f, uint32_t site, value v)
{
    const struct site *s = &f->sites.items[site];
    sym specifier = {VALUE_INDEX(v)};
    struct str place = {0};
    uint32_t promise = 0;

    if (place_of(f, v, &place) && placed_can_import(place)) {
        place_note(f, site, place);
        specifier = sym_intern(f->names, place);
    } else if (VALUE_KIND(v) != VALUE_TEXT) {
        charge(f, AMP_COMPUTED_SPECIFIER, s->node, s->func, (sym){FACT_NONE});
        cell_add_flags(f, s->result, FLAG_ANY);
        return;
    }
    add_import(f, site, specifier);
    path_note(f, path_root(f, PATH_MODULE, specifier), s->node, s->func);
    promise = object_at(f, s->node, 1, OBJECT_PROMISE);
    f->objects.items[promise].followed = true;
    cell_add(f, object_elem(f, promise), VALUE(VALUE_PATH, path_root(f, PATH_MODULE, specifier)));
    cell_add(f, f->sites.items[site].result, VALUE(VALUE_OBJECT, promise));
}

static void accessor_value(struct flow *f, uint32_t site, value v)
{
    const struct prop *p = &f->props.items[f->sites.items[site].object];
    bool setter = f->sites.items[site].flags & 1;
    struct flow_func *ff = NULL;
    uint32_t func = VALUE_INDEX(v);

    if (VALUE_KIND(v) != VALUE_FUNC) {
        cell_add_flags(f, p->value, FLAG_ANY);
        escape_value(f, site, v);
        return;
    }
    ff = &f->funcs[func];
    ff->called = true;
    ff->hooked = true;
    if (f->scopes->funcs.items[func].this_of == func)
        cell_edge(f, p->receivers, ff->this_cell);
    if (!setter) {
        cell_edge(f, ff->result, p->value);
        return;
    }
    if (ff->param_count > 0) {
        cell_edge(f, p->value, f->args.items[ff->params]);
        cell_add_flags(f, f->args.items[ff->params], FLAG_ANY);
    }
    if (ff->arguments_elem != 0)
        cell_edge(f, p->value, ff->arguments_elem);
}

static void receive_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site *s = &f->sites.items[site];
    const struct func *func = &f->scopes->funcs.items[s->object];

    if (s->result == 0)
        return;
    cell_add_flags(f, s->result, flags);
    if (s->flags & SITE_METHOD || func->strict || !func->uses_this)
        return;
    if (flags & (FLAG_UNDEFINED | FLAG_NULL))
        cell_add(f, s->result, VALUE(VALUE_PATH, f->path_sloppy_this));
    if (flags & FLAG_ANY)
        cell_add(f, s->result, VALUE(VALUE_PATH, f->path_sloppy_this));
    if (flags & (FLAG_BOOLEAN | FLAG_NUMBER | FLAG_TEXT | FLAG_SYMBOL))
        cell_add_flags(f, s->result, FLAG_ANY); /* a wrapper object */
}

/*
 * `this` of a function called with an explicit receiver (section 10.2.1.2). Without a result the
 * callee is unknown: objects of this file that it was read from are given away.
 */
static void receive(struct flow *f, uint32_t site, value v)
{
    if (f->sites.items[site].result == 0) {
        if (VALUE_KIND(v) == VALUE_OBJECT || VALUE_KIND(v) == VALUE_FUNC)
            escape_value(f, site, v);
        if (VALUE_KIND(v) == VALUE_PATH && f->facts->paths.items[VALUE_INDEX(v)].step == PATH_SLOPPY_THIS)
            charge(f, AMP_SLOPPY_RECEIVER, f->sites.items[site].node, f->sites.items[site].func,
                   f->sites.items[site].name);
        return;
    }
    cell_add(f, f->sites.items[site].result, v);
    if (VALUE_KIND(v) == VALUE_TEXT)
        receive_flags(f, site, FLAG_STRING);
}

void member_of_path(struct flow *f, uint32_t site, uint32_t path, cell_id from)
{
    const struct site s = f->sites.items[site];
    uint32_t member = 0;

    if (f->paths.items[path].intrinsic || path == f->path_exports)
        return;
    member = site_new(f, SITE_MEMBER_OF, s.node, s.func);
    /* Not every function on the global object is called there as a method. */
    f->sites.items[member].object = path == f->path_global_object ? f->path_sloppy_this : path;
    if (path == f->path_sloppy_this)
        f->sites.items[member].flags = SITE_ON_THIS; /* strict code does not get there */
    cell_watch(f, from, member);
}

/* A call of it as a method, wherever that is, has the path for `this`. */
static void become_member(struct flow *f, uint32_t site, value v)
{
    uint32_t func = VALUE_INDEX(v);

    if (f->sites.items[site].object == OBJECT_NONE) {
        if (VALUE_KIND(v) == VALUE_PATH)
            member_of_path(f, site, VALUE_INDEX(v), f->sites.items[site].value);
        return;
    }
    if (VALUE_KIND(v) != VALUE_FUNC || f->funcs[func].is_class || f->scopes->funcs.items[func].this_of != func)
        return;
    cell_add(f, f->funcs[func].this_cell, VALUE(VALUE_PATH, f->sites.items[site].object));
    if (f->sites.items[site].object == f->path_sloppy_this && !(f->sites.items[site].flags & SITE_ON_THIS) &&
        f->scopes->funcs.items[func].uses_this)
        charge(f, AMP_GLOBAL_METHOD, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
}

/* An argument that is no number: what is made from it may be code. */
static void taint(struct flow *f, uint32_t site)
{
    cell_add(f, f->sites.items[site].result, VALUE(VALUE_CODE, f->sites.items[site].object));
}

/* JSON.stringify and its like read all that they are given, at any depth. */
static void inspect(struct flow *f, uint32_t site, value v)
{
    struct site s = f->sites.items[site];
    uint32_t seen = 0;
    uint32_t deeper = 0;

    if (VALUE_KIND(v) == VALUE_PATH && !f->paths.items[VALUE_INDEX(v)].intrinsic && VALUE_INDEX(v) != f->path_exports)
        record_use(f, VALUE_INDEX(v), USE_ENUMERATE, site, 0);
    if (VALUE_KIND(v) != VALUE_OBJECT || map_get(&f->proto_index, map_pair(1U << 31 | VALUE_INDEX(v), s.node), &seen))
        return;
    map_put(&f->proto_index, map_pair(1U << 31 | VALUE_INDEX(v), s.node), 0);
    deeper = site_new(f, SITE_INSPECT, s.node, s.func);
    cell_watch(f, object_all(f, VALUE_INDEX(v)), deeper);
}

static void use_as_data(struct flow *f, uint32_t site, value v)
{
    bool proto = f->sites.items[site].object == DATA_IS_EXPOSED;
    bool pattern = f->sites.items[site].object == DATA_IS_PATTERN;

    if (pattern && VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].kind == OBJECT_REGEXP)
        return; /* what it may do its own way, SITE_HOOK looks at */

    /* What inherits from something outside offers all that it has; a class that extends it is charged with that. */
    if (VALUE_KIND(v) == VALUE_OBJECT || VALUE_KIND(v) == VALUE_FUNC ||
        (proto && VALUE_KIND(v) == VALUE_PATH && !f->paths.items[VALUE_INDEX(v)].heritage &&
         !f->paths.items[VALUE_INDEX(v)].intrinsic && VALUE_INDEX(v) != f->path_exports))
        escape_value(f, site, v);
    else
        inspect(f, site, v);
}

static uint32_t properties_of(struct flow *f, value v)
{
    if (VALUE_KIND(v) == VALUE_FUNC)
        return func_object(f, VALUE_INDEX(v));
    return VALUE_KIND(v) == VALUE_OBJECT ? VALUE_INDEX(v) : OBJECT_NONE;
}

/* Accessors taken out of their object may be called on anything. */
static void take_accessors(struct flow *f, uint32_t site, value v, bool escape_only)
{
    struct site s = f->sites.items[site];
    uint32_t object = properties_of(f, v);

    if (object == OBJECT_NONE) {
        bool outside = VALUE_KIND(v) == VALUE_PATH && !f->paths.items[VALUE_INDEX(v)].intrinsic;
        if (outside)
            escape_value(f, site, v);
        if (VALUE_KIND(v) == VALUE_SHARED ||
            (VALUE_KIND(v) == VALUE_REACH && !(f->sites.items[VALUE_INDEX(v)].flags & SITE_OWN_KEY)))
            charge(f, AMP_COMPUTED_MEMBER, s.node, s.func, (sym){FACT_NONE}); /* frozen, they have accessors */
        if (!escape_only && VALUE_KIND(v) != VALUE_TEXT) {
            cell_add_flags(f, s.result, FLAG_ANY);
            if (!outside)
                cell_add(f, s.result, VALUE(VALUE_SHARED, site));
        }
        return;
    }
    for (uint32_t p = f->objects.items[object].props; p != 0; p = f->props.items[p - 1].next) {
        cell_id slots[2] = {f->props.items[p - 1].getter, f->props.items[p - 1].setter};
        for (size_t i = 0; i < ARRAY_LEN(slots); i++) {
            cell_edge(f, slots[i], s.result);
            if (escape_only)
                escape_cell(f, slots[i], s.node, s.func);
        }
    }
}

/* get(), set() and has() of what is no Map or Set, for others: flow_open.c sees descriptors and handlers. */
static bool is_for_handlers(const struct flow *f, uint32_t func, sym name)
{
    uint32_t home = f->funcs[func].home;

    if (name.i == FACT_NONE || !name_is_of_handlers(sym_text(f->names, name)))
        return false;
    return home == OBJECT_NONE || f->objects.items[home].kind != OBJECT_PROTO ||
           !f->funcs[f->objects.items[home].func].derived;
}

/*
 * A function under a name that the language calls by itself (toString, then, Symbol.iterator, ...):
 * on this object, with anything.
 */
static void call_implicitly(struct flow *f, uint32_t site, value v)
{
    struct site s = f->sites.items[site];
    const struct flow_func *ff = NULL;
    uint32_t func = VALUE_INDEX(v);

    if (VALUE_KIND(v) == VALUE_PATH ||
        (VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].kind == OBJECT_BOUND))
        escape_value(f, site, v);
    if (VALUE_KIND(v) != VALUE_FUNC)
        return;
    ff = &f->funcs[func];
    f->funcs[func].called = true;
    f->funcs[func].hooked = f->funcs[func].hooked || !is_for_handlers(f, func, s.name);
    pair_check(f, func, NODE_NONE);
    for (uint32_t i = 0; i < ff->param_count; i++)
        cell_add_flags(f, f->args.items[ff->params + i], FLAG_ANY);
    cell_add_flags(f, ff->rest, FLAG_ANY);
    cell_add_flags(f, ff->arguments_elem, FLAG_ANY);
    if (f->scopes->funcs.items[func].this_of == func && !ff->is_class) { /* a class is only constructed (10.2.1) */
        cell_add(f, ff->this_cell, VALUE(VALUE_OBJECT, s.object));
        cell_edge(f, object_heirs(f, s.object), ff->this_cell);
    }
    escape_cell(f, ff->result, f->scopes->funcs.items[func].node, func);
}

/* Object.freeze and its like change what others can do with a shared object. */
static void lock(struct flow *f, uint32_t site, value v)
{
    uint32_t member = FACT_NONE;

    if (VALUE_KIND(v) == VALUE_REACH || VALUE_KIND(v) == VALUE_SHARED)
        charge_write(f, site, v, (sym){FACT_NONE});
    if (VALUE_KIND(v) == VALUE_OUTER)
        charge_outer(f, v);
    if (VALUE_KIND(v) != VALUE_PATH)
        return;
    member = path_extend(f, VALUE_INDEX(v), PATH_STEP_ANY, (sym){FACT_NONE});
    record_use(f, member == FACT_NONE ? VALUE_INDEX(v) : member, USE_WRITE, site, 0);
}

/*
 * The names of base are listed, or looked up by `in`. Which members modules of Node and its global objects have is a
 * matter of Node's version. Anything else may be a list of facts, as process.env is.
 */
static void names_of(struct flow *f, uint32_t site, value v)
{
    uint32_t path = VALUE_INDEX(v);
    enum path_step root = PATH_STEP_COUNT;

    if (VALUE_KIND(v) != VALUE_PATH || f->paths.items[path].intrinsic)
        return;
    root = (enum path_step)f->facts->paths.items[path].step;
    if (root == PATH_GLOBAL_OBJECT || root == PATH_MODULE ||
        (root == PATH_GLOBAL && str_eq(sym_text(f->names, (sym){f->facts->paths.items[path].name}), STR("process"))))
        return;
    record_use(f, path, USE_ENUMERATE, site, 0);
}

/* NOLINTNEXTLINE(readability-function-size): a flat switch over site kinds, one call each */
void operation_value(struct flow *f, uint32_t site, value v)
{
    switch ((enum site_kind)f->sites.items[site].kind) {
    case SITE_ITERATE:
        iterate(f, site, v);
        return;
    case SITE_AWAIT:
        await_value(f, site, v);
        return;
    case SITE_COPY:
        copy_value(f, site, v);
        return;
    case SITE_ENUMERATE:
    case SITE_HAS:
        names_of(f, site, v);
        return;
    case SITE_EXTENDS:
        extend_class(f, site, v);
        return;
    case SITE_IMPORT:
        import_value(f, site, v);
        return;
    case SITE_REQUIRE:
        require_value(f, site, v);
        return;
    case SITE_CREATE_REQUIRE:
        created_value(f, site, v);
        return;
    case SITE_TAINT:
        taint(f, site);
        return;
    case SITE_IMPLICIT:
        call_implicitly(f, site, v);
        return;
    case SITE_RESULT_OF:
        if (VALUE_KIND(v) == VALUE_FUNC)
            cell_edge(f, f->funcs[VALUE_INDEX(v)].result, f->sites.items[site].result);
        else
            cell_add_flags(f, f->sites.items[site].result, FLAG_ANY);
        return;
    case SITE_INSPECT:
        inspect(f, site, v);
        return;
    case SITE_LOCK:
        lock(f, site, v);
        return;
    case SITE_DATA:
        use_as_data(f, site, v);
        return;
    case SITE_ACCESSORS_OF:
    case SITE_ESCAPE_ACCESSORS:
        take_accessors(f, site, v, f->sites.items[site].kind == SITE_ESCAPE_ACCESSORS);
        return;
    case SITE_ACCESSOR:
        accessor_value(f, site, v);
        return;
    case SITE_RECEIVER:
        receive(f, site, v);
        return;
    case SITE_MEMBER_OF:
        become_member(f, site, v);
        return;
    case SITE_SETTER:
        setter_value(f, site, v);
        return;
    default:
        return; /* flow_cell.c sends no other kinds here */
    }
}

void operation_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site s = f->sites.items[site];

    switch ((enum site_kind)s.kind) {
    case SITE_ITERATE:
        cell_add_flags(f, s.result, (flags & FLAG_ANY) | (flags & FLAG_TEXT ? FLAG_SAFE : 0));
        return;
    case SITE_AWAIT:
        cell_add_flags(f, s.result, flags);
        return;
    case SITE_COPY:
        cell_add_flags(f, s.result, (flags & FLAG_ANY) | (flags & FLAG_TEXT ? FLAG_SAFE : 0));
        if (flags & FLAG_ANY)
            charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
        return;
    case SITE_EXTENDS:
        if (flags & FLAG_ANY) {
            cell_add_flags(f, object_proto(f, func_proto(f, s.object)), FLAG_ANY);
            cell_add_flags(f, object_proto(f, func_object(f, s.object)), FLAG_ANY);
            give_to_superclass(f, s.object, s.node, s.func);
        }
        return;
    case SITE_RESULT_OF:
        if (flags & FLAG_ANY)
            cell_add_flags(f, s.result, FLAG_ANY);
        return;
    case SITE_ACCESSORS_OF:
        cell_add_flags(f, s.result, flags & FLAG_ANY); /* its own ones, which somebody put there */
        return;
    case SITE_TAINT:
        if (flags & ~(unsigned)FLAG_HARMLESS)
            taint(f, site);
        return;
    case SITE_REQUIRE:
        /* require(undefined) and the like throw; nothing is loaded. */
        if (!(flags & ~(unsigned)FLAG_HARMLESS))
            return;
        if (s.object != OBJECT_NONE)
            created_require_unknown(f, site);
        charge_computed_require(f, s.node, s.func);
        cell_add_flags(f, s.result, FLAG_ANY);
        return;
    case SITE_CREATE_REQUIRE:
        created_flags(f, site, flags);
        return;
    case SITE_IMPORT:
        charge(f, AMP_COMPUTED_SPECIFIER, s.node, s.func, (sym){FACT_NONE});
        cell_add_flags(f, s.result, FLAG_ANY);
        return;
    case SITE_ACCESSOR:
        cell_add_flags(f, f->props.items[s.object].value, FLAG_ANY);
        return;
    case SITE_RECEIVER:
        receive_flags(f, site, flags);
        return;
    case SITE_SETTER:
        setter_flags(f, site, flags);
        return;
    default:
        return; /* ENUMERATE: nothing to do for values without an index */
    }
}

enum { JOINED_BYTES_MAX = 4096 };

static void concat_texts(struct flow *f, const struct site *s, value left, value right)
{
    struct str a = sym_text(f->names, (sym){VALUE_INDEX(left)});
    struct str b = sym_text(f->names, (sym){VALUE_INDEX(right)});
    struct strbuf both;

    /* One of them may be a long literal, beside nothing; what is really joined stays short, whatever is repeated. */
    if (a.len > 0 && b.len > 0 && a.len + b.len > JOINED_BYTES_MAX) {
        cell_add_flags(f, s->result, FLAG_STRING);
        return;
    }
    strbuf_init(&both, f->arena);
    strbuf_put(&both, a);
    strbuf_put(&both, b);
    cell_add(f, s->result, VALUE(VALUE_TEXT, sym_intern(f->names, strbuf_text(&both)).i));
}

/* True for numbers, booleans and nothings: as text, no name of something shared starts or ends like them. */
static bool is_plain(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    return cell->count == 0 && cell->flags != 0 && !(cell->flags & ~(unsigned)FLAG_HARMLESS);
}

/* left + right (section 13.15.3): known texts are joined, two numbers give a number. */
void operation_concat(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];
    uint16_t lefts = f->cells.items[s.base].count;
    uint16_t rights = f->cells.items[s.key].count;
    unsigned flags = f->cells.items[s.base].flags | f->cells.items[s.key].flags;
    bool odd = (flags & ~(unsigned)FLAG_HARMLESS) != 0;

    if ((lefts == 0 && f->cells.items[s.base].flags == 0) || (rights == 0 && f->cells.items[s.key].flags == 0))
        return; /* doubt_the_sum in flow.c knows when nothing comes any more */
    for (uint16_t l = 0; l < lefts; l++) {
        for (uint16_t r = 0; r < rights; r++) {
            value left = f->cells.items[s.base].items[l];
            value right = f->cells.items[s.key].items[r];
            bool texts = VALUE_KIND(left) == VALUE_TEXT && VALUE_KIND(right) == VALUE_TEXT;
            if (texts && (l >= s.seen_base || r >= s.seen_key))
                concat_texts(f, &s, left, right);
            if (!texts && !place_append(f, s.result, left, right))
                odd = true;
        }
    }
    if ((lefts > 0 && (f->cells.items[s.key].flags != 0)) || (rights > 0 && f->cells.items[s.base].flags != 0) || odd)
        cell_add_flags(f, s.result, is_plain(f, s.base) || is_plain(f, s.key) ? FLAG_SAFE : FLAG_STRING);
    if (flags & (FLAG_HARMLESS | FLAG_ANY))
        cell_add_flags(f, s.result, FLAG_NUMBER);
    f->sites.items[site].seen_base = lefts;
    f->sites.items[site].seen_key = rights;
}
