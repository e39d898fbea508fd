/*
 * package_place.h - which line of a project brings a package: where a reviewer can act on what is found in it.
 *
 * Files below node_modules are not under version control, so annotations on them would be seen by nobody. A finding
 * there is shown on the line of the lock file that names the package, or else of the root's package.json.
 */
#ifndef CORDON_CLI_PACKAGE_PLACE_H
#define CORDON_CLI_PACKAGE_PLACE_H

#include "analyzer/verdict/report.h"

struct package_place {
    struct str file; /* relative to the root */
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, bytes */
};

struct package_places;

/* Reads the lock file and the package.json of the program at `r->root`, as far as there are any. In `a`. */
struct package_places *package_places_new(struct arena *a, const struct report *r);
/* True when the package is installed below a node_modules; then `*out` is the line that brings it. */
bool package_place_of(const struct package_places *places, const struct report_package *package,
                      struct package_place *out);

#endif
