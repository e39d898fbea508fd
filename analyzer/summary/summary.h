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
 *   summary   = format:u32 goal:u8 flags:u32 counts texts path* use* amplifier* import* export*
 *               function* call* entry*
 *   counts    = texts:u32 paths:u32 uses:u32 amplifiers:u32 imports:u32 exports:u32 functions:u32
 *               calls:u32 entries:u32 text_bytes:u32
 *   texts     = length:u32* byte*                  symbol 0 is the empty text
 *   path      = step:u8 parent:u32 name:u32        a parent is always an earlier path
 *   use       = path:u32 op:u8 flags:u8 at:u32 end:u32 func:u32 arg:u32{USE_ARGS} options:u32
 *   amplifier = kind:u32 at:u32 end:u32 func:u32 detail:u32
 *   import    = specifier:u32 kind:u8 flags:u8 at:u32 end:u32 func:u32
 *   export    = name:u32 at:u32 func:u32
 *   function  = name:u32 at:u32 end:u32 parent:u32
 *   call      = caller:u32 callee:u32 at:u32
 *   entry     = kind:u8 lexers:u8 name:u32 imported:u32 specifier:u32 at:u32
 *
 * Numbers are little-endian; the counts announce the record's size exactly.
 */
#ifndef CORDON_SUMMARY_SUMMARY_H
#define CORDON_SUMMARY_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/semantic/facts.h"
#include "analyzer/syntax/source.h"

/*
 * The format's version, part of every cache key.
 *   1  first
 *   2  options of uses
 *   3  entries of modules
 */
enum { SUMMARY_FORMAT = 3 };

/* "No symbol", "no function", "no path": an index that is none. */
#define SUMMARY_NONE FACT_NONE

enum summary_flags {
    SUMMARY_TOP_LEVEL_AWAIT = 1,
    SUMMARY_STRICT = 2,         /* the whole file is strict code */
    SUMMARY_NOT_UNDERSTOOD = 4, /* a parse error, a limit: the amplifiers say what; nothing else is known */
    SUMMARY_EXPORTS_OPAQUE = 8, /* exports not all named in `exports` */
};

struct summary {
    enum goal goal; /* as decided; never GOAL_DETECT */
    uint32_t flags; /* enum summary_flags */
    struct sym_table texts;
    struct path_vec paths;
    struct use_vec uses;             /* sorted by at, then path, then op */
    struct amplifier_vec amplifiers; /* sorted by at, then kind */
    struct import_vec imports;       /* sorted by at */
    struct export_vec exports;       /* sorted by at */
    struct function_vec functions;   /* 0 is the top level */
    struct call_vec calls;           /* sorted by at, then callee */
    struct module_entry_vec entries; /* how it is linked with other modules */
};

/* Appends the path as a person would write it: require("fs").promises.readFile, globalThis.x, ... */
void path_print(const struct summary *s, uint32_t path, struct strbuf *out);

#endif
