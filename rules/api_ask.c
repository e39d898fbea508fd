/*
 * api_ask.c - answers about access paths: a walk over the rows, once per asked major.
 */
#include "rules/api_walk.h"

static bool intrinsic_at(const struct walk *w)
{
    if (w->at != AT_ROW)
        return w->at == AT_OPAQUE && w->shared;
    if (w->fresh || w->via != VIA_NOTHING)
        return false;
    return (walk_row(w)->body->flags & (ROW_INTRINSIC | ROW_CLASS)) != 0 || walk_row(w)->first_child != ROW_NONE;
}

/* Members of a module that frozen-builtins locks, and theirs, are locked too; what their calls give is not. */
static bool all_is_locked(const struct walk *root, const struct api_path *path)
{
    for (uint32_t i = 0; i < path->count; i++)
        if (path->steps[i].kind == API_CALL || path->steps[i].kind == API_NEW)
            return false;
    return path->root == API_MODULE && root->at == AT_ROW && (walk_row(root)->body->flags & ROW_LOCKED) != 0;
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
            walk_start(&w, path);
            out->unlocked = out->unlocked || !all_is_locked(&w, path);
        }
        for (uint32_t i = 0; i < steps; i++)
            walk_step(&w, &path->steps[i], i);
        walk_operate(&w, op, path);
        out->known = out->known || w.known;
        out->intrinsic = out->intrinsic || intrinsic_at(&w);
        describe(&w, out);
    }
    api_answer_finish(out);
}

void api_table_load_effects(const struct api_table *t, struct str specifier, uint32_t majors, struct api_answer *out)
{
    struct str name = walk_module_name(specifier);

    api_answer_init(out);
    majors = api_table_builtin(t, specifier, majors);
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
        struct walk w = {.table = t, .answer = out, .major = (enum node_major)m, .known = true};

        if ((majors & node_major_bit((enum node_major)m)) == 0)
            continue;
        w.named = api_row_member(t, ROW_MODULES, name, w.major);
        walk_add_list(&w, &t->rows.items[w.named].body->lists[LIST_LOAD], 0);
        out->known = true;
        describe(&w, out);
    }
    api_answer_finish(out);
}
