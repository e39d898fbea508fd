/*
 * flow_cell.h - cells: the sets of values that expressions, bindings and properties may have.
 *
 * A *cell* holds such a set. *Edges* make one cell's values flow into another. Sets only grow and are bounded, so the
 * worklist ends.
 */
#ifndef CORDON_SEMANTIC_FLOW_CELL_H
#define CORDON_SEMANTIC_FLOW_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/sym.h"

struct flow;

typedef uint32_t cell_id; /* 0 is the cell that never has a value */

/* A precise value: its kind in the top four bits, an index below. */
enum value_kind {
    VALUE_TEXT,   /* a constant text: symbol */
    VALUE_FUNC,   /* a function of this file: index in scopes->funcs */
    VALUE_OBJECT, /* an object made at a known place: index in flow.objects */
    VALUE_PATH,   /* something from outside: index in flow.paths */
    VALUE_REACH,  /* read by reflection at a site: may be a function's constructor */
    VALUE_SHARED, /* read by reflection at a site: may be a shared object of the language, not Function */
    VALUE_OUTER,  /* `.prototype` of an unknown value, read at a site: may be a shared prototype */
    VALUE_CODE,   /* result of calling a VALUE_REACH at a site: may be a function made from text */
    VALUE_PLACE,  /* a text or URL that depends on where the file is: symbol of a place (placed.h) */
};

typedef uint32_t value;
#define VALUE(kind, index) ((uint32_t)(kind) << 28 | (index))
#define VALUE_KIND(v) ((enum value_kind)((v) >> 28))
#define VALUE_INDEX(v) ((v)&0x0fffffffU)
enum { VALUE_INDEX_MAX = 0x0fffffff };

/* Values that need no index. */
enum flag {
    FLAG_UNDEFINED = 1,
    FLAG_NULL = 2,
    FLAG_BOOLEAN = 4,
    FLAG_NUMBER = 8,  /* or a BigInt */
    FLAG_STRING = 16, /* some text, not known which */
    FLAG_SAFE = 128,  /* some text that is no name by which shared objects or internals are reached: text_is_safe */
    FLAG_SYMBOL = 32,
    FLAG_ANY = 64, /* any inert value: data, a function, an object of other code */
};
enum { FLAG_TEXT = FLAG_STRING | FLAG_SAFE };
enum { FLAG_HARMLESS = FLAG_UNDEFINED | FLAG_NULL | FLAG_BOOLEAN | FLAG_NUMBER };

struct cell {
    value *items;
    uint16_t count, cap;
    uint16_t done; /* items that edges and sites have seen */
    uint8_t flags;
    uint8_t done_flags;
    bool queued;
    uint32_t owner; /* the object + 1 that it is a part of, or 0: reflected values are charged there */
    uint32_t edges; /* list head in flow.edges, 0 = none */
    uint32_t sites; /* list head in flow.links, 0 = none */
};

/* An edge, in the list of its source: the one that was asked for last is first. */
struct edge {
    cell_id to;
    uint32_t next;
    uint32_t previous;
    uint16_t handed; /* values of its source that it has handed on */
};

/* A list node: a site. */
struct link {
    uint32_t to;
    uint32_t next;
};

cell_id cell_new(struct flow *f);
void cell_add(struct flow *f, cell_id c, value v);
void cell_add_flags(struct flow *f, cell_id c, unsigned flags);
void cell_edge(struct flow *f, cell_id from, cell_id to);
/* Makes `site` act on every value of `c`, now and later. */
void cell_watch(struct flow *f, cell_id c, uint32_t site);
/* The only value of a cell, when it is one constant text. */
bool cell_single_text(const struct flow *f, cell_id c, sym *out);
/* True when nothing has come to the cell; so is cell 0. */
bool cell_is_empty(const struct flow *f, cell_id c);
/* True when a value of the cell may be an object or a function. */
bool cell_may_be_object(const struct flow *f, cell_id c);
void flow_solve(struct flow *f);

#endif
