/*
 * trace.h - what a run asked about files and what it was told, so that a later run can ask the same again.
 *
 * A run depends on the disk through the questions of file_tree.h and the contents of its units only. When
 * every answer is still the same, so is the report. Answers are kept as digests; nothing is
 * believed because of a time or a size.
 */
#ifndef CORDON_TRACE_H
#define CORDON_TRACE_H

#include <stdbool.h>

#include "analyzer/base/bytes.h"
#include "analyzer/base/digest.h"
#include "analyzer/base/vec.h"
#include "analyzer/package/file_tree.h"

struct trace_fact {
    uint8_t question; /* enum trace_question */
    struct str path;  /* absolute, NUL-terminated */
    uint64_t max;     /* TRACE_READ: bytes */
    struct digest answer;
};

struct trace {
    struct arena *arena;
    struct file_tree_source disk;
    VEC(struct trace_fact) facts;
};

/* An empty trace in `a`. */
void trace_init(struct trace *t, struct arena *a);
/* The disk; every question and answer is added to `t`. For one thread at a time. */
struct file_tree_source trace_source(struct trace *t);
/* Adds that the file `path`, at most `max` bytes long, has the content with this digest. */
void trace_add_file(struct trace *t, struct str path, uint64_t max, const struct digest *content);

/* True when the disk still gives this answer. Any number of threads may ask, each with its own scratch memory. */
bool trace_holds(const struct trace_fact *fact, struct arena *scratch);

void trace_encode(const struct trace *t, struct strbuf *out);
/* Adds the facts of a record, whose bytes are borrowed; a bad record makes the reader fail. */
void trace_decode(struct trace *t, struct reader *r);

#endif
