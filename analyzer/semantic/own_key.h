/*
 * own_key.h - proofs that `o[k]` reads an enumerable own property of `o`.
 *
 * In `for (k in o) ... o[k]`, `for (const k of Object.keys(o)) ... o[k]`, `Object.keys(o).forEach(k => o[k])`
 * and `const ks = Object.keys(o); ... o[ks[i]]`, the key names a property that `o` itself had, so it
 * does not reach the `constructor` or `__proto__` that every object inherits. What the proof needs:
 * both names mean the same values at both places (no assignment in between, one activation), and
 * nobody deletes the property first, which is the other half of AMP_OWN_KEY.
 */
#ifndef CORDON_SEMANTIC_OWN_KEY_H
#define CORDON_SEMANTIC_OWN_KEY_H

#include "analyzer/semantic/scope.h"

struct own_keys;

/* Everything assigned in the file, by binding; lives in `a`. */
struct own_keys *own_keys_build(struct arena *a, const struct scopes *scopes);
/* True when the computed member expression `n` (subscript_expression) is proven to read an own property. */
bool own_keys_proves(const struct own_keys *o, node_id n);

#endif
