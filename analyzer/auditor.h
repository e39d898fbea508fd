/*
 * auditor.h - an audit under way, for the files that make it up.
 */
#ifndef CORDON_AUDITOR_H
#define CORDON_AUDITOR_H

#include "analyzer/audit_input.h"
#include "analyzer/link/program.h"
#include "analyzer/setting.h"

struct auditor {
    struct arena *run;
    const struct audit_request *request;
    struct audit_input input;
    struct setting setting;
    struct manifests *manifests; /* over the tree */
    struct resolver *resolver;
    struct analysis_request what; /* the request's, with a store that remembers between the programs of this audit */
    struct report *report;        /* about all packages at once, and all that clients can load of them */
    struct report *imported;      /* about what imports of their names load */
    VEC(struct str) assumed;
    bool node_is_shadowed; /* some package installs a command called "node" */
    struct audit *out;
    struct error *why;
};

/* A resolver of its own over the tree, for a program. */
struct resolver *auditor_resolver(struct auditor *a);
/* True when the audit is about this major (enum node_major). */
bool auditor_supports(const struct auditor *a, uint32_t major);

/* What is told of the package at `place` by the reports, without what is assumed; what is assumed is noted. */
void audit_add_records(struct auditor *a, const struct audit_place *place, struct audit_package *out);

/* Machine code in the package's folder, outside of packages that it bundles. */
void audit_find_native(struct auditor *a, struct str folder, struct audit_package *out);

/* Notes whether some package installs a command called `node`. Before audit_add_scripts. */
void audit_look_for_node(struct auditor *a);
/* The commands that npm runs for the package at `place`, and what they do. */
enum err audit_add_scripts(struct auditor *a, const struct audit_place *place, struct audit_package *out) NODISCARD;

#endif
