/*
 * flow_private.c - private names of classes (#x): only the text of a class body can name them (ECMAScript 2025
 * sections 6.2.12, 15.7.1), so a private element is a variable of the file, whatever object it is in and wherever that
 * object goes. Elements of one name in different classes are not told apart.
 */
#include "analyzer/semantic/flow_member.h"

bool is_private_name(const struct flow *f, node_id n)
{
    return n != NODE_NONE && tree_kind(f->tree, n) == KIND_PRIVATE_PROPERTY_IDENTIFIER;
}

static struct private_name *private_of(struct flow *f, node_id name)
{
    sym text = f->scopes->name_of[name];
    uint32_t found = 0;
    struct private_name made = {0};

    if (map_get(&f->private_index, text.i, &found))
        return &f->privates.items[found];
    made.value = cell_new(f);
    made.receivers = cell_new(f);
    map_put(&f->private_index, text.i, f->privates.len);
    vec_push(f->arena, &f->privates, made);
    return &f->privates.items[f->privates.len - 1];
}

void private_read(struct flow *f, node_id name, cell_id base, cell_id result)
{
    const struct private_name *p = private_of(f, name);

    cell_edge(f, base, p->receivers);
    cell_edge(f, p->value, result);
}

void private_write(struct flow *f, node_id name, cell_id base, cell_id from)
{
    const struct private_name *p = private_of(f, name);

    cell_edge(f, base, p->receivers);
    cell_edge(f, from, p->value);
}

void private_define(struct flow *f, node_id name, cell_id from)
{
    cell_edge(f, from, private_of(f, name)->value);
}

void private_accessor(struct flow *f, node_id name, uint32_t func, bool setter)
{
    const struct private_name *p = private_of(f, name);
    const struct flow_func *ff = &f->funcs[func];

    f->funcs[func].called = true;
    cell_edge(f, p->receivers, ff->this_cell);
    if (!setter) {
        cell_edge(f, ff->result, p->value);
        return;
    }
    if (ff->param_count > 0)
        cell_edge(f, p->value, f->args.items[ff->params]);
    if (ff->arguments_elem != 0)
        cell_edge(f, p->value, ff->arguments_elem);
}
