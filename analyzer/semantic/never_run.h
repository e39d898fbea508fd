/*
 * never_run.h - the parts of a file that no run executes.
 *
 * Three kinds, and no more. A branch that a test on the language's own names excludes: `typeof BigInt === "undefined"`,
 * `Object.create ? a : b`, `Object.setPrototypeOf || f`. Every supported Node has these names, and who takes them away
 * is charged for it, as for all that models of the language rely on. A branch that the value of an environment variable
 * excludes, `process.env.NODE_ENV !== "production"`, when the operator fixes it; changing it is an effect of its own.
 * And a function declaration that no code refers to but itself, or only code that never runs. A file in which names may
 * mean something else, because of direct eval or `with`, has no such parts.
 */
#ifndef CORDON_SEMANTIC_NEVER_RUN_H
#define CORDON_SEMANTIC_NEVER_RUN_H

#include "analyzer/semantic/fixed_env.h"
#include "analyzer/semantic/scope.h"

/* What is known of the value of an expression. */
enum known {
    KNOWN_NOTHING,
    KNOWN_TRUE,
    KNOWN_FALSE,
    KNOWN_UNDEFINED,
    KNOWN_NULL,
    KNOWN_FUNCTION,
    KNOWN_OBJECT,
    KNOWN_SYMBOL,
    KNOWN_TEXT,           /* one that is not empty */
    KNOWN_TYPE_UNDEFINED, /* what typeof says of these */
    KNOWN_TYPE_FUNCTION,
    KNOWN_TYPE_OBJECT,
    KNOWN_TYPE_SYMBOL,
};

struct never_run {
    bool *nodes;    /* by node: it is never run */
    uint8_t *known; /* by node: enum known */
    bool odd_names; /* direct eval or `with` may use the names of the file for something else */
};

/* In `a`. */
struct never_run never_run_build(struct arena *a, const struct scopes *scopes, struct fixed_env env);

/* True when what is known is that the value is truthy. */
bool known_truthy(enum known known);

#endif
