/*
 * npmrc.h - what npm is configured to do: environment, the project's, the user's and the machine's npmrc.
 *
 * Read as npm reads them (npm-config, "npmrc"): the environment (npm_config_*) wins over the project's file, that over
 * the user's, that over the machine's. Values hold credentials: they are never printed.
 */
#ifndef CORDON_NPM_NPMRC_H
#define CORDON_NPM_NPMRC_H

#include <stdbool.h>

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct npmrc_entry {
    struct str key;   /* "registry", "@scope:registry", "//host/:_authToken" */
    struct str value; /* ${VARIABLES} replaced */
};

struct npmrc {
    VEC(struct npmrc_entry) entries; /* what counts first comes first; of repeated "key[]" all are there */
};

/*
 * The configuration for the project in `folder` (NUL-terminated, or empty for none) under `environment`, as environ(7)
 * has it. Everything lives in `a`. A file that is not there is no error; one that cannot be read is.
 */
enum err npmrc_load(struct arena *a, struct str folder, char *const *environment, struct npmrc *out,
                    struct error *why) NODISCARD;

/* The value of `key`, or empty. */
struct str npmrc_get(const struct npmrc *rc, struct str key);
/* npm's booleans: "true", "false"; anything else is `otherwise`. */
bool npmrc_flag(const struct npmrc *rc, struct str key, bool otherwise);

/* Adds the entries of an npmrc's text behind those that are there. For npmrc_load and tests. */
void npmrc_parse(struct arena *a, struct str text, char *const *environment, struct npmrc *rc);

#endif
