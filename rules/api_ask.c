/*
 * api_ask.c - answers about access paths: a walk over the rows, once per asked major.
 *
 * Where a path leaves what the tables describe, the walk goes on in one of two ways: over something
 * inert (data, own objects), which does nothing, or over something opaque, which may do all that the
 * default around it says.
 */
#include <assert.h>

#include "rules/api_answer.h"
#include "rules/api_row.h"

enum at { AT_ROW, AT_INERT, AT_OPAQUE };

/* How a function row is about to be called: plainly, or through a member that functions have. */
enum via { VIA_NOTHING, VIA_CALL, VIA_APPLY, VIA_BIND };

struct walk {
    const struct api_table *table;
    struct api_answer *answer;
    enum node_major major;
    enum at at;
    uint32_t row; /* AT_ROW */
    enum via via;
    bool fresh;      /* the object was made by this very path: its own members are nobody else's */
    bool computed;   /* the last step was a computed member: even reading it may do all of it */
    bool guessed;    /* AT_OPAQUE: it is one of several members, and nobody knows which */
    bool known;      /* the last step has a row */
    bool shared;     /* AT_OPAQUE: a prototype or constructor that all packages share */
    uint32_t keeps;  /* AT_OPAQUE: the condition that keeps its members from being written; 0: none does */
    uint32_t around; /* the same for what `__proto__` and `constructor` lead to from the root */
    struct offer opaque;
    effect_set perhaps; /* AT_OPAQUE: the part of it that arguments or switches decide */
    uint32_t named;     /* the row that gives the answer its name */
};

/* ---- facts ---- */

/* Adds a fact of `list` about the very thing that is used, not about some part of it. */
static void add_fact(struct walk *w, const struct effect_list *list, struct api_fact fact)
{
    w->answer->certain |= effect_bit(fact.effect) & ~list->perhaps;
    api_answer_add(w->answer, fact);
}

static void add_list(struct walk *w, const struct effect_list *list, uint32_t closes)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = list->facts[i];

        fact.closes = closes;
        add_fact(w, list, fact);
    }
}

/* The list with literal arguments of a call forgotten; texts that are always the same stay. */
static void add_list_any(struct walk *w, const struct effect_list *list, uint32_t closes)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = {.effect = list->facts[i].effect, .closes = closes};

        if (list->facts[i].detail == API_DETAIL_TEXT) {
            fact.detail = API_DETAIL_TEXT;
            fact.text = list->facts[i].text;
        }
        add_fact(w, list, fact);
    }
}

/* The list of a member that was found under the name of step `step`. */
static void add_list_named(struct walk *w, const struct effect_list *list, uint32_t step)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = list->facts[i];

        if (fact.detail == API_DETAIL_STEP)
            fact.index = step;
        add_fact(w, list, fact);
    }
}

/* What something may do, some part of it or under some name. */
static void add_offer(struct walk *w, struct offer o)
{
    for (uint32_t e = 0; e < EFFECT_COUNT; e++) {
        if ((o.all & effect_bit((enum effect)e)) != 0)
            api_answer_add(
                w->answer,
                (struct api_fact){.effect = (enum effect)e,
                                  .closes = (o.open & effect_bit((enum effect)e)) == 0 ? LAUNCH_BIT_NO_EVAL : 0});
    }
}

/* ---- steps ---- */

static const struct row *row_at(const struct walk *w)
{
    return &w->table->rows.items[w->row];
}

static struct offer default_offer(const struct walk *w, uint32_t row)
{
    const struct effect_list *rest = api_row_inherited(w->table, row, LIST_DEFAULT);

    return rest == NULL ? (struct offer){0} : (struct offer){rest->set, rest->set};
}

static void go_inert(struct walk *w)
{
    w->at = AT_INERT;
    w->fresh = false;
}

static void go_opaque(struct walk *w, struct offer offer, bool shared, uint32_t keeps)
{
    w->at = AT_OPAQUE;
    w->opaque = offer;
    w->shared = shared;
    w->keeps = keeps;
    w->fresh = false;
    w->guessed = false;
    w->perhaps = 0;
}

/* The condition that keeps the members of the row from being written, or 0. */
static uint32_t row_keeps(const struct walk *w)
{
    if (api_row_frozen(w->table, w->row, w->major))
        return LAUNCH_BIT_FROZEN_INTRINSICS;
    return w->via == VIA_NOTHING && api_row_locked(w->table, w->row) ? LAUNCH_BIT_FROZEN_BUILTINS : 0;
}

/* Enters a member of `row` that has no row. */
static void go_default(struct walk *w, uint32_t row, bool frozen)
{
    const struct effect_list *rest = api_row_inherited(w->table, row, LIST_DEFAULT);

    go_opaque(w, default_offer(w, row), false, frozen ? LAUNCH_BIT_FROZEN_INTRINSICS : 0);
    w->perhaps = rest == NULL ? 0 : rest->perhaps;
}

static void go_row(struct walk *w, uint32_t row)
{
    w->at = AT_ROW;
    w->row = row;
    w->via = VIA_NOTHING;
    w->fresh = false;
    w->known = true;
}

/* A row that only says what reading it does is data: text, numbers, arrays. */
static bool is_data(const struct row *row)
{
    return !row_callable(row) && row->first_child == ROW_NONE && row->body->same == ROW_NONE &&
           !row_gives(row, LIST_DEFAULT) && row->parent != ROW_NONE;
}

/* What `.constructor` may give: a function's constructor compiles text. */
static struct offer with_eval(struct offer o)
{
    o.all |= effect_bit(EFFECT_CODE_EVAL);
    return o;
}

static void go_constructor(struct walk *w, struct offer offer, bool of_function)
{
    go_opaque(w, with_eval(offer), true, w->around);
    w->guessed = !of_function;
}

/* Enters a row that a member names: its getter runs, and its other names are followed. */
static void enter(struct walk *w, uint32_t row, uint32_t step)
{
    w->named = row;
    add_list_named(w, &w->table->rows.items[row].body->lists[LIST_GET], step);
    while (w->table->rows.items[row].body->same != ROW_NONE) {
        uint32_t next = w->table->rows.items[row].body->same;

        if ((w->table->rows.items[next].majors & node_major_bit(w->major)) == 0)
            break;
        row = next;
        add_list_named(w, &w->table->rows.items[row].body->lists[LIST_GET], step);
    }
    go_row(w, row);
}

/* A member of something that no row describes: only these two lead to what all packages share. */
static void step_of_unlisted(struct walk *w, struct str name)
{
    struct offer offer = w->at == AT_OPAQUE ? w->opaque : (struct offer){0};

    if (str_eq(name, STR("constructor")))
        go_constructor(w, offer, false);
    else if (str_eq(name, STR("__proto__")))
        go_opaque(w, offer, true, w->around);
    else
        w->guessed = true;
}

/* A member that every function or every object has; false when `name` is none. */
static bool universal_member(struct walk *w, struct str name)
{
    const struct row *row = row_at(w);
    uint32_t type = row_callable(row) ? w->table->type_function : w->table->type_object;

    if (str_eq(name, STR("constructor"))) {
        go_constructor(w, default_offer(w, w->row), row_callable(row));
        return true;
    }
    if (str_eq(name, STR("__proto__"))) {
        go_opaque(w, default_offer(w, w->row), true, w->around);
        return true;
    }
    if (row_callable(row) && str_eq(name, STR("prototype"))) {
        go_opaque(w, row->offers[w->major], true, row_keeps(w));
        return true;
    }
    if (row_callable(row) && (str_eq(name, STR("call")) || str_eq(name, STR("apply")) || str_eq(name, STR("bind")))) {
        w->via = name.ptr[0] == 'c' ? VIA_CALL : name.ptr[0] == 'a' ? VIA_APPLY : VIA_BIND;
        return true;
    }
    if (type == ROW_NONE)
        return false;
    type = api_row_member(w->table, type, name, w->major);
    if (type != ROW_NONE)
        go_row(w, type);
    return type != ROW_NONE;
}

static bool is_module(const struct walk *w, uint32_t row)
{
    return w->table->rows.items[row].parent == ROW_MODULES;
}

static void member_of_row(struct walk *w, struct str name, uint32_t step)
{
    bool guessed = false;
    uint32_t child = w->via == VIA_NOTHING ? api_row_member(w->table, w->row, name, w->major) : ROW_NONE;

    if (child != ROW_NONE) {
        enter(w, child, step);
        return;
    }
    /* `import fs from "fs"` and interop helpers: the default export is the module's object itself. */
    if (is_module(w, w->row) && str_eq(name, STR("default"))) {
        w->known = true;
        return;
    }
    if (row_at(w)->any != ROW_NONE) {
        enter(w, row_at(w)->any, step);
        return;
    }
    if (is_data(row_at(w))) {
        go_inert(w);
        w->around = LAUNCH_BIT_FROZEN_INTRINSICS;
        step_of_unlisted(w, name);
        return;
    }
    w->known = universal_member(w, name);
    if (w->known)
        return;
    if (w->row == ROW_GLOBALS) {
        go_inert(w);
        return;
    }
    guessed = row_callable(row_at(w)); /* what functions have, besides what their rows say, is data */
    go_default(w, w->row, api_row_frozen(w->table, w->row, w->major));
    w->guessed = guessed;
}

static void step_member(struct walk *w, struct str name, uint32_t step)
{
    w->known = false;
    w->computed = false;
    if (w->row == ROW_GLOBALS && w->at == AT_ROW && (str_eq(name, STR("globalThis")) || str_eq(name, STR("global")))) {
        w->known = true;
        return;
    }
    if (w->at == AT_ROW)
        member_of_row(w, name, step);
    else
        step_of_unlisted(w, name);
}

static void step_any(struct walk *w)
{
    w->computed = true;
    if (w->at != AT_ROW)
        return;
    if (row_at(w)->any != ROW_NONE) {
        uint32_t any = row_at(w)->any;

        w->named = any;
        add_list_any(w, &w->table->rows.items[any].body->lists[LIST_GET], 0);
        go_row(w, any);
        return;
    }
    w->known = true;
    if (is_data(row_at(w)))
        go_inert(w);
    else
        go_opaque(w, row_at(w)->offers[w->major], true,
                  api_row_frozen(w->table, w->row, w->major) ? LAUNCH_BIT_FROZEN_INTRINSICS : 0);
    w->guessed = true;
}

/* A member under some symbol: rows name them with "@@". Classes have more of them than the tables say. */
static void step_symbol(struct walk *w)
{
    const struct api_table *t = w->table;
    struct offer offer = {0};

    if (w->at != AT_ROW || row_callable(row_at(w)) || row_at(w)->any != ROW_NONE || is_data(row_at(w))) {
        step_any(w);
        return;
    }
    if (w->row != ROW_GLOBALS)
        offer = default_offer(w, w->row);
    for (uint32_t i = row_at(w)->first_child; i != ROW_NONE; i = t->rows.items[i].next) {
        if (!str_starts(t->rows.items[i].name, STR("@@")) || (t->rows.items[i].majors & node_major_bit(w->major)) == 0)
            continue;
        offer.all |= t->rows.items[i].offers[w->major].all;
        offer.open |= t->rows.items[i].offers[w->major].open;
    }
    w->known = true;
    w->computed = true;
    go_opaque(w, offer, true, 0);
    w->guessed = true;
}

static void step_call(struct walk *w)
{
    w->computed = false;
    w->known = false;
    if (w->at == AT_OPAQUE && w->opaque.all == 0)
        go_inert(w);
    if (w->at != AT_ROW)
        return;
    if (w->via == VIA_BIND) {
        w->via = VIA_NOTHING;
        w->known = true;
        return;
    }
    if (row_at(w)->body->returns != ROW_NONE) {
        enter(w, row_at(w)->body->returns, 0);
        w->fresh = !row_gives(row_at(w), LIST_WRITES);
        return;
    }
    if (row_callable(row_at(w)) || is_data(row_at(w)))
        go_inert(w);
    else
        go_default(w, w->row, false);
}

static void take_step(struct walk *w, const struct api_step *step, uint32_t index)
{
    switch (step->kind) {
    case API_MEMBER:
        step_member(w, step->name, index);
        return;
    case API_ANY:
        step_any(w);
        return;
    case API_SYMBOL:
        step_symbol(w);
        return;
    case API_CALL:
    case API_NEW:
        step_call(w);
        return;
    }
    assert(!"unreachable");
}

/* ---- roots ---- */

static struct str without_prefix(struct str module)
{
    return str_starts(module, STR("node:")) ? str_slice(module, STR("node:").len, module.len) : module;
}

/* A dotted name: hidden intrinsics first, then globals; without a row it is the unknown one, "?". */
static void start_intrinsic(struct walk *w, struct str name)
{
    size_t dot = str_find(name, STR("."), 0);
    struct str head = str_slice(name, 0, dot);
    uint32_t row = api_row_member(w->table, ROW_HIDDEN, head, w->major);

    if (row == ROW_NONE)
        row = api_row_member(w->table, ROW_GLOBALS, head, w->major);
    if (row == ROW_NONE)
        row = api_row_member(w->table, ROW_HIDDEN, STR("?"), w->major);
    if (row == ROW_NONE) {
        go_opaque(w, with_eval((struct offer){0}), true, true);
        return;
    }
    enter(w, row, 0);
    while (dot < name.len) {
        size_t end = str_find(name, STR("."), dot + 1);

        step_member(w, str_slice(name, dot + 1, end), 0);
        dot = end;
    }
}

static void start_in(struct walk *w, uint32_t container, struct str name)
{
    uint32_t row = api_row_member(w->table, container, name, w->major);

    if (row != ROW_NONE)
        enter(w, row, 0);
    else
        go_inert(w);
}

static void start(struct walk *w, const struct api_path *path)
{
    switch (path->root) {
    case API_GLOBAL:
        go_row(w, ROW_GLOBALS);
        step_member(w, path->name, 0);
        return;
    case API_GLOBAL_OBJECT:
        go_row(w, ROW_GLOBALS);
        return;
    case API_MODULE:
        start_in(w, ROW_MODULES, without_prefix(path->name));
        return;
    case API_CJS:
        start_in(w, ROW_CJS, path->name);
        return;
    case API_IMPORT_META:
        go_row(w, ROW_IMPORT_META);
        return;
    case API_INTRINSIC:
        start_intrinsic(w, path->name);
        return;
    }
    assert(!"unreachable");
}

/*
 * What keeps the prototypes and constructors of the values around the root from being written. Those of Node's values
 * have others in between, which take two conditions.
 */
static uint32_t keeps_around(const struct walk *w, const struct api_path *path)
{
    switch (path->root) {
    case API_MODULE:
        return 0;
    case API_GLOBAL:
        return w->at != AT_ROW || api_row_frozen(w->table, w->row, w->major) ? LAUNCH_BIT_FROZEN_INTRINSICS : 0;
    case API_CJS:
        return str_eq(path->name, STR("module")) || str_eq(path->name, STR("require")) ? 0
                                                                                       : LAUNCH_BIT_FROZEN_INTRINSICS;
    case API_GLOBAL_OBJECT:
    case API_IMPORT_META:
    case API_INTRINSIC:
        return LAUNCH_BIT_FROZEN_INTRINSICS;
    }
    assert(!"unreachable");
    return 0;
}

/* ---- operations ---- */

/* The row as a call sees it, its literal arguments moved by `call` and `bind`, lost by `apply`. */
static void add_call(struct walk *w, const struct effect_list *list, uint32_t closes)
{
    if (w->via == VIA_APPLY) {
        add_list_any(w, list, closes);
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = list->facts[i];

        if (fact.detail == API_DETAIL_ARG && w->via != VIA_NOTHING)
            fact.index++;
        if (w->via != VIA_NOTHING)
            fact.options = STR(""); /* which argument is the first one is not followed */
        fact.closes = closes;
        add_fact(w, list, fact);
    }
}

/* What calling or constructing the row does. */
static const struct effect_list *called_list(const struct row *row, enum api_op op)
{
    if (op == API_OP_NEW_WITH && row_gives(row, LIST_NEW_WITH))
        return &row->body->lists[LIST_NEW_WITH];
    if (row_gives(row, LIST_NEW) && (op != API_OP_CALL || !row_gives(row, LIST_CALL)))
        return &row->body->lists[LIST_NEW];
    return &row->body->lists[LIST_CALL];
}

static void do_call(struct walk *w, enum api_op op)
{
    const struct effect_list *rest = NULL;
    const struct row *row = NULL;

    if (w->at == AT_OPAQUE) {
        add_offer(w, w->opaque);
        w->answer->certain |= w->guessed ? 0 : w->opaque.all & ~w->perhaps;
    }
    if (w->at != AT_ROW)
        return;
    row = row_at(w);
    if (is_data(row))
        return;
    if (row_callable(row)) {
        add_call(w, called_list(row, op), row->body->closes);
        return;
    }
    add_offer(w, default_offer(w, w->row));
    rest = api_row_inherited(w->table, w->row, LIST_DEFAULT);
    w->answer->certain |= rest == NULL ? 0 : rest->set & ~rest->perhaps;
}

/* True for a function without anything else to it: its facts are better than the set of what it offers. */
static bool plain_function(const struct row *row)
{
    return row_callable(row) && row->first_child == ROW_NONE && row->body->same == ROW_NONE &&
           row->body->returns == ROW_NONE && !row_gives(row, LIST_DEFAULT);
}

/* What is handed on does what it is for; that it has other members too proves nothing. */
static effect_set purpose_of(const struct row *row)
{
    effect_set purpose =
        row->body->lists[LIST_CALL].set | row->body->lists[LIST_NEW].set | row->body->lists[LIST_DEFAULT].set;

    return purpose & ~row->body->lists[LIST_PERHAPS].set;
}

static void do_escape(struct walk *w)
{
    effect_set certain = w->answer->certain;
    const struct row *row = NULL;

    if (w->at == AT_OPAQUE)
        add_offer(w, w->opaque);
    if (w->at != AT_ROW)
        return;
    row = row_at(w);
    if (is_data(row))
        return; /* its getter was charged on the way to it */
    if (!plain_function(row)) {
        add_offer(w, row->offers[w->major]);
    } else {
        add_list_any(w, &row->body->lists[LIST_CALL], row->body->closes);
        add_list_any(w, &row->body->lists[LIST_NEW], row->body->closes);
    }
    w->answer->certain = certain | purpose_of(row);
}

/* A class of the language is constructed; what is inherited from it is charged where it is used. */
static void do_extends(struct walk *w)
{
    if (w->at != AT_ROW || !row_callable(row_at(w)) || !api_row_frozen(w->table, w->row, w->major)) {
        do_escape(w);
        return;
    }
    do_call(w, true);
    add_offer(w, default_offer(w, w->row));
}

static void do_enumerate(struct walk *w)
{
    effect_set certain = w->answer->certain;
    const struct api_table *t = w->table;

    if (w->at == AT_OPAQUE)
        add_offer(w, w->opaque);
    if (w->at != AT_ROW)
        return;
    if (row_gives(row_at(w), LIST_ENUMERATE)) {
        add_list_any(w, &row_at(w)->body->lists[LIST_ENUMERATE], 0);
        return;
    }
    for (uint32_t i = row_at(w)->first_child; i != ROW_NONE; i = t->rows.items[i].next)
        if ((t->rows.items[i].majors & node_major_bit(w->major)) != 0)
            add_list_any(w, &t->rows.items[i].body->lists[LIST_GET], 0);
    w->answer->certain = certain; /* it is not known that anything is read */
}

/* ---- writes ---- */

static void add_tampering(struct walk *w, enum effect e, uint32_t closes)
{
    if (!w->guessed)
        w->answer->certain |= effect_bit(e);
    api_answer_add(w->answer, (struct api_fact){.effect = e, .closes = closes});
}

/* Writing a member of the row, when nothing says more about that member. */
static void write_default(struct walk *w)
{
    const struct effect_list *writes = api_row_inherited(w->table, w->row, LIST_WRITES);

    if (writes != NULL)
        add_list_any(w, writes, 0);
    else if (w->row == ROW_GLOBALS)
        add_tampering(w, EFFECT_TAMPER_GLOBAL, 0);
    else
        add_tampering(w, EFFECT_TAMPER_INTRINSICS, row_keeps(w));
}

static void write_named(struct walk *w, struct str name, uint32_t step)
{
    const struct api_table *t = w->table;
    uint32_t child = api_row_member(t, w->row, name, w->major);

    if (child == ROW_NONE)
        child = row_at(w)->any;
    if (child != ROW_NONE && row_gives(&t->rows.items[child], LIST_WRITE)) {
        w->named = child;
        w->known = true;
        add_list_named(w, &t->rows.items[child].body->lists[LIST_WRITE], step);
        return;
    }
    w->known = child != ROW_NONE;
    w->named = child != ROW_NONE ? child : w->named;
    /* A name that Node does not know makes a new global, which is the program's own. */
    if (w->row != ROW_GLOBALS || child != ROW_NONE || str_eq(name, STR("globalThis")) || str_eq(name, STR("global")))
        write_default(w);
}

static void write_any(struct walk *w)
{
    const struct api_table *t = w->table;
    uint32_t any = row_at(w)->any;

    if (any != ROW_NONE)
        add_list_any(w, &t->rows.items[any].body->lists[LIST_WRITE], 0);
    for (uint32_t i = row_at(w)->first_child; i != ROW_NONE; i = t->rows.items[i].next)
        if (i != any && (t->rows.items[i].majors & node_major_bit(w->major)) != 0)
            add_list_any(w, &t->rows.items[i].body->lists[LIST_WRITE], 0);
    if (any == ROW_NONE)
        write_default(w);
}

/* `w` stands at the object whose member is written. */
static void do_write(struct walk *w, const struct api_step *last, uint32_t step)
{
    if (w->at == AT_OPAQUE) {
        add_offer(w, w->computed ? w->opaque : (struct offer){0});
        add_tampering(w, EFFECT_TAMPER_INTRINSICS, w->keeps);
    }
    if (w->at != AT_ROW || (w->fresh && !row_gives(row_at(w), LIST_WRITES)))
        return;
    if (last->kind == API_MEMBER)
        write_named(w, last->name, step);
    else if (last->kind == API_ANY)
        write_any(w);
    else
        write_default(w);
}

/* Assignment to the root of a path: only a free variable is more than the file's own. */
static void write_root(struct walk *w, const struct api_path *path)
{
    const struct api_step step = {API_MEMBER, path->name};

    if (path->root != API_GLOBAL && path->root != API_GLOBAL_OBJECT)
        return;
    go_row(w, ROW_GLOBALS);
    if (path->root == API_GLOBAL)
        do_write(w, &step, 0);
    else
        write_default(w);
}

static void do_op(struct walk *w, enum api_op op, const struct api_path *path)
{
    switch (op) {
    case API_OP_READ:
        if (w->computed && w->at == AT_OPAQUE)
            add_offer(w, w->opaque);
        return;
    case API_OP_CALL:
    case API_OP_NEW:
    case API_OP_NEW_WITH:
        do_call(w, op);
        return;
    case API_OP_EXTENDS:
        do_extends(w);
        return;
    case API_OP_ESCAPE:
        do_escape(w);
        return;
    case API_OP_ENUMERATE:
        do_enumerate(w);
        return;
    case API_OP_WRITE:
    case API_OP_DELETE:
        if (path->count == 0)
            write_root(w, path);
        else
            do_write(w, &path->steps[path->count - 1], path->count - 1);
        return;
    }
    assert(!"unreachable");
}

/* ---- answers ---- */

static bool intrinsic_at(const struct walk *w)
{
    if (w->at != AT_ROW)
        return w->at == AT_OPAQUE && w->shared;
    if (w->fresh || w->via != VIA_NOTHING)
        return false;
    return (row_at(w)->body->flags & (ROW_INTRINSIC | ROW_CLASS)) != 0 || row_at(w)->first_child != ROW_NONE;
}

/* Members of a module that frozen-builtins locks, and theirs, are locked too; what their calls give is not. */
static bool all_is_locked(const struct walk *root, const struct api_path *path)
{
    for (uint32_t i = 0; i < path->count; i++)
        if (path->steps[i].kind == API_CALL || path->steps[i].kind == API_NEW)
            return false;
    return path->root == API_MODULE && root->at == AT_ROW && (row_at(root)->body->flags & ROW_LOCKED) != 0;
}

static void describe(const struct walk *w, struct api_answer *out)
{
    const struct row *row = NULL;

    if (out->row.len > 0 || w->named == ROW_NONE)
        return;
    row = &w->table->rows.items[w->named];
    out->row = row->print;
    if (w->known) {
        out->note = row->body->note;
        out->proof = row->body->proof;
    }
}

void api_table_ask(const struct api_table *t, const struct api_path *path, enum api_op op, uint32_t majors,
                   struct api_answer *out)
{
    bool writes = op == API_OP_WRITE || op == API_OP_DELETE;

    api_answer_init(out);
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
        struct walk w = {.table = t, .answer = out, .major = (enum node_major)m, .named = ROW_NONE};
        uint32_t steps = writes && path->count > 0 ? path->count - 1 : path->count;

        if ((majors & node_major_bit((enum node_major)m)) == 0)
            continue;
        if (!writes || path->count > 0) {
            start(&w, path);
            w.around = keeps_around(&w, path);
            out->unlocked = out->unlocked || !all_is_locked(&w, path);
        }
        for (uint32_t i = 0; i < steps; i++)
            take_step(&w, &path->steps[i], i);
        do_op(&w, op, path);
        out->known = out->known || w.known;
        out->intrinsic = out->intrinsic || intrinsic_at(&w);
        describe(&w, out);
    }
    api_answer_finish(out);
}

void api_table_load_effects(const struct api_table *t, struct str specifier, uint32_t majors, struct api_answer *out)
{
    struct str name = without_prefix(specifier);

    api_answer_init(out);
    majors = api_table_builtin(t, specifier, majors);
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
        struct walk w = {.table = t, .answer = out, .major = (enum node_major)m, .known = true};

        if ((majors & node_major_bit((enum node_major)m)) == 0)
            continue;
        w.named = api_row_member(t, ROW_MODULES, name, w.major);
        add_list(&w, &t->rows.items[w.named].body->lists[LIST_LOAD], 0);
        out->known = true;
        describe(&w, out);
    }
    api_answer_finish(out);
}
