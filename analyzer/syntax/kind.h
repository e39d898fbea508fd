/*
 * kind.h - what a node of our tree is, and which part of its parent.
 */
#ifndef CORDON_SYNTAX_KIND_H
#define CORDON_SYNTAX_KIND_H

#include <stdbool.h>

enum kind {
    KIND_ERROR, /* text the grammar could not place: the file is UNKNOWN */
#define X(id, name, named) id,
#include "analyzer/syntax/kind.def"
#undef X
    KIND_COUNT
};

enum field {
    FIELD_NONE,
#define X(id, name) id,
#include "analyzer/syntax/field.def"
#undef X
    FIELD_COUNT
};

/* The grammar's name of the kind, for dumps and messages. */
const char *kind_name(enum kind kind);
/* True for named nodes, false for tokens (punctuators, keywords). */
bool kind_is_named(enum kind kind);
/* "" for FIELD_NONE. */
const char *field_name(enum field field);

#endif
