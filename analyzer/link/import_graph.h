/*
 * import_graph.h - which file of a tree imports which, as one major of Node resolves it.
 *
 * For people and for tests of resolution; it knows no effects and no policy. Files are found breadth first
 * from those that were added, read in rounds by the caller (on any threads), and accepted in order.
 */
#ifndef CORDON_LINK_IMPORT_GRAPH_H
#define CORDON_LINK_IMPORT_GRAPH_H

#include "analyzer/semantic/fixed_env.h"
#include "analyzer/base/map.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/link/module_link.h"
#include "analyzer/package/resolve.h"
#include "analyzer/summary/summary.h"

/* "No file". */
#define GRAPH_NONE UINT32_MAX

struct graph_file {
    struct str path; /* absolute and real, NUL-terminated */
    struct str name; /* relative to the root */
    const struct package *package;
    enum goal goal;
    bool code;          /* JavaScript: to be read */
    struct str trouble; /* why its imports are not all known, or empty */
};

struct graph_edge {
    uint32_t from; /* file */
    uint32_t to;   /* file, or GRAPH_NONE */
    uint8_t kind;  /* enum import_kind */
    bool understood;
    bool builtin;        /* `resolved` is "node:x" */
    bool hidden;         /* IMPORT_IF_BUILTIN: another edge says where it leads */
    uint32_t specifier;  /* symbol of `texts`; it may be one of placed.h */
    struct str resolved; /* a path relative to the root, "node:x", a URL, or "!CODE" */
    struct str reason;   /* when it is not understood: resolved is "!NOT_UNDERSTOOD" */
    uint32_t line;
    uint32_t column;
    struct graph_missing *missing; /* names that it takes and Node does not find, or NULL */
};

VEC_TYPE(struct str, graph_names);

struct graph_missing {
    struct graph_names names; /* in the order of the text */
};

/* The files of the graph as modules that are linked; what is here is of one file each. */
struct graph_module {
    uint32_t first_edge; /* its edges, in the order of its imports */
    uint32_t imports;
    uint32_t *import_at; /* by import: where the statement begins */
};

struct import_graph {
    struct arena *arena;
    struct resolver *resolver;
    enum node_major major;
    struct fixed_env env;
    bool own_only; /* imports of other packages lead nowhere: each package by itself */
    struct sym_table texts;
    struct map index; /* (symbol of the path, goal) -> file */
    VEC(struct graph_file) files;
    VEC(struct graph_edge) edges;
    uint32_t entries;            /* the first files: what the graph starts with; 0 with graph_add_all */
    uint32_t accepted;           /* files whose imports are in */
    struct module_linker linker; /* module i is of graph_module i */
    VEC(struct graph_module) modules;
    struct str missed; /* a folder that graph_add_all could not list, or empty */
};

/* `table` tells the names of Node's modules. */
struct import_graph *graph_new(struct arena *a, struct resolver *resolver, const struct api_table *table,
                               enum node_major major);
/* Adds what `found` leads to, unless it is there; GRAPH_NONE when that is no file. */
uint32_t graph_add(struct import_graph *g, const struct resolution *found);
/*
 * Adds every JavaScript file (.js, .cjs, .mjs) below `folder` (absolute), packages included, with the goal that its
 * syntax asks for. ERR_LIMIT beyond LIMIT_PROGRAM_FILES, ERR_NOT_FOUND when there is no such folder.
 */
enum err graph_add_all(struct import_graph *g, struct str folder, struct error *why) NODISCARD;
/*
 * The imports of file `g->accepted`, which is then done: its summary and its bytes, or, with `s` NULL, why it
 * could not be read (empty for a file that is no code).
 */
void graph_accept(struct import_graph *g, const struct summary *s, struct str bytes, struct str trouble);
/* Sorts the edges by importing file, place, kind and specifier, and drops repeated ones. */
void graph_finish(struct import_graph *g);

#endif
