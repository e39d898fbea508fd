/*
 * call_flow.h - through what the functions of one file may reach the places that call them.
 *
 * A vertex stands for a value and for all that is in it under numbers and computed keys: an array, map or set flows
 * with its elements, an iterator with what it gives.
 *
 * For the call graph only: an answer to "who may call whom" for people and for evidence, not an argument that something
 * cannot happen. It is field-based (one vertex for every property of one name, whatever the object), so that files can
 * be joined by names alone; calls that flow.h follows exactly are better known from there.
 */
#ifndef CORDON_SEMANTIC_CALL_FLOW_H
#define CORDON_SEMANTIC_CALL_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/vec.h"
#include "analyzer/semantic/facts.h"
#include "analyzer/semantic/flow.h"
#include "analyzer/semantic/scope.h"

/* What a vertex stands for; all but the first are the same vertex wherever they are named. */
enum vertex_kind {
    VERTEX_LOCAL,    /* an expression, variable, parameter or result of this file */
    VERTEX_PROPERTY, /* every property `name` in the package */
    VERTEX_METHOD,   /* functions that stand where a property `name` gets its value, in the whole program */
    VERTEX_GETTER,   /* accessors of properties `name` */
    VERTEX_SETTER,
    VERTEX_COMPUTED,        /* properties written under computed names */
    VERTEX_COMPUTED_GETTER, /* accessors that are defined under computed names */
    VERTEX_COMPUTED_SETTER,
    VERTEX_HANDLER,   /* what handlers of proxies have under computed names */
    VERTEX_LISTENER,  /* what was handed to on(), once(), ... for the event `name`; "" when it is not known */
    VERTEX_LISTENERS, /* all of those whose event is known */
    VERTEX_MODULE,    /* what require() of `name` gives, to be called */
    VERTEX_IMPORTED,  /* export `member` of the module `name` */
    VERTEX_EXPORT,    /* export `name` of this file; "" is module.exports itself */
    VERTEX_KIND_COUNT
};

struct vertex {
    uint8_t kind;    /* enum vertex_kind */
    uint8_t import;  /* VERTEX_MODULE, VERTEX_IMPORTED: enum import_kind */
    uint32_t name;   /* symbol */
    uint32_t member; /* symbol */
};

/* How functions flow from one vertex to another. */
enum vertex_edge_kind {
    EDGE_VALUE, /* as they are */
    EDGE_STORE, /* into a table: they are in what flows on, but are not it */
    EDGE_FETCH, /* out of it */
};

struct vertex_edge {
    uint32_t from;
    uint32_t to;
    uint8_t kind; /* enum vertex_edge_kind */
};

/* The function is what the vertex holds. */
struct vertex_seed {
    uint32_t vertex;
    uint32_t func;
};

/* The vertex holds a text that may name a property. */
struct vertex_text {
    uint32_t vertex;
    uint32_t text; /* symbol */
};

/* Parameters and result of a function. */
struct call_function {
    uint32_t params; /* first of `param_count` vertices in `lists` */
    uint32_t param_count;
    uint32_t rest; /* vertex that gets every argument, or VERTEX_NONE */
    uint32_t result;
    uint32_t name;     /* symbol: its own, or that of what it is first assigned to; 0 when it has none */
    uint32_t acts_for; /* calls in it are made by this function: a class for its field initialisers; else itself */
    bool generator;
    bool implied; /* the constructor of a class that wrote none */
};

enum call_site_kind {
    CALL_SITE_CALL,
    CALL_SITE_NEW,
    CALL_SITE_TAG,  /* a tagged template */
    CALL_SITE_BIND, /* f.bind(): arguments are passed, nothing is called */
    CALL_SITE_READ, /* an accessor that is not written where it is defined: what it returns is the property */
};

struct call_site {
    uint8_t kind;  /* enum call_site_kind */
    bool spread;   /* some argument is spread: any argument may be any parameter */
    bool elements; /* a callback among the arguments gets what is in the receiver */
    bool folds;    /* and, as its first argument, what it returned before */
    bool implied;  /* nobody wrote it: a class's constructor calls that of its superclass */
    bool by_name;  /* any function of that name may be called */
    bool through;  /* f.call(), f.apply(): the site of the written call is another one */
    uint32_t func; /* that it is in */
    uint32_t at;
    uint32_t end;
    uint32_t name;      /* symbol of the member that is called, or FACT_NONE */
    uint32_t callee;    /* vertex */
    uint32_t receiver;  /* vertex, or VERTEX_NONE */
    uint8_t plain_args; /* bits: the first eight that are functions, by their looks */
    uint32_t result;    /* vertex */
    uint32_t args;      /* first of `arg_count` vertices in `lists` */
    uint32_t arg_count;
};

/* A property read, written, or called by the language: accessors and functions of that name may run. */
enum access_kind {
    ACCESS_READ,
    ACCESS_WRITE,
    ACCESS_IMPLICIT,
    ACCESS_READ_COMPUTED, /* under a computed name */
    ACCESS_WRITE_COMPUTED,
    ACCESS_READ_OWN, /* under a computed name of `this`: any accessor of this file */
};
struct access {
    uint8_t kind; /* enum access_kind */
    uint32_t func;
    uint32_t name; /* symbol, or FACT_NONE */
    uint32_t at;
};

/* A property under a computed name. */
enum computed_kind {
    COMPUTED_READ,   /* `value` gets what it is */
    COMPUTED_WRITE,  /* `value` is what it gets */
    COMPUTED_GETTER, /* `value` is its accessor */
    COMPUTED_SETTER,
};
struct computed_access {
    uint8_t kind;  /* enum computed_kind */
    bool function; /* what it gets is a function, by its looks */
    bool called;   /* what it is, is called there */
    uint32_t func;
    uint32_t key;   /* vertex */
    uint32_t value; /* vertex */
    uint32_t at;
};

/* A read of an export, which may be an accessor that its file defines under computed names. */
struct module_read {
    uint8_t import; /* enum import_kind */
    bool computed;  /* of any export */
    uint32_t specifier;
    uint32_t func;
    uint32_t at;
};

/* Something is done with a value that calls traps when it is a proxy (ECMA-262, 10.5). */
struct proxy_touch {
    uint16_t traps; /* bits: 1 << enum proxy_trap */
    uint32_t func;
    uint32_t vertex;
    uint32_t at;
};
enum proxy_trap {
    TRAP_GET,
    TRAP_SET,
    TRAP_HAS,
    TRAP_DELETE,
    TRAP_KEYS,
    TRAP_DESCRIPTOR,
    TRAP_DEFINE,
    TRAP_GET_PROTOTYPE,
    TRAP_SET_PROTOTYPE,
    TRAP_IS_EXTENSIBLE,
    TRAP_PREVENT_EXTENSIONS,
    TRAP_APPLY,
    TRAP_CONSTRUCT,
    TRAP_COUNT
};

#define VERTEX_NONE UINT32_MAX

VEC_TYPE(struct vertex, vertex_vec);
VEC_TYPE(struct vertex_edge, vertex_edge_vec);
VEC_TYPE(struct vertex_seed, vertex_seed_vec);
VEC_TYPE(struct vertex_text, vertex_text_vec);
VEC_TYPE(struct computed_access, computed_access_vec);
VEC_TYPE(struct call_function, call_function_vec);
VEC_TYPE(struct call_site, call_site_vec);
VEC_TYPE(struct access, access_vec);
VEC_TYPE(struct module_read, module_read_vec);
VEC_TYPE(struct proxy_touch, proxy_touch_vec);
VEC_TYPE(uint32_t, vertex_list);

struct call_flow {
    struct vertex_vec vertices;
    struct vertex_edge_vec edges;
    struct vertex_seed_vec seeds;
    struct call_function_vec functions; /* as in facts.functions */
    struct call_site_vec sites;         /* in the order of the text */
    struct vertex_text_vec texts;
    struct computed_access_vec computed;
    struct access_vec accesses; /* each name once for each function and kind */
    struct vertex_list lists;
    struct vertex_list stars;            /* VERTEX_MODULE: `export * from`, `module.exports = require()` */
    struct module_read_vec module_reads; /* each module once for each function */
    struct vertex_list proxies;          /* vertices that hold a proxy which is made here */
    struct proxy_touch_vec touches;
    uint32_t methods;          /* vertex: every function that this file makes a property of something */
    uint32_t own;              /* vertex: what a computed name of `this` may be */
    uint32_t getters;          /* vertex: every getter of this file */
    uint32_t computed_getters; /* vertex: those under computed names */
};

/*
 * The vertices of a file that flow_run went through (`facts` are its), in `a`; symbols are those of `scopes`.
 */
void call_flow_build(struct arena *a, const struct scopes *scopes, const struct facts *facts, struct call_flow *out);

/* The property of a handler that is the trap. */
const char *proxy_trap_name(enum proxy_trap trap);

#endif
