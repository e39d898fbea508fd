/*
 * linking.h - one unit's facts become the program's: shared by the parts of linking a unit.
 */
#ifndef CORDON_LINK_LINKING_H
#define CORDON_LINK_LINKING_H

#include "analyzer/link/program.h"

/* One unit that is linked. */
struct linking {
    struct program *p;
    struct arena *scratch;
    const struct unit_result *result;
    uint32_t unit;
    uint32_t first; /* its first edge */
    uint32_t *text; /* by symbol of its facts: the symbol in program.texts, or LINK_NONE until it is asked for */
    uint32_t *head; /* by symbol of its facts: the first edge with that specifier, from `first`; or LINK_NONE */
    uint32_t *next; /* by edge, from `first`: the next one with the same specifier */
};

/* Prepares `text`; all but it, `head` and `next` must be set. */
void linking_start(struct linking *l);
/* The facts' text `symbol`, and a place in the unit, in the program. */
uint32_t linking_text(struct linking *l, uint32_t symbol);
struct place linking_place(struct linking *l, const struct unit_place *place);

/* Adds the unit's own charges. */
void linking_charges(struct linking *l);
/* Adds what uses of imported things do, given where the imports lead; edge `first + i` is of import `import_of[i]`. */
void linking_uses(struct linking *l, const uint32_t *import_of);
/* Adds the charges for `specifier` ("#x"), which leads to the module `module` of Node. */
void linking_renamed(struct linking *l, struct str specifier, struct str module);
/* The same for one that leads to the host library `host`. */
void linking_renamed_host(struct linking *l, struct str specifier, struct str host);

#endif
