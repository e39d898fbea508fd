/*
 * flow_lose.c - authority in places that are not followed to the end.
 *
 * Variables, parameters, results and the named properties of plain objects are followed exactly. Elements,
 * properties under computed names, promises and whatever the language hands to a method of its own choosing are
 * not: an iterator, a species constructor or a setter may take the value where no edge leads. What gets there is
 * charged at once, as if it had been handed to unknown code.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"

void path_note(struct flow *f, uint32_t path, node_id node, uint32_t func)
{
    struct flow_path *p = &f->paths.items[path];

    if (p->node == NODE_NONE && node != NODE_NONE) {
        p->node = node;
        p->func = func;
    }
}

static bool is_authority(const struct flow *f, uint32_t path)
{
    return !f->paths.items[path].intrinsic && path != f->path_exports;
}

/* The place of the charge is where the authority comes from: how it got lost is of no help to a reader. */
static void lose_path(struct flow *f, uint32_t site, uint32_t path)
{
    uint32_t at = path;
    uint32_t charged = site;

    while (f->paths.items[at].node == NODE_NONE && f->facts->paths.items[at].parent != FACT_NONE)
        at = f->facts->paths.items[at].parent;
    if (f->paths.items[at].node != NODE_NONE)
        charged = site_new(f, SITE_ESCAPE, f->paths.items[at].node, f->paths.items[at].func);
    escape_value(f, charged, VALUE(VALUE_PATH, path));
}

void lose_value(struct flow *f, uint32_t site, value v)
{
    uint32_t object = VALUE_INDEX(v);

    switch (VALUE_KIND(v)) {
    case VALUE_PATH:
        if (is_authority(f, VALUE_INDEX(v)))
            lose_path(f, site, VALUE_INDEX(v));
        else
            method_handed(f, &f->sites.items[site], VALUE_INDEX(v));
        return;
    case VALUE_OBJECT:
        if (f->objects.items[object].kind == OBJECT_BOUND)
            escape_value(f, site, v);
        else
            object_exotic(f, object);
        return;
    case VALUE_FUNC:
        escape_value(f, site, v); /* it may be called with anything */
        return;
    case VALUE_TEXT:
    case VALUE_REACH:
    case VALUE_SHARED:
    case VALUE_OUTER:
    case VALUE_CODE:
    case VALUE_PLACE:
        return;
    }
}

void lose_cell(struct flow *f, cell_id c)
{
    if (c != 0)
        cell_watch(f, c, site_new(f, SITE_LOSE, NODE_NONE, f->current));
}

void object_exotic(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].exotic || f->objects.items[object].escaped)
        return;
    object_untrack(f, object);
    f->objects.items[object].exotic = true;
    for (uint32_t p = f->objects.items[object].props; p != 0; p = f->props.items[p - 1].next)
        lose_cell(f, f->props.items[p - 1].value);
    if (f->objects.items[object].followed)
        lose_cell(f, f->objects.items[object].elem);
    lose_cell(f, f->objects.items[object].proto);
}
