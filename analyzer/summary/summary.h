/*
 * summary.h - what one file does, as facts: no effects, no policy, no knowledge of other files.
 *
 * A summary is made once per file content (and goal), cached for ever, and linked with others
 * into a program. It records *uses of outside things* as access paths, amplifiers of authority,
 * imports, exports, functions and calls; whatever could not be followed is an amplifier record
 * with its reason, never a gap. The effect tables and the policy are applied to it later, so that
 * editing them never re-parses a file.
 *
 * Encoded form (summary_codec.c), version history at SUMMARY_FORMAT:
 *
 *   summary  = format:u32 goal:u8 flags:u32 texts paths uses amplifiers imports exports functions calls
 *   texts    = count:u32 { len:u32 bytes }              symbol 0 is the empty text
 *   paths    = count:u32 { step:u8 parent:u32 name:u32 }   a parent is always an earlier path
 *   uses     = count:u32 { path:u32 op:u8 flags:u8 at:u32 end:u32 func:u32 arg:u32 x3 }
 *   ...      (one line per array, in the order of the structs below)
 */
#ifndef CORDON_SUMMARY_SUMMARY_H
#define CORDON_SUMMARY_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/syntax/source.h"

/*
 * The format's version, part of every cache key.
 *   1  first
 */
enum { SUMMARY_FORMAT = 1 };

/* "No symbol", "no function", "no path": an index that is none. */
#define SUMMARY_NONE UINT32_MAX

/* How a path continues its parent; the first group starts a path and has parent SUMMARY_NONE. */
enum path_step {
    PATH_GLOBAL,        /* a free variable: name */
    PATH_GLOBAL_OBJECT, /* the global object itself: `globalThis`, `this` of a sloppy receiverless call */
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
    PATH_STEP_CALL,     /* (...) */
    PATH_STEP_NEW,      /* new (...) */
    PATH_STEP_COUNT
};

struct path {
    uint8_t step; /* enum path_step */
    uint32_t parent;
    uint32_t name; /* symbol, or SUMMARY_NONE */
};

/* What is done with the thing a path names. */
enum use_op {
    USE_READ,    /* the value was obtained; charged only when obtaining it is an effect (a getter) */
    USE_CALL,    /* called, with `arg` */
    USE_NEW,     /* constructed, with `arg` */
    USE_WRITE,   /* the member was assigned or defined */
    USE_DELETE,  /* the member was deleted */
    USE_ESCAPE,  /* the value reached code or data we do not follow: all that it offers may happen */
    USE_EXTENDS, /* a class extends it */
    USE_ENUMERATE, /* its keys were listed (for-in, Object.keys, spread): no member was named */
    USE_OP_COUNT
};

enum { USE_ARGS = 3 };

enum use_flags {
    USE_IN_TRY = 1,      /* inside a try block: a failed require is expected */
    USE_GUARDED = 2,     /* in a branch that a `typeof` test of the same name guards */
    USE_SPREAD_ARGS = 4, /* a spread argument: `arg` and `argc` are lower bounds */
};

struct use {
    uint32_t path;
    uint8_t op;    /* enum use_op */
    uint8_t flags; /* enum use_flags */
    uint32_t at;   /* byte range of the expression in the decoded text */
    uint32_t end;
    uint32_t func;          /* the function it is in; 0 is the module's top level */
    uint32_t arg[USE_ARGS]; /* calls: symbols of the first arguments that are constant texts */
};

/* Why a place may turn an inert value into authority, or could not be followed: amplifier.def. */
enum amplifier_kind {
#define X(id, name, effect, closes, paired, message, fix) id,
#include "analyzer/summary/amplifier.def"
#undef X
    AMPLIFIER_COUNT
};

struct amplifier {
    uint32_t kind; /* enum amplifier_kind */
    uint32_t at;
    uint32_t end;
    uint32_t func;
    uint32_t detail; /* symbol: a name, a syntax kind, a sentence; or SUMMARY_NONE */
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
    IMPORT_TRY = 1,       /* inside a try block: may fail harmlessly */
    IMPORT_TYPE_JSON = 2, /* with { type: "json" } */
    IMPORT_STAR = 4,      /* export * from */
    IMPORT_CREATED = 8,   /* through module.createRequire of this very file */
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

/* An export slot. CommonJS: a plain `exports.x =` form; ESM: an exported name. */
struct export {
    uint32_t name; /* symbol */
    uint32_t at;
    uint32_t func; /* the function exported, or SUMMARY_NONE */
};

/* Function 0 is the module's top level. */
struct function {
    uint32_t name; /* symbol, 0 when it has none */
    uint32_t at;
    uint32_t end;
    uint32_t parent; /* the function around it; SUMMARY_NONE for function 0 */
};

/* A call of a known function of the same file. */
struct call {
    uint32_t caller;
    uint32_t callee;
    uint32_t at;
};

enum summary_flags {
    SUMMARY_TOP_LEVEL_AWAIT = 1,
    SUMMARY_STRICT = 2,          /* the whole file is strict code */
    SUMMARY_NOT_UNDERSTOOD = 4,  /* a parse error, a limit: the amplifiers say what; nothing else is known */
    SUMMARY_EXPORTS_OPAQUE = 8,  /* exports not all named in `exports` */
};

struct summary {
    enum goal goal; /* as decided; never GOAL_DETECT */
    uint32_t flags; /* enum summary_flags */
    struct sym_table texts;
    VEC(struct path) paths;
    VEC(struct use) uses;             /* sorted by at, then path, then op */
    VEC(struct amplifier) amplifiers; /* sorted by at, then kind */
    VEC(struct import) imports;       /* sorted by at */
    VEC(struct export) exports;       /* sorted by at */
    VEC(struct function) functions;   /* sorted by at; 0 is the top level */
    VEC(struct call) calls;           /* sorted by at, then callee */
};

/* The effect of an amplifier ("code.eval"), a rule id ("amplifier.function-constructor") and texts. */
struct amplifier_info {
    const char *rule;    /* stable, dotted */
    const char *effect;  /* effect name, or "" when it only means "not understood" */
    const char *closes;  /* launch condition that closes it ("no-eval"), or "" when none does */
    const char *paired;  /* "" or the rule of the other half: it is a finding only in a program that
                            has at least one of each */
    const char *message; /* one sentence without a full stop */
    const char *fix;     /* what would make it provable */
};
const struct amplifier_info *amplifier_info(enum amplifier_kind kind);

/* Appends the path as a person would write it: require("fs").promises.readFile, globalThis.x, ... */
void path_print(const struct summary *s, uint32_t path, struct strbuf *out);

#endif
