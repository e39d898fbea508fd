/*
 * flow_path.h - access paths: what comes from outside, and what of it the language has itself.
 */
#ifndef CORDON_SEMANTIC_FLOW_PATH_H
#define CORDON_SEMANTIC_FLOW_PATH_H

#include "analyzer/semantic/facts.h"
#include "analyzer/semantic/flow_cell.h"
#include "analyzer/syntax/tree.h"

/* Per path, beside facts.paths. */
struct flow_path {
    uint8_t depth;
    uint8_t model;  /* enum model */
    uint8_t root;   /* enum path_step of its first step */
    bool intrinsic; /* an object of the language */
    bool language; /* what members of such an object lead to: but for Symbol, only names of the language lead further */
    bool extended; /* the prototype of a class that a class of this file extends */
    bool heritage; /* that class, or its prototype */
    bool lost;     /* it escaped from a cell that had too many values */
    bool has_face; /* a module that a helper of a compiler made a new object of: flow_interop.c */
    bool face_changed; /* and the object may have become another */
    node_id node;      /* where it was first used, NODE_NONE before */
    uint32_t func;
};

uint32_t path_root(struct flow *f, enum path_step step, sym name);
/* FACT_NONE when the path would grow too long: the caller lets the value escape. */
uint32_t path_extend(struct flow *f, uint32_t path, enum path_step step, sym name);
/* The paths of the language, and the names that flow looks for. */
void path_setup(struct flow *f);
/* The model of `class_path`.prototype.`name`, as a path; FACT_NONE when there is none. */
uint32_t path_method(struct flow *f, uint32_t class_path, sym name);
/* True for a name of ECMAScript's own globals. */
bool path_is_intrinsic_name(struct str name);
/* True for the names of objects of the language that are no constructors: Math and its like. */
bool path_is_namespace(struct str name);
/* True for the prototype of a class of the language: its constructor is that class. */
bool path_is_language_prototype(const struct flow *f, uint32_t path);
/* True for the symbols that the language itself looks for (section 6.1.5.1): Symbol.iterator. */
bool path_is_known_symbol(const struct flow *f, uint32_t path);
/* True for objects of the language that --frozen-intrinsics leaves open in some major. */
bool path_stays_open(struct str name);
/* True for a class of the language that a namespace has: Intl.Locale. */
bool path_is_nested_class(const struct flow *f, uint32_t path);
/* True for a path that starts at one of these. */
bool path_is_open(const struct flow *f, uint32_t path);
/* True for a global that Node does not have: what some file put there, if anything. */
bool path_is_own_global(const struct flow *f, uint32_t path);
/* True for what reads the clock, randomness or the locale: such calls are uses even though they are modelled. */
bool path_is_observer(const struct flow *f, uint32_t path);
/*
 * False when the path's object inherits from objects of the language only. The global object has a prototype of its
 * own, which no switch of Node freezes, and accessors there get it for `this`.
 */
bool path_inherits(const struct flow *f, uint32_t path);
/* True for a constructor or namespace of the language with such functions. */
bool path_observes(const struct flow *f, uint32_t path);
/* True for Intl and Intl.Segmenter: the prototypes of segments have no name, and --frozen-intrinsics leaves them open.
 */
bool path_gives_segments(const struct flow *f, uint32_t path);
/* True for process.env, whose members are texts. */
bool path_is_environment(const struct flow *f, uint32_t path);
/* True for a plain object of Node of which all own properties are texts, until somebody is charged with changing it. */
bool path_is_text_table(const struct flow *f, uint32_t path);
/* True for the properties of `process` that are read-only texts: process.platform. */
bool path_is_host_text(const struct flow *f, uint32_t path);
bool member_is_mutator(struct str name);

#endif
