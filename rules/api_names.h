/*
 * api_names.h - what real Nodes offer, name by name: for people who ask what a name does.
 *
 * rules/members.tsv is recorded from the supported Nodes (tests/effects/record.sh). The analysis never looks at
 * it: there, a name without a row has the default of what is around it, whether a Node knows the name or not.
 */
#ifndef CORDON_RULES_API_NAMES_H
#define CORDON_RULES_API_NAMES_H

#include "analyzer/base/vec.h"
#include "rules/api_table.h"

/* One name. */
struct api_name {
    struct str print; /* as rows print it: "fs.readFile", "Array.prototype.map", "process.argv", "import.meta.url" */
    enum api_root root;
    uint32_t majors; /* that have it */
    bool function;   /* a function or a class */
};

VEC_TYPE(struct api_name, api_names);

/*
 * The names in `file`, in its order, none twice for the same root. ERR_IO, ERR_NOT_FOUND as fs_read, ERR_FORMAT
 * with the line of anything that is not a line of the recording. Texts live in `a`.
 */
enum err api_names_load(struct arena *a, const char *file, struct api_names *out, struct error *why) NODISCARD;

/* The path of the thing that `name` is called, its steps in `a`: how the tables are asked about it. */
struct api_path api_name_path(struct arena *a, enum api_root root, struct str name);

#endif
