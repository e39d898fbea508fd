/*
 * import_edges.h - where the imports of a unit lead, for every major of the policy.
 *
 * An import has one edge per different target. What Node refuses or does not find, and what the
 * resolver does not understand, becomes a fact or an assumption of the report, never silence.
 */
#ifndef CORDON_LINK_IMPORT_EDGES_H
#define CORDON_LINK_IMPORT_EDGES_H

#include "analyzer/link/program.h"

/*
 * Adds the edges of unit `unit`, the units they lead to, and what the unit does with what its imports give.
 * `scratch` is for this call only.
 */
void import_edges_add(struct program *p, struct arena *scratch, uint32_t unit, const struct unit_result *result);

/* Adds the facts about how entry `unit` is loaded: native code, a format that is not understood, ... */
void import_charge_entry(struct program *p, uint32_t unit, const struct resolution *found);

/* What kind of unit a file of the format is, and the goal of its text (GOAL_COMMONJS for what is no code). */
enum unit_kind import_unit_kind(enum file_format format);
enum goal import_goal(enum file_format format);

#endif
