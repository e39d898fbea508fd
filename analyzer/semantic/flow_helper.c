/*
 * flow_helper.c - functions of Node that change what they are given.
 *
 * util.inherits(A, B) sets the prototype of A.prototype, util._extend(a, b) copies into a, and the constructors and
 * methods of emitters and streams write to the receiver that `call` and its like name. What is handed to them is
 * changed as by an assignment in the text.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"
#include "analyzer/semantic/flow_operation.h"

static bool is_module(const struct flow *f, uint32_t path, const char *const *names, size_t count)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = {0};

    if (p->step == PATH_STEP_MEMBER && p->name == f->name_default.i) /* the default export of a builtin module */
        p = &f->facts->paths.items[p->parent];
    if (p->step != PATH_MODULE)
        return false;
    name = sym_text(f->names, (sym){p->name});
    if (str_starts(name, STR("#")))
        return true; /* which may be any of them */
    if (str_starts(name, STR("node:")))
        name = str_slice(name, 5, name.len);
    return str_in_list(name, names, count);
}

static bool is_of_util(const struct flow *f, uint32_t path, const char *member)
{
    static const char *const util[] = {"util", "sys"};
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && str_eq(sym_text(f->names, (sym){p->name}), str_from(member)) &&
           is_module(f, p->parent, util, ARRAY_LEN(util));
}

/* True for what the modules of emitters and streams offer, at any depth. */
static bool is_of_emitters(const struct flow *f, uint32_t path)
{
    static const char *const modules[] = {
        "events",          "stream", "_stream_duplex", "_stream_passthrough", "_stream_readable", "_stream_transform",
        "_stream_writable"};

    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    return is_module(f, path, modules, ARRAY_LEN(modules));
}

/* What `object` of a SITE_CHANGED says of the change. */
enum change {
    CHANGES_CLASS,
    CHANGES_RECEIVER,
    CHANGES_AS_TOLD /* the receiver: options may name the methods that it gets */
};

static void watch_changed(struct flow *f, uint32_t site, cell_id c, enum change change)
{
    struct site s = f->sites.items[site];
    uint32_t changed = site_new(f, SITE_CHANGED, s.node, s.func);

    f->sites.items[changed].object = change;
    site_set_base(f, changed, c);
    if (c != 0)
        cell_watch(f, c, changed);
}

/* target[any name] <- what others chose */
static void watch_extended(struct flow *f, uint32_t site, cell_id target)
{
    struct site s = f->sites.items[site];
    uint32_t write = site_new(f, SITE_WRITE_KEY, s.node, s.func);
    cell_id key = cell_new(f);

    if (target == 0)
        return;
    cell_add_flags(f, key, FLAG_STRING);
    site_set_base(f, write, target);
    site_set_key(f, write, key);
    site_set_value(f, write, f->any);
    cell_watch(f, target, write);
    cell_watch(f, key, write);
}

/* `this` of a function is what `new` makes. */
static enum change change_of(const struct flow *f, const struct site *s)
{
    bool own = s->receiver == f->funcs[f->scopes->funcs.items[s->func].this_of].this_cell;

    return s->arg_count == 0 || own ? CHANGES_RECEIVER : CHANGES_AS_TOLD;
}

/* stream.setDefaultHighWaterMark(...) sets something for all packages. */
static void note_high_water_mark(struct flow *f, uint32_t site, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    const struct site *s = &f->sites.items[site];

    if (p->step != PATH_STEP_MEMBER || !str_eq(sym_text(f->names, (sym){p->name}), STR("setDefaultHighWaterMark")) ||
        !is_of_emitters(f, path))
        return;
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    charge(f, AMP_SHARED_SETTER, s->node, s->func, (sym){f->facts->paths.items[path].name});
}

/* events.setMaxListeners(n) without emitters sets the default of all (Node's documentation, Events). */
static void note_default(struct flow *f, uint32_t site, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    const struct site *s = &f->sites.items[site];
    uint32_t member = FACT_NONE;

    if (p->step != PATH_STEP_MEMBER || !str_eq(sym_text(f->names, (sym){p->name}), STR("setMaxListeners")) ||
        !is_of_emitters(f, path) || (s->arg_count > 1 && !(s->flags & SITE_SPREAD)))
        return;
    member = path_extend(f, p->parent, PATH_STEP_MEMBER, sym_intern(f->names, STR("defaultMaxListeners")));
    if (member != FACT_NONE)
        record_use(f, member, USE_WRITE, site, 0);
}

void helper_note(struct flow *f, uint32_t site, uint32_t path)
{
    struct site s = f->sites.items[site];

    note_default(f, site, path);
    note_high_water_mark(f, site, path);
    if (is_of_util(f, path, "inherits"))
        watch_changed(f, site, call_arg(f, &s, 0), CHANGES_CLASS);
    else if (is_of_util(f, path, "_extend"))
        watch_extended(f, site, call_arg(f, &s, 0));
    else if (s.receiver != 0 && !(s.flags & SITE_METHOD) && is_of_emitters(f, path))
        watch_changed(f, site, s.receiver, change_of(f, &s));
}

static void change_path(struct flow *f, uint32_t site, uint32_t path)
{
    bool of_class = f->sites.items[site].object == CHANGES_CLASS;
    uint32_t member = of_class ? path_extend(f, path, PATH_STEP_MEMBER, f->name_prototype) : path;

    if (path == f->path_exports || path == f->path_sloppy_this)
        return;
    if (member != FACT_NONE)
        member = path_extend(f, member, PATH_STEP_ANY, (sym){FACT_NONE});
    record_use(f, member == FACT_NONE ? path : member, USE_WRITE, site, 0);
}

void helper_value(struct flow *f, uint32_t site, value v)
{
    switch (VALUE_KIND(v)) {
    case VALUE_PATH:
        change_path(f, site, VALUE_INDEX(v));
        return;
    case VALUE_REACH:
    case VALUE_SHARED:
        charge_write(f, site, v, (sym){FACT_NONE});
        return;
    case VALUE_OUTER:
        charge_outer(f, v);
        return;
    case VALUE_TEXT:
    case VALUE_FUNC:
    case VALUE_OBJECT:
    case VALUE_CODE:
    case VALUE_PLACE:
        return; /* this file's own, which escapes */
    }
}

void helper_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site s = f->sites.items[site];

    if (!(flags & FLAG_ANY))
        return;
    if (s.object == CHANGES_CLASS)
        charge(f, AMP_WRITE_OUTSIDE, s.node, s.func, f->name_prototype);
    if (s.object == CHANGES_AS_TOLD)
        charge(f, AMP_WRITE_RECEIVER, s.node, s.func, (sym){FACT_NONE});
}
