/*
 * strict_code.h - whether the launch condition `strict` helps a program.
 *
 * It makes every CommonJS module strict code (ECMAScript 2025 section 11.2.2), which was analysed as sloppy code. All
 * that strict code does was seen then, but for two things, which the summaries have facts of: a function that is
 * declared in a block is a variable outside it only in sloppy code (Annex B.3.2), so a name may mean something else;
 * and a function on the global object has that for `this` in strict code too when it is called as its method.
 */
#ifndef CORDON_LINK_STRICT_CODE_H
#define CORDON_LINK_STRICT_CODE_H

#include "analyzer/link/program.h"

/* Once all facts are there: when the program has one of either kind, `strict` closes no fact. */
void strict_code_settle(struct program *p);

#endif
