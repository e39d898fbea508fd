/*
 * api_operate.c - what an operation does with the thing that a walk has come to.
 */
#include <assert.h>

#include "rules/api_walk.h"

/* The row as a call sees it, its literal arguments moved by `call` and `bind`, lost by `apply`. */
static void add_call(struct walk *w, const struct effect_list *list, uint32_t closes)
{
    if (w->via == VIA_APPLY) {
        walk_add_list_any(w, list, closes);
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct api_fact fact = list->facts[i];

        if (fact.detail == API_DETAIL_ARG && w->via != VIA_NOTHING)
            fact.index++;
        if (w->via != VIA_NOTHING)
            fact.options = STR(""); /* which argument is the first one is not followed */
        fact.closes = closes;
        walk_add_fact(w, list, fact);
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
        walk_add_offer(w, w->opaque);
        w->answer->certain |= w->guessed ? 0 : w->opaque.all & ~w->perhaps;
    }
    if (w->at != AT_ROW)
        return;
    row = walk_row(w);
    if (walk_is_data(row))
        return;
    if (row_callable(row)) {
        add_call(w, called_list(row, op), row->body->closes);
        return;
    }
    walk_add_offer(w, walk_default_offer(w, w->row));
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
        walk_add_offer(w, w->opaque);
    if (w->at != AT_ROW)
        return;
    row = walk_row(w);
    if (walk_is_data(row))
        return; /* its getter was charged on the way to it */
    if (!plain_function(row)) {
        walk_add_offer(w, row->offers[w->major]);
    } else {
        walk_add_list_any(w, &row->body->lists[LIST_CALL], row->body->closes);
        walk_add_list_any(w, &row->body->lists[LIST_NEW], row->body->closes);
    }
    w->answer->certain = certain | purpose_of(row);
}

/* A class of the language is constructed; what is inherited from it is charged where it is used. */
static void do_extends(struct walk *w)
{
    effect_set certain = w->answer->certain;

    if (w->at != AT_ROW || !row_callable(walk_row(w)) || !api_row_frozen(w->table, w->row, w->major)) {
        do_escape(w);
        return;
    }
    do_call(w, API_OP_NEW);
    /* With which arguments, the subclass says where it is constructed. */
    if (row_gives(walk_row(w), LIST_NEW_WITH))
        w->answer->certain = certain | (w->answer->certain & walk_row(w)->body->lists[LIST_NEW_WITH].set);
    walk_add_offer(w, walk_default_offer(w, w->row));
}

static void do_enumerate(struct walk *w)
{
    effect_set certain = w->answer->certain;
    const struct api_table *t = w->table;

    if (w->at == AT_OPAQUE)
        walk_add_offer(w, w->opaque);
    if (w->at != AT_ROW)
        return;
    if (row_gives(walk_row(w), LIST_ENUMERATE)) {
        walk_add_list_any(w, &walk_row(w)->body->lists[LIST_ENUMERATE], 0);
        return;
    }
    for (uint32_t i = walk_row(w)->first_child; i != ROW_NONE; i = t->rows.items[i].next)
        if ((t->rows.items[i].majors & node_major_bit(w->major)) != 0)
            walk_add_list_any(w, &t->rows.items[i].body->lists[LIST_GET], 0);
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
        walk_add_list_any(w, writes, 0);
    else if (w->row == ROW_GLOBALS)
        add_tampering(w, EFFECT_TAMPER_GLOBAL, 0);
    else
        add_tampering(w, EFFECT_TAMPER_INTRINSICS, walk_row_keeps(w));
}

static void write_named(struct walk *w, struct str name, uint32_t step)
{
    const struct api_table *t = w->table;
    uint32_t child = api_row_member(t, w->row, name, w->major);

    if (child == ROW_NONE)
        child = walk_row(w)->any;
    if (child != ROW_NONE && row_gives(&t->rows.items[child], LIST_WRITE)) {
        w->named = child;
        w->known = true;
        walk_add_list_named(w, &t->rows.items[child].body->lists[LIST_WRITE], step);
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
    uint32_t any = walk_row(w)->any;

    if (any != ROW_NONE)
        walk_add_list_any(w, &t->rows.items[any].body->lists[LIST_WRITE], 0);
    for (uint32_t i = walk_row(w)->first_child; i != ROW_NONE; i = t->rows.items[i].next)
        if (i != any && (t->rows.items[i].majors & node_major_bit(w->major)) != 0)
            walk_add_list_any(w, &t->rows.items[i].body->lists[LIST_WRITE], 0);
    if (any == ROW_NONE)
        write_default(w);
}

/* `w` stands at the object whose member is written. */
static void do_write(struct walk *w, const struct api_step *last, uint32_t step)
{
    if (w->at == AT_OPAQUE) {
        walk_add_offer(w, w->computed ? w->opaque : (struct offer){0});
        add_tampering(w, EFFECT_TAMPER_INTRINSICS, w->keeps);
    }
    if (w->at != AT_ROW || (w->fresh && !row_gives(walk_row(w), LIST_WRITES)))
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
    walk_to_row(w, ROW_GLOBALS);
    if (path->root == API_GLOBAL)
        do_write(w, &step, 0);
    else
        write_default(w);
}

void walk_operate(struct walk *w, enum api_op op, const struct api_path *path)
{
    switch (op) {
    case API_OP_READ:
        if (w->computed && w->at == AT_OPAQUE)
            walk_add_offer(w, w->opaque);
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
