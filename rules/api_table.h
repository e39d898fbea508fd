/*
 * api_table.h - what a use of Node's interface does: questions to the effect tables.
 *
 * The tables are data (rules/effects, schema rules/effects.schema.json); one is loaded per run and never
 * changes, so any number of threads may ask it. A question is an access path and what is done with
 * the thing that it names; an answer is a set of effects over the asked majors of Node. Whatever has
 * no row gets the default of the module or object it is in, never "pure".
 *
 * An answer is about the last step of the path, plus the getters passed on the way to it: a call in
 * the middle of a path is a use of its own, and asked on its own.
 */
#ifndef CORDON_RULES_API_TABLE_H
#define CORDON_RULES_API_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/err.h"
#include "analyzer/base/str.h"
#include "rules/effect.h"
#include "rules/launch.h"
#include "rules/node_major.h"

struct api_table;

/* Where a path starts. */
enum api_root {
    API_GLOBAL,        /* the free variable `name` */
    API_GLOBAL_OBJECT, /* the global object itself */
    API_MODULE,        /* the builtin module `name`, with or without "node:" */
    API_CJS,           /* a variable of the CommonJS wrapper: require, module, exports, __filename, __dirname */
    API_IMPORT_META,   /* import.meta */
    API_INTRINSIC,     /* an object of the language by its dotted name ("Object.prototype", "Function");
                          any name without a row ("?") is an unknown one */
};

/* How a path goes on. */
enum api_step_kind {
    API_MEMBER, /* .name */
    API_ANY,    /* [computed] */
    API_SYMBOL, /* [computed], some symbol */
    API_CALL,   /* (...) */
    API_NEW,    /* new (...) */
};

struct api_step {
    enum api_step_kind kind;
    struct str name; /* API_MEMBER */
};

struct api_path {
    enum api_root root;
    struct str name; /* of the root; empty for API_GLOBAL_OBJECT and API_IMPORT_META */
    const struct api_step *steps;
    uint32_t count;
};

/* What is done with the thing that a path names. */
enum api_op {
    API_OP_READ,      /* its value was obtained */
    API_OP_CALL,      /* called */
    API_OP_NEW,       /* constructed */
    API_OP_NEW_WITH,  /* constructed with at least one argument */
    API_OP_WRITE,     /* the member was assigned or defined */
    API_OP_DELETE,    /* the member was deleted */
    API_OP_ESCAPE,    /* it went where it is not followed: all that it offers may happen */
    API_OP_EXTENDS,   /* a class extends it */
    API_OP_ENUMERATE, /* its members were listed, and perhaps all read */
};

/* Where the argument of a fact is to be found. */
enum api_detail {
    API_DETAIL_NONE, /* nowhere: any argument */
    API_DETAIL_TEXT, /* in the fact: the use always has this one */
    API_DETAIL_ARG,  /* argument `index` of the call, when it is a literal */
    API_DETAIL_STEP, /* the name of step `index` of the path */
};

/* One effect of a use. */
struct api_fact {
    enum effect effect;
    enum api_detail detail;
    uint32_t index;     /* API_DETAIL_ARG, API_DETAIL_STEP */
    struct str text;    /* API_DETAIL_TEXT */
    struct str options; /* only with one of these options behind the first argument, "|" between them; empty: always */
    struct str plain;   /* options with which the argument says all, " " between them; no pointer: with all options */
    bool object;        /* what a call gives can have the effect with another argument */
    uint32_t closes;    /* enum launch_bit: each of them alone takes this effect away */
};

/* More different facts than this are widened to one per effect. */
enum { API_FACTS = 64 };

struct api_answer {
    effect_set effects; /* of all facts */
    effect_set certain; /* those that are what the use itself does; the others are what some part of it may do */
    bool known;         /* there is a row of its own, in at least one of the asked majors */
    bool intrinsic;     /* a constructor, prototype or namespace that all packages share and can change */
    bool unlocked;      /* frozen-builtins leaves it open to changes, in some of the majors */
    uint32_t closes;    /* enum launch_bit: each of them alone takes every effect away; 0 when there are none */
    struct str row;     /* a printable name: "fs.readFile", "process.env", "net (default)" */
    struct str note;    /* of the row, may be empty */
    struct str proof;   /* how the row is known, may be empty */
    uint32_t count;
    struct api_fact facts[API_FACTS]; /* sorted by effect, then detail, index, text; none twice */
};

/*
 * Loads every *.json of `folder` in order of name. Anything that the schema does not allow, an unknown
 * effect, a duplicate row or a reference to nothing is ERR_FORMAT naming file and JSON pointer;
 * ERR_IO and ERR_NOT_FOUND as fs_list. The table and all texts in it live in `a`.
 */
enum err api_table_load(struct arena *a, const char *folder, const struct api_table **out, struct error *why) NODISCARD;

/* The digest of all table files, of the list of effects and of the supported majors. */
struct digest api_table_digest(const struct api_table *t);
/* What it would be for the tables in `folder`, which may be wrong: nothing of them is looked at but their bytes. */
enum err api_table_digest_folder(const char *folder, struct digest *out) NODISCARD;

/*
 * The effects of a use under any of `majors` (a set of node_major_bit, not empty). Never fails: what is
 * not known is answered with the default of what is around it. Texts borrow from table and path.
 */
void api_table_ask(const struct api_table *t, const struct api_path *path, enum api_op op, uint32_t majors,
                   struct api_answer *out);

/*
 * The majors among `majors` in which Node itself answers the specifier: "fs", "node:fs/promises",
 * "node:sqlite" (but not "sqlite"). 0 when it is a package's name in all of them.
 */
uint32_t api_table_builtin(const struct api_table *t, struct str specifier, uint32_t majors);
/* The effects of loading the builtin module, and its row; `out->known` is false when there is none. */
void api_table_load_effects(const struct api_table *t, struct str specifier, uint32_t majors, struct api_answer *out);

/* What can be done with the thing of a row; `other` is for members without a row of their own. */
enum api_way {
    API_WAY_LOAD,
    API_WAY_GET,
    API_WAY_CALL,
    API_WAY_NEW,
    API_WAY_NEW_WITH, /* with an argument */
    API_WAY_WRITE,
    API_WAY_WRITES, /* of its members */
    API_WAY_ENUMERATE,
    API_WAY_OTHER,
    API_WAYS
};

/* The effects of one way; `facts` says more about each of them. */
struct api_doing {
    bool given; /* the row says so itself */
    effect_set effects;
    const struct api_fact *facts;
    uint32_t count;
};

/* How it is known that a row is true. */
enum api_proof {
    API_PROOF_EXPERIMENT, /* the row's proof names one */
    API_PROOF_READING,
    API_PROOF_DOCUMENTED,
    API_PROOF_PROBE,  /* it has authority, and runs in tests/effects/probes.txt */
    API_PROOF_FUZZED, /* it has none, and was called with many shapes of arguments */
    API_PROOF_LISTED, /* data, or an object: real Nodes were asked whether it is there */
    API_PROOFS
};

/* One word: "experiment", "reading", "documented", "probe", "fuzz", "list". */
const char *api_proof_name(enum api_proof p);

/* Arguments are numbered below this. */
enum { API_ARGUMENTS = 10 };

/* Among indices of arguments: the last of them, which go up to API_ARGUMENTS, stand for every argument behind them too.
 */
#define API_ARGUMENTS_REST (UINT32_C(1) << 31)

/* Members of an argument that are functions, or of several when `rest` is set: of all from that one on. */
struct api_option {
    uint32_t argument;
    bool rest;
    struct str names; /* separated by single spaces; "@@iterator" is a symbol's, "a.b" stands for b of what a is */
};

/*
 * Which arguments of a call are functions, or hold some: those that Node calls, keeps to call them later, or compares
 * with what it keeps.
 */
struct api_arguments {
    uint32_t callbacks; /* bit n: argument n is called; API_ARGUMENTS_REST */
    uint32_t changes;   /* bit n: argument n is changed; API_ARGUMENTS_REST */
    uint32_t option_count;
    const struct api_option *options; /* by argument */
};

/* The same for members of something, when they have no row of their own or their rows do not say it. */
struct api_methods {
    struct str names; /* separated by single spaces */
    bool own;         /* members of itself, not of its prototype */
    uint32_t majors;
    struct api_arguments takes;
    struct str proof; /* when no experiment shows it; or empty */
};

/* One row for display. */
struct api_row_view {
    struct str name; /* as in api_answer.row: "fs.readFile", "globalThis.fetch", "process.env.*" */
    struct str file; /* the table it is from: "fs.json" */
    uint32_t depth;  /* 0 for a module, the globals, a type; 1 for their members, ... */
    uint32_t majors; /* in which it exists */
    struct api_doing does[API_WAYS];
    effect_set perhaps; /* which of these depend on arguments or switches */
    effect_set offers;  /* all that it may do when it escapes, over all its majors */
    uint32_t closes;
    struct api_arguments takes; /* of its own, or what its parent says for the newest of its majors */
    const struct api_methods *methods;
    uint32_t method_count;
    bool callable;
    bool intrinsic;
    bool absent;        /* a name that Node knows only under a switch, or not at all */
    struct str same;    /* the row that it is another name of, or empty */
    struct str returns; /* what a call gives, when that carries authority; or empty */
    struct str note;
    struct str proof; /* as the table has it, or empty */
    enum api_proof how;
};

uint32_t api_table_rows(const struct api_table *t);
/* Row `index`, below api_table_rows(); rows come by file, parents before members. */
void api_table_row(const struct api_table *t, uint32_t index, struct api_row_view *out);
/*
 * What is said about the arguments of a member in what it is a member of, for the newest of `majors` for which
 * something is said. Returns false, with an empty `*out`, when there is nothing. Only steps over members are followed.
 */
bool api_table_takes(const struct api_table *t, const struct api_path *path, uint32_t majors,
                     struct api_arguments *out);

#endif
