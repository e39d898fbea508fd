/*
 * recall.h - the report of an earlier run over the same program, when everything that it was made from is the same.
 *
 * A run that has a store leaves a record: its trace (trace.h) and its report, under a digest of what it was asked
 * and of the program that answered. A later run asks every question of the trace again, which reads and digests
 * every file anew, and gives the report without resolving, linking and judging. Any other answer, and any doubt about
 * the record, and it does all the work.
 */
#ifndef CORDON_RECALL_H
#define CORDON_RECALL_H

#include "analyzer/link/program.h"
#include "analyzer/setting.h"
#include "analyzer/trace.h"

struct recall {
    const struct analysis_request *request;
    struct digest key;
    struct digest table; /* of the effect tables that are part of the key */
    struct trace trace;  /* of the run that is under way, when nothing was found */
    bool keeps;          /* there is a store, and the key is known */
};

/* True when there is such a report; it lives in `run`. Otherwise the run asks the disk through `r->trace`. */
bool recall_find(struct recall *r, struct arena *run, const struct setting *setting,
                 const struct analysis_request *request, struct report **out);
/* Leaves a record of the run. */
void recall_keep(struct recall *r, const struct program *p, const struct report *report);

#endif
