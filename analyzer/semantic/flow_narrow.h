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
/* `object` of a SITE_FILTER beside a type_set of own_key.h: base is a regular expression, result what it finds. */
enum { TYPE_MATCHED = 512 };
/* `args` of such a site: which argument of a replacer is meant, all behind the first few, or the match and all its
 * groups. */
enum { MATCH_REST = 0xfffe, MATCH_ALL = 0xffff };
/* `to` <- what the regular expressions in `regexp` find, in a call `s`. */
void match_watch(struct flow *f, const struct site *s, cell_id regexp, uint32_t position, cell_id to);
void match_value(struct flow *f, uint32_t site, value v);
void match_flags(struct flow *f, uint32_t site, unsigned flags);
/* The names by which shared objects, and parts of the stack, are reached from any value, by number; then empty. */
struct str text_shared_name_at(size_t i);
/* True when no text that ends with `end` is the name of something shared. */
bool text_is_safe_end(struct str end);
/* True when a member of this name is nothing special, whatever it is read from or written to. */
bool text_is_plain(struct str text);
/* True when the concatenation or template `n` always has such an end, or a start like no name of something shared. */
bool text_is_safe(struct flow *f, node_id n);

#endif
