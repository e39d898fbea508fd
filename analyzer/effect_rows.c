#include "analyzer/effect_rows.h"

#include "analyzer/reading.h"
#include "analyzer/setting.h"

struct rows_read {
    const struct import_graph *files;
    struct charge_input charge;
    struct row_parts *parts; /* by file */
};

static void read_parts(void *payload, struct reader *reader, uint32_t file, struct str bytes)
{
    struct rows_read *r = payload;
    struct file_alive alive = {0};
    bool understood = false;

    if (!r->files->files.items[file].code)
        return;
    if (bytes.ptr != NULL)
        understood = summarise_alive(&reader->arena, reader->parser, reader->basis, bytes,
                                     r->files->files.items[file].goal, &alive);
    export_rows_parts(&reader->arena, &r->charge, file, understood ? &alive : NULL, bytes, &r->parts[file]);
}

static void keep_effect(struct arena *run, struct row_effect *effect)
{
    effect->effect = str_dup(run, effect->effect);
    for (uint32_t i = 0; i < effect->way.len; i++)
        effect->way.items[i].name = str_dup(run, effect->way.items[i].name);
}

/* The readers' memory goes when all is read: texts move to the run's. */
static void keep_texts(struct arena *run, struct export_rows *rows)
{
    for (uint32_t i = 0; i < rows->len; i++) {
        rows->items[i].name = str_dup(run, rows->items[i].name);
        for (uint32_t k = 0; k < rows->items[i].effects.len; k++)
            keep_effect(run, &rows->items[i].effects.items[k]);
    }
}

enum err effect_rows_read(struct arena *run, const struct import_graph *files, const bool *shown,
                          const struct analysis_request *what, const struct charge_input *charge,
                          struct export_rows *out, struct error *why)
{
    struct rows_read read = {.files = files, .charge = *charge};
    struct reading *reading = NULL;
    enum err e = OK;

    read.parts = arena_array(run, files->files.len + 1, sizeof(*read.parts));
    e = reading_run(run, files, what, read_parts, &read, &reading, why);
    if (e == OK) {
        *out = export_rows_link(run, files, shown, read.parts);
        keep_texts(run, out);
    }
    reading_free(reading);
    return e;
}

enum err effect_rows_find(struct arena *run, const struct imports_request *request, struct effect_rows *out,
                          struct error *why)
{
    struct setting setting = {0};
    struct charge_input charge = {0};
    enum err e = setting_load(run, &request->what, &setting, why);

    if (e == OK)
        e = imports_find(run, request, &out->files, why);
    if (e != OK)
        return e;
    charge = (struct charge_input){.table = setting.table, .majors = setting.policy.majors};
    return effect_rows_read(run, out->files, export_rows_faces(run, out->files), &request->what, &charge, &out->rows,
                            why);
}
