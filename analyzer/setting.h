/*
 * setting.h - what is to be judged, where, and under which policy: a request's words made exact.
 */
#ifndef CORDON_SETTING_H
#define CORDON_SETTING_H

#include "analyzer/analyzer.h"
#include "rules/api_table.h"
#include "rules/policy.h"

/* A file that says what is allowed. */
struct setting_text {
    struct str name; /* as a report gives it */
    struct str text;
};

struct setting {
    struct str target; /* absolute and real */
    struct str root;   /* absolute and real, the target or above it */
    struct policy policy;
    VEC(struct setting_text) policy_texts; /* what it was made from: the policy, then its lock file */
    const struct api_table *table;         /* setting_load only */
};

/* Everything but the effect tables. It lives in `run`. Errors are the operator's. */
enum err setting_find(struct arena *run, const struct analysis_request *request, struct setting *out,
                      struct error *why) NODISCARD;
/* The same with the tables. */
enum err setting_load(struct arena *run, const struct analysis_request *request, struct setting *out,
                      struct error *why) NODISCARD;

/* Adds a request's --conditions (NULL: none) to those of the policy. */
enum err setting_add_conditions(struct arena *run, const char *conditions, struct policy *policy,
                                struct error *why) NODISCARD;

/* The lock file of a policy, in `run`: "x.lock.json" for "x.json". */
const char *setting_lock_file(struct arena *run, const char *policy);

/* The day, in UTC, on which grants with an end are judged: "2026-11-26". */
struct str setting_today(struct arena *run);
/* The effect tables of this installation. */
enum err setting_load_table(struct arena *run, const struct api_table **out, struct error *why) NODISCARD;
/* Their digest (api_table_digest), without looking at what they say. */
enum err setting_digest_table(struct arena *run, struct digest *out) NODISCARD;

#endif
