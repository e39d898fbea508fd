/*
 * link_names.h - whether the modules of a program can be linked, once all of them are known.
 *
 * A program that Node refuses to link runs nothing, so nothing about its effects depends on this; but it is not the
 * program that its author meant, and PASS would be about a program that nobody can run.
 */
#ifndef CORDON_LINK_LINK_NAMES_H
#define CORDON_LINK_LINK_NAMES_H

#include "analyzer/link/program.h"

/* Remembers how unit `unit` is linked with others; its edges are there. `scratch` is for this call only. */
void link_names_add(struct program *p, struct arena *scratch, uint32_t unit, const struct unit_result *result);
/*
 * Adds a fact for each name that Node does not find; an assumption where the program may go on without the module that
 * imports it, and in a package by itself, of which clients may use other files.
 */
void link_names_check(struct program *p);

#endif
