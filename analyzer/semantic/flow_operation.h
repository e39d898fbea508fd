/*
 * flow_operation.h - iteration, await, copies, sums, and whatever else happens to values but reads, writes and calls.
 */
#ifndef CORDON_SEMANTIC_FLOW_OPERATION_H
#define CORDON_SEMANTIC_FLOW_OPERATION_H

#include "analyzer/semantic/flow_state.h"

/* --- flow_operation.c --- */
void operation_value(struct flow *f, uint32_t site, value v);
void operation_flags(struct flow *f, uint32_t site, unsigned flags);

/* --- flow_concat.c: left + right --- */
void concat_act(struct flow *f, uint32_t site);

/* --- flow_extends.c: superclasses --- */
void extends_value(struct flow *f, uint32_t site, value v);
void extends_flags(struct flow *f, uint32_t site, unsigned flags);

/* --- flow_accessor.c: getters and setters --- */
/* `v` becomes a getter or setter, as the site says. */
void accessor_value(struct flow *f, uint32_t site, value v);
/* Those of `v` are taken out of it: they may be called on anything. `escape_only`: nobody looks at them here. */
void accessors_take(struct flow *f, uint32_t site, value v, bool escape_only);

/* --- flow_receiver.c: what functions have for `this` --- */
/* `this` of a function that is called with an explicit receiver. */
void receiver_value(struct flow *f, uint32_t site, value v);
void receiver_flags(struct flow *f, uint32_t site, unsigned flags);
/* `v` becomes a member of something outside, which may call it as a method. */
void receiver_of_member(struct flow *f, uint32_t site, value v);
/* What `from` holds is written to a member of `path`. */
void member_of_path(struct flow *f, uint32_t site, uint32_t path, cell_id from);
/* A function under a name that the language calls by itself, on the object of the site, with anything. */
void receiver_implicit(struct flow *f, uint32_t site, value v);

/* --- flow_hook.c: methods by which objects of the program decide what the language does --- */
void hook_value(struct flow *f, uint32_t site, value v);
void hook_flags(struct flow *f, uint32_t site, unsigned flags);
/* Watches the parts of `object` that change what the language does with it: then SITE_ODD acts for `site`. */
void hook_watch(struct flow *f, uint32_t site, uint32_t object);

/*
 * Functions that the language calls on something outside (accessors that a call defines there, toString): those of
 * others get it for `this`.
 */
void runs_on_outside(struct flow *f, uint32_t site, value outside, cell_id functions);

/* --- flow_helper.c: functions of Node that change what they are given --- */
/* Notes a call of `path`. */
void helper_note(struct flow *f, uint32_t site, uint32_t path);
void helper_value(struct flow *f, uint32_t site, value v);
void helper_flags(struct flow *f, uint32_t site, unsigned flags);

/* --- flow_interop.c: helpers of compilers that make a new object of a module --- */
/* True when `func`, called at `site`, is one: what its body gets is decided by and by. */
bool interop_called(struct flow *f, uint32_t site, uint32_t func);
void interop_value(struct flow *f, uint32_t site, value v);
void interop_flags(struct flow *f, uint32_t site, unsigned flags);
/* A use of `path` is recorded. */
void interop_used(struct flow *f, uint32_t path, enum use_op op);

/* --- flow_process.c: `process` and its streams --- */
/* process.getBuiltinModule(): false for any other call of `path`. */
bool process_builtin(struct flow *f, uint32_t site, uint32_t path);
/* Notes a call of `path`: methods of emitters return their receiver, and listeners have it for `this`. */
void process_listener(struct flow *f, uint32_t site, uint32_t path);

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
/*
 * An accessor of the name in `key` is taken at `site`, and may run on a Buffer: by descriptor, or for a receiver. With
 * `any_name`, names that only a run can tell count too.
 */
void pool_getter(struct flow *f, uint32_t site, cell_id key, bool any_name);
void pool_getter_flags(struct flow *f, uint32_t site, unsigned flags);
void pool_getter_value(struct flow *f, uint32_t site, value v);
/* True for the names under which Buffers have the block. */
bool pool_is_block(struct str name);
/* The object, if it is a Buffer, may have another offset, length or prototype than it was made with. */
void pool_changed(struct flow *f, uint32_t object);
/* Its property `name` is written. */
void pool_written(struct flow *f, uint32_t object, sym name);

#endif
