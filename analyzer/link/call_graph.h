/*
 * call_graph.h - which function of a program may call which.
 *
 * Files are joined by what they import and by property names (analyzer/semantic/call_flow.h); a call whose callees flow
 * knows exactly keeps those. An edge says why it is there. Unlike verdicts, the graph does not claim to be complete:
 * docs/callgraph.md says what it leaves out, and how much that is on real packages.
 */
#ifndef CORDON_LINK_CALL_GRAPH_H
#define CORDON_LINK_CALL_GRAPH_H

#include "analyzer/base/arena.h"
#include "analyzer/base/vec.h"
#include "analyzer/link/import_graph.h"
#include "analyzer/summary/summarise.h"

enum call_reason {
    CALL_DIRECT,   /* flow inside the file knows the function */
    CALL_IMPORT,   /* an export of the module that is imported */
    CALL_VALUE,    /* the function flows there: through variables, parameters, results, elements */
    CALL_NAME,     /* a function of that property name */
    CALL_CALLBACK, /* handed to code that is not of the program, which may call it */
    CALL_ACCESSOR, /* a getter or setter of that name */
    CALL_IMPLICIT, /* the language calls methods of that name by itself */
    CALL_REASON_COUNT
};

struct call_node {
    uint32_t file; /* of the import graph */
    uint32_t name; /* symbol of `texts`, 0 for none */
    uint32_t line;
    uint32_t column;
    bool implied; /* the constructor of a class that wrote none */
};

struct call_edge {
    uint32_t from; /* node */
    uint32_t to;
    uint32_t line; /* of the call, in the file of `from` */
    uint32_t column;
    uint8_t reason; /* enum call_reason */
};

struct call_graph {
    struct arena *arena;
    const struct import_graph *imports;
    struct sym_table texts;
    VEC(struct call_node) nodes; /* by file, then by place; the first of a file is its top level */
    VEC(struct call_edge) edges; /* by caller, place, callee; each pair at a place once */
    uint32_t sites;              /* calls that are written: f(), new F(), f`` */
    uint32_t resolved;           /* of these, with a function of the program */
    uint32_t callees;            /* of all those together */
    bool cut;                    /* a limit was reached: edges are missing */
};

const char *call_reason_name(enum call_reason reason);

/* The calls of each file of `imports` (NULL where there are none), in the order of its files; `calls` is borrowed. */
struct call_graph *call_graph_link(struct arena *a, const struct import_graph *imports,
                                   struct file_calls *const *calls);

#endif
