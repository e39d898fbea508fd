/*
 * calls.h - the call graph of a program or of a whole tree: the facade behind `cordon graph calls`.
 */
#ifndef CORDON_CALLS_H
#define CORDON_CALLS_H

#include "analyzer/imports.h"
#include "analyzer/link/call_graph.h"

/*
 * The graph of the files that imports_find finds for the request, in `run`; files that were not understood have no
 * functions in it. Errors are the operator's.
 */
enum err calls_find(struct arena *run, const struct imports_request *request, struct call_graph **out,
                    struct error *why) NODISCARD;

#endif
