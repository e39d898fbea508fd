#include <string.h>

#include "analyzer/syntax/guard_internal.h"
#include "analyzer/syntax/lexer.h"

/* What a kind is, as a set. */
#define BIT(n) (1ULL << (n))
#define IS_EXPRESSION BIT(0)
#define IS_SEQUENCE BIT(1)
#define IS_STATEMENT BIT(2)
#define IS_FUNCTION BIT(3)
#define IS_DECLARATION BIT(4)
#define IS_MODULE_ITEM BIT(5)
#define IS_NAME BIT(6)
#define IS_REFERENCE BIT(7)
#define IS_PATTERN BIT(8)
#define IS_DEFAULT BIT(9)
#define IS_REST BIT(10)
#define IS_PATTERN_PROPERTY BIT(11)
#define IS_PROPERTY_NAME BIT(12)
#define IS_PRIVATE BIT(13)
#define IS_PLAIN_PROPERTY BIT(14)
#define IS_SPREAD BIT(15)
#define IS_OBJECT_MEMBER BIT(16)
#define IS_METHOD BIT(17)
#define IS_CLASS_MEMBER BIT(18)
#define IS_ARGUMENTS BIT(19)
#define IS_SUPER BIT(20)
#define IS_IMPORT BIT(21)
#define IS_BLOCK BIT(22)
#define IS_EMPTY BIT(23)
#define IS_VARIABLES BIT(24)
#define IS_CASE BIT(25)
#define IS_TEMPLATE_PART BIT(26)
#define IS_EXPORT_PART BIT(27)
#define IS_IMPORT_PART BIT(28)
#define IS_IMPORT_CLAUSE_PART BIT(29)
#define IS_TEXT BIT(30)
#define IS_USING BIT(31)

static const uint64_t classes[KIND_COUNT] = {
    [KIND_IDENTIFIER] = IS_EXPRESSION | IS_NAME | IS_IMPORT_CLAUSE_PART,
    [KIND_UNDEFINED] = IS_EXPRESSION | IS_NAME | IS_IMPORT_CLAUSE_PART,
    [KIND_THIS] = IS_EXPRESSION,
    [KIND_NUMBER] = IS_EXPRESSION | IS_PROPERTY_NAME,
    [KIND_STRING] = IS_EXPRESSION | IS_PROPERTY_NAME | IS_TEXT,
    [KIND_TEMPLATE_STRING] = IS_EXPRESSION | IS_ARGUMENTS,
    [KIND_REGEX] = IS_EXPRESSION,
    [KIND_TRUE] = IS_EXPRESSION,
    [KIND_FALSE] = IS_EXPRESSION,
    [KIND_NULL] = IS_EXPRESSION,
    [KIND_ARRAY] = IS_EXPRESSION,
    [KIND_OBJECT] = IS_EXPRESSION,
    [KIND_FUNCTION_EXPRESSION] = IS_EXPRESSION,
    [KIND_GENERATOR_FUNCTION] = IS_EXPRESSION,
    [KIND_ARROW_FUNCTION] = IS_EXPRESSION,
    [KIND_CLASS] = IS_EXPRESSION,
    [KIND_META_PROPERTY] = IS_EXPRESSION,
    [KIND_PARENTHESIZED_EXPRESSION] = IS_EXPRESSION | IS_REFERENCE,
    [KIND_MEMBER_EXPRESSION] = IS_EXPRESSION | IS_REFERENCE,
    [KIND_SUBSCRIPT_EXPRESSION] = IS_EXPRESSION | IS_REFERENCE,
    [KIND_CALL_EXPRESSION] = IS_EXPRESSION,
    [KIND_NEW_EXPRESSION] = IS_EXPRESSION,
    [KIND_ASSIGNMENT_EXPRESSION] = IS_EXPRESSION,
    [KIND_AUGMENTED_ASSIGNMENT_EXPRESSION] = IS_EXPRESSION,
    [KIND_TERNARY_EXPRESSION] = IS_EXPRESSION,
    [KIND_BINARY_EXPRESSION] = IS_EXPRESSION,
    [KIND_UNARY_EXPRESSION] = IS_EXPRESSION,
    [KIND_UPDATE_EXPRESSION] = IS_EXPRESSION,
    [KIND_AWAIT_EXPRESSION] = IS_EXPRESSION,
    [KIND_YIELD_EXPRESSION] = IS_EXPRESSION,
    [KIND_SEQUENCE_EXPRESSION] = IS_SEQUENCE,
    [KIND_SUPER] = IS_SUPER,
    [KIND_IMPORT] = IS_IMPORT,
    [KIND_ARGUMENTS] = IS_ARGUMENTS,
    [KIND_SPREAD_ELEMENT] = IS_SPREAD,

    [KIND_EXPRESSION_STATEMENT] = IS_STATEMENT,
    [KIND_VARIABLE_DECLARATION] = IS_STATEMENT | IS_VARIABLES,
    [KIND_STATEMENT_BLOCK] = IS_STATEMENT | IS_BLOCK,
    [KIND_IF_STATEMENT] = IS_STATEMENT,
    [KIND_SWITCH_STATEMENT] = IS_STATEMENT,
    [KIND_FOR_STATEMENT] = IS_STATEMENT,
    [KIND_FOR_IN_STATEMENT] = IS_STATEMENT,
    [KIND_WHILE_STATEMENT] = IS_STATEMENT,
    [KIND_DO_STATEMENT] = IS_STATEMENT,
    [KIND_TRY_STATEMENT] = IS_STATEMENT,
    [KIND_WITH_STATEMENT] = IS_STATEMENT,
    [KIND_BREAK_STATEMENT] = IS_STATEMENT,
    [KIND_CONTINUE_STATEMENT] = IS_STATEMENT,
    [KIND_RETURN_STATEMENT] = IS_STATEMENT,
    [KIND_THROW_STATEMENT] = IS_STATEMENT,
    [KIND_EMPTY_STATEMENT] = IS_STATEMENT | IS_EMPTY,
    [KIND_LABELED_STATEMENT] = IS_STATEMENT,
    [KIND_DEBUGGER_STATEMENT] = IS_STATEMENT,
    [KIND_FUNCTION_DECLARATION] = IS_FUNCTION,
    [KIND_GENERATOR_FUNCTION_DECLARATION] = IS_DECLARATION,
    [KIND_CLASS_DECLARATION] = IS_DECLARATION,
    [KIND_LEXICAL_DECLARATION] = IS_DECLARATION | IS_VARIABLES,
    [KIND_USING_DECLARATION] = IS_USING,
    [KIND_IMPORT_STATEMENT] = IS_MODULE_ITEM,
    [KIND_EXPORT_STATEMENT] = IS_MODULE_ITEM,
    [KIND_SWITCH_CASE] = IS_CASE,
    [KIND_SWITCH_DEFAULT] = IS_CASE,

    [KIND_OBJECT_PATTERN] = IS_PATTERN,
    [KIND_ARRAY_PATTERN] = IS_PATTERN,
    [KIND_ASSIGNMENT_PATTERN] = IS_DEFAULT,
    [KIND_REST_PATTERN] = IS_REST | IS_PATTERN_PROPERTY,
    [KIND_PAIR_PATTERN] = IS_PATTERN_PROPERTY,
    [KIND_OBJECT_ASSIGNMENT_PATTERN] = IS_PATTERN_PROPERTY,
    [KIND_SHORTHAND_PROPERTY_IDENTIFIER_PATTERN] = IS_PATTERN_PROPERTY,

    [KIND_PROPERTY_IDENTIFIER] = IS_PROPERTY_NAME | IS_PLAIN_PROPERTY,
    [KIND_PRIVATE_PROPERTY_IDENTIFIER] = IS_PRIVATE,
    [KIND_COMPUTED_PROPERTY_NAME] = IS_PROPERTY_NAME,
    [KIND_PAIR] = IS_OBJECT_MEMBER,
    [KIND_SHORTHAND_PROPERTY_IDENTIFIER] = IS_OBJECT_MEMBER,
    [KIND_METHOD_DEFINITION] = IS_METHOD | IS_CLASS_MEMBER,
    [KIND_FIELD_DEFINITION] = IS_CLASS_MEMBER,
    [KIND_CLASS_STATIC_BLOCK] = IS_CLASS_MEMBER,
    [KIND_STRING_FRAGMENT] = IS_TEMPLATE_PART,
    [KIND_TEMPLATE_SUBSTITUTION] = IS_TEMPLATE_PART,

    [KIND_EXPORT_CLAUSE] = IS_EXPORT_PART,
    [KIND_NAMESPACE_EXPORT] = IS_EXPORT_PART,
    [KIND_IMPORT_CLAUSE] = IS_IMPORT_PART,
    [KIND_IMPORT_ATTRIBUTE] = IS_IMPORT_PART,
    [KIND_NAMESPACE_IMPORT] = IS_IMPORT_CLAUSE_PART,
    [KIND_NAMED_IMPORTS] = IS_IMPORT_CLAUSE_PART,
};

#define SLOTS                                                                             \
    X(SLOT_ITEM, IS_STATEMENT | IS_FUNCTION | IS_DECLARATION | IS_USING | IS_MODULE_ITEM) \
    X(SLOT_LISTED, IS_STATEMENT | IS_FUNCTION | IS_DECLARATION | IS_USING)                \
    X(SLOT_STATEMENT, IS_STATEMENT)                                                       \
    X(SLOT_STATEMENT_OR_FUNCTION, IS_STATEMENT | IS_FUNCTION)                             \
    X(SLOT_CASE, IS_CASE)                                                                 \
    X(SLOT_FOR_START, IS_EXPRESSION | IS_SEQUENCE | IS_VARIABLES | IS_USING | IS_EMPTY)   \
    X(SLOT_FOR_CONDITION, IS_EXPRESSION | IS_SEQUENCE | IS_EMPTY)                         \
    X(SLOT_EXPRESSION, IS_EXPRESSION | IS_SEQUENCE)                                       \
    X(SLOT_ASSIGN, IS_EXPRESSION)                                                         \
    X(SLOT_OPERAND, IS_EXPRESSION | IS_PRIVATE)                                           \
    X(SLOT_ARROW_BODY, IS_EXPRESSION | IS_BLOCK)                                          \
    X(SLOT_CALLEE, IS_EXPRESSION | IS_SUPER | IS_IMPORT)                                  \
    X(SLOT_OBJECT, IS_EXPRESSION | IS_SUPER)                                              \
    X(SLOT_ARGUMENTS, IS_ARGUMENTS)                                                       \
    X(SLOT_ELEMENT, IS_EXPRESSION | IS_SPREAD)                                            \
    X(SLOT_OBJECT_MEMBER, IS_OBJECT_MEMBER | IS_SPREAD | IS_METHOD)                       \
    X(SLOT_TARGET, IS_NAME | IS_REFERENCE | IS_PATTERN)                                   \
    X(SLOT_SIMPLE_TARGET, IS_NAME | IS_REFERENCE)                                         \
    X(SLOT_NAME, IS_NAME)                                                                 \
    X(SLOT_PATTERN_ELEMENT, IS_NAME | IS_REFERENCE | IS_PATTERN | IS_DEFAULT | IS_REST)   \
    X(SLOT_PATTERN_VALUE, IS_NAME | IS_REFERENCE | IS_PATTERN | IS_DEFAULT)               \
    X(SLOT_PATTERN_PROPERTY, IS_PATTERN_PROPERTY)                                         \
    X(SLOT_PROPERTY_NAME, IS_PROPERTY_NAME)                                               \
    X(SLOT_MEMBER_NAME, IS_PROPERTY_NAME | IS_PRIVATE)                                    \
    X(SLOT_MEMBER_PROPERTY, IS_PLAIN_PROPERTY | IS_PRIVATE)                               \
    X(SLOT_CLASS_MEMBER, IS_CLASS_MEMBER)                                                 \
    X(SLOT_TEMPLATE_PART, IS_TEMPLATE_PART)                                               \
    X(SLOT_EXPORT, IS_EXPORT_PART)                                                        \
    X(SLOT_DECLARATION, IS_FUNCTION | IS_DECLARATION | IS_VARIABLES)                      \
    X(SLOT_EXCHANGE_NAME, IS_NAME | IS_TEXT)                                              \
    X(SLOT_IMPORT, IS_IMPORT_PART)                                                        \
    X(SLOT_IMPORT_CLAUSE, IS_IMPORT_CLAUSE_PART)

enum slot {
    SLOT_DENY,
#define X(id, set) id,
    SLOTS
#undef X
        SLOT_COUNT,
};

static const uint64_t slot_sets[SLOT_COUNT] = {
#define X(id, set) [id] = (set),
    SLOTS
#undef X
};

/* A slot, or SLOT_COUNT plus the only kind that is allowed. */
static const uint8_t parts[KIND_COUNT][FIELD_COUNT] = {
#define PART(parent, field, slot) [parent][field] = (slot),
#define ONLY(parent, field, kind) [parent][field] = SLOT_COUNT + (kind),
#include "analyzer/syntax/guard_rules.def"
#undef PART
#undef ONLY
};
_Static_assert(SLOT_COUNT + KIND_COUNT <= 256, "an entry of the table is a byte");

/* Levels of expressions, from the loosest. */
enum rank {
    RANK_NONE,
    RANK_ASSIGN,
    RANK_CONDITIONAL,
    RANK_COALESCE,
    RANK_LOGICAL_OR,
    RANK_LOGICAL_AND,
    RANK_OR,
    RANK_XOR,
    RANK_AND,
    RANK_EQUALITY,
    RANK_RELATIONAL,
    RANK_SHIFT,
    RANK_ADDITIVE,
    RANK_MULTIPLICATIVE,
    RANK_EXPONENT,
    RANK_UNARY,
    RANK_UPDATE,
    RANK_NEW, /* `new` without arguments */
    RANK_LEFT_HAND_SIDE,
};

static enum rank rank_of_operator(enum kind operator)
{
    switch ((int)operator) {
    case TOKEN_NULLISH:
        return RANK_COALESCE;
    case TOKEN_OR_OR:
        return RANK_LOGICAL_OR;
    case TOKEN_AND_AND:
        return RANK_LOGICAL_AND;
    case TOKEN_OR:
        return RANK_OR;
    case TOKEN_XOR:
        return RANK_XOR;
    case TOKEN_AND:
        return RANK_AND;
    case TOKEN_EQ:
    case TOKEN_NE:
    case TOKEN_EQ_STRICT:
    case TOKEN_NE_STRICT:
        return RANK_EQUALITY;
    case TOKEN_LT:
    case TOKEN_GT:
    case TOKEN_LE:
    case TOKEN_GE:
    case TOKEN_IN:
    case TOKEN_INSTANCEOF:
        return RANK_RELATIONAL;
    case TOKEN_SHL:
    case TOKEN_SHR:
    case TOKEN_USHR:
        return RANK_SHIFT;
    case TOKEN_PLUS:
    case TOKEN_MINUS:
        return RANK_ADDITIVE;
    case TOKEN_STAR:
    case TOKEN_SLASH:
    case TOKEN_PERCENT:
        return RANK_MULTIPLICATIVE;
    case TOKEN_STAR_STAR:
        return RANK_EXPONENT;
    default:
        return RANK_NONE;
    }
}

static enum kind operator_of(const struct guard *g, node_id n)
{
    node_id operator= tree_field(g->tree, n, FIELD_OPERATOR);

    return operator== NODE_NONE ? KIND_ERROR : tree_kind(g->tree, operator);
}

static enum rank rank_of(const struct guard *g, node_id n)
{
    switch ((int)tree_kind(g->tree, n)) {
    case KIND_ASSIGNMENT_EXPRESSION:
    case KIND_AUGMENTED_ASSIGNMENT_EXPRESSION:
    case KIND_ARROW_FUNCTION:
    case KIND_YIELD_EXPRESSION:
        return RANK_ASSIGN;
    case KIND_TERNARY_EXPRESSION:
        return RANK_CONDITIONAL;
    case KIND_BINARY_EXPRESSION:
        return rank_of_operator(operator_of(g, n));
    case KIND_UNARY_EXPRESSION:
    case KIND_AWAIT_EXPRESSION:
        return RANK_UNARY;
    case KIND_UPDATE_EXPRESSION:
        return RANK_UPDATE;
    case KIND_NEW_EXPRESSION:
        return tree_field(g->tree, n, FIELD_ARGUMENTS) == NODE_NONE ? RANK_NEW : RANK_LEFT_HAND_SIDE;
    default:
        return (classes[tree_kind(g->tree, n)] & IS_EXPRESSION) != 0 ? RANK_LEFT_HAND_SIDE : RANK_NONE;
    }
}

static bool binary_operand_fits(const struct guard *g, node_id n, node_id child)
{
    enum kind operator= operator_of(g, n);
    enum rank level = rank_of_operator(operator);
    enum rank rank = rank_of(g, child);
    bool left = tree_node(g->tree, child)->field == FIELD_LEFT;

    if (tree_kind(g->tree, child) == KIND_PRIVATE_PROPERTY_IDENTIFIER)
        return left && operator== TOKEN_IN;
    if (level == RANK_NONE)
        return false;
    if (level == RANK_COALESCE)
        return rank >= RANK_OR || (left && rank == RANK_COALESCE);
    if (level == RANK_EXPONENT)
        return left ? rank >= RANK_UPDATE : rank >= RANK_EXPONENT;
    return left ? rank >= level : rank > level;
}

/* Whether the expression `child` is of the level that its place in `n` asks for. */
static bool level_fits(const struct guard *g, node_id n, node_id child)
{
    switch ((int)tree_kind(g->tree, n)) {
    case KIND_BINARY_EXPRESSION:
        return binary_operand_fits(g, n, child);
    case KIND_TERNARY_EXPRESSION:
        return tree_node(g->tree, child)->field != FIELD_CONDITION || rank_of(g, child) >= RANK_COALESCE;
    case KIND_UNARY_EXPRESSION:
    case KIND_AWAIT_EXPRESSION:
        return rank_of(g, child) >= RANK_UNARY;
    case KIND_CLASS_HERITAGE:
    case KIND_NEW_EXPRESSION:
        return tree_node(g->tree, child)->field == FIELD_ARGUMENTS || rank_of(g, child) >= RANK_NEW;
    case KIND_CALL_EXPRESSION:
    case KIND_MEMBER_EXPRESSION:
    case KIND_SUBSCRIPT_EXPRESSION:
        if (tree_node(g->tree, child)->field != FIELD_FUNCTION && tree_node(g->tree, child)->field != FIELD_OBJECT)
            return true;
        return rank_of(g, child) == RANK_LEFT_HAND_SIDE || (classes[tree_kind(g->tree, child)] & IS_EXPRESSION) == 0;
    default:
        return true;
    }
}

/* The end of the statement that an arrow function or an increment ends, when what follows cannot go on with it. */
static void refuse_level(struct guard *g, node_id n, node_id child)
{
    uint32_t from = tree_node(g->tree, child)->end;
    node_id after = tree_next(g->tree, child);
    uint32_t to = after == NODE_NONE ? from : tree_node(g->tree, after)->start;

    if (child == n + 1 && guard_newline(g, from, to))
        guard_repair(g, REPAIR_SEMICOLON, from, to, "a statement ends here that was read on");
    else
        guard_refuse(g, tree_node(g->tree, child)->start, "an operand of another level than ECMAScript has here");
}

static bool kind_fits(const struct guard *g, node_id n, node_id child)
{
    const struct node *node = tree_node(g->tree, child);
    unsigned rule = parts[tree_kind(g->tree, n)][node->field];

    if (rule >= SLOT_COUNT)
        return node->kind == rule - SLOT_COUNT;
    if ((classes[node->kind] & slot_sets[rule]) == 0)
        return false;
    /* What declares names consists of names. */
    return (classes[node->kind] & IS_REFERENCE) == 0 || (g->context[child] & IN_BINDING) == 0 ||
           (rule != SLOT_TARGET && rule != SLOT_PATTERN_ELEMENT && rule != SLOT_PATTERN_VALUE);
}

/* An expression of a word that is only a name here: `yield` outside of generators, `await` outside of async functions.
 */
static bool is_name_only(const struct guard *g, node_id n)
{
    unsigned context = g->context[n];

    switch ((int)tree_kind(g->tree, n)) {
    case KIND_YIELD_EXPRESSION:
        return (context & (IN_YIELD | NO_YIELD)) == 0;
    case KIND_AWAIT_EXPRESSION:
        return (context & (IN_AWAIT | NO_AWAIT)) == 0;
    default:
        return false;
    }
}

void guard_part(struct guard *g, node_id n, node_id child)
{
    const struct node *node = tree_node(g->tree, child);

    if (is_name_only(g, child)) {
        guard_repair(g, REPAIR_NAME, node->start, node->start + 5, "this name was taken for a keyword");
        g->stop = true;
    } else if (!kind_fits(g, n, child)) {
        if (node->kind == KIND_LEXICAL_DECLARATION && str_eq(guard_word(g, node->start), STR("let")))
            guard_repair(g, REPAIR_NAME, node->start, node->start + 3, "a name was read as a declaration");
        else if (node->kind == KIND_USING_DECLARATION)
            guard_repair(g, REPAIR_NAME, node->start, node->start + 5, "a name was read as a `using` declaration");
        else if (child == n + 1)
            refuse_level(g, n, child);
        else
            guard_refuse(g, node->start, "this syntax is not one that ECMAScript has here");
    } else if ((classes[node->kind] & IS_MODULE_ITEM) != 0) {
        g->report.module_syntax = true;
        if (g->tree->goal != GOAL_MODULE)
            guard_refuse(g, node->start, "import and export declarations belong into modules");
    } else if (!level_fits(g, n, child)) {
        refuse_level(g, n, child);
    }
}
