/*
 * charge.h - what one unit does: its summary's uses and amplifiers, asked of the effect tables.
 *
 * Authority is charged where it is acquired: a use of a builtin module, a global or the module scope
 * has the effects that the tables say, a use of a host library is held against the exports that the
 * policy lists, a use of another package's exports has none of its own, unless it writes to them.
 */
#ifndef CORDON_LINK_CHARGE_H
#define CORDON_LINK_CHARGE_H

#include "analyzer/link/program.h"

/*
 * Adds the facts of unit `unit` with summary `s`. Its edges are `edges.items[first]` to the end; the
 * edge at `first + i` came from import `import_of[i]` of the summary. `scratch` is for this call only.
 */
void charge_unit(struct program *p, struct arena *scratch, uint32_t unit, const struct summary *s, uint32_t first,
                 const uint32_t *import_of);

#endif
