/*
 * report.h - what cordon has to say about a program: the one structure that every renderer prints.
 *
 * Everything in it is plain text and numbers, in the order in which it is printed, so that two
 * runs over the same input give the same bytes. All of it lives in the run's arena.
 */
#ifndef CORDON_VERDICT_REPORT_H
#define CORDON_VERDICT_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

/* What a report tells beyond the verdict: it costs time and memory, so only who needs it asks. */
enum report_detail {
    REPORT_ALLOWED = 1, /* findings for what the policy allows too, and what each grant is used for */
    REPORT_LINKS = 2,   /* which package imports which */
    /* Findings are told file by file, not package by package, and links are those between files. */
    REPORT_FILES = 16,
    /* As if the policy granted authority to somebody: what matters only beside such is found too. */
    REPORT_AUTHORITY = 4,
    /* As if other packages had the other half of every rule that has two: the program is one package of a larger one.
     */
    REPORT_ALONE = 8,
    /* As if the policy granted every effect with the argument that the code spells out: doubts about it are found. */
    REPORT_ARGUMENTS = 32,
};

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_UNKNOWN };

/* That of two things together. */
static inline enum verdict verdict_worse(enum verdict a, enum verdict b)
{
    if (a == VERDICT_FAIL || b == VERDICT_FAIL)
        return VERDICT_FAIL;
    return a == VERDICT_UNKNOWN ? a : b;
}

/* Launch conditions, as bits; a set of them closes what each closes. */
enum launch {
    LAUNCH_NO_EVAL = 1,
    LAUNCH_FROZEN_INTRINSICS = 2,
    LAUNCH_NO_PROTO = 4,
    LAUNCH_NO_ADDONS = 8,
    LAUNCH_STRICT = 16,
    LAUNCH_FROZEN_BUILTINS = 32,
    LAUNCH_NONE_HELPS = 1 << 15, /* no set of conditions makes it pass */
};

/* One step of the way from an entry of the program to the place of a finding. */
struct report_step {
    struct str file;   /* relative to the root */
    uint32_t line;     /* from 1; 0 when the step has no place (a manifest) */
    uint32_t column;   /* from 1, UTF-16 code units */
    struct str text;   /* what happens there: "imports x", "calls fs.readFileSync", ... */
    struct str source; /* the source line, trimmed and cut to a sensible length */
};

VEC_TYPE(struct report_step, report_steps);

struct report_finding {
    struct str rule;     /* "source.import", "amplifier.function-constructor", ... */
    struct str effect;   /* "fs.read", or empty when something was not understood */
    struct str argument; /* the literal argument ("./views/a.html"), or empty */
    struct str file;     /* relative to the package */
    uint32_t line;
    uint32_t column;
    enum verdict verdict; /* FAIL or UNKNOWN under the policy; PASS when a condition it keeps closes it */
    uint32_t launch;      /* the least conditions under which it would be no finding; LAUNCH_NONE_HELPS */
    struct str message;   /* one sentence */
    struct str fix;       /* what would make it pass: a grant, a proof; may be empty */
    uint32_t more;        /* how many further places of this package have the same rule, effect and argument */
    bool allowed;         /* the profile or a grant allows it; only with REPORT_ALLOWED, and then the verdict is PASS */
    bool certain;         /* the code names the effect; otherwise it only may happen */
    struct report_steps path; /* from an entry of the program; the last step is the place itself */
};

struct report_package {
    struct str name;
    struct str version; /* empty when the manifest has none */
    struct str path;    /* relative to the root, "." for the root itself, with '/' */
    struct str key;     /* where it stands, as a key of "allow": "a>b"; "*" when no other key can name it */
    enum verdict verdict;
    bool host;               /* a host library: not analysed, trusted by the policy */
    uint32_t launch;         /* the least conditions for this package alone, LAUNCH_NONE_HELPS when none help */
    VEC(struct str) effects; /* every effect it has, granted or not: "fs.read:./a", sorted, unique */
    VEC(struct report_finding) findings; /* sorted by verdict, file, line, column, rule */
};

/* The imports of one package that lead to another; with REPORT_FILES of one file. */
struct report_link {
    uint32_t from;            /* index in packages, or file_list */
    uint32_t to;              /* the same, another one */
    uint32_t count;           /* imports, at least 1 */
    struct report_steps path; /* a shortest way from an entry to one of them, which is the last step */
};

/* An effect that a grant let a package have. */
struct report_use {
    struct str key;    /* of the package */
    struct str effect; /* "fs.read:./a" */
};

struct report_grant {
    struct str file; /* the policy or its lock file, relative to the root */
    uint32_t line;
    uint32_t column;
    struct str key;   /* as written */
    struct str text;  /* as written */
    struct str until; /* as written, or empty */
    bool locked;      /* a line of the lock file */
    bool used;
    bool expired;
    VEC(struct report_use) uses; /* sorted, unique; only with REPORT_ALLOWED */
};

/* A host library of the policy. */
struct report_host {
    struct str name;
    uint32_t line; /* of the policy */
    uint32_t column;
    bool installed;
    bool used; /* something imports it */
};

struct report_note {
    struct str text; /* an assumption ("optional import x is absent"), a stale grant, ... */
};

struct report {
    enum verdict verdict;
    uint32_t launch;      /* the least conditions for the program */
    uint32_t launch_kept; /* what the policy says the deployment keeps */
    struct str root;      /* absolute, to find files again; never printed */
    struct str profile;
    VEC(struct str) majors;              /* Node majors the verdict holds for: "22" */
    VEC(struct str) entries;             /* relative to the root */
    struct str policy;                   /* the policy file relative to the root, or empty */
    VEC(struct report_package) packages; /* sorted by path; reached ones only */
    VEC(struct report_link) links;       /* sorted by from and to; only with REPORT_LINKS or _FILES */
    VEC(struct report_grant) grants;     /* in the order of the files */
    VEC(struct report_host) hosts;       /* in the order of the file */
    VEC(struct report_note) assumptions; /* sorted, unique */
    VEC(struct report_note) warnings;    /* stale grants, a cache that could not be used */
    uint32_t files;                      /* reached */
    VEC(struct str) file_list;           /* those files, relative to the root, sorted by bytes */
    uint32_t files_parsed;               /* not from the cache */
    uint32_t packages_cached;            /* of which no file was parsed */
    uint32_t packages_opened;            /* where the lock file is believed: of which the archive was read */
};

/* Index of the file (relative to the root) in `file_list`, or UINT32_MAX. */
static inline uint32_t report_file(const struct report *r, struct str file)
{
    uint32_t low = 0;
    uint32_t high = r->file_list.len;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = str_cmp(r->file_list.items[middle], file);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return UINT32_MAX;
}

#endif
