/*
 * effects_view.h - what `cordon effects NAME` is about: rows of the effect tables, and names of real Nodes that have no
 * row of their own and are answered for by what they are in.
 */
#ifndef CORDON_CLI_EFFECTS_VIEW_H
#define CORDON_CLI_EFFECTS_VIEW_H

#include "analyzer/base/vec.h"
#include "rules/api_names.h"
#include "rules/api_table.h"

/* What is asked. */
struct effects_query {
    struct str name;    /* as rows print names; empty = everything */
    effect_set effects; /* what the name stands for as an effect or a family; 0 when it is none */
    uint32_t majors;
};

struct effects_entry {
    struct api_row_view row;
    bool own;          /* it is a row; else `row` is what the tables answer about the name */
    struct str answer; /* !own: the row that answers */
};

VEC_TYPE(struct effects_entry, effects_entries);

struct effects_source {
    const struct api_table *table;
    struct api_names names;
};

/* The name as rows print it: without "node:", "globalThis." and "()", "#" and "[Symbol.x]" spelled out. Lives in `a` or
 * borrows. */
struct str effects_plain_name(struct arena *a, struct str name);
/* Everything that the query is about, rows first. */
void effects_collect(struct arena *a, const struct effects_source *s, const struct effects_query *q,
                     struct effects_entries *out);
/* Up to `max` names that somebody who wrote `name` may have meant, the nearest first; returns how many. */
uint32_t effects_near(struct arena *a, const struct effects_source *s, struct str name, struct str *out, uint32_t max);

#endif
