/*
 * unit_facts.h - what a program needs to know about one file: its summary held against the effect tables.
 *
 * Made on the worker threads from a file's summary and text, kept in the store under the digests of
 * both the summary's sources and the tables, and small: uses are folded to the first place each, places
 * are lines and columns with their source line, so that neither the summary nor the text is needed
 * again. What depends on other files (where imports lead) is left to the program.
 *
 *   facts      = format:u32 renamed:u8 goal:u8 understood:u8 counts texts import* charge* use* entry*
 *   counts     = texts:u32 imports:u32 charges:u32 uses:u32 entries:u32
 *   texts      = length:u32* byte*                 text 0 is the empty one
 *   place      = line:u32 column:u32 source:u32
 *   import     = specifier:u32 kind:u8 flags:u8 guarded:u8 place
 *   charge     = rule:u32 argument:u32 text:u32 message:u32 fix:u32 paired:u32 closes:u32 more:u32
 *                effect:u8 certainty:u8 place
 *   use        = specifier:u32 needed:u32 needed_commonjs:u32 text:u32 writes:u8 more:u32 place
 *   entry      = kind:u8 lexers:u8 name:u32 imported:u32 specifier:u32 import:u32
 */
#ifndef CORDON_LINK_UNIT_FACTS_H
#define CORDON_LINK_UNIT_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/vec.h"
#include "analyzer/semantic/facts.h"
#include "analyzer/syntax/source.h"
#include "rules/effect.h"

/*
 * The format's version, part of every cache key.
 *   1  first
 *   2  entries of modules
 */
enum { UNIT_FACTS_FORMAT = 2 };

/* How sure a fact is. */
enum certainty {
    CERTAIN,  /* the code names the effect */
    POSSIBLE, /* it may happen, or something was not understood */
};

/* `effect` of a fact that only says that something was not understood. */
#define FACT_NO_EFFECT EFFECT_COUNT

/* All numbers named after texts are symbols of the facts' own texts. */
struct unit_place {
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, UTF-16 code units */
    uint32_t source; /* the source line, cut */
};

struct unit_import {
    uint32_t specifier;
    uint8_t kind;    /* enum import_kind, never IMPORT_REQUIRE_RESOLVE */
    uint8_t flags;   /* enum import_flags */
    uint8_t guarded; /* the program may go on when it fails */
    struct unit_place place;
};

/* An effect, or something not understood: the first place with this rule, effect, argument and closes. */
struct unit_charge {
    uint32_t rule;
    uint32_t argument;
    uint32_t text;    /* what happens there: "calls fs.readFileSync" */
    uint32_t message; /* one sentence without a full stop; 0: the effect says it */
    uint32_t fix;
    uint32_t paired; /* the rule without which it is no finding, or 0 */
    uint32_t closes; /* enum launch_bit: each of them alone closes it */
    uint32_t more;   /* further places of the same */
    uint8_t effect;  /* enum effect or FACT_NO_EFFECT */
    uint8_t certainty;
    struct unit_place place;
};

/* Whether a use assigns to the exports, or hands all of them on to where they are not followed. */
enum unit_writes { WRITES_NOT, WRITES, WRITES_PERHAPS, WRITES_ELSEWHERE };

/* A use of what an import gives that matters when it leads to a host library or another package. */
struct unit_use {
    uint32_t specifier;
    uint32_t needed;          /* the host library's export, "*" for all, 0 for none */
    uint32_t needed_commonjs; /* the same when the library is a CommonJS module */
    uint32_t text;
    uint8_t writes; /* enum unit_writes */
    uint32_t more;
    struct unit_place place;
};

struct unit_facts {
    struct sym_table texts;
    VEC(struct unit_import) imports; /* by place */
    VEC(struct unit_charge) charges; /* uses by place, then amplifiers by place */
    VEC(struct unit_use) uses;       /* by place */
    struct module_entry_vec entries; /* `at` is the index of an import, or FACT_NONE */
    enum goal goal;                  /* as decided; never GOAL_DETECT */
    bool understood;                 /* else nothing is known of its entries */
    bool renamed; /* imports "#x": only the package's manifest says what is used, so the summary is needed too */
};

void unit_facts_encode(const struct unit_facts *facts, struct strbuf *out);
/*
 * The facts in `bytes`, in `a`, borrowing `bytes`; NULL when they are no well-formed record. The symbol
 * table is for sym_text only.
 */
struct unit_facts *unit_facts_decode(struct arena *a, struct str bytes);

#endif
