/*
 * analysis_run.h - an analysis as commands run it: threads, cache and progress as the options say.
 */
#ifndef CORDON_CLI_ANALYSIS_RUN_H
#define CORDON_CLI_ANALYSIS_RUN_H

#include "analyzer/analyzer.h"
#include "cli/args.h"

/*
 * Judges what `request` names; its threads, store and progress are set from the options. `*out` lives in `run`. What
 * is wrong with the cache is said on standard error, as is how long the run took unless --quiet is given.
 */
enum err analysis_run(struct arena *run, const struct args *args, struct analysis_request *request, struct report **out,
                      struct error *why) NODISCARD;
/* The same without a word about the run: for one that only looks again. */
enum err analysis_run_silently(struct arena *run, const struct args *args, struct analysis_request *request,
                               struct report **out, struct error *why) NODISCARD;

#endif
