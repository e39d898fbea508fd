/*
 * module_entries.h - how a file is linked with other modules: what it takes from them by name, and the names that it
 * has.
 *
 * Flow does not need to know: to it an import is the whole of another file. Whether Node can link the program at all
 * does depend on names, and is asked when all its files are known (link/module_link.h).
 */
#ifndef CORDON_SEMANTIC_MODULE_ENTRIES_H
#define CORDON_SEMANTIC_MODULE_ENTRIES_H

#include "analyzer/semantic/facts.h"
#include "analyzer/semantic/scope.h"

/* The entries of the file, in `a`, in the order of the text; names are symbols of `scopes->names`. */
void module_entries_find(struct arena *a, const struct source *source, const struct scopes *scopes,
                         struct module_entry_vec *out);
/* False for an entry that lacks what its kind has: a damaged record. */
bool module_entry_is_sound(const struct module_entry *entry);

#endif
