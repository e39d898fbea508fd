#include "analyzer/reading.h"

#include "analyzer/base/limits.h"
#include "analyzer/workers.h"

struct reading {
    const struct analysis_request *what;
    const struct file_tree_source *source;
    const struct import_graph *files;
    struct reader readers[WORKERS_MAX];
    uint32_t threads;
    reading_each *each;
    void *payload;
};

static void read_one(void *payload, uint32_t thread, uint32_t index)
{
    struct reading *r = payload;
    struct reader *reader = &r->readers[thread];
    const struct graph_file *file = &r->files->files.items[index];
    struct str bytes = {0};
    struct error why = {0};

    /* The import graph has said what cannot be read. */
    if (file->code &&
        r->source->read(r->source->payload, &reader->arena, file->path, LIMIT_SOURCE_BYTES, &bytes, &why) == OK &&
        bytes.ptr == NULL)
        bytes = STR("");
    r->each(r->payload, reader, index, bytes);
}

static void tick(void *payload, uint32_t done)
{
    struct reading *r = payload;
    const struct analysis_request *what = r->what;

    if (what->progress != NULL)
        what->progress(what->progress_payload, done, r->files->files.len);
}

enum err reading_run(struct arena *run, const struct import_graph *files, const struct analysis_request *what,
                     reading_each *each, void *payload, struct reading **out, struct error *why)
{
    struct reading *r = arena_new(run, struct reading);
    const struct workers_job job = {.run = read_one, .tick = tick, .payload = r};
    struct workers *workers = NULL;
    enum err e = OK;

    *r = (struct reading){.what = what,
                          .source = file_tree_source(resolver_tree(files->resolver)),
                          .files = files,
                          .each = each,
                          .payload = payload};
    r->threads = what->threads > WORKERS_MAX ? WORKERS_MAX : what->threads;
    *out = r;
    for (uint32_t i = 0; i < r->threads && e == OK; i++) {
        r->readers[i].basis = flow_basis_new(&r->readers[i].arena, files->env);
        e = parser_new(&r->readers[i].parser, why);
    }
    if (e == OK)
        e = workers_new(&workers, r->threads, why);
    if (e == OK)
        workers_run(workers, &job, files->files.len);
    workers_free(workers);
    return e;
}

void reading_free(struct reading *r)
{
    for (uint32_t i = 0; r != NULL && i < r->threads; i++) {
        parser_free(r->readers[i].parser);
        arena_reset(&r->readers[i].arena);
    }
}
