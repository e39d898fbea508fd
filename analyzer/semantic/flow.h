/*
 * flow.h - which values go where in one file, and what that says about the world outside it.
 *
 * A flow-insensitive, field-based propagation of small value sets along assignments, calls,
 * returns, destructuring and closures, to a bounded fixpoint. Precision may be lost anywhere, to
 * "any inert value"; authority that reaches a place that is not followed is recorded as escaped,
 * never dropped. Other files are the worst possible: they call every function that they can reach
 * with any inert value, and may keep, change or call whatever they are given.
 */
#ifndef CORDON_SEMANTIC_FLOW_H
#define CORDON_SEMANTIC_FLOW_H

#include "analyzer/semantic/facts.h"
#include "analyzer/semantic/fixed_env.h"
#include "analyzer/semantic/scope.h"

/* A call of a function of this file, as the call graph shows it. */
struct flow_call {
    uint32_t caller;
    uint32_t callee;
    uint32_t at; /* of the expression that calls */
    uint32_t end;
    bool through; /* called by a function of the language that it was handed to */
};

/* The expression of a call whose every callee is in `calls`. */
struct closed_call {
    uint32_t at;
    uint32_t end;
};

VEC_TYPE(struct flow_call, flow_call_vec);
VEC_TYPE(struct closed_call, closed_call_vec);

struct facts {
    struct path_vec paths; /* names are symbols of `scopes->names` */
    struct use_vec uses;
    struct amplifier_vec amplifiers;
    struct import_vec imports;
    struct export_vec exports;
    struct function_vec functions; /* those of `scopes`, then constructors that no class wrote */
    struct flow_call_vec calls;    /* sorted by at, then callee */
    struct closed_call_vec closed;
    bool top_level_await;
    bool exports_opaque;
    uint64_t work; /* values that flow handed on and looked at, and what it made: what the file cost */
};

/*
 * Several times what any honest file needs: one that needs more is not understood (AMP_LIMIT). A site or a property
 * costs as much as some values.
 */
enum { FLOW_WORK_MIN = 4000000, FLOW_WORK_PER_NODE = 200, FLOW_WORK_PER_PART = 16 };

/*
 * What flow knows before it sees a file: the names and paths of the language. Made once, because it is more
 * than most files add to it; never changed, so any number of threads may use one.
 */
struct flow_basis;

/* Lives in `a`; `env` is what the operator fixes, none when its count is 0. */
const struct flow_basis *flow_basis_new(struct arena *a, struct fixed_env env);
/* `names` becomes a table in `a` for the file that is analysed next; borrows from the basis. */
void flow_names(const struct flow_basis *b, struct arena *a, struct sym_table *names);

/*
 * The facts of a tree without errors. They live in `a`; everything flow needs on the way lives in
 * `scratch`. `scopes->names` came from flow_names; new texts are interned in it.
 */
void flow_run(struct arena *a, struct arena *scratch, const struct flow_basis *basis, const struct scopes *scopes,
              struct facts *out);

#endif
