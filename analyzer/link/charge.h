/*
 * charge.h - what one file does: its summary's uses and amplifiers, asked of the effect tables.
 *
 * Authority is charged where it is acquired: a use of a builtin module, a global or the module scope
 * has the effects that the tables say. A use of another file's exports has none of its own; it is kept
 * for the program when it could touch a host library or write to another package.
 */
#ifndef CORDON_LINK_CHARGE_H
#define CORDON_LINK_CHARGE_H

#include "analyzer/link/unit_facts.h"
#include "analyzer/summary/summary.h"
#include "rules/api_table.h"

struct charge_input {
    const struct api_table *table;
    uint32_t majors; /* set of node_major_bit */
};

/*
 * The facts about a file with summary `s` and content `bytes`, in `a`; `scratch` is for this call only.
 */
struct unit_facts *charge_unit(const struct charge_input *in, struct arena *a, struct arena *scratch,
                               const struct summary *s, struct str bytes);

/*
 * The charges for uses of the imports named `specifier` ("#x"), which the package's manifest maps to the module
 * `module` of Node, and for loading it.
 */
struct unit_facts *charge_renamed(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                  const struct summary *s, struct str bytes, struct str specifier, struct str module);
/* The same for a "#x" that leads to the host library `host`. */
struct unit_facts *charge_renamed_host(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                       const struct summary *s, struct str bytes, struct str specifier, struct str host);

#endif
