/*
 * flow_narrow.h - what tests and constants say about values.
 */
#ifndef CORDON_SEMANTIC_FLOW_NARROW_H
#define CORDON_SEMANTIC_FLOW_NARROW_H

#include "analyzer/semantic/flow_state.h"

/* The cell of identifier `n`, a variable of the file: narrowed to the types that tests leave to it. */
cell_id narrow_cell(struct flow *f, node_id n);
/* The cell of identifier `n`, a variable of the file: what assignments that may reach this place give it. */
cell_id reached_cell(struct flow *f, node_id n);
void filter_value(struct flow *f, uint32_t site, value v);
void filter_flags(struct flow *f, uint32_t site, unsigned flags);
/* True when no text that starts with `start`, or none that ends with `end`, is the name of something shared. */
bool text_is_safe_start(struct str start);
bool text_is_safe_end(struct str end);
/* True when a member of this name is nothing special, whatever it is read from or written to. */
bool text_is_plain(struct str text);
/* True when the concatenation or template `n` always has such a start or end. */
bool text_is_safe(struct flow *f, node_id n);

#endif
