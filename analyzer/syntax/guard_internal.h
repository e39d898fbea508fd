/*
 * guard_internal.h - what the parts of the guard share: guard.c walks, guard_leaf.c checks tokens,
 * guard_shape.c checks which part may stand where, guard_declare.c what declares variables, guard_semicolon.c automatic
 * semicolons.
 */
#ifndef CORDON_SYNTAX_GUARD_INTERNAL_H
#define CORDON_SYNTAX_GUARD_INTERNAL_H

#include "analyzer/syntax/guard.h"

/* What holds for a node because of where it stands (the parameters of ECMAScript's grammar). */
enum context {
    IN_AWAIT = 1, /* [+Await]: `await` is a keyword */
    IN_YIELD = 2, /* [+Yield] */
    NO_AWAIT = 4, /* `await` must not appear, whatever it would mean */
    NO_YIELD = 8,
    IN_FUNCTION = 16,   /* [+Return] */
    NO_IN = 32,         /* [~In]: the start of a for statement */
    IN_BINDING = 64,    /* a pattern that declares names */
    IN_CALLEE = 128,    /* the operand of `new`: no call may be part of it */
    IN_TOP_LEVEL = 256, /* a lexical declaration at the top level */
};

struct guard {
    struct arena *arena;
    const struct tree *tree;
    struct repairs *repairs;
    uint16_t *context; /* enum context bits of each node */
    uint32_t pos;      /* end of the last token that was checked */
    uint32_t nesting;  /* brackets that are open there */
    node_id last;      /* the node of that token, NODE_NONE before the first */
    bool stop;         /* something is wrong that no repair helps */
    bool html;         /* HTML-like comments are comments */
    struct guard_report report;
};

/* Records that the tree is wrong at `at`; only the first place is kept. */
void guard_refuse(struct guard *g, uint32_t at, const char *sentence);
/* The same where a repair may help; without an effect on `repairable` when it cannot be made. */
void guard_repair(struct guard *g, enum repair_kind kind, uint32_t from, uint32_t to, const char *sentence);
/* True when a line terminator stands between the two places, which enclose only white space and comments. */
bool guard_newline(const struct guard *g, uint32_t from, uint32_t to);

/* The text of an unescaped name at `at`; empty when there is none. */
struct str guard_word(const struct guard *g, uint32_t at);

/* Checks the token or literal at node `n` and gives the node after it. */
node_id guard_leaf(struct guard *g, node_id n);
/* Checks that nothing follows the last token. */
void guard_end(struct guard *g);
/* Where node `n` ends, with an attributes clause that the tree does not have. */
uint32_t guard_end_of(const struct guard *g, node_id n);
/* The context of child `child` of `n`. */
uint16_t guard_context(const struct guard *g, node_id n, node_id child);
/* Checks that `child` may be a part of `n`. */
void guard_part(struct guard *g, node_id n, node_id child);
/* Checks what concerns node `n` as a whole. */
void guard_node(struct guard *g, node_id n);
/* Check declarations of variables, and the heads of loops. */
void guard_declaration(struct guard *g, node_id n);
void guard_for(struct guard *g, node_id n);
void guard_for_in(struct guard *g, node_id n);
/* Checks the end of statement or field `n`, which needs a semicolon. */
void guard_semicolon(struct guard *g, node_id n);

#endif
