/*
 * analysis_run.h - an analysis as commands run it: threads, cache and progress as the options say.
 */
#ifndef CORDON_CLI_ANALYSIS_RUN_H
#define CORDON_CLI_ANALYSIS_RUN_H

#include "analyzer/analyzer.h"
#include "cli/args.h"

/* What an analysis says about itself when it is done. */
struct analysis_status {
    uint32_t packages;
    uint32_t cached; /* of them: nothing was parsed */
    bool trusts;     /* the lock file is believed */
    uint32_t opened; /* and then: of how many the archive was read */
};

struct analysis_status analysis_status_of(const struct analysis_request *request, const struct report *report);

struct analysis_work {
    /* Does the work; `request` has its threads, store and progress set. */
    enum err (*run)(void *payload, struct arena *run, const struct analysis_request *request,
                    struct analysis_status *status, struct error *why);
    void *payload;
};

/*
 * Does `work` with threads, store and progress from the options. What is wrong with the cache is said on standard
 * error, as is how long the run took unless --quiet is given.
 */
enum err analysis_do(struct arena *run, const struct args *args, struct analysis_request *request,
                     const struct analysis_work *work, struct error *why) NODISCARD;

/* Judges what `request` names in that way. `*out` lives in `run`. */
enum err analysis_run(struct arena *run, const struct args *args, struct analysis_request *request, struct report **out,
                      struct error *why) NODISCARD;
/* The same without a word about the run: for one that only looks again. */
enum err analysis_run_silently(struct arena *run, const struct args *args, struct analysis_request *request,
                               struct report **out, struct error *why) NODISCARD;

#endif
