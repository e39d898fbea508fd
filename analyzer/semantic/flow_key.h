/*
 * flow_key.h - members under computed names: every known name is a plain read or write; a number is
 * an element; an unknown name may be `constructor` or `__proto__`. Only flow_key*.c include it.
 */
#ifndef CORDON_SEMANTIC_FLOW_KEY_H
#define CORDON_SEMANTIC_FLOW_KEY_H

#include "analyzer/semantic/flow_state.h"

/* What the key cell may be beside known texts. */
enum key_class {
    KEY_INDEX = 1,    /* a number */
    KEY_SYMBOL = 2,   /* a symbol */
    KEY_UNKNOWN = 4,  /* any text */
    KEY_HARMLESS = 8, /* true, undefined, null: names that mean nothing */
    KEY_OBJECT = 16,  /* maybe an object: as KEY_UNKNOWN, and another name at each look */
    KEY_SAFE = 32,    /* any text but the names that lead to shared objects */
};

bool key_is_unknown(unsigned key);
/* The set of enum key_class. Text items have indices in the cell; everything else becomes classes. */
unsigned key_classes(const struct flow *f, cell_id key);
/* Reads or writes the member for each pair of a base value and a known name that was not combined before. */
void key_combine_texts(struct flow *f, uint32_t site, bool write);
/* All of this has been combined now. */
void key_finish_pairs(struct flow *f, uint32_t site, uint16_t bases, uint16_t keys, unsigned flags, unsigned classes);

#endif
