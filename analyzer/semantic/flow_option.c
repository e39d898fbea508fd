/*
 * flow_option.c - which options the arguments of a call have.
 *
 * Many functions of Node take a bag of options behind their first argument, and some options are authority of their own
 * (`fd`, `flags`). A literal among the arguments shows all that it has; anything else may have anything. `anything`
 * stands for there being arguments behind the first.
 */
#include "analyzer/semantic/flow_call.h"

#include "analyzer/base/strbuf.h"

static void put_name(struct strbuf *out, struct str name)
{
    strbuf_put(out, name);
    strbuf_put_char(out, '|');
}

bool is_literal_argument(const struct flow *f, const struct object *o, node_id call)
{
    const struct node *n = o->node == NODE_NONE ? NULL : tree_node(f->tree, o->node);

    if (n == NULL || n->kind != KIND_OBJECT || o->kind != OBJECT_PLAIN || o->exotic || o->unknown != 0 || o->proto != 0)
        return false;
    n = n->parent == NODE_NONE ? NULL : tree_node(f->tree, n->parent);
    return n != NULL && n->kind == KIND_ARGUMENTS && n->parent == call;
}

/* A list that stands among the arguments has no options. */
static bool is_literal_list(const struct flow *f, const struct object *o, node_id call)
{
    node_id list = o->node == NODE_NONE || tree_kind(f->tree, o->node) != KIND_ARRAY
                       ? NODE_NONE
                       : tree_node(f->tree, o->node)->parent;

    return list != NODE_NONE && o->proto == 0 && !o->exotic && tree_kind(f->tree, list) == KIND_ARGUMENTS &&
           tree_node(f->tree, list)->parent == call;
}

/* Adds the names of the properties that an argument may have; false when they are not all known. */
static bool add_options(const struct flow *f, cell_id argument, node_id call, struct strbuf *out)
{
    const struct cell *c = &f->cells.items[argument];

    if ((c->flags & FLAG_ANY) != 0)
        return false;
    for (uint16_t i = 0; i < c->count; i++) {
        const struct object *o = &f->objects.items[VALUE_INDEX(c->items[i])];
        if (VALUE_KIND(c->items[i]) == VALUE_TEXT || VALUE_KIND(c->items[i]) == VALUE_FUNC)
            continue; /* an encoding, a callback: Node reads no options from them */
        if (VALUE_KIND(c->items[i]) == VALUE_OBJECT && is_literal_list(f, o, call))
            continue;
        if (VALUE_KIND(c->items[i]) != VALUE_OBJECT || !is_literal_argument(f, o, call))
            return false;
        for (uint32_t p = o->props; p != 0; p = f->props.items[p - 1].next)
            put_name(out, sym_text(f->names, f->props.items[p - 1].name));
    }
    return true;
}

/* True for what is a number and nothing else. */
static bool is_number(const struct cell *c)
{
    return c->count == 0 && c->flags == FLAG_NUMBER;
}

uint32_t call_options(struct flow *f, const struct site *s, uint32_t skip)
{
    struct strbuf names;

    if (s->node == NODE_NONE || s->depth > 0 || skip > 0 || (s->flags & SITE_SPREAD) != 0)
        return FACT_NONE;
    strbuf_init(&names, f->arena);
    if (s->arg_count > 0 && is_number(&f->cells.items[f->args.items[s->args]]))
        strbuf_put_char(&names, '#');
    strbuf_put_char(&names, '|');
    if (s->arg_count > 1)
        put_name(&names, STR("anything"));
    for (uint32_t i = 1; i < s->arg_count; i++)
        if (!add_options(f, f->args.items[s->args + i], s->node, &names))
            return FACT_NONE;
    return sym_intern(f->names, strbuf_text(&names)).i;
}
