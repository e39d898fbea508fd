/*
 * package_diff.h - what packages can do now that they could not before, and the other way round.
 *
 * Packages are compared by name, copies of one name taken together, and their effects as lines without places: moving
 * code, or a package in node_modules, is no change. Exports are compared by the specifier and the name that clients
 * use, never by file.
 */
#ifndef CORDON_VERDICT_PACKAGE_DIFF_H
#define CORDON_VERDICT_PACKAGE_DIFF_H

#include "analyzer/verdict/effect_lines.h"
#include "analyzer/verdict/report.h"

struct diff_script {
    struct str name;            /* "postinstall" */
    struct str command;         /* as the manifest has it */
    const struct report *reach; /* what it may do, when that is known; else NULL */
};

/* An export of a package, or loading it. */
struct diff_export {
    struct str subpath;          /* "." or "./x": how clients import it */
    struct str name;             /* "" for module.exports itself, "*" for all, when they are not told apart */
    bool load;                   /* what importing it does, whatever is used of it */
    struct effect_lines effects; /* with empty keys and without findings */
    uint32_t launch;             /* conditions that rule out what else it may do; LAUNCH_NONE_HELPS */
};

VEC_TYPE(struct diff_export, diff_exports);

/* A package of one side. */
struct diff_package {
    const struct report_package *record;
    bool subject;            /* it is what the side is about: compared with the other side's, whatever their names */
    struct str via;          /* who brings it in, or empty */
    struct str not_analysed; /* why not, or empty */
    uint32_t launch;         /* the conditions that it needs: set of enum launch, or LAUNCH_NONE_HELPS */
    VEC(struct diff_script) scripts;
    struct diff_exports exports; /* empty when nobody looked */
};

struct diff_side {
    VEC(struct diff_package) packages;
};

enum diff_kind {
    DIFF_EFFECT,        /* `text` is an effect; or the rule of something that is not understood, when it has none */
    DIFF_SCRIPT_EFFECT, /* the same, of its install scripts */
    DIFF_CONDITION,     /* `text` is a launch condition that it needs */
    DIFF_SCRIPT,        /* `text` is "postinstall: node x.js" */
    DIFF_NOT_ANALYSED,  /* `text` says why */
};

struct diff_change {
    enum diff_kind kind;
    struct str text;
    bool unproven;                        /* of effects: it only may happen */
    const struct report_finding *finding; /* of effects: where, else NULL */
};

VEC_TYPE(struct diff_change, diff_changes);

/* An export that does something else than before. */
struct diff_export_change {
    struct str subpath;
    struct str name;
    bool load;
    bool is_new; /* there was no such export: what it does is no gain of its own; "*" of a new subpath */
    struct diff_changes gains;
    struct diff_changes losses;
};

struct diff_entry {
    struct str name;
    struct str before; /* versions, sorted, "1.0.0, 2.1.0"; empty when it was not there */
    struct str after;
    bool was_there;
    bool is_there;
    struct str via; /* who brings it in now */
    struct diff_changes gains;
    struct diff_changes losses;
    VEC(struct diff_export_change) exports; /* by subpath; loading first, then by name; of packages on both sides */
    bool gained;                            /* the package, or an export that was there before */
    bool lost;
};

struct package_diff {
    VEC(struct diff_entry) entries; /* what changed: gains first, then what is new, each by name */
    uint32_t gained;                /* entries with gains */
    uint32_t lost;                  /* entries with losses */
    uint32_t added;
    uint32_t removed;
};

/* The name under which the package is compared: that under which it is installed, else the manifest's. */
struct str diff_name(const struct report_package *record);
/* The difference, in `a`; it borrows from both sides. */
void package_diff(struct arena *a, const struct diff_side *before, const struct diff_side *after,
                  struct package_diff *out);

#endif
