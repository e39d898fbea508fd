/*
 * flow_state.h - what a run of flow knows; only flow*.c include it.
 */
#ifndef CORDON_SEMANTIC_FLOW_STATE_H
#define CORDON_SEMANTIC_FLOW_STATE_H

#include "analyzer/base/map.h"
#include "analyzer/semantic/flow.h"
#include "analyzer/semantic/flow_cell.h"
#include "analyzer/semantic/flow_object.h"
#include "analyzer/semantic/flow_path.h"
#include "analyzer/semantic/flow_site.h"
#include "analyzer/semantic/never_run.h"
#include "analyzer/semantic/own_key.h"
#include "analyzer/semantic/placed.h"

/* Per function, beside scopes->funcs. */
struct flow_func {
    cell_id self;      /* the function value */
    cell_id this_cell; /* of arrows: that of this_of */
    cell_id result;
    cell_id arguments_elem; /* what any argument may be; 0 until needed */
    uint32_t object;        /* OBJECT_FUNCTION, or OBJECT_NONE until needed */
    uint32_t proto;         /* OBJECT_PROTO */
    uint32_t instance;      /* OBJECT_INSTANCE */
    uint32_t arguments;     /* OBJECT_ARGUMENTS */
    uint32_t params;        /* first of param_count cells in flow.args */
    uint32_t param_count;
    cell_id rest;     /* elements of a rest parameter, or 0 */
    cell_id heritage; /* a class constructor's superclass, or 0 */
    cell_id target;   /* new.target, beside what others construct it by; 0 until needed */
    uint32_t home;    /* methods: the object they stand in, whose prototype `super` is; OBJECT_NONE otherwise */
    bool is_class;
    bool derived;
    bool escaped;
    bool called;
    bool hooked;       /* the language may call it without a call in the text */
    bool taken;        /* something is done with it but to call it and to read and write its properties */
    bool unread;       /* nobody can have it: flow_unread.c */
    bool interop_open; /* a helper of a compiler whose parts may be others: flow_interop.c */
    bool interop_known;
    uint8_t interop; /* then which helper it is */
    uint32_t pairs;  /* list of struct param_pair, index + 1 */
};

/* A read param[key] of param[base] that is of an own property as long as every caller proves it. */
struct param_pair {
    node_id node;  /* the member expression, or the call that takes the property's descriptor */
    uint32_t site; /* the read; FACT_NONE until there is one */
    bool broken;   /* some caller did not prove it */
    bool named;    /* some caller proved it for a property that may not be enumerable */
    bool chain;    /* some caller proved it by for-in */
    uint32_t base;
    uint32_t key;
    uint32_t next; /* of the same function, index + 1 */
};

/* A private name of classes: see flow_private.c. */
struct private_name {
    cell_id value;     /* what elements of this name hold */
    cell_id receivers; /* `this` of its accessors */
};

/* An import whose specifier depends on where the file is. */
struct placed_import {
    node_id node;
    uint32_t func;
    bool by_url; /* an object of class URL was on the way */
};

/* Functions become accessors by a call, or traps of a proxy: see flow_open.c. */
struct opening {
    node_id node;
    uint32_t func;
    cell_id key;        /* the property's name; 0: any */
    cell_id functions;  /* what may be called */
    cell_id setters;    /* those of them that get what is assigned, or 0 */
    cell_id descriptor; /* where they stand, or 0 */
    cell_id handler;    /* of a proxy, or 0 */
};

/* Something that reflection found is handed on or written to: see flow_found.c. */
struct found {
    enum amplifier_kind kind; /* what it is when that may be Node's */
    uint32_t site;            /* which found it */
    node_id node;
    uint32_t func;
    sym name;
};

/* A call of what a package exports. */
struct host_call {
    uint32_t site;
    uint32_t package; /* a symbol: its specifier */
    uint32_t path;    /* what is called */
};

/* A use to be written when the fixpoint is reached: its arguments may still grow before. */
struct pending_use {
    struct use use;
    uint32_t site;  /* whose arguments it has, or FACT_NONE */
    uint32_t skip;  /* leading arguments that are not its own: `f.call(this, a)` */
    cell_id object; /* what an assignment or `delete` changes, or 0 */
};

/* A read of the block behind a Buffer, of which only the Buffer's own part is used. */
struct pool_part {
    uint32_t site;
    uint32_t member;
    uint32_t object;
};

/* A call of a helper that makes a new object of a module: flow_interop.c. */
struct interop_call {
    uint32_t site;
    uint32_t func;
    cell_id argument; /* what the helper's body gets */
    cell_id opened;   /* holds something when it gets the module */
    value module;
};

/* A regular expression literal: NULL when it may match anything; bits of the groups that may take a shared name. */
struct known_pattern {
    const struct pattern *pattern;
    uint64_t unsafe;
};

struct flow {
    struct arena *out_arena;
    struct arena *arena;
    const struct scopes *scopes;
    const struct tree *tree;
    struct sym_table *names;
    struct facts *facts;

    VEC(struct cell) cells;
    VEC(struct edge) edges;
    VEC(struct link) links; /* to sites */
    VEC(struct site) sites;
    VEC(cell_id) args;
    VEC(struct object) objects;
    VEC(struct prop) props;
    VEC(struct listed_read) listed_reads;
    VEC(struct proto_move) moves;
    VEC(struct known_pattern) patterns;
    VEC(struct flow_path) paths;
    VEC(struct pending_use) uses;
    VEC(struct param_pair) pairs;
    VEC(uint32_t) created;           /* sites that make a require */
    VEC(uint32_t) constructor_reads; /* sites that read .constructor of what may be a function */
    VEC(struct placed_import) placed;
    bool url_touched; /* something that may change it was done with a URL of a place */
    VEC(struct private_name) privates;
    VEC(cell_id) worklist;
    VEC(struct link) copies;  /* lists of objects (to) */
    VEC(struct link) copying; /* properties (to) that an object (next) is still to get */
    uint32_t copied;          /* properties that were copied by name */
    VEC(struct link) fresh;   /* sites (to) that have not yet seen what their cell (next) already had */
    const struct own_keys *own_keys;
    struct never_run never;
    bool *consumed; /* by node: only operators get the value (consumed.h) */
    struct flow_func *funcs;
    uint32_t current;             /* the function that the walk over the tree is in */
    node_id try_end;              /* behind the innermost try block of that function */
    uint64_t held;                /* values in all cells */
    cell_id *node_cell;           /* per node, 0 until made */
    cell_id *binding_cell;        /* per binding */
    struct map edge_index;        /* (from, to) -> edge */
    struct map path_index;        /* (step, parent, name) -> path */
    struct map prop_index;        /* (object, name) -> prop */
    struct map call_index;        /* (site, function) -> 1: already connected */
    struct map use_index;         /* (node, path, op) -> 1 */
    struct map object_index;      /* (site node, what) -> object */
    struct map amp_index;         /* (node, kind) -> 1 */
    struct map pattern_index;     /* regular expression literal -> index in patterns */
    struct map escape_index;      /* (cell, node) -> the function that it escapes in */
    struct map interop_index;     /* (helper, part) -> 1: the part's own parts are watched */
    struct map proto_index;       /* (object, result cell) -> list of names read along its prototypes */
    VEC(struct link) proto_names; /* such a list: name, next (index + 1) */
    struct map copy_index;        /* (from, to) -> 1: `to` gets the properties of `from` */
    struct map private_index;     /* name -> private name */
    struct map derived_count;     /* node -> calls that models made there */
    struct map global_cell;       /* name of a free variable -> cell */
    VEC(struct link) util_calls;  /* calls (to) of a path (next) of the module util */
    VEC(struct host_call) host_calls;
    const uint32_t *packages_given; /* by cell: flow_found.c */
    VEC(struct opening) openings;
    VEC(struct found) found;
    VEC(struct interop_call) interop_calls;
    VEC(struct pool_part) pool_parts;
    VEC(struct site) revived; /* calls of JSON.parse */
    bool has_heirs;           /* a call defined accessors on an object: what inherits from it is `this` of them */
    bool has_setters;
    bool mentions_function; /* the text has Function by its own name */
    bool names_function;    /* and does more than look at it */

    cell_id constant[8]; /* shared cells for each single flag, by bit number */
    cell_id any;
    cell_id exports; /* what this file assigned to module.exports */
    sym name_constructor, name_proto, name_prototype, name_default, name_then, name_length, name_name, name_call,
        name_apply, name_bind, name_arguments, name_callee, name_caller, name_value, name_get, name_set,
        name_has_instance, name_star, name_proxy, name_bound_this, name_weak_data;
    uint32_t model_paths; /* the paths before it are of the language */
    uint32_t model_names; /* and so are the names before it: no other is that of a model */
    uint32_t path_global_object, path_sloppy_this, path_require, path_module, path_module_require, path_exports,
        path_function, path_object, path_array, path_numbers, path_string, path_number, path_boolean, path_regexp,
        path_promise, path_weak_map, path_weak_set, path_symbol,
        path_foreign_symbol; /* the latter stands for symbols that others chose */
};

#endif
