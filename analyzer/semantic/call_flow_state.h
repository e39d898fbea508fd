/*
 * call_flow_state.h - the shapes that the parts of call_flow share; only call_flow*.c include it.
 */
#ifndef CORDON_SEMANTIC_CALL_FLOW_STATE_H
#define CORDON_SEMANTIC_CALL_FLOW_STATE_H

#include "analyzer/base/map.h"
#include "analyzer/semantic/call_flow.h"
#include "analyzer/semantic/flow.h"

/* A variable that holds what an import gives and nothing else. */
struct module_binding {
    bool known;
    bool interop; /* through a compiler's helper: its `default` is the module itself when there is no such export */
    uint8_t import;
    uint32_t specifier;
};

struct call_flow_builder {
    struct arena *arena;
    const struct scopes *scopes;
    const struct tree *tree;
    const struct facts *facts;
    struct call_flow *out;
    uint32_t func;                  /* the function that the walk is in */
    uint32_t *node_vertex;          /* by node, + 1 */
    uint32_t *binding_vertex;       /* by binding, + 1 */
    struct module_binding *modules; /* by binding */
    node_id *initial;               /* by binding: what it is declared with, or 0 */
    uint32_t constructors;          /* vertex: functions of this file that have properties of their own */
    struct map shared;              /* kind, import, name -> list of vertices, by `member` */
    struct map members;             /* that number, member -> vertex */
    struct map accessed;            /* function and kind, name -> 1 */
    struct map asked;               /* function, module -> 1 */
    struct map touched;             /* function, vertex -> index in out->touches */
    struct map fields;              /* symbol of a property -> bits: what this file gives it */
    struct map imports;             /* start, end -> index in facts->imports */
};

/* --- call_flow_vertex.c: vertices, edges, which vertex an expression is --- */
/* The text of an identifier, property or string node. */
struct str call_flow_name(const struct call_flow_builder *b, node_id n);
/* The symbol of `text`. */
uint32_t call_flow_text(const struct call_flow_builder *b, const char *text);
/* True for the free variable `name`. */
bool call_flow_is_free(const struct call_flow_builder *b, node_id n, const char *name);
/* True for `module.exports`; with `exports`, its other name, too. */
bool call_flow_is_module_exports(const struct call_flow_builder *b, node_id n);
bool call_flow_is_exports(const struct call_flow_builder *b, node_id n);
uint32_t call_flow_vertex(struct call_flow_builder *b, enum vertex_kind kind, uint32_t import, uint32_t name,
                          uint32_t member);
uint32_t call_flow_new(struct call_flow_builder *b);
/* The vertex of a variable of the file. */
uint32_t call_flow_binding(struct call_flow_builder *b, uint32_t binding);
/* The vertex of an expression. */
uint32_t call_flow_of(struct call_flow_builder *b, node_id n);
void call_flow_edge(struct call_flow_builder *b, uint32_t from, uint32_t to);
/* The vertex holds function `func`. */
void call_flow_seed(struct call_flow_builder *b, uint32_t vertex, uint32_t func);
/* `from` becomes an entry of the table `to`; what is in the table `from` becomes the value `to`. */
void call_flow_store(struct call_flow_builder *b, uint32_t from, uint32_t to);
void call_flow_fetch(struct call_flow_builder *b, uint32_t from, uint32_t to);
void call_flow_access(struct call_flow_builder *b, enum access_kind kind, uint32_t name, node_id at);
/* The last part of a sequence expression, else `n` itself; without parentheses. */
node_id call_flow_last(const struct call_flow_builder *b, node_id n);
void call_flow_implicit(struct call_flow_builder *b, const char *name, node_id at);

/* --- call_flow_builtin.c: what is the language's own --- */
/* Fills in `fields`. */
void call_flow_note_fields(struct call_flow_builder *b);
/* True when the expression is a value or namespace of the language for sure, as far as this file can tell. */
bool call_flow_is_builtin(struct call_flow_builder *b, node_id n);

/* --- call_flow_property.c: what keys name; reads, writes, definitions --- */
/* The name that a key (an identifier, string, number or computed name) has, FACT_NONE when it is not known. */
uint32_t call_flow_key(const struct call_flow_builder *b, node_id key);
/* The name that a member or subscript expression reads, FACT_NONE when it is computed. */
uint32_t call_flow_member(const struct call_flow_builder *b, node_id n);
/* True when `n` is a function, or a name that is declared as one. */
bool call_flow_is_function(const struct call_flow_builder *b, node_id n);
/* The value `n` becomes the property `name` of something. */
void call_flow_to_property(struct call_flow_builder *b, uint32_t from, node_id n, uint32_t name);
/* `from` becomes a part of the array, table, ... that the expression `container` is. */
void call_flow_put(struct call_flow_builder *b, node_id container, uint32_t from);
/* `from` becomes the property `key` of something. */
void call_flow_define(struct call_flow_builder *b, node_id key, node_id given, uint32_t from);
/* `from` is what runs when the property `name`, FACT_NONE for a computed one, is read (or, a setter, written). */
void call_flow_accessor(struct call_flow_builder *b, bool getter, uint32_t name, uint32_t from);
/* Accessors that may run when the member or subscript expression `n`, whose name is `name`, is read. */
void call_flow_note_read(struct call_flow_builder *b, node_id n, uint32_t name);
/* True when `object.name` may be any property of that name: the object is not one that is known better. */
bool call_flow_is_by_name(struct call_flow_builder *b, node_id object, uint32_t name, bool called);
/* What reading `name` of the expression `object` gives. */
void call_flow_read(struct call_flow_builder *b, node_id object, uint32_t name, uint32_t to);
/* Lets `from`, which is the value of `given` (or NODE_NONE), flow to an assignment target or binding pattern. */
void call_flow_into(struct call_flow_builder *b, node_id target, node_id given, uint32_t from);

/* --- call_flow_text.c: texts that name properties --- */
/* Texts that the node has. */
void call_flow_texts(struct call_flow_builder *b, node_id n);
/* The same for a subscript expression that is read. */
void call_flow_computed_read(struct call_flow_builder *b, node_id n);
/* What is done under the name that `key`, an expression or computed name, gives; NODE_NONE for nothing. */
void call_flow_computed(struct call_flow_builder *b, enum computed_kind kind, node_id key, uint32_t value,
                        bool function);

/* --- call_flow_proxy.c: proxies, and what calls their traps --- */
/* `new Proxy()` and Proxy.revocable(), and every operation on an object that a proxy may stand for. */
void call_flow_proxy(struct call_flow_builder *b, node_id n);

/* --- call_flow_pattern.c --- */
/* Declarators, assignments with patterns, parameters and defaults; true when it knew the kind. */
bool call_flow_pattern(struct call_flow_builder *b, node_id n);

/* --- call_flow_call.c --- */
/* Calls, constructions and tagged templates; true when it knew the kind. */
bool call_flow_call(struct call_flow_builder *b, node_id n);
/* What the function that the expression gives returns, for accessors. */
uint32_t call_flow_result_of(struct call_flow_builder *b, node_id function);
/* The constructor that the class did not write calls that of its superclass. */
void call_flow_imply_super(struct call_flow_builder *b, node_id class_node, uint32_t constructor);

/* --- call_flow_helper.c --- */
/* Argument `index` of a list of arguments, without parentheses; NODE_NONE when there is none. */
node_id call_flow_argument(const struct call_flow_builder *b, node_id list, uint32_t index);
/* What functions of that name, of the language or of a compiler, define. */
void call_flow_helpers(struct call_flow_builder *b, struct str name, node_id list);

/* --- call_flow_module.c --- */
/* The import that the call expression `n` is, or NULL. */
const struct import *call_flow_import(const struct call_flow_builder *b, node_id n);
/* Which module's variable the expression is; not `known` when it is none. */
struct module_binding call_flow_module(const struct call_flow_builder *b, node_id n);
bool call_flow_declaration(struct call_flow_builder *b, node_id n);
/* Fills in `modules`. */
void call_flow_bind_modules(struct call_flow_builder *b);

#endif
