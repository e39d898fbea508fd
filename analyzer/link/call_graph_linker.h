/*
 * call_graph_linker.h - the files of a program as one graph along which functions flow; only call_graph*.c include it.
 */
#ifndef CORDON_LINK_CALL_GRAPH_LINKER_H
#define CORDON_LINK_CALL_GRAPH_LINKER_H

#include "analyzer/base/map.h"
#include "analyzer/link/call_graph.h"

/* Functions that may be at a vertex, together over all vertices; beyond it the graph is cut. */
enum { PAIRS_MAX = 6000000 };

/* In the number of a site: its callbacks, not its callees. */
#define ELEMENTS ((uint32_t)1 << 31)

VEC_TYPE(uint32_t, id_list);

/* What one vertex of the program holds, and where it goes on. */
struct node_state {
    struct id_list functions; /* nodes */
    uint32_t done;            /* of them */
    uint32_t edges;           /* list heads in `links`, 0 = none */
    uint32_t watchers;        /* sites whose callee it is */
    uint32_t callbacks;       /* sites that call it with elements */
    bool queued;
    bool imported; /* comes straight from an import */
};

struct link_item {
    uint32_t to;
    uint32_t next;
    uint8_t kind; /* enum vertex_edge_kind */
};

/*
 * What flows: a function (its node); one that is an entry of what flows; or, from the number of nodes on, a proxy that
 * the package of that index has made.
 */
#define STORED ((uint32_t)1 << 31)

/* A site of the program. */
struct linked_site {
    const struct call_site *site;
    uint32_t file;
    bool closed;    /* flow knows every callee */
    uint32_t known; /* callees that flow knows */
};

struct linker {
    struct arena *arena;
    struct call_graph *g;
    struct file_calls *const *calls;
    VEC(struct node_state) states;
    VEC(struct link_item) links;
    VEC(struct linked_site) sites;
    struct id_list worklist;
    uint32_t *first_node;           /* by file: its first node */
    uint32_t **vertex;              /* by file: its vertices' states */
    uint32_t **symbol;              /* by file: its symbols in g->texts, + 1 */
    struct map shared;              /* kind, name -> state */
    struct map exports;             /* file, name -> state */
    struct id_list *exported;       /* by file: those states */
    struct id_list *exported_names; /* by file: their names, texts of the graph */
    struct map imports;             /* file, specifier and kind -> file */
    struct map holds;               /* state, node -> 1 */
    struct map connected;           /* site, node -> 1 */
    uint32_t pairs;
};

/* --- call_graph_join.c: one graph of the files --- */
/* A symbol of file `file` as one of the graph's texts. */
uint32_t linker_text(struct linker *l, uint32_t file, uint32_t symbol);
/* The state of what is under computed names in the package of `file`. */
uint32_t linker_computed(struct linker *l, uint32_t file);
/* True when `what`, of those that flow, is a function itself. */
bool linker_is_function(const struct linker *l, uint32_t what);
/* The file that the import which `vertex` names leads to, or GRAPH_NONE. */
uint32_t linker_target(struct linker *l, uint32_t file, const struct vertex *vertex);
/* The parts of one file, each for all files before the next. */
void linker_add_nodes(struct linker *l, uint32_t file);
void linker_add_vertices(struct linker *l, uint32_t file);
void linker_add_edges(struct linker *l, uint32_t file);
void linker_add_sites(struct linker *l, uint32_t file);
/* What is at `from` flows to `to`. */
void linker_edge(struct linker *l, uint32_t from, uint32_t to);
/* Lets `function` go along an edge of kind `kind` to `to`. */
void linker_pass(struct linker *l, uint32_t to, uint32_t function, enum vertex_edge_kind kind);

/* --- call_graph_access.c: what accessors, traps of proxies and methods that the language calls may run --- */
void linker_emit_accesses(struct linker *l, uint32_t file);
/* Adds a call at byte `at` of function `func` of `file` to `to`, when that is a function. */
void linker_emit(struct linker *l, uint32_t file, uint32_t func, uint32_t at, uint32_t to, enum call_reason reason);

/* --- call_graph_solve.c: functions are propagated to the places that call them --- */
/* Arguments and results of calls of which flow knows every callee; `first_site` is the first site of `file`. */
void linker_connect_known(struct linker *l, uint32_t file, uint32_t first_site);
/* Until nothing changes, or a limit is reached: then the graph is cut. */
void linker_solve(struct linker *l);

#endif
