#include "analyzer/semantic/flow_run.h"
#include "analyzer/semantic/flow_walk.h"

#include "analyzer/semantic/model.h"
#include "analyzer/syntax/expression.h"

/* A function that the walk is in: from `start` on, and up to `end`. */
struct range {
    uint32_t func;
    node_id start;
    node_id end;
};

struct collector {
    struct flow *f;
    struct run_vec *out;
    VEC(struct range) around;
};

static void add(struct collector *c, enum run_kind kind, const struct site *s, cell_id cell, sym name)
{
    if (cell != 0)
        vec_push(c->f->arena, c->out,
                 (struct run){.kind = (uint8_t)kind, .node = s->node, .func = s->func, .cell = cell, .name = name});
}

static void add_conversion(struct collector *c, const struct site *s, cell_id cell)
{
    add(c, RUN_CONVERT, s, cell, (sym){FACT_NONE});
}

/* Functions of the language that make texts and numbers of their arguments. */
static void add_converted(struct collector *c, const struct site *s, enum model model)
{
    if (model > MODEL_ANY)
        return;
    for (uint32_t k = 0; k < s->arg_count; k++)
        add_conversion(c, s, c->f->args.items[s->args + k]);
}

/* f.call, f.apply and f.bind: what they call has a site of its own. */
static bool calls_through(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER &&
           (p->name == f->name_call.i || p->name == f->name_apply.i || p->name == f->name_bind.i);
}

/* define() of browsers' module loaders: Node has no such global, and who makes one is charged for it. */
static bool is_define(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_GLOBAL && str_eq(sym_text(f->names, (sym){p->name}), STR("define"));
}

/* Arguments of functions that flow has no model of. */
static void add_given(struct collector *c, const struct site *s)
{
    const struct flow *f = c->f;
    const struct cell *callee = &f->cells.items[s->base];

    for (uint16_t i = 0; i < callee->count; i++) {
        uint32_t path = VALUE_INDEX(callee->items[i]);
        bool language = false;
        if (VALUE_KIND(callee->items[i]) != VALUE_PATH || calls_through(f, path) || is_define(f, path))
            continue;
        language = f->paths.items[path].intrinsic;
        /* A list of numbers is made of elements, or by an iterator. */
        if (language && f->paths.items[path].model > MODEL_KNOWN && f->paths.items[path].model != MODEL_NUMBERS) {
            add_converted(c, s, (enum model)f->paths.items[path].model);
            continue;
        }
        for (uint32_t k = 0; k <= s->arg_count; k++) {
            cell_id given = k < s->arg_count ? f->args.items[s->args + k] : s->receiver;
            add(c, RUN_MEMBER, s, given, (sym){FACT_NONE});
            add_conversion(c, s, given);
            add(c, RUN_GIVEN, s, given, (sym){FACT_NONE});
            if (given != 0)
                c->out->items[c->out->len - 1].language = language;
        }
    }
}

static void add_key(struct collector *c, const struct site *s)
{
    sym name = {FACT_NONE};

    if (!cell_single_text(c->f, s->key, &name))
        name.i = FACT_NONE;
    add(c, RUN_MEMBER, s, s->base, name);
    add_conversion(c, s, s->key);
}

/* NOLINTNEXTLINE(readability-function-size): a flat switch over kinds of sites */
static void add_site(struct collector *c, const struct site *s)
{
    switch ((enum site_kind)s->kind) {
    case SITE_CALL:
    case SITE_NEW:
    case SITE_SUPER:
        add(c, RUN_CALL, s, s->base, (sym){FACT_NONE});
        add_given(c, s);
        return;
    case SITE_READ:
    case SITE_WRITE:
        add(c, RUN_MEMBER, s, s->base, s->name);
        return;
    case SITE_READ_KEY:
    case SITE_WRITE_KEY:
        add_key(c, s);
        return;
    case SITE_COPY:
        add(c, RUN_MEMBER, s, s->base, (sym){FACT_NONE});
        return;
    case SITE_INSPECT:
        add(c, RUN_MEMBER, s, s->base, (sym){FACT_NONE});
        add_conversion(c, s, s->base);
        return;
    case SITE_DATA:
        if (s->object != DATA_IS_EXPOSED)
            add_conversion(c, s, s->base);
        return;
    case SITE_CONCAT:
        add_conversion(c, s, s->base);
        add_conversion(c, s, s->key);
        return;
    case SITE_ITERATE:
    case SITE_HOOK:
    case SITE_INSTANCEOF:
        add_conversion(c, s, s->base);
        return;
    case SITE_AWAIT:
        add(c, RUN_MEMBER, s, s->base, c->f->name_then);
        add(c, RUN_MEMBER, s, s->base, c->f->name_constructor);
        return;
    case SITE_DELETE:
    case SITE_DELETE_KEY:
    case SITE_ENUMERATE:
    case SITE_HAS:
    case SITE_EXTENDS:
    case SITE_LOCK:
    case SITE_SYMBOLS_OF:
    case SITE_ACCESSORS_OF:
    case SITE_PROTO_OF:
        add(c, RUN_MEMBER, s, s->base, c->f->name_proxy); /* only a trap can be behind it */
        return;
    case SITE_ESCAPE:
    case SITE_IMPORT:
    case SITE_REQUIRE:
    case SITE_CREATE_REQUIRE:
    case SITE_TAINT:
    case SITE_RESULT_OF:
    case SITE_IMPLICIT:
    case SITE_ESCAPE_ACCESSORS:
    case SITE_ACCESSOR:
    case SITE_RECEIVER:
    case SITE_SETTER:
    case SITE_NO_PROTOTYPE:
    case SITE_MAYBE_PROTOTYPE:
    case SITE_INHERITS:
    case SITE_FOREIGN_PROTO:
    case SITE_ODD:
    case SITE_SPECIES:
    case SITE_MEMBER_OF:
    case SITE_ACCESSORS_ON:
    case SITE_SLOPPY_STORE:
    case SITE_BOXED:
    case SITE_FILTER:
    case SITE_LOSE:
    case SITE_CHANGED:
    case SITE_PLACE:
    case SITE_RUNS_ON:
    case SITE_REGISTERED:
    case SITE_REPLACES:
    case SITE_INTEROP:
    case SITE_INTEROP_PART:
    case SITE_INTEROP_OPEN:
    case SITE_BLOCK_GETTER:
        return; /* no operation of the text of its own */
    }
}

cell_id run_operand(struct flow *f, node_id n, uint32_t func)
{
    n = skip_parentheses(f->tree, n);
    if (tree_kind(f->tree, n) == KIND_IDENTIFIER && f->scopes->binding_of[n] != BINDING_NONE)
        return binding_cell(f, f->scopes->binding_of[n]);
    if (tree_kind(f->tree, n) == KIND_THIS)
        return f->funcs[f->scopes->funcs.items[func].this_of].this_cell;
    return cell_of(f, n);
}

/* True for operators that make a primitive of an object. */
static bool converts(const struct tree *t, node_id n)
{
    switch (tree_kind(t, tree_field(t, n, FIELD_OPERATOR))) {
    case TOKEN_PLUS: /* a site has it, unless it is unary */
        return tree_kind(t, n) == KIND_UNARY_EXPRESSION;
    case TOKEN_AND_AND:
    case TOKEN_OR_OR:
    case TOKEN_NULLISH:
    case TOKEN_INSTANCEOF:
    case TOKEN_TYPEOF:
    case TOKEN_VOID:
    case TOKEN_BANG:
    case TOKEN_DELETE:
    case TOKEN_EQ_STRICT:
    case TOKEN_NE_STRICT:
    case TOKEN_PLUS_ASSIGN:
    case TOKEN_AND_AND_ASSIGN:
    case TOKEN_OR_OR_ASSIGN:
    case TOKEN_NULLISH_ASSIGN:
        return false;
    default:
        return true;
    }
}

/* x == null converts nothing. */
static bool compares_with_nothing(const struct flow *f, node_id n, cell_id left, cell_id right)
{
    enum kind op = tree_kind(f->tree, tree_field(f->tree, n, FIELD_OPERATOR));
    cell_id both[2] = {left, right};

    for (size_t i = 0; (op == TOKEN_EQ || op == TOKEN_NE) && i < ARRAY_LEN(both); i++) {
        const struct cell *c = &f->cells.items[both[i]];
        if (c->count == 0 && c->flags != 0 && (c->flags & ~(unsigned)(FLAG_UNDEFINED | FLAG_NULL)) == 0)
            return true;
    }
    return false;
}

static void add_node(struct collector *c, node_id n, uint32_t func)
{
    static const enum field operands[] = {FIELD_LEFT, FIELD_RIGHT, FIELD_ARGUMENT};
    struct site s = {.node = n, .func = func};
    cell_id cells[ARRAY_LEN(operands)] = {0};

    switch (tree_kind(c->f->tree, n)) {
    case KIND_COMPUTED_PROPERTY_NAME:
        add_conversion(c, &s, run_operand(c->f, tree_named_first(c->f->tree, n), func));
        return;
    case KIND_BINARY_EXPRESSION:
    case KIND_UNARY_EXPRESSION:
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
        if (!converts(c->f->tree, n))
            return;
        break;
    case KIND_UPDATE_EXPRESSION:
        break;
    default:
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(operands); i++) {
        node_id operand = tree_field(c->f->tree, n, operands[i]);
        if (operand != NODE_NONE)
            cells[i] = run_operand(c->f, operand, func);
    }
    if (compares_with_nothing(c->f, n, cells[0], cells[1]))
        return;
    for (size_t i = 0; i < ARRAY_LEN(operands); i++)
        add_conversion(c, &s, cells[i]);
}

/* The function that node `n` stands in; nodes are asked for in their order. */
static uint32_t function_at(struct collector *c, node_id n)
{
    while (c->around.len > 1 && c->around.items[c->around.len - 1].end <= n)
        c->around.len--;
    for (uint32_t i = c->around.len; i-- > 1;)
        if (c->around.items[i].start <= n)
            return c->around.items[i].func;
    return 0;
}

static void add_nodes(struct collector *c)
{
    const struct tree *t = c->f->tree;

    vec_push(c->f->arena, &c->around, (struct range){0, 0, UINT32_MAX});
    for (node_id n = 0; n < t->count; n++) {
        add_node(c, n, function_at(c, n));
        if (n != 0 && scope_is_function(t, n))
            vec_push(c->f->arena, &c->around,
                     (struct range){c->f->scopes->func_of[n], scope_function_start(t, n), n + tree_node(t, n)->size});
    }
}

void runs_collect(struct flow *f, struct run_vec *out)
{
    struct collector c = {.f = f, .out = out};

    for (uint32_t i = 0; i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        if (s.func < f->scopes->funcs.len)
            add_site(&c, &s);
    }
    add_nodes(&c);
}

bool run_is_unknown(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        switch (VALUE_KIND(cell->items[i])) {
        case VALUE_PATH:
            if (f->paths.items[VALUE_INDEX(cell->items[i])].root == PATH_MODULE ||
                VALUE_INDEX(cell->items[i]) == f->path_sloppy_this)
                return true;
            break;
        case VALUE_CODE:
        case VALUE_OUTER:
            return true;
        case VALUE_REACH: /* of the language, unless FLAG_ANY is beside it */
        case VALUE_SHARED:
        case VALUE_TEXT:
        case VALUE_PLACE:
        case VALUE_FUNC:
        case VALUE_OBJECT:
            break;
        }
    }
    return (cell->flags & FLAG_ANY) != 0;
}

bool run_is_own(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        enum value_kind kind = VALUE_KIND(cell->items[i]);
        if (kind == VALUE_FUNC || kind == VALUE_OBJECT)
            return true;
    }
    return false;
}

bool run_is_exposed(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        uint32_t index = VALUE_INDEX(cell->items[i]);
        if ((VALUE_KIND(cell->items[i]) == VALUE_OBJECT && f->objects.items[index].escaped) ||
            (VALUE_KIND(cell->items[i]) == VALUE_FUNC && f->funcs[index].escaped))
            return true;
    }
    return false;
}
