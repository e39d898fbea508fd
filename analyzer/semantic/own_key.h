/*
 * own_key.h - proofs that `o[k]` reads an enumerable own property of `o`.
 *
 * (own_list.c says which expressions list keys, own_guard.c what tests say about them.) In `for (k in o) ... o[k]`,
 * `for (const k of Object.keys(o)) ... o[k]`, `Object.keys(o).forEach(k => o[k])` and `const ks = Object.keys(o); ...
 * o[ks[i]]`, the key names a property that `o` itself had, so it does not reach the `constructor` or `__proto__` that
 * every object inherits. What the proof needs: both names mean the same values at both places (no assignment in
 * between, one activation), and nobody deletes the property first, which is the other half of AMP_OWN_KEY.
 */
#ifndef CORDON_SEMANTIC_OWN_KEY_H
#define CORDON_SEMANTIC_OWN_KEY_H

#include "analyzer/semantic/scope.h"

struct own_keys;

/* How well a key is known to name a property that the object itself has. */
enum own_proof {
    OWN_NOT,
    OWN_NAMED,      /* an own property, perhaps not enumerable: getOwnPropertyNames */
    OWN_LISTED,     /* an enumerable own property */
    OWN_ENUMERATED, /* listed by for-in: an enumerable property, perhaps an inherited one */
};

/* What `typeof` may say of a value. */
enum type_set {
    TYPE_UNDEFINED = 1,
    TYPE_OBJECT = 2, /* or null */
    TYPE_BOOLEAN = 4,
    TYPE_NUMBER = 8,
    TYPE_BIGINT = 16,
    TYPE_STRING = 32,
    TYPE_SYMBOL = 64,
    TYPE_FUNCTION = 128,
    TYPE_ALL = 255,
};

/* Everything assigned in the file, by binding; lives in `a`. */
struct own_keys *own_keys_build(struct arena *a, const struct scopes *scopes);
/* What the computed member expression `n` (subscript_expression) is proven to read. */
enum own_proof own_keys_proves(const struct own_keys *o, node_id n);
/*
 * True when `write` (a member that is assigned, Object.assign or Object.setPrototypeOf) changes an object that the
 * running activation of its function has made: own_new.c. No loop that is under way lists it, but in suspended code.
 */
bool own_keys_is_new(const struct own_keys *o, node_id write);
/* True when the member expression `read` stands in the for-in loop that lists its key, and in no suspended code. */
bool own_keys_reads_at_once(const struct own_keys *o, node_id read);
/*
 * True when tests around or before the computed member expression `n` make sure that its key is an
 * own property of its base, or neither "constructor" nor "__proto__". Holds only for a key that is
 * a primitive: an object could turn into another name at each look.
 */
bool own_keys_guards(const struct own_keys *o, node_id n);
/* True when such tests exclude names, and do not only ask for an own property, which may be gone at the read. */
bool own_keys_guards_names(const struct own_keys *o, node_id n);
/* True when they exclude names, or nothing can have run between the test and the read. */
bool own_keys_guards_firmly(const struct own_keys *o, node_id n);
/* True when such tests make sure that the key is not "prototype" either. */
bool own_keys_guards_prototype(const struct own_keys *o, node_id n);
/* True when some proof took it that nobody changes the list that the sloppy callback of a list method is called with.
 */
bool own_keys_trusts_callbacks(const struct own_keys *o);
/* True when the expression `n` gives an object whenever it gives anything. */
bool own_keys_is_object(const struct own_keys *o, node_id n);
/* The types that `typeof` tests around or before the identifier `name` leave to its value where it stands. */
unsigned own_keys_types(const struct own_keys *o, node_id name);
/* The few constants that a variable may be: own_choice.c. */
enum { CHOICE_MAX = 64 };
struct own_choice {
    node_id constants[CHOICE_MAX]; /* literals, and names of properties */
    unsigned count;
    bool nothing; /* or undefined */
};
/* True when tests around or before the identifier `name`, a key, leave it a few constants where it stands. */
bool own_keys_choice(const struct own_keys *o, node_id name, struct own_choice *out);
/* True when `Buffer.isBuffer` came out as false for the value of identifier `name` where it stands. */
bool own_keys_is_no_buffer(const struct own_keys *o, node_id name);
/* True when the memory that `call` gives is overwritten, all of it, before anybody can see it: own_fill.c. */
bool own_keys_fills(const struct own_keys *o, node_id call);
/* True for the x.buffer of `x.buffer.slice(x.byteOffset, x.byteOffset + x.byteLength)`, a copy of what is x's own. */
bool own_keys_copies_part(const struct own_keys *o, node_id n);
/*
 * The call `new Uint8Array(x.buffer, x.byteOffset, x.byteLength)` around the x.buffer `n`, or one of its like: what it
 * makes sees what x sees. NODE_NONE for any other x.buffer.
 */
node_id own_keys_view(const struct own_keys *o, node_id n);
/* What may reach one place in the text: own_reach.c. */
enum { REACH_MAX = 8 };
struct own_reach {
    node_id sources[REACH_MAX]; /* expressions whose values the variable may have */
    unsigned count;
    node_id lists[REACH_MAX]; /* expressions whose elements it may have: for (x of list) */
    unsigned list_count;
    bool number;  /* or a number */
    bool text;    /* or some text */
    bool nothing; /* or undefined, when none of them has run yet */
};

/*
 * The values that the identifier `name`, a local variable, may have where it stands. False when they are not known:
 * then it may have any that is ever assigned to it.
 */
bool own_keys_reach(const struct own_keys *o, node_id name, struct own_reach *out);
/* True for an expression that gives a Number, and no BigInt, or throws. */
bool own_keys_is_number(const struct own_keys *o, node_id n);
/* True when nobody sees the prototype that function `func` has at first, nor the function itself: own_maker.c. */
bool own_keys_is_maker(const struct own_keys *o, uint32_t func);
/*
 * True for a variable of this file alone that the text mentions so often, where it is declared without a value, once
 * where it is assigned, and elsewhere.
 */
bool own_keys_assigns_once(const struct own_keys *o, uint32_t binding, uint32_t mentions);
/* True for a local variable that is assigned more than once, always by its own function. */
bool own_keys_varies(const struct own_keys *o, node_id name);
/* True for a local variable that some assignment makes a number. */
bool own_keys_counts(const struct own_keys *o, node_id name);
/*
 * True when nobody but the language gets the handler of a proxy, an object literal: it is `this` of its traps, which
 * are all written in it and do not mention that. Their names are plain.
 */
bool own_handler_stays(const struct tree *t, node_id handler);
/*
 * True when `n`, a computed member or a call of Reflect.get, gives the reader of a proxy what its target has under the
 * name that was asked for, and stands in a trap that nobody else can call: own_trap.c.
 */
bool own_keys_reads_through(const struct own_keys *o, node_id n);
/*
 * True when `n` reads param[key] of param[base], or is a call f(param[base], param[key]), both parameters of
 * one function that never changes them: then it is for the function's callers to prove, with own_keys_arguments.
 */
bool own_keys_params(const struct own_keys *o, node_id n, uint32_t *func, uint32_t *base, uint32_t *key);
/* What argument `key` of call expression `call` is proven to be for argument `base`. */
enum own_proof own_keys_arguments(const struct own_keys *o, node_id call, uint32_t base, uint32_t key);

#endif
