/*
 * reading.h - the files of an import graph, read and analysed on several threads, for what is found of all of them
 * together.
 */
#ifndef CORDON_READING_H
#define CORDON_READING_H

#include "analyzer/analyzer.h"
#include "analyzer/link/import_graph.h"
#include "analyzer/package/file_tree.h"
#include "analyzer/semantic/flow.h"
#include "analyzer/syntax/tree.h"

/* What one thread works with; what it makes in `arena` lives until reading_free. */
struct reader {
    struct arena arena;
    struct parser *parser;
    const struct flow_basis *basis;
};

/* One file; `bytes` has no text (ptr NULL) when it is no code or cannot be read. */
typedef void reading_each(void *payload, struct reader *reader, uint32_t file, struct str bytes);

struct reading;

/* Reads every file of `files` from where the graph's resolver looks, with the threads and progress of `what`. The
 * reading is in `run`, and wants reading_free. */
enum err reading_run(struct arena *run, const struct import_graph *files, const struct analysis_request *what,
                     reading_each *each, void *payload, struct reading **out, struct error *why) NODISCARD;
/* `r` may be NULL. */
void reading_free(struct reading *r);

#endif
