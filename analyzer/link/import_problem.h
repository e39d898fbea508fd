/*
 * import_problem.h - imports that lead to no JavaScript: missing, refused, native, not understood.
 */
#ifndef CORDON_LINK_IMPORT_PROBLEM_H
#define CORDON_LINK_IMPORT_PROBLEM_H

#include "analyzer/link/program.h"

/* The import that is being linked; for an entry, the entry itself. */
struct import_place {
    uint32_t unit; /* the importing unit, or the entry */
    struct place place;
    uint32_t specifier; /* in program.texts, as people read it */
    bool placed;        /* it depends on where the file is (placed.h) */
    bool guarded;       /* the program may go on when it fails */
    bool entry;
};

/*
 * Node finds nothing. A program that goes on without is judged under the assumption that it stays so; one
 * that would not start is not understood: something else must be meant to be there.
 */
void import_problem_missing(struct program *p, const struct import_place *place, const struct resolution *found);
/* Node finds a file, and throws `code` instead of loading it. */
void import_problem_refused(struct program *p, const struct import_place *place, struct str code);
/*
 * Node finds the file, and refuses to link the modules: it has no export `name`, or, when `ambiguous`, two that differ.
 */
void import_problem_unlinkable(struct program *p, const struct import_place *place, struct str name, bool ambiguous);
/* May load anything: `rule` and `reason` say why, `reason` without a full stop. */
void import_problem_opaque(struct program *p, const struct import_place *place, const char *rule, struct str reason);
/* A .node file: machine code, unless Node is started with --no-addons. */
void import_problem_native(struct program *p, const struct import_place *place);
/* WebAssembly. */
void import_problem_wasm(struct program *p, const struct import_place *place);
/* An installed package reaches past its own folder, by a path, for a file of another package. */
void import_problem_trespass(struct program *p, const struct import_place *place, bool is_code);
/* The entry `label` of a package leads to no file. */
void import_problem_entry(struct program *p, uint32_t package, struct str label, const struct resolution *found);

#endif
