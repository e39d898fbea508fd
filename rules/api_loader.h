/*
 * api_loader.h - reading effect tables, between the files that do it. Private to api_*.c.
 *
 * api_load.c reads files, api_rows.c the rows in them, api_list.c the lists of effects of a row, api_arguments.c what
 * it says about arguments.
 */
#ifndef CORDON_RULES_API_LOADER_H
#define CORDON_RULES_API_LOADER_H

#include "analyzer/base/compiler.h"
#include "analyzer/base/jdoc.h"
#include "rules/api_row.h"

VEC_TYPE(struct api_fact, fact_list);

/* A step of a JSON pointer; `up` is the one before it. */
struct trail {
    uint32_t up;
    struct str key; /* empty: `index` counts */
    uint32_t index;
};

enum where { IN_FILE = 1, IN_ROW = 2, IN_GROUP = 4 };

/* A row whose object is still to be read. */
struct pending_row {
    const struct jdoc *doc;
    uint32_t row;
    uint32_t trail;
    enum where where;
};

struct loader {
    struct api_table *table;
    struct arena scratch;
    VEC(struct trail) trails;
    VEC(struct pending_row) todo;
    struct fact_list facts; /* of the list being read */
    uint32_t file;
    bool frozen; /* of the file being read */
    bool locked;
    struct error *why;
};

enum { DETAIL_INDICES = 4 };

/* What "detail" says about one effect. */
struct detail {
    enum effect effect;
    bool by_name;
    uint32_t indices[DETAIL_INDICES];
    uint32_t count;
};

struct details {
    struct detail items[8];
    uint32_t count;
    struct str plain; /* as in struct api_fact */
    bool object;
};

/* Sets the error of the load: file, JSON pointer of `trail`, message. Returns ERR_FORMAT. */
enum err api_fail(struct loader *l, uint32_t trail, const char *format, ...) PRINTF_LIKE(3, 4);
/* The trail that goes on from `up` into a member or an item; 0 is the document. */
uint32_t api_trail_key(struct loader *l, uint32_t up, struct str key);
uint32_t api_trail_index(struct loader *l, uint32_t up, uint32_t index);

/* True and `*out` set when `doc` is an index of an argument. */
bool api_index_read(const struct jdoc *doc, uint32_t *out);
/* The keys "detail", "plain" and "object" of the row `row`. */
enum err api_details_read(struct loader *l, const struct jdoc *row, uint32_t trail, struct details *out);
/* "pure", or effects separated by single spaces, each perhaps with ":argument". */
enum err api_list_read(struct loader *l, const struct jdoc *value, enum list_kind kind, const struct details *details,
                       uint32_t trail, struct effect_list *out);

/* Which part of what is said about arguments a key holds. */
enum argument_key { ARGUMENT_CALLBACKS, ARGUMENT_OPTIONS, ARGUMENT_CHANGES };

/* The key "callbacks", "options" or "changes" of a row or of a group of methods. */
enum err api_arguments_read(struct loader *l, const struct jdoc *value, enum argument_key key, uint32_t trail,
                            struct api_arguments *out);
/* The key "methods", or (`own`) "functions", of a row: its entries are put behind those that the row has. */
enum err api_methods_read(struct loader *l, const struct jdoc *value, bool own, uint32_t trail, struct row_body *body);
/* A text that says how something is known: "experiment: x", "by reading", "documented". */
enum err api_proof_read(struct loader *l, const struct jdoc *value, struct str *out, uint32_t trail);
/* "since" or "until" of something: takes the other majors out of `*majors`. */
enum err api_major_read(struct loader *l, const struct jdoc *value, bool until, uint32_t trail, uint32_t *majors);

/* What a row says before anything is read, in the table's arena. */
struct row_body *api_row_body(struct loader *l, bool any);
/*
 * Adds `name` to `parent`, described by `doc`; an array describes it for several groups of majors. The
 * names of a group share a body; `shared` is NULL for others.
 */
enum err api_row_add(struct loader *l, uint32_t parent, struct str name, const struct jdoc *doc, uint32_t trail,
                     enum where where, struct row_body *shared);
void api_row_queue(struct loader *l, const struct jdoc *doc, uint32_t row, uint32_t trail, enum where where);
/* Reads a queued row, and queues what is below it. */
enum err api_row_read(struct loader *l, struct pending_row p);

#endif
