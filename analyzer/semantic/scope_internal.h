/*
 * scope_internal.h - what declaring (pass 1) hands to binding (pass 2); only scope_*.c include it.
 */
#ifndef CORDON_SEMANTIC_SCOPE_INTERNAL_H
#define CORDON_SEMANTIC_SCOPE_INTERNAL_H

#include "analyzer/base/map.h"
#include "analyzer/semantic/scope.h"

#define SCOPE_NONE UINT32_MAX

struct scope {
    uint32_t parent; /* SCOPE_NONE for the program's */
    uint32_t func;
    node_id open;    /* first node inside */
    node_id close;   /* first node behind */
    bool is_var;     /* var declarations end up here */
    bool is_params;  /* a parameter environment: its body's var names may fall together with it */
    uint32_t first;  /* newest binding, BINDING_NONE when empty; linked by scope_build.next */
};

struct scope_build {
    struct arena *arena;
    struct scopes *out;
    VEC(struct scope) scopes; /* in the order in which they open */
    struct map by_name;       /* (scope, symbol) -> binding */
    VEC(uint32_t) next;       /* per binding: the next one of its scope */
    VEC(uint32_t) home;       /* per binding: its scope */
};

/* Pass 1: functions, scopes and declarations. */
void scope_declare(struct scope_build *b);
/* Pass 2: every identifier to its binding. */
void scope_bind(struct scope_build *b);

#endif
