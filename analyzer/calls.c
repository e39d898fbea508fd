#include "analyzer/calls.h"

#include "analyzer/reading.h"

struct calls_read {
    const struct import_graph *files;
    struct file_calls **calls; /* by file; NULL for what is no code or not understood */
};

static void read_calls(void *payload, struct reader *reader, uint32_t file, struct str bytes)
{
    struct calls_read *r = payload;
    struct file_calls *calls = NULL;

    if (bytes.ptr == NULL)
        return;
    calls = arena_new(&reader->arena, struct file_calls);
    if (summarise_calls(&reader->arena, reader->parser, reader->basis, bytes, r->files->files.items[file].goal, calls))
        r->calls[file] = calls;
}

enum err calls_find(struct arena *run, const struct imports_request *request, struct call_graph **out,
                    struct error *why)
{
    struct import_graph *files = NULL;
    struct reading *reading = NULL;
    struct calls_read read = {0};
    enum err e = imports_find(run, request, &files, why);

    if (e != OK)
        return e;
    read.files = files;
    read.calls = arena_array(run, files->files.len + 1, sizeof(*read.calls));
    e = reading_run(run, files, &request->what, read_calls, &read, &reading, why);
    if (e == OK)
        *out = call_graph_link(run, files, read.calls);
    reading_free(reading);
    return e;
}
