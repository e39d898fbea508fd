/*
 * summarise.h - one file, from bytes to summary.
 */
#ifndef CORDON_SUMMARY_SUMMARISE_H
#define CORDON_SUMMARY_SUMMARISE_H

#include "analyzer/semantic/alive.h"
#include "analyzer/semantic/call_flow.h"
#include "analyzer/semantic/flow.h"
#include "analyzer/summary/summary.h"
#include "analyzer/syntax/tree.h"

/*
 * The summary of a file with content `bytes`, compiled for `goal` (GOAL_DETECT: as Node decides).
 * Lives in `a`; never fails: what was not understood is an amplifier record in it.
 * `bytes` beyond LIMIT_SOURCE_BYTES give AMP_LIMIT.
 */
struct summary *summarise(struct arena *a, struct parser *parser, const struct flow_basis *basis, struct str bytes,
                          enum goal goal);

/* What the call graph needs to know about one file; symbols are those of `texts`. */
struct file_calls {
    struct source source;
    struct sym_table texts;
    struct facts facts;
    struct call_flow flow;
};

/* The same for the call graph, in `a`; false when the file is not understood, and `out` is empty then. */
bool summarise_calls(struct arena *a, struct parser *parser, const struct flow_basis *basis, struct str bytes,
                     enum goal goal, struct file_calls *out);

/* The summary of a file, and which of its functions what keeps alive; names of exports are symbols of `texts`. */
struct file_alive {
    const struct summary *summary;
    struct sym_table texts;
    struct alive alive;
};

/* The same, in `a`; false when the file is not understood: then there is only a summary, which says so. */
bool summarise_alive(struct arena *a, struct parser *parser, const struct flow_basis *basis, struct str bytes,
                     enum goal goal, struct file_alive *out);

#endif
