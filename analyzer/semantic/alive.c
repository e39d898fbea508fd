/*
 * alive.c - what each export of a file keeps alive.
 */
#include "analyzer/semantic/alive.h"

#include "analyzer/semantic/alive_find.h"

/* A file with more exports than anybody writes by hand has one row for all of them. */
enum { EXPORTS_MAX = 1000 };

static void set_ranges(struct finder *f, const struct closure *c, struct live_set *out)
{
    for (uint32_t i = 0; i < f->parts.len; i++) {
        const struct node *n = tree_node(f->tree, f->parts.items[i].node);
        if (c->parts[i])
            vec_push(f->arena, &out->ranges, (struct live_range){n->start, n->end});
    }
}

static void add_all(struct finder *f)
{
    struct live_export one = {.name = sym_intern(f->scopes->names, STR("*")).i};

    f->out->exports.len = 0;
    f->out->all = true;
    one.alive.functions = arena_array(f->arena, alive_function_count(f) + 1, sizeof(bool));
    for (uint32_t i = 1; i < alive_function_count(f); i++)
        one.alive.functions[i] = true;
    vec_push(f->arena, &one.alive.ranges, (struct live_range){0, UINT32_MAX});
    vec_push(f->arena, &f->out->exports, one);
}

/* The code that hands the root to its export: of a statement that sets several of them, without those of the others. */
static void add_handing(struct finder *f, const struct root *root, struct live_set *out)
{
    const struct node *part = tree_node(f->tree, alive_part_at(f, root->place)->node);
    const struct node *place = tree_node(f->tree, root->place);

    if (place->parent == NODE_NONE || tree_kind(f->tree, place->parent) != KIND_OBJECT) {
        vec_push(f->arena, &out->ranges, (struct live_range){part->start, part->end});
        return;
    }
    vec_push(f->arena, &out->ranges,
             (struct live_range){part->start, tree_node(f->tree, tree_named_first(f->tree, place->parent))->start});
    vec_push(f->arena, &out->ranges, (struct live_range){place->start, place->end});
}

static void add_export(struct finder *f, uint32_t first)
{
    struct closure c = alive_closure_new(f);
    struct live_export out = {.name = f->roots.items[first].name};

    for (uint32_t i = first; i < f->roots.len; i++) {
        const struct root *root = &f->roots.items[i];
        if (root->name != out.name)
            continue;
        if (root->node == NODE_NONE)
            alive_keep_binding(f, &c, root->binding);
        else
            alive_keep_node(f, &c, root->node);
        add_handing(f, root, &out.alive);
    }
    alive_close_over(f, &c);
    /* What functions that loading runs have made may have been put anywhere. */
    for (uint32_t i = 1; i < alive_function_count(f); i++)
        if (f->out->load.functions[i])
            for (uint32_t k = 0; k < f->inner[i].len; k++)
                alive_keep_function(f, &c, f->inner[i].items[k]);
    alive_close_over(f, &c);
    out.alive.functions = c.functions;
    set_ranges(f, &c, &out.alive);
    vec_push(f->arena, &f->out->exports, out);
}

static void find_exports(struct finder *f)
{
    for (uint32_t i = 0; i < f->roots.len; i++) {
        bool known = false;
        for (uint32_t k = 0; k < f->out->exports.len; k++)
            known = known || f->out->exports.items[k].name == f->roots.items[i].name;
        if (!known)
            add_export(f, i);
    }
    if (f->tree->goal == GOAL_COMMONJS && f->out->exports.len > 1 && alive_reaches_others(f))
        add_all(f);
}

void alive_build(struct arena *a, struct arena *scratch, const struct scopes *scopes, const struct facts *facts,
                 struct alive *out)
{
    struct finder f = {
        .arena = a, .scratch = scratch, .scopes = scopes, .tree = scopes->tree, .facts = facts, .out = out};
    uint32_t functions = facts->functions.len + 1;

    *out = (struct alive){0};
    f.func_of = arena_array(scratch, f.tree->count, sizeof(*f.func_of));
    f.part_of = arena_array(scratch, f.tree->count, sizeof(*f.part_of));
    f.mentions = arena_array(scratch, scopes->bindings.len + 1, sizeof(*f.mentions));
    f.refers = arena_array(scratch, functions, sizeof(*f.refers));
    f.inner = arena_array(scratch, functions, sizeof(*f.inner));
    f.calls = arena_array(scratch, functions, sizeof(*f.calls));
    alive_find_functions(&f);
    alive_find_parts(&f);
    alive_find_roots(&f);
    alive_find_mentions(&f);
    alive_find_inner(&f);
    alive_find_load(&f);
    if (f.all || f.roots.len == 0 || f.roots.len > EXPORTS_MAX)
        add_all(&f);
    else
        find_exports(&f);
}
