/*
 * registry.h - packages from the registry that npm is configured for, verified before anybody opens them.
 *
 * Credentials are npm's: those whose key in npmrc names the host and a folder above the address asked for
 * ("//host/path/:_authToken"). They go to no other address, not even when an answer points there; and an answer never
 * leads from https: to http: or to anything else.
 */
#ifndef CORDON_NPM_REGISTRY_H
#define CORDON_NPM_REGISTRY_H

#include "analyzer/base/jdoc.h"
#include "npm/integrity.h"
#include "npm/npmrc.h"

struct registry;

/* A client for the registry that `rc` (which it borrows) configures. Everything it gives lives in `a`. */
enum err registry_new(struct arena *a, const struct npmrc *rc, struct registry **out, struct error *why) NODISCARD;
void registry_free(struct registry *r);

/* The registry of the package `name`, its scope's or the default one, ending in '/'. ERR_NOT_FOUND, ERR_FORMAT. */
enum err registry_url(struct registry *r, struct str name, struct str *out, struct error *why) NODISCARD;

/* True when npm accepts `name` as a package's, and it is safe in a URL and as a folder's name: "x", "@scope/x". */
bool registry_name_ok(struct str name);
/* True when `version` is one exact version, "1.2.3-rc.1+build", and no range or tag. */
bool registry_version_ok(struct str version);

/* One version of a package, as the registry describes it. */
struct registry_version {
    struct str name;
    struct str version;
    struct str tarball;   /* URL */
    struct str integrity; /* as published; of a package from before 2017 made from its SHA-1 sum */
};

/*
 * What the registry says about `name` at exactly `version`. ERR_NOT_FOUND with a sentence when it has no such package
 * or version, ERR_FORMAT when its answer is not understood, ERR_IO when it gives none.
 */
enum err registry_lookup(struct registry *r, struct str name, struct str version, struct registry_version *out,
                         struct error *why) NODISCARD;
/* All that the registry says about `name`: an object. In `a`; errors as above. */
enum err registry_packument(struct registry *r, struct str name, const struct jdoc **out, struct error *why) NODISCARD;

/* A tarball that is wanted. */
struct registry_wish {
    struct str name;
    struct str version;
    struct str integrity; /* what its bytes must match; empty: what the registry says */
    struct str resolved;  /* where a lock file says it is; may be empty */
};

struct registry_tarball {
    enum err e;       /* OK: `bytes` are verified */
    struct error why; /* one sentence that names the package */
    struct str bytes;
    struct str integrity; /* what they were verified against */
};

/* Fetches `count` tarballs, several at once; what came of `wishes[i]` is in `out[i]`. */
void registry_fetch(struct registry *r, const struct registry_wish *wishes, uint32_t count,
                    struct registry_tarball *out);

#endif
