#include "analyzer/semantic/flow.h"

#include <stdlib.h>

#include "analyzer/semantic/consumed.h"
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"
#include "analyzer/semantic/flow_place.h"
#include "analyzer/semantic/flow_walk.h"

static void setup_maps(struct flow *f)
{
    struct map *maps[] = {&f->edge_index,    &f->prop_index,    &f->call_index,    &f->use_index,     &f->object_index,
                          &f->amp_index,     &f->pattern_index, &f->proto_index,   &f->interop_index, &f->global_cell,
                          &f->private_index, &f->escape_index,  &f->derived_count, &f->copy_index};

    for (size_t i = 0; i < ARRAY_LEN(maps); i++)
        map_init(maps[i], f->arena);
}

/* Cell 0, edge 0, link 0 and site 0 stand for "none"; the shared cells of single flags follow. */
static void setup_cells(struct flow *f)
{
    (void)cell_new(f);
    vec_push(f->arena, &f->edges, (struct edge){0});
    vec_push(f->arena, &f->links, (struct link){0});
    (void)site_new(f, SITE_ESCAPE, 0, 0);
    for (unsigned bit = 0; bit < ARRAY_LEN(f->constant); bit++) {
        f->constant[bit] = cell_new(f);
        cell_add_flags(f, f->constant[bit], 1U << bit);
    }
    f->any = f->constant[6];
    f->exports = cell_new(f);
    f->node_cell = arena_array(f->arena, f->tree->count, sizeof(*f->node_cell));
    f->binding_cell = arena_array(f->arena, f->scopes->bindings.len + 1, sizeof(*f->binding_cell));
}

static void walk_node(struct flow *f, node_id n)
{
    if (!tree_node(f->tree, n)->named)
        return;
    if (walk_expression(f, n) || walk_statement(f, n) || walk_call(f, n) || walk_pattern(f, n) || walk_class(f, n) ||
        walk_module(f, n))
        return;
    charge(f, AMP_SYNTAX_SHAPE, n, f->current, sym_intern(f->names, str_from(kind_name(tree_kind(f->tree, n)))));
}

/* A function that the walk is inside of. */
struct entered {
    node_id end;
    uint32_t func;
    node_id try_end;
};

static void walk_tree(struct flow *f)
{
    uint32_t *enter = arena_array(f->arena, f->tree->count, sizeof(*enter));
    VEC(struct entered) around = {0};

    for (uint32_t i = 1; i < f->scopes->funcs.len; i++) {
        node_id n = f->scopes->funcs.items[i].node;
        if (scope_is_function(f->tree, n))
            enter[scope_function_start(f->tree, n)] = i;
    }
    for (node_id n = 0; n < f->tree->count; n++) {
        if (f->never.nodes[n])
            continue;
        while (around.len > 0 && around.items[around.len - 1].end <= n) {
            f->current = around.items[--around.len].func;
            f->try_end = around.items[around.len].try_end;
        }
        if (enter[n] != 0) {
            node_id node = f->scopes->funcs.items[enter[n]].node;
            vec_push(f->arena, &around,
                     (struct entered){node + tree_node(f->tree, node)->size, f->current, f->try_end});
            f->current = enter[n];
            f->try_end = 0;
        }
        walk_node(f, n);
    }
    f->current = 0;
}

/* Annex B.3.2: names that are variables of the function around the block only in sloppy code. */
static void charge_block_functions(struct flow *f)
{
    for (node_id n = 0; f->scopes->block_functions.len > 0 && n < f->tree->count; n++) {
        uint32_t binding = f->never.nodes[n] ? BINDING_NONE : scope_mentioned(f->scopes, n);
        if (binding != BINDING_NONE && f->scopes->bindings.items[binding].sloppy &&
            f->scopes->bindings.items[binding].node != n)
            charge(f, AMP_BLOCK_FUNCTION, n, 0, (sym){FACT_NONE});
    }
}

/* Annex B.3.2: the var of a block function gets its value. */
static void copy_block_functions(struct flow *f)
{
    for (uint32_t i = 0; i < f->scopes->block_functions.len; i++) {
        const struct block_function *b = &f->scopes->block_functions.items[i];
        cell_edge(f, binding_cell(f, b->inner), binding_cell(f, b->outer));
        cell_add_flags(f, binding_cell(f, b->outer), FLAG_UNDEFINED);
    }
}

static int compare_uses(const void *a, const void *b)
{
    const struct use *x = a;
    const struct use *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->path != y->path)
        return x->path < y->path ? -1 : 1;
    if (x->op != y->op)
        return x->op < y->op ? -1 : 1;
    return x->end == y->end ? 0 : x->end < y->end ? -1 : 1;
}

static int compare_amplifiers(const void *a, const void *b)
{
    const struct amplifier *x = a;
    const struct amplifier *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->detail == y->detail ? 0 : x->detail < y->detail ? -1 : 1;
}

static int compare_imports(const void *a, const void *b)
{
    const struct import *x = a;
    const struct import *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->specifier != y->specifier)
        return x->specifier < y->specifier ? -1 : 1;
    return x->kind == y->kind ? 0 : x->kind < y->kind ? -1 : 1;
}

static int compare_calls(const void *a, const void *b)
{
    const struct flow_call *x = a;
    const struct flow_call *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->callee == y->callee ? 0 : x->callee < y->callee ? -1 : 1;
}

static int compare_exports(const void *a, const void *b)
{
    const struct export *x = a;
    const struct export *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->name == y->name ? 0 : x->name < y->name ? -1 : 1;
}

#define SORT(vec, compare)                                                \
    do {                                                                  \
        if ((vec).len > 1)                                                \
            qsort((vec).items, (vec).len, sizeof(*(vec).items), compare); \
    } while (0)

/* True when the cell has functions, of the file or by their paths, and nothing else. */
static bool has_functions_only(const struct cell *cell)
{
    bool only = cell->count > 0 && !(cell->flags & FLAG_ANY);

    for (uint16_t i = 0; i < cell->count && only; i++)
        only = VALUE_KIND(cell->items[i]) == VALUE_FUNC || VALUE_KIND(cell->items[i]) == VALUE_CODE ||
               VALUE_KIND(cell->items[i]) == VALUE_PATH;
    return only;
}

/* True when some value that flow has as Function is nothing else: by its name, or as the constructor of a function. */
static bool is_function_certain(const struct flow *f)
{
    bool certain = f->names_function;

    for (uint32_t i = 0; i < f->constructor_reads.len && !certain; i++)
        certain = has_functions_only(&f->cells.items[f->sites.items[f->constructor_reads.items[i]].base]);
    return certain;
}

static uint32_t root_of(const struct flow *f, uint32_t path)
{
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    return path;
}

/* True when a use of Function that may compile text, or change something of it, may be one of something else. */
static bool is_doubtful(const struct flow *f, const struct use *use, bool is_certain)
{
    if (use->op == USE_READ || root_of(f, use->path) != f->path_function)
        return false;
    return use->op == USE_WRITE || use->op == USE_DELETE ? !is_certain && !f->mentions_function : !is_certain;
}

/* Buffers of Node's pool are objects of the file with a path. */
static bool is_pooled(const struct flow *f, value v)
{
    return VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].pool != 0;
}

/* True when what is changed or read may be something that has nothing to do with the path. */
static bool may_be_other(const struct flow *f, const struct pending_use *p)
{
    const struct cell *object = &f->cells.items[p->object];

    for (uint16_t i = 0; i < object->count; i++)
        if (VALUE_KIND(object->items[i]) != VALUE_PATH && !is_pooled(f, object->items[i]))
            return true;
    /* What a call of Node gives is an unknown value, too. */
    return p->use.op == USE_READ ? p->object == f->any : object->flags & FLAG_ANY;
}

static void finish_call(struct flow *f, struct pending_use *p)
{
    const struct site *s = p->site == FACT_NONE ? NULL : &f->sites.items[p->site];

    for (uint32_t k = 0; s != NULL && k < USE_ARGS && !(s->flags & SITE_SPREAD); k++) {
        sym text = {0};
        cell_id arg = call_arg(f, s, k + p->skip);
        if (arg != 0 && cell_single_text(f, arg, &text))
            p->use.arg[k] = text.i;
    }
    if (s != NULL)
        p->use.options = call_options(f, s, p->skip);
}

/* Constant arguments, and what a use was made of, are looked at now, when their cells are complete. */
static void finish_uses(struct flow *f)
{
    bool is_certain = is_function_certain(f);

    for (uint32_t i = 0; i < f->uses.len; i++) {
        struct pending_use p = f->uses.items[i];
        finish_call(f, &p);
        if ((p.object != 0 && may_be_other(f, &p)) || is_doubtful(f, &p.use, is_certain))
            p.use.flags |= USE_PERHAPS;
        vec_push(f->out_arena, &f->facts->uses, p.use);
    }
}

static void finish_functions(struct flow *f)
{
    for (uint32_t i = 0; i < f->scopes->funcs.len; i++) {
        const struct func *func = &f->scopes->funcs.items[i];
        const struct node *n = tree_node(f->tree, func->node);
        vec_push(f->out_arena, &f->facts->functions,
                 (struct function){.name = func->name.i, .at = n->start, .end = n->end, .parent = func->parent});
    }
}

static bool is_closed(const struct flow *f, const struct site *s)
{
    const struct cell *callee = &f->cells.items[s->base];

    if ((s->kind != SITE_CALL && s->kind != SITE_NEW) || s->depth > 0 || s->node == NODE_NONE || callee->count == 0 ||
        (callee->flags & FLAG_ANY))
        return false;
    for (uint16_t i = 0; i < callee->count; i++)
        if (VALUE_KIND(callee->items[i]) != VALUE_FUNC)
            return false;
    return true;
}

static void finish_calls(struct flow *f)
{
    for (uint32_t i = 1; i < f->sites.len; i++) {
        const struct site *s = &f->sites.items[i];
        if (is_closed(f, s))
            vec_push(f->out_arena, &f->facts->closed,
                     (struct closed_call){tree_node(f->tree, s->node)->start, tree_node(f->tree, s->node)->end});
    }
}

static void finish(struct flow *f)
{
    struct facts *out = f->facts;

    finish_functions(f);
    finish_calls(f);
    finish_uses(f);
    callers_finish(f);
    SORT(out->uses, compare_uses);
    SORT(out->amplifiers, compare_amplifiers);
    SORT(out->imports, compare_imports);
    SORT(out->exports, compare_exports);
    SORT(out->calls, compare_calls);
}

struct flow_basis {
    struct flow flow; /* only its names and paths are used */
    struct sym_table names;
    struct facts facts; /* its paths */
    struct fixed_env env;
};

const struct flow_basis *flow_basis_new(struct arena *a, struct fixed_env env)
{
    struct flow_basis *b = arena_new(a, struct flow_basis);

    b->env = env;
    sym_table_init(&b->names, a);
    b->flow = (struct flow){.out_arena = a, .arena = a, .names = &b->names, .facts = &b->facts};
    map_init(&b->flow.path_index, a);
    path_setup(&b->flow);
    return b;
}

void flow_names(const struct flow_basis *b, struct arena *a, struct sym_table *names)
{
    sym_table_copy(names, a, &b->names);
}

static void start(struct flow *f, const struct flow_basis *basis, struct scopes *scopes)
{
    vec_copy(f->out_arena, &f->facts->paths, &basis->facts.paths);
    vec_copy(f->arena, &f->paths, &basis->flow.paths);
    map_copy(&f->path_index, f->arena, &basis->flow.path_index);
    setup_maps(f);
    setup_cells(f);
    f->own_keys = own_keys_build(f->arena, scopes);
    f->never = never_run_build(f->arena, scopes, basis->env);
    f->consumed = consumed_build(f->arena, scopes, f->never.odd_names);
    functions_setup(f, scopes);
}

static void follow_the_text(struct flow *f)
{
    walk_tree(f);
    copy_block_functions(f);
    charge_block_functions(f);
    flow_solve(f);
    (void)listed_settle(f);
}

static void follow_the_rest(struct flow *f)
{
    doubt_uncalled(f);
    doubt_prototypes(f);
    doubt_heirs(f);
    doubt_unread(f);
    while (doubt_empty(f) || listed_settle(f))
        continue;
}

static void finish_notes(struct flow *f)
{
    created_finish(f);
    vanishing_finish(f);
    listed_finish(f);
    symbols_finish(f);
    values_finish(f);
    host_finish(f);
    inspect_finish(f);
    frames_finish(f);
    node_objects_finish(f);
    clones_finish(f);
    chunks_finish(f);
    found_finish(f);
}

/* With `unread`, some functions are assumed to be nobody's: false when that proved wrong for some of them. */
static bool follow(struct flow *f, bool *unread)
{
    if (f->never.odd_names)
        unread = NULL;
    if (unread != NULL)
        unread_hide(f, unread);
    follow_the_text(f);
    if (unread != NULL && !unread_holds(f, unread))
        return false;
    follow_the_rest(f);
    return unread == NULL || unread_holds(f, unread);
}

/* So often assumptions are taken back one by one, then all at once: what one hides may be what reads another. */
enum { ROUNDS_MAX = 4 };

void flow_run(struct arena *a, struct arena *scratch, const struct flow_basis *basis, const struct scopes *scopes,
              struct facts *out)
{
    const struct facts before = *out;
    bool *unread = unread_candidates(scratch, scopes);

    for (unsigned round = 0;; round++) {
        struct scopes own = *scopes;
        struct flow f = basis->flow;

        f.out_arena = a;
        f.arena = scratch;
        f.scopes = &own;
        f.tree = scopes->tree;
        f.names = scopes->names;
        f.facts = out;
        *out = before;
        start(&f, basis, &own);
        if (follow(&f, round < ROUNDS_MAX ? unread : NULL)) {
            finish_notes(&f);
            finish(&f);
            return;
        }
    }
}
