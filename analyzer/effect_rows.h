/*
 * effect_rows.h - what loading the modules of a program does, and each of their exports: the facade behind
 * `cordon graph effects`.
 */
#ifndef CORDON_EFFECT_ROWS_H
#define CORDON_EFFECT_ROWS_H

#include "analyzer/imports.h"
#include "analyzer/link/export_rows.h"

struct effect_rows {
    struct import_graph *files;
    struct export_rows rows;
};

/* The rows for the request's program or tree, in `run`, for the majors of its policy. Errors are the operator's. */
enum err effect_rows_find(struct arena *run, const struct imports_request *request, struct effect_rows *out,
                          struct error *why) NODISCARD;

/* The rows of the files of a finished graph that are `shown`, in `run`. */
enum err effect_rows_read(struct arena *run, const struct import_graph *files, const bool *shown,
                          const struct analysis_request *what, const struct charge_input *charge,
                          struct export_rows *out, struct error *why) NODISCARD;

#endif
