/*
 * flow_place.h - values that depend on where the file is, and the require functions that are made of them.
 */
#ifndef CORDON_SEMANTIC_FLOW_PLACE_H
#define CORDON_SEMANTIC_FLOW_PLACE_H

#include "analyzer/semantic/flow_state.h"

/* --- flow_place.c: texts that depend on where the file is --- */
/* The place that a value is, also when it is a variable of Node that holds one. */
bool place_of(const struct flow *f, value v, struct str *place);
/* The flags of values that are as little known as this VALUE_PLACE to all who do not look at places. */
unsigned place_flags(const struct flow *f, value v);
/* The same for a place to which something else happens than an import. */
unsigned place_touch(struct flow *f, value v);
/* A VALUE_PLACE gets to a site that does not look at places: true when it was told so. */
bool place_hide(struct flow *f, uint32_t site, value v, unsigned *flags);
/* result <- left + right; false when that is no place. */
bool place_append(struct flow *f, cell_id result, value left, value right);
/* True when the call of path `path` is of a function that makes places of places: its result was taken care of. */
bool place_call(struct flow *f, uint32_t site, uint32_t path);
void place_act(struct flow *f, uint32_t site);
/* True when `base` is an object of class URL made of a place, of which member `name` is followed too. */
bool place_member(struct flow *f, value base, sym name, cell_id result);
/* Notes an import at `site` by the specifier `place`. */
void place_note(struct flow *f, uint32_t site, struct str place);

/* --- flow_created.c: module.createRequire --- */
/* True when path `path` is a require that createRequire made of some other place; that is `*place`. */
bool created_is(const struct flow *f, uint32_t path, struct str *place);
/* A call of such a require: result <- path(specifier) for one specifier, and for those of which nothing is known. */
void created_require(struct flow *f, uint32_t site, sym specifier);
/* result <- what `site` imports by a specifier that created_find wrote down. */
void created_import(struct flow *f, uint32_t site, struct str specifier);
/* True when path `path` is `resolve` of such a require, which is for `*place`. */
bool created_resolve(const struct flow *f, uint32_t path, struct str *place);
/*
 * What `resolve(text)` gives, of the require for `place`, or of the file's own when that is empty; false when that is
 * not followed.
 */
bool created_find(struct flow *f, struct str place, struct str text, struct str *found);
/* True when such a require has the same object under `name` as the file's own: cache, extensions and main. */
bool created_shares(const struct flow *f, uint32_t path, sym name);
void created_require_unknown(struct flow *f, uint32_t site);
/* True when path `path` is createRequire and its call was taken care of. */
bool created_call(struct flow *f, uint32_t site, uint32_t path);
void created_value(struct flow *f, uint32_t site, value v);
void created_flags(struct flow *f, uint32_t site, unsigned flags);
/* Once nothing changes any more: takes it back in a file that may change its own place. */
void created_finish(struct flow *f);

#endif
