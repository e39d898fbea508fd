/*
 * cacache.h - npm's own cache, which keeps what npm fetched under its digest ("_cacache").
 */
#ifndef CORDON_NPM_CACACHE_H
#define CORDON_NPM_CACACHE_H

#include <stdbool.h>

#include "npm/npmrc.h"

/* Where npm's configuration has it ("cache", else ~/.npm), in `a`; empty when it is nowhere. */
struct str cacache_folder(struct arena *a, const struct npmrc *rc);
/* The path of what has this integrity below `content` (".../content-v2"), in `a`; empty when it is not there. */
struct str cacache_content(struct arena *a, struct str content, struct str integrity);
/* True and `*bytes` (in `a`) set when the cache in `folder` has what matches the integrity. */
bool cacache_read(struct arena *a, struct str folder, struct str integrity, struct str *bytes);

#endif
