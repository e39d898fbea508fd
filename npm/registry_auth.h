/*
 * registry_auth.h - which addresses may be asked, and what npm says to whom.
 */
#ifndef CORDON_NPM_REGISTRY_AUTH_H
#define CORDON_NPM_REGISTRY_AUTH_H

#include "npm/npmrc.h"

/*
 * True when `url` is an http: or https: address of the plainest form: a host, perhaps a port, a path, and no user, no
 * backslash, nothing that two readers of addresses could take differently.
 */
bool registry_address_ok(struct str url);
/* True when an answer from `from` may lead to `to`: the same scheme, and both plain. */
bool registry_may_lead(struct str from, struct str to);
/* The Authorization header that npmrc's credentials give for the plain address `url`, in `a`; or empty. */
struct str registry_authorization(struct arena *a, const struct npmrc *rc, struct str url);

#endif
