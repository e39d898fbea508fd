/*
 * flow_member.h - reads, writes and deletions of members.
 */
#ifndef CORDON_SEMANTIC_FLOW_MEMBER_H
#define CORDON_SEMANTIC_FLOW_MEMBER_H

#include "analyzer/semantic/flow_state.h"

/* --- flow_member_read.c --- */
void member_read(struct flow *f, uint32_t site, value base);
void member_read_flags(struct flow *f, uint32_t site, unsigned flags);
/* The cell of `this` when the read is one through `super`, else 0. */
cell_id super_receiver(const struct flow *f, uint32_t site);
/* What is read through `super` may be a getter of others: it gets `this`. */
void escape_super_receiver(struct flow *f, uint32_t site);

/* --- flow_member_path.c: members of what comes from outside --- */
void member_read_path(struct flow *f, uint32_t site, uint32_t path, sym name, cell_id result);
bool member_is_length_or_name(const struct flow *f, sym name);
/* The values that reading any of the language's own members gives. */
void member_read_length_or_name(struct flow *f, sym name, cell_id result);
/* result <- Class.prototype.name, a function of the language; only models tell these apart. */
void member_read_language_method(struct flow *f, uint32_t class_path, sym name, cell_id result);
/* The same for __defineGetter__ and its like, which every value inherits: adds nothing for other names. */
void member_read_definer(struct flow *f, sym name, cell_id result);
/* Members that every value has, the ways to the language's shared objects: true when `name` is one. */
bool member_read_reflective(struct flow *f, uint32_t site, sym name, uint32_t class_path, cell_id result);

/* --- flow_member_write.c --- */
void member_write(struct flow *f, uint32_t site, value base);
/* this.name <- from, where `this` may be the global object. */
void member_sloppy_store(struct flow *f, uint32_t site, sym name, cell_id from);
void member_write_flags(struct flow *f, uint32_t site, unsigned flags);
void charge_write(struct flow *f, uint32_t site, value base, sym name);
void member_delete(struct flow *f, uint32_t site, value base);
void member_delete_flags(struct flow *f, uint32_t site, unsigned flags);

/* --- flow_listed.c: listed properties of the file's own objects --- */
/* True for names of which an object may find a function, class or prototype of the language when it does not have them.
 */
bool name_is_inherited(const struct flow *f, sym name);
/* The site, whose key was listed from it, reads `object`. */
void listed_read(struct flow *f, uint32_t site, uint32_t object);
/* The file may delete such a property of `object`; it may replace the prototype by what `proto` holds. */
void listed_vanish(struct flow *f, uint32_t object);
void listed_move(struct flow *f, uint32_t object, cell_id proto);

/* --- flow_key.c: members under computed names --- */
void key_read(struct flow *f, uint32_t site);
void key_write(struct flow *f, uint32_t site);
/* x.constructor[key], { ...x.constructor }: x may be a Buffer or a URL, whose classes have statics with authority. */
void charge_statics_of_class(struct flow *f, uint32_t site, value v);

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

/* --- flow_method.c: functions of the language that every value leads to --- */
/* `name`, call or its like, is read from the function of the language `path`. */
void method_borrowed(struct flow *f, uint32_t site, uint32_t path, sym name);
/* `path` is handed on at the place of `s`; others may write to it when it is such a function. */
void method_handed(struct flow *f, const struct site *s, uint32_t path);
/* `name` is read from something unknown: it may be such a function. */
void method_taken(struct flow *f, uint32_t site, sym name);
/* result <- some method of the language: under a name that only a run can tell, or under a symbol. */
void method_read_any(struct flow *f, uint32_t site, bool by_symbol, cell_id result);
/* True for the names by which functions are called: call, apply and bind. */
bool method_is_lender(const struct flow *f, sym name);
/* What others may have chosen to be such a function is written to at the place of `s`. */
void method_changed(struct flow *f, const struct site *s);
/* The same where a function arrives under the name of `s`. */
void method_replaced(struct flow *f, const struct site *s);
/* `from` is written under `name` to what others may have chosen to be such a function. */
void method_written(struct flow *f, uint32_t site, sym name, cell_id from);
/* The same under a name that only a run can tell. */
void method_written_any(struct flow *f, uint32_t site, cell_id from);

/* --- flow_named.c: what the name of a member alone tells --- */
/* A member whose result differs from host to host, read from values of the kinds `flags`. */
void charge_host_named(struct flow *f, uint32_t site, struct str name, unsigned flags);
/* Something by which an object of Node may do again elsewhere what it was made for: charged once in a file. */
void charge_reuse(struct flow *f, node_id node, uint32_t func);
/* A write by name to an unknown value: charged once in a file. */
void charge_write_named(struct flow *f, uint32_t site);
/* A member of this name, where it leads an object of Node elsewhere, read from or written to an unknown value. */
void reuse_read(struct flow *f, uint32_t site, sym name);
void reuse_written(struct flow *f, uint32_t site, sym name);
/* A static with authority, read from what reflection found: it may be the class. */
void charge_static_named(struct flow *f, uint32_t site, sym name);

/* --- flow_setter.c: assignments that meet a setter further up the prototypes --- */
/* `from` is written to `name` of `object`. */
void setter_watch(struct flow *f, uint32_t site, uint32_t object, sym name, cell_id from);
/* Something is written to function or class `func` under a name that only a run can tell. */
void setter_watch_unknown(struct flow *f, uint32_t site, uint32_t func);
void setter_value(struct flow *f, uint32_t site, value v);
void setter_flags(struct flow *f, uint32_t site, unsigned flags);

#endif
