/*
 * scope.h - functions, scopes, bindings, and which binding each identifier means.
 *
 * Exact after ECMAScript 2025: var and function hoisting (sections 10.2.11, 14.3.2, 16.1.7), Annex
 * B.3.2 block functions in sloppy code, parameters apart from the body, named function and class
 * expressions, catch parameters, class static blocks and field initialisers (functions of their
 * own). Names are compared after decoding escapes. `with` and direct eval, which make names mean
 * something else at run time, are charged where they stand by flow.
 */
#ifndef CORDON_SEMANTIC_SCOPE_H
#define CORDON_SEMANTIC_SCOPE_H

#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/syntax/tree.h"

#define BINDING_NONE UINT32_MAX
#define FUNC_NONE UINT32_MAX

enum func_kind {
    FUNC_TOP,          /* the module's top level */
    FUNC_PLAIN,        /* function declaration or expression */
    FUNC_ARROW,        /* no this, arguments, new.target of its own */
    FUNC_METHOD,       /* method, getter or setter of an object literal or class */
    FUNC_CONSTRUCTOR,  /* `constructor` of a class */
    FUNC_FIELD,        /* initialiser of a class field: this is the instance, or the class when static */
    FUNC_STATIC_BLOCK, /* class static { } */
};

struct func {
    enum func_kind kind;
    node_id node;     /* the function, field_definition, class_static_block or program node */
    uint32_t parent;  /* the function around it; FUNC_NONE for the top */
    uint32_t this_of; /* the function whose `this` and `arguments` it sees: itself unless an arrow */
    sym name;         /* symbol 0 when it has none */
    bool strict;
    bool is_async;
    bool is_generator;
    bool is_static;      /* of the class itself */
    bool uses_this;      /* it, or an arrow in it, mentions `this` or `super` */
    bool uses_arguments; /* it, or an arrow in it, mentions its `arguments` */
};

enum binding_kind {
    BINDING_VAR,
    BINDING_LET,
    BINDING_CONST,
    BINDING_CLASS,
    BINDING_FUNCTION, /* a function declaration */
    BINDING_PARAM,
    BINDING_CATCH,
    BINDING_IMPORT,
    BINDING_SELF, /* the name of a function or class expression, inside it */
};

struct binding {
    enum binding_kind kind;
    sym name;
    node_id node;    /* the declaring identifier */
    uint32_t func;   /* the function whose scope it is in */
    uint32_t writes; /* assignments other than the declaration's own initialiser */
    bool sloppy;     /* it is there only because a block function is also a var in sloppy code (Annex B.3.2) */
};

struct block_function {
    uint32_t inner; /* the binding in the block */
    uint32_t outer; /* the var binding it is copied to */
};

struct scopes {
    const struct tree *tree;
    struct sym_table *names;
    VEC(struct func) funcs; /* in the order of the text; 0 is the top level */
    VEC(struct binding) bindings;
    /*
     * Per node: for an identifier that is a reference or a declaration, its binding, or BINDING_NONE
     * for a free variable; undefined for other nodes.
     */
    uint32_t *binding_of;
    /* Per node: the decoded name of an identifier-like node; undefined for other nodes. */
    sym *name_of;
    /* Per node: for a function-like node its own index in `funcs`; undefined for other nodes. */
    uint32_t *func_of;
    /* Annex B.3.2: block functions that also assign a var binding of the function around them. */
    VEC(struct block_function) block_functions;
};

/* The scopes of a tree without errors; lives in `a`. `names` gets every identifier. */
struct scopes *scopes_build(struct arena *a, const struct tree *t, struct sym_table *names);

/* True for a node that mentions a variable by its name. */
bool scope_is_name(const struct tree *t, node_id n);
/* The variable that node `n` mentions; BINDING_NONE when it is free, and for any other node. */
uint32_t scope_mentioned(const struct scopes *s, node_id n);
/* True for nodes that are functions of their own: see enum func_kind. */
bool scope_is_function(const struct tree *t, node_id n);
/* The node from which on a function-like node `n` has its own scope: its parameters, value or body. */
node_id scope_function_start(const struct tree *t, node_id n);

#endif
