/*
 * flow_inspect.c - what util.inspect and util.format may show as text that nobody can read as a value.
 *
 * With showProxy they look behind proxies, and with showHidden at the stack (`caller` and `arguments` of a function
 * that runs) and at what WeakMaps hold; %o is both. Without customInspect they go through the lists of Node's timers.
 * Options and formats that the text does not show may be such: then the call counts like a read under a computed name.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"

/* What a call of util shows of what it is given. */
enum shown { SHOWN_PLAIN, SHOWN_PERHAPS, SHOWN_HIDDEN };

/* Options that show more unless they are, literally, `usual`. */
struct option {
    const char *name;
    enum kind usual;
};

static const struct option OPTIONS[] = {
    {"customInspect", KIND_TRUE}, {"showHidden", KIND_FALSE}, {"showProxy", KIND_FALSE}};

static enum shown more(enum shown a, enum shown b)
{
    return a > b ? a : b;
}

/* True for what is, or may be, the module "util" of Node, also by its older name. */
static bool is_util(struct str specifier)
{
    if (str_starts(specifier, STR("node:")))
        specifier = str_slice(specifier, 5, specifier.len);
    return str_eq(specifier, STR("util")) || str_eq(specifier, STR("sys")) || str_starts(specifier, STR("#"));
}

/* util._extend copies what its second argument has, like Object.assign. */
static void copied_by_util(struct flow *f, uint32_t site, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    const struct site s = f->sites.items[site];

    if (p->name == FACT_NONE || !str_eq(sym_text(f->names, (sym){p->name}), STR("_extend")))
        return;
    for (uint32_t i = 0; i < s.arg_count; i++)
        cell_watch(f, f->args.items[s.args + i], site_new(f, SITE_COPY, s.node, s.func));
}

void inspect_note(struct flow *f, uint32_t site, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    while (p->parent != FACT_NONE)
        p = &f->facts->paths.items[p->parent];
    if (p->step != PATH_MODULE || !is_util(sym_text(f->names, (sym){p->name})))
        return;
    vec_push(f->arena, &f->util_calls, (struct link){site, path});
    copied_by_util(f, site, path);
}

/* True when something in the text assigns to a member of this name. */
static bool is_assigned(const struct flow *f, sym name)
{
    for (uint32_t i = 1; i < f->sites.len; i++) {
        if (f->sites.items[i].kind == SITE_WRITE && f->sites.items[i].name.i == name.i)
            return true;
    }
    return false;
}

/* True when the object is a literal that says `name: usual`, and nothing assigns to such a member. */
static bool says(const struct flow *f, const struct object *o, sym name, enum kind usual)
{
    if (o->node == NODE_NONE || tree_kind(f->tree, o->node) != KIND_OBJECT || is_assigned(f, name))
        return false;
    for (node_id c = tree_named_first(f->tree, o->node); c != NODE_NONE; c = tree_named_next(f->tree, c)) {
        node_id key = tree_kind(f->tree, c) == KIND_PAIR ? tree_field(f->tree, c, FIELD_KEY) : NODE_NONE;
        if (key != NODE_NONE && tree_kind(f->tree, key) == KIND_PROPERTY_IDENTIFIER &&
            f->scopes->name_of[key].i == name.i)
            return tree_kind(f->tree, tree_field(f->tree, c, FIELD_VALUE)) == usual;
    }
    return false;
}

static enum shown shown_by_property(const struct flow *f, const struct object *o, sym name)
{
    for (size_t i = 0; i < ARRAY_LEN(OPTIONS); i++) {
        if (str_eq(sym_text(f->names, name), str_from(OPTIONS[i].name)))
            return says(f, o, name, OPTIONS[i].usual) ? SHOWN_PLAIN : SHOWN_HIDDEN;
    }
    return SHOWN_PLAIN;
}

static enum shown shown_by_object(const struct flow *f, const struct object *o, node_id call)
{
    bool open = (o->escaped || o->exotic || o->unknown != 0 || o->proto != 0) && !is_literal_argument(f, o, call);
    enum shown shown = open ? SHOWN_PERHAPS : SHOWN_PLAIN;

    for (uint32_t p = o->props; p != 0; p = f->props.items[p - 1].next)
        shown = more(shown, shown_by_property(f, o, f->props.items[p - 1].name));
    return shown;
}

/* What a value shows as options of the call at `call`, or as a format. */
static enum shown shown_by_value(const struct flow *f, value v, node_id call)
{
    struct str text = {0};

    switch (VALUE_KIND(v)) {
    case VALUE_TEXT:
        text = sym_text(f->names, (sym){VALUE_INDEX(v)});
        return str_find(text, STR("%o"), 0) < text.len ? SHOWN_HIDDEN : SHOWN_PLAIN;
    case VALUE_OBJECT:
        return shown_by_object(f, &f->objects.items[VALUE_INDEX(v)], call);
    case VALUE_FUNC:
        return SHOWN_PLAIN;
    case VALUE_PATH:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
    case VALUE_PLACE:
        return SHOWN_PERHAPS;
    }
    return SHOWN_PERHAPS;
}

/* `unknown` are the flags of values that may be options, or a format, with more in them. */
static enum shown shown_by(const struct flow *f, const struct site *s, cell_id argument, unsigned unknown)
{
    const struct cell *cell = &f->cells.items[argument];
    enum shown shown = cell->flags & unknown ? SHOWN_PERHAPS : SHOWN_PLAIN;

    for (uint16_t i = 0; i < cell->count; i++)
        shown = more(shown, shown_by_value(f, cell->items[i], s->node));
    return shown;
}

/* util.inspect(x, showHidden, ...): the way of older programs. */
static enum shown shown_by_flag(const struct flow *f, const struct site *s)
{
    bool written = s->depth == 0 && tree_kind(f->tree, s->node) == KIND_CALL_EXPRESSION;
    node_id argument = NODE_NONE;

    if (!(f->cells.items[call_arg(f, s, 1)].flags & FLAG_BOOLEAN))
        return SHOWN_PLAIN;
    argument = written ? tree_named_first(f->tree, tree_field(f->tree, s->node, FIELD_ARGUMENTS)) : NODE_NONE;
    argument = argument == NODE_NONE ? NODE_NONE : tree_named_next(f->tree, argument);
    return argument != NODE_NONE && tree_kind(f->tree, argument) == KIND_FALSE ? SHOWN_PLAIN : SHOWN_HIDDEN;
}

/* What the call of `path` shows. Arguments that are spread may be any. */
static enum shown shown_by_call(const struct flow *f, const struct site *s, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = p->step == PATH_STEP_MEMBER ? sym_text(f->names, (sym){p->name}) : STR("");
    bool spread = s->flags & SITE_SPREAD;
    enum shown shown = SHOWN_PLAIN;

    for (uint32_t k = 0; k < s->arg_count; k++) /* whatever the function is */
        shown = more(shown, shown_by(f, s, f->args.items[s->args + k], 0) == SHOWN_HIDDEN ? SHOWN_HIDDEN : SHOWN_PLAIN);
    if (str_eq(name, STR("inspect")) && (spread || s->arg_count > 1))
        return more(shown,
                    spread ? SHOWN_PERHAPS : more(shown_by(f, s, call_arg(f, s, 1), FLAG_ANY), shown_by_flag(f, s)));
    if (str_eq(name, STR("format")) && (spread || s->arg_count > 1))
        return more(shown, spread ? SHOWN_PERHAPS : shown_by(f, s, call_arg(f, s, 0), FLAG_ANY | FLAG_TEXT));
    if (str_eq(name, STR("formatWithOptions")) && (spread || s->arg_count > 1))
        return more(shown, spread ? SHOWN_PERHAPS
                                  : more(shown_by(f, s, call_arg(f, s, 0), FLAG_ANY),
                                         shown_by(f, s, call_arg(f, s, 1), FLAG_ANY | FLAG_TEXT)));
    return shown;
}

/* A function that others gave may be util.inspect, which Node hands to custom inspectors. */
static bool may_be_inspect(const struct flow *f, cell_id callee)
{
    const struct cell *cell = &f->cells.items[callee];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) == VALUE_PATH && f->paths.items[VALUE_INDEX(cell->items[i])].root == PATH_MODULE)
            return true;
    }
    return (cell->flags & FLAG_ANY) != 0;
}

static bool has_options(const struct flow *f, cell_id argument)
{
    const struct cell *cell = &f->cells.items[argument];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) == VALUE_OBJECT && shown_by_value(f, cell->items[i], NODE_NONE) == SHOWN_HIDDEN)
            return true;
    }
    return false;
}

/* given(x, { showHidden: true }) */
static void look_at_unknown_calls(struct flow *f)
{
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        bool told = false;
        if (s.kind != SITE_CALL || s.arg_count < 2 || !may_be_inspect(f, s.base))
            continue;
        for (uint32_t k = 1; k < s.arg_count; k++)
            told = told || has_options(f, f->args.items[s.args + k]);
        if (told)
            charge(f, AMP_INSPECT_PROXY, s.node, s.func, (sym){FACT_NONE});
    }
}

void inspect_finish(struct flow *f)
{
    look_at_unknown_calls(f);
    for (uint32_t i = 0; i < f->util_calls.len; i++) {
        const struct site s = f->sites.items[f->util_calls.items[i].to];
        switch (shown_by_call(f, &s, f->util_calls.items[i].next)) {
        case SHOWN_PLAIN:
            break;
        case SHOWN_PERHAPS:
            charge(f, AMP_STACK_KEY, s.node, s.func, (sym){FACT_NONE});
            break;
        case SHOWN_HIDDEN:
            charge(f, AMP_INSPECT_PROXY, s.node, s.func, (sym){FACT_NONE});
            break;
        }
    }
}
