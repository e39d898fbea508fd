/*
 * flow_walk.h - from syntax to constraints: which cells expressions have, and which edges and sites a node makes.
 */
#ifndef CORDON_SEMANTIC_FLOW_WALK_H
#define CORDON_SEMANTIC_FLOW_WALK_H

#include "analyzer/semantic/flow_state.h"

/* Each gives the constraints of node `n` alone; children are walked on their own. True when it knew the kind. */
bool walk_expression(struct flow *f, node_id n);
bool walk_call(struct flow *f, node_id n);
bool walk_statement(struct flow *f, node_id n);
bool walk_pattern(struct flow *f, node_id n);
bool walk_class(struct flow *f, node_id n);
bool walk_module(struct flow *f, node_id n);

/* --- flow_operand.c --- */
/* The cell of an expression, whether walked yet or not. */
cell_id cell_of(struct flow *f, node_id n);
cell_id binding_cell(struct flow *f, uint32_t binding);
/* What a free name means: a variable of Node's wrapper, or of the global object. */
value free_value(struct flow *f, sym name);
/*
 * Longer texts are data. Shorter ones may be specifiers: a path of Linux is below 4 KiB, but ".." makes one of a text
 * that is longer.
 */
enum { LITERAL_BYTES_MAX = 65536 };

/* --- flow_operator.c: operators and templates --- */
void walk_unary(struct flow *f, node_id n);
void walk_binary(struct flow *f, node_id n);
void walk_augmented(struct flow *f, node_id n);
void walk_template(struct flow *f, node_id n);
/* result <- branch, unless it is never run */
void take_branch(struct flow *f, node_id branch, cell_id result);

/* --- flow_syntax_call.c --- */
void walk_super_member(struct flow *f, node_id n);
void walk_tagged(struct flow *f, node_id n, node_id callee, node_id list);
/* The receiver of a call of `callee`, when it is a member. */
void call_receiver(struct flow *f, uint32_t site, node_id callee);

/* --- flow_pattern.c --- */
/* Lets the values of `from` flow to an assignment target or binding pattern. */
void flow_into(struct flow *f, node_id target, cell_id from);

/* --- flow_function.c --- */
/* Sets up flow.funcs: parameters, `this`, results; classes without a constructor get one. */
void functions_setup(struct flow *f, struct scopes *own);
/* The value of function-like node `n`, and where its result comes from. */
void walk_function(struct flow *f, node_id n);
void walk_return(struct flow *f, node_id n);

#endif
