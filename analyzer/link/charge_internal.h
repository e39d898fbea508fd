/*
 * charge_internal.h - what the parts of charging share; only charge*.c include it.
 */
#ifndef CORDON_LINK_CHARGE_INTERNAL_H
#define CORDON_LINK_CHARGE_INTERNAL_H

#include "analyzer/base/map.h"
#include "analyzer/link/charge.h"

/* One unit being charged. */
struct charge {
    const struct charge_input *in;
    const struct summary *s;
    struct arena *arena;   /* of the facts */
    struct arena *scratch; /* for this unit only */
    struct unit_facts *facts;
    struct source source;
    struct map names; /* rule and argument -> number */
    struct map kinds; /* that number, effect, closes, certainty -> index in facts->charges */
    struct map needs; /* specifier and needed export -> number */
    struct map uses;  /* that number, the other need, and whether it writes -> index in facts->uses */
    bool *imported;   /* by symbol: there is an import with this specifier */
    bool loading;     /* what is charged is the import, not a use */
    uint32_t message; /* for the charges that are added, or 0 */
    struct api_answer answer;
    struct map asked; /* path, root and operation -> index in answers */
    VEC(const struct api_answer *) answers;
};

/* A use with its path spelled out for the tables. */
struct charged_use {
    const struct use *use;
    struct api_path path;
    enum path_step root;
    uint32_t root_name; /* symbol of the summary */
};

/* --- charge_fact.c --- */
/* A text of the summary; empty for SUMMARY_NONE. */
struct str charge_text(const struct charge *c, uint32_t symbol);
/* A symbol of the facts. */
uint32_t charge_fact_text(struct charge *c, struct str text);
/* Where byte `at` is, with its line. */
struct unit_place charge_place(struct charge *c, uint32_t at);
/* The number that `m` gives to `key`, a new one if need be. */
uint32_t charge_number(struct map *m, uint64_t key);
/* The charge with `what`'s rule, argument, effect, closes and certainty: a new one, or the earlier one counted. */
struct unit_charge *charge_add(struct charge *c, const struct unit_charge *what, uint32_t at, bool *is_new);
/* The operation of a use, as the tables name it. */
enum api_op charge_op(const struct use *use);
/* The path of a use spelled out for the tables, in the scratch arena. */
void charge_spell(struct charge *c, const struct use *use, struct charged_use *out);
/* What the use does, for people: "calls fs.readFileSync". */
struct str charge_use_text(struct charge *c, const struct charged_use *u);
/* Adds `fact` under `rule`, at the place of the use. */
void charge_add_fact(struct charge *c, const struct charged_use *u, struct unit_charge fact, const char *rule);
/* Adds the effects of the last answer. */
void charge_answer(struct charge *c, const struct charged_use *u, const char *rule, enum certainty certainty);
/* c->answer: what the tables say of the use. */
void charge_ask(struct charge *c, const struct charged_use *u);

/* --- charge_amplifier.c --- */
/* The launch condition that closes the (first) effect of amplifiers of a kind, or 0. */
uint32_t charge_closes(uint8_t kind);
/* Charges an amplifier whose detail is `detail`, and which `closes` closes. */
void charge_amplifier_by(struct charge *c, const struct amplifier *amplifier, struct str detail, uint32_t closes);
/* Charges an amplifier as it stands in the summary. */
void charge_amplifier(struct charge *c, const struct amplifier *amplifier);
/* Charges an amplifier of the kind at the place of the use; nothing for AMPLIFIER_COUNT. */
void charge_kind(struct charge *c, const struct charged_use *u, enum amplifier_kind kind);
/* Charges a frame as what it amounts to. */
void charge_frame(struct charge *c, const struct amplifier *frame);
/* True for what concerns modules of Node or host libraries only, and is about another one; and the other way round. */
bool charge_is_about_others(const struct charge *c, const struct amplifier *amplifier, struct str module);
/* What was left out of "#x" (`specifier`), which is `name`. */
void charge_hidden(struct charge *c, enum amplifier_kind kind, struct str specifier, struct str name);

/* --- charge_use.c --- */
/* Of the last answer: a class or module of Node leaves plain sight. */
void charge_leaked(struct charge *c, const struct charged_use *u);
/* Who gets a function of Node that changes its arguments, writes by it. */
void charge_helper(struct charge *c, const struct charged_use *u);
/* Charges one use of the summary. */
void charge_use(struct charge *c, const struct use *use);

/* --- charge_import.c --- */
/* The effects of loading a module of Node. */
void charge_load(struct charge *c, const struct import *import, struct str module);
/* The imports of the summary, and what loading them does. */
void charge_imports(struct charge *c);
/* The module's imports and exports by name. */
void charge_entries(struct charge *c);

#endif
