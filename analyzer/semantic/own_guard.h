/*
 * own_guard.h - what the two parts of the proofs by tests share: own_guard.c finds the tests that were made before a
 * place is reached, own_test.c what each of them says.
 */
#ifndef CORDON_SEMANTIC_OWN_GUARD_H
#define CORDON_SEMANTIC_OWN_GUARD_H

#include "analyzer/semantic/own_key_internal.h"

/* What is known where a read stands: that `test` came out as `holds`. */
struct guard {
    const struct own_keys *o;
    node_id place; /* the read or identifier that it is about */
    uint32_t func; /* the function that it stands in */
    uint32_t base;
    uint32_t key;
    bool excludes_constructor; /* key !== "constructor" */
    bool excludes_proto;       /* key !== "__proto__" */
    bool excludes_prototype;   /* key !== "prototype" */
    bool own;                  /* hasOwn(base, key) */
    bool firm;                 /* and nothing can have run since that was asked */
    bool no_buffer;            /* !Buffer.isBuffer(key) */
    unsigned types;            /* of the key: enum type_set */
    struct own_choice *choice; /* where constants go that the key must be one of; NULL when nobody asks */
};

/* Notes everything that `test` coming out as `holds` says about the key; conjunctions are taken apart. */
void own_test_learn(struct guard *g, node_id test, bool holds);
/* Notes what it says that the statements of the switch case `clause` run. */
void own_test_learn_case(struct guard *g, node_id clause);
/*
 * The types that the value of expression `n` may have, as far as the text shows: TYPE_ALL when it does not. The value
 * of a conversion is one of the type, or it throws.
 */
unsigned own_test_type_of(const struct own_keys *o, node_id n);

#endif
