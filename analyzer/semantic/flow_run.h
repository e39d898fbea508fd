/*
 * flow_run.h - which operations of a file may run code that stands elsewhere.
 *
 * Calls, and what the language calls by itself: getters and setters, traps of proxies, conversions, iterators. For what
 * others can find on the stack (flow_frame.c) and for what may run while a module is loaded (flow_load.c).
 */
#ifndef CORDON_SEMANTIC_FLOW_RUN_H
#define CORDON_SEMANTIC_FLOW_RUN_H

#include "analyzer/semantic/flow_state.h"

enum run_kind {
    RUN_CALL,    /* what is in the cell is called */
    RUN_GIVEN,   /* it is handed to a function of the language, or of Node, that may call it */
    RUN_MEMBER,  /* accessors under `name` of what is in the cell; FACT_NONE: of any name */
    RUN_CONVERT, /* methods of what is in the cell that the language calls by itself: toString, Symbol.iterator, ... */
};

struct run {
    uint8_t kind;  /* enum run_kind */
    bool language; /* RUN_GIVEN: the function is the language's, so who calls it shows as the caller */
    node_id node;
    uint32_t func;
    cell_id cell;
    sym name;
};

VEC_TYPE(struct run, run_vec);

/* All of them, in no order that means anything. When the fixpoint is reached. */
void runs_collect(struct flow *f, struct run_vec *out);

/* The cell of an operand of an operator that flow has no site for, in function `func`. */
cell_id run_operand(struct flow *f, node_id n, uint32_t func);

/* True when the cell may hold what other files made: objects, functions. */
bool run_is_unknown(const struct flow *f, cell_id c);
/* True when the cell may hold an object or function of this file. */
bool run_is_own(const struct flow *f, cell_id c);
/* True when it may hold one that others have: they may add accessors and methods. */
bool run_is_exposed(const struct flow *f, cell_id c);

/* Which functions loading the file may run, whoever else is loaded. */
struct load {
    bool *runs;    /* by function */
    bool known;    /* `runs` is complete */
    bool *opened;  /* by function: an accessor that a call defines, or a trap of a proxy */
    bool calls;    /* functions of others are called */
    bool converts; /* the language may call methods of what others made */
};

/* Names of accessors that calls define. */
struct opened {
    struct map names; /* symbol -> 1 */
    bool any;         /* or any name */
    bool others;      /* some may be functions of others */
    bool hidden;      /* some may give functions under names that the language calls */
};

/* --- flow_open.c --- */
/* Notes functions that may run where no call stands in `load`. */
void openings_mark(struct flow *f, struct load *load);
/* Charges those that do when what `load` says runs, and says which names they have. */
void openings_finish(struct flow *f, struct load *load, struct opened *out);

/* --- flow_load.c --- */
/* Marks what may run; `load` has what openings_mark() noted. Charges calls of others. */
void load_finish(struct flow *f, const struct run_vec *runs, struct load *load);

/* --- flow_frame.c --- */
/* True for functions that have `caller` and `arguments`. */
bool func_is_plain(const struct flow *f, uint32_t func);

#endif
