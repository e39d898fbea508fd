/*
 * flow_finish.h - what is noted on the way and decided when nothing changes any more.
 */
#ifndef CORDON_SEMANTIC_FLOW_FINISH_H
#define CORDON_SEMANTIC_FLOW_FINISH_H

#include "analyzer/semantic/flow_state.h"

/* --- flow_host.c: arguments for host libraries --- */
VEC_TYPE(uint32_t, object_list);
/* The specifier of the package that the path starts at, which may be a host library; FACT_NONE. */
uint32_t host_candidate(const struct flow *f, uint32_t path);
/* Notes a call of `path`: its arguments are looked at when they are complete. */
void host_note(struct flow *f, uint32_t site, uint32_t path);
void host_finish(struct flow *f);

/* --- flow_inspect.c: what util.inspect and util.format show --- */
/* Notes a call of `path`: its arguments are looked at when they are complete. */
void inspect_note(struct flow *f, uint32_t site, uint32_t path);
void inspect_finish(struct flow *f);

/* --- flow_found.c: may what reflection found be Node's? --- */
/* Charges `kind` at the place `at`, unless what site `found` finds turns out to be of the language. */
void found_note(struct flow *f, enum amplifier_kind kind, uint32_t found, struct found at);
void found_finish(struct flow *f);

/* --- flow_open.c: functions that are called where no call stands --- */
void opening_note(struct flow *f, const struct site *s, struct opening opening);

/* --- flow_vanish.c: listed properties that are taken away before they are read --- */
/* The call `s` of JSON.parse, whose second argument may be a reviver. */
void vanishing_note(struct flow *f, const struct site *s);
void vanishing_finish(struct flow *f);

/* --- flow_listed.c: listed properties of own objects --- */
/* Reads of objects whose prototype is replaced by an object prove nothing: true when there were such, and flow went on.
 */
bool listed_settle(struct flow *f);
void listed_finish(struct flow *f);

/* --- flow_doubt.c: what the models may miss --- */
/* Functions that no visible call reaches are called with anything. */
void doubt_uncalled(struct flow *f);
/* Functions of which the prototype may be missing inherit from Object.prototype. */
void doubt_prototypes(struct flow *f);
/* Functions that inherit accessors which a call defined are handed on. */
void doubt_heirs(struct flow *f);
/* Authority that nothing reads is handed on. */
void doubt_unread(struct flow *f);
/* What never arrives is any value: true when there was such, and flow went on. */
bool doubt_empty(struct flow *f);

/* --- flow_unread.c: functions that nobody can have --- */
/* By function: it may be one, as far as its surroundings in the text tell; NULL when there are none. In `a`. */
bool *unread_candidates(struct arena *a, const struct scopes *scopes);
/* Takes these for never called: nothing in them is walked. */
void unread_hide(struct flow *f, const bool *functions);
/* True when nobody has any of them, as far as flow has come. Those that somebody may have are taken out. */
bool unread_holds(struct flow *f, bool *functions);

/* --- flow_symbol.c: keys that may be Node's internal symbols --- */
void symbols_finish(struct flow *f);

/* --- flow_values.c: listed values, which may be those of an object of Node --- */
void values_finish(struct flow *f);

/* --- flow_frame.c: what others can find on the stack while the file is loaded --- */
void frames_finish(struct flow *f);

/* --- flow_caller.c: functions that others may find as the caller of theirs --- */
/* The last of all: what it finds out changes no other fact. */
void callers_finish(struct flow *f);

/* --- flow_node.c: objects of Node that lead to objects of others --- */
void node_objects_finish(struct flow *f);

/* --- flow_chunk.c: memory behind values that may be Buffers of others --- */
void chunks_finish(struct flow *f);

/* --- flow_clone.c: uses of what makes structured clones --- */
void clones_finish(struct flow *f);

#endif
