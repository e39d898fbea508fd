#include "analyzer/semantic/wrapper_name.h"

/* True where `n`, a child of `parent`, is the value of the field. */
static bool is_field(const struct tree *t, node_id parent, enum field field, node_id n)
{
    return tree_field(t, parent, field) == n;
}

/* True where an identifier is certainly read, and not what is assigned. Rare places are left out. */
static bool is_read(const struct tree *t, node_id n)
{
    node_id parent = tree_node(t, n)->parent;

    switch (tree_kind(t, parent)) {
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        return is_field(t, parent, FIELD_OBJECT, n);
    case KIND_CALL_EXPRESSION:
        return is_field(t, parent, FIELD_FUNCTION, n);
    case KIND_ASSIGNMENT_EXPRESSION:
        return is_field(t, parent, FIELD_RIGHT, n);
    case KIND_VARIABLE_DECLARATOR:
        return is_field(t, parent, FIELD_VALUE, n);
    case KIND_UNARY_EXPRESSION:
    case KIND_BINARY_EXPRESSION:
    case KIND_TERNARY_EXPRESSION:
    case KIND_ARGUMENTS:
    case KIND_RETURN_STATEMENT:
        return true;
    default:
        return false;
    }
}

struct wrapper_names wrapper_names_find(const struct scopes *scopes)
{
    const struct tree *t = scopes->tree;
    struct wrapper_names found = {.exports = true, .module = true, .require = true};

    if (t->goal != GOAL_COMMONJS || scopes->funcs.items[0].uses_arguments)
        return (struct wrapper_names){0};
    for (node_id n = 0; n < t->count; n++) {
        enum kind kind = tree_kind(t, n);
        bool shorthand =
            kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER || kind == KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN;
        struct str name = {0};

        if ((kind != KIND_IDENTIFIER && !shorthand) || scopes->binding_of[n] != BINDING_NONE)
            continue;
        if (kind == KIND_IDENTIFIER && is_read(t, n))
            continue;
        name = sym_text(scopes->names, scopes->name_of[n]);
        found.exports &= !str_eq(name, STR("exports"));
        found.module &= !str_eq(name, STR("module"));
        found.require &= !str_eq(name, STR("require"));
    }
    return found;
}
