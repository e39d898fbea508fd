/*
 * evidence.h - places in lines and columns, and the way from an entry of the program to a place.
 *
 * The text of a file is gone by the time of the verdict; evidence reads again only the files that have
 * a place to show, each once, and refuses when one is not what was analysed.
 */
#ifndef CORDON_VERDICT_EVIDENCE_H
#define CORDON_VERDICT_EVIDENCE_H

#include "analyzer/base/err.h"
#include "analyzer/link/program.h"
#include "analyzer/verdict/report.h"

/* Steps of a path that are shown; of a longer one the middle is left out, and a step says so. */
enum { EVIDENCE_STEPS = 40 };

struct evidence;

struct evidence *evidence_new(struct arena *run, struct program *p);
/* Says that fact `fact` will be asked for. */
void evidence_want(struct evidence *e, uint32_t fact);
/* Reads all places that were wanted. ERR_IO when a file cannot be read again or has changed. */
enum err evidence_read(struct evidence *e, struct error *why) NODISCARD;
/* Fills file, line, column and path of the finding from a fact that was wanted. */
void evidence_fill(struct evidence *e, uint32_t fact, struct report_finding *finding);

#endif
