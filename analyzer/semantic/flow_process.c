/*
 * flow_process.c - calls of `process` whose results and callbacks lead to more than the call itself.
 *
 * process.getBuiltinModule("fs") is a require. Methods of emitters return their receiver, which listeners have for
 * `this` (Node's documentation, Events): of `process` and its standard streams that is authority.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/base/strbuf.h"

static bool is_process(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = p->name == FACT_NONE ? (struct str){0} : sym_text(f->names, (sym){p->name});

    if (p->step == PATH_GLOBAL)
        return str_eq(name, STR("process"));
    return p->step == PATH_MODULE && (str_eq(name, STR("process")) || str_eq(name, STR("node:process")));
}

static sym with_node_prefix(struct flow *f, sym name)
{
    struct str text = sym_text(f->names, name);
    struct strbuf prefixed;

    if (str_starts(text, STR("node:")))
        return name;
    strbuf_init(&prefixed, f->arena);
    strbuf_put_c(&prefixed, "node:");
    strbuf_put(&prefixed, text);
    return sym_intern(f->names, strbuf_text(&prefixed));
}

bool process_builtin(struct flow *f, uint32_t site, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct site s = f->sites.items[site];
    node_id list = NODE_NONE;
    node_id first = NODE_NONE;
    cell_id specifier = 0;
    uint32_t watch = 0;
    sym name = {0};

    if (p->step != PATH_STEP_MEMBER || !str_eq(sym_text(f->names, (sym){p->name}), STR("getBuiltinModule")) ||
        !is_process(f, p->parent) || tree_kind(f->tree, s.node) != KIND_CALL_EXPRESSION)
        return false;
    list = tree_field(f->tree, s.node, FIELD_ARGUMENTS);
    first = tree_named_first(f->tree, list);
    if (first == NODE_NONE || tree_kind(f->tree, first) != KIND_STRING || call_arg(f, &s, 0) != cell_of(f, first) ||
        !cell_single_text(f, call_arg(f, &s, 0), &name))
        return false;
    specifier = cell_new(f);
    cell_add(f, specifier, VALUE(VALUE_TEXT, with_node_prefix(f, name).i));
    watch = site_new(f, SITE_REQUIRE, s.node, s.func);
    f->sites.items[watch].in_try = true;
    f->sites.items[watch].result = s.result;
    cell_watch(f, specifier, watch);
    cell_add_flags(f, s.result, FLAG_UNDEFINED);
    return true;
}

/* True for what hangs on `process`. */
static bool is_of_process(const struct flow *f, uint32_t path)
{
    while (f->facts->paths.items[path].parent != FACT_NONE) {
        if (is_process(f, path))
            return true;
        path = f->facts->paths.items[path].parent;
    }
    return is_process(f, path);
}

/* Events whose listeners get what other packages made: the stream that is piped, the function that listens. */
static const char *const telling_events[] = {"newListener", "pipe", "removeListener", "unpipe"};

static bool may_tell(const struct flow *f, cell_id event)
{
    const struct cell *cell = &f->cells.items[event];

    if (event == 0 || cell->flags & (FLAG_ANY | FLAG_STRING))
        return true;
    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) != VALUE_TEXT ||
            str_in_list(sym_text(f->names, (sym){VALUE_INDEX(cell->items[i])}), telling_events,
                        ARRAY_LEN(telling_events)))
            return true;
    }
    return false;
}

void process_listener(struct flow *f, uint32_t site, uint32_t path)
{
    static const char *const methods[] = {"addListener",         "off",           "on", "once", "prependListener",
                                          "prependOnceListener", "removeListener"};
    static const char *const givers[] = {"addListener", "on", "once", "prependListener", "prependOnceListener"};
    const struct path *p = &f->facts->paths.items[path];
    struct site s = f->sites.items[site];
    struct str name = {0};
    uint32_t emitter = p->parent;
    uint32_t member = FACT_NONE;

    if (p->step != PATH_STEP_MEMBER || s.kind != SITE_CALL || !is_of_process(f, emitter))
        return;
    name = sym_text(f->names, (sym){p->name});
    if (!str_in_list(name, methods, ARRAY_LEN(methods)))
        return;
    cell_add(f, s.result, VALUE(VALUE_PATH, emitter));
    if (!str_in_list(name, givers, ARRAY_LEN(givers)))
        return;
    for (uint32_t i = 0; i < s.arg_count; i++) { /* which argument is which, a spread may hide */
        member_of_path(f, site, emitter, f->args.items[s.args + i]);
        runs_on_outside(f, site, VALUE(VALUE_PATH, emitter), f->args.items[s.args + i]);
    }
    if (s.flags & SITE_SPREAD || may_tell(f, call_arg(f, &s, 0)))
        member = path_extend(f, emitter, PATH_STEP_ANY, (sym){FACT_NONE});
    if (member != FACT_NONE)
        record_use(f, member, USE_CALL, site, 0);
}
