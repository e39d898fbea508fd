#include "warm/warm_job.h"

struct str warm_job_label(struct arena *a, const struct warm_job *job)
{
    struct strbuf label;

    if (job->name.len == 0)
        return job->path;
    strbuf_init(&label, a);
    strbuf_printf(&label, "%.*s@%.*s", STR_ARG(job->name), STR_ARG(job->version));
    return strbuf_text(&label);
}

void warm_job_encode(const struct warm_job *job, struct strbuf *out)
{
    writer_str(out, job->path);
    writer_str(out, job->name);
    writer_str(out, job->version);
    writer_str(out, job->integrity);
    writer_str(out, job->resolved);
}

struct warm_job warm_job_decode(struct reader *r)
{
    struct warm_job job = {0};

    job.path = reader_str(r);
    job.name = reader_str(r);
    job.version = reader_str(r);
    job.integrity = reader_str(r);
    job.resolved = reader_str(r);
    return job;
}

struct warm_job warm_job_copy(struct arena *a, const struct warm_job *job)
{
    return (struct warm_job){str_dup(a, job->path), str_dup(a, job->name), str_dup(a, job->version),
                             str_dup(a, job->integrity), str_dup(a, job->resolved)};
}
