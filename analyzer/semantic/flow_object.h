/*
 * flow_object.h - objects that the file makes, their properties and their prototypes.
 */
#ifndef CORDON_SEMANTIC_FLOW_OBJECT_H
#define CORDON_SEMANTIC_FLOW_OBJECT_H

#include "analyzer/semantic/flow_cell.h"
#include "analyzer/syntax/tree.h"

#define OBJECT_NONE UINT32_MAX

enum object_kind {
    OBJECT_PLAIN,
    OBJECT_ARRAY,
    OBJECT_FUNCTION, /* the properties of function `func` */
    OBJECT_PROTO,    /* the prototype object of function or class `func` */
    OBJECT_INSTANCE, /* what `new func()` makes */
    OBJECT_ARGUMENTS,
    OBJECT_NUMBERS, /* a typed array: whatever is written to an element becomes a number */
    OBJECT_REGEXP,
    OBJECT_PROMISE, /* `elem` is what it resolves to */
    OBJECT_WEAK_MAP,
    OBJECT_WEAK_SET,
    OBJECT_BOUND, /* func.bind(...): elem is the function, `func` the site of the bind */
};

struct object {
    uint8_t kind; /* enum object_kind */
    bool escaped;
    bool followed;       /* OBJECT_PROMISE of import(): await and then alone read what it resolves to */
    bool tracked;        /* a literal whose elements are only read and written one by one so far: none is lost */
    bool exotic;         /* something happens to its properties that is not followed: they lose what they hold */
    bool null_proto;     /* made with a null prototype */
    bool descriptor;     /* what getOwnPropertyDescriptor gives */
    bool vanishes;       /* the file may delete a property of it that is inherited, too */
    bool moves;          /* the file may replace its prototype */
    bool resized;        /* a Buffer that may say that it is more than it was made as: flow_pool.c */
    node_id node;        /* where it is made */
    uint32_t pool;       /* a Buffer: the path of the call that made it, or 0 */
    node_id escape_node; /* where it escaped */
    uint32_t escape_func;
    uint32_t func;
    cell_id unknown;       /* values under unknown names */
    cell_id elem;          /* values under numeric names */
    cell_id proto;         /* its prototypes, when not the language's own */
    cell_id heirs;         /* objects that inherit from it, at any distance; made when asked for */
    cell_id all;           /* every own property value; made when asked for */
    uint32_t props;        /* list of struct prop, index + 1 */
    uint32_t copies;       /* list of objects that get its properties, in flow.copies, index + 1 */
    uint32_t listed_reads; /* list of struct listed_read, index + 1 */
};

/* A read under a name that was listed from the object: flow_listed.c. */
struct listed_read {
    uint32_t site;
    uint32_t object;
    uint32_t next; /* index + 1 */
};

/* The object's prototype may be replaced by what `proto` holds. */
struct proto_move {
    uint32_t object;
    cell_id proto;
};

struct prop {
    sym name;
    uint32_t object;
    cell_id value;
    cell_id getter; /* 0 when there is none */
    cell_id setter;
    cell_id receivers;
    uint32_t next; /* index + 1 */
};

uint32_t object_new(struct flow *f, enum object_kind kind, uint32_t func);
/* The object that site node `n` makes for purpose `what`, always the same one. */
uint32_t object_at(struct flow *f, node_id n, uint32_t what, enum object_kind kind);
void expose_proto(struct flow *f, cell_id c, node_id node, uint32_t func);
/* True for the prototype of a class, which is there from the start and can be replaced by nobody (15.7.14). */
bool prop_is_fixed(const struct flow *f, uint32_t object, sym name);
cell_id object_elem(struct flow *f, uint32_t object);
/* A new object has no elements yet and nobody but the file, which reads them one by one until object_untrack(). */
void object_track(struct flow *f, uint32_t object);
/* Something else happens to its elements: they lose what they hold (flow_lose.c). */
void object_untrack(struct flow *f, uint32_t object);
/* object[number] <- from */
void object_set_elem(struct flow *f, uint32_t object, cell_id from);
/* The same under a name for which name_is_index() holds; of a typed array, "00" names no element. */
void object_set_named(struct flow *f, uint32_t object, sym name, cell_id from);
cell_id object_unknown(struct flow *f, uint32_t object);
cell_id object_proto(struct flow *f, uint32_t object);
cell_id object_heirs(struct flow *f, uint32_t object);
cell_id object_all(struct flow *f, uint32_t object);
struct prop *object_prop(struct flow *f, uint32_t object, sym name);
/* `to` gets the own properties of `from`, now and later, each under its name: { ...from } */
void object_copy(struct flow *f, uint32_t from, uint32_t to);
/* Hands on one property that waits for it; false when none does. */
bool object_copy_next(struct flow *f);
void object_accessor(struct flow *f, uint32_t object, sym name, cell_id function, bool setter);
uint32_t func_object(struct flow *f, uint32_t func);
uint32_t func_proto(struct flow *f, uint32_t func);
cell_id func_target(struct flow *f, uint32_t func);
uint32_t func_instance(struct flow *f, uint32_t func);
uint32_t func_arguments(struct flow *f, uint32_t func);
bool name_is_index(struct str name);
/* True for names of methods that the language calls by itself. */
bool name_is_implicit(struct str name);
/* True for those of them that are called only in descriptors, handlers of proxies, and what inherits from Map and Set.
 */
bool name_is_of_handlers(struct str name);
/* True the first time that `name` is looked for in the prototypes of `object` on behalf of cell `about`. */
bool proto_first_visit(struct flow *f, uint32_t object, cell_id about, sym name);

/* --- flow_proto.c: prototypes --- */
void proto_value(struct flow *f, uint32_t site, value v);
void proto_flags(struct flow *f, uint32_t site, unsigned flags);
/* object.__proto__ <- from, by the accessor that objects inherit */
void write_proto(struct flow *f, uint32_t object, cell_id from);

#endif
