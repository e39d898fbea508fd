/*
 * module_link.h - whether modules can be linked: each name that one takes from another is one that the other has.
 *
 * ResolveExport of ECMAScript 2025 section 16.2.1.7.2.2 over the entries of modules, with what Node's lexers say of
 * CommonJS modules. A module of which too little is known has every name: only what Node is certain to refuse is said.
 */
#ifndef CORDON_LINK_MODULE_LINK_H
#define CORDON_LINK_MODULE_LINK_H

#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "analyzer/package/resolve.h"
#include "analyzer/semantic/facts.h"
#include "analyzer/syntax/source.h"
#include "rules/api_table.h"

struct linked_module {
    struct str path;                 /* absolute and real; of a module of Node, its name without "node:" */
    bool builtin;                    /* of Node: the tables know its names */
    enum goal goal;                  /* as decided: GOAL_MODULE or GOAL_COMMONJS */
    bool understood;                 /* else nothing is known of it */
    struct module_entry_vec entries; /* names are symbols of module_linker.texts */
};

enum link_result {
    LINK_HAS,
    LINK_MISSING,   /* "does not provide an export named", "Named export not found" */
    LINK_AMBIGUOUS, /* "contains conflicting star exports" */
    LINK_UNSURE,
};

struct module_linker {
    struct arena *arena;
    struct arena *scratch; /* of the question that is being answered */
    struct resolver *resolver;
    const struct api_table *table;
    struct sym_table *texts;
    bool alone;                        /* what lies in other packages is not known */
    VEC(struct linked_module) modules; /* those of Node come last, as they are asked for */
    struct map by_goal;                /* symbol of the path, goal as asked for -> module */
    struct map by_path;                /* symbol of the path -> module, a CommonJS one if there is one */
    struct map names;                  /* module, name -> entry of it */
    struct map targets;                /* number of (module, specifier), major and way -> target */
    struct map asked;                  /* module, specifier -> number */
    uint32_t name_default;
    uint32_t name_exports; /* "module.exports" */
    uint64_t steps;
};

/* `resolver`, `table` and `texts` are borrowed. */
void module_linker_init(struct module_linker *l, struct arena *a, struct resolver *resolver,
                        const struct api_table *table, struct sym_table *texts);
/* Adds a module, asked for with `goal`; its index. */
uint32_t module_linker_add(struct module_linker *l, const struct linked_module *module, enum goal goal);
/* What Node `major` says to entry `entry` of module `module`, which takes something from another by name. */
enum link_result module_link(struct module_linker *l, uint32_t module, const struct module_entry *entry,
                             enum node_major major);
/* True for entries that do so. */
bool module_entry_takes(const struct module_entry *entry);

#endif
