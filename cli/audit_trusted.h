/*
 * audit_trusted.h - `cordon audit --trust-lock`: a lock file answered from the cache, after judging what it lacks.
 */
#ifndef CORDON_CLI_AUDIT_TRUSTED_H
#define CORDON_CLI_AUDIT_TRUSTED_H

#include "analyzer/audit.h"
#include "cli/args.h"

/*
 * The audit of the lock file that `request->operand` means, in `run`. Packages that the cache does not know are judged
 * first, as by `cordon warm`. ERR_USAGE without a cache, ERR_IO when it cannot be used.
 */
enum err audit_trusted(struct arena *run, const struct args *args, const struct audit_request *request,
                       struct audit **out, struct error *why) NODISCARD;

#endif
