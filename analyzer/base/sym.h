/*
 * sym.h - interned text: two texts are equal exactly when their symbols are.
 *
 * Symbols are numbered in the order in which texts were first seen; symbol 0 is the empty text.
 * One table belongs to one file or one run; symbols of different tables must not be mixed.
 */
#ifndef CORDON_BASE_SYM_H
#define CORDON_BASE_SYM_H

#include <stdint.h>

#include "analyzer/base/keyed_hash.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

typedef struct {
    uint32_t i;
} sym;

struct sym_table {
    struct arena *arena;
    struct hash_key key;
    VEC(struct str) texts;
    uint64_t *slots; /* hash of the text, then symbol + 1 in the lower half; 0 = free */
    uint32_t cap;
};

void sym_table_init(struct sym_table *t, struct arena *a);
/* `t` begins with all symbols of `from`, whose texts must outlive it. */
void sym_table_copy(struct sym_table *t, struct arena *a, const struct sym_table *from);
/* The symbol of `text`, which is copied when it is new. */
sym sym_intern(struct sym_table *t, struct str text);
/* True and `*found` set when `text` was interned before. */
bool sym_find(const struct sym_table *t, struct str text, sym *found);
/* The text of `s`, borrowed from the table. */
static inline struct str sym_text(const struct sym_table *t, sym s)
{
    assert(s.i < t->texts.len);
    return t->texts.items[s.i];
}

#endif
