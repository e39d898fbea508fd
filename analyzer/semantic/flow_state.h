/*
 * flow_state.h - the shapes that flow's parts share; only flow_*.c include it.
 *
 * A *cell* holds the set of values that some expression, binding or property may have. *Edges* make
 * one cell's values flow into another. A *site* is an operation (a read, a call, ...) that waits on
 * its base cell, and its key cell when it has one, and acts on each value that arrives. Sets only
 * grow and are bounded, so the worklist ends.
 */
#ifndef CORDON_SEMANTIC_FLOW_STATE_H
#define CORDON_SEMANTIC_FLOW_STATE_H

#include "analyzer/base/map.h"
#include "analyzer/semantic/flow.h"
#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/never_run.h"
#include "analyzer/semantic/own_key.h"
#include "analyzer/semantic/placed.h"

typedef uint32_t cell_id; /* 0 is the cell that never has a value */
#define OBJECT_NONE UINT32_MAX

/* A precise value: its kind in the top four bits, an index below. */
enum value_kind {
    VALUE_TEXT,   /* a constant text: symbol */
    VALUE_FUNC,   /* a function of this file: index in scopes->funcs */
    VALUE_OBJECT, /* an object made at a known place: index in flow.objects */
    VALUE_PATH,   /* something from outside: index in flow.paths */
    VALUE_REACH,  /* read by reflection at a site: may be a function's constructor */
    VALUE_SHARED, /* read by reflection at a site: may be a shared object of the language, not Function */
    VALUE_OUTER,  /* `.prototype` of an unknown value, read at a site: may be a shared prototype */
    VALUE_CODE,   /* result of calling a VALUE_REACH at a site: may be a function made from text */
    VALUE_PLACE,  /* a text or URL that depends on where the file is: symbol of a place (placed.h) */
};

typedef uint32_t value;
#define VALUE(kind, index) ((uint32_t)(kind) << 28 | (index))
#define VALUE_KIND(v) ((enum value_kind)((v) >> 28))
#define VALUE_INDEX(v) ((v)&0x0fffffffU)
enum { VALUE_INDEX_MAX = 0x0fffffff };

/* Values that need no index. */
enum flag {
    FLAG_UNDEFINED = 1,
    FLAG_NULL = 2,
    FLAG_BOOLEAN = 4,
    FLAG_NUMBER = 8,  /* or a BigInt */
    FLAG_STRING = 16, /* some text, not known which */
    FLAG_SAFE = 128,  /* some text that is no name by which shared objects or internals are reached: text_is_safe */
    FLAG_SYMBOL = 32,
    FLAG_ANY = 64, /* any inert value: data, a function, an object of other code */
};
enum { FLAG_TEXT = FLAG_STRING | FLAG_SAFE };
enum { FLAG_HARMLESS = FLAG_UNDEFINED | FLAG_NULL | FLAG_BOOLEAN | FLAG_NUMBER };

struct cell {
    value *items;
    uint16_t count, cap;
    uint16_t done; /* items that edges and sites have seen */
    uint8_t flags;
    uint8_t done_flags;
    bool queued;
    uint32_t owner; /* the object + 1 that it is a part of, or 0: reflected values are charged there */
    uint32_t edges; /* list head in flow.edges, 0 = none */
    uint32_t sites; /* list head in flow.links, 0 = none */
};

/* An edge, in the list of its source: the one that was asked for last is first. */
struct edge {
    cell_id to;
    uint32_t next;
    uint32_t previous;
    uint16_t handed; /* values of its source that it has handed on */
};

/* A list node: a site. */
struct link {
    uint32_t to;
    uint32_t next;
};

enum site_kind {
    SITE_READ,      /* result <- base.name */
    SITE_WRITE,     /* base.name <- value */
    SITE_READ_KEY,  /* result <- base[key] */
    SITE_WRITE_KEY, /* base[key] <- value */
    SITE_DELETE,    /* delete base.name */
    SITE_DELETE_KEY,
    SITE_CALL,      /* result <- base(args), this = receiver */
    SITE_NEW,       /* result <- new base(args) */
    SITE_ESCAPE,    /* base reaches code or data that is not followed; `object` may be ESCAPE_AS_* */
    SITE_ITERATE,   /* result <- what iterating base gives */
    SITE_AWAIT,     /* result <- await base */
    SITE_COPY,      /* result <- every own property value of base; or `object` gets them, those of objects by name */
    SITE_ENUMERATE, /* the keys of base are listed */
    SITE_HAS,       /* it is asked whether base has a member */
    SITE_EXTENDS,   /* class `object` extends base */
    SITE_SUPER,     /* super(args) of class `object` */
    SITE_IMPORT,    /* result <- import(base) */
    SITE_REQUIRE,   /* result <- require(base), or that of a require whose path is `object` */
    SITE_PLACE,     /* result <- step `object` (placed.h) of the place base with the text key */
    SITE_CREATE_REQUIRE,   /* result <- createRequire(base), whose path is `object` */
    SITE_TAINT,            /* base is an argument of a call of what may be Function */
    SITE_RESULT_OF,        /* result <- what the function base returns */
    SITE_IMPLICIT,         /* base stands under a name of `object` that the language calls by itself */
    SITE_INSPECT,          /* everything in base is read */
    SITE_DATA,             /* base is used as data by the language: its own methods may run, nothing is kept */
    SITE_LOCK,             /* base is frozen or sealed */
    SITE_SYMBOLS_OF,       /* the symbol keys of base are listed */
    SITE_ACCESSORS_OF,     /* result <- the getters and setters of base */
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
    SITE_REPLACES,     /* base is written under `name`, one of Node's, to what others may have chosen */
    SITE_CHANGED,      /* base is handed to a function of Node that changes it: flow_helper.c */
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
/* `object` of a SITE_FILTER beside a type_set of own_key.h: base is a text with a safe start or end. */
enum { TYPE_SAFE_TEXT = 256 };

enum site_flags {
    SITE_SPREAD = 1,            /* some argument is spread: `args` are joined for every parameter */
    SITE_NO_BIGINT = 1,         /* SITE_WRITE_KEY: the key is no BigInt */
    SITE_INHERITED = 2,         /* SITE_READ_KEY: the base is a prototype of what is read */
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
    SITE_METHOD = 16,           /* a call o.m(): its receiver is what the function was read from */
};

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
    OBJECT_BOUND,   /* func.bind(...): elem is the function, `func` the site of the bind */
};

struct object {
    uint8_t kind; /* enum object_kind */
    bool escaped;
    bool followed;       /* OBJECT_PROMISE of import(): await and then alone read what it resolves to */
    bool exotic;         /* something happens to its properties that is not followed: they lose what they hold */
    bool null_proto;     /* made with a null prototype */
    bool descriptor;     /* what getOwnPropertyDescriptor gives */
    node_id node;        /* where it is made */
    uint32_t pool;       /* a Buffer: the path of the call that made it, or 0 */
    node_id escape_node; /* where it escaped */
    uint32_t escape_func;
    uint32_t func;
    cell_id unknown; /* values under unknown names */
    cell_id elem;    /* values under numeric names */
    cell_id proto;   /* its prototypes, when not the language's own */
    cell_id heirs;   /* objects that inherit from it, at any distance; made when asked for */
    cell_id all;     /* every own property value; made when asked for */
    uint32_t props;  /* list of struct prop, index + 1 */
    uint32_t copies; /* list of objects that get its properties, in flow.copies, index + 1 */
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
    bool hooked;    /* the language may call it without a call in the text */
    uint32_t pairs; /* list of struct param_pair, index + 1 */
};

/* Per path, beside facts.paths. */
struct flow_path {
    uint8_t depth;
    uint8_t model;  /* enum model */
    uint8_t root;   /* enum path_step of its first step */
    bool intrinsic; /* an object of the language */
    bool language; /* what members of such an object lead to: but for Symbol, only names of the language lead further */
    bool extended; /* the prototype of a class that a class of this file extends */
    bool heritage; /* that class, or its prototype */
    bool lost;     /* it escaped from a cell that had too many values */
    node_id node;  /* where it was first used, NODE_NONE before */
    uint32_t func;
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

/* A use to be written when the fixpoint is reached: its arguments may still grow before. */
struct pending_use {
    struct use use;
    uint32_t site;  /* whose arguments it has, or FACT_NONE */
    uint32_t skip;  /* leading arguments that are not its own: `f.call(this, a)` */
    cell_id object; /* what an assignment or `delete` changes, or 0 */
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
    struct map escape_index;      /* (cell, node) -> the function that it escapes in */
    struct map proto_index;       /* (object, result cell) -> list of names read along its prototypes */
    VEC(struct link) proto_names; /* such a list: name, next (index + 1) */
    struct map copy_index;        /* (from, to) -> 1: `to` gets the properties of `from` */
    struct map private_index;     /* name -> private name */
    struct map derived_count;     /* node -> calls that models made there */
    struct map global_cell;       /* name of a free variable -> cell */
    VEC(struct link) host_calls;  /* calls (to) of what a package (next, a symbol) exports */
    VEC(struct opening) openings;
    VEC(struct found) found;
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
        name_has_instance, name_star, name_proxy, name_bound_this;
    uint32_t model_paths; /* the paths before it are of the language */
    uint32_t model_names; /* and so are the names before it: no other is that of a model */
    uint32_t path_global_object, path_sloppy_this, path_require, path_module, path_module_require, path_exports,
        path_function, path_object, path_array, path_numbers, path_string, path_number, path_boolean, path_regexp,
        path_promise, path_symbol, path_foreign_symbol; /* the latter stands for symbols that others chose */
};

/* --- flow_cell.c: cells, edges, the worklist --- */
cell_id cell_new(struct flow *f);
void cell_add(struct flow *f, cell_id c, value v);
void cell_add_flags(struct flow *f, cell_id c, unsigned flags);
void cell_edge(struct flow *f, cell_id from, cell_id to);
/* Makes `site` act on every value of `c`, now and later. */
void cell_watch(struct flow *f, cell_id c, uint32_t site);
bool cell_is_harmless(const struct flow *f, cell_id c);
/* The only value of a cell, when it is one constant text. */
bool cell_single_text(const struct flow *f, cell_id c, sym *out);
void flow_solve(struct flow *f);

/* --- flow_path.c: access paths --- */
uint32_t path_root(struct flow *f, enum path_step step, sym name);
/* FACT_NONE when the path would grow too long: the caller lets the value escape. */
uint32_t path_extend(struct flow *f, uint32_t path, enum path_step step, sym name);
/* The paths of the language, and the names that flow looks for. */
void path_setup(struct flow *f);
/* The model of `class_path`.prototype.`name`, as a path; FACT_NONE when there is none. */
uint32_t path_method(struct flow *f, uint32_t class_path, sym name);
/* True for a name of ECMAScript's own globals. */
bool path_is_intrinsic_name(struct str name);
/* True for the names of objects of the language that are no constructors: Math and its like. */
bool path_is_namespace(struct str name);
/* True for objects of the language that --frozen-intrinsics leaves open in some major. */
bool path_stays_open(struct str name);
/* True for a path that starts at one of these. */
bool path_is_open(const struct flow *f, uint32_t path);
/* True for what reads the clock, randomness or the locale: such calls are uses even though they are modelled. */
bool path_is_observer(const struct flow *f, uint32_t path);
/*
 * False when the path's object inherits from objects of the language only. The global object has a prototype of its
 * own, which no switch of Node freezes, and accessors there get it for `this`.
 */
bool path_inherits(const struct flow *f, uint32_t path);
/* True for a constructor or namespace of the language with such functions. */
bool path_observes(const struct flow *f, uint32_t path);
/* True for Intl and Intl.Segmenter: the prototypes of segments have no name, and --frozen-intrinsics leaves them open.
 */
bool path_gives_segments(const struct flow *f, uint32_t path);
/* True for process.env, whose members are texts. */
bool path_is_environment(const struct flow *f, uint32_t path);
/* True for the properties of `process` that are read-only texts: process.platform. */
bool path_is_host_text(const struct flow *f, uint32_t path);
bool member_is_mutator(struct str name);

/* --- flow_object.c: objects and properties --- */
uint32_t object_new(struct flow *f, enum object_kind kind, uint32_t func);
/* The object that site node `n` makes for purpose `what`, always the same one. */
uint32_t object_at(struct flow *f, node_id n, uint32_t what, enum object_kind kind);
void expose_proto(struct flow *f, cell_id c, node_id node, uint32_t func);
cell_id object_elem(struct flow *f, uint32_t object);
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

/* --- flow_node.c: objects of Node that lead to objects of others --- */
void node_objects_finish(struct flow *f);

/* --- flow_found.c: may what reflection found be Node's? --- */
/* Charges `kind` at the place `at`, unless what site `found` finds turns out to be of the language. */
void found_note(struct flow *f, enum amplifier_kind kind, uint32_t found, struct found at);
void found_finish(struct flow *f);

/* --- flow_open.c: functions that are called where no call stands --- */
void opening_note(struct flow *f, const struct site *s, struct opening opening);

/* --- flow_vanish.c: listed properties that are taken away before they are read --- */
/* The call `s` of JSON.parse, whose second argument may be a reviver. */
void vanishing_note(struct flow *f, const struct site *s);
void vanishing_finish(struct flow *f);

/* --- flow_symbol.c: keys that may be Node's internal symbols --- */
void symbols_finish(struct flow *f);

/* --- flow_frame.c: what others can find on the stack while the file is loaded --- */
void frames_finish(struct flow *f);

/* --- flow_lose.c: authority in places that are not followed to the end --- */
/* Whatever gets into `c` is lost sight of. */
void lose_cell(struct flow *f, cell_id c);
void lose_value(struct flow *f, uint32_t site, value v);
/* From now on what the properties of `object` hold is lost sight of. */
void object_exotic(struct flow *f, uint32_t object);
/* Notes where `path` is used first. */
void path_note(struct flow *f, uint32_t path, node_id node, uint32_t func);

/* --- flow_named.c: what the name of a member alone tells --- */
/* A member whose result differs from host to host, read from values of the kinds `flags`. */
void charge_host_named(struct flow *f, uint32_t site, struct str name, unsigned flags);
/* A static with authority, read from what reflection found: it may be the class. */
void charge_static_named(struct flow *f, uint32_t site, sym name);

/* --- flow_member.c: reads and writes of members --- */
void member_read(struct flow *f, uint32_t site, value base);
void member_read_flags(struct flow *f, uint32_t site, unsigned flags);
void member_write(struct flow *f, uint32_t site, value base);
void member_write_flags(struct flow *f, uint32_t site, unsigned flags);
void member_delete(struct flow *f, uint32_t site, value base);
void member_delete_flags(struct flow *f, uint32_t site, unsigned flags);
/* result <- base.name, for models. */
void member_read_named(struct flow *f, uint32_t site, value base, sym name, cell_id result);
void member_write_named(struct flow *f, uint32_t site, value base, sym name, cell_id from);
void charge_write(struct flow *f, uint32_t site, value base, sym name);
/* this.name <- from, where `this` may be the global object */
/*
 * Functions that the language calls on something outside (accessors that a call defines there, toString): those of
 * others get it for `this`.
 */
void runs_on_outside(struct flow *f, uint32_t site, value outside, cell_id functions);
void sloppy_store(struct flow *f, uint32_t site, sym name, cell_id from);
/* x.constructor[key], { ...x.constructor }: x may be a Buffer or a URL, whose classes have statics with authority. */
void charge_statics_of_class(struct flow *f, uint32_t site, value v);
void key_read(struct flow *f, uint32_t site);
/* The cell of `this` when the read is one through `super`, else 0. */
cell_id super_receiver(const struct flow *f, uint32_t site);
/* What is read through `super` may be a getter of others: it gets `this`. */
void escape_super_receiver(struct flow *f, uint32_t site);
void key_write(struct flow *f, uint32_t site);

/* --- flow_pair.c: reads of one parameter under another --- */
/* The site flags that say what a proof says. */
uint16_t own_flags(enum own_proof proof);
/* Notes that `n` reads a parameter under a parameter: callers must prove that it is an own key. Before any of them is
 * seen. */
void pair_expect(struct flow *f, node_id n);
/* `site` is the read that was expected at `n`, of an own property unless a caller did not prove it. */
void pair_take(struct flow *f, uint32_t site, node_id n);
/* A call of `func` at `call` (NODE_NONE: from anywhere): reads that it does not prove lose their proof. */
void pair_check(struct flow *f, uint32_t func, node_id call);
/* The read looks again at all that it has seen, and what was handed on as an own property was none. */
void key_look_again(struct flow *f, uint32_t site);

/* --- flow_private.c: private names; `name` is the node of one --- */
bool is_private_name(const struct flow *f, node_id n);
void private_read(struct flow *f, node_id name, cell_id base, cell_id result);
void private_write(struct flow *f, node_id name, cell_id base, cell_id from);
/* A field or method of a class. */
void private_define(struct flow *f, node_id name, cell_id from);
void private_accessor(struct flow *f, node_id name, uint32_t func, bool setter);

/* --- flow_call.c: calls and constructions --- */
void call_value(struct flow *f, uint32_t site, value callee);
void call_flags(struct flow *f, uint32_t site, unsigned flags);
/* Calls `func` from `site` with the cells args[0..count) and `receiver`; its result into `result`. */
void call_function(struct flow *f, uint32_t site, uint32_t func, const cell_id *args, uint32_t count, cell_id receiver,
                   cell_id result);
/* require of a name that is not known. */
void charge_computed_require(struct flow *f, node_id node, uint32_t func);
/* result <- require(specifier); `flags` are of enum import_flags */
void require_text(struct flow *f, uint32_t site, sym specifier, uint8_t flags);
/* result <- require(base) for one value of base. */
void require_value(struct flow *f, uint32_t site, value v);
void call_super(struct flow *f, uint32_t site, value parent);
/* A call of a bound function with further arguments: `rest`, or those of `site` when it is 0. */
void call_bound(struct flow *f, uint32_t site, uint32_t object, cell_id rest);
/* All arguments and the receiver of a call to something unknown. */
void call_escape_args(struct flow *f, uint32_t site);
cell_id call_arg(const struct flow *f, const struct site *s, uint32_t index);

/* --- flow_model.c: what the language's own functions do with values --- */
/* True when the call of path `path` was modelled. */
bool model_call(struct flow *f, uint32_t site, uint32_t path);
/* result <- callee.bind(...) */
void model_bind(struct flow *f, uint32_t site, cell_id callee);
/* A call of what `callee` holds with the given argument cells: a site derived from `site`. */
uint32_t call_derived(struct flow *f, uint32_t site, cell_id callee, const cell_id *args, uint32_t count,
                      cell_id receiver, cell_id result);
/* A cell of what iterating `c` gives. */
cell_id iterate_cell(struct flow *f, uint32_t site, cell_id c);

/* --- flow_operation.c: iteration, await, copies, +, and other operations --- */
void operation_value(struct flow *f, uint32_t site, value v);
void operation_flags(struct flow *f, uint32_t site, unsigned flags);
void operation_concat(struct flow *f, uint32_t site);

/* --- flow_option.c: options of calls --- */
/*
 * The names of the properties of all arguments of the call but the first, "|" around each; FACT_NONE when the text does
 * not show them all. `skip` leading arguments are not its own.
 */
uint32_t call_options(struct flow *f, const struct site *s, uint32_t skip);

/* --- flow_proto.c: prototypes --- */
void proto_value(struct flow *f, uint32_t site, value v);
void proto_flags(struct flow *f, uint32_t site, unsigned flags);
/* object.__proto__ <- from, by the accessor that objects inherit */
void write_proto(struct flow *f, uint32_t object, cell_id from);

/* --- flow_pool.c: Buffers and the memory that they share --- */
/* The result of a call of `path`, when that makes a Buffer. */
void pool_result(struct flow *f, uint32_t site, uint32_t path);
/*
 * The path to charge for a call of `path`: that of Buffer.alloc where memory that was not cleared is overwritten before
 * anybody can see it.
 */
uint32_t pool_filled(struct flow *f, uint32_t site, uint32_t path);
/* A read of member `name`, when `object` is a Buffer. */
void pool_read(struct flow *f, uint32_t site, uint32_t object, sym name);

/* --- flow_helper.c: functions of Node that change what they are given --- */
/* Notes a call of `path`. */
void helper_note(struct flow *f, uint32_t site, uint32_t path);
void helper_value(struct flow *f, uint32_t site, value v);
void helper_flags(struct flow *f, uint32_t site, unsigned flags);

/* --- flow_setter.c: assignments that meet a setter further up the prototypes --- */
/* `from` is written to `name` of `object`. */
void setter_watch(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id from);
/* Something is written to function or class `func` under a name that only a run can tell. */
void setter_watch_unknown(struct flow *f, uint32_t site, uint32_t func);
void setter_value(struct flow *f, uint32_t site, value v);
void setter_flags(struct flow *f, uint32_t site, unsigned flags);

/* --- flow_host.c: arguments for host libraries --- */
VEC_TYPE(uint32_t, object_list);
/* Notes a call of `path`: its arguments are looked at when they are complete. */
void host_note(struct flow *f, uint32_t site, uint32_t path);
void host_finish(struct flow *f);

/* --- flow_hook.c: methods by which objects of the program decide what the language does --- */
void hook_value(struct flow *f, uint32_t site, value v);
void hook_flags(struct flow *f, uint32_t site, unsigned flags);
/* Watches the parts of `object` that change what the language does with it: then SITE_ODD acts for `site`. */
void hook_watch(struct flow *f, uint32_t site, uint32_t object);

/* What `from` holds is written to a member of `path`. */
void member_of_path(struct flow *f, uint32_t site, uint32_t path, cell_id from);

/* --- flow_escape.c --- */
void escape_value(struct flow *f, uint32_t site, value v);
void escape_cell(struct flow *f, cell_id c, node_id node, uint32_t func);
/*
 * It becomes the prototype of something unknown: that an object inherits from the language is no news, taking it out
 * again is charged where it happens.
 */
void escape_as_proto(struct flow *f, cell_id c, node_id node, uint32_t func);
/* Only its length and elements are read, which turn into numbers, or its bytes are shared. */
void escape_as_numbers(struct flow *f, cell_id c, node_id node, uint32_t func);
void escape_function(struct flow *f, uint32_t func, node_id node, uint32_t where);
void escape_object(struct flow *f, uint32_t object, node_id node, uint32_t func);
/* True when the amplifier was recorded at `node`. */
bool is_charged(const struct flow *f, enum amplifier_kind kind, node_id node);
void charge(struct flow *f, enum amplifier_kind kind, node_id node, uint32_t func, sym detail);
/* The same, also when there is one of the kind at `node`: the caller knows that this one differs. */
void amplifier_add(struct flow *f, enum amplifier_kind kind, node_id node, uint32_t func, sym detail);
/* Records the amplifier of a VALUE_REACH, VALUE_CODE or VALUE_SHARED. */
void charge_reflection(struct flow *f, value v);
/* The read of `site`, of a property that for-in listed, is handed on. */
void charge_enumerated(struct flow *f, uint32_t site);
/* A VALUE_OUTER goes where others may write to it. */
void charge_outer(struct flow *f, value v);
void record_use(struct flow *f, uint32_t path, enum use_op op, uint32_t site, uint32_t skip);

/* --- flow_expr.c, flow_statement.c, flow_pattern.c, flow_class.c, flow_module.c: constraints from syntax --- */
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
/* The cell of an expression, whether walked yet or not. */
cell_id cell_of(struct flow *f, node_id n);
cell_id binding_cell(struct flow *f, uint32_t binding);
/* Lets the values of `from` flow to an assignment target or binding pattern. */
void flow_into(struct flow *f, node_id target, cell_id from);
/* True when a member expression is only assigned to or deleted, not read. */
bool is_write_target(const struct tree *t, node_id n);
node_id skip_parentheses(const struct tree *t, node_id n);
/* Each gives the constraints of node `n` alone; children are walked on their own. True when it knew the kind. */
bool walk_expression(struct flow *f, node_id n);
bool walk_call(struct flow *f, node_id n);
void walk_super_member(struct flow *f, node_id n);
void walk_tagged(struct flow *f, node_id n, node_id callee, node_id list);
/* The receiver of a call of `callee`, when it is a member. */
void call_receiver(struct flow *f, uint32_t site, node_id callee);
void walk_return(struct flow *f, node_id n);
bool walk_statement(struct flow *f, node_id n);
bool walk_pattern(struct flow *f, node_id n);
bool walk_class(struct flow *f, node_id n);
bool walk_module(struct flow *f, node_id n);
/* The value of function-like node `n`, and where its result comes from. */
void walk_function(struct flow *f, node_id n);
/* Sets up flow.funcs: parameters, `this`, results; classes without a constructor get one. */
void functions_setup(struct flow *f, struct scopes *own);
/* property `name` of `object` <- from */
void property_define(struct flow *f, uint32_t object, node_id name, cell_id from);
void method_define(struct flow *f, uint32_t object, node_id method);

#endif
