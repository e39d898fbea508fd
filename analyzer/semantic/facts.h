/*
 * facts.h - the vocabulary of facts about one file: access paths, their uses, amplifiers, imports,
 * exports, functions and calls. Flow finds them, a summary keeps them.
 */
#ifndef CORDON_SEMANTIC_FACTS_H
#define CORDON_SEMANTIC_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/vec.h"

/* "No symbol", "no function", "no path": an index that is none. */
#define FACT_NONE UINT32_MAX

/* How a path continues its parent; the first group starts a path and has parent FACT_NONE. */
enum path_step {
    PATH_GLOBAL,        /* a free variable: name */
    PATH_GLOBAL_OBJECT, /* the global object itself: `globalThis`, `this` of a sloppy receiverless call; with a
                           name, as `this` of its member of that name */
    PATH_SLOPPY_THIS,   /* `this` of a sloppy function that others may call: perhaps the global object */
    PATH_MODULE,        /* what `import`/`require` of the literal specifier `name` gives (its namespace
                           object, or module.exports) */
    PATH_CJS,           /* a variable of Node's CommonJS wrapper: require, module, exports, __filename,
                           __dirname, or "arguments" (the wrapper's own) */
    PATH_IMPORT_META,   /* `import.meta` */
    PATH_INTRINSIC,     /* an object of the language found by reflection: name is e.g. "Function",
                           "Object.prototype", or "?" when which one is unknown */
    PATH_STEP_MEMBER,   /* .name */
    PATH_STEP_ANY,      /* [computed], not constant */
    PATH_STEP_SYMBOL,   /* [computed], a symbol, not known which */
    PATH_STEP_CALL,     /* (...) */
    PATH_STEP_NEW,      /* new (...) */
    PATH_STEP_COUNT
};

struct path {
    uint8_t step; /* enum path_step */
    uint32_t parent;
    uint32_t name; /* symbol, or FACT_NONE */
};

/* What is done with the thing a path names. */
enum use_op {
    USE_READ,      /* the value was obtained; charged only when obtaining it is an effect (a getter) */
    USE_CALL,      /* called, with `arg` */
    USE_NEW,       /* constructed, with `arg` */
    USE_WRITE,     /* the member was assigned or defined */
    USE_DELETE,    /* the member was deleted */
    USE_ESCAPE,    /* the value reached code or data we do not follow: all that it offers may happen */
    USE_EXTENDS,   /* a class extends it */
    USE_ENUMERATE, /* its keys were listed (for-in, Object.keys, spread): no member was named */
    USE_OP_COUNT
};

enum { USE_ARGS = 3 };

enum use_flags {
    USE_IN_TRY = 1,      /* inside a try block: a failed require is expected */
    USE_GUARDED = 2,     /* in a branch that a `typeof` test of the same name guards */
    USE_SPREAD_ARGS = 4, /* a spread argument: `arg` and `argc` are lower bounds */
    USE_ARGUMENT = 8,    /* USE_NEW: there is at least one argument */
    USE_PERHAPS = 16,    /* it may well be of something else than the path names */
};

struct use {
    uint32_t path;
    uint8_t op;    /* enum use_op */
    uint8_t flags; /* enum use_flags */
    uint32_t at;   /* byte range of the expression in the decoded text */
    uint32_t end;
    uint32_t func;          /* the function it is in; 0 is the module's top level */
    uint32_t arg[USE_ARGS]; /* calls: symbols of the first arguments that are constant texts */
    uint32_t options; /* calls: names of the properties of the arguments behind the first, "|" around each, when the
                         text shows them all; else FACT_NONE */
};

/* Why a place may turn an inert value into authority, or could not be followed: amplifier.def. */
enum amplifier_kind {
#define X(id, name, effect, closes, paired, message, fix) id,
#include "analyzer/semantic/amplifier.def"
#undef X
    AMPLIFIER_COUNT
};

struct amplifier {
    uint32_t kind; /* enum amplifier_kind */
    uint32_t at;
    uint32_t end;
    uint32_t func;
    uint32_t detail; /* symbol: a name, a syntax kind, a sentence; or FACT_NONE */
};

enum import_kind {
    IMPORT_REQUIRE,         /* require("x") */
    IMPORT_REQUIRE_RESOLVE, /* require.resolve("x"): probes, does not load */
    IMPORT_STATIC,          /* import ... from "x" */
    IMPORT_REEXPORT,        /* export ... from "x" */
    IMPORT_DYNAMIC,         /* import("x") */
    IMPORT_KIND_COUNT
};

enum import_flags {
    IMPORT_TRY = 1,         /* inside a try block: may fail harmlessly */
    IMPORT_TYPE_JSON = 2,   /* with { type: "json" } */
    IMPORT_STAR = 4,        /* export * from */
    IMPORT_IF_BUILTIN = 8,  /* only if Node answers by itself: otherwise another import says where it leads */
    IMPORT_TYPE_OTHER = 16, /* some other or unknown attribute */
};

struct import {
    uint32_t specifier; /* symbol */
    uint8_t kind;       /* enum import_kind */
    uint8_t flags;      /* enum import_flags */
    uint32_t at;
    uint32_t end;
    uint32_t func;
};

/* How a module is linked with others: the entries of ECMAScript 2025 section 16.2.1.7, and what Node makes of CommonJS.
 */
enum module_entry_kind {
    MODULE_IMPORT,     /* import { imported } from specifier */
    MODULE_LOCAL,      /* a name for a binding of its own, which is `imported`; none for that of `export default` */
    MODULE_INDIRECT,   /* a name for `imported` of specifier */
    MODULE_NAMESPACE,  /* a name for all of specifier; `imported` is the binding if it was imported first */
    MODULE_STAR,       /* export * from specifier */
    MODULE_CJS_NAME,   /* a name that Node's lexer finds in a CommonJS module */
    MODULE_CJS_MODULE, /* the names of specifier are names of this one too, so that lexer */
    MODULE_CJS_UNSURE, /* nobody knows what that lexer says */
    MODULE_ENTRY_KIND_COUNT
};

/* Which lexer says so (syntax/cjs_lexer.h), of a text with the byte order mark before it or without. */
enum module_lexers {
    LEXERS_OLD = 1,
    LEXERS_OLD_MARKED = 2,
    LEXERS_MERVE = 4,
    LEXERS_MERVE_MARKED = 8,
    LEXERS_ALL = 15,
};

struct module_entry {
    uint8_t kind;       /* enum module_entry_kind */
    uint8_t lexers;     /* MODULE_CJS_*: enum module_lexers */
    uint32_t name;      /* symbol, or FACT_NONE */
    uint32_t imported;  /* symbol, or FACT_NONE */
    uint32_t specifier; /* symbol, or FACT_NONE */
    uint32_t at; /* of the statement, which for MODULE_IMPORT, _INDIRECT, _NAMESPACE and _STAR is that of an import */
};

/* An export slot. CommonJS: a plain `exports.x =` form; ESM: an exported name. */
struct export
{
    uint32_t name; /* symbol */
    uint32_t at;
    uint32_t func; /* the function exported, or FACT_NONE */
};

/* Function 0 is the module's top level; others follow in no particular order. */
struct function {
    uint32_t name; /* symbol, 0 when it has none */
    uint32_t at;
    uint32_t end;
    uint32_t parent; /* the function around it; FACT_NONE for function 0 */
};

/* A call of a known function of the same file. */
struct call {
    uint32_t caller;
    uint32_t callee;
    uint32_t at;
};

VEC_TYPE(struct path, path_vec);
VEC_TYPE(struct use, use_vec);
VEC_TYPE(struct amplifier, amplifier_vec);
VEC_TYPE(struct import, import_vec);
VEC_TYPE(struct export, export_vec);
VEC_TYPE(struct function, function_vec);
VEC_TYPE(struct call, call_vec);
VEC_TYPE(struct module_entry, module_entry_vec);

/* The effect of an amplifier ("code.eval"), a rule id ("amplifier.function-constructor") and texts. */
struct amplifier_info {
    const char *rule;    /* stable, dotted */
    const char *effect;  /* effect name, or "" when it only means "not understood"; or two with a space between */
    const char *closes;  /* for each effect the launch condition that closes it ("no-eval"), or "" when none does */
    const char *paired;  /* "" or rules of the other half, with spaces between: it is a finding only in a
                            program that has at least one of them too */
    const char *message; /* one sentence without a full stop */
    const char *fix;     /* what would make it provable */
};
const struct amplifier_info *amplifier_info(enum amplifier_kind kind);

#endif
