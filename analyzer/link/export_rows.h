/*
 * export_rows.h - the effects of loading a module and of each of its exports, through everything that they reach.
 *
 * Sound like verdicts: what an export keeps alive (analyzer/semantic/alive.h) counts as run when the export is used,
 * what top-level code may call counts as run at load, and an import that is not looked at name by name counts as all of
 * that module.
 */
#ifndef CORDON_LINK_EXPORT_ROWS_H
#define CORDON_LINK_EXPORT_ROWS_H

#include "analyzer/link/charge.h"
#include "analyzer/link/import_graph.h"
#include "analyzer/summary/summarise.h"

/* A part of a file on the way to an effect. */
struct row_step {
    uint32_t file;   /* of the import graph */
    struct str name; /* of the export */
    bool load;       /* loading it */
};

VEC_TYPE(struct row_step, row_steps);

struct row_effect {
    struct str effect; /* "fs.read:./a"; or, when `doubt`, the rule by which something was not understood */
    bool doubt;
    struct str possible; /* of a doubt: the effect that it may have, "code.eval"; else empty */
    uint32_t closes;     /* of a doubt: launch conditions, each of which alone closes it at every place of the row */
    uint32_t file;       /* of the import graph: where it happens */
    uint32_t line;
    uint32_t column;
    struct row_steps way; /* from the row to the part that has it, both of them in it */
};

VEC_TYPE(struct row_effect, row_effects);

/* What a part of a file needs of another file. */
struct row_need {
    struct str specifier;
    uint8_t import; /* enum import_kind */
    bool load;      /* that it is loaded; else that it is used */
    bool whole;     /* all of its exports; else `name`, or "" for what module.exports itself is */
    struct str name;
};

VEC_TYPE(struct row_need, row_needs);

/* A part of a file: loading it, or one of its exports. */
struct row_part {
    struct str name; /* "" for module.exports itself, "*" for all when they are not told apart */
    bool load;
    struct row_effects effects;
    struct row_needs needs;
};

VEC_TYPE(struct row_part, row_parts);

struct export_row {
    uint32_t file;
    struct str name;
    bool load;
    struct row_effects effects; /* sorted, each with the first place that was found */
};

VEC_TYPE(struct export_row, export_rows);

/* The parts of file `file` by themselves, loading first, in `a`; `alive` NULL: it was not understood. */
void export_rows_parts(struct arena *a, const struct charge_input *charge, uint32_t file,
                       const struct file_alive *alive, struct str bytes, struct row_parts *out);
/* By file: those that other packages import, those that nothing imports, and entries, which files of theirs may import.
 */
const bool *export_rows_faces(struct arena *a, const struct import_graph *imports);
/* The rows of the files that are `shown`, by the name of the file; `parts` has those of each file of the graph. */
struct export_rows export_rows_link(struct arena *a, const struct import_graph *imports, const bool *shown,
                                    const struct row_parts *parts);

#endif
