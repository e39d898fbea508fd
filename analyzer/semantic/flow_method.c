/*
 * flow_method.c - functions of the language that every value leads to: [].push, ({}).hasOwnProperty.
 *
 * All packages share them, and nobody has to be given one. What somebody puts on them under the names `call`, `apply`
 * and `bind` is found by all who call them that way: a guard that asks for an own property among others, and the models
 * of model.def, which say what happens to the arguments. It takes three: code that takes such a function out of an
 * object (AMP_LEAK_METHOD), code that writes to what others chose (AMP_WRITE_METHOD), and code that relies on the
 * function of the same name (AMP_BORROWED_METHOD).
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_member.h"

#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/model.h"

/* Each name once in a file: which functions there are counts, not where. */
static void charge_name(struct flow *f, enum amplifier_kind kind, const struct site *s, sym name)
{
    uint32_t seen = 0;

    if (map_claim(&f->amp_index, map_pair(AMPLIFIER_COUNT + (uint32_t)kind, name.i), &seen))
        amplifier_add(f, kind, s->node, s->func, name);
}

/* True for a function of the language of which a model says what it does. */
static bool is_modelled(const struct flow *f, uint32_t path)
{
    enum model model = (enum model)f->paths.items[path].model;

    return model != MODEL_NONE && model != MODEL_KNOWN;
}

bool method_is_lender(const struct flow *f, sym name)
{
    return name.i == f->name_call.i || name.i == f->name_apply.i || name.i == f->name_bind.i;
}

void method_borrowed(struct flow *f, uint32_t site, uint32_t path, sym name)
{
    const struct site s = f->sites.items[site];

    if (method_is_lender(f, name) && is_modelled(f, path))
        charge_name(f, AMP_BORROWED_METHOD, &s, (sym){f->facts->paths.items[path].name});
}

void method_handed(struct flow *f, const struct site *s, uint32_t path)
{
    if (is_modelled(f, path))
        charge_name(f, AMP_LEAK_METHOD, s, (sym){f->facts->paths.items[path].name});
}

/* True when the operands of `op` are only compared, or computed with. */
static bool gives_primitive(enum kind op)
{
    return op != TOKEN_AND_AND && op != TOKEN_OR_OR && op != TOKEN_NULLISH;
}

/* True when the value of the member expression `n` is called there, or looked at, and goes nowhere. */
static bool stays(const struct flow *f, node_id n)
{
    const struct tree *t = f->tree;
    enum field field = (enum field)tree_node(t, n)->field;
    node_id parent = tree_node(t, n)->parent;

    while (parent != NODE_NONE && tree_kind(t, parent) == KIND_PARENTHESIZED_EXPRESSION) {
        n = parent;
        field = (enum field)tree_node(t, n)->field;
        parent = tree_node(t, n)->parent;
    }
    switch (parent == NODE_NONE ? KIND_COUNT : tree_kind(t, parent)) {
    case KIND_CALL_EXPRESSION:
        return field == FIELD_FUNCTION;
    case KIND_UNARY_EXPRESSION:
    case KIND_EXPRESSION_STATEMENT:
        return true;
    case KIND_IF_STATEMENT:
    case KIND_WHILE_STATEMENT:
    case KIND_DO_STATEMENT:
    case KIND_TERNARY_EXPRESSION:
        return field == FIELD_CONDITION;
    case KIND_BINARY_EXPRESSION: /* no function comes through on the left of && */
        return gives_primitive(tree_kind(t, tree_field(t, parent, FIELD_OPERATOR))) ||
               (field == FIELD_LEFT && tree_kind(t, tree_field(t, parent, FIELD_OPERATOR)) == TOKEN_AND_AND);
    case KIND_MEMBER_EXPRESSION: /* x.slice.call(y) */
        return field == FIELD_OBJECT &&
               method_is_lender(f, f->scopes->name_of[tree_field(t, parent, FIELD_PROPERTY)]) &&
               tree_kind(t, tree_node(t, parent)->parent) == KIND_CALL_EXPRESSION &&
               (enum field)tree_node(t, parent)->field == FIELD_FUNCTION;
    default:
        return false;
    }
}

/* True for a read that stands in the text and hands nothing on. */
static bool is_read_to_call(const struct flow *f, node_id n)
{
    if (n == NODE_NONE ||
        (tree_kind(f->tree, n) != KIND_MEMBER_EXPRESSION && tree_kind(f->tree, n) != KIND_SUBSCRIPT_EXPRESSION))
        return false;
    return stays(f, n);
}

/* Two names of one function each (ECMAScript 2025 sections B.2.2.15, B.2.2.16). */
static sym own_name(struct flow *f, sym name)
{
    struct str text = sym_text(f->names, name);

    if (str_eq(text, STR("trimLeft")))
        return sym_intern(f->names, STR("trimStart"));
    if (str_eq(text, STR("trimRight")))
        return sym_intern(f->names, STR("trimEnd"));
    return name;
}

void method_taken(struct flow *f, uint32_t site, sym name)
{
    const struct site s = f->sites.items[site];

    if (name.i < f->model_names && member_is_method(sym_text(f->names, name)) && !is_read_to_call(f, s.node))
        charge_name(f, AMP_LEAK_METHOD, &s, own_name(f, name));
}

void method_read_any(struct flow *f, uint32_t site, bool by_symbol, cell_id result)
{
    const struct site s = f->sites.items[site];

    cell_add_flags(f, result, FLAG_ANY | FLAG_UNDEFINED);
    if (s.flags & (SITE_OWN | SITE_OWN_KEY) || is_read_to_call(f, s.node))
        return;
    /* Array.prototype.values is the iterator of lists, too. */
    charge_name(f, AMP_LEAK_METHOD, &s, by_symbol ? sym_intern(f->names, STR("values")) : f->name_star);
}

void method_changed(struct flow *f, const struct site *s)
{
    charge_name(f, AMP_WRITE_METHOD, s, (sym){FACT_NONE});
}

void method_replaced(struct flow *f, const struct site *s)
{
    method_changed(f, s);
    /* What has such a name may be any function: Node's, which hosts call by `apply`. Of computed names nearly all are
     * others. */
    if (method_is_lender(f, s->name))
        charge(f, AMP_LENT_METHOD, s->node, s->func, s->name);
}

static void watch_lent(struct flow *f, const struct site *s, sym name, cell_id from)
{
    uint32_t lent = site_new(f, SITE_REPLACES, s->node, s->func);

    f->sites.items[lent].object = REPLACES_METHOD;
    f->sites.items[lent].name = name;
    cell_watch(f, from, lent);
}

void method_written(struct flow *f, uint32_t site, sym name, cell_id from)
{
    const struct site s = f->sites.items[site];

    if (method_is_lender(f, name) || name.i == f->name_proto.i)
        watch_lent(f, &s, name, from);
}

void method_written_any(struct flow *f, uint32_t site, cell_id from)
{
    const struct site s = f->sites.items[site];

    watch_lent(f, &s, f->name_star, from);
}
