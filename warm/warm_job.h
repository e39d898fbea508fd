/*
 * warm_job.h - one package that is to be judged, and what became of it.
 */
#ifndef CORDON_WARM_WARM_JOB_H
#define CORDON_WARM_WARM_JOB_H

#include <stdint.h>

#include "analyzer/base/bytes.h"
#include "analyzer/verdict/report.h"

struct warm_job {
    struct str path; /* of an archive on this machine; empty: it is fetched */
    struct str name; /* in the registry; both may be empty with a path */
    struct str version;
    struct str integrity; /* what the bytes must match; empty: anything */
    struct str resolved;  /* where a lock file says that it is; may be empty */
};

enum warm_state {
    WARM_DONE,   /* judged now */
    WARM_CACHED, /* the answer was known */
    WARM_FAILED, /* no answer: `reason` */
};

struct warm_result {
    enum warm_state state;
    enum verdict verdict; /* not WARM_FAILED */
    struct str label;     /* "name@version", or the path */
    struct str integrity; /* of the archive; empty when it could not be read */
    struct str reason;    /* WARM_FAILED: a sentence; otherwise the first finding, or empty */
};

/* "name@version", the path when there is none. In `a` or borrowed. */
struct str warm_job_label(struct arena *a, const struct warm_job *job);
void warm_job_encode(const struct warm_job *job, struct strbuf *out);
/* Borrows from the reader's bytes. */
struct warm_job warm_job_decode(struct reader *r);
/* A copy in `a`. */
struct warm_job warm_job_copy(struct arena *a, const struct warm_job *job);

#endif
