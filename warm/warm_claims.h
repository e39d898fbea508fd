/*
 * warm_claims.h - which archives are being judged, by this run and by others that share the cache.
 *
 * A claim is a lock on one byte of a file in the cache's folder, at a place that follows from the archive's integrity:
 * it ends with the process that holds it, however that ends.
 */
#ifndef CORDON_WARM_WARM_CLAIMS_H
#define CORDON_WARM_WARM_CLAIMS_H

#include <stdbool.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"

struct warm_claims {
    int fd; /* -1: the folder cannot be written, and nobody can be asked */
    struct arena memory;
    struct map held; /* first bytes of the digest -> index */
    VEC(struct digest) digests;
};

enum warm_claim {
    WARM_CLAIM_NEW,
    WARM_CLAIM_OWN,    /* this run has it */
    WARM_CLAIM_OTHERS, /* another run has it */
};

void warm_claims_open(struct warm_claims *c, int folder_fd);
enum warm_claim warm_claims_take(struct warm_claims *c, struct str integrity);
/* Their answers are written. */
void warm_claims_release(struct warm_claims *c);
void warm_claims_close(struct warm_claims *c);

#endif
