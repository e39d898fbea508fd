/*
 * import_ring.h - do files of a program import each other in a ring?
 *
 * Then one of them has the exports of another before that one is loaded to its end.
 */
#ifndef CORDON_VERDICT_IMPORT_RING_H
#define CORDON_VERDICT_IMPORT_RING_H

#include "analyzer/link/program.h"

/* `a` is for the call. */
bool import_ring(struct arena *a, const struct program *p);

#endif
