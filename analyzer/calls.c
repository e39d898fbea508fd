#include "analyzer/calls.h"

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/workers.h"

/* What each thread reads with; all that it read lives in its arena until the graph is linked. */
struct reader {
    struct parser *parser;
    const struct flow_basis *basis;
    struct arena arena;
};

struct reading {
    const struct imports_request *request;
    const struct import_graph *files;
    struct reader readers[WORKERS_MAX];
    struct file_calls **calls; /* by file; NULL for what is no code or not understood */
    uint32_t threads;
};

static void read_one(void *payload, uint32_t thread, uint32_t index)
{
    struct reading *r = payload;
    struct reader *reader = &r->readers[thread];
    const struct graph_file *file = &r->files->files.items[index];
    struct file_calls *calls = arena_new(&reader->arena, struct file_calls);
    struct str bytes = {0};
    struct error why = {0};

    /* The import graph has said what cannot be read, or is not understood. */
    if (file->code && fs_read(&reader->arena, file->path.ptr, LIMIT_SOURCE_BYTES, &bytes, &why) == OK &&
        summarise_calls(&reader->arena, reader->parser, reader->basis, bytes, file->goal, calls))
        r->calls[index] = calls;
}

static void tick(void *payload, uint32_t done)
{
    struct reading *r = payload;
    const struct analysis_request *what = &r->request->what;

    if (what->progress != NULL)
        what->progress(what->progress_payload, done, r->files->files.len);
}

static enum err read_all(struct reading *r, struct error *why)
{
    const struct workers_job job = {.run = read_one, .tick = tick, .payload = r};
    struct workers *workers = NULL;
    enum err e = OK;

    r->threads = r->request->what.threads > WORKERS_MAX ? WORKERS_MAX : r->request->what.threads;
    for (uint32_t i = 0; i < r->threads && e == OK; i++) {
        r->readers[i].basis = flow_basis_new(&r->readers[i].arena);
        e = parser_new(&r->readers[i].parser, why);
    }
    if (e == OK)
        e = workers_new(&workers, r->threads, why);
    if (e == OK)
        workers_run(workers, &job, r->files->files.len);
    workers_free(workers);
    return e;
}

enum err calls_find(struct arena *run, const struct imports_request *request, struct call_graph **out,
                    struct error *why)
{
    struct import_graph *files = NULL;
    struct reading *r = NULL;
    enum err e = imports_find(run, request, &files, why);

    if (e != OK)
        return e;
    r = arena_new(run, struct reading);
    r->request = request;
    r->files = files;
    r->calls = arena_array(run, files->files.len + 1, sizeof(*r->calls));
    e = read_all(r, why);
    if (e == OK)
        *out = call_graph_link(run, files, r->calls);
    for (uint32_t i = 0; i < r->threads; i++) {
        parser_free(r->readers[i].parser);
        arena_reset(&r->readers[i].arena);
    }
    return e;
}
