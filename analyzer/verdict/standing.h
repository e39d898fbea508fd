/*
 * standing.h - where a package stands from the program's root: the names that grants use.
 */
#ifndef CORDON_VERDICT_STANDING_H
#define CORDON_VERDICT_STANDING_H

#include "analyzer/link/program.h"

/* Names of a chain that count; a longer one can only be granted by "*". */
enum { STANDING_MAX = 64 };

struct standing {
    struct policy_link links[STANDING_MAX];
    uint32_t count; /* 0 for the root's own package */
    bool too_long;  /* or one of the packages was found without a name */
};

/* The packages from a dependency of the root to `package`, as each was first found. */
void standing_of(const struct program *p, uint32_t package, struct standing *out);
/* "a>b", as a key of "allow"; "*" when no other key can name the package. In `a`. */
struct str standing_key(struct arena *a, const struct standing *s);

#endif
