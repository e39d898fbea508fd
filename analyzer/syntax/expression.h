/*
 * expression.h - where an expression stands: what is around it, and what it is without its parentheses.
 */
#ifndef CORDON_SYNTAX_EXPRESSION_H
#define CORDON_SYNTAX_EXPRESSION_H

#include "analyzer/syntax/tree.h"

/* True when a member expression is only assigned to or deleted, not read. */
bool is_write_target(const struct tree *t, node_id n);
/* What stands in the parentheses around an expression; NODE_NONE for NODE_NONE. */
node_id skip_parentheses(const struct tree *t, node_id n);
/* True for binary operators whose result is a number or a BigInt, whatever the operands are: not for `+`. */
bool operator_gives_number(enum kind op);

#endif
