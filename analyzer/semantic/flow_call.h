/*
 * flow_call.h - calls, imports, and what the language's own functions do.
 */
#ifndef CORDON_SEMANTIC_FLOW_CALL_H
#define CORDON_SEMANTIC_FLOW_CALL_H

#include "analyzer/semantic/flow_state.h"

/* --- flow_call.c: calls and constructions --- */
void call_value(struct flow *f, uint32_t site, value callee);
void call_flags(struct flow *f, uint32_t site, unsigned flags);
/* The call of function `func` at `site`, with another first argument. */
void call_with_first(struct flow *f, uint32_t site, uint32_t func, cell_id first);
void call_super(struct flow *f, uint32_t site, value parent);
/* A call of a bound function with further arguments: `rest`, or those of `site` when it is 0. */
void call_bound(struct flow *f, uint32_t site, uint32_t object, cell_id rest);
/* All arguments and the receiver of a call to something unknown. */
void call_escape_args(struct flow *f, uint32_t site);
cell_id call_arg(const struct flow *f, const struct site *s, uint32_t index);
/* One argument more than the function of the file with most parameters takes by name. */
uint32_t call_widest(const struct flow *f);

/* --- flow_import.c: import() and require() --- */
void import_value(struct flow *f, uint32_t site, value v);
/* The specifier may be one that is not known. */
void import_flags(struct flow *f, uint32_t site);
/* A call of require, or of one that createRequire made: path `created`, else OBJECT_NONE. */
void require_call(struct flow *f, uint32_t site, uint32_t created);
/* result <- require(base) for one value of base. */
void require_value(struct flow *f, uint32_t site, value v);
/* result <- require(specifier); `flags` are of enum import_flags */
void require_text(struct flow *f, uint32_t site, sym specifier, uint8_t flags);
/* require of a name that is not known. */
void charge_computed_require(struct flow *f, node_id node, uint32_t func);

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

/* --- flow_option.c: options of calls --- */
/* True for an object literal that stands among the arguments of call `call`: it is nobody else's before that. */
bool is_literal_argument(const struct flow *f, const struct object *o, node_id call);
/*
 * The names of the properties of all arguments of the call but the first, "|" around each; FACT_NONE when the text does
 * not show them all. `skip` leading arguments are not its own.
 */
uint32_t call_options(struct flow *f, const struct site *s, uint32_t skip);

#endif
