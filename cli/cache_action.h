/*
 * cache_action.h - the actions of `cordon cache`: stat (cache_stat.c), what has to do with bundles (cache_bundle.c),
 * and the rest (cmd_cache.c).
 */
#ifndef CORDON_CLI_CACHE_ACTION_H
#define CORDON_CLI_CACHE_ACTION_H

#include "analyzer/base/strbuf.h"
#include "cache/cache.h"
#include "cli/args.h"

struct cache_action {
    const struct args *args;
    const char *file; /* the second operand, or NULL */
    struct arena *run;
    struct cache *cache; /* NULL for keygen and for a bundle alone */
    struct strbuf out;   /* what it prints */
    int code;            /* the exit code, when there is no error */
};

static inline bool cache_action_wants_json(const struct cache_action *a)
{
    return args_is(a->args, OPT_FORMAT, "json");
}

enum err cache_run_stat(struct cache_action *a, struct error *why) NODISCARD;
/* `a->file` is the bundle, for keygen the new secret key. */
enum err cache_run_verify_bundle(struct cache_action *a, struct error *why) NODISCARD;
enum err cache_run_export(struct cache_action *a, struct error *why) NODISCARD;
enum err cache_run_import(struct cache_action *a, struct error *why) NODISCARD;
enum err cache_run_keygen(struct cache_action *a, struct error *why) NODISCARD;

#endif
