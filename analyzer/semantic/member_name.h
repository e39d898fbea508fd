/*
 * member_name.h - names of members that mean something on a value of unknown origin: the stack, Node's internals, and
 * what the global object has.
 */
#ifndef CORDON_SEMANTIC_MEMBER_NAME_H
#define CORDON_SEMANTIC_MEMBER_NAME_H

#include "analyzer/base/str.h"
#include "analyzer/semantic/facts.h"

/* True for the names of the global object's members: who has it by accident can take them, or replace them. */
bool member_is_global(struct str name);

/* True for namespaces of the language whose names have effects, so that flow follows them as what comes from outside.
 */
bool member_is_namespace(struct str name);

/* True for classes and objects of Node among them. */
bool member_is_web(struct str name);
/* Accessors of Node's classes that set something for all packages, also when what inherits them is assigned to. */
bool member_is_shared_setter(struct str name);

/* True for names that some constructor, prototype, namespace or function of the language has. */
bool member_is_language(struct str name);

/* True for what every value inherits to define accessors, and to take them out: __defineGetter__ and its like. */
bool member_is_definer(struct str name);

/* True for members of Symbol that are symbols in every supported Node, and that nobody can replace. */
bool member_is_symbol(struct str name);

/* True for own functions of the language's constructors and namespaces. */
bool member_is_intrinsic_static(struct str name);

/* True for functions of the language that model.def names, by their last name. */
bool member_is_method(struct str name);

/* True for names under which functions are called by what they inherit: call, apply, bind. */
bool member_is_lender(struct str name);

/* True for functions and objects that modules of Node have, and their classes and prototypes. */
bool member_is_node(struct str name);

/* True for members that lead from objects of Node to objects of others or to native handles. */
bool member_is_internal(struct str name);
/* True when such a name starts, or ends, like this. */
bool member_is_internal_start(struct str start);
bool member_is_internal_end(struct str end);
/* The names themselves, by number; an empty text behind the last one. */
struct str member_internal_at(size_t i);

/* The same for what reflection found, which may be a class: AMPLIFIER_COUNT when the name is no static with authority.
 */
enum amplifier_kind member_static_amplifier(struct str name);
/* Methods by which objects of Node do what the call that gave them did, elsewhere: connect, open, spawn. */
bool member_is_reuse(struct str name);
/* Members of such objects that say where: path, fd, host. */
bool member_is_target(struct str name);
/* What a member of this name, read from a value that others made, is charged as; AMPLIFIER_COUNT when as nothing. */
enum amplifier_kind member_amplifier(struct str name);

#endif
