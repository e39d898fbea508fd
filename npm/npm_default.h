/*
 * npm_default.h - npm's own default registry, which only npm knows.
 */
#ifndef CORDON_NPM_NPM_DEFAULT_H
#define CORDON_NPM_NPM_DEFAULT_H

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

/* What `npm config get registry` says, in `a`. ERR_NOT_FOUND when there is no npm, or it gives no answer. */
enum err npm_default_registry(struct arena *a, struct str *out, struct error *why) NODISCARD;

#endif
