/*
 * warm_run.h - judging many archives: work is handed out, answers are written.
 *
 * This process reads no archive. Workers do (warm_worker.h), each in a process of its own with a limit on memory and
 * time; one that dies costs its archive alone. What they find is written in batches: the records of an archive in one
 * transaction, so that after any kill what was written is whole, and the next run goes on with what is missing.
 *
 * Several runs may share a cache: an archive is claimed by a lock that ends with its holder, until its answer is
 * written.
 */
#ifndef CORDON_WARM_WARM_RUN_H
#define CORDON_WARM_WARM_RUN_H

#include "cache/cache.h"
#include "warm/warm_source.h"
#include "warm/warm_worker.h"

struct warm_totals {
    uint64_t done;   /* judged now */
    uint64_t cached; /* known before */
    uint64_t failed;
    uint64_t verdicts[VERDICT_UNKNOWN + 1]; /* of both done and cached */
    uint64_t sources_failed;                /* folders and lists that could not be read */
};

struct warm_request {
    struct warm_setting setting;
    struct cache *cache;
    uint32_t workers;
    const char *const *words; /* the sources */
    uint32_t count;
    const char *watch; /* a folder whose new archives are judged until the process is told to end, or NULL */
    void *payload;
    /* One archive is finished. */
    void (*result)(void *payload, const struct warm_result *result);
    /* A source could not be read. */
    void (*trouble)(void *payload, const struct error *why);
    /* Now and then. */
    void (*tick)(void *payload, const struct warm_totals *totals);
};

/* ERR_IO when no worker can be started, or the cache cannot be written. A signal to end (INT, TERM) ends it in order.
 */
enum err warm_run(const struct warm_request *request, struct warm_totals *out, struct error *why) NODISCARD;

#endif
