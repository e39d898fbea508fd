/*
 * analyzer.h - the facade: from a folder and a policy to a report.
 */
#ifndef CORDON_ANALYZER_H
#define CORDON_ANALYZER_H

#include <stdbool.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/err.h"
#include "analyzer/base/store.h"
#include "analyzer/verdict/report.h"
#include "npm/platform.h"

struct analysis_request {
    const char *target;              /* a folder (with a package.json or an index), or a JavaScript file; NULL = "." */
    const char *root;                /* --root: where packages are looked up and the base of all printed paths;
                                        NULL = the nearest folder with a package.json, upwards */
    const char *policy_file;         /* --policy; NULL = cordon.json at the root, if there is one */
    const char *conditions;          /* --conditions: beside those of the policy, with a comma between; NULL = none */
    bool no_lock;                    /* the policy's lock file is not read */
    bool no_policy;                  /* no policy at all, not even the one at the root */
    bool trust_lock;                 /* what is installed is what the lock file says (trusted_tree.h) */
    const struct platform *platform; /* with trust_lock: on this one; NULL = with all packages */
    uint32_t threads;                /* worker threads, at least 1 */
    uint32_t detail;                 /* set of enum report_detail */
    struct store *store;             /* summaries of earlier runs; NULL = none */
    /* Called now and then from the main thread with files done and known so far; may be NULL. */
    void (*progress)(void *payload, uint32_t done, uint32_t known);
    void *progress_payload;
};

/*
 * Judges a program. `*out` lives in `run`. Errors are the operator's: a missing or unreadable
 * target, a broken policy, unreadable rule tables. Everything about the judged code is in the
 * report; the same input gives the same report at any thread count.
 */
enum err analyze_program(struct arena *run, const struct analysis_request *request, struct report **out,
                         struct error *why) NODISCARD;

#endif
