/*
 * api_row.h - the effect tables in memory. Private to api_*.c.
 *
 * Everything that has a name is a row with a parent: modules, globals, members, types. Six rows are
 * containers: what they hold are the roots of paths.
 */
#ifndef CORDON_RULES_API_ROW_H
#define CORDON_RULES_API_ROW_H

#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "rules/api_table.h"

enum { ROW_NONE = UINT32_MAX };

enum container {
    ROW_MODULES,
    ROW_GLOBALS, /* also stands for the global object itself */
    ROW_CJS,
    ROW_IMPORT_META,
    ROW_HIDDEN, /* intrinsics that no global names */
    ROW_TYPES,
    ROW_CONTAINERS
};

/* The lists of effects of a row. */
enum list_kind {
    LIST_LOAD,
    LIST_GET,
    LIST_CALL,
    LIST_NEW,
    LIST_NEW_WITH,
    LIST_WRITE,
    LIST_WRITES,
    LIST_ENUMERATE,
    LIST_DEFAULT,
    LIST_PERHAPS,
    LIST_COUNT
};

struct effect_list {
    const struct api_fact *facts; /* sorted, details filled in */
    uint32_t count;
    effect_set set;
    effect_set perhaps; /* the part that depends on arguments or switches */
};

enum row_flags {
    ROW_INTRINSIC = 1, /* says so itself */
    ROW_CLASS = 2,
    ROW_ABSENT = 4,  /* a name that Node knows only under a switch, or not at all */
    ROW_FROZEN = 8,  /* --frozen-intrinsics freezes its members */
    ROW_PREFIX = 16, /* a module that needs "node:" */
    ROW_ANY = 32,    /* stands for members of every name */
    ROW_LOCKED = 64, /* of a module that frozen-builtins locks: see api_row_locked */
};

/* All that a value may do once it is out of sight, in one major. */
struct offer {
    effect_set all;
    effect_set open; /* the part that no-eval does not close */
};

/* What the files say about a row; the rows of a group share one. */
struct row_body {
    struct str note;
    struct str proof;
    struct str same_text; /* references as written, may be empty */
    struct str returns_text;
    uint32_t same;        /* the row that this is another name of; ROW_NONE */
    uint32_t returns;     /* what a call gives; ROW_NONE */
    uint32_t majors;      /* by since and until alone */
    uint32_t closes;      /* enum launch_bit, for its calls */
    uint32_t flags;       /* enum row_flags */
    uint32_t unfrozen;    /* majors in which ROW_FROZEN does not hold */
    uint32_t lists_given; /* bit per enum list_kind: the file has this list */
    struct api_arguments
        takes; /* for those who read the tables: the analysis takes every function that is handed over as called */
    const struct api_methods *methods;
    uint32_t method_count;
    bool read;
    bool parent; /* it has keys that add rows below it */
    struct effect_list lists[LIST_COUNT];
};

struct row {
    struct str name;
    struct str print; /* "fs.readFile" */
    struct row_body *body;
    uint32_t parent;
    uint32_t first_child; /* in the order of the file; ROW_NONE */
    uint32_t last_child;
    uint32_t next;         /* sibling */
    uint32_t next_variant; /* same name, other majors; only from the first of them */
    uint32_t any;          /* the row for members of any name; ROW_NONE */
    uint32_t majors;
    uint32_t file;
    struct offer offers[NODE_MAJOR_COUNT];
};

struct api_table {
    struct arena *arena;
    struct sym_table names;
    struct map members; /* (parent row, name) -> first row */
    VEC(struct row) rows;
    VEC(struct str) files; /* "fs.json" */
    struct digest digest;
    uint32_t type_object;   /* members of every object, ROW_NONE when there is no such table */
    uint32_t type_function; /* of every function */
};

static inline bool row_gives(const struct row *r, enum list_kind kind)
{
    return (r->body->lists_given >> kind & 1) != 0;
}

static inline bool row_callable(const struct row *r)
{
    return row_gives(r, LIST_CALL) || row_gives(r, LIST_NEW);
}

/* The row `name` of `parent` in major `m`; ROW_NONE. Variants are told apart, `same` is not followed. */
uint32_t api_row_member(const struct api_table *t, uint32_t parent, struct str name, enum node_major m);
/* True when --frozen-intrinsics keeps the members of the row from being written in major `m`. */
bool api_row_frozen(const struct api_table *t, uint32_t row, enum node_major m);
/* True when frozen-builtins keeps the members of the row from being written: of a module, a class or its prototype. */
bool api_row_locked(const struct api_table *t, uint32_t row);
/* True when --frozen-intrinsics leaves the members of the row open in some major: frozen-builtins locks them in all. */
bool api_row_left_open(const struct api_table *t, uint32_t row);
/* `row`, or the row that it is another name of. */
uint32_t api_row_follow(const struct api_table *t, uint32_t row);
/* The list that counts for members of `row` without an own one (LIST_DEFAULT, LIST_WRITES); NULL when nobody says. */
const struct effect_list *api_row_inherited(const struct api_table *t, uint32_t row, enum list_kind kind);
/* What the row says about its arguments, or its parent about them, for the newest of its majors. */
struct api_arguments api_row_takes(const struct api_table *t, uint32_t row);
/* Fills in what each row offers; called once, when all rows are there. */
void api_row_fill_offers(struct api_table *t);

#endif
