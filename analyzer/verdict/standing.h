/*
 * standing.h - where a package stands from the program's root: the names that grants use.
 */
#ifndef CORDON_VERDICT_STANDING_H
#define CORDON_VERDICT_STANDING_H

#include "analyzer/link/program.h"

/* Names of a way that count; a package at the end of a longer one is only known by its last name. */
enum { STANDING_MAX = 64 };

struct standing {
    struct policy_link links[STANDING_MAX];
    uint32_t count;
    bool root;     /* the root's own package: no links */
    bool cut;      /* the way from the root is not known: at most the last name is there */
    bool nameless; /* found by a path, so that it has no name: no links, but it is not the root */
};

/* The packages from a dependency of the root to `package`, as each was first found. */
void standing_of(const struct program *p, uint32_t package, struct standing *out);
/* "a>b", or ".", as a key of "allow"; "*" when no other key can name the package. In `a`. */
struct str standing_key(struct arena *a, const struct standing *s);

#endif
