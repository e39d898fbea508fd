/*
 * alive_find.h - what is looked for to know which functions an export keeps alive. Private to alive*.c.
 */
#ifndef CORDON_SEMANTIC_ALIVE_FIND_H
#define CORDON_SEMANTIC_ALIVE_FIND_H

#include "analyzer/semantic/alive.h"
#include "analyzer/semantic/flow.h"

VEC_TYPE(uint32_t, number_list);

/* A part of the top level that runs as a whole: a statement, or one variable of a declaration. */
struct part {
    node_id node;
    bool exports;                 /* a plain form of an export: what it mentions belongs to that export only */
    struct number_list bindings;  /* mentioned by its own code */
    struct number_list functions; /* that it creates */
};

/* A value that an export is set to. */
struct root {
    uint32_t name;
    node_id node; /* NODE_NONE: the binding */
    uint32_t binding;
    node_id place; /* in the code that hands it to the export */
};

struct finder {
    struct arena *arena;
    struct arena *scratch;
    const struct scopes *scopes;
    const struct tree *tree;
    const struct facts *facts;
    struct alive *out;
    uint32_t *func_of; /* by node: the function that it is in */
    uint32_t *part_of; /* by node of the top level: part + 1 */
    VEC(struct part) parts;
    VEC(struct root) roots;
    struct number_list *mentions; /* by binding: parts */
    struct number_list *refers;   /* by function: top-level bindings */
    struct number_list *inner;    /* by function: functions that it creates */
    struct number_list *calls;    /* by function: functions that flow knows it calls */
    bool all;
};

/* The functions and bindings that something keeps alive, as they are found. */
struct closure {
    bool *functions;
    bool *bindings;
    bool *parts;
    struct number_list todo; /* functions, then bindings + TODO_BINDING */
};

/* How many functions the file has, those that no text stands for included. */
uint32_t alive_function_count(const struct finder *f);
/* True for the free variable of that name. */
bool alive_is_free(const struct finder *f, node_id n, const char *name);
/* The part of the top level that the node is in. */
struct part *alive_part_at(const struct finder *f, node_id n);

/* alive_parts.c, in this order, exports between the second and the third: fills func_of, parts, mentions and refers,
 * inner and calls. */
void alive_find_functions(struct finder *f);
void alive_find_parts(struct finder *f);
void alive_find_mentions(struct finder *f);
void alive_find_inner(struct finder *f);

/* alive_closure.c: marks something alive, and with alive_close_over all that it keeps alive. */
struct closure alive_closure_new(struct finder *f);
void alive_keep_function(struct finder *f, struct closure *c, uint32_t func);
void alive_keep_binding(struct finder *f, struct closure *c, uint32_t binding);
void alive_keep_part(struct finder *f, struct closure *c, uint32_t index);
/* Everything that the code of the top level below `node` mentions or creates. */
void alive_keep_node(struct finder *f, struct closure *c, node_id node);
void alive_close_over(struct finder *f, struct closure *c);

/* alive_exports.c: fills roots; sets `all` when an export has none of the plain forms. */
void alive_find_roots(struct finder *f);
/* True when a function among the exports, called as `lib.x()`, finds the others under `this`. */
bool alive_reaches_others(const struct finder *f);

/* alive_load.c: which functions loading the file may run. */
void alive_find_load(struct finder *f);

#endif
