/*
 * api_walk.c - where an access path leads: its root, then a step for each member and call.
 */
#include "rules/api_walk.h"

#include <assert.h>

/* ---- facts ---- */

/* Adds a fact of `list` about the very thing that is used, not about some part of it. */
void walk_add_fact(struct walk *w, const struct effect_list *list, struct api_fact fact)
{
    w->answer->certain |= effect_bit(fact.effect) & ~list->perhaps;
    api_answer_add(w->answer, fact);
}

void walk_add_list(struct walk *w, const struct effect_list *list, uint32_t closes)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = list->facts[i];

        fact.closes = closes;
        walk_add_fact(w, list, fact);
    }
}

/* The list with literal arguments of a call forgotten; texts that are always the same stay. */
void walk_add_list_any(struct walk *w, const struct effect_list *list, uint32_t closes)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = {.effect = list->facts[i].effect, .closes = closes};

        if (list->facts[i].detail == API_DETAIL_TEXT) {
            fact.detail = API_DETAIL_TEXT;
            fact.text = list->facts[i].text;
        }
        walk_add_fact(w, list, fact);
    }
}

/* The list of a member that was found under the name of step `step`. */
void walk_add_list_named(struct walk *w, const struct effect_list *list, uint32_t step)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = list->facts[i];

        if (fact.detail == API_DETAIL_STEP)
            fact.index = step;
        walk_add_fact(w, list, fact);
    }
}

/* What something may do, some part of it or under some name. */
void walk_add_offer(struct walk *w, struct offer o)
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

const struct row *walk_row(const struct walk *w)
{
    return &w->table->rows.items[w->row];
}

struct offer walk_default_offer(const struct walk *w, uint32_t row)
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

/* What keeps an object of the language from being written, and what hangs on it under names of its own. */
static uint32_t language_keeps(const struct walk *w)
{
    uint32_t keeps = api_row_frozen(w->table, w->row, w->major) ? LAUNCH_BIT_FROZEN_INTRINSICS : 0;

    return api_row_left_open(w->table, w->row) ? keeps | LAUNCH_BIT_FROZEN_BUILTINS : keeps;
}

uint32_t walk_row_keeps(const struct walk *w)
{
    uint32_t keeps = language_keeps(w);

    return w->via == VIA_NOTHING && api_row_locked(w->table, w->row) ? keeps | LAUNCH_BIT_FROZEN_BUILTINS : keeps;
}

/* Enters a member of `row` that has no row. */
static void go_default(struct walk *w, uint32_t row, uint32_t keeps)
{
    const struct effect_list *rest = api_row_inherited(w->table, row, LIST_DEFAULT);

    go_opaque(w, walk_default_offer(w, row), false, keeps);
    w->perhaps = rest == NULL ? 0 : rest->perhaps;
}

void walk_to_row(struct walk *w, uint32_t row)
{
    w->at = AT_ROW;
    w->row = row;
    w->via = VIA_NOTHING;
    w->fresh = false;
    w->known = true;
}

/* A row that only says what reading it does is data: text, numbers, arrays. */
bool walk_is_data(const struct row *row)
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
    walk_add_list_named(w, &w->table->rows.items[row].body->lists[LIST_GET], step);
    while (w->table->rows.items[row].body->same != ROW_NONE) {
        uint32_t next = w->table->rows.items[row].body->same;

        if ((w->table->rows.items[next].majors & node_major_bit(w->major)) == 0)
            break;
        row = next;
        walk_add_list_named(w, &w->table->rows.items[row].body->lists[LIST_GET], step);
    }
    walk_to_row(w, row);
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
    const struct row *row = walk_row(w);
    uint32_t type = row_callable(row) ? w->table->type_function : w->table->type_object;

    if (str_eq(name, STR("constructor"))) {
        go_constructor(w, walk_default_offer(w, w->row), row_callable(row));
        return true;
    }
    if (str_eq(name, STR("__proto__"))) {
        go_opaque(w, walk_default_offer(w, w->row), true, w->around);
        return true;
    }
    if (row_callable(row) && str_eq(name, STR("prototype"))) {
        go_opaque(w, row->offers[w->major], true, walk_row_keeps(w));
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
        walk_to_row(w, type);
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
    if (walk_row(w)->any != ROW_NONE) {
        enter(w, walk_row(w)->any, step);
        return;
    }
    if (walk_is_data(walk_row(w))) {
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
    guessed = row_callable(walk_row(w)); /* what functions have, besides what their rows say, is data */
    go_default(w, w->row, str_eq(walk_row(w)->name, STR("prototype")) ? walk_row_keeps(w) : language_keeps(w));
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
    if (walk_row(w)->any != ROW_NONE) {
        uint32_t any = walk_row(w)->any;

        w->named = any;
        walk_add_list_any(w, &w->table->rows.items[any].body->lists[LIST_GET], 0);
        walk_to_row(w, any);
        return;
    }
    w->known = true;
    if (walk_is_data(walk_row(w)))
        go_inert(w);
    else
        go_opaque(w, walk_row(w)->offers[w->major], true,
                  api_row_frozen(w->table, w->row, w->major) ? LAUNCH_BIT_FROZEN_INTRINSICS : 0);
    w->guessed = true;
}

/* A member under some symbol: rows name them with "@@". Classes have more of them than the tables say. */
static void step_symbol(struct walk *w)
{
    const struct api_table *t = w->table;
    struct offer offer = {0};

    if (w->at != AT_ROW || row_callable(walk_row(w)) || walk_row(w)->any != ROW_NONE || walk_is_data(walk_row(w))) {
        step_any(w);
        return;
    }
    if (w->row != ROW_GLOBALS)
        offer = walk_default_offer(w, w->row);
    for (uint32_t i = walk_row(w)->first_child; i != ROW_NONE; i = t->rows.items[i].next) {
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
    if (walk_row(w)->body->returns != ROW_NONE) {
        enter(w, walk_row(w)->body->returns, 0);
        w->fresh = !row_gives(walk_row(w), LIST_WRITES);
        return;
    }
    if (row_callable(walk_row(w)) || walk_is_data(walk_row(w)))
        go_inert(w);
    else
        go_default(w, w->row, 0);
}

void walk_step(struct walk *w, const struct api_step *step, uint32_t index)
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

struct str walk_module_name(struct str module)
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
        go_opaque(w, with_eval((struct offer){0}), true, 0);
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

static void go_to_root(struct walk *w, const struct api_path *path)
{
    switch (path->root) {
    case API_GLOBAL:
        walk_to_row(w, ROW_GLOBALS);
        step_member(w, path->name, 0);
        return;
    case API_GLOBAL_OBJECT:
        walk_to_row(w, ROW_GLOBALS);
        return;
    case API_MODULE:
        start_in(w, ROW_MODULES, walk_module_name(path->name));
        return;
    case API_CJS:
        start_in(w, ROW_CJS, path->name);
        return;
    case API_IMPORT_META:
        walk_to_row(w, ROW_IMPORT_META);
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

void walk_start(struct walk *w, const struct api_path *path)
{
    go_to_root(w, path);
    w->around = keeps_around(w, path);
}
