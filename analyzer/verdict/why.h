/*
 * why.h - how a program comes to have an effect, and what would end that.
 *
 * Ways are told apart by their last step between packages: how the package with the effect is entered; or, file by
 * file, by the file that imports the one with the effect. They come from a report that was made with REPORT_ALLOWED and
 * REPORT_LINKS, or REPORT_FILES.
 */
#ifndef CORDON_VERDICT_WHY_H
#define CORDON_VERDICT_WHY_H

#include "analyzer/verdict/report.h"
#include "rules/effect.h"

/* "No package": the way starts in the package itself. */
#define WHY_NONE UINT32_MAX
/* Cuts of more imports or packages are not looked for: nobody would make them. */
enum { WHY_CUT_MAX = 64 };

struct why_question {
    effect_set effects;  /* of any of these */
    struct str argument; /* and with exactly this argument, unless empty */
    struct str rule;     /* or of this rule, unless empty */
    struct str package;  /* only in packages of this name, path or way ("a>b"); empty = in any */
    struct str file;     /* by_file: only in this file, relative to the root; empty = in any */
    bool by_file;
};

struct why_way {
    uint32_t through; /* the package (by file: the file of file_list) that imports the one with the effect; WHY_NONE */
    struct report_steps steps;
};

/* A package, or file, that has the effect. */
struct why_target {
    uint32_t package;                            /* index in the report */
    struct str file;                             /* by file: relative to the root */
    VEC(const struct report_finding *) findings; /* at least one */
    VEC(struct why_way) ways;                    /* one per package that imports it, the shortest first */
};

struct why_cut {
    bool possible;          /* the lists are such a cut; otherwise the program itself has it, or the cut is too large */
    VEC(uint32_t) links;    /* of the report */
    VEC(uint32_t) packages; /* of the report, or files of file_list */
};

struct why {
    VEC(struct why_target) targets; /* in the order of the packages, then of the files */
    bool by_file;
    bool own;                /* one with an entry of the program is among them, or what is in no file */
    struct why_cut imports;  /* the fewest imports between them without which no target is reached */
    struct why_cut packages; /* the fewest packages or files, targets among them */
};

/* True when the package is meant by `name`: its name, name@version, path, or way from the root. */
bool why_is_package(const struct report_package *package, struct str name);
/* True when a package of the report is. */
bool why_knows_package(const struct report *r, struct str name);
/* The answer, in `a`; it borrows from the report. */
void why_answer(struct arena *a, const struct report *r, const struct why_question *question, struct why *out);

#endif
