/*
 * flow_site.h - sites: operations that wait on cells and act on each value that arrives.
 *
 * A *site* (a read, a call, ...) waits on its base cell, and its key cell when it has one.
 */
#ifndef CORDON_SEMANTIC_FLOW_SITE_H
#define CORDON_SEMANTIC_FLOW_SITE_H

#include "analyzer/semantic/flow_cell.h"
#include "analyzer/syntax/tree.h"

enum site_kind {
    SITE_READ,      /* result <- base.name */
    SITE_WRITE,     /* base.name <- value */
    SITE_READ_KEY,  /* result <- base[key] */
    SITE_WRITE_KEY, /* base[key] <- value */
    SITE_DELETE,    /* delete base.name */
    SITE_DELETE_KEY,
    SITE_CALL,           /* result <- base(args), this = receiver */
    SITE_NEW,            /* result <- new base(args) */
    SITE_ESCAPE,         /* base reaches code or data that is not followed; `object` may be ESCAPE_AS_* */
    SITE_ITERATE,        /* result <- what iterating base gives */
    SITE_AWAIT,          /* result <- await base */
    SITE_COPY,           /* result <- every own property value of base; or `object` gets them, those of objects by name;
                            objects in `value` are what they are assigned to */
    SITE_ENUMERATE,      /* the keys of base are listed */
    SITE_HAS,            /* it is asked whether base has a member */
    SITE_EXTENDS,        /* class `object` extends base */
    SITE_SUPER,          /* super(args) of class `object` */
    SITE_IMPORT,         /* result <- import(base) */
    SITE_REQUIRE,        /* result <- require(base), or that of a require whose path is `object` */
    SITE_PLACE,          /* result <- step `object` (placed.h) of the place base with the text key */
    SITE_CREATE_REQUIRE, /* result <- createRequire(base), whose path is `object` */
    SITE_TAINT,          /* base is an argument of a call of what may be Function */
    SITE_RESULT_OF,      /* result <- what the function base returns */
    SITE_IMPLICIT,       /* base stands under a name of `object` that the language calls by itself */
    SITE_INSPECT,        /* everything in base is read */
    SITE_DATA,           /* base is used as data by the language: its own methods may run, nothing is kept */
    SITE_LOCK,           /* base is frozen or sealed */
    SITE_SYMBOLS_OF,     /* the symbol keys of base are listed */
    SITE_ACCESSORS_OF,   /* result <- the getters and setters of base */
    SITE_ESCAPE_ACCESSORS, /* accessors of base may run on any receiver */
    SITE_CONCAT,           /* result <- base + key */
    SITE_ACCESSOR,         /* base is a getter or setter of property `object` */
    SITE_RECEIVER,         /* base becomes `this` of function `object` */
    SITE_SETTER,           /* value is written to name of something whose prototype is base */
    SITE_PROTO_OF,         /* result <- Object.getPrototypeOf(base) */
    SITE_NO_PROTOTYPE,     /* base is a function's `prototype`: when it is no object, result <- Object.prototype */
    SITE_MAYBE_PROTOTYPE,  /* base may become the `prototype`, which is result, of function `object` */
    SITE_INHERITS,         /* result <- value when base, the prototype of an object, is any */
    SITE_FOREIGN_PROTO,    /* base is the prototype of `object`: when others made it, they see reads and writes */
    SITE_ODD,       /* with anything in base the language's methods do something else: result and value are anybody's */
    SITE_SPECIES,   /* base is the receiver of a method that makes its result by way of `constructor`: see SITE_ODD */
    SITE_HOOK,      /* a method of base, named by a symbol, gets value */
    SITE_MEMBER_OF, /* base becomes a member of path `object`; without one, value becomes an accessor of base */
    SITE_INSTANCEOF,   /* value instanceof base */
    SITE_ACCESSORS_ON, /* value is an accessor of base, defined by a call */
    SITE_SLOPPY_STORE, /* base is put on what may be the global object, under `name` */
    SITE_BOXED,        /* result <- any when base is a primitive: its wrapper object */
    SITE_FILTER,       /* result <- base when typeof says one of the types in `object` */
    SITE_RUNS_ON,      /* base is an accessor of `object`, or of `value` outside, defined by a call */
    SITE_REGISTERED,   /* Symbol.for(base) */
    SITE_REPLACES,     /* base is written under `name`, one of Node's, to what others may have chosen; with
                          REPLACES_METHOD, to what may be a function of the language */
    SITE_CHANGED,      /* base is handed to a function of Node that changes it: flow_helper.c */
    SITE_INTEROP,      /* base is the argument of a call of helper `object`: flow_interop.c */
    SITE_INTEROP_PART, /* base is what that helper uses as its part number `arg_count` */
    SITE_INTEROP_OPEN, /* something in base: call number `object` is one of the helper's body after all */
    SITE_BLOCK_GETTER, /* base is the name of an accessor that is taken to run it on another object: flow_pool.c */
    SITE_LOSE,         /* base gets to a place whose readers are not all followed */
};

struct site {
    uint16_t flags; /* enum site_flags */
    uint8_t kind;   /* enum site_kind */
    uint8_t depth;  /* calls made by models on behalf of calls made by models ... */
    node_id node;
    uint32_t func;
    cell_id base;
    cell_id key;      /* SITE_*_KEY: the key; SITE_CONCAT: right operand */
    cell_id value;    /* writes */
    cell_id receiver; /* calls */
    cell_id result;   /* 0 when nobody looks at it */
    sym name;
    uint32_t object; /* see the kinds */
    uint32_t args;   /* first of `arg_count` cells in flow.args */
    uint32_t arg_count;
    uint16_t seen_base; /* SITE_*_KEY, SITE_CONCAT: values of both cells already combined */
    uint16_t seen_key;
    uint8_t seen_base_flags;
    uint8_t seen_keys; /* enum key_class of the key cell already combined */
    bool in_try;
};

enum { ESCAPE_AS_PROTO = 1, ESCAPE_AS_NUMBERS };
/* `object` of a SITE_DATA that stands for what others may do: nothing in the text does it. */
enum { DATA_IS_EXPOSED = 1, DATA_IS_PATTERN };
/* `object` of a SITE_SPECIES that is a call of concat, and of the SITE_ODD that it watches its receiver with. */
enum { SPREADS_OR_NOT = 1 };
/* `object` of a SITE_INHERITS: the prototype must be one that others made, not any that the file knows. */
enum { INHERITS_FROM_OTHERS = 1 };
/* `object` of a SITE_REPLACES, else OBJECT_NONE. */
enum { REPLACES_METHOD = 1 };
/* `object` of a SITE_FILTER beside a type_set of own_key.h: base is a text with a safe start or end. */
enum { TYPE_SAFE_TEXT = 256 };

enum site_flags {
    SITE_SPREAD = 1,            /* some argument is spread: `args` are joined for every parameter */
    SITE_NO_BIGINT = 1,         /* SITE_WRITE_KEY: the key is no BigInt */
    SITE_LISTS = 1,             /* SITE_COPY: the values come into hands that ask for no name */
    SITE_INHERITED = 2,         /* SITE_READ_KEY: the base is a prototype of what is read */
    SITE_BY_ACCESSOR = 2,       /* SITE_WRITE_KEY: the property is an accessor, which gives the value */
    SITE_REFLECTED = 4,         /* VALUE_REACH of this site came from a computed name */
    SITE_OWN_KEY = 8,           /* SITE_READ_KEY: the key is proven to name an own property */
    SITE_GUARDED = 128,         /* SITE_READ_KEY: tests exclude inherited names when the key is a primitive */
    SITE_OWN = 64,              /* SITE_*_KEY: the property is the object's own, whatever its name */
    SITE_SETS_PROTO = 128,      /* SITE_WRITE of __proto__: the prototype is set, whether or not there is an accessor */
    SITE_ON_THIS = 32,          /* SITE_WRITE, SITE_MEMBER_OF: the base is `this` */
    SITE_OWN_NAMED = 256,       /* with SITE_OWN_KEY: perhaps not an enumerable one */
    SITE_STATICS = 512,         /* SITE_READ_KEY: the functions of Object have been read */
    SITE_GIVEN = 1024,          /* a call: its arguments have been handed to unknown code */
    SITE_GIVEN_RECEIVER = 2048, /* and so has its receiver */
    SITE_TAINTED = 4096,        /* a call: its arguments are watched for text that may become code */
    SITE_SAME_NAME = 8192,      /* SITE_WRITE_KEY: what is copied keeps its name */
    SITE_OWN_CHAIN = 16384,     /* with SITE_OWN_KEY: perhaps one of a prototype, listed by for-in */
    SITE_CONSUMED = 32768,      /* SITE_READ_KEY: an operator takes what is read (consumed.h) */
    SITE_ON_OBJECT = 32768,     /* a call: its receiver is certainly an object */
    SITE_METHOD = 16,           /* a call o.m(): its receiver is what the function was read from */
};

uint32_t site_new(struct flow *f, enum site_kind kind, node_id node, uint32_t func);
/*
 * Assign a part of a site. Functions, because what computes `c` may make sites and so move them all, and C does
 * not say whether the left side of an assignment is evaluated before that.
 */
void site_set_base(struct flow *f, uint32_t site, cell_id c);
void site_set_key(struct flow *f, uint32_t site, cell_id c);
void site_set_value(struct flow *f, uint32_t site, cell_id c);
void site_set_result(struct flow *f, uint32_t site, cell_id c);
void site_set_receiver(struct flow *f, uint32_t site, cell_id c);
/* A site in the current function that watches `base`. */
uint32_t site_watch(struct flow *f, enum site_kind kind, node_id node, cell_id base, cell_id result);
/* `object` gets the own properties of what `from` holds. */
void copy_into(struct flow *f, node_id node, cell_id from, uint32_t object);

/* flow_act.c: the site acts on the values of `c` from number `first` on, and on those that need no index. */
void site_act(struct flow *f, uint32_t site, cell_id c, uint16_t first, unsigned flags);

#endif
