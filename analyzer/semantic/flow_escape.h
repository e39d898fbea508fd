/*
 * flow_escape.h - values that leave what is followed, and what is charged for it.
 */
#ifndef CORDON_SEMANTIC_FLOW_ESCAPE_H
#define CORDON_SEMANTIC_FLOW_ESCAPE_H

#include "analyzer/semantic/flow_state.h"

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

/* --- flow_lose.c: authority in places that are not followed to the end --- */
/* Whatever gets into `c` is lost sight of. */
void lose_cell(struct flow *f, cell_id c);
void lose_value(struct flow *f, uint32_t site, value v);
/* From now on what the properties of `object` hold is lost sight of. */
void object_exotic(struct flow *f, uint32_t object);
/* Notes where `path` is used first. */
void path_note(struct flow *f, uint32_t path, node_id node, uint32_t func);

#endif
