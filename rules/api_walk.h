/*
 * api_walk.h - the walk of an access path over the rows of the tables, in one major. Private to api_*.c.
 *
 * Where a path leaves what the tables describe, the walk goes on in one of two ways: over something
 * inert (data, own objects), which does nothing, or over something opaque, which may do all that the
 * default around it says.
 */
#ifndef CORDON_RULES_API_WALK_H
#define CORDON_RULES_API_WALK_H

#include "rules/api_answer.h"
#include "rules/api_row.h"

enum at { AT_ROW, AT_INERT, AT_OPAQUE };

/* How a function row is about to be called: plainly, or through a member that functions have. */
enum via { VIA_NOTHING, VIA_CALL, VIA_APPLY, VIA_BIND };

struct walk {
    const struct api_table *table;
    struct api_answer *answer;
    enum node_major major;
    enum at at;
    uint32_t row; /* AT_ROW */
    enum via via;
    bool fresh;      /* the object was made by this very path: its own members are nobody else's */
    bool computed;   /* the last step was a computed member: even reading it may do all of it */
    bool guessed;    /* AT_OPAQUE: it is one of several members, and nobody knows which */
    bool known;      /* the last step has a row */
    bool shared;     /* AT_OPAQUE: a prototype or constructor that all packages share */
    uint32_t keeps;  /* AT_OPAQUE: the condition that keeps its members from being written; 0: none does */
    uint32_t around; /* the same for what `__proto__` and `constructor` lead to from the root */
    struct offer opaque;
    effect_set perhaps; /* AT_OPAQUE: the part of it that arguments or switches decide */
    uint32_t named;     /* the row that gives the answer its name */
};

/* The row where the walk stands (AT_ROW). */
const struct row *walk_row(const struct walk *w);
/* What members of `row` that have no row of their own may do. */
struct offer walk_default_offer(const struct walk *w, uint32_t row);
/* True for a row that only says what reading it does: text, numbers, arrays. */
bool walk_is_data(const struct row *row);
/* The conditions (launch bits), each of which keeps the members of the row from being written. */
uint32_t walk_row_keeps(const struct walk *w);
/* Stands at `row`; nothing is charged. */
void walk_to_row(struct walk *w, uint32_t row);

/* Goes to what the path's root means; getters on the way are charged. */
void walk_start(struct walk *w, const struct api_path *path);
/* One step further; `index` is its place in the path. */
void walk_step(struct walk *w, const struct api_step *step, uint32_t index);
/* The module's name without its prefix "node:". */
struct str walk_module_name(struct str module);

/* Adds the facts of `list` to the answer; a launch condition among `closes` closes them. */
void walk_add_list(struct walk *w, const struct effect_list *list, uint32_t closes);
/* The same with literal arguments of a call forgotten; texts that are always the same stay. */
void walk_add_list_any(struct walk *w, const struct effect_list *list, uint32_t closes);
/* The list of a member that was found under the name of step `step`. */
void walk_add_list_named(struct walk *w, const struct effect_list *list, uint32_t step);
/* Adds a fact of `list` about the very thing that is used, not about some part of it. */
void walk_add_fact(struct walk *w, const struct effect_list *list, struct api_fact fact);
/* What something may do, some part of it or under some name. */
void walk_add_offer(struct walk *w, struct offer o);

/* Adds to the answer what the operation does where the walk stands. For writes that is the object whose member is
 * written. */
void walk_operate(struct walk *w, enum api_op op, const struct api_path *path);

#endif
