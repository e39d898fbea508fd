#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"

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
        charge(f, AMP_OWN_VALUES, f->sites.items[site].node, f->sites.items[site].func, (sym){FACT_NONE});
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

/* Object.getOwnPropertySymbols of a prototype of the language: Symbol.unscopables may be among them. */
static void symbols_of(struct flow *f, uint32_t site, value v)
{
    enum value_kind kind = VALUE_KIND(v);

    if (kind == VALUE_REACH || kind == VALUE_SHARED || kind == VALUE_OUTER ||
        (kind == VALUE_PATH && f->paths.items[VALUE_INDEX(v)].intrinsic))
        cell_add_flags(f, f->sites.items[site].result, FLAG_ANY);
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
        extends_value(f, site, v);
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
        receiver_implicit(f, site, v);
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
    case SITE_SYMBOLS_OF:
        symbols_of(f, site, v);
        return;
    case SITE_ACCESSORS_OF:
    case SITE_ESCAPE_ACCESSORS:
        accessors_take(f, site, v, f->sites.items[site].kind == SITE_ESCAPE_ACCESSORS);
        return;
    case SITE_ACCESSOR:
        accessor_value(f, site, v);
        return;
    case SITE_RECEIVER:
        receiver_value(f, site, v);
        return;
    case SITE_MEMBER_OF:
        receiver_of_member(f, site, v);
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
        if (flags & FLAG_ANY) {
            charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
            charge(f, AMP_OWN_VALUES, s.node, s.func, (sym){FACT_NONE});
        }
        return;
    case SITE_EXTENDS:
        extends_flags(f, site, flags);
        return;
    case SITE_LOCK:
        if (flags & FLAG_ANY) {
            charge(f, AMP_WRITE_RECEIVER, s.node, s.func, (sym){FACT_NONE});
            charge(f, AMP_GLOBAL_MEMBER, s.node, s.func, (sym){FACT_NONE});
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
        import_flags(f, site);
        return;
    case SITE_ACCESSOR:
        cell_add_flags(f, f->props.items[s.object].value, FLAG_ANY);
        return;
    case SITE_RECEIVER:
        receiver_flags(f, site, flags);
        return;
    case SITE_SETTER:
        setter_flags(f, site, flags);
        return;
    default:
        return; /* ENUMERATE: nothing to do for values without an index */
    }
}
