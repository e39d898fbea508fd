/*
 * audit.h - what packages can do: the facade behind `cordon audit`.
 *
 * Each package is judged by all that a client of it can load, under the strictest policy there is: none. Where the
 * packages come from (an installation, archives of a registry, one archive, one folder) does not matter to what is
 * said.
 */
#ifndef CORDON_AUDIT_H
#define CORDON_AUDIT_H

#include "analyzer/analyzer.h"
#include "analyzer/package/resolve.h"
#include "npm/platform.h"
#include "rules/api_table.h"
#include "rules/effect.h"

struct audit_request {
    struct analysis_request what;    /* threads, store, progress, conditions, REPORT_LINKS; the rest is not looked at */
    const char *operand;             /* a folder, a lock file, an archive, NAME@VERSION; NULL = "." */
    const char *workspace;           /* -w: only what this workspace needs; NULL = all */
    const struct platform *platform; /* packages of a lock file that it leaves out are not audited; NULL = all are */
    bool omit_dev;
    bool scripts_only; /* only packages with install scripts are of interest: no other is analysed */
};

enum audit_script_kind {
    AUDIT_SCRIPT_NODE,  /* runs a JavaScript file of the package with Node, and nothing else */
    AUDIT_SCRIPT_GYP,   /* npm's implicit `node-gyp rebuild`: compiles and runs what binding.gyp says */
    AUDIT_SCRIPT_SHELL, /* anything else: a shell runs it */
};

/* A command of the package's "scripts". */
struct audit_script {
    struct str name;    /* "postinstall" */
    struct str command; /* as the manifest has it */
    bool install;       /* npm runs it by itself; else only who says `npm run` */
    enum audit_script_kind kind;
    const struct report *reach; /* AUDIT_SCRIPT_NODE: what the file may do, with all that it loads */
};

/* A part of what clients can load, and what it may do. */
struct audit_face {
    struct report_package record; /* as in a report of check; without findings when there is nothing to load */
    enum tier tier;               /* the highest of its effects */
    bool unknown;                 /* something in it was not understood, and no launch condition helps */
    uint32_t launch;              /* conditions that rule out what else is not understood: set of enum launch */
};

struct audit_package {
    struct audit_face all;        /* all that a client can load */
    struct audit_face imported;   /* what an import of its name loads, or what something audited imports of it */
    struct str not_analysed;      /* why not, as a sentence without a full stop; or empty */
    struct str not_analysed_rule; /* "archive.not-canonical", or empty */
    bool dev;                     /* only development dependencies bring it in */
    bool optional;
    VEC(struct str) via;              /* the names on the way to it, from what the project depends on to its parent */
    VEC(struct str) native;           /* machine code in it: "binding.gyp", "build/x.node" */
    VEC(struct str) needs;            /* dependencies that this audit does not cover: "ms@^2.0.0" */
    VEC(struct audit_script) scripts; /* those of installation first; of a folder also the others */
    struct str integrity;             /* what its archive was verified against, or empty */
};

/* A package of the lock file that an installation leaves out, because it is for other platforms. */
struct audit_left_out {
    struct str name;
    struct str version;
    struct str place; /* in the lock file */
};

struct audit {
    struct str subject;                  /* what was audited: "package-lock.json", "x-1.0.0.tgz" */
    const char *source;                  /* "installation", "registry", "archive", "folder", "cache" */
    VEC(struct audit_package) packages;  /* what matters first comes first */
    VEC(struct audit_left_out) left_out; /* by place */
    VEC(struct report_note) warnings;
    VEC(struct report_note) assumptions;
    VEC(struct str) majors;
    uint32_t files_parsed;
    uint32_t packages_cached;
    const struct report *judged;   /* all packages as one program; with REPORT_LINKS its links are between them */
    struct resolver *resolver;     /* over the tree in which the packages stand */
    const struct api_table *table; /* these two are what they were judged by */
    uint32_t major_set;            /* of node_major_bit */
};

/* The audit, in `run`. Errors are the operator's, or the registry's. */
enum err audit_packages(struct arena *run, const struct audit_request *request, struct audit **out,
                        struct error *why) NODISCARD;

/* Says in a warning how many packages are left out, if any. */
void audit_note_left_out(struct arena *run, struct audit *audit, const struct platform *platform);

/* Puts the packages into the order of the report. */
void audit_sort(struct audit *audit);

/* "x@1.0.0" in its parts, which it borrows. ERR_NOT_FOUND, ERR_USAGE for what names no single version. */
enum err audit_parse_spec(struct str spec, struct str *name, struct str *version, struct error *why) NODISCARD;

#endif
