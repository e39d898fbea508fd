/*
 * imports.h - the import graph of a program or of a whole tree: the facade behind `cordon graph imports`.
 */
#ifndef CORDON_IMPORTS_H
#define CORDON_IMPORTS_H

#include "analyzer/analyzer.h"
#include "analyzer/link/import_graph.h"

struct imports_request {
    struct analysis_request what; /* target, root, policy (for its entries), threads, store, progress */
    bool all_files;               /* every JavaScript file below the target instead of the entries */
    bool any_major;               /* resolve as the newest major of the policy, else as `major` */
    enum node_major major;
};

/* The graph, finished, in `run`. Errors are the operator's, as for analyze_program. */
enum err imports_find(struct arena *run, const struct imports_request *request, struct import_graph **out,
                      struct error *why) NODISCARD;

/* Reads what was added to `g`, and what that imports, round by round, and finishes the graph. */
enum err imports_read(struct import_graph *g, const struct analysis_request *what, struct error *why) NODISCARD;

#endif
