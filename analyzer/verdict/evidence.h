/*
 * evidence.h - the way from an entry of the program to a place.
 */
#ifndef CORDON_VERDICT_EVIDENCE_H
#define CORDON_VERDICT_EVIDENCE_H

#include "analyzer/link/program.h"
#include "analyzer/verdict/report.h"

/* Imports on a way that are shown; of a longer one the middle is left out, and a step says so. */
enum { EVIDENCE_STEPS = 40 };

struct evidence;

struct evidence *evidence_new(struct arena *run, const struct program *p);
/* Appends the imports of a shortest way from an entry to `unit`; nothing when it is an entry. */
void evidence_way(struct evidence *e, uint32_t unit, struct report_steps *out);
/* How many imports that are. */
uint32_t evidence_depth(const struct evidence *e, uint32_t unit);
/* Appends the import `edge`. */
void evidence_import(struct evidence *e, const struct edge *edge, struct report_steps *out);
/* Fills file, line, column and path of the finding about `fact`. */
void evidence_fill(struct evidence *e, const struct fact *fact, struct report_finding *finding);

#endif
