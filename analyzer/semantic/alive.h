/*
 * alive.h - which functions of a file loading it may run, and which each of its exports keeps alive.
 *
 * What docs/design.md, section 5, allows to be called dead and no more: a binding of the top level that no live code
 * refers to, and an export that nobody names. Everything else is alive when the code that creates it is. So an export
 * keeps alive the functions in what it is set to, the functions in those, and, for every top-level variable that they
 * mention, all top-level code that mentions it. What is not one of the plain forms of an export makes all exports one.
 */
#ifndef CORDON_SEMANTIC_ALIVE_H
#define CORDON_SEMANTIC_ALIVE_H

#include "analyzer/semantic/flow.h"

/* Functions, by number in facts.functions, and parts of the top level, by their place in the text. */
struct live_range {
    uint32_t at;
    uint32_t end;
};

VEC_TYPE(struct live_range, live_range_vec);

struct live_set {
    bool *functions;              /* by function */
    struct live_range_vec ranges; /* top-level code that makes or changes what is alive */
};

struct live_export {
    uint32_t name; /* symbol; 0 for module.exports itself */
    struct live_set alive;
};

struct alive {
    struct live_set load;            /* what loading may run; the top level, function 0, always */
    VEC(struct live_export) exports; /* in the order of the text */
    bool all; /* exports are not all plain: `exports` has one, named "*", and every function belongs to it */
};

/* Of a file that flow_run went through, in `a`; `scratch` is for the call only. Names are symbols of `scopes`. */
void alive_build(struct arena *a, struct arena *scratch, const struct scopes *scopes, const struct facts *facts,
                 struct alive *out);

#endif
