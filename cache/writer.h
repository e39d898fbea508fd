/*
 * writer.h - work on the database in a process of its own, which a damaged file may crash without harm to the run.
 */
#ifndef CORDON_CACHE_WRITER_H
#define CORDON_CACHE_WRITER_H

#include <stdint.h>
#include <sys/types.h>

#include "cache/database.h"

struct writer_job {
    enum outcome (*work)(void *payload);
    void *payload;
    uint64_t bytes; /* that it is going to write, about: larger work may take longer */
};

/* The process that does the job, or -1 with errno. It ends when this process may have forgotten it. */
pid_t writer_start(const struct writer_job *job);
/* Waits for it. A crash is OUTCOME_DAMAGED. */
enum outcome writer_wait(pid_t writer);
/* Both. */
enum outcome writer_run(const struct writer_job *job);

#endif
