/*
 * program.h - the files that a program's entries can load, found round by round, and what they do.
 *
 * A unit is one file compiled for one goal; the same file asked for with two goals is two units. Units
 * are found breadth first, so a unit's predecessor starts a shortest way back to an entry. What stays in
 * memory is packages, units, edges and folded facts.
 *
 * A round: the caller loads the pending units in any order and on any threads (unit_load.h), then
 * program_accept() takes their facts in order. Everything here belongs to one thread.
 */
#ifndef CORDON_LINK_PROGRAM_H
#define CORDON_LINK_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/link/module_link.h"
#include "analyzer/link/unit_load.h"
#include "analyzer/package/resolve.h"
#include "rules/api_table.h"
#include "rules/policy.h"

/* "No package", "no unit", "no edge". */
#define LINK_NONE UINT32_MAX

/* A place in a unit's text. */
struct place {
    uint32_t line;   /* from 1; 0: the file as a whole */
    uint32_t column; /* from 1, UTF-16 code units */
    uint32_t source; /* the source line, cut, in program.texts */
};

struct link_package {
    struct str name;                /* the manifest's own word, or its folder's name */
    struct str version;             /* empty when the manifest has none */
    struct str path;                /* relative to the root, "." for the root itself */
    struct str folder;              /* absolute and real */
    struct str found_as;            /* the name under which its first importer found it; never the manifest's word */
    uint32_t parent;                /* the package that first imported it; LINK_NONE for the root */
    const struct policy_host *host; /* not NULL: a host library of the policy, where the analysis stops */
    uint32_t files;                 /* units of it that were reached */
    uint32_t code;                  /* of them that are code */
    uint32_t parsed;                /* of them whose summary did not come from the store */
};

enum unit_kind {
    UNIT_CODE,
    UNIT_DATA,   /* JSON: no code */
    UNIT_NATIVE, /* machine code, charged where it is imported */
    UNIT_WASM,
    UNIT_OPAQUE, /* a format that is not understood */
};

enum unit_state {
    UNIT_PENDING,
    UNIT_CACHED,     /* its summary came from the store */
    UNIT_PARSED,     /* its summary was made */
    UNIT_UNREADABLE, /* no summary: `reason` says why */
};

struct unit {
    struct str path; /* absolute and real, NUL-terminated */
    uint32_t package;
    uint8_t kind;  /* enum unit_kind */
    uint8_t state; /* enum unit_state */
    uint8_t goal;  /* enum goal, as asked for */
    bool entry;
    struct digest digest;              /* of the content, once read */
    struct str reason;                 /* UNIT_UNREADABLE: a sentence without a full stop */
    uint32_t from;                     /* the unit that first imported it; LINK_NONE for an entry */
    struct place from_place;           /* where it does */
    uint32_t from_name;                /* the specifier, in program.texts */
    const struct place *import_places; /* of an ES module: by import of its facts */
};

/* What an import leads to. */
enum edge_kind {
    EDGE_UNIT,    /* unit `to` */
    EDGE_BUILTIN, /* a module of Node, named by the specifier */
    EDGE_HOST,    /* the host library package `to` */
    EDGE_NOWHERE, /* Node finds nothing, or it is not understood: facts or notes say so */
};

/* Which part of a host library an import enters by. */
enum host_face {
    HOST_MAIN,    /* the package's name alone: its exports are looked at one by one */
    HOST_SUBPATH, /* a subpath that the policy lists, or any public one when it lists "*" */
    HOST_INNER,   /* anything else */
};

struct edge {
    uint32_t from; /* unit */
    uint32_t to;
    uint32_t specifier; /* in program.texts */
    uint32_t line;
    uint32_t column;
    uint8_t kind;   /* enum edge_kind */
    uint8_t import; /* enum import_kind */
    uint8_t face;   /* EDGE_HOST: enum host_face */
    bool commonjs;  /* EDGE_HOST: the file is CommonJS, so its "default" is all of its exports */
    bool guarded;   /* the program may go on when the import fails */
};

/* The first place of a package with this rule, effect and argument, and how many more there are. */
struct fact {
    uint32_t package;
    uint32_t unit; /* LINK_NONE: about the package's manifest */
    struct place place;
    uint32_t effect; /* enum effect or FACT_NO_EFFECT */
    uint32_t rule;   /* this and the next five in program.texts, 0 for none */
    uint32_t argument;
    uint32_t text;    /* what happens there: "calls fs.readFileSync" */
    uint32_t message; /* one sentence without a full stop; 0: the effect says it */
    uint32_t fix;
    uint32_t paired;   /* the rule without which it is no finding */
    uint32_t closes;   /* enum launch_bit: each of them alone closes it */
    uint8_t certainty; /* enum certainty */
    uint32_t more;
    struct { /* the last place that was counted: each major of Node asks again */
        uint32_t unit, line, column;
    } last;
};

/* A host library of the policy that the root has installed. */
struct host_package {
    const struct policy_host *host;
    const struct package *package; /* NULL: not installed, so no import can lead to it */
    bool used;
};

struct program {
    struct arena *arena;
    struct resolver *resolver;
    const struct api_table *table;
    const struct policy *policy;
    struct charge_input charge; /* the table and the policy's majors */
    struct fixed_env env;       /* of the policy */
    struct str root;            /* absolute and real */
    struct sym_table texts;
    VEC(struct link_package) packages;    /* 0 is the root's */
    VEC(struct unit) units;               /* in the order in which they were first reached */
    VEC(struct edge) edges;               /* by unit, then by place */
    VEC(struct fact) facts;               /* in the order of units and places */
    VEC(struct str) assumptions;          /* as they came up, not unique */
    const struct file_tree_source *files; /* where units are read from; NULL: the disk */
    bool by_file;                         /* facts are folded file by file, not package by package */
    /*
     * One package is judged by itself, for whatever program it may come to stand in: what it imports of other packages
     * is judged with them and is listed in `needs` (not unique); nothing that its own files do not prove is assumed.
     */
    bool alone;
    VEC(struct str) needs;
    struct map fact_index;          /* package and that number -> index in facts */
    struct map fact_names;          /* rule and argument -> number */
    struct map fact_kinds;          /* that number, effect, closes, certainty -> number */
    struct map unit_index;          /* path and goal -> unit */
    struct map package_index;       /* package.index -> package */
    VEC(struct host_package) hosts; /* in the order of the policy */
    uint32_t accepted;              /* units before it are done */
    struct module_linker linker;
    VEC(uint32_t) linked; /* by module of the linker: its unit */
};

/*
 * A program without files over the resolver's tree; everything it gathers is in `a`. `table` and `policy` are
 * borrowed. The root's own package is package 0.
 */
struct program *program_new(struct arena *a, struct resolver *resolver, const struct api_table *table,
                            const struct policy *policy);
/* The environment variables that the policy fixes; a list in `a` that borrows its texts. */
struct fixed_env policy_fixed_env(struct arena *a, const struct policy *policy);
/* True when the table (`payload` is where a pointer to it is) says that Node answers: for resolver_config. */
bool program_is_builtin(void *payload, struct str specifier, enum node_major major);
/*
 * Adds what the program starts with, named `label` in `package` ("main", "bin x"); what is no file becomes a
 * fact about the package. Before the first round only.
 */
void program_add_entry(struct program *p, const struct package *package, struct str label,
                       const struct resolution *found);
/*
 * Takes unit `p->accepted` with what was read of it: resolves its imports, adds the units that they lead to,
 * and its facts. `scratch` is for this call only; `result` is not looked at for what is no code.
 */
void program_accept(struct program *p, struct arena *scratch, const struct unit_result *result);

/* The package in the program; when it is new it was found under `found_as` by `parent`, or is an entry's. */
uint32_t program_package(struct program *p, const struct package *package, struct str found_as, uint32_t parent);
/* The unit with `unit`'s path and goal, a new one if need be; LINK_NONE beyond LIMIT_PROGRAM_FILES. */
uint32_t program_unit(struct program *p, const struct unit *unit);

/* The symbol of `text` in the program's texts. */
uint32_t program_text(struct program *p, struct str text);
struct str program_text_of(const struct program *p, uint32_t text);

/* `unit` relative to the root, and relative to its package, with '/'; borrowed. */
struct str program_unit_path(const struct program *p, const struct unit *unit);
struct str program_unit_file(const struct program *p, const struct unit *unit);

/*
 * The fact of `fact`'s package with the same rule, effect, argument and closes: a new one, or the earlier
 * one after counting the new place. `*is_new` tells which; a new one still wants its texts.
 */
struct fact *program_add_fact(struct program *p, const struct fact *fact, bool *is_new);

#endif
