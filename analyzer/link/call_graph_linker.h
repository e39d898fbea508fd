/*
 * call_graph_linker.h - the files of a program as one graph along which functions flow; only call_graph*.c include it.
 */
#ifndef CORDON_LINK_CALL_GRAPH_LINKER_H
#define CORDON_LINK_CALL_GRAPH_LINKER_H

#include "analyzer/base/map.h"
#include "analyzer/link/call_graph.h"
#include "analyzer/link/call_set.h"

/* Words of sets that may be looked at, and calls that may be found, for all of a program; beyond it the graph is cut.
 */
#define CALL_STEPS_MAX UINT64_C(100000000)
enum { CALLS_MAX = 2000000 };

VEC_TYPE(uint32_t, id_list);

/* How a value is at a vertex. */
enum held_as {
    HELD_ITSELF,
    HELD_STORED, /* an entry of what is there */
    HELD_DEEP,   /* an entry of an entry, or deeper */
    HELD_COUNT
};

/*
 * What one vertex of the program holds, and where it goes on. Values are functions, by node, and from the number of
 * nodes on proxies, by the index of the package that makes them. Vertices of a cycle hold the same: they are one, and
 * linker_find tells which.
 */
struct node_state {
    struct call_set held[HELD_COUNT];
    struct call_set fresh[HELD_COUNT]; /* of them, what was not handed on yet */
    uint32_t one;                      /* itself, or on the way to the state that stands for it */
    uint32_t rank;                     /* by which states have their turns: those that others depend on first */
    uint32_t edges;                    /* list head in `links`, 0 = none */
    uint32_t hub;                      /* what it is called with, index in `hubs`; 0 = it is not called */
    bool queued;
    bool merged;   /* with another, since it had its turn */
    bool imported; /* comes straight from an import */
};

struct link_item {
    uint32_t to;
    uint32_t next;
    uint8_t kind; /* enum vertex_edge_kind */
};
VEC_TYPE(struct link_item, link_list);

/*
 * All calls of what is at one state have the same callees. So that m calls of n functions do not take m * n edges,
 * arguments and results meet here.
 */
struct call_hub {
    struct id_list args; /* states, by parameter */
    uint32_t any;        /* state: what may be any parameter; STATE_NONE when there is none */
    uint32_t result;     /* state, or STATE_NONE */
    struct call_set connected;
};
#define STATE_NONE UINT32_MAX

/* A site of the program. */
struct linked_site {
    const struct call_site *site;
    uint32_t file;
    bool closed;    /* flow knows every callee */
    uint32_t known; /* callees that flow knows */
};

/* Functions that a package has as methods of a name, or that it may find by that name in others. */
struct method_part {
    uint32_t name; /* text of the graph */
    uint32_t package;
    uint32_t state;
};
VEC_TYPE(struct method_part, method_parts);

/* A computed access that is known to have that name. */
struct named_access {
    uint32_t file;
    uint32_t index; /* in the file's `computed` */
    uint32_t name;  /* text of the graph */
};

struct linker {
    struct arena *arena;
    struct call_graph *g;
    struct file_calls *const *calls;
    VEC(struct node_state) states;
    struct link_list links;
    struct arena links_arena[2]; /* the one before, and the one that `links` is in once cycles were merged */
    uint32_t links_merged;       /* how many links there were then */
    VEC(struct linked_site) sites;
    VEC(struct call_hub) hubs;
    struct id_list turns;        /* a heap by rank: states with something fresh */
    struct id_list same;         /* pairs of states that are one */
    struct call_set unheeded;    /* takes what nobody asks for */
    uint64_t steps;              /* words looked at */
    uint32_t *first_node;        /* by file: its first node */
    uint32_t **vertex;           /* by file: its vertices' states */
    uint32_t **symbol;           /* by file: its symbols in g->texts, + 1 */
    struct map method_of;        /* package, name -> state */
    struct map method_for;       /* package, name -> state */
    struct method_parts defined; /* of method_of */
    struct method_parts asked;   /* of method_for */
    uint32_t first_text;         /* the value of texts[0] */
    struct id_list texts;        /* that are values: texts of the graph */
    struct map text_index;       /* text of the graph -> index in `texts` */
    uint32_t *first_computed;    /* by file: the number of its first computed access */
    struct map named;            /* number of a computed access, text -> 1 */
    VEC(struct named_access) named_accesses;
    struct map shared;              /* kind, name -> state */
    struct map exports;             /* file, name -> state */
    struct id_list *exported;       /* by file: those states */
    struct id_list *exported_names; /* by file: their names, texts of the graph */
    struct map imports;             /* file, specifier and kind -> file */
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
/* The state of `name`, a text of the graph, among those of that kind; and among the properties of the file's package.
 */
uint32_t linker_shared(struct linker *l, enum vertex_kind kind, uint32_t name);
uint32_t linker_property(struct linker *l, uint32_t file, uint32_t name);
/* The parts of one file, each for all files before the next. */
void linker_add_nodes(struct linker *l, uint32_t file);
void linker_add_vertices(struct linker *l, uint32_t file);
void linker_add_edges(struct linker *l, uint32_t file);
void linker_add_sites(struct linker *l, uint32_t file);
/* --- call_graph_method.c: methods of other packages, by name --- */
/* One more than the highest index of a package. */
uint32_t linker_package_count(const struct linker *l);
/* The state of functions that the package of `file` has as methods `name`. */
uint32_t linker_method_of(struct linker *l, uint32_t file, uint32_t name);
/* The state of those of other packages that it may find under that name. */
uint32_t linker_method_for(struct linker *l, uint32_t file, uint32_t name);
/* Lets the former flow to the latter, when all are there. */
void linker_join_methods(struct linker *l);

/* --- call_graph_text.c: what is known of computed names --- */
/* The texts of the file that name something; when all files' edges are there. */
void linker_add_texts(struct linker *l, uint32_t file);
/* Joins computed accesses with what their names lead to; true when there is more to follow now. */
bool linker_link_texts(struct linker *l);
/* Their accessors, and methods that are called there. */
void linker_emit_named_accesses(struct linker *l);

/* --- call_graph_access.c: what accessors, traps of proxies and methods that the language calls may run --- */
void linker_emit_accesses(struct linker *l, uint32_t file);

/* --- call_graph.c --- */
/* Adds a call at byte `at` of function `func` of `file` to `to`, when that is a function. */
void linker_emit(struct linker *l, uint32_t file, uint32_t func, uint32_t at, uint32_t to, enum call_reason reason);
/* The same for all that is at `state`. */
void linker_emit_held(struct linker *l, uint32_t file, uint32_t func, uint32_t at, uint32_t state,
                      enum call_reason reason);

/* --- call_graph_solve.c: functions are propagated to the places that call them --- */
uint32_t linker_new_state(struct linker *l);
/* The state that stands for `state`. */
uint32_t linker_find(struct linker *l, uint32_t state);
/* What is at `state` of that kind. */
const struct call_set *linker_held(struct linker *l, uint32_t state, enum held_as as);
/* `value` is at `state`. */
void linker_add_value(struct linker *l, uint32_t state, uint32_t value);
/* What is at `from` flows to `to`. */
void linker_edge(struct linker *l, uint32_t from, uint32_t to);
void linker_kind_edge(struct linker *l, uint32_t from, uint32_t to, enum vertex_edge_kind kind);
/* A state that has something fresh gets its turn. */
void linker_enqueue(struct linker *l, uint32_t state);
/* Until nothing changes, or a limit is reached: then the graph is cut. */
void linker_solve(struct linker *l);

/* --- call_graph_cycle.c --- */
/* Makes one of the states of each cycle, forgets edges that are there twice, and ranks what is left. */
void linker_merge_cycles(struct linker *l);

/* --- call_graph_hub.c: arguments and results of calls --- */
/* Those of the site, which calls what is at its callee. */
void linker_add_hub(struct linker *l, const struct linked_site *linked);
/* Those of the calls of `state`, with the functions among `values`. */
void linker_connect_hub(struct linker *l, uint32_t state, const struct call_set *values);
/* The calls of two states that are one; `a` and `b` are hubs. */
void linker_merge_hubs(struct linker *l, uint32_t a, uint32_t b);
/* Those of calls of which flow knows every callee; `first_site` is the first site of `file`. */
void linker_connect_known(struct linker *l, uint32_t file, uint32_t first_site);

#endif
