/*
 * own_key_internal.h - what the parts of the proofs about keys share: the assignments of a file, and
 * the lists of keys that are made in it.
 */
#ifndef CORDON_SEMANTIC_OWN_KEY_INTERNAL_H
#define CORDON_SEMANTIC_OWN_KEY_INTERNAL_H

#include "analyzer/semantic/own_key.h"

/* How a definition gives a binding its value. */
enum define_how {
    DEFINE_INIT,    /* the value of `source` */
    DEFINE_KEY_IN,  /* for (x in source) */
    DEFINE_ELEMENT, /* for (x of source) */
    DEFINE_SUM,     /* +=, ||= and its like: the value of `source`, the whole expression */
    DEFINE_NUMBER,  /* ++, -= and its like: a number */
    DEFINE_OTHER,   /* destructuring, ... */
};

struct definition {
    node_id node;
    node_id source;
    enum define_how how;
    uint32_t func;
    bool in_loop;  /* inside a loop of its function: may run more than once per activation */
    uint32_t next; /* index + 1 of the next definition of the same binding */
};

/* A call of a declared function by its name. */
struct own_call {
    node_id node;
    uint32_t next; /* index + 1 of another call by the same name */
};

struct own_keys {
    struct arena *arena;
    const struct scopes *scopes;
    const struct tree *tree;
    VEC(struct definition) definitions;
    uint32_t *first;        /* per binding, index + 1 */
    bool *touched;          /* per binding: used as more than a list that is read */
    bool *changed;          /* per binding: used as more than an object whose properties are read */
    bool *typed;            /* per binding: some typeof asks for it */
    bool *local;            /* per binding: a variable whose assignments are all known, and in its own function */
    bool *counts;           /* per binding: such a variable that some assignment makes a number */
    node_id *declared;      /* per binding: its only function declaration, or NODE_NONE */
    uint32_t *declarations; /* per binding: how many function declarations it has */
    uint32_t *mentions;     /* per binding: how often the text has it */
    uint32_t *calls;        /* per such binding: its calls, index + 1 in call_list */
    VEC(struct own_call) call_list;
    bool *makers; /* per function of the text: own_keys_is_maker */
    uint32_t maker_count;
    bool *lent;     /* per binding: a list that a sloppy callback is called with */
    bool *trusts;   /* one: own_keys_trusts_callbacks */
    bool top_waits; /* the top level of the module awaits something */
};

/* More definitions of one name than this prove nothing. */
enum { DEFINITIONS_MAX = 64 };

/* The binding of an identifier; BINDING_NONE for any other node. */
uint32_t own_binding_at(const struct own_keys *o, node_id n);
/* The only definition of a binding; NULL when there are none or several. */
const struct definition *own_only_definition(const struct own_keys *o, uint32_t binding);
/* True when a binding has one value per activation of its function, or per run of its block. */
bool own_is_stable(const struct own_keys *o, uint32_t binding);
/* True for parameters of sloppy functions that change with their arguments object (section 10.4.4). */
bool own_is_mapped(const struct own_keys *o, uint32_t binding);
/* Fills `local` and `counts`, once all assignments are noted. */
void own_reach_setup(struct own_keys *o);
/* Fills `makers`, once all assignments and mentions are noted. */
void own_maker_setup(struct own_keys *o);
/* True for the free variable `name`. */
bool own_is_free(const struct own_keys *o, node_id n, struct str name);
/* True for object.name with a name that is not computed; `n` may be NODE_NONE. */
bool own_ends_with_member(const struct own_keys *o, node_id n, const char *name);

/* The position of a parameter that is a plain name; false for any other. */
bool own_param_index(const struct own_keys *o, uint32_t binding, uint32_t *out);
/* Argument `index` of a list without spread before it; NODE_NONE when there is none. */
node_id own_argument_at(const struct own_keys *o, node_id list, uint32_t index);

/*
 * list.method(function (key, index) { ... }) of a method that only reads the list; `callee` is list.method. The element
 * is argument `*element` of the function.
 */
bool own_reads_list(const struct own_keys *o, node_id callee, uint32_t *element);
bool own_is_reading_call(const struct own_keys *o, node_id callee);
/* True when others may find the callback of such a call on the stack: they may call it, and ask for its arguments. */
bool own_is_lending_call(const struct own_keys *o, node_id callee);

/* A call of a function of the file that returns one test of its parameters: own_predicate.c. */
enum { PREDICATE_PARAMETERS_MAX = 4 };
struct own_predicate {
    node_id test;
    unsigned count;
    uint32_t parameters[PREDICATE_PARAMETERS_MAX]; /* bindings, none of which is ever assigned */
    node_id arguments[PREDICATE_PARAMETERS_MAX];
};
bool own_predicate_at(const struct own_keys *o, node_id call, struct own_predicate *out);
/* What holds an argument's value: the left side of an assignment, else the argument itself. */
node_id own_predicate_argument(const struct own_keys *o, node_id argument);
/* True when `test` is a call, perhaps negated, that assigns `target` only in an argument of its own: f(target = x). */
bool own_predicate_tests(const struct own_keys *o, node_id test, node_id target);
/* True when tests make sure, where `place` stands, that `key` names a property that `base` itself has. */
bool own_is_tested(const struct own_keys *o, node_id place, uint32_t base, uint32_t key);
/* The function that `n` stands in. */
uint32_t own_function_of(const struct own_keys *o, node_id n);

/* True when the mention `n` of a variable leaves the properties of the object that it holds as they are. */
bool own_mention_keeps(const struct own_keys *o, node_id n);
/* The object literal that the variable `binding` always holds, with the same properties for ever; else NODE_NONE. */
node_id own_fixed_literal(const struct own_keys *o, uint32_t binding);
/* The nodes that name the properties of an object literal. False when they are not all plain. */
bool own_fixed_names(const struct own_keys *o, node_id literal, struct own_choice *out);
/* The value of object.name, a property of such a literal; NODE_NONE when it is not known. */
node_id own_fixed_value(const struct own_keys *o, node_id member);

/*
 * What a test leaves to the variable `key`, when it came out as `holds`: true when that is one of a few constants, by a
 * comparison that does not convert (own_choice.c).
 */
bool own_choice_of(const struct own_keys *o, uint32_t key, node_id test, bool holds, struct own_choice *out);
/* The same for a key that was listed from an object literal whose properties never change. */
bool own_choice_of_names(const struct own_keys *o, node_id key, struct own_choice *out);
/* What the switch has been asked for where the statements of `clause` run: true when that is one of a few constants. */
bool own_choice_of_case(const struct own_keys *o, node_id clause, struct own_choice *out);
/* True when a statement never lets control go on behind it. */
bool own_statement_leaves(const struct tree *t, node_id n);

/* A list of the names of own properties of what `owner` holds. */
struct own_list {
    uint32_t owner;       /* a binding, or BINDING_NONE */
    enum own_proof proof; /* whether they are all enumerable */
};
/* The variable whose own property the key expression names where the member `read` stands, when that is proven. */
struct own_list own_key_owner(const struct own_keys *o, node_id key, node_id read);
/* A list made of others, [...a, ...b] or a.concat(b): its parts, in any order. */
enum { OWN_PARTS_MAX = 16 };
struct own_parts {
    node_id items[OWN_PARTS_MAX];
    uint32_t count;
};
/* False when `n` is no such list. */
bool own_parts_of(const struct own_keys *o, node_id n, struct own_parts *parts);
/* What a name for a list was given, when nothing else can happen to the list; else `n` itself. */
node_id own_behind_name(const struct own_keys *o, node_id n);
/* The list that the call `n` gives. */
struct own_list own_called_list(const struct own_keys *o, node_id n);
/* getOwnPropertySymbols(x), or some of them: no symbol is a dangerous name. */
bool own_gives_symbols(const struct own_keys *o, node_id n);
/* True for `list = list.concat(symbols);`, where symbols are what Object.getOwnPropertySymbols gives. */
bool own_adds_symbols(const struct own_keys *o, node_id n);
/* The only definition of a variable that does not just add symbols; NULL when there are several, or in other functions.
 */
const struct definition *own_listing(const struct own_keys *o, uint32_t list);
/*
 * The list that expression `n` gives, by a call, as a name, or made of such lists. When the owner is not stable, it may
 * have another value since then.
 */
struct own_list own_list_of(const struct own_keys *o, node_id n);

#endif
