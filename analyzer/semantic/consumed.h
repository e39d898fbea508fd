/*
 * consumed.h - expressions of which nothing is left but a primitive value.
 *
 * `o[k] << 24`, `typeof o[k]`, `if (o[k])`: an operator takes the value and gives a number, a text or a boolean, also
 * where the value waits in a variable of which all mentions are of this kind. What an operator asks the value itself
 * (`valueOf`, `toString`) is called on an object that has it already, and a function or arguments object that only the
 * stack shows has no such method of its own.
 */
#ifndef CORDON_SEMANTIC_CONSUMED_H
#define CORDON_SEMANTIC_CONSUMED_H

#include "analyzer/semantic/scope.h"

/*
 * By node, in `a`: the value of the expression goes nowhere but into such operators and tests. False where that is not
 * certain. With `odd_names` (direct eval, `with`) nothing is known of variables.
 */
bool *consumed_build(struct arena *a, const struct scopes *scopes, bool odd_names);

#endif
